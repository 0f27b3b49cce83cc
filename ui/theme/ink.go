package theme

import (
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Colors is a set of colours.
type Colors uint8

// The sets: the usual one, one that people see who do not tell red from green, and one of high contrast.
const (
	Normal Colors = iota
	Safe
	High
)

// ink is how a tone is written: its colour in full, of 256 and of 16, each empty for the terminal's own, and its attributes.
type ink struct {
	full, of256, of16                      string
	bold, underline, reverse, strike, back bool
	// plain are the attributes where there is no colour.
	plain attributes
}

// attributes are what a terminal has without colour.
type attributes struct{ bold, italic, underline, reverse bool }

// inkOf is the table of tones: for each set of colours and background the ink of a tone.
func inkOf(t Tone, set Colors, dark bool) ink {
	pick := func(d, l ink) ink {
		if dark {
			return d
		}
		return l
	}
	if set == High {
		return highInk(t)
	}
	if i, ok := safeInk(t, pick); ok && set == Safe {
		return i
	}
	switch dim := pick(ink{full: "#a3aab5", of256: "248", of16: "7"}, ink{full: "#56606c", of256: "240"}); t {
	case Dim, Idle, Header:
		return dim
	case Disabled:
		dim.strike = true
		return dim
	case Border:
		return pick(ink{full: "#6b7280", of256: "242", of16: "8"}, ink{full: "#87909a", of256: "246", of16: "7"})
	case Strong:
		return ink{bold: true, plain: attributes{bold: true}}
	case Good:
		return pick(ink{full: "#7cc48a", of256: "114", of16: "10"}, ink{full: "#1b6e35", of256: "22", of16: "2"})
	case Busy:
		return pick(ink{full: "#79b8ff", of256: "111", of16: "12"}, ink{full: "#0b57b0", of256: "25", of16: "4"})
	case Warn:
		return pick(ink{full: "#eec05a", of256: "221", of16: "11", plain: attributes{bold: true}}, ink{full: "#7a4b00", of256: "94", of16: "3", bold: true, plain: attributes{bold: true}})
	case Bad:
		return pick(ink{full: "#ff8a80", of256: "210", of16: "9", bold: true, plain: attributes{bold: true}}, ink{full: "#b4231b", of256: "124", of16: "1", bold: true, plain: attributes{bold: true}})
	case Unknown:
		return pick(ink{full: "#d4adff", of256: "183", of16: "13", plain: attributes{italic: true}}, ink{full: "#6f3cb5", of256: "55", of16: "5", plain: attributes{italic: true}})
	case Accent, Key:
		return pick(ink{full: "#5cd6d0", of256: "80", of16: "14", plain: attributes{bold: true}}, ink{full: "#0a6670", of256: "23", of16: "6", plain: attributes{bold: true}})
	case Title:
		return pick(ink{full: "#5cd6d0", of256: "80", of16: "14", bold: true, plain: attributes{bold: true}}, ink{full: "#0a6670", of256: "23", of16: "6", bold: true, plain: attributes{bold: true}})
	case Match:
		return pick(ink{full: "#ffe08a", of256: "222", of16: "11", underline: true, plain: attributes{underline: true}}, ink{full: "#7a4b00", of256: "94", of16: "3", underline: true, plain: attributes{underline: true}})
	case Current:
		return ink{reverse: true, underline: true, bold: true, plain: attributes{bold: true, underline: true, reverse: true}}
	case Selected:
		return pick(ink{full: "#f5f7fa", of256: "255", bold: true, back: true, plain: attributes{bold: true, reverse: true}}, ink{full: "#1f2328", of256: "235", bold: true, back: true, plain: attributes{bold: true, reverse: true}})
	}
	return ink{}
}

// safeInk are the tones that differ for people who do not tell red from green: blue and orange are not taken for each other.
func safeInk(t Tone, pick func(dark, light ink) ink) (ink, bool) {
	switch t {
	case Good:
		return pick(ink{full: "#6aaeff", of256: "75", of16: "12"}, ink{full: "#0a58c4", of256: "25", of16: "4"}), true
	case Busy:
		return pick(ink{full: "#f2f4f7", of256: "231", of16: "15"}, ink{full: "#101215", of256: "16", of16: "0"}), true
	case Bad:
		return pick(ink{full: "#ff8f45", of256: "209", of16: "9", bold: true, plain: attributes{bold: true}}, ink{full: "#b04000", of256: "124", of16: "1", bold: true, plain: attributes{bold: true}}), true
	case Warn:
		return pick(ink{full: "#f4e04d", of256: "221", of16: "11", underline: true, plain: attributes{underline: true}}, ink{full: "#4f4a00", of256: "58", of16: "3", underline: true, plain: attributes{underline: true}}), true
	}
	return ink{}, false
}

// highInk says by attributes alone what a tone means, in the terminal's strongest ink.
func highInk(t Tone) ink {
	switch t {
	case Plain, Dim, Border, Idle:
		return ink{}
	case Disabled:
		return ink{strike: true}
	case Warn, Match:
		return ink{underline: true, bold: true, plain: attributes{bold: true, underline: true}}
	case Bad, Selected:
		return ink{reverse: true, bold: true, plain: attributes{bold: true, reverse: true}}
	case Current:
		return ink{reverse: true, underline: true, bold: true, plain: attributes{bold: true, underline: true, reverse: true}}
	}
	return ink{bold: true, plain: attributes{bold: true}}
}

// bar is the background of the selected row: in full and of 256. With fewer colours it is reversed.
func bar(dark bool) (full, of256 string) {
	if dark {
		return "#2b3140", "236"
	}
	return "#dfe8f3", "254"
}

// style is the ink on a terminal with so many colours.
func (i ink) style(p colorprofile.Profile, dark bool) lipgloss.Style {
	s := lipgloss.NewStyle()
	if p < colorprofile.ANSI {
		return s.Bold(i.plain.bold).Italic(i.plain.italic).Underline(i.plain.underline).Reverse(i.plain.reverse).Strikethrough(i.strike)
	}
	color := map[colorprofile.Profile]string{colorprofile.ANSI: i.of16, colorprofile.ANSI256: i.of256, colorprofile.TrueColor: i.full}[p]
	if color != "" {
		s = s.Foreground(lipgloss.Color(color))
	}
	if i.back {
		s = barOf(s, p, dark)
	}
	if i.bold {
		s = s.Bold(true)
	}
	if i.underline {
		s = s.Underline(true)
	}
	if i.reverse {
		s = s.Reverse(true)
	}
	if i.strike {
		s = s.Strikethrough(true)
	}
	return s
}

// barOf lays a style on the selected row.
func barOf(s lipgloss.Style, p colorprofile.Profile, dark bool) lipgloss.Style {
	full, of256 := bar(dark)
	switch p {
	case colorprofile.TrueColor:
		return s.Background(lipgloss.Color(full))
	case colorprofile.ANSI256:
		return s.Background(lipgloss.Color(of256))
	}
	return s.UnsetForeground().UnsetBackground().UnsetFaint().Reverse(true)
}
