package action

import (
	"cmp"
	"errors"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// View draws the box.
func (d *Confirm) View() string { return sheetOf(d).view() }

// layout draws the plan for the size there is: as high as it needs, as the screen allows.
func (d *Confirm) layout() { sheetOf(d).layout(d.lines()) }

// sheetOf is what the dialog says and asks now.
func sheetOf(d *Confirm) sheet {
	s := sheet{flow: d.flow, title: cmp.Or(d.plan.Title, d.change.Title()), body: d.body, width: d.width, height: d.height}
	if d.plan.Title != "" {
		for _, l := range theme.Wrap(where(d.plan.Where), s.inner(), s.height) {
			s.head = append(s.head, s.flow.Theme.Paint(theme.Strong, l))
		}
	}
	switch d.step {
	case planning:
		s.foot = []string{s.flow.Theme.Paint(theme.Dim, "reading the account…   "+keymap.Does(d.flow.Keys.Dialog.Cancel, "cancels"))}
	case sending:
		s.foot = []string{s.flow.Theme.Paint(theme.Busy, "sending…")}
	default:
		s.foot = d.bottom(s.inner())
	}
	return s
}

// bottom is the field and the buttons: on one line where they have room.
func (d *Confirm) bottom(room int) []string {
	buttons := d.buttons.View(room)
	if d.step != asking || d.typed == "" {
		return buttons
	}
	paint := func(text string) string { return d.flow.Theme.Paint(theme.Dim, text) }
	value := d.field.Value()
	if d.inField {
		paint = func(text string) string { return d.flow.Theme.Paint(theme.Strong, text) }
		value += "▏"
	}
	label := "type  " + d.typed + "  to confirm: "
	cells := max(12, theme.Width(d.typed)+2)
	if used := theme.Width(label) + cells + 2; len(buttons) == 1 && used+theme.Width(buttons[0]) <= room {
		return []string{paint(label) + theme.Fit(value, cells) + "  " + buttons[0]}
	}
	var lines []string
	for _, l := range theme.Wrap(label, room, len(label)) {
		lines = append(lines, paint(l))
	}
	return append(append(lines, ansi.TruncateLeft(value, max(0, theme.Width(value)-room), "")), buttons...)
}

// firstFields is how many of the fields that differ stand before what happens; the rest follows the command.
const firstFields = 4

func (d *Confirm) lines() []reader.Line {
	switch {
	case d.step == refused:
		return d.refusal()
	case d.plan.Title == "":
		return nil
	}
	p := d.plan
	var lines []reader.Line
	if d.drift != "" {
		lines = append(lines, mark(theme.Warn, d.drift+". This is a new plan."), nil)
	}
	first := min(len(p.Fields), firstFields+1) // one more takes the line that would say so
	if first < len(p.Fields) {
		first = firstFields
	}
	for _, f := range p.Fields[:first] {
		lines = append(lines, fieldLine(f))
	}
	if more := len(p.Fields) - first; more > 0 {
		lines = append(lines, reader.Line{{Text: "  " + words.Count(more, "more field") + " below", Tone: theme.Dim}})
	}
	for _, w := range p.Warnings {
		lines = append(lines, mark(theme.Warn, w))
	}
	if p.Same > 0 {
		lines = append(lines, reader.Line{{Text: "  " + words.Count(p.Same, "other field") + " unchanged", Tone: theme.Dim}})
	}
	for _, e := range p.Effects {
		lines = append(lines, reader.Line{{Text: "  ", Hang: true}, {Text: e}})
	}
	if p.Command != "" {
		lines = append(lines, nil, reader.Line{{Text: p.Command, Tone: theme.Accent}}, reader.Line{{Text: keymap.Does(d.flow.Keys.Dialog.Command, "copies this command"), Tone: theme.Dim}})
	}
	if p.Undo == nil && p.NoUndo != "" {
		lines = append(lines, reader.Line{{Text: "no undo: " + p.NoUndo, Tone: theme.Dim}})
	}
	if first < len(p.Fields) {
		lines = append(lines, nil)
	}
	for _, f := range p.Fields[first:] {
		lines = append(lines, fieldLine(f))
	}
	return lines
}

// refusal says why it cannot be done, or was not, and what else can be.
func (d *Confirm) refusal() []reader.Line {
	if r, ok := errors.AsType[*change.Refused](d.err); ok {
		lines := []reader.Line{mark(theme.Bad, r.Reason)}
		if r.Way != "" {
			lines = append(lines, reader.Line{{Text: "  ", Hang: true}, {Text: r.Way}})
		}
		return lines
	}
	lines := []reader.Line{mark(theme.Bad, d.err.Error())}
	if hint := nav.HintOf(d.err); hint != "" {
		lines = append(lines, reader.Line{{Text: "  ", Hang: true}, {Text: hint}})
	}
	return lines
}

// where is the account, the region and the cluster of a change.
func where(w change.Where) string {
	profile, account := w.Profile, w.Account
	switch {
	case w.Simulated:
		profile = "demo"
	case profile == "":
		profile = "default profile"
	}
	if account == "" {
		account = "account unknown"
	}
	parts := []string{profile, account, w.Region}
	if w.Cluster != "" {
		parts = append(parts, w.Cluster)
	}
	return strings.Join(parts, " · ")
}

// mark is a line with the sign of its tone in front.
func mark(tone theme.Tone, text string) reader.Line {
	return reader.Line{{Text: theme.Glyph(tone) + " ", Tone: tone, Hang: true}, {Text: text}}
}

// fieldLine is one field that differs: + for an addition, - for a removal.
func fieldLine(f change.Field) reader.Line {
	line := reader.Line{{Text: "  " + theme.Fit(f.Path, max(22, theme.Width(f.Path))) + "  ", Tone: theme.Dim, Hang: true}}
	switch {
	case f.Before == "":
		return append(line, reader.Span{Text: "+ " + f.After, Tone: theme.Good})
	case f.After == "":
		return append(line, reader.Span{Text: "- " + f.Before, Tone: theme.Bad})
	}
	return append(line, reader.Span{Text: f.Before, Tone: theme.Dim}, reader.Span{Text: " → "}, reader.Span{Text: f.After, Tone: theme.Strong})
}
