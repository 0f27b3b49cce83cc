package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/change"
)

// follow follows what the change began to its true end, which decides how the run ends.
func (a *changeRun) follow(ctx context.Context, r change.Receipt) error {
	bounded, cancel := a.bounded(ctx)
	defer cancel()
	at := a.plan.Where
	last, err := a.watch(bounded, r, ticker{w: a.streams.Err, live: a.streams.Watched, width: cmp.Or(a.streams.Width, 79)})
	switch on := "the change continues: " + shell(looking(at.Thing, at.Cluster, at.Name)) + " shows it"; {
	case last.Outcome == change.Succeeded:
		a.say(a.plan.Title + ": " + tally(last))
		return nil
	case last.Ended():
		return fmt.Errorf("%s: %s", a.plan.Title, tally(last))
	case ctx.Err() != nil:
		return &interruption{text: "stopped following; " + on}
	case bounded.Err() != nil:
		return fmt.Errorf("stopped following: %w; %s", context.Cause(bounded), on)
	default:
		return fmt.Errorf("stopped following: %w; %s", err, on)
	}
}

// watch looks at what the change began until it has ended, and returns the last look.
func (a *changeRun) watch(ctx context.Context, r change.Receipt, t ticker) (last change.Progress, err error) {
	for page, trouble := range a.plan.Follow(ctx, r) {
		for _, last = range page {
			t.show(a.plan.Title + ": " + tally(last))
		}
		err = trouble
	}
	t.end()
	if last.Outcome == "" {
		last.Outcome = change.Moving
	}
	a.row.Outcome = newOutcomeRow(last)
	return last, err
}

// tally is one look at a rollout in a line.
func tally(p change.Progress) string {
	text := string(p.Outcome)
	if p.Text != "" {
		text += ": " + p.Text
	}
	if p.Outcome == change.Moving && p.Failed > 0 {
		text += fmt.Sprintf("; %d died", p.Failed)
		if p.Threshold > 0 {
			text += fmt.Sprintf(", the circuit breaker trips at %d", p.Threshold)
		}
	}
	return text
}

// ticker tells how far something has come: in one line that is drawn over on a terminal, else a line for each change.
type ticker struct {
	w     io.Writer
	live  bool
	width int
	last  string
}

func (t *ticker) show(text string) {
	text = line(text)
	switch {
	case text == t.last:
	case t.live:
		fmt.Fprint(t.w, "\r\x1b[K"+ansi.Truncate(text, t.width-1, "…"))
	default:
		fmt.Fprintln(t.w, text)
	}
	t.last = text
}

// end wipes the line that is drawn over: how it ended is told elsewhere.
func (t *ticker) end() {
	if t.live && t.last != "" {
		fmt.Fprint(t.w, "\r\x1b[K")
	}
}
