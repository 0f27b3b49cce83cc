package demo

import (
	"strings"
	"time"

	"github.com/ecscope/ecscope/sim/world"
)

// story keeps the account moving: every minute or two somebody deploys or
// scales something, or AWS takes a Spot task back.
func (s *stage) story() { s.at(2*time.Minute, s.turn) }

// turn is one turn of the story, which plans the next.
func (s *stage) turn(w *world.World) {
	switch s.random.IntN(10) {
	case 0, 1, 2:
		s.release(w, s.calm(), world.Fate{})
	case 3:
		s.badRelease(w)
	case 4, 5, 6, 7:
		s.rescale(w, s.calm())
	case 8:
		w.Interrupt(world.FateMatch{Cluster: "prod"})
	case 9:
		w.Crash(world.FateMatch{Cluster: "prod", Service: "inventory"}, world.Exit{Code: 139})
	}
	pause := 40*time.Second + time.Duration(s.random.Int64N(int64(100*time.Second)))
	w.At(w.Now().Add(pause), s.turn)
}

// calm picks a service that has no trouble of its own and that ECS deploys.
func (s *stage) calm() string {
	troubled := "prod/checkout prod/recommendations prod/search prod/orders prod/thumbnailer prod/payments staging/checkout"
	for {
		key := s.order[s.random.IntN(len(s.order))]
		b := s.services[key]
		if b.Desired > 0 && !b.Daemon && b.Controller == "" && !strings.Contains(troubled, key) {
			return key
		}
	}
}

// badRelease deploys something to staging that does not start, and puts it
// right some minutes later.
func (s *stage) badRelease(w *world.World) {
	s.release(w, "staging/api", world.Fate{Retry: 20 * time.Second, Exit: &world.Exit{After: 6 * time.Second, Code: 2}})
	w.At(w.Now().Add(4*time.Minute), func(w *world.World) { s.release(w, "staging/api", world.Fate{}) })
}

// rescale moves the desired count of a service a little around what it
// usually is, as its auto scaling would.
func (s *stage) rescale(w *world.World, key string) {
	b := s.services[key]
	desired := max(1, b.Desired+int32(s.random.IntN(5))-1)
	w.Scale(key, desired)
}
