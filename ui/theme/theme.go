// Package theme turns tones, which say what a text means, into styles that read well on dark and light
// backgrounds, with 16 colours and with none. It also measures and cuts text as the screen does.
package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Theme holds the styles of every tone, with their escape sequences computed beforehand. One Theme is shared by all
// widgets; it is changed and read by the program's own goroutine only.
type Theme struct {
	dark   bool
	styles [tones]lipgloss.Style
	paint  [tones]wrap
	bar    [tones]wrap
}

// wrap is what is written before and after a text of one tone.
type wrap struct{ before, after string }

// New returns the theme for a dark or a light background.
func New(dark bool) *Theme {
	t := &Theme{}
	t.compute(dark)
	return t
}

// SetDark changes the theme in place once the terminal has said what its background is; everything drawn
// afterwards follows.
func (t *Theme) SetDark(dark bool) {
	if dark != t.dark {
		t.compute(dark)
	}
}

// Dark says whether the theme is the one for dark backgrounds.
func (t *Theme) Dark() bool { return t.dark }

// Style returns the tone's style, for use where Lip Gloss draws. Paint is much faster for single texts, and in one piece
// where Lip Gloss underlines or strikes through each character by itself.
func (t *Theme) Style(tone Tone) lipgloss.Style { return t.styles[tone.valid()] }

// Paint returns text in the tone. A Plain or empty text is returned as it is.
func (t *Theme) Paint(tone Tone, text string) string {
	if w := &t.paint[tone.valid()]; w.before != "" && text != "" {
		return w.before + text + w.after
	}
	return text
}

// PaintSelected returns text as part of the selected row: in reverse video, which also shows without colour, and
// with the tone's bold, underline or strike-through but not its colour.
func (t *Theme) PaintSelected(tone Tone, text string) string {
	if text == "" {
		return ""
	}
	w := &t.bar[tone.valid()]
	return w.before + text + w.after
}

// Write appends text in the tone to b: what Paint returns, without building it first.
func (t *Theme) Write(b *strings.Builder, tone Tone, text string) {
	if text != "" {
		w := &t.paint[tone.valid()]
		b.WriteString(w.before)
		b.WriteString(text)
		b.WriteString(w.after)
	}
}

// WriteSelected appends text to b as PaintSelected returns it.
func (t *Theme) WriteSelected(b *strings.Builder, tone Tone, text string) {
	if text != "" {
		w := &t.bar[tone.valid()]
		b.WriteString(w.before)
		b.WriteString(text)
		b.WriteString(w.after)
	}
}

func (t *Theme) compute(dark bool) {
	t.dark = dark
	for tone := range tones {
		style := tone.style(lipgloss.LightDark(dark))
		t.styles[tone] = style
		t.paint[tone] = around(style)
		t.bar[tone] = around(style.UnsetForeground().UnsetBackground().UnsetFaint().Reverse(true))
	}
}

// around finds what the style writes before and after a text.
func around(style lipgloss.Style) wrap {
	const text = "x"
	before, after, _ := strings.Cut(style.Render(text), text)
	return wrap{before, after}
}
