package reason

import (
	"strings"
	"unicode"
)

// longest is how much of a text is looked at, in bytes. ECS's own reasons have 1024 characters at most.
const longest = 8 << 10

// Line makes one line of a text: single spaces, plain quotes without escapes. What is beyond the longest that is looked at
// is left out.
func Line(raw string) string {
	if len(raw) > longest {
		raw = strings.ToValidUTF8(raw[:longest], "")
	}
	var b strings.Builder
	b.Grow(len(raw))
	space, escape := true, false
	for _, r := range raw {
		r = plain(r)
		if r == '\\' {
			escape = true
			continue
		}
		if escape && r != '"' && r != '\'' {
			if r == 'n' || r == 't' || r == 'r' { // a JSON text that nobody decoded
				r = ' '
			} else {
				b.WriteByte('\\')
			}
		}
		escape = false
		if r == ' ' && space {
			continue
		}
		space = r == ' '
		b.WriteRune(r)
	}
	return strings.Trim(strings.TrimRight(b.String(), " "), `"' `)
}

// plain makes typographic quotes, and all kinds of space, plain ones.
func plain(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛', '`', '´', '′':
		return '\''
	case '“', '”', '„', '‟', '″':
		return '"'
	case '‐', '‑', '–':
		return '-'
	case '…':
		return '.'
	}
	if unicode.IsSpace(r) || r == '\u200b' {
		return ' '
	}
	return r
}
