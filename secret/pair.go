package secret

import (
	"regexp"
	"strings"

	"github.com/ecscope/ecscope/words"
)

var (
	// named is a name with what sets its value off: password=, "password": , Password = , db.password: .
	named = words.Pattern(`([A-Za-z_][A-Za-z0-9_.-]*(?: [A-Za-z]+)?)(\\*["']\s*[:=]\s*|\s*=>?\s*|:[ \t]+)`)
	// another is the beginning of a further pair.
	another = words.Pattern(`^[,;&]\s*["']?[A-Za-z_][A-Za-z0-9_. -]*["']?\s*[=:]`)
	element = words.Pattern(`<([A-Za-z][A-Za-z0-9_.-]*)>([^<]+)</`)
	// entry is a variable in a list of names and values: {"name": "DB_PASSWORD", "value": "x"}.
	entry = words.Pattern(`(?i)\\*["']?(?:name|key)\\*["']?\s*[:=]\s*\\*["']?([A-Za-z0-9_.-]+)\\*["']?[,\s]+\\*["']?value\\*["']?\s*[:=]\s*\\*["']?([^"'\\\s<>]+)`)
)

// pairs marks the values that stand beside a secret's name.
func (m *marks) pairs() {
	if !strings.ContainsAny(m.text, "=:<") {
		return
	}
	for at := 0; at < len(m.text); {
		loc := named().FindStringSubmatchIndex(m.text[at:])
		if loc == nil {
			break
		}
		from := at + loc[1]
		name := m.text[at+loc[2] : at+loc[3]]
		m.pair(name, at+loc[2], from)
		at = from
	}
	for _, re := range []*regexp.Regexp{element(), entry()} {
		for _, loc := range re.FindAllStringSubmatchIndex(m.text, -1) {
			m.judge(m.text[loc[2]:loc[3]], loc[4], loc[5])
		}
	}
}

// pair marks the value that begins at from, if its name says so.
func (m *marks) pair(name string, begin, from int) {
	if name == strings.ToLower(name) && strings.Contains(name, " ") && strings.HasPrefix(m.text[begin+len(name):], ":") {
		name = name[strings.LastIndexByte(name, ' ')+1:] // a sentence
	}
	if k := classify(name); k != certain && k != likely {
		return
	}
	var end int
	switch open, rest := opening(m.text[from:]); {
	case open != "":
		from += len(open)
		end = from + closing(m.text[from:], open)
	case strings.HasPrefix(rest, "["):
		from++
		end = from + until(m.text[from:], "]")
	case strings.HasPrefix(rest, "{"):
		return
	default:
		end = from + m.bare(begin, from)
	}
	m.judge(name, from, end)
}

// judge marks a value that its name makes a secret.
func (m *marks) judge(name string, from, end int) {
	if from >= end {
		return
	}
	value := m.text[from:end]
	if k := classify(name); k == certain && !harmless(name, value) || k == likely && opaque(value) {
		scheme := from
		for _, word := range []string{"Bearer ", "Basic ", "Token "} {
			if len(value) > len(word) && strings.EqualFold(value[:len(word)], word) {
				scheme += len(word)
			}
		}
		m.add(scheme, end)
	}
}

// bare is the length of a value without quotes.
func (m *marks) bare(begin, from int) int {
	rest := m.text[from:]
	line := until(rest, "\n")
	whole := begin == 0 || strings.ContainsAny(m.text[begin-1:begin], ";")
	if strings.Contains(m.text[begin:from], ": ") && (begin == 0 || strings.HasSuffix(strings.TrimRight(m.text[:begin], " -"), "\n")) {
		if i := strings.Index(rest[:line], " #"); i >= 0 {
			return i
		}
		return len(strings.TrimRight(rest[:line], " \r")) // YAML
	}
	if end := strings.IndexByte(rest[:line], ';'); whole && end >= 0 && another().MatchString(rest[end:]) {
		return end // a connection string, whose values may have spaces in them
	}
	for i := range line {
		switch rest[i] {
		case ' ', '\t', '\r', '"', '\'', '`', '<', '>', '|':
			return i
		case ',', ';', '&':
			if i+1 == line || strings.ContainsRune(" &;}", rune(rest[i+1])) || another().MatchString(rest[i:]) {
				return i
			}
		case '}', ')':
			if !strings.HasPrefix(rest, "$") && (i+1 == line || strings.ContainsRune(" ,}", rune(rest[i+1]))) {
				return i
			}
		case '\\':
			if i+1 < line && (rest[i+1] == 'n' || rest[i+1] == '"') {
				return i
			}
		}
	}
	return line
}

// opening is the quote that a text begins with, with the backslashes before it.
func opening(s string) (quote, rest string) {
	n := 0
	for n < len(s) && s[n] == '\\' {
		n++
	}
	if n < len(s) && (s[n] == '"' || s[n] == '\'') {
		return s[:n+1], s[n+1:]
	}
	return "", s
}

// closing is where a quoted text ends.
func closing(s, quote string) int {
	for at := 0; ; {
		i := strings.Index(s[at:], quote)
		if i < 0 {
			return len(s)
		}
		if len(quote) > 1 || at+i == 0 || s[at+i-1] != '\\' {
			return at + i
		}
		at += i + 1
	}
}

func until(s, end string) int {
	if i := strings.Index(s, end); i >= 0 {
		return i
	}
	return len(s)
}
