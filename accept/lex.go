package accept

import (
	"fmt"
	"strings"
)

// token is a word of an expression: a name, a text, a number, or a sign.
type token struct {
	kind byte // 'n' name, 's' text, '0' number, '@' enumeration, '.' step of a path, 0 the end; else the sign itself is the text
	text string
}

// lex cuts an expression into its words. A step of a path is written ".name".
func lex(s string) ([]token, error) {
	var all []token
	for s = strings.TrimLeft(s, " \n\t"); s != ""; s = strings.TrimLeft(s, " \n\t") {
		t, rest, err := next(s)
		if err != nil {
			return nil, err
		}
		all, s = append(all, t), rest
	}
	return append(all, token{}), nil
}

func next(s string) (token, string, error) {
	switch c := s[0]; {
	case c == '"':
		end := strings.IndexByte(s[1:], '"')
		if end < 0 {
			return token{}, "", fmt.Errorf("a text has no end: %s", s)
		}
		return token{'s', s[1 : 1+end]}, s[2+end:], nil
	case c >= '0' && c <= '9':
		n := span(s, func(c byte) bool { return c >= '0' && c <= '9' || c == '.' })
		return token{'0', s[:n]}, s[n:], nil
	case letter(c):
		n := span(s, inName)
		return token{'n', s[:n]}, s[n:], nil
	case c == '@':
		n := 1 + span(s[1:], inName)
		return token{'@', s[1:n]}, s[n:], nil
	case c == '.' && len(s) > 1 && letter(s[1]):
		n := 1 + span(s[1:], inName)
		return token{'.', s[1:n]}, s[n:], nil
	}
	for _, sign := range []string{"==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ",", "+", "-", "*", "$", "."} {
		if strings.HasPrefix(s, sign) {
			return token{'+', sign}, s[len(sign):], nil
		}
	}
	return token{}, "", fmt.Errorf("unknown sign: %s", s)
}

func span(s string, in func(byte) bool) int {
	n := 0
	for n < len(s) && in(s[n]) {
		n++
	}
	return n
}

func letter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func inName(c byte) bool { return letter(c) || c == '-' || c >= '0' && c <= '9' }
