package logview

import (
	"fmt"
	"strconv"
	"strings"
)

// term is one condition of a filter.
type term interface {
	// sweep adds the lines from one on that satisfy it.
	sweep(l *lines, s sources, from int, to *set)
	// fresh returns a copy for another goroutine.
	fresh() term
	// needs returns texts of which one is in every line that satisfies it: see Filter.Needs.
	needs(labels []string) []string
}

// textTerm is satisfied by lines in which a text or pattern is found.
type textTerm struct{ *matcher }

func (t textTerm) sweep(l *lines, _ sources, from int, to *set) { t.matcher.sweep(l, from, to) }
func (t textTerm) fresh() term                                  { return textTerm{t.matcher.fresh()} }

// levelTerm is satisfied by lines of some levels.
type levelTerm struct {
	op    string
	level Level
}

func (t levelTerm) sweep(l *lines, _ sources, from int, to *set) {
	for i := from; i < len(l.recs); i++ {
		if level := l.recs[i].level; compares(t.op, int(level)-int(t.level)) && (level != Unknown || t.op == "!=") {
			to.add(i)
		}
	}
}

func (t levelTerm) fresh() term { return t }

// fieldTerm is satisfied by lines of sources with a label, or with a field, of that name and value.
type fieldTerm struct {
	name, op, value string
	number          float64 // of ops that compare numbers
	named           literal // finds lines that can have the field
	whole           literal // finds the term itself
}

func (t *fieldTerm) fresh() term { return t } // it never changes

func (t *fieldTerm) sweep(l *lines, s sources, from int, to *set) {
	var rest set // lines of sources without such a label
	labels := s.named(t.name)
	for i := from; i < len(l.recs); i++ {
		switch r := &l.recs[i]; {
		case labels == nil || int(r.source) >= len(labels) || labels[r.source] == "":
			rest.add(i)
		case t.holds(labels[r.source]):
			to.add(i)
		}
	}
	candidates := set{}
	t.named.sweep(l, from, &candidates)
	for i := rest.next(from); i >= 0; i = rest.next(i + 1) {
		if candidates.has(i) && t.in(l.line(i)) || !candidates.has(i) && t.op == "!=" {
			to.add(i)
		}
	}
}

// in says whether a text satisfies the term. The search for the term itself is for texts that have no fields.
func (t *fieldTerm) in(text []byte) bool {
	value, ok := field(view(text), t.name)
	switch {
	case ok:
		return t.holds(value)
	case t.op == "=":
		return t.whole.find(text, 0) >= 0
	}
	return t.op == "!="
}

// holds says whether a value does.
func (t *fieldTerm) holds(value string) bool {
	switch t.op {
	case "=":
		return equal(value, t.value)
	case "!=":
		return !equal(value, t.value)
	}
	n, err := strconv.ParseFloat(value, 64)
	return err == nil && (n > t.number && t.op[0] == '>' || n < t.number && t.op[0] == '<' || n == t.number && len(t.op) > 1)
}

// compares says whether a difference is what an operator asks for.
func compares(op string, difference int) bool {
	switch op {
	case "=":
		return difference == 0
	case "!=":
		return difference != 0
	case ">":
		return difference > 0
	case ">=":
		return difference >= 0
	case "<":
		return difference < 0
	}
	return difference <= 0
}

// named returns each source's label of that name, or nil if none has one.
func (s sources) named(name string) []string {
	var all []string
	for i := range s {
		for _, l := range s[i] {
			if equal(l.Name, name) {
				if all == nil {
					all = make([]string, len(s))
				}
				all[i] = l.Value
			}
		}
	}
	return all
}

// newTerm reads one term of a filter: see Filter.
func newTerm(expr string) (term, error) {
	if n := len(expr); n >= 2 && expr[0] == '"' && expr[n-1] == '"' {
		m, err := compile(expr[1:n-1], false)
		return textTerm{m}, err
	}
	name, op, value := split(expr)
	if strings.HasPrefix(expr, "re:") || op == "" || value == "" {
		m, err := newMatcher(expr)
		return textTerm{m}, err
	}
	if level := LevelOf(value); equal(name, "level") {
		if level == Unknown {
			return nil, fmt.Errorf("level %q: want trace, debug, info, warn, error or fatal", value)
		}
		return levelTerm{op, level}, nil
	}
	t := &fieldTerm{name: name, op: op, value: strings.Trim(value, `"`), named: newLiteral(name[strings.LastIndexByte(name, '.')+1:]),
		whole: newLiteral(expr)}
	if op[0] == '>' || op[0] == '<' {
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is no number", expr, value)
		}
		t.number = n
	}
	return t, nil
}

// split takes name, operator and value apart; op is "" if the text is none of these.
func split(expr string) (name, op, value string) {
	i := 0
	for i < len(expr) && nameByte(expr[i]) {
		i++
	}
	if i == 0 || !letter(expr[0]) && expr[0] != '@' && expr[0] != '_' || expr[i-1] == '.' {
		return "", "", ""
	}
	rest := expr[i:]
	for _, op := range []string{"!=", ">=", "<=", "=", ">", "<"} {
		if value, ok := strings.CutPrefix(rest, op); ok && !strings.HasPrefix(value, "=") {
			return expr[:i], op, value
		}
	}
	return "", "", ""
}
