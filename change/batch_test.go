package change

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/guard"
)

// piece is a change of one of several services. It notes in a shared log when it is sent and when it is looked at.
type piece struct {
	name      string
	log       *[]string
	plan, err error
	looks     []Outcome
	before    func() // it is sent
}

func (p *piece) Title() string { return "Redeploy " + p.name }

func (p *piece) Plan(context.Context) (Plan, error) {
	return Plan{Title: p.Title(), Verb: "Redeploy", NoUndo: "it keeps its revision", Hold: map[bool]string{true: "a rollout is in progress"}[p.name == "held"],
		Where: Where{Account: "1", Region: "r", Cluster: "prod", Thing: "service", Name: p.name},
		Follow: func(ctx context.Context, _ Receipt) iter.Seq2[[]Progress, error] {
			return func(yield func([]Progress, error) bool) {
				for _, o := range p.looks {
					if ctx.Err() != nil {
						yield(nil, ctx.Err())
						return
					}
					*p.log = append(*p.log, "look "+p.name)
					if !yield([]Progress{{Outcome: o}}, nil) {
						return
					}
				}
			}
		}}, p.plan
}

func (p *piece) Apply(context.Context) (Receipt, error) {
	if p.before != nil {
		p.before()
	}
	*p.log = append(*p.log, "send "+p.name)
	return Receipt{}, p.err
}

func planned(t *testing.T, b *Batch) {
	t.Helper()
	for page, err := range b.Plans(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page {
			b.Take(p)
		}
	}
}

// ends are the last steps of a run, in the order of the parts.
func ends(b *Batch, ctx, more context.Context) []string {
	last := make([]string, len(b.Parts))
	for page := range b.Run(ctx, more) {
		for _, s := range page {
			last[s.Part] = string(s.Standing)
		}
	}
	return last
}

func batch(log *[]string, pieces ...*piece) *Batch {
	b := &Batch{Desk: &Desk{Guard: guard.Guard{Protected: []string{"prod/b"}}}}
	for _, p := range pieces {
		p.log = log
		b.Parts = append(b.Parts, Part{Name: "prod/" + p.name, Change: p})
	}
	return b
}

// Each change has to end well before the next is sent; the first that does not ends it, and what cannot be done is left out.
func TestBatch(t *testing.T) {
	t.Parallel()
	well := []Outcome{Moving, Succeeded}
	for name, c := range map[string]struct {
		pieces   []*piece
		together bool
		ends     []string
		log      string
	}{
		"one by one":     {[]*piece{{name: "a", looks: well}, {name: "b", looks: well}}, false, []string{"done", "done"}, "send a, look a, look a, send b, look b, look b"},
		"together":       {[]*piece{{name: "a", looks: well}, {name: "b", looks: well}}, true, []string{"done", "done"}, "send a, send b, look a, look b, look a, look b"},
		"refused":        {[]*piece{{name: "a", looks: well, err: errors.New("no")}, {name: "b"}}, true, []string{"failed", "not sent"}, "send a"},
		"ends badly":     {[]*piece{{name: "a", looks: []Outcome{Moving, RolledBack}}, {name: "b"}}, false, []string{"failed", "not sent"}, "send a, look a, look a"},
		"unknown":        {[]*piece{{name: "a", err: &Unknown{Err: errors.New("lost")}}, {name: "b"}}, false, []string{"outcome unknown", "not sent"}, "send a"},
		"never ends":     {[]*piece{{name: "a", looks: []Outcome{Moving}}, {name: "b"}}, false, []string{"sent", "not sent"}, "send a, look a"},
		"cannot":         {[]*piece{{name: "a", plan: &Refused{Reason: "it is gone"}}, {name: "b", looks: well}}, false, []string{"left out", "done"}, "send b, look b, look b"},
		"held":           {[]*piece{{name: "held", looks: well}, {name: "b", looks: well}}, false, []string{"left out", "done"}, "send b, look b, look b"},
		"together badly": {[]*piece{{name: "a", looks: []Outcome{Failed}}, {name: "b", looks: well}}, true, []string{"failed", "done"}, "send a, send b, look a, look b, look b"},
	} {
		var log []string
		b := batch(&log, c.pieces...)
		b.Together = c.together
		planned(t, b)
		if got := ends(b, t.Context(), t.Context()); !slices.Equal(got, c.ends) || strings.Join(log, ", ") != c.log {
			t.Errorf("%s: %q: %s", name, got, strings.Join(log, ", "))
		}
	}
}

// Somebody who stops it has the call on its way finished and followed, and nothing more sent; stopped twice, nothing is followed.
func TestBatchStopped(t *testing.T) {
	t.Parallel()
	for _, twice := range []bool{false, true} {
		var log []string
		ctx, abandon := context.WithCancel(t.Context())
		more, halt := context.WithCancel(ctx)
		defer halt()
		b := batch(&log, &piece{name: "a", looks: []Outcome{Moving, Succeeded}}, &piece{name: "b"}, &piece{name: "c"})
		b.Parts[0].Change.(*piece).before = func() {
			halt()
			if twice {
				abandon()
			}
		}
		planned(t, b)
		want := []string{map[bool]string{false: "done", true: "sent"}[twice], "not sent", "not sent"}
		if got := ends(b, ctx, more); !slices.Equal(got, want) || log[0] != "send a" || strings.Contains(fmt.Sprint(log), "send b") {
			t.Errorf("twice %v: %q: %q", twice, got, log)
		}
		abandon()
	}
}

// What has to be typed says where and how many, of those that are in.
func TestBatchTyped(t *testing.T) {
	t.Parallel()
	var log []string
	b := batch(&log, &piece{name: "a"}, &piece{name: "b"}, &piece{name: "c", plan: errors.New("denied")})
	if planned(t, b); b.Typed() != "prod 2" {
		t.Errorf("%q", b.Typed())
	}
	if b.Parts[1].Held = true; b.Typed() != "" {
		t.Errorf("%q, though the protected one is left out", b.Typed())
	}
}
