package logs

import (
	"strings"
	"unicode"
)

// pattern is a CloudWatch filter pattern: which events match.
type pattern func(text string) bool

// parse reads a filter pattern: terms, "phrases", ?any, -not, %regular expressions% and { JSON conditions }. All terms
// have to be there or, where all have a question mark, one; among others, those with a question mark have no effect. Terms
// are case-sensitive.
func parse(text string) (pattern, error) {
	text = strings.TrimSpace(text)
	if len(text) > 1024 {
		return nil, invalid("Filter pattern is longer than 1024 characters")
	}
	switch {
	case text == "":
		return func(string) bool { return true }, nil
	case text[0] == '{':
		return parseJSON(text)
	case text[0] == '[':
		return nil, invalid("Space-delimited filter patterns are not simulated")
	}
	return parseTerms(text)
}

// term is one part of an unstructured pattern.
type term struct {
	sign   byte // 0, '?' or '-'
	match  pattern
	regexp bool
}

func parseTerms(text string) (pattern, error) {
	var all, any, none []pattern
	regexps := 0
	for text != "" {
		t, rest, err := parseTerm(text)
		if err != nil {
			return nil, err
		}
		if t.regexp {
			regexps++
		}
		switch t.sign {
		case '?':
			any = append(any, t.match)
		case '-':
			none = append(none, t.match)
		default:
			all = append(all, t.match)
		}
		text = strings.TrimLeftFunc(rest, unicode.IsSpace)
	}
	if regexps > mostRegexps {
		return nil, invalid("Invalid filter pattern: it has more than two regular expressions")
	}
	if len(all)+len(none) > 0 {
		any = nil
	}
	return func(s string) bool {
		for _, p := range all {
			if !p(s) {
				return false
			}
		}
		for _, p := range none {
			if p(s) {
				return false
			}
		}
		for _, p := range any {
			if p(s) {
				return true
			}
		}
		return len(any) == 0
	}, nil
}

// parseTerm reads the first term and returns what follows it.
func parseTerm(text string) (term, string, error) {
	var t term
	whole := text
	if text[0] == '?' || text[0] == '-' {
		t.sign, text = text[0], text[1:]
	}
	var word string
	switch {
	case strings.HasPrefix(text, `"`):
		var err error
		if word, text, err = quoted(text); err != nil {
			return t, "", err
		}
	case strings.HasPrefix(text, "%"):
		text, rest, ok := strings.Cut(text[1:], "%")
		if !ok {
			return t, "", invalid("Invalid filter pattern: a regular expression has no end")
		}
		re, err := expression(text)
		if err != nil {
			return t, "", err
		}
		t.match, t.regexp = re.MatchString, true
		return t, rest, nil
	default:
		end := strings.IndexFunc(text, unicode.IsSpace)
		if end < 0 {
			end = len(text)
		}
		word, text = text[:end], text[end:]
		if i := strings.IndexFunc(word, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }); i >= 0 {
			return t, "", invalid("Invalid character(s) in term '" + word + "'")
		}
	}
	if word == "" {
		return t, "", invalid("Invalid filter pattern: a term is empty in '" + whole + "'")
	}
	t.match = func(s string) bool { return strings.Contains(s, word) }
	return t, text, nil
}

// quoted reads a string in double quotes, in which a backslash takes the meaning from the next character.
func quoted(text string) (word, rest string, err error) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return b.String(), text[i+1:], nil
		case '\\':
			if i++; i < len(text) {
				b.WriteByte(text[i])
			}
		default:
			b.WriteByte(text[i])
		}
	}
	return "", "", invalid("Invalid filter pattern: a quote has no end")
}

// Refusal is what an action answers instead.
type Refusal struct{ Code, Message string }

// Error is the refusal in one line.
func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

func invalid(text string) error { return &Refusal{"InvalidParameterException", text} }

func missing(what string) error {
	return &Refusal{"ResourceNotFoundException", "The specified log " + what + " does not exist."}
}
