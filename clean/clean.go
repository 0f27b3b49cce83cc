// Package clean makes foreign text harmless on a terminal: pure, and imported wherever such text enters.
package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text makes foreign text harmless on a terminal: control characters, escape sequences with their payload, bidirectional
// controls and invisible characters are dropped, line breaks and tabs become spaces, bytes that are not UTF-8 become
// U+FFFD. Every string from AWS or a container passes it once, where it enters. Clean text is returned as it is.
func Text(s string) string { return clean(s, ' ') }

// Sentence is Text on one line, without a full stop: for an error or a reason that goes on in a sentence of ours.
func Sentence(s string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(Text(s)), " "), ".")
}

// Lines is Text, but line breaks stay line breaks.
func Lines(s string) string { return clean(s, '\n') }

func clean(s string, newline rune) string {
	i := 0
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7f {
		i++
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:i])
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
		case r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			b.WriteRune(newline)
		case r == '\t':
			b.WriteByte(' ')
		case r == 0x1b:
			n = 1 + escape(s[i+1:])
		case r >= 0x80 && r < 0xa0:
			n += sequence(byte(r-0x40), s[i+n:])
		case invisible(r):
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// invisible says whether a character takes no space of its own and yet changes what is seen, or is a control.
func invisible(r rune) bool {
	if r < 0x80 {
		return r < ' ' || r == 0x7f
	}
	return unicode.IsControl(r) ||
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// escape is the length of what follows an ESC and belongs to it.
func escape(s string) int {
	if s == "" {
		return 0
	}
	switch c := s[0]; {
	case c >= 0x40 && c <= 0x5f:
		return 1 + sequence(c, s[1:])
	case c >= 0x30 && c <= 0x7e:
		return 1
	case c >= 0x20 && c <= 0x2f:
		n := span(s, 0x20, 0x2f)
		if n < len(s) && s[n] >= 0x30 && s[n] <= 0x7e {
			n++
		}
		return n
	}
	return 0
}

// sequence is the length of the rest of a control sequence or string, introducer being the byte that follows ESC in
// its seven-bit form.
func sequence(introducer byte, s string) int {
	switch introducer {
	case '[':
		n := span(s, 0x30, 0x3f)
		n += span(s[n:], 0x20, 0x2f)
		if n < len(s) && s[n] >= 0x40 && s[n] <= 0x7e {
			n++
		}
		return n
	case ']', 'P', 'X', '^', '_':
		return payload(s)
	}
	return 0
}

// payload is the length of a control string, its terminator included. A line break or the start of another sequence
// ends it as well. One without an end is no control string: its text is kept.
func payload(s string) int {
	for i, r := range s {
		switch r {
		case 0x07, 0x9c:
			return i + utf8.RuneLen(r)
		case 0x18, 0x1a, '\n', '\r':
			return i
		case 0x1b:
			if strings.HasPrefix(s[i+1:], `\`) {
				return i + 2
			}
			return i
		}
	}
	return 0
}

// span counts the leading bytes of s between lo and hi.
func span(s string, lo, hi byte) int {
	n := 0
	for n < len(s) && s[n] >= lo && s[n] <= hi {
		n++
	}
	return n
}
