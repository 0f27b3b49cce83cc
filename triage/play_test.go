package triage

import (
	"iter"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
)

// play is a simulated account, seen through the real client, on a clock that the test moves.
type play struct {
	*Rules
	t      *testing.T
	sim    *sim.Server
	client *aws.Client
	clock  *sim.ManualClock
	start  time.Time
}

func begin(t *testing.T, o sim.Options) *play {
	t.Helper()
	p := &play{Rules: open(t), t: t, start: time.Date(2026, 3, 4, 2, 14, 0, 0, time.UTC)}
	p.clock = sim.NewManualClock(p.start)
	o.Clock = p.clock
	p.sim = simtest.Start(t, o)
	var err error
	p.client, err = aws.Open(t.Context(), aws.Options{Environ: p.sim.Env(), Now: p.clock.Now, Share: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rows are all pages of a sequence; what is there before an error is kept.
func rows[T any](pages iter.Seq2[[]T, error]) ([]T, error) {
	out := []T{}
	for page, err := range pages {
		if err != nil {
			return out, err
		}
		out = append(out, page...)
	}
	return out, nil
}

// look reads all there is to know of a service.
func (p *play) look(cluster, service string) (Input, error) {
	in := Input{Now: p.clock.Now()}
	var err error
	if in.Service, err = p.client.Service(p.t.Context(), cluster, service); err != nil {
		return in, err
	}
	if in.Tasks, err = rows(p.client.Tasks(p.t.Context(), aws.TaskQuery{Cluster: cluster, Service: service})); err != nil {
		return in, err
	}
	if in.Stopped, err = rows(p.client.Stopped(p.t.Context(), cluster)); err != nil {
		return in, err
	}
	in.History, err = rows(p.client.Deployments(p.t.Context(), cluster, service))
	return in, err
}

// watch looks every few seconds of a simulated stretch of time.
func (p *play) watch(cluster, service string, stretch, step time.Duration, see func(second int, in Input, v Verdict)) {
	p.t.Helper()
	for end := p.clock.Now().Add(stretch); !p.clock.Now().After(end); p.clock.Advance(step) {
		in, err := p.look(cluster, service)
		if err != nil {
			p.t.Fatal(err)
		}
		see(int(p.clock.Now().Sub(p.start).Seconds()), in, p.Service(in))
	}
}
