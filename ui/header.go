package ui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// header draws the first line: where we are on the left, how true what is shown is on the right.
func (p *Program) header() string {
	right, tone := p.status()
	if p.account.ReadOnly {
		right = strings.TrimLeft(right+"   READ-ONLY", " ")
	}
	right = ansi.Truncate(right, p.width, "…")
	problems := p.problems.text(p.clock.Now())
	if ansi.StringWidth(problems)+ansi.StringWidth(right) > p.width/2 {
		problems = ""
	}
	room := p.width - ansi.StringWidth(problems) - ansi.StringWidth(right) - 2
	left := p.path(room)
	used := ansi.StringWidth(left) + ansi.StringWidth(problems) + ansi.StringWidth(right)
	gap := max(0, p.width-used-1)
	if left == "" {
		gap = max(0, p.width-used)
	}
	if problems != "" {
		text := strings.TrimRight(problems, " ") // a tone may be drawn on a ground of its own
		problems = p.theme.Paint(p.problems.worst(), text) + problems[len(text):]
	}
	return p.theme.Paint(theme.Title, left) + strings.Repeat(" ", gap) + problems + p.theme.Paint(tone, right)
}

// path is the program, the account and where the thing on screen is. Where there is no room, the account goes first, then the
// region; cluster, thing and view stay, and the thing is shortened last.
func (p *Program) path(room int) string {
	at := nav.LocationOf(p.top().screen)
	thing := ""
	for _, part := range []string{at.Cluster, at.Thing, at.View} {
		if part != "" {
			thing += " ▸ " + part
		}
	}
	region, account := p.account.Region, cmp.Or(p.account.Name, p.number)
	for _, before := range []string{" ecscope  " + strings.Trim(account+" · "+region, " ·"), " " + strings.Trim(account+" · "+region, " ·"), " " + region} {
		if full := before + thing; ansi.StringWidth(full) <= room {
			return full
		}
	}
	thing = strings.TrimPrefix(thing, " ▸")
	if over := ansi.StringWidth(thing) - room; over > 0 && len(at.Thing) > over+6 {
		thing = strings.Replace(thing, at.Thing, ansi.Truncate(at.Thing, ansi.StringWidth(at.Thing)-over, "…"), 1)
	}
	return ansi.Truncate(thing, max(0, room), "…")
}

// status is the right side of the header: the state of the data on screen.
func (p *Program) status() (string, theme.Tone) {
	s := nav.Status{}
	if t, ok := p.top().screen.(nav.StatusProvider); ok {
		s = t.Status()
	}
	throttled := p.account.Throttled != nil && p.account.Throttled()
	switch {
	case nav.KindOf(s.Err) == nav.Unfinished:
		return "◌ unfinished", theme.Busy
	case s.Err != nil && s.Seen.IsZero():
		return "✗ " + trouble(s.Err), theme.Bad
	case s.Err != nil:
		return fmt.Sprintf("○ %s stale: %s", nav.Ago(p.clock.Now(), s.Seen), trouble(s.Err)), theme.Warn
	case throttled && s.Loading:
		return "◔ throttled" + progress(s), theme.Warn
	case s.Loading && (s.Seen.IsZero() || s.Want > s.Have):
		return "◌" + progress(s) + " loading", theme.Busy
	case s.Seen.IsZero():
		return "", theme.Dim
	}
	text := "● " + nav.Ago(p.clock.Now(), s.Seen) + " ago"
	if !s.Oldest.IsZero() && s.Seen.Sub(s.Oldest) > time.Minute {
		text += ", oldest " + nav.Ago(p.clock.Now(), s.Oldest)
	}
	return text, theme.Good
}

func progress(s nav.Status) string {
	if s.Want == 0 {
		return ""
	}
	return fmt.Sprintf(" %d/%d", s.Have, s.Want)
}

func trouble(err error) string {
	if k := nav.KindOf(err); k != "" && k != "unknown" {
		return k
	}
	return "error"
}
