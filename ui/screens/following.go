package screens

import (
	"context"
	"fmt"
	"iter"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// following is a change of this session on its way to its true end.
type following struct {
	title string
	feed  load.Feed[change.Progress]
	last  change.Progress
	known bool
	err   error
}

// begin follows a change; one that was followed before is let go.
func (f *following) begin(h nav.Host, m *sent) tea.Cmd {
	f.title, f.known, f.err = m.title, false, nil
	return f.feed.Start(h.Context(), func(ctx context.Context) iter.Seq2[[]change.Progress, error] {
		return m.follow(ctx, m.receipt)
	})
}

// take recognises news of the change.
func (f *following) take(m tea.Msg) (tea.Cmd, bool) {
	p, next, ok := f.feed.Take(m)
	if !ok {
		return nil, false
	}
	for _, last := range p.Items {
		f.last, f.known = last, true
	}
	if p.Done {
		f.err = p.Err
	}
	return next, true
}

// clear takes the line of an ended change away, and says whether there was one.
func (f *following) clear() bool {
	if f.title == "" || f.feed.Running() {
		return false
	}
	f.title = ""
	return true
}

// moving says whether the change is on its way, and nothing is wrong with following it.
func (f *following) moving() bool {
	return f.title != "" && f.err == nil && !(f.known && f.last.Ended())
}

// line says how far the change has come, with a bar, or how it ended.
func (f *following) line() (string, theme.Tone) {
	switch {
	case f.title == "":
		return "", theme.Plain
	case f.err != nil:
		return f.title + ": stopped following: " + f.err.Error(), theme.Warn
	case !f.known:
		return f.title + ": sent", theme.Busy
	}
	p := f.last
	text := fmt.Sprintf("%s: %s  %s %d/%d", f.title, p.Outcome, chart.Bar(p.Running, max(1, p.Desired), 12), p.Running, p.Desired)
	if p.Failed > 0 {
		text += fmt.Sprintf("  %d died", p.Failed)
		if p.Threshold > 0 {
			text += fmt.Sprintf(", breaker at %d", p.Threshold)
		}
	}
	if p.Text != "" {
		text += "  " + p.Text
	}
	return strings.TrimSpace(text), outcomeTone(p.Outcome)
}

func outcomeTone(o change.Outcome) theme.Tone {
	switch o {
	case change.Succeeded:
		return theme.Good
	case change.Moving:
		return theme.Busy
	case change.Replaced:
		return theme.Warn
	}
	return theme.Bad
}
