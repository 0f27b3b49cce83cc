package action

import (
	"errors"
	"strings"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// View draws the box.
func (d *Confirm) View() string {
	title, body := d.change.Title(), []string{}
	if d.plan.Title != "" {
		title = d.plan.Title
	}
	body = append(body, strings.Split(d.body.View(), "\n")...)
	switch d.step {
	case planning:
		body = append(body, d.paint(theme.Dim, "reading the account…   "+keymap.Does(d.flow.Keys.Dialog.Cancel, "cancels")))
	case sending:
		body = append(body, d.paint(theme.Busy, "sending…"))
	default:
		body = append(body, "", d.bottom())
	}
	return dialog.Box(d.flow.Theme, title, body, d.boxWidth())
}

// bottom is the line of the field and the buttons.
func (d *Confirm) bottom() string {
	buttons := d.buttons.View()
	if d.step != asking || d.typed == "" {
		return buttons
	}
	label := "type  " + d.typed + "  to confirm: "
	tone := theme.Dim
	if d.inField {
		tone = theme.Strong
	}
	value := d.field.Value()
	if d.inField {
		value += "▏"
	}
	return d.flow.Theme.Paint(tone, label) + theme.Fit(value, max(12, theme.Width(d.typed)+2)) + "  " + buttons
}

func (d *Confirm) paint(tone theme.Tone, text string) string { return d.flow.Theme.Paint(tone, text) }

func (d *Confirm) boxWidth() int { return max(4, min(d.width-2, 100)) }

// layout draws the plan for the size there is: as high as it needs, as the screen allows.
func (d *Confirm) layout() {
	lines := d.lines()
	inner := max(0, d.boxWidth()-4)
	d.body.SetSize(inner, 1)
	d.body.SetLines(lines)
	d.body.SetSize(inner, min(d.body.Rows(), max(1, d.height-4)))
}

func (d *Confirm) lines() []reader.Line {
	switch {
	case d.step == refused:
		return d.refusal()
	case d.plan.Title == "":
		return []reader.Line{{{Text: ""}}}
	}
	p := d.plan
	var lines []reader.Line
	if d.drift != "" {
		lines = append(lines, mark(theme.Warn, d.drift+". This is a new plan."), nil)
	}
	lines = append(lines, where(p.Where))
	for _, f := range p.Fields {
		lines = append(lines, fieldLine(f))
	}
	if p.Same > 0 {
		lines = append(lines, reader.Line{{Text: "  " + words.Count(p.Same, "other field") + " unchanged", Tone: theme.Dim}})
	}
	for _, e := range p.Effects {
		lines = append(lines, reader.Line{{Text: "  ", Hang: true}, {Text: e}})
	}
	for _, w := range p.Warnings {
		lines = append(lines, mark(theme.Warn, w))
	}
	if p.Command != "" {
		lines = append(lines, nil, reader.Line{{Text: p.Command, Tone: theme.Accent}}, reader.Line{{Text: keymap.Does(d.flow.Keys.Dialog.Command, "copies this command"), Tone: theme.Dim}})
	}
	if p.Undo == nil && p.NoUndo != "" {
		lines = append(lines, reader.Line{{Text: "no undo: " + p.NoUndo, Tone: theme.Dim}})
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

func where(w change.Where) reader.Line {
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
	return reader.Line{{Text: strings.Join(parts, " · "), Tone: theme.Strong}}
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
