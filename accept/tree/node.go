// Package tree holds a document as it was written: objects, lists and values with their places, and what of it is not known
// yet because a template stands there. It reads JSON as people keep it, and YAML.
package tree

import (
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// Kind says what a node is.
type Kind uint8

// The kinds. Unknown is a value that something else fills in later: an expression, a reference, a template.
const (
	Null Kind = iota
	Object
	Array
	String
	Number
	Bool
	Unknown
)

// String is the kind in words.
func (k Kind) String() string {
	return [...]string{"null", "an object", "a list", "text", "a number", "true or false", "a placeholder"}[k]
}

// Position is a place in a file: line and column from 1, in characters. The zero Position is no place.
type Position struct{ Line, Column int }

// Node is one value of a document.
type Node struct {
	Kind Kind
	// Text is the value of a String, a Number or a Bool, and what stands in the place of an Unknown.
	Text string
	// Open says that an Object or an Array may hold more than is written, and that a String has a placeholder in it, so that
	// its value is not known.
	Open    bool
	Members []Member
	Items   []*Node
	// Up is what the node is in; Name is its member's name there, Index its place in a list.
	Up    *Node
	Name  string
	Index int
	// At and End are where the value begins and where it has ended.
	At, End Position
}

// Member is one member of an object. Former is the value that was written before it under the same name, and that counts no more; nil
// where there was none.
type Member struct {
	Name          string
	At            Position
	Value, Former *Node
}

// New makes a node of plain values: map[string]any, []any, string, bool, numbers and nil. Maps are in no order.
func New(v any) *Node {
	switch v := v.(type) {
	case *Node:
		return v
	case map[string]any:
		n := &Node{Kind: Object}
		for name, value := range v {
			n.Set(name, New(value))
		}
		return n
	case []any:
		n := &Node{Kind: Array}
		for _, value := range v {
			n.Add(New(value))
		}
		return n
	case string:
		return &Node{Kind: String, Text: v}
	case bool:
		return &Node{Kind: Bool, Text: strconv.FormatBool(v)}
	case int:
		return &Node{Kind: Number, Text: strconv.Itoa(v)}
	case float64:
		return &Node{Kind: Number, Text: strconv.FormatFloat(v, 'f', -1, 64)}
	}
	return &Node{Kind: Null}
}

// Get is a member by its name; nil where there is none, or where it is null.
func (n *Node) Get(name string) *Node {
	if n == nil {
		return nil
	}
	for i := range n.Members {
		if m := &n.Members[i]; m.Name == name && m.Value.Kind != Null {
			return m.Value
		}
	}
	return nil
}

// Value is the text of a member, empty where there is none or where it is not known.
func (n *Node) Value(name string) string {
	if m := n.Get(name); m != nil && m.Known() {
		return m.Text
	}
	return ""
}

// Set adds a member, or replaces it.
func (n *Node) Set(name string, value *Node) {
	value.Up, value.Name = n, name
	for i := range n.Members {
		if n.Members[i].Name == name {
			n.Members[i].Value = value
			return
		}
	}
	n.Members = append(n.Members, Member{Name: name, At: value.At, Value: value})
}

// growing is an object while it is read: first is where in its members each name came first.
type growing struct {
	*Node
	first map[string]int
}

// put adds a member as it is read: of those with the same name the last counts, as for readers of JSON. In an object that a template
// leaves open both may be there, one for each of its cases.
func (n growing) put(m Member) {
	m.Value.Up, m.Value.Name = n.Node, m.Name
	i, again := n.first[m.Name]
	if again && !n.Open {
		m.Former = n.Members[i].Value
		n.Members[i] = m
		return
	}
	if !again {
		n.first[m.Name] = len(n.Members)
	}
	n.Members = append(n.Members, m)
}

// Add adds an item to a list.
func (n *Node) Add(value *Node) {
	value.Up, value.Index = n, len(n.Items)
	n.Items = append(n.Items, value)
}

// Known says whether the value is written out.
func (n *Node) Known() bool { return n.Kind != Unknown && (n.Kind != String || !n.Open) }

// Float is the node as a number: one, or text that is one.
func (n *Node) Float() (float64, bool) {
	if n.Kind != Number && n.Kind != String || n.Open || n.Text == "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(n.Text, 64)
	return f, err == nil
}

// Path is where the node is in its document: containerDefinitions[0].image. The document itself is empty.
func (n *Node) Path() string {
	if n.Up == nil {
		return ""
	}
	up := n.Up.Path()
	if n.Up.Kind == Array {
		return up + "[" + strconv.Itoa(n.Index) + "]"
	}
	if up == "" {
		return n.Name
	}
	return up + "." + n.Name
}

// JSON is the length of the node as compact JSON, in bytes, near enough to compare it with a limit.
func (n *Node) JSON() int {
	switch n.Kind {
	case Object:
		size := 2
		for _, m := range n.Members {
			size += len(m.Name) + 4 + m.Value.JSON()
		}
		return size
	case Array:
		size := 2
		for _, i := range n.Items {
			size += 1 + i.JSON()
		}
		return size
	case String:
		return len(n.Text) + 2
	case Null:
		return 4
	}
	return len(n.Text)
}

// placeholder is what templates put where a value goes: ${X}, {{ x }}, <X>, #{X}, [[ x ]].
var placeholder = words.Pattern(`\$\{[^}]*\}|\{\{|\{%|#\{|\[\[ ?[\w.]+ ?\]\]|<[A-Za-z][A-Za-z0-9_ -]*>|<%`)

// Templated says whether a text holds a placeholder.
func Templated(s string) bool {
	return strings.ContainsAny(s, "{<[") && placeholder().MatchString(s)
}
