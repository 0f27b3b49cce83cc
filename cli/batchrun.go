package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/words"
)

// batchRun is one run of a verb that changes several things: one plan, one confirmation, an end of each.
type batchRun struct {
	*program
	verb    alteration
	consent consent
	things  [][]string

	batch *change.Batch
	rows  []changeRow
	row   batchRow
}

// run makes the changes and prints what became of them.
func (b *batchRun) run(ctx context.Context) error {
	b.changing = true
	err := refused(ctx, b.make(ctx))
	if _, wrong := errors.AsType[*usage](err); wrong || b.output != asJSON {
		return err
	}
	b.row.judge(err)
	b.row.Changes = b.rows
	return errors.Join(err, encodeOne(b.streams.Out, b.row))
}

// judge says how all of it ended.
func (r *batchRow) judge(err error) {
	one := changeRow{Result: r.Result}
	one.judge(err)
	r.Result, r.Cause, r.Reason, r.Way = one.Result, one.Cause, one.Reason, one.Way
}

// make plans, asks, sends and follows, each where the one before lets it.
func (b *batchRun) make(ctx context.Context) error {
	desk, err := b.desk()
	if err != nil {
		return err
	}
	if err := desk.Refuse(guard.Change); err != nil && !b.consent.dry {
		return err
	}
	b.batch = &change.Batch{Desk: desk, Parts: make([]change.Part, len(b.things)), Together: b.consent.together || !b.consent.wait, SendOnly: !b.consent.wait}
	b.rows = make([]changeRow, len(b.things))
	if err := b.prepare(ctx); err != nil {
		return err
	}
	if err := b.show(); err != nil {
		return err
	}
	if b.batch.Count() == 0 {
		return &refusal{cause: byRule, text: "refused: none of them can be changed", hint: "the plan gives the reason for each"}
	}
	if b.row.Result = planned; b.consent.dry {
		return desk.Refuse(guard.Change)
	}
	if err := b.confirm(ctx); err != nil {
		return unstarted(ctx, err)
	}
	b.guarded(ctx, desk.Pending, func() { b.apply(ctx) })
	return b.outcome(ctx)
}

// prepare reads the things and makes the plans.
func (b *batchRun) prepare(ctx context.Context) error {
	bounded, cancel := b.bounded(ctx)
	defer cancel()
	r, err := b.reader(bounded)
	if err != nil {
		return err
	}
	defer r.progress.stop()
	whys := make([][]string, len(b.things))
	for i, words := range b.things {
		part := &b.batch.Parts[i]
		part.Name = words[0]
		part.Change, whys[i], part.Out = b.verb.make(bounded, r, words)
		if _, wrong := errors.AsType[*usage](part.Out); wrong {
			return part.Out
		}
	}
	r.progress.at("the current state", 0)
	for page, err := range b.batch.Plans(bounded) {
		for _, p := range page {
			p.Plan.Effects = append(whys[p.Part], p.Plan.Effects...)
			b.batch.Take(p)
		}
		if err != nil {
			return cmp.Or(context.Cause(bounded), err)
		}
	}
	for i, p := range b.batch.Parts {
		b.rows[i] = b.planned(p)
	}
	return nil
}

// planned is a change as it is planned, or why it is left out.
func (b *batchRun) planned(p change.Part) changeRow {
	row := changeRow{Title: p.Name, Result: planned}
	if p.Planned {
		row.Title, row.Plan = p.Plan.Title, newPlanRow(p.Plan, b.batch.Desk.Typed(p.Plan))
	}
	if why := p.Why(); why != "" {
		row.Result, row.Cause, row.Reason = turned, byRule, why
		if r, ok := errors.AsType[*change.Refused](p.Out); ok {
			row.Reason, row.Way = r.Reason, r.Way
		}
	}
	return row
}

// show prints the plan: each change, and what is left out.
func (b *batchRun) show() error {
	verb := b.title()
	b.row.Title, b.row.Confirm = verb, b.batch.Typed()
	if b.output == asJSON && (!b.streams.Interactive || b.consent.dry) {
		return nil
	}
	var lines []string
	for _, p := range b.batch.Parts {
		if p.In() {
			lines = append(lines, b.planLines(p.Plan)...)
			continue
		}
		c := cell{text: "left out: " + line(p.Label()+": "+p.Why()), state: warning}
		c.text = b.streams.look().text(c)
		lines = append(lines, b.streams.look().paint(c))
	}
	lines = append(lines, verb)
	for _, w := range b.unrecorded(b.batch.Desk) {
		lines = append(lines, "warning: "+w)
	}
	_, err := fmt.Fprint(b.people(), strings.Join(lines, "\n")+"\n")
	return err
}

// title says how many of how many are changed, and in what order.
func (b *batchRun) title() string {
	verb := "Change"
	for _, p := range b.batch.Parts {
		if p.In() {
			verb = p.Plan.Verb
		}
	}
	how := "one after the other, stopping at the first failure"
	if b.consent.wait && !b.batch.Together {
		how = "one after the other, each to its end, stopping at the first failure"
	}
	text := fmt.Sprintf("%s %d: %s", verb, b.batch.Count(), how)
	if out := len(b.batch.Parts) - b.batch.Count(); out > 0 {
		text += "; " + words.Count(out, "other") + " left out"
	}
	return text
}

func (b *batchRun) confirm(ctx context.Context) error {
	own := b.batch.Typed()
	return b.agreed(ctx, b.consent, own, naming{want: own, why: "at least one of them is protected", verb: strings.SplitN(b.row.Title, ":", 2)[0]})
}

// apply sends the changes and takes down how each ends.
func (b *batchRun) apply(ctx context.Context) {
	bounded, cancel := b.bounded(ctx)
	defer cancel()
	t := ticker{w: b.streams.Err, live: b.streams.Watched, width: cmp.Or(b.streams.Width, 79)}
	for page, err := range b.batch.Run(bounded, bounded) {
		_ = err // it is in the steps
		for _, s := range page {
			b.step(ctx, &t, s)
		}
	}
	t.end()
}

// step takes down news of a change, and prints it where it is more than progress.
func (b *batchRun) step(ctx context.Context, t *ticker, s change.Step) {
	p, row := b.batch.Parts[s.Part], &b.rows[s.Part]
	switch s.Standing {
	case change.Underway, change.LeftOut:
		return
	case change.Unsent:
		row.Result = unsent
	case change.Lost:
		row.Result, row.Reason = lostOutcome, s.Err.Error()
	case change.Begun, change.Done, change.Broken:
		row.Result = sent
		if !s.Sent() {
			row.Result = ""
			row.judge(refused(ctx, s.Err))
			break
		}
		if row.Receipt == nil {
			row.Receipt = newReceiptRow(s.Receipt, b.backOf(p.Plan, s.Receipt))
		}
		if s.Err != nil {
			row.Reason = s.Err.Error()
		}
	}
	if s.Progress.Outcome != "" {
		row.Outcome = newOutcomeRow(s.Progress)
	}
	text := p.Plan.Title + ": " + string(s.Standing)
	if s.Progress.Outcome != "" {
		text += ": " + tally(s.Progress)
	} else if s.Err != nil {
		text += ": " + s.Err.Error()
	}
	if s.Standing == change.Begun && s.Err == nil {
		t.show(text)
		return
	}
	t.end()
	b.say(text)
	if s.Sent() && row.Receipt.Undo != "" {
		b.say("to undo it: " + row.Receipt.Undo)
	}
}

// outcome is the error that all of it amounts to.
func (b *batchRun) outcome(ctx context.Context) error {
	counts := map[string]int{}
	well := true
	for i, p := range b.batch.Parts {
		row := b.rows[i]
		ended := row.Result == sent && (!b.consent.wait || p.Plan.Follow == nil || row.Outcome != nil && row.Outcome.Outcome == string(change.Succeeded))
		well = well && ended
		word := row.Result
		if !p.In() {
			word = string(change.LeftOut)
		} else if word == sent && !ended {
			word = "not ended well"
		}
		counts[word]++
	}
	b.row.Result = sent
	if well {
		return nil
	}
	var parts []string
	for _, word := range []string{sent, "not ended well", broke, turned, lostOutcome, unsent, string(change.LeftOut)} {
		if n := counts[word]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		}
	}
	text := "of " + words.Count(len(b.batch.Parts), "change") + ": " + strings.Join(parts, ", ")
	if b.row.Result = ""; ctx.Err() != nil {
		return &interruption{text: "interrupted; " + text}
	}
	return errors.New(text)
}

// say prints a line for people: to standard output, unless that is to hold an object and nothing else.
func (b *batchRun) say(text string) { fmt.Fprintln(b.people(), line(text)) }

func (b *batchRun) people() io.Writer {
	if b.output == asJSON {
		return b.streams.Err
	}
	return b.streams.Out
}
