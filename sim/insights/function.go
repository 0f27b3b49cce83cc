package insights

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// call reads the arguments of a function, whose parenthesis was taken.
func (p *grammar) call(t token) (expression, error) {
	name := strings.ToLower(t.text)
	if name == "bin" {
		return p.bin()
	}
	var args []expression
	for !p.accept(")") {
		if len(args) > 0 {
			if err := p.want(","); err != nil {
				return nil, err
			}
		}
		a, err := p.or()
		if err != nil {
			return nil, err
		}
		args = append(args, a)
	}
	f, least := function(name)
	if f == nil {
		return nil, unknownFunction(t)
	}
	if len(args) < least {
		return nil, &Malformed{t.from, t.to, "too few arguments of " + t.text}
	}
	return func(r *row) value {
		values := make([]value, len(args))
		for i, a := range args {
			values[i] = a(r)
		}
		return f(values)
	}, nil
}

// bin reads a period and rounds the time of an event down to it.
func (p *grammar) bin() (expression, error) {
	t, err := p.next()
	if err != nil {
		return nil, err
	}
	period, ok := periodOf(t.text)
	if t.kind != numberToken || !ok {
		p.seen, p.has = t, true
		return nil, p.unexpected()
	}
	return func(r *row) value {
		at, ok := r.get("@timestamp").number()
		if !ok {
			return value{}
		}
		ms := int64(at)
		return stamp(ms - ms%period.Milliseconds())
	}, p.want(")")
}

func periodOf(text string) (time.Duration, bool) {
	unit := strings.TrimLeft(text, "0123456789")
	n, err := strconv.Atoi(strings.TrimSuffix(text, unit))
	units := map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}
	return time.Duration(n) * units[unit], err == nil && n > 0 && units[unit] > 0
}

// function is one of those that the manual lists, and how many arguments it has at least.
func function(name string) (f func([]value) value, least int) {
	text := func(f func(string) value) (func([]value) value, int) {
		return func(v []value) value {
			if v[0].sort == absent {
				return value{}
			}
			return f(v[0].String())
		}, 1
	}
	number := func(f func(float64) float64) (func([]value) value, int) {
		return func(v []value) value {
			n, ok := v[0].number()
			if !ok {
				return value{}
			}
			return numberOf(f(n))
		}, 1
	}
	switch name {
	case "ispresent":
		return func(v []value) value { return truth(v[0].sort != absent) }, 1
	case "isempty":
		return func(v []value) value { return truth(v[0].String() == "") }, 1
	case "isblank":
		return func(v []value) value { return truth(strings.TrimSpace(v[0].String()) == "") }, 1
	case "strlen":
		return text(func(s string) value { return numberOf(float64(len([]rune(s)))) })
	case "tolower", "lower":
		return text(func(s string) value { return textOf(strings.ToLower(s)) })
	case "toupper", "upper":
		return text(func(s string) value { return textOf(strings.ToUpper(s)) })
	case "trim":
		return text(func(s string) value { return textOf(strings.TrimSpace(s)) })
	case "abs":
		return number(math.Abs)
	case "ceil":
		return number(math.Ceil)
	case "floor":
		return number(math.Floor)
	case "sqrt":
		return number(math.Sqrt)
	}
	return combined(name)
}

// combined are functions of several values.
func combined(name string) (f func([]value) value, least int) {
	switch name {
	case "strcontains":
		return func(v []value) value {
			return truth(v[0].sort != absent && strings.Contains(v[0].String(), v[1].String()))
		}, 2
	case "replace":
		return func(v []value) value {
			return textOf(strings.ReplaceAll(v[0].String(), v[1].String(), v[2].String()))
		}, 3
	case "concat":
		return func(v []value) value {
			all := ""
			for _, part := range v {
				all += part.String()
			}
			return textOf(all)
		}, 1
	case "coalesce":
		return func(v []value) value {
			for _, one := range v {
				if one.sort != absent {
					return one
				}
			}
			return value{}
		}, 1
	case "greatest":
		return func(v []value) value { return extreme(v, 1) }, 1
	case "least":
		return func(v []value) value { return extreme(v, -1) }, 1
	}
	return nil, 0
}

// extreme is the greatest or the least of some values.
func extreme(all []value, sign int) (found value) {
	for _, v := range all {
		if v.sort != absent && (found.sort == absent || compare(v, found)*sign > 0) {
			found = v
		}
	}
	return found
}
