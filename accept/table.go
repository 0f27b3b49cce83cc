package accept

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/ecscope/ecscope/words"
)

//go:embed rules.txt
var rulesFile string

//go:embed shapes.txt
var shapesFile string

// Table is all rules, ready to be asked. It may be used by several goroutines.
type Table struct {
	rules  []*Rule
	byID   map[string]*compiled
	byOp   map[string][]*compiled
	facts  map[string]map[string]expr
	shapes shapes
	// compiler makes the expressions of texts, when they are needed; texts are those that it made.
	compiler *compiler
	texts    *sync.Map
}

// inside is the table that is in the program. It is read once.
var inside = sync.OnceValues(func() (*Table, error) {
	in, err := read(rulesFile)
	if err != nil {
		return nil, err
	}
	return in.table()
})

// New is the table, safe for concurrent use.
func New() (*Table, error) { return inside() }

// With is the table with the rules of another file, in the same language and with facts and macros of their own.
func With(more string) (*Table, error) {
	in, err := read(rulesFile)
	if err != nil {
		return nil, err
	}
	own, err := read(more)
	if err != nil {
		return nil, err
	}
	in.names, in.rules = append(in.names, own.names...), append(in.rules, own.rules...)
	return in.table()
}

func (in definitions) table() (*Table, error) {
	t := &Table{rules: in.rules, byID: map[string]*compiled{}, byOp: map[string][]*compiled{}, facts: map[string]map[string]expr{}, texts: &sync.Map{}}
	var err error
	if t.shapes, err = parseShapes(shapesFile); err != nil {
		return nil, err
	}
	c := &compiler{enums: t.shapes.enums, macros: map[string]expr{}, facts: map[string]bool{}}
	for _, n := range in.names {
		if len(n.operations) > 0 {
			c.facts[n.name] = true
		}
	}
	for _, n := range in.names {
		e, err := c.compile(n.is)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", n.name, err)
		}
		if len(n.operations) == 0 {
			c.macros[n.name] = e
		}
		for _, op := range n.operations {
			if t.facts[op] == nil {
				t.facts[op] = map[string]expr{}
			}
			t.facts[op][n.name] = e
		}
	}
	t.compiler = c
	for _, r := range in.rules {
		k, err := ruled(c, r)
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", r.ID, err)
		}
		if t.byID[r.ID] != nil {
			return nil, fmt.Errorf("rule %s is there twice", r.ID)
		}
		t.byID[r.ID] = k
		for _, op := range r.Operations {
			t.byOp[op] = append(t.byOp[op], k)
		}
	}
	return t, nil
}

// Rules are all rules, in the order in which they are asked.
func (t *Table) Rules() []*Rule { return slices.Clone(t.rules) }

// Rule is a rule by its id; nil where there is none.
func (t *Table) Rule(id string) *Rule {
	if k := t.byID[id]; k != nil {
		return k.Rule
	}
	return nil
}

// Enum is the values of an enumeration, by its name in the API.
func (t *Table) Enum(name string) []string { return slices.Clone(t.shapes.enums[name]) }

// Member is the type of a member of a shape, by its name in the API, and whether it is a list of them; false where the shape
// does not have it.
func (t *Table) Member(shape, name string) (kind string, list, ok bool) {
	f, ok := t.shapes.field(shape, name)
	return f.kind.name, f.kind.list, ok
}

// Find is the member of a shape that has this name in lower case; empty where there is none.
func (t *Table) Find(shape, lower string) string {
	for _, f := range t.shapes.structs[shape] {
		if lower != "" && strings.ToLower(f.name) == lower {
			return f.name
		}
	}
	return ""
}

// Near is the member of a shape that a name is likely a misspelling of; empty where there is none.
func (t *Table) Near(shape, name string) string {
	plain := strings.ReplaceAll(name, "_", "")
	for _, near := range words.Nearest(plain, t.shapes.names(shape)) {
		if len(near) > 4 && !strings.HasPrefix(strings.ToLower(near), strings.ToLower(plain)) {
			return near
		}
	}
	return ""
}

// Structure says whether a type has members.
func (t *Table) Structure(kind string) bool { return t.shapes.structs[kind] != nil }
