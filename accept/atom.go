package accept

import (
	"fmt"
	"strconv"

	"github.com/ecscope/ecscope/accept/tree"
)

// atom reads what is no path yet: a constant, a list in parentheses, a name, a function.
func (c *compiler) atom() (expr, error) {
	t := c.peek()
	c.at++
	switch t.kind {
	case 's':
		v := text(t.text)
		return expr{read: func(*scope) value { return v }}, nil
	case '0':
		f, err := strconv.ParseFloat(t.text, 64)
		v := number(f)
		return expr{read: func(*scope) value { return v }}, err
	case '@':
		return enumeration(c, t.text)
	case '.':
		return expr{read: func(s *scope) value { return value{nodes: []*tree.Node{s.at}}.step(t.text) }}, nil
	case 'n':
		return c.named(t.text)
	}
	switch t.text {
	case "$":
		return expr{read: func(s *scope) value { return value{nodes: []*tree.Node{s.request.Root}} }}, nil
	case ".":
		return expr{read: func(s *scope) value { return value{nodes: []*tree.Node{s.at}} }}, nil
	case "-":
		e, err := c.atom()
		zero := number(0)
		return arithmetic(expr{read: func(*scope) value { return zero }}, e, func(a, b float64) float64 { return a - b }), err
	case "(":
		return listed(c)
	}
	return expr{}, fmt.Errorf("%q is not expected", t.text)
}

func enumeration(c *compiler, name string) (expr, error) {
	var v value
	for _, one := range c.enums[name] {
		v.nodes = append(v.nodes, text(one).nodes...)
	}
	if len(v.nodes) == 0 {
		return expr{}, fmt.Errorf("there is no enumeration %s", name)
	}
	return expr{read: func(*scope) value { return v }}, nil
}

// list reads what is in parentheses: one expression, or several values.
func listed(c *compiler) (expr, error) {
	all, err := c.arguments()
	if err != nil || len(all) == 1 {
		return append(all, expr{})[0], err
	}
	return expr{read: func(s *scope) value { return together(s, all) }}, valuesOnly(all)
}

// together are the values of several expressions.
func together(s *scope, all []expr) value {
	var out value
	for _, e := range all {
		v := e.read(s)
		out.nodes = append(out.nodes[:len(out.nodes):len(out.nodes)], v.nodes...)
		out.maybe = out.maybe || v.maybe
	}
	return out
}

func valuesOnly(all []expr) error {
	for _, e := range all {
		if e.read == nil {
			return fmt.Errorf("a test is no value")
		}
	}
	return nil
}

// arguments reads expressions with commas between them, up to the closing parenthesis.
func (c *compiler) arguments() (all []expr, err error) {
	for {
		e, err := c.or()
		if err != nil {
			return nil, err
		}
		all = append(all, e)
		switch {
		case c.take(","):
		case c.take(")"):
			return all, nil
		default:
			return nil, fmt.Errorf(") is missing")
		}
	}
}

// named reads a name: a function, a macro, a fact of the request, or one of the things that a request is seen with.
func (c *compiler) named(name string) (expr, error) {
	if c.take("(") {
		all, err := c.arguments()
		if err != nil {
			return expr{}, err
		}
		return call(name, all)
	}
	if e, ok := c.macros[name]; ok {
		return e, nil
	}
	if c.facts[name] {
		return expr{read: func(s *scope) value { return s.fact(name).value }, test: func(s *scope) truth { return s.fact(name).truth }}, nil
	}
	switch name {
	case "always":
		return expr{test: func(*scope) truth { return yes }}, nil
	case "true", "false":
		v := text(name)
		return expr{read: func(*scope) value { return v }}, nil
	case "here":
		return expr{read: func(s *scope) value { return value{nodes: []*tree.Node{s.here}} }}, nil
	case "up":
		return expr{read: func(s *scope) value { return above(s.at) }}, nil
	case "container":
		return expr{read: func(s *scope) value { return enclosing(s.here) }}, nil
	case "now", "task", "service", "cluster", "targets", "scaling":
		return expr{read: func(s *scope) value { return s.thing(name) }}, nil
	}
	return expr{}, fmt.Errorf("unknown name %s", name)
}

// above is the object that a node is in.
func above(n *tree.Node) value {
	for n = n.Up; n != nil; n = n.Up {
		if n.Kind != tree.Array {
			return value{nodes: []*tree.Node{n}}
		}
	}
	return value{}
}

// enclosing is the container that a node is in or is.
func enclosing(n *tree.Node) value {
	for ; n != nil && n.Up != nil; n = n.Up {
		if n.Up.Kind == tree.Array && (n.Up.Name == "containerDefinitions" || n.Up.Name == "containerOverrides") {
			return value{nodes: []*tree.Node{n}}
		}
	}
	return value{}
}
