package accept

import (
	"slices"
	"strconv"

	"github.com/ecscope/ecscope/accept/tree"
)

// truth is what is known of a statement: that it is false, nothing, that it is true.
type truth int8

const (
	no    truth = -1
	maybe truth = 0
	yes   truth = 1
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// value is what an expression finds: nodes, and whether there may be others that are not known.
type value struct {
	nodes []*tree.Node
	maybe bool
}

// unknown is a value of which nothing is known.
func unknown() value { return value{maybe: true} }

func text(s string) value {
	return value{nodes: []*tree.Node{{Kind: tree.String, Text: s}}}
}

func number(f float64) value {
	return value{nodes: []*tree.Node{{Kind: tree.Number, Text: strconv.FormatFloat(f, 'f', -1, 64)}}}
}

// exists says whether there is anything.
func (v value) exists() truth {
	switch {
	case len(v.nodes) > 0:
		return yes
	case v.maybe:
		return maybe
	}
	return no
}

// float is the first node as a number. sure is false where it may be one.
func (v value) float() (f float64, ok, sure bool) {
	if len(v.nodes) == 0 {
		return 0, false, !v.maybe
	}
	f, ok = v.nodes[0].Float()
	return f, ok, v.nodes[0].Known()
}

// some says whether a statement holds of at least one node.
func (v value) some(holds func(*tree.Node) truth) truth {
	best := no
	if v.maybe {
		best = maybe
	}
	for _, n := range v.nodes {
		if best = max(best, holds(n)); best == yes {
			return yes
		}
	}
	return best
}

// compare says whether a relation holds between a node of v and one of w.
func (v value) compare(op string, w value) truth {
	if w.maybe && len(w.nodes) == 0 && (len(v.nodes) > 0 || v.maybe) {
		return maybe
	}
	return v.some(func(a *tree.Node) truth {
		return w.some(func(b *tree.Node) truth {
			if !a.Known() || !b.Known() {
				return maybe
			}
			return truthOf(related(a, op, b))
		})
	})
}

func related(a *tree.Node, op string, b *tree.Node) bool {
	x, first := a.Float()
	y, second := b.Float()
	switch op {
	case "==", "in":
		return a.Text == b.Text && a.Kind != tree.Object && a.Kind != tree.Array || first && second && x == y
	case "!=":
		return a.Text != b.Text && (!first || !second || x != y)
	}
	if !first || !second {
		return false
	}
	switch op {
	case "<":
		return x < y
	case "<=":
		return x <= y
	case ">":
		return x > y
	}
	return x >= y
}

// step is the member of that name of every node.
func (v value) step(name string) value {
	out := value{maybe: v.maybe}
	for _, n := range v.nodes {
		m := n.Get(name)
		switch {
		case m != nil:
			out.nodes = append(out.nodes, m)
		case n.Kind == tree.Unknown || n.Open:
			out.maybe = true
		}
	}
	return out
}

// items are those of all lists. What is no list stands for itself.
func (v value) items() value {
	out := value{maybe: v.maybe}
	for _, n := range v.nodes {
		switch {
		case n.Kind == tree.Array:
			out.nodes = append(out.nodes, n.Items...)
			out.maybe = out.maybe || n.Open
		case n.Kind == tree.Unknown:
			out.maybe = true
		default:
			out.nodes = append(out.nodes, n)
		}
	}
	// An item that a template makes may be several, or none.
	if slices.ContainsFunc(out.nodes, func(n *tree.Node) bool { return n.Kind == tree.Unknown }) {
		out.nodes = slices.DeleteFunc(slices.Clone(out.nodes), func(n *tree.Node) bool { return n.Kind == tree.Unknown })
		out.maybe = true
	}
	return out
}
