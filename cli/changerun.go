package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/guard"
)

// changeRun is one run of a verb that changes something, from the plan to the end of what it began.
type changeRun struct {
	*program
	verb    alteration
	consent consent
	words   []string

	desk   *change.Desk
	logs   *tail.Reader
	change change.Change
	plan   change.Plan
	row    changeRow
	sent   bool
}

// run makes the change and prints what became of it.
func (a *changeRun) run(ctx context.Context) error {
	a.changing = true
	err := refused(ctx, a.make(ctx))
	if !a.sent {
		err = unstarted(ctx, err)
	}
	if _, wrong := errors.AsType[*usage](err); wrong || a.output != asJSON {
		return err
	}
	a.row.judge(err)
	if wrong := encodeOne(a.streams.Out, a.row); wrong != nil && !a.sent {
		return errors.Join(err, wrong)
	}
	return err
}

// unstarted says so of an error where an interruption came before anything was sent.
func unstarted(ctx context.Context, err error) error {
	if stopped := call.KindOf(err) == call.Cancelled || errors.Is(err, context.Canceled); stopped && ctx.Err() != nil && !unknownOutcome(err) {
		return &interruption{text: "interrupted; nothing was sent"}
	}
	return err
}

// make plans, asks, sends and follows, each where the one before lets it.
func (a *changeRun) make(ctx context.Context) (err error) {
	if a.desk, err = a.program.desk(); err != nil {
		return err
	}
	if err := a.desk.Refuse(guard.Change); err != nil && !a.consent.dry {
		return err
	}
	if err := a.prepare(ctx); err != nil {
		return err
	}
	return a.carry(ctx)
}

// carry shows the plan, asks, sends and follows.
func (a *changeRun) carry(ctx context.Context) (err error) {
	if err := a.show(); err != nil {
		return err
	}
	if a.consent.dry {
		a.row.Result = planned
		return a.desk.Refuse(guard.Change)
	}
	if err := a.confirm(ctx); err != nil {
		return err
	}
	var r change.Receipt
	a.guarded(ctx, a.desk.Pending, func() { r, err = a.desk.Apply(ctx, a.change, a.plan) })
	if err != nil {
		return err
	}
	a.sent = true
	a.reportReceipt(r)
	switch {
	case r.Next != nil:
		return a.next(ctx, r.Next)
	case a.verb.follow != nil:
		return a.verb.follow(ctx, a, r)
	case a.consent.wait && a.plan.Follow != nil:
		return a.follow(ctx, r)
	}
	return nil
}

// prepare reads the service and makes the plan.
func (a *changeRun) prepare(ctx context.Context) error {
	bounded, cancel := a.bounded(ctx)
	defer cancel()
	r, err := a.reader(bounded)
	if err != nil {
		return err
	}
	defer r.progress.stop()
	a.logs = r.Reader
	if err = a.draw(bounded, r); err != nil && bounded.Err() != nil && ctx.Err() == nil {
		return context.Cause(bounded)
	}
	return refused(bounded, err)
}

func (a *changeRun) draw(ctx context.Context, r *reader) (err error) {
	var why []string
	if a.change, why, err = a.verb.make(ctx, r, a.words); err != nil {
		return err
	}
	a.row.Title = a.change.Title()
	r.progress.at("the current state", 0)
	if a.plan, err = a.change.Plan(ctx); err != nil {
		return err
	}
	a.plan.Effects = append(why, a.plan.Effects...)
	if a.verb.plan != nil {
		a.verb.plan(&a.plan)
	}
	a.plan.Warnings = append(a.plan.Warnings, a.unrecorded(a.desk)...)
	a.row.Title, a.row.Plan = a.plan.Title, newPlanRow(a.plan, a.desk.Typed(a.plan))
	return nil
}

// unrecorded warns that changes are not recorded here.
func (j *recorder) unrecorded(d *change.Desk) []string {
	if d.Journal != nil || j.demo {
		return nil
	}
	return []string{"this change won't be recorded: no home directory is set ($HOME or $XDG_STATE_HOME)"}
}

// next carries out what the change was a step towards, with a plan and a confirmation of its own.
func (a *changeRun) next(ctx context.Context, c change.Change) error {
	inner := &changeRun{program: a.program, consent: a.consent, desk: a.desk, logs: a.logs, change: c, row: changeRow{Title: c.Title()}}
	plan, err := c.Plan(ctx)
	if err == nil {
		inner.plan, inner.row.Title, inner.row.Plan = plan, plan.Title, newPlanRow(plan, a.desk.Typed(plan))
		err = inner.carry(ctx)
	}
	err = refused(ctx, err)
	inner.row.judge(err)
	a.row.Next = &nextRow{inner.row.Title, inner.row.Result, inner.row.Reason, inner.row.Receipt, inner.row.Outcome}
	return err
}

// reportReceipt says that the change was sent, and how it is taken back.
func (a *changeRun) reportReceipt(r change.Receipt) {
	if a.desk.Journal == nil && !a.demo {
		r.Note = strings.TrimPrefix(r.Note+"; not recorded: no home directory is set", "; ")
	}
	a.row.Result, a.row.Receipt = sent, newReceiptRow(r, a.back(r))
	text := a.plan.Title + ": sent"
	if r.Deployment != "" {
		text += ", deployment " + r.Deployment
	}
	if r.Task != "" {
		text += ", task " + r.After
	}
	a.say(text)
	if r.Note != "" {
		a.say("note: " + r.Note)
	}
	if back := a.row.Receipt.Undo; back != "" {
		a.say("to undo it: " + back)
	}
}

// back is the command line that takes the change back; empty for none.
func (a *changeRun) back(r change.Receipt) string { return a.backOf(a.plan, r) }

// backOf is the command line that takes a change back; empty for none.
func (p *program) backOf(plan change.Plan, r change.Receipt) string {
	if r.Back == "" || plan.Undoes != "" || p.demo {
		return ""
	}
	return p.own(strings.Fields(r.Back)...)
}

// say prints a line for people: to standard output, unless that is to hold an object and nothing else.
func (a *changeRun) say(text string) {
	fmt.Fprintln(a.people(), line(text))
}

// people is where they read what becomes of the change: beside standard output where that is to hold something else.
func (a *changeRun) people() io.Writer {
	if a.output == asJSON || a.verb.follow != nil {
		return a.streams.Err
	}
	return a.streams.Out
}

// confirm finds out whether the plan is wanted: from the flags, or on a terminal by asking.
func (a *changeRun) confirm(ctx context.Context) error {
	name, own := a.desk.Typed(a.plan), a.plan.Where.Guarded().Name()
	return a.agreed(ctx, a.consent, own, naming{want: name, why: a.why(a.plan.Where.Guarded().String()), verb: a.plan.Verb})
}

// agreed finds out whether a plan is wanted. own is the name that confirms what is not protected.
func (p *program) agreed(ctx context.Context, c consent, own string, n naming) error {
	n.given, n.end = c.name, "nothing was sent"
	switch {
	case n.want != "":
		if c.yes {
			n.why += ", and --yes is not enough"
		}
		return p.named(ctx, n)
	case n.given != "" && n.given != own:
		return n.mistaken(own)
	case n.given != "" || c.yes:
		return nil
	case !p.streams.Interactive:
		return unconfirmed("no terminal to ask on", n.end, "pass --yes to confirm, or --dry-run to only see the plan")
	}
	answer, err := p.streams.ask(ctx, "type yes to "+strings.ToLower(n.verb)+": ")
	if err == nil && answer != "yes" {
		err = unconfirmed(fmt.Sprintf("%q is not yes", answer), n.end, "")
	}
	return err
}

// why says what it is that takes a name.
func (a *changeRun) why(place string) string {
	if a.plan.Typed != "" {
		return a.plan.Typed + " is another family"
	}
	return place + " is protected"
}
