package theme

import (
	"charm.land/lipgloss/v2"
)

// Tone says what a text means; the theme decides what that looks like.
type Tone uint8

// The tones. Plain is the terminal's own text colour.
const (
	Plain    Tone = iota
	Dim           // less important than what is beside it, or no longer fresh
	Strong        // more important than what is beside it
	Good          // healthy
	Busy          // changing
	Bad           // failing
	Warn          // wants attention
	Idle          // stopped, or nothing to do
	Unknown       // not known
	Accent        // stands out without meaning a state
	Title         // names of screens, dialogs and sections
	Header        // column headers
	Key           // a key to press
	Selected      // the row or button the next key acts on
	Match         // found by a filter or a search
	Current       // the one match a search stands on
	Border        // frames and rules
	Disabled      // cannot be chosen: struck through
	tones
)

// Glyph returns the one-cell sign of a state's tone: with it, no state is told by colour alone. Tones that are no
// states have a space.
func Glyph(tone Tone) string {
	switch tone {
	case Good:
		return "●"
	case Busy:
		return "◐"
	case Bad:
		return "✗"
	case Warn:
		return "▲"
	case Idle:
		return "○"
	case Unknown:
		return "?"
	}
	return " "
}

func (t Tone) valid() Tone {
	if t < tones {
		return t
	}
	return Plain
}

// style gives the tone's look; pick chooses between the colour for a light and the one for a dark background.
// The colours are from the 256-colour cube and grey ramp, chosen so that their nearest of 16 differ from the
// background too.
func (t Tone) style(pick lipgloss.LightDarkFunc) lipgloss.Style {
	s := lipgloss.NewStyle()
	ink := func(light, dark string) lipgloss.Style {
		return s.Foreground(pick(lipgloss.Color(light), lipgloss.Color(dark)))
	}
	switch t {
	case Dim, Border:
		return ink("242", "245")
	case Strong:
		return s.Bold(true)
	case Good:
		return ink("22", "78")
	case Busy:
		return ink("25", "75")
	case Bad:
		return ink("160", "203").Bold(true)
	case Warn:
		return ink("94", "214")
	case Idle:
		return ink("242", "247")
	case Unknown:
		return ink("90", "176")
	case Accent, Key:
		return ink("25", "80")
	case Title:
		return ink("25", "80").Bold(true)
	case Header:
		return ink("240", "250").Bold(true)
	case Selected:
		return s.Reverse(true).Bold(true)
	case Match:
		return ink("94", "221").Underline(true)
	case Current:
		return s.Reverse(true).Underline(true).Bold(true)
	case Disabled:
		return ink("242", "245").Strikethrough(true)
	}
	return s
}
