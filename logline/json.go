package logline

import (
	"encoding/json"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// members calls each with the name and the value, as written, of every member of a JSON object, until it returns
// false. It says whether the text is one object, as far as it was read. Values are not checked inside; nothing is
// copied unless a name has escapes.
func members(text string, each func(name, value string) bool) bool {
	i := skipSpace(text, 0)
	if i >= len(text) || text[i] != '{' {
		return false
	}
	i = skipSpace(text, i+1)
	if i < len(text) && text[i] == '}' {
		return skipSpace(text, i+1) == len(text)
	}
	for {
		end := StringEnd(text, i)
		if end < 0 {
			return false
		}
		name := text[i:end]
		i = skipSpace(text, end)
		if i >= len(text) || text[i] != ':' {
			return false
		}
		i = skipSpace(text, i+1)
		if end = valueEnd(text, i); end < 0 {
			return false
		}
		if !each(unquote(name), text[i:end]) {
			return true
		}
		i = skipSpace(text, end)
		if i >= len(text) {
			return false
		}
		if text[i] == '}' {
			return skipSpace(text, i+1) == len(text)
		}
		if text[i] != ',' {
			return false
		}
		i = skipSpace(text, i+1)
	}
}

func skipSpace(text string, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t') {
		i++
	}
	return i
}

// StringEnd returns where the JSON string that begins at i ends, or -1.
func StringEnd(text string, i int) int {
	if i >= len(text) || text[i] != '"' {
		return -1
	}
	for i++; i < len(text); i++ {
		n := strings.IndexByte(text[i:], '"')
		if n < 0 {
			return -1
		}
		backslashes := 0
		for k := i + n - 1; k >= i && text[k] == '\\'; k-- {
			backslashes++
		}
		i += n
		if backslashes%2 == 0 {
			return i + 1
		}
	}
	return -1
}

// valueEnd returns where the JSON value that begins at i ends, or -1. What is in an object or array is passed over.
func valueEnd(text string, i int) int {
	if i >= len(text) {
		return -1
	}
	switch text[i] {
	case '"':
		return StringEnd(text, i)
	case '{', '[':
		return nestEnd(text, i)
	}
	from := i
	for i < len(text) && strings.IndexByte(" ,:]}\n\r\t\"[{", text[i]) < 0 {
		i++
	}
	if i == from {
		return -1
	}
	return i
}

// nestEnd returns where the object or array that begins at i ends, or -1.
func nestEnd(text string, i int) int {
	for depth := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			if i = StringEnd(text, i); i < 0 {
				return -1
			}
			i--
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// member returns the value, without quotes, of the member with that name, or with a path of names and dots.
func member(text, path string) (value string, ok bool) {
	members(text, func(name, raw string) bool {
		if equal(name, path) {
			value, ok = unquote(raw), true
			return false
		}
		if n := len(name); len(path) > n+1 && path[n] == '.' && raw[0] == '{' && equal(name, path[:n]) {
			value, ok = member(raw, path[n+1:])
		}
		return !ok
	})
	return value, ok
}

// unquote returns what a JSON string says, any other value as it is written. Escapes are where control characters hide
// from whoever cleaned the text: but for line breaks they become spaces, or are dropped with their sequences.
func unquote(raw string) string {
	if len(raw) < 2 || raw[0] != '"' {
		return raw
	}
	inside := raw[1 : len(raw)-1]
	if strings.IndexByte(inside, '\\') < 0 {
		return inside
	}
	var s string
	if err := json.Unmarshal([]byte(raw), &s); err != nil {
		return inside
	}
	return harmless(s)
}

// harmless drops what a terminal would obey or not show.
func harmless(s string) string {
	s = ansi.Strip(strings.NewReplacer("\r\n", "\n", "\t", " ", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s))
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) ||
			unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
