package inspect

import (
	"context"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// Load reads what a service uses and answers; AWS bills that.
type Load interface {
	Measures(ctx context.Context, s aws.Service, groups []aws.TargetGroup, since time.Duration) ([]aws.Measure, error)
}

// LoadBack is for how far back the load of a service is read.
const LoadBack = time.Hour

// staleLoad is the age at which what a service uses and answers no longer counts.
const staleLoad = 5 * time.Minute

// ReadLoad reads the load of a service, with that of the load balancers in front of its target groups as far as those are
// known, and judges the service by it from then on.
func ReadLoad(ctx context.Context, i *Inspector, source Load, of aws.Service) (aws.Load, error) {
	began := i.now()
	all, err := source.Measures(ctx, of, i.Snapshot(of).Targets.Value, LoadBack)
	l := aws.LoadOf(all)
	if ctx.Err() == nil {
		amend(i, of, func(s *Snapshot) { s.Load = take(s.Load, l, err, began) })
	}
	return l, err
}

// Whole reads a service to its end, and its load unless that is not to be read (nil) or is known already.
func Whole(ctx context.Context, i *Inspector, source Load, of aws.Service) (Snapshot, error) {
	s, err := i.Now(ctx, of)
	if err != nil || source == nil || s.Load.OK() && i.now().Sub(s.Load.Seen) < staleLoad {
		return s, err
	}
	_, _ = ReadLoad(ctx, i, source, of) // the verdict says what was missing
	return i.Snapshot(of), ctx.Err()
}

// Load reads the load of a service on the screen of which somebody is.
func (m *Meter) Load(ctx context.Context, s aws.Service) (aws.Load, error) {
	return ReadLoad(ctx, m.plan.Inspector, m.source, s)
}

// Source is what reads loads; nil where the meter is off.
func (m *Meter) Source() Load {
	if m == nil {
		return nil
	}
	return m.source
}
