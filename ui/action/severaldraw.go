package action

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/theme"
)

// strip is a line above or below the rows. Where there is no room the spare ones are left out, those with the greatest number
// first; one with 0 never is.
type strip struct {
	text  string
	spare int
}

// The rows between what always stands on screen that a question has at least: of a table with its head; and the cells of a line of
// several changes. With less nothing can be confirmed.
const (
	leastRows  = 2
	leastCells = 30
)

// layout shares the height out: the rows take what they need, up to half of it, what is known of the one under the cursor
// has the rest.
func (s *Several) layout() {
	v := s.face
	v.fill()
	top, bottom := around(s)
	left := max(0, v.height-len(top)-len(bottom))
	rows := min(len(v.batch.Parts)+1, max(leastRows, left*3/5))
	v.table.SetSize(v.width, min(rows, left))
	v.detail.SetSize(v.width, max(0, left-rows))
	v.detail.SetLines(v.about())
}

// around are the lines above and below the rows, as many as there is room for.
func around(s *Several) (top, bottom []string) {
	above, below := s.choice.top(), s.choice.bottom(s.phase)
	kept := func(of []strip, most int) (lines []string) {
		for _, one := range of {
			if one.spare <= most {
				lines = append(lines, one.text)
			}
		}
		return lines
	}
	for most := 4; most >= 0; most-- {
		top, bottom = kept(above, most), kept(below, most)
		if len(top)+len(bottom)+leastRows <= s.face.height {
			break
		}
	}
	return top, bottom
}

// fits says whether what is confirmed has room on the screen, where something is.
func fits(s *Several) bool {
	top, bottom := around(s)
	return s.phase != deciding || s.face.width >= leastCells && len(top)+len(bottom)+leastRows <= s.face.height
}

// wrapped are the lines of a text, a cell from the left, in a tone.
func wrapped(v *severalFace, text string, tone theme.Tone, spare int) (all []strip) {
	for _, l := range theme.Wrap(text, v.width-1, 3) {
		all = append(all, strip{v.flow.Theme.Paint(tone, " "+l), spare})
	}
	return all
}

// top is what stands above the rows: what is done, where, and in which order.
func (s *severalChoice) top() []strip {
	v := s.face
	lines := wrapped(v, v.title+": "+v.status(), theme.Strong, 0)
	for _, at := range places(v) {
		lines = append(lines, wrapped(v, at, theme.Plain, 0)...)
	}
	lines = append(lines, strip{v.flow.Theme.Paint(theme.Dim, theme.Fit(" "+v.order(), v.width)), 2})
	for _, text := range []string{s.note, v.trouble()} {
		if text != "" {
			lines = append(lines, wrapped(v, theme.Glyph(theme.Warn)+" "+text, theme.Warn, 0)...)
		}
	}
	return lines
}

// places are the accounts, regions and clusters of the changes.
func places(v *severalFace) (all []string) {
	for _, p := range v.batch.Parts {
		if at := where(p.Plan.Where); p.Planned && !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	return all
}

func (v *severalFace) trouble() string {
	if v.cut == nil {
		return ""
	}
	return "some plans could not be made: " + v.cut.Error()
}

// bottom is what is never under the fold: the sum, the first command, and the buttons.
func (s *severalChoice) bottom(p phase) []strip {
	v := s.face
	if p != deciding {
		return nil
	}
	lines := append([]strip{{v.flow.Theme.Paint(theme.Border, strings.Repeat("─", max(0, v.width))), 4}}, wrapped(v, v.sum(), theme.Plain, 1)...)
	if all := v.commands(); len(all) > 0 {
		text, _ := theme.Cut(" "+all[0], v.width)
		lines = append(lines, strip{v.flow.Theme.Paint(theme.Accent, text), 3})
		if len(all) > 1 {
			lines = append(lines, strip{v.flow.Theme.Paint(theme.Dim, fmt.Sprintf(" and %d more; %s", len(all)-1, keymap.Does(v.flow.Keys.Dialog.Command, "copies all"))), 3})
		}
	}
	buttons, ask := s.buttons.View(v.width-1), ""
	if typed := s.batch.Typed(); typed != "" {
		ask = theme.Glyph(theme.Warn) + " protected: you must type " + typed
	}
	if len(buttons) == 1 && theme.Width(buttons[0])+theme.Width(ask)+3 <= v.width {
		return append(lines, strip{text: " " + buttons[0] + "  " + v.flow.Theme.Paint(theme.Warn, ask)})
	}
	lines = append(lines, wrapped(v, ask, theme.Warn, 0)...)
	for _, b := range buttons {
		lines = append(lines, strip{text: " " + b})
	}
	return lines
}

// View draws the body.
func (s *Several) View() string {
	v := s.face
	if !fits(s) {
		return strings.Join(tooSmall(v.flow, v.width, v.height), "\n")
	}
	parts, bottom := around(s)
	parts = append(parts, v.table.View())
	if d := v.detail.View(); d != "" {
		parts = append(parts, d)
	}
	return strings.Join(append(parts, bottom...), "\n")
}

// unfollowed says that a change that was sent is no longer followed, and why, if nobody wanted it so.
func unfollowed(s change.Step) string {
	switch {
	case s.Standing != change.Begun || s.Err == nil:
		return ""
	case errors.Is(s.Err, context.Canceled):
		return "; stopped following"
	}
	return "; stopped following: " + s.Err.Error()
}
