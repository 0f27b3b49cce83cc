package accept

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/ecscope/ecscope/accept/tree"
)

// scope is where an expression is evaluated: in a check, for the node that a rule looks at, at the current node.
type scope struct {
	*check
	here, at *tree.Node
}

func (s *scope) to(n *tree.Node) *scope { return &scope{s.check, s.here, n} }

// expr is a compiled expression: it reads a value, or it is a test.
type expr struct {
	read func(*scope) value
	test func(*scope) truth
}

// holds is the expression as a test: a value holds where there is one.
func (e expr) holds(s *scope) truth {
	if e.test != nil {
		return e.test(s)
	}
	return e.read(s).exists()
}

// compiler makes expressions. Its language is a small one of paths and conditions.
type compiler struct {
	enums  map[string][]string
	macros map[string]expr
	facts  map[string]bool
	tokens []token
	at     int
}

// compile reads one expression.
func (c *compiler) compile(s string) (e expr, err error) {
	c.at = 0
	if c.tokens, err = lex(s); err != nil {
		return e, err
	}
	if e, err = c.or(); err == nil && c.peek().kind != 0 {
		err = fmt.Errorf("%q is not expected", c.peek().text)
	}
	if err != nil {
		return e, fmt.Errorf("%s: %w", s, err)
	}
	return e, nil
}

func (c *compiler) peek() token { return c.tokens[c.at] }

// take takes the next token where it is the word or the sign.
func (c *compiler) take(word string) bool {
	if t := c.peek(); (t.kind == 'n' || t.kind == '+') && t.text == word {
		c.at++
		return true
	}
	return false
}

func (c *compiler) or() (expr, error) {
	return c.joined("or", c.and, func(a, b truth) truth { return max(a, b) }, yes)
}

func (c *compiler) and() (expr, error) {
	return c.joined("and", c.not, func(a, b truth) truth { return min(a, b) }, no)
}

// joined reads tests with a word between them. The rest is not looked at once the result is decided.
func (c *compiler) joined(word string, part func() (expr, error), join func(a, b truth) truth, decided truth) (expr, error) {
	first, err := part()
	if err != nil {
		return first, err
	}
	for c.take(word) {
		left := first
		right, err := part()
		if err != nil {
			return right, err
		}
		first = expr{test: func(s *scope) truth {
			a := left.holds(s)
			if a == decided {
				return a
			}
			return join(a, right.holds(s))
		}}
	}
	return first, nil
}

func (c *compiler) not() (expr, error) {
	if c.take("not") {
		e, err := c.not()
		return expr{test: func(s *scope) truth { return -e.holds(s) }}, err
	}
	return c.relation()
}

func (c *compiler) relation() (expr, error) {
	left, err := c.sum()
	if err != nil {
		return left, err
	}
	t := c.peek()
	if t.kind == 0 || !slices.Contains([]string{"==", "!=", "<", "<=", ">", ">=", "in", "matches"}, t.text) || t.kind == 's' {
		return left, nil
	}
	c.at++
	if t.text == "matches" {
		return c.matching(left)
	}
	right, err := c.sum()
	if err == nil && (left.read == nil || right.read == nil) {
		err = fmt.Errorf("%s compares values", t.text)
	}
	return expr{test: func(s *scope) truth { return left.read(s).compare(t.text, right.read(s)) }}, err
}

func (c *compiler) matching(left expr) (expr, error) {
	t := c.peek()
	c.at++
	if t.kind != 's' || left.read == nil {
		return expr{}, fmt.Errorf("matches compares a value with a pattern")
	}
	pattern, err := regexp.Compile(t.text)
	return expr{test: func(s *scope) truth {
		return left.read(s).some(func(n *tree.Node) truth {
			if !n.Known() {
				return maybe
			}
			return truthOf(n.Kind != tree.Object && n.Kind != tree.Array && pattern.MatchString(n.Text))
		})
	}}, err
}

func (c *compiler) sum() (expr, error) {
	left, err := c.postfix()
	for err == nil {
		var right expr
		first := left
		switch {
		case c.take("else"):
			right, err = c.postfix()
			left = expr{read: func(s *scope) value {
				if v := first.read(s); len(v.nodes) > 0 || v.maybe {
					return v
				}
				return right.read(s)
			}}
		case c.take("+"):
			right, err = c.postfix()
			left = arithmetic(first, right, func(a, b float64) float64 { return a + b })
		case c.take("*"):
			right, err = c.postfix()
			left = arithmetic(first, right, func(a, b float64) float64 { return a * b })
		default:
			return left, nil
		}
		if err == nil && (first.read == nil || right.read == nil) {
			err = fmt.Errorf("a test is no value")
		}
	}
	return left, err
}

func arithmetic(left, right expr, op func(a, b float64) float64) expr {
	return expr{read: func(s *scope) value {
		a, first, sure := left.read(s).float()
		b, second, certain := right.read(s).float()
		if !first || !second {
			return value{maybe: !sure || !certain}
		}
		return number(op(a, b))
	}}
}

// postfix reads an atom and the steps of its path.
func (c *compiler) postfix() (expr, error) {
	e, err := c.atom()
	for err == nil {
		read := e.read
		switch t := c.peek(); {
		case t.kind == '.':
			c.at++
			e = expr{read: func(s *scope) value { return read(s).step(t.text) }}
		case c.take("["):
			e, err = c.inside(read)
		default:
			return e, nil
		}
		if err == nil && read == nil {
			err = fmt.Errorf("a test has no members")
		}
	}
	return e, err
}

// inside reads [], the items; [0], one of them; or [test], those of which it holds.
func (c *compiler) inside(read func(*scope) value) (expr, error) {
	if c.take("]") {
		return expr{read: func(s *scope) value { return read(s).items() }}, nil
	}
	if t := c.peek(); t.kind == '0' {
		c.at++
		i, err := strconv.Atoi(t.text)
		if err == nil && !c.take("]") {
			err = fmt.Errorf("] is missing")
		}
		return expr{read: func(s *scope) value {
			v := read(s).items()
			if i >= len(v.nodes) {
				return value{maybe: v.maybe}
			}
			return value{nodes: v.nodes[i : i+1]}
		}}, err
	}
	e, err := c.or()
	if err == nil && !c.take("]") {
		err = fmt.Errorf("] is missing")
	}
	return expr{read: func(s *scope) value {
		all := read(s).items()
		out := value{maybe: all.maybe}
		for _, n := range all.nodes {
			switch e.holds(s.to(n)) {
			case yes:
				out.nodes = append(out.nodes, n)
			case maybe:
				out.maybe = true
			}
		}
		return out
	}}, err
}
