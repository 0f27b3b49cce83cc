package accept

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ecscope/ecscope/accept/tree"
)

// call makes an expression of a function's name and its arguments.
func call(name string, in []expr) (expr, error) {
	switch name {
	case "any", "each":
		if len(in) != 2 || in[0].read == nil || name == "each" && in[1].read == nil {
			return expr{}, fmt.Errorf("%s takes a list and what to do with each of it", name)
		}
		if name == "any" {
			return expr{test: func(s *scope) truth {
				return in[0].read(s).some(func(n *tree.Node) truth { return in[1].holds(s.to(n)) })
			}}, nil
		}
		return expr{read: func(s *scope) value {
			list := in[0].read(s)
			out := value{maybe: list.maybe}
			for _, n := range list.nodes {
				v := in[1].read(s.to(n))
				out.nodes, out.maybe = append(out.nodes, v.nodes...), out.maybe || v.maybe
			}
			return out
		}}, nil
	case "sure":
		return expr{test: func(s *scope) truth { return truthOf(in[0].holds(s) == yes) }}, nil
	}
	if err := valuesOnly(in); err != nil {
		return expr{}, err
	}
	if f := tests(name); f != nil {
		return expr{test: func(s *scope) truth { return f(arguments(s, in)) }}, nil
	}
	if f := values(name); f != nil {
		return expr{read: func(s *scope) value { return f(arguments(s, in)) }}, nil
	}
	if name == "before" {
		return expr{read: func(s *scope) value { return before(in[0].read(s), s.here) }}, nil
	}
	return expr{}, fmt.Errorf("unknown function %s", name)
}

func arguments(s *scope, in []expr) []value {
	out := make([]value, 2, 2+len(in))
	for i, e := range in {
		if v := e.read(s); i < 2 {
			out[i] = v
		} else {
			out = append(out, v)
		}
	}
	return out
}

// tests are the functions that say whether something is so.
func tests(name string) func([]value) truth {
	switch name {
	case "blank":
		return func(in []value) truth { return blank(in[0]) }
	case "ip":
		return func(in []value) truth {
			return shaped(in[0], func(s string) bool { _, err := netip.ParseAddr(s); return err == nil })
		}
	case "tenths":
		return func(in []value) truth { return tenths(in[0]) }
	case "older":
		return func(in []value) truth { return older(in[0], in[1]) }
	case "sized":
		return func(in []value) truth { return sized(in[0], in[1]) }
	case "secret":
		return func(in []value) truth { return concealed(in[0], in[1]) }
	case "spoken":
		return func(in []value) truth { return spoken(in[0]) }
	case "cyclic":
		return func(in []value) truth { return cyclic(in[0]) }
	}
	return nil
}

// values are the functions that make values of values.
func values(name string) func([]value) value {
	switch name {
	case "count":
		return count
	case "sum":
		return sum
	case "join":
		return join
	case "sizes":
		return func(in []value) value { return sizes(in[0]) }
	case "prefix":
		return func(in []value) value {
			return each(func(n *tree.Node) value {
				s, _, _ := strings.Cut(n.Text, in[1].nodes[0].Text)
				return text(s)
			})(in)
		}
	case "length":
		return each(func(n *tree.Node) value { return number(float64(utf8.RuneCountInString(n.Text))) })
	case "size":
		return each(func(n *tree.Node) value { return number(float64(n.JSON())) })
	case "lower":
		return each(func(n *tree.Node) value { return text(strings.ToLower(n.Text)) })
	case "units":
		return each(func(n *tree.Node) value { return amount(n.Text, "vcpu") })
	case "mib":
		return each(func(n *tree.Node) value { return amount(n.Text, "gb") })
	case "low":
		return each(func(n *tree.Node) value { return bound(n.Text, 0) })
	case "high":
		return each(func(n *tree.Node) value { return bound(n.Text, 1) })
	case "exposed":
		return each(exposed)
	case "name":
		return each(func(n *tree.Node) value { return text(n.Name) })
	case "keys":
		return each(keys)
	}
	return nil
}

// each makes a function of values of one of nodes. Nothing is known of what comes of a placeholder.
func each(f func(*tree.Node) value) func([]value) value {
	return func(in []value) value {
		out := value{maybe: in[0].maybe}
		for _, n := range in[0].nodes {
			if !n.Known() {
				out.maybe = true
				continue
			}
			v := f(n)
			out.nodes, out.maybe = append(out.nodes, v.nodes...), out.maybe || v.maybe
		}
		return out
	}
}

func keys(n *tree.Node) value {
	out := value{maybe: n.Open}
	for _, m := range n.Members {
		out.nodes = append(out.nodes, &tree.Node{Kind: tree.String, Text: m.Name, Open: tree.Templated(m.Name)})
	}
	return out
}

// count is how many there are in all values.
func count(in []value) value {
	n := 0
	for _, v := range in {
		if v.maybe {
			return unknown()
		}
		n += len(v.nodes)
	}
	return number(float64(n))
}

func sum(in []value) value {
	total := 0.0
	for _, n := range in[0].nodes {
		f, ok := n.Float()
		if !ok {
			return value{maybe: !n.Known()}
		}
		total += f
	}
	if in[0].maybe {
		return unknown()
	}
	return number(total)
}

// join puts two texts together. Nothing comes of nothing.
func join(in []value) value {
	if len(in[0].nodes) == 0 || len(in[1].nodes) == 0 {
		return value{maybe: in[0].maybe || in[1].maybe}
	}
	a, b := in[0].nodes[0], in[1].nodes[0]
	if !a.Known() || !b.Known() {
		return unknown()
	}
	return text(a.Text + "/" + b.Text)
}

// before are the nodes of a list that stand before one.
func before(v value, n *tree.Node) value {
	i := slices.Index(v.nodes, n)
	return value{nodes: v.nodes[:max(i, 0)]}
}

// blank says whether there is nothing, or an empty text.
func blank(v value) truth {
	if len(v.nodes) == 0 {
		return -v.exists()
	}
	if !v.nodes[0].Known() {
		return maybe
	}
	return truthOf(v.nodes[0].Kind == tree.String && v.nodes[0].Text == "")
}

// shaped says whether the first text has a shape.
func shaped(v value, is func(string) bool) truth {
	if len(v.nodes) == 0 || !v.nodes[0].Known() {
		return maybe
	}
	return truthOf(is(v.nodes[0].Text))
}

// tenths says whether a number has at most one decimal.
func tenths(v value) truth {
	f, ok, sure := v.float()
	if !sure {
		return maybe
	}
	return truthOf(ok && math.Abs(f*10-math.Round(f*10)) < 1e-6)
}
