package taskdef

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/ecscope/ecscope/clean"
)

// Node is a value of a JSON text whose members keep their order.
type Node struct {
	kind    byte // '{', '[', '"' or 'v', a number, true, false or null
	scalar  string
	members []member
	items   []*Node
}

type member struct {
	name  string
	value *Node
}

// deepest is how far values may be nested.
const deepest = 200

// Parse reads one JSON value. Strings are cleaned, and numbers of members that are times become RFC 3339 in UTC.
func Parse(raw []byte) (*Node, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	n, err := value(d, "", 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return n, nil
}

func value(d *json.Decoder, name string, depth int) (*Node, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if depth == deepest {
			return nil, errors.New("nested too deeply")
		}
		return composite(d, byte(t), name, depth+1)
	case string:
		return &Node{kind: '"', scalar: clean.Lines(t)}, nil
	case json.Number:
		if s, ok := moment(name, t.String()); ok {
			return &Node{kind: '"', scalar: s}, nil
		}
		return &Node{kind: 'v', scalar: t.String()}, nil
	case bool:
		return &Node{kind: 'v', scalar: strconv.FormatBool(t)}, nil
	}
	return &Node{kind: 'v', scalar: "null"}, nil
}

func composite(d *json.Decoder, kind byte, name string, depth int) (*Node, error) {
	n := &Node{kind: kind}
	for d.More() {
		inner := name
		if kind == '{' {
			t, err := d.Token()
			if err != nil {
				return nil, err
			}
			inner, _ = t.(string)
			inner = clean.Text(inner)
		}
		v, err := value(d, inner, depth)
		if err != nil {
			return nil, err
		}
		if kind == '{' {
			n.members = append(n.members, member{inner, v})
		} else {
			n.items = append(n.items, v)
		}
	}
	_, err := d.Token()
	return n, err
}

// moment turns the epoch seconds of a member that is a time into RFC 3339.
func moment(name, digits string) (string, bool) {
	if !strings.HasSuffix(name, "At") && !strings.HasSuffix(name, "Date") && name != "lastUpdated" && name != "lastStatusChange" {
		return "", false
	}
	s, err := strconv.ParseFloat(digits, 64)
	if err != nil || s < 1e8 || s > 1e11 {
		return "", false
	}
	return time.UnixMilli(int64(math.Round(s * 1000))).UTC().Format("2006-01-02T15:04:05.999Z07:00"), true
}

// Object and List say what kind of value it is. Both are false of nil.
func (n *Node) Object() bool { return n != nil && n.kind == '{' }

// List says whether it is a list.
func (n *Node) List() bool { return n != nil && n.kind == '[' }

// Put adds a member at the end, unless it has nothing in it.
func (n *Node) Put(name string, value *Node) {
	if value != nil && len(value.items)+len(value.members) > 0 {
		n.members = append(n.members, member{name, value})
	}
}

// Member is the value of a member, nil where there is none.
func (n *Node) Member(name string) *Node {
	for _, m := range n.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// Item is an item of a list, nil where there is none.
func (n *Node) Item(i int) *Node {
	if i >= len(n.items) {
		return nil
	}
	return n.items[i]
}

// Text is the value as indented JSON.
func (n *Node) Text() string {
	var b strings.Builder
	n.write(&b, "\n")
	return b.String()
}

func (n *Node) write(b *strings.Builder, newline string) {
	inner := newline + "  "
	switch {
	case n.kind == '"':
		b.WriteString(quote(n.scalar))
	case n.kind == 'v':
		b.WriteString(n.scalar)
	case n.kind == '{' && len(n.members) == 0:
		b.WriteString("{}")
	case n.kind == '{':
		for i, m := range n.members {
			b.WriteString(separator('{', i) + inner + quote(m.name) + ": ")
			m.value.write(b, inner)
		}
		b.WriteString(newline + "}")
	case len(n.items) == 0:
		b.WriteString("[]")
	default:
		for i, v := range n.items {
			b.WriteString(separator('[', i) + inner)
			v.write(b, inner)
		}
		b.WriteString(newline + "]")
	}
}

func separator(open byte, i int) string {
	if i == 0 {
		return string(open)
	}
	return ","
}

// quote writes a clean string as JSON, without escaping what only web pages mind.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
