package theme

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
