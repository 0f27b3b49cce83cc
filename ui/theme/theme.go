// Package theme turns tones, which say what a text means, into styles that read well on dark and light
// backgrounds, with 16 colours and with none. It also measures and cuts text as the screen does.
package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Look is how the program is to look.
type Look struct {
	// Fixed says that Dark counts, whatever the terminal says its background is.
	Fixed, Dark bool
	Colors      Colors
	// ASCII writes signs in ASCII.
	ASCII bool
}

// Theme holds the styles of every tone, with their escape sequences computed beforehand. One Theme is shared by all
// widgets; it is changed and read by the program's own goroutine only.
type Theme struct {
	look    Look
	profile colorprofile.Profile
	styles  [tones]lipgloss.Style
	paint   [tones]wrap
	bar     [tones]wrap
	drawn   [tones]wrap // of bars and charts
	sources [Sources]wrap
	ascii   map[rune]byte
}

// wrap is what is written before and after a text of one tone.
type wrap struct{ before, after string }

// New returns the usual theme for a dark or a light background, in all colours.
func New(dark bool) *Theme { return NewLook(Look{Dark: dark}) }

// NewLook returns a theme that looks as is wanted, in all colours.
func NewLook(l Look) *Theme {
	t := &Theme{look: l, profile: colorprofile.TrueColor, ascii: asciiSigns()}
	t.compute()
	return t
}

// SetDark changes the theme in place once the terminal has said what its background is; everything drawn
// afterwards follows. A background that was fixed stays.
func (t *Theme) SetDark(dark bool) {
	if dark != t.look.Dark && !t.look.Fixed {
		t.look.Dark = dark
		t.compute()
	}
}

// SetProfile changes the theme in place to the colours that the terminal has.
func (t *Theme) SetProfile(p colorprofile.Profile) {
	if p != t.profile {
		t.profile = p
		t.compute()
	}
}

// Style returns the tone's style, for use where Lip Gloss draws. Paint is much faster for single texts, and in one piece
// where Lip Gloss underlines or strikes through each character by itself.
func (t *Theme) Style(tone Tone) lipgloss.Style { return t.styles[tone.valid()] }

// Paint returns text in the tone. A Plain or empty text is returned as it is.
func (t *Theme) Paint(tone Tone, text string) string {
	if w := t.wrapOf(tone, text); w.before != "" && text != "" {
		return w.before + text + w.after
	}
	return text
}

// wrapOf is what is written around a text. What is drawn with cells, such as a bar, is not reversed: it would show what it is not.
func (t *Theme) wrapOf(tone Tone, text string) *wrap {
	if t.look.Colors == High && strings.IndexFunc(text, drawing) >= 0 {
		return &t.drawn[tone.valid()]
	}
	return &t.paint[tone.valid()]
}

// drawing says whether a character is a part of a bar or of a chart.
func drawing(r rune) bool { return r >= '▁' && r <= '█' || r == '░' || r > '⠀' && r <= '⣿' }

// PaintSelected returns text as part of the selected row: on its own background where there are colours enough, else in reverse
// video without the tone's colour.
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
		w := t.wrapOf(tone, text)
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

func (t *Theme) compute() {
	for n := range t.sources {
		t.sources[n] = around(t.sourceInk(n))
	}
	for tone := range tones {
		i := inkOf(tone, t.look.Colors, t.look.Dark)
		style := i.style(t.profile, t.look.Dark)
		t.styles[tone] = style
		t.paint[tone], t.drawn[tone] = around(style), around(style.UnsetReverse())
		switch {
		case t.look.Colors == High || t.profile < colorprofile.ANSI256:
			t.bar[tone] = around(style.UnsetForeground().UnsetBackground().Reverse(true))
		case i.full == "":
			own := inkOf(Selected, t.look.Colors, t.look.Dark)
			i.full, i.of256 = own.full, own.of256
			t.bar[tone] = around(barOf(i.style(t.profile, t.look.Dark), t.profile, t.look.Dark))
		default:
			t.bar[tone] = around(barOf(style, t.profile, t.look.Dark))
		}
	}
}

// around finds what the style writes before and after a text.
func around(style lipgloss.Style) wrap {
	const text = "x"
	before, after, _ := strings.Cut(style.Render(text), text)
	return wrap{before, after}
}
