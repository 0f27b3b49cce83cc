package terminal

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Modes follows what a session's output does to the terminal, so that it can be undone where a program was killed before
// it did so itself. Control sequences are those of ECMA-48, xterm and kitty's keyboard protocol.
type Modes struct {
	state    stage
	sequence []byte // of a control sequence, up to now
	rune     []byte // of a character, up to now

	private  []int // modes that are not as they are at first: CSI ? n h, l
	kitty    [2]int
	kittySet [2]bool     // flags set without push
	again    [3][]string // what sets the keyboard as it is: the flags of both screens, and modifyOtherKeys
	styled   bool
	keypad   bool
	cursor   bool // its shape
	others   bool // modifyOtherKeys
	region   bool
	shifted  bool // to the other character set
	drawing  bool // the first character set is not ASCII
	insert   bool
}

// stage is where in a control sequence the output is.
type stage int

const (
	ground stage = iota
	escaped
	designating // ESC (: the first character set
	skipping    // one more byte
	control     // CSI …
	text        // OSC, DCS and others, up to BEL or ST
	textEscaped
)

// longestSequence is the length of a control sequence that is still looked at.
const longestSequence = 128

// usual are the private modes that are set at first: autowrap, and the cursor.
func usual(mode int) bool { return mode == 7 || mode == 25 }

// alternate says whether a mode is that of the other screen.
func alternate(mode int) bool { return mode == 47 || mode == 1047 || mode == 1049 }

// Full says whether a program has the other screen.
func (m *Modes) Full() bool { return slices.ContainsFunc(m.private, alternate) }

// screen is 1 for the other screen, which has its own keyboard flags.
func (m *Modes) screen() int {
	if m.Full() {
		return 1
	}
	return 0
}

// Settled says whether the output is between characters and sequences.
func (m *Modes) Settled() bool { return m.state == ground && len(m.rune) == 0 }

// Follow takes output.
func (m *Modes) Follow(p []byte) {
	for len(p) > 0 {
		if m.state == ground {
			i := bytes.IndexByte(p, 0x1b)
			if i < 0 {
				m.shift(p)
				m.end(p)
				return
			}
			m.shift(p[:i])
			m.rune, m.state, p = nil, escaped, p[i+1:]
			continue
		}
		m.step(p[0])
		p = p[1:]
	}
}

// shift follows the bytes that choose a character set.
func (m *Modes) shift(p []byte) {
	if out := bytes.IndexByte(p, 0x0e) >= 0; out || m.shifted {
		in := bytes.LastIndexByte(p, 0x0f)
		m.shifted = out && bytes.LastIndexByte(p, 0x0e) > in || !out && in < 0
	}
}

// end notes a character of which the rest has not come.
func (m *Modes) end(p []byte) {
	all := append(m.rune, p...)
	m.rune = nil
	for n := 1; n < utf8.UTFMax && n <= len(all); n++ {
		last := all[len(all)-n:]
		if utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				m.rune = bytes.Clone(last)
			}
			return
		}
	}
}

// step takes a byte of a sequence.
func (m *Modes) step(b byte) {
	switch {
	case b == 0x18 || b == 0x1a: // cancel
		m.state = ground
	case m.state == text || m.state == textEscaped:
		m.inText(b)
	case b == 0x1b:
		m.state = escaped
	case m.state == designating:
		m.drawing, m.state = b != 'B', ground
	case m.state == skipping:
		m.state = ground
	case m.state == control:
		m.inControl(b)
	default:
		m.inEscape(b)
	}
}

func (m *Modes) inText(b byte) {
	switch {
	case b == 0x07, m.state == textEscaped && b == '\\':
		m.state = ground
	case b == 0x1b:
		m.state = textEscaped
	case m.state == textEscaped: // another sequence instead of the end
		m.state = escaped
		m.inEscape(b)
	}
}

func (m *Modes) inEscape(b byte) {
	m.state = ground
	switch b {
	case '[':
		m.state, m.sequence = control, m.sequence[:0]
	case ']', 'P', 'X', '^', '_':
		m.state = text
	case '(':
		m.state = designating
	case ')', '*', '+', '-', '.', '/', '#', '%', ' ':
		m.state = skipping
	case '=', '>':
		m.keypad = b == '='
	case 'c':
		*m = Modes{}
	}
}

func (m *Modes) inControl(b byte) {
	if b < 0x20 {
		return // executed in the middle of the sequence
	}
	if b < 0x40 && len(m.sequence) < longestSequence {
		m.sequence = append(m.sequence, b)
		return
	}
	m.state = ground
	if b >= 0x40 && b <= 0x7e {
		m.apply(string(m.sequence), b)
	}
}

// apply takes a whole control sequence: its parameters and intermediate bytes, and its last byte.
func (m *Modes) apply(s string, final byte) {
	screen := m.screen()
	switch {
	case final == 'h' || final == 'l':
		m.set(s, final == 'h')
	case final == 'm' && strings.HasPrefix(s, ">4"):
		m.others = strings.HasPrefix(s, ">4;") && s != ">4;0"
		m.again[2] = []string{s + "m"}
	case final == 'm' && strings.Trim(s, "0123456789;:") == "":
		m.styled = strings.Trim(s, "0;") != ""
	case final == 'u' && strings.HasPrefix(s, ">"):
		m.kitty[screen]++
		if len(m.again[screen]) < longestSequence { // nobody nests so deep
			m.again[screen] = append(m.again[screen], s+"u")
		}
	case final == 'u' && strings.HasPrefix(s, "<"):
		n, err := strconv.Atoi(s[1:])
		if err != nil {
			n = 1
		}
		m.kitty[screen] = max(0, m.kitty[screen]-n)
		m.again[screen] = m.again[screen][:max(0, len(m.again[screen])-n)]
	case final == 'u' && strings.HasPrefix(s, "="):
		m.kittySet[screen] = !strings.HasPrefix(s, "=0") && s != "="
		if m.kittySet[screen] && len(m.again[screen]) < longestSequence {
			m.again[screen] = append(m.again[screen], s+"u")
		}
	case final == 'r' && strings.Trim(s, "0123456789;") == "":
		m.region = s != ""
	case final == 'q' && strings.HasSuffix(s, " "):
		m.cursor = s != " " && s != "0 "
	case final == 'p' && s == "!":
		m.styled, m.region, m.insert, m.keypad, m.shifted, m.drawing = false, false, false, false, false, false
		m.private = slices.DeleteFunc(m.private, func(mode int) bool { return slices.Contains([]int{1, 6, 7, 25, 66}, mode) })
	}
}

// set sets modes, or resets them.
func (m *Modes) set(s string, on bool) {
	list, private := strings.CutPrefix(s, "?")
	for word := range strings.SplitSeq(list, ";") {
		mode, err := strconv.Atoi(word)
		switch {
		case err != nil:
		case !private:
			m.insert = m.insert && mode != 4 || mode == 4 && on
		case on == usual(mode):
			m.private = slices.DeleteFunc(m.private, func(other int) bool { return other == mode || alternate(mode) && alternate(other) })
		case !slices.Contains(m.private, mode) && (alternate(mode) || restorable(mode)):
			m.private = append(m.private, mode)
		}
	}
}

// restorable says whether a mode is one that a program sets for itself.
func restorable(mode int) bool {
	return slices.Contains([]int{1, 5, 6, 7, 9, 25, 66, 69, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016, 2004, 2026, 2027, 2031, 2048}, mode)
}

// Undo is what makes the terminal what it was. It is empty where nothing is left to do.
func (m *Modes) Undo() string {
	var b strings.Builder
	if m.state != ground {
		b.WriteString("\x18") // cancels what was begun
		if m.state == text || m.state == textEscaped {
			b.WriteString("\x1b\\")
		}
	}
	kitty := func(screen int) {
		if n := m.kitty[screen]; n > 0 {
			fmt.Fprintf(&b, "\x1b[<%du", n)
		}
		if m.kittySet[screen] {
			b.WriteString("\x1b[=0u")
		}
	}
	if m.Full() {
		kitty(1)
	}
	for _, mode := range m.private {
		if last := map[bool]byte{true: 'h', false: 'l'}[usual(mode)]; !alternate(mode) && mode != 6 {
			fmt.Fprintf(&b, "\x1b[?%d%c", mode, last)
		}
	}
	for _, mode := range m.private {
		if alternate(mode) {
			fmt.Fprintf(&b, "\x1b[?%dl", mode)
		}
	}
	kitty(0)
	switch { // both move the cursor
	case slices.Contains(m.private, 6):
		b.WriteString("\x1b[?6l\x1b[r\x1b[999;1H")
	case m.region:
		b.WriteString("\x1b7\x1b[r\x1b8")
	}
	for _, each := range []struct {
		is   bool
		undo string
	}{{m.styled, "\x1b[0m"}, {m.keypad, "\x1b>"}, {m.cursor, "\x1b[0 q"}, {m.others, "\x1b[>4m"}, {m.shifted || m.drawing, "\x0f\x1b(B"}, {m.insert, "\x1b[4l"}} {
		if each.is {
			b.WriteString(each.undo)
		}
	}
	return b.String()
}
