package insights

import (
	"fmt"
	"strings"
)

// Malformed is why a query is no query, and where in its text.
type Malformed struct {
	Start, End int
	Message    string
}

// Error is the reason in one line.
func (m *Malformed) Error() string { return m.Message }

// kind is a sort of token.
type kind uint8

const (
	endToken kind = iota
	wordToken
	nameToken // in back quotes
	textToken // in quotes
	numberToken
	signToken
)

// token is one word of a query.
type token struct {
	kind     kind
	text     string
	from, to int
}

// lexer reads the words of a query.
type lexer struct {
	text string
	at   int
	seen token // the next one, where it was looked at
	has  bool
}

// peek is the next token, which stays.
func (l *lexer) peek() (token, error) {
	if l.has {
		return l.seen, nil
	}
	t, err := l.read()
	l.seen, l.has = t, err == nil
	return t, err
}

// next takes the next token.
func (l *lexer) next() (token, error) {
	t, err := l.peek()
	l.has = false
	return t, err
}

// accept takes the next token if it is that sign or word.
func (l *lexer) accept(text string) bool {
	t, err := l.peek()
	if err != nil || t.kind != signToken && t.kind != wordToken || !strings.EqualFold(t.text, text) {
		return false
	}
	l.has = false
	return true
}

// want is accept that complains.
func (l *lexer) want(text string) error {
	if l.accept(text) {
		return nil
	}
	return l.unexpected()
}

// unexpected complains about the next token.
func (l *lexer) unexpected() error {
	t, err := l.peek()
	if err != nil {
		return err
	}
	if t.kind == endToken {
		return &Malformed{t.from, t.to, fmt.Sprintf("unexpected end of the query at position %d", t.from)}
	}
	return &Malformed{t.from, t.to, fmt.Sprintf("unexpected symbol found %s at position %d", l.text[t.from:t.to], t.from)}
}

func (l *lexer) read() (token, error) {
	l.blank()
	from := l.at
	if from >= len(l.text) {
		return token{endToken, "", from, from}, nil
	}
	switch c := l.text[from]; {
	case c == '`':
		return l.quoted(nameToken, c)
	case c == '"' || c == '\'':
		return l.quoted(textToken, c)
	case c >= '0' && c <= '9':
		return l.run(numberToken, func(c byte) bool { return c >= '0' && c <= '9' || c == '.' || letter(c) }), nil
	case letter(c) || c == '@' || c == '_':
		return l.run(wordToken, func(c byte) bool { return c >= '0' && c <= '9' || c == '.' || c == '@' || c == '_' || letter(c) }), nil
	}
	for _, sign := range []string{"!=", ">=", "<=", "=~"} {
		if strings.HasPrefix(l.text[from:], sign) {
			l.at += len(sign)
			return token{signToken, sign, from, l.at}, nil
		}
	}
	l.at++
	return token{signToken, l.text[from:l.at], from, l.at}, nil
}

// blank passes over blanks and comments.
func (l *lexer) blank() {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			l.at++
		case c == '#':
			if n := strings.IndexByte(l.text[l.at:], '\n'); n >= 0 {
				l.at += n
			} else {
				l.at = len(l.text)
			}
		default:
			return
		}
	}
}

func (l *lexer) run(k kind, of func(byte) bool) token {
	from := l.at
	for l.at < len(l.text) && of(l.text[l.at]) {
		l.at++
	}
	return token{k, l.text[from:l.at], from, l.at}
}

// quoted reads what stands in quotes, in which a backslash takes the meaning from a quote or a backslash.
func (l *lexer) quoted(k kind, quote byte) (token, error) {
	from := l.at
	var b strings.Builder
	for i := from + 1; i < len(l.text); i++ {
		switch c := l.text[i]; {
		case c == quote:
			l.at = i + 1
			return token{k, b.String(), from, l.at}, nil
		case c == '\\' && i+1 < len(l.text) && (l.text[i+1] == quote || l.text[i+1] == '\\'):
			i++
			b.WriteByte(l.text[i])
		default:
			b.WriteByte(c)
		}
	}
	return token{}, &Malformed{from, len(l.text), fmt.Sprintf("mismatched quote at position %d", from)}
}

// slashed reads a regular expression in slashes, if one is next.
func (l *lexer) slashed() (string, bool, error) {
	t, err := l.peek()
	if err != nil || t.kind != signToken || t.text != "/" {
		return "", false, err
	}
	l.has = false
	for i := t.from + 1; i < len(l.text); i++ {
		switch l.text[i] {
		case '\\':
			i++
		case '/':
			l.at = i + 1
			return strings.ReplaceAll(l.text[t.from+1:i], `\/`, `/`), true, nil
		}
	}
	return "", false, &Malformed{t.from, len(l.text), fmt.Sprintf("mismatched / at position %d", t.from)}
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
