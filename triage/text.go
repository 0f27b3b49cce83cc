package triage

import (
	"strings"
	"unicode"
)

// longest is how much of a text is looked at, in bytes. ECS's own reasons have 1024 characters at most.
const longest = 8 << 10

// text is a message as the rules see it.
type text struct{ raw, line, lower string }

// read prepares a text: one line, single spaces, plain quotes without escapes.
func read(raw string) text {
	t := text{raw: raw, line: tidy(raw)}
	t.lower = strings.Map(lower, t.line)
	return t
}

// lower folds what regular expressions take for the same letter: they know two that are not ASCII.
func lower(r rune) rune {
	switch r {
	case 'ſ':
		return 's'
	case '\u212a': // Kelvin
		return 'k'
	}
	return unicode.ToLower(r)
}

func tidy(raw string) string {
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
