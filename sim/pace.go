package sim

import (
	"time"

	"github.com/ecscope/ecscope/sim/wire"
)

// advance is how far the clock is to be put on, and what it shows then: an action that AWS does not have.
type (
	advanceInput  struct{ Duration *string } // as Go writes one: 90s, 10m, 2h30m
	advanceOutput struct{ Now *time.Time }
)

// registerPace gives the wire the action that puts the clock on.
func registerPace(s *Server, p *wire.Pace) {
	service := wire.Service{Name: "ecscope", Address: "EcscopeSimulator"}
	wire.JSON11(s.wire, service, "AdvanceClock", func(in *advanceInput) (*advanceOutput, error) {
		d, err := time.ParseDuration(*in.Duration)
		if err != nil || d < 0 {
			return nil, &wire.Error{Code: "InvalidParameterException", Message: "duration is " + *in.Duration + ". Use one such as 90s, 10m or 2h30m. (the simulator's wording)"}
		}
		p.Advance(d)
		now := p.Now()
		s.world.Advance(now)
		return &advanceOutput{&now}, nil
	}, "duration")
}
