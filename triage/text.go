package triage

import (
	"strings"
	"unicode"

	"github.com/ecscope/ecscope/reason"
)

// text is a message as the rules see it.
type text struct{ raw, line, lower string }

// read prepares a text: one line, single spaces, plain quotes without escapes.
func read(raw string) text {
	t := text{raw: raw, line: reason.Line(raw)}
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
