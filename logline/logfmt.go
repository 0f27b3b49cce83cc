package logline

import (
	"encoding/json"
	"strings"
)

// pairs calls each with every name=value of a text, until it returns false. Values with spaces stand in quotes. Words
// that are no pair are passed over; pairs says whether there were none.
func pairs(text string, each func(name, value string) bool) (only bool) {
	only = true
	for i := 0; i < len(text); {
		if text[i] == ' ' || text[i] == '\n' {
			i++
			continue
		}
		name, value, end := pair(text, i)
		if name == "" {
			only = false
		} else if !each(name, value) {
			return only
		}
		i = end
	}
	return only
}

// pair reads the word that begins at i and returns where it ends. Its name is "" if it is not name=value.
func pair(text string, i int) (name, value string, end int) {
	from := i
	for i < len(text) && nameByte(text[i]) {
		i++
	}
	if i == from || i >= len(text) || text[i] != '=' {
		return "", "", wordEnd(text, i)
	}
	name = text[from:i]
	i++
	if i < len(text) && text[i] == '"' {
		if end = StringEnd(text, i); end > 0 && (end == len(text) || text[end] == ' ' || text[end] == '\n') {
			return name, unquoteWord(text[i:end]), end
		}
	}
	end = wordEnd(text, i)
	return name, text[i:end], end
}

func wordEnd(text string, i int) int {
	if n := strings.IndexAny(text[i:], " \n"); n >= 0 {
		return i + n
	}
	return len(text)
}

func nameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-' || c == '@'
}

// unquoteWord returns what a quoted value says; most write it as JSON does.
func unquoteWord(raw string) string {
	if json.Valid([]byte(raw)) {
		return unquote(raw)
	}
	return raw[1 : len(raw)-1]
}

// Value returns the value that a JSON or logfmt text has for a name, which may be a path: a.b.
func Value(text, name string) (value string, ok bool) {
	if i := skipSpace(text, 0); i < len(text) && text[i] == '{' {
		return member(text, name)
	}
	pairs(text, func(n, v string) bool {
		if equal(n, name) {
			value, ok = v, true
		}
		return !ok
	})
	return value, ok
}
