package aws

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

// node is a value of a JSON text whose members keep their order.
type node struct {
	kind    byte // '{', '[', '"' or 'v', a number, true, false or null
	scalar  string
	members []member
	items   []*node
}

type member struct {
	name  string
	value *node
}

// deepest is how far values may be nested.
const deepest = 200

// parse reads one JSON value. Strings are cleaned, and numbers of members that are times become RFC 3339 in UTC.
func parse(raw []byte) (*node, error) {
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

func value(d *json.Decoder, name string, depth int) (*node, error) {
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
		return &node{kind: '"', scalar: clean.Lines(t)}, nil
	case json.Number:
		if s, ok := moment(name, t.String()); ok {
			return &node{kind: '"', scalar: s}, nil
		}
		return &node{kind: 'v', scalar: t.String()}, nil
	case bool:
		return &node{kind: 'v', scalar: strconv.FormatBool(t)}, nil
	}
	return &node{kind: 'v', scalar: "null"}, nil
}

func composite(d *json.Decoder, kind byte, name string, depth int) (*node, error) {
	n := &node{kind: kind}
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

// member is the value of a member, nil where there is none.
func (n *node) member(name string) *node {
	for _, m := range n.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// item is an item of a list, nil where there is none.
func (n *node) item(i int) *node {
	if i >= len(n.items) {
		return nil
	}
	return n.items[i]
}

// text is the value as indented JSON.
func (n *node) text() string {
	var b strings.Builder
	n.write(&b, "\n")
	return b.String()
}

func (n *node) write(b *strings.Builder, newline string) {
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
