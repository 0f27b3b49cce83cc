package action

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/theme"
)

// layout shares the height out: the rows take what they need, up to half of it, what is known of the one under the cursor
// has the rest.
func (s *Several) layout() {
	v := s.face
	v.fill()
	left := max(0, v.height-len(s.choice.top())-len(s.choice.bottom(s.phase)))
	rows := min(len(v.batch.Parts)+1, max(2, left*3/5))
	v.table.SetSize(v.width, min(rows, left))
	v.detail.SetSize(v.width, max(0, left-rows))
	v.detail.SetLines(v.about())
}

// top is what stands above the rows.
func (s *severalChoice) top() []string {
	v := s.face
	lines := []string{
		v.flow.Theme.Paint(theme.Strong, theme.Fit(" "+v.title+": "+v.status(), v.width)),
		v.flow.Theme.Paint(theme.Dim, theme.Fit(" "+v.order(), v.width)),
	}
	for _, text := range []string{s.note, v.trouble()} {
		if text != "" {
			lines = append(lines, v.flow.Theme.Paint(theme.Warn, theme.Fit(" ▲ "+text, v.width)))
		}
	}
	return lines
}

func (v *severalFace) trouble() string {
	if v.cut == nil {
		return ""
	}
	return "some plans could not be made: " + v.cut.Error()
}

// bottom is what is never under the fold: the sum, the first command, and the buttons.
func (s *severalChoice) bottom(p phase) []string {
	v := s.face
	if p != deciding {
		return nil
	}
	lines := []string{v.flow.Theme.Paint(theme.Border, strings.Repeat("─", max(0, v.width)))}
	for _, text := range theme.Wrap(v.sum(), v.width-1, 3) {
		lines = append(lines, " "+text)
	}
	if all := v.commands(); len(all) > 0 {
		text, _ := theme.Cut(" "+all[0], v.width)
		lines = append(lines, v.flow.Theme.Paint(theme.Accent, text))
		if len(all) > 1 {
			lines = append(lines, v.flow.Theme.Paint(theme.Dim, fmt.Sprintf(" and %d more; %s", len(all)-1, keymap.Does(v.flow.Keys.Dialog.Command, "copies all"))))
		}
	}
	ask := ""
	if typed := s.batch.Typed(); typed != "" {
		ask = v.flow.Theme.Paint(theme.Warn, "  ▲ protected: you must type "+typed)
	}
	return append(lines, " "+s.buttons.View()+ask)
}

// View draws the body.
func (s *Several) View() string {
	v := s.face
	parts := append(s.choice.top(), v.table.View())
	if d := v.detail.View(); d != "" {
		parts = append(parts, d)
	}
	return strings.Join(append(parts, s.choice.bottom(s.phase)...), "\n")
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
