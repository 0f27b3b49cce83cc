package tree

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// JSON reads a document of JSON as people keep it: with comments, trailing commas, member names and texts without quotes or
// with single ones, and with placeholders where a value goes. In Jsonnet any expression may stand there.
func JSON(text string, jsonnet bool) (*Node, error) {
	r := &reader{text: strings.TrimPrefix(text, "\ufeff"), line: 1, jsonnet: jsonnet}
	if err := prologue(r); err != nil {
		return nil, err
	}
	if r.at >= len(r.text) {
		return nil, r.fault("it ends too early")
	}
	n, err := r.value(0)
	if err != nil {
		return nil, err
	}
	r.space()
	if r.at < len(r.text) && !loose(r, n) {
		return nil, r.fault("there is more after the document")
	}
	return n, nil
}

// deepest is how far values may nest.
const deepest = 200

// reader goes through a text once. column is how many characters of the line are behind it.
type reader struct {
	text     string
	at       int
	line     int
	column   int
	jsonnet  bool
	comments []Comment
}

func (r *reader) fault(format string, words ...any) error {
	return fmt.Errorf("line %d: %s", r.line, fmt.Sprintf(format, words...))
}

func (r *reader) position() Position {
	return Position{r.line, 1 + r.column}
}

// step goes n bytes on.
func (r *reader) step(n int) {
	for end := min(r.at+n, len(r.text)); r.at < end; r.at++ {
		switch c := r.text[r.at]; {
		case c == '\n':
			r.line, r.column = r.line+1, 0
		case utf8.RuneStart(c):
			r.column++
		}
	}
}

func (r *reader) sees(s string) bool { return strings.HasPrefix(r.text[r.at:], s) }

// until goes to behind the next s, or to the end.
func (r *reader) until(s string) {
	if i := strings.Index(r.text[r.at:], s); i >= 0 {
		r.step(i + len(s))
		return
	}
	r.step(len(r.text) - r.at)
}

// space skips spaces and comments.
func (r *reader) space() {
	for r.at < len(r.text) {
		from := r.position()
		begin := r.at
		switch c := r.text[r.at]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			r.step(1)
			continue
		case r.sees("//"), c == '#' && !r.sees("#{"):
			if i := strings.IndexByte(r.text[r.at:], '\n'); i >= 0 {
				r.step(i)
			} else {
				r.step(len(r.text) - r.at)
			}
		case r.sees("/*"):
			r.until("*/")
		default:
			return
		}
		r.comments = append(r.comments, Comment{from, r.text[begin:r.at]})
	}
}

// prologue skips what stands before the document: the local values of Jsonnet and the directives of a template.
func prologue(r *reader) error {
	for {
		r.space()
		switch {
		case r.sees("local ") || r.sees("assert "):
			if r.expression(";"); r.at >= len(r.text) {
				return r.fault("it ends too early")
			}
			r.step(1)
		case r.sees("{{") || r.sees("{%"):
			directive(r)
		case r.sees("---"):
			r.step(3)
		default:
			return nil
		}
	}
}

// directive skips a directive of a template.
func directive(r *reader) {
	if r.sees("{%") {
		r.until("%}")
	} else {
		r.until("}}")
	}
}

// loose goes behind what may follow a document of Jsonnet, and says whether that was it.
func loose(r *reader, n *Node) bool {
	switch {
	case r.sees("+"), r.sees("for "), r.sees("if "):
		n.Open = true
		r.step(len(r.text) - r.at)
	case r.sees("{{"), r.sees("{%"):
		directive(r)
		r.space()
		return r.at >= len(r.text) || loose(r, n)
	case r.sees(";"):
		r.step(1)
	}
	return r.at >= len(r.text)
}

// value reads one value and whatever is added to it.
func (r *reader) value(depth int) (*Node, error) {
	if depth > deepest {
		return nil, r.fault("it nests too deep")
	}
	r.space()
	if r.at >= len(r.text) {
		return nil, r.fault("it ends too early")
	}
	from := r.position()
	n, err := r.plain(depth)
	if err != nil {
		return nil, err
	}
	n.At, n.End = from, r.position()
	begin := r.at
	r.space()
	if depth == 0 || r.at >= len(r.text) || strings.IndexByte(",}]:", r.text[r.at]) >= 0 {
		return n, nil
	}
	switch {
	case r.jsonnet && r.sees("for "):
		return n, nil
	case !r.jsonnet && n.Kind != Unknown && !r.sees("{{") && !r.sees("{%"):
		return nil, r.fault("a comma is missing")
	case n.Kind == Object:
		n.Open = true
	default:
		n = &Node{Kind: Unknown, At: from}
	}
	r.expression(",}]")
	n.Text, n.End = strings.TrimSpace(r.text[begin:r.at]), r.position()
	return n, nil
}

func (r *reader) plain(depth int) (*Node, error) {
	switch c := r.text[r.at]; {
	case r.sees("{{"), r.sees("{%"):
		return r.placeholder(), nil
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.array(depth)
	case c == '"' || c == '\'' || r.sees(`@"`) || r.sees("@'"):
		text, err := r.quoted()
		return &Node{Kind: String, Text: text, Open: Templated(text)}, err
	case r.sees("|||"):
		r.step(3)
		r.until("|||")
		return &Node{Kind: Unknown, Text: "|||"}, nil
	}
	begin, column := r.at, r.column
	for r.at < len(r.text) && !strings.ContainsRune(" \t\r\n,}]:/(\"'+[{", rune(r.text[r.at])) {
		r.step(1)
	}
	word := r.text[begin:r.at]
	switch {
	case word == "null":
		return &Node{Kind: Null}, nil
	case word == "true" || word == "false":
		return &Node{Kind: Bool, Text: word}, nil
	case number(word):
		return &Node{Kind: Number, Text: word}, nil
	}
	r.at, r.column = begin, column
	if !r.jsonnet && strings.IndexByte("$<#%@_", r.text[begin]) < 0 {
		if word == "" {
			word = r.text[begin : begin+1]
		}
		return nil, r.fault("no JSON: %.40q is no value", word)
	}
	return r.placeholder(), nil
}

// placeholder reads what is no value of JSON up to the end of the value.
func (r *reader) placeholder() *Node {
	begin := r.at
	if r.sees("{{") || r.sees("{%") {
		directive(r)
	}
	r.expression(",}]")
	return &Node{Kind: Unknown, Text: strings.TrimSpace(r.text[begin:r.at])}
}
