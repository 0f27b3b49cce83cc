package tree

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// object reads an object. Directives of a template between its members leave it open.
func (r *reader) object(depth int) (*Node, error) {
	n := growing{&Node{Kind: Object}, map[string]int{}}
	r.step(1)
	for {
		r.space()
		switch {
		case r.at >= len(r.text):
			return nil, r.fault("it ends too early")
		case r.sees("}"):
			r.step(1)
			return n.Node, nil
		case r.sees(","):
			r.step(1)
			continue
		case r.sees("{{"), r.sees("{%"):
			n.Open = true
			directive(r)
			continue
		case r.sees("["), r.sees("local "), r.sees("for "), r.sees("if "), r.sees("assert "), r.sees("..."):
			n.Open = true
			if r.expression(",}"); r.at >= len(r.text) {
				return nil, r.fault("it ends too early")
			}
			continue
		}
		if err := r.member(n, depth); err != nil {
			return nil, err
		}
	}
}

// member reads a name, a colon and a value. Jsonnet has more than one colon, and a plus before it.
func (r *reader) member(n growing, depth int) error {
	at := r.position()
	name, err := r.name()
	if err != nil {
		return err
	}
	r.space()
	if r.sees("+:") {
		r.step(1)
	}
	if !r.sees(":") {
		if r.sees("(") { // a function of Jsonnet
			r.expression(",}")
			return nil
		}
		return r.fault("a colon is missing after %q", name)
	}
	hidden := r.sees("::")
	for r.sees(":") {
		r.step(1)
	}
	value, err := r.value(depth + 1)
	if err != nil {
		return err
	}
	r.space()
	if r.at < len(r.text) && !strings.ContainsRune(",}", rune(r.text[r.at])) && !r.sees("{{") && !r.sees("{%") {
		return r.fault("a comma is missing after %q", name)
	}
	if hidden {
		return nil
	}
	n.put(Member{Name: name, At: at, Value: value})
	return nil
}

// name reads a member's name, in quotes or without.
func (r *reader) name() (string, error) {
	if c := r.text[r.at]; c == '"' || c == '\'' {
		return r.quoted()
	}
	begin := r.at
	for r.at < len(r.text) && (wordly(r.text[r.at]) || r.at > begin && r.text[r.at] == '-') {
		r.step(1)
	}
	if begin == r.at {
		c, _ := utf8.DecodeRuneInString(r.text[r.at:])
		return "", r.fault("a member's name was expected, not %q", c)
	}
	return r.text[begin:r.at], nil
}

func wordly(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func (r *reader) array(depth int) (*Node, error) {
	n := &Node{Kind: Array}
	r.step(1)
	for {
		r.space()
		switch {
		case r.at >= len(r.text):
			return nil, r.fault("it ends too early")
		case r.sees("]"):
			r.step(1)
			return n, nil
		case r.sees(","):
			r.step(1)
			continue
		case r.sees("{{"), r.sees("{%"):
			n.Open = true
			directive(r)
			continue
		}
		value, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.Add(value)
		r.space()
		if r.sees("for ") || r.sees("if ") { // a comprehension of Jsonnet
			n.Open, n.Items = true, nil
			r.expression("]")
			continue
		}
		if r.at < len(r.text) && !strings.ContainsRune(",]", rune(r.text[r.at])) && !r.sees("{{") && !r.sees("{%") {
			return nil, r.fault("a comma is missing in a list")
		}
	}
}

// expression skips to one of the ends at the depth where it begins.
func (r *reader) expression(ends string) {
	depth := 0
	for r.at < len(r.text) {
		c := r.text[r.at]
		switch {
		case depth == 0 && strings.IndexByte(ends, c) >= 0:
			return
		case c == '"' || c == '\'':
			if _, err := r.quoted(); err != nil {
				return
			}
			continue
		case r.sees("//"), r.sees("/*"):
			r.space()
			continue
		case r.sees("|||"):
			r.step(3)
			r.until("|||")
			continue
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
		}
		r.step(1)
	}
}

// quoted reads a text in quotes.
func (r *reader) quoted() (string, error) {
	verbatim := r.sees("@")
	if verbatim {
		r.step(1)
	}
	quote := r.text[r.at]
	line := r.line
	r.step(1)
	var b strings.Builder
	for r.at < len(r.text) {
		c := r.text[r.at]
		switch {
		case c == quote && verbatim && r.at+1 < len(r.text) && r.text[r.at+1] == quote:
			b.WriteByte(quote)
			r.step(2)
		case c == quote:
			r.step(1)
			return b.String(), nil
		case c == '\\' && !verbatim && r.at+1 < len(r.text):
			escape(r, &b)
		default:
			b.WriteByte(c)
			r.step(1)
		}
	}
	r.line = line
	return "", r.fault("a text has no end")
}

func escape(r *reader, b *strings.Builder) {
	c := r.text[r.at+1]
	if c == 'u' && r.at+6 <= len(r.text) {
		if n, err := strconv.ParseUint(r.text[r.at+2:r.at+6], 16, 16); err == nil {
			r.step(6)
			b.WriteRune(pair(r, rune(n)))
			return
		}
	}
	if i := strings.IndexByte("bfnrt", c); i >= 0 {
		c = "\b\f\n\r\t"[i]
	}
	b.WriteByte(c)
	r.step(2)
}

// pair reads the second half of a surrogate pair where the first one is one.
func pair(r *reader, first rune) rune {
	if first >= 0xd800 && first < 0xdc00 && r.sees(`\u`) && r.at+6 <= len(r.text) {
		if n, err := strconv.ParseUint(r.text[r.at+2:r.at+6], 16, 16); err == nil && n >= 0xdc00 && n < 0xe000 {
			r.step(6)
			return (first-0xd800)<<10 + rune(n) - 0xdc00 + 0x10000
		}
	}
	return first
}

// number says whether a word is a number of JSON.
func number(s string) bool {
	if s == "" || !strings.ContainsRune("-0123456789", rune(s[0])) {
		return false
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && !strings.ContainsAny(s, "_xXpPiIn")
}
