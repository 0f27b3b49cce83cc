package change

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Batch is several changes that are confirmed once and applied one after the other, each over the desk with a plan, a
// record and an end of its own. It stops at the first that fails. The parts are not changed while it runs.
type Batch struct {
	Desk  *Desk
	Parts []Part
	// Together sends each change as soon as the one before was accepted, and follows them afterwards; else what one began
	// has to end well before the next is sent.
	Together bool
	// SendOnly follows nothing: what was accepted is done.
	SendOnly bool
}

// Part is one change of a batch.
type Part struct {
	// Name is what is changed, until the plan says it better.
	Name   string
	Change Change
	Plan   Plan
	// Planned says that Plan is there.
	Planned bool
	// Out is why it is left out; nil where it can be done.
	Out error
	// Held leaves it out although it can be done, until it is added: Plan.Hold says why.
	Held bool
}

// In says whether the change is to be applied.
func (p Part) In() bool { return p.Planned && p.Out == nil && !p.Held }

// Label is what is changed.
func (p Part) Label() string {
	w := p.Plan.Where
	switch {
	case !p.Planned:
		return p.Name
	case w.Thing == "task" && w.Service != "":
		return w.Service + " " + w.Name[:min(8, len(w.Name))]
	}
	return w.Name
}

// Why is why the change is left out; empty for one that is in, or not planned yet.
func (p Part) Why() string {
	switch {
	case p.Out != nil:
		return p.Out.Error()
	case p.Held:
		return p.Plan.Hold
	}
	return ""
}

// Planned is the plan of one part of a batch, or why there is none.
type Planned struct {
	Part int
	Plan Plan
	Err  error
}

// Plans makes the plan of each part that is not left out already.
func (b *Batch) Plans(ctx context.Context) iter.Seq2[[]Planned, error] {
	return func(yield func([]Planned, error) bool) {
		for i := range b.Parts {
			if b.Parts[i].Change == nil {
				continue
			}
			p, err := b.Parts[i].Change.Plan(ctx)
			if ctx.Err() != nil {
				yield(nil, ctx.Err())
				return
			}
			if !yield([]Planned{{Part: i, Plan: p, Err: err}}, nil) {
				return
			}
		}
	}
}

// Take takes over a plan. A change that cannot be done is left out, with the reason.
func (b *Batch) Take(p Planned) {
	part := &b.Parts[p.Part]
	part.Plan, part.Out, part.Planned = p.Plan, p.Err, p.Err == nil
	part.Held = p.Plan.Hold != ""
}

// Count is how many changes are to be applied.
func (b *Batch) Count() (n int) {
	for _, p := range b.Parts {
		if p.In() {
			n++
		}
	}
	return n
}

// Typed is what has to be typed to confirm it: where it is, and how many changes. It is empty where nothing of it is
// protected.
func (b *Batch) Typed() string {
	var places []string
	protected := false
	for _, p := range b.Parts {
		if !p.In() {
			continue
		}
		protected = protected || b.Desk.Typed(p.Plan) != ""
		place := p.Plan.Where.Cluster
		if place == "" {
			place = p.Plan.Where.Region
		}
		if !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	if !protected {
		return ""
	}
	return fmt.Sprintf("%s %d", strings.Join(places, "+"), b.Count())
}

// Standing is how far a change of a batch has come.
type Standing string

// The standings. All but Underway and Begun are ends.
const (
	Unsent   Standing = "not sent"
	LeftOut  Standing = "left out"
	Underway Standing = "sending"
	Begun    Standing = "sent"
	Done     Standing = "done"
	Broken   Standing = "failed"
	Lost     Standing = "outcome unknown"
)

// Step is news of one change of a batch. Err says why it failed, or why it is no longer followed.
type Step struct {
	Part     int
	Standing Standing
	Receipt  Receipt
	Progress Progress
	Err      error
}

// Sent says whether the change was accepted, however it ended.
func (s Step) Sent() bool {
	return s.Standing == Begun || s.Standing == Done || s.Standing == Broken && s.Progress.Outcome != ""
}

// Run applies the changes that are in. Once more ends nothing else is sent: what is on its way is finished and followed.
// When ctx ends as well, nothing is followed any longer. The last step of each part is its end.
func (b *Batch) Run(ctx, more context.Context) iter.Seq2[[]Step, error] {
	return func(yield func([]Step, error) bool) {
		r := &batchRun{batch: b, tell: func(s Step) bool { return yield([]Step{s}, nil) }}
		defer r.close()
		for i, p := range b.Parts {
			switch {
			case r.gone:
				return
			case !p.In():
				r.say(Step{Part: i, Standing: LeftOut})
			case r.failed || more.Err() != nil || ctx.Err() != nil:
				r.say(Step{Part: i, Standing: Unsent})
			default:
				r.send(ctx, i)
				if !b.Together {
					r.follow()
				}
			}
		}
		r.follow()
	}
}

// batchRun is a batch that is being applied.
type batchRun struct {
	batch  *Batch
	tell   func(Step) bool
	begun  []*pursuit
	failed bool
	gone   bool // nobody listens any more
}

// pursuit is a change that was sent and is followed.
type pursuit struct {
	step Step
	next func() ([]Progress, error, bool) //nolint:revive // as iter.Pull2 has it
	stop func()
}

func (r *batchRun) say(s Step) {
	if !r.gone {
		r.gone = !r.tell(s)
	}
}

// send applies one change.
func (r *batchRun) send(ctx context.Context, i int) {
	p := r.batch.Parts[i]
	if r.say(Step{Part: i, Standing: Underway}); r.gone {
		return
	}
	receipt, err := r.batch.Desk.Apply(ctx, p.Change, p.Plan)
	s := Step{Part: i, Standing: Begun, Receipt: receipt, Err: err}
	if err != nil {
		r.failed = true
		s.Standing = Broken
		if _, unknown := errors.AsType[*Unknown](err); unknown {
			s.Standing = Lost
		} else if errors.Is(err, context.Canceled) {
			s.Standing, s.Err = Unsent, nil
		}
		r.say(s)
		return
	}
	if p.Plan.Follow == nil || r.batch.SendOnly {
		s.Standing = Done
		r.say(s)
		return
	}
	r.say(s)
	f := &pursuit{step: s}
	f.next, f.stop = iter.Pull2(p.Plan.Follow(ctx, receipt))
	r.begun = append(r.begun, f)
}

// follow looks at what was sent until all of it has ended, each in turn.
func (r *batchRun) follow() {
	for len(r.begun) > 0 && !r.gone {
		r.begun = slices.DeleteFunc(r.begun, func(f *pursuit) bool {
			if r.gone || !r.look(f) {
				return false
			}
			f.stop()
			return true
		})
	}
}

// look takes the next news of what was sent, and says whether it was the last.
func (r *batchRun) look(f *pursuit) (last bool) {
	page, err, ok := f.next()
	if len(page) > 0 {
		f.step.Progress = page[len(page)-1]
	}
	switch p := f.step.Progress; {
	case p.Outcome == Succeeded:
		f.step.Standing = Done
	case p.Ended() && p.Outcome != "":
		f.step.Standing, r.failed = Broken, true
	case err != nil || !ok:
		f.step.Err, r.failed = err, true // begun, but nobody saw how it ended
	}
	last = err != nil || !ok || f.step.Standing != Begun
	r.say(f.step)
	return last
}

func (r *batchRun) close() {
	for _, f := range r.begun {
		f.stop()
	}
}

// Undos take back what was sent, the last first; what has no undo is left out, with the reason.
func (b *Batch) Undos(steps []Step) []Part {
	var back []Part
	for i, p := range slices.Backward(b.Parts) {
		if i >= len(steps) || !steps[i].Sent() {
			continue
		}
		part := Part{Name: p.Label(), Change: p.Plan.Undo}
		if part.Change == nil {
			part.Out = fmt.Errorf("no undo: %s", p.Plan.NoUndo)
		}
		back = append(back, part)
	}
	return back
}
