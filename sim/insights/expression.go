package insights

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// expression makes a value of a row.
type expression func(*row) value

// parsed is an expression with its text, which names its column.
type parsed struct {
	of   expression
	name string
}

// expression reads one; its name is its text, or of a single name that without its back quotes.
func (p *grammar) expression() (parsed, error) {
	t, err := p.peek()
	if err != nil {
		return parsed{}, err
	}
	e, err := p.or()
	if err != nil {
		return parsed{}, err
	}
	end := p.at
	if p.has {
		end = p.seen.from
	}
	name := strings.TrimSpace(p.text[t.from:end])
	if strings.HasPrefix(name, "`") && strings.Count(name, "`") == 2 && strings.HasSuffix(name, "`") {
		name = strings.Trim(name, "`")
	}
	return parsed{e, name}, nil
}

func (p *grammar) or() (expression, error) {
	left, err := p.and()
	for err == nil && p.accept("or") {
		var right expression
		right, err = p.and()
		l := left
		left = func(r *row) value { return truth(l(r).true() || right(r).true()) }
	}
	return left, err
}

func (p *grammar) and() (expression, error) {
	left, err := p.not()
	for err == nil && p.accept("and") {
		var right expression
		right, err = p.not()
		l := left
		left = func(r *row) value { return truth(l(r).true() && right(r).true()) }
	}
	return left, err
}

func (p *grammar) not() (expression, error) {
	if p.accept("not") {
		e, err := p.not()
		return func(r *row) value { return truth(!e(r).true()) }, err
	}
	return p.comparison()
}

func (p *grammar) comparison() (expression, error) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	for _, op := range []string{"!=", ">=", "<=", "=", ">", "<"} {
		if p.accept(op) {
			right, err := p.sum()
			return func(r *row) value {
				a, b := left(r), right(r)
				return truth(a.sort != absent && b.sort != absent && holds(op, compare(a, b)))
			}, err
		}
	}
	negated := false
	if t, err := p.peek(); err == nil && t.kind == wordToken && strings.EqualFold(t.text, "not") {
		p.has, negated = false, true
	}
	switch {
	case p.accept("like"), !negated && p.accept("=~"):
		return p.like(left, negated)
	case p.accept("in"):
		return p.in(left, negated)
	case negated:
		return nil, p.unexpected()
	}
	return left, nil
}

func holds(op string, n int) bool {
	switch op {
	case "=":
		return n == 0
	case "!=":
		return n != 0
	case ">":
		return n > 0
	case ">=":
		return n >= 0
	case "<":
		return n < 0
	}
	return n <= 0
}

// like reads the text or the regular expression that a value is compared with.
func (p *grammar) like(left expression, negated bool) (expression, error) {
	pattern, isPattern, err := p.slashed()
	if err != nil {
		return nil, err
	}
	if !isPattern {
		t, err := p.next()
		if err != nil {
			return nil, err
		}
		if t.kind != textToken {
			p.seen, p.has = t, true
			return nil, p.unexpected()
		}
		return func(r *row) value {
			v := left(r)
			return truth((v.sort != absent && strings.Contains(v.String(), t.text)) != negated)
		}, nil
	}
	re, err := p.compile(pattern)
	return func(r *row) value {
		v := left(r)
		return truth((v.sort != absent && re.MatchString(v.String())) != negated)
	}, err
}

func (p *grammar) compile(pattern string) (*regexp.Regexp, error) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, &Malformed{p.at - len(pattern) - 1, p.at - 1, "invalid regular expression: " + pattern}
	}
	return re, nil
}

// in reads a list of values.
func (p *grammar) in(left expression, negated bool) (expression, error) {
	if err := p.want("["); err != nil {
		return nil, err
	}
	var list []expression
	for {
		e, err := p.sum()
		if err != nil {
			return nil, err
		}
		if list = append(list, e); p.accept("]") {
			break
		}
		if err := p.want(","); err != nil {
			return nil, err
		}
	}
	return func(r *row) value {
		v := left(r)
		found := v.sort != absent && slices.ContainsFunc(list, func(e expression) bool { return compare(v, e(r)) == 0 })
		return truth(found != negated)
	}, nil
}

func (p *grammar) sum() (expression, error) {
	left, err := p.product()
	for err == nil {
		sign := ""
		if p.accept("+") {
			sign = "+"
		} else if p.accept("-") {
			sign = "-"
		} else {
			break
		}
		var right expression
		right, err = p.product()
		left = arithmetic(sign, left, right)
	}
	return left, err
}

func (p *grammar) product() (expression, error) {
	left, err := p.single()
	for err == nil {
		sign := ""
		for _, s := range []string{"*", "/", "%", "^"} {
			if sign == "" && p.accept(s) {
				sign = s
			}
		}
		if sign == "" {
			break
		}
		var right expression
		right, err = p.single()
		left = arithmetic(sign, left, right)
	}
	return left, err
}

func arithmetic(sign string, left, right expression) expression {
	return func(r *row) value {
		a, isA := left(r).number()
		b, isB := right(r).number()
		if !isA || !isB || b == 0 && (sign == "/" || sign == "%") {
			return value{}
		}
		switch sign {
		case "+":
			return numberOf(a + b)
		case "-":
			return numberOf(a - b)
		case "*":
			return numberOf(a * b)
		case "/":
			return numberOf(a / b)
		case "%":
			return numberOf(math.Mod(a, b))
		}
		return numberOf(math.Pow(a, b))
	}
}

// single reads a field, a constant, a call or what stands in parentheses.
func (p *grammar) single() (expression, error) {
	if p.accept("(") {
		e, err := p.or()
		if err != nil {
			return nil, err
		}
		return e, p.want(")")
	}
	if p.accept("-") {
		e, err := p.single()
		return arithmetic("-", func(*row) value { return numberOf(0) }, e), err
	}
	t, err := p.next()
	if err != nil {
		return nil, err
	}
	switch t.kind {
	case numberToken:
		v := textOf(t.text)
		n, ok := v.number()
		if !ok {
			break
		}
		return func(*row) value { return numberOf(n) }, nil
	case textToken:
		v := textOf(t.text)
		return func(*row) value { return v }, nil
	case nameToken:
		return func(r *row) value { return r.get(t.text) }, nil
	case wordToken:
		if p.accept("(") {
			return p.call(t)
		}
		if reserved(t.text) {
			break
		}
		return func(r *row) value { return r.get(t.text) }, nil
	}
	p.seen, p.has = t, true
	return nil, p.unexpected()
}

func reserved(word string) bool {
	return slices.Contains([]string{"and", "or", "not", "like", "in", "as", "by"}, strings.ToLower(word))
}

func unknownFunction(t token) error {
	return &Malformed{t.from, t.to, fmt.Sprintf("unknown function %s at position %d", t.text, t.from)}
}
