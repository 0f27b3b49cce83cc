package insights

import (
	"math"
	"slices"
	"strings"
)

// measure is one of the values that stats makes of a group of rows.
type measure struct {
	column string
	of     func([]sample) value
	arg    expression // nil for the row itself
}

// sample is what one row gives to a measure.
type sample struct {
	value value
	at    float64
}

// stats gathers rows into groups.
type stats struct {
	measures []measure
	by       []parsed
	groups   map[string]*gathered
	order    []*gathered
}

// gathered is one group.
type gathered struct {
	keys    []value
	samples [][]sample
}

// stats reads what is counted, and by what.
func (p *parser) stats() (*stats, error) {
	s := &stats{groups: map[string]*gathered{}}
	for {
		m, err := p.measure()
		if err != nil {
			return nil, err
		}
		if s.measures = append(s.measures, m); !p.accept(",") {
			break
		}
	}
	if !p.accept("by") {
		return s, nil
	}
	var err error
	s.by, err = p.list()
	return s, err
}

func (p *parser) measure() (measure, error) {
	t, err := p.next()
	if err != nil {
		return measure{}, err
	}
	if t.kind != wordToken || !p.accept("(") {
		p.seen, p.has = t, true
		return measure{}, p.unexpected()
	}
	m, argument := measure{}, true
	name := strings.ToLower(t.text)
	rank := 50.0
	if name == "count" {
		argument = !p.accept("*")
		if next, err := p.peek(); err == nil && next.text == ")" && next.kind == signToken {
			argument = false
		}
	}
	if argument {
		if m.arg, err = p.or(); err != nil {
			return m, err
		}
	}
	if name == "pct" || name == "percentile" {
		if rank, err = p.rank(); err != nil {
			return m, err
		}
	}
	if m.of = summary(name, rank); m.of == nil {
		return m, unknownFunction(t)
	}
	if err := p.want(")"); err != nil {
		return m, err
	}
	m.column = strings.TrimSpace(p.text[t.from:p.at])
	if p.accept("as") {
		m.column, err = p.name()
	}
	return m, err
}

func (p *parser) rank() (float64, error) {
	if err := p.want(","); err != nil {
		return 0, err
	}
	t, err := p.next()
	if err != nil {
		return 0, err
	}
	n, ok := textOf(t.text).number()
	if !ok || n < 0 || n > 100 {
		p.seen, p.has = t, true
		return 0, p.unexpected()
	}
	return n, nil
}

// add takes a row in.
func (s *stats) add(r *row) {
	keys := make([]value, len(s.by))
	var key strings.Builder
	for i, b := range s.by {
		keys[i] = b.of(r)
		key.WriteString(keys[i].String() + "\x00")
	}
	g := s.groups[key.String()]
	if g == nil {
		g = &gathered{keys: keys, samples: make([][]sample, len(s.measures))}
		s.groups[key.String()], s.order = g, append(s.order, g)
	}
	at, _ := r.get("@timestamp").number()
	for i, m := range s.measures {
		one := sample{value: truth(true), at: at}
		if m.arg != nil {
			if one.value = m.arg(r); one.value.sort == absent {
				continue
			}
		}
		g.samples[i] = append(g.samples[i], one)
	}
}

// rows are the groups so far. Without any group to be made, there is one even of nothing.
func (s *stats) rows() []*row {
	groups := s.order
	if len(groups) == 0 && len(s.by) == 0 {
		groups = []*gathered{{samples: make([][]sample, len(s.measures))}}
	}
	var all []*row
	for _, g := range groups {
		r := &row{own: map[string]value{}}
		for i, b := range s.by {
			r.own[b.name] = g.keys[i]
		}
		for i, m := range s.measures {
			r.own[m.column] = m.of(g.samples[i])
		}
		all = append(all, r)
	}
	return all
}

// columns are those of the groups, then the measures.
func (s *stats) columns() []string {
	var all []string
	for _, b := range s.by {
		all = append(all, b.name)
	}
	for _, m := range s.measures {
		all = append(all, m.column)
	}
	return all
}

// summary is what a function of statistics makes of samples; nil where there is no such function.
func summary(name string, rank float64) func([]sample) value {
	switch name {
	case "count":
		return func(s []sample) value { return numberOf(float64(len(s))) }
	case "count_distinct":
		return func(s []sample) value {
			seen := map[string]bool{}
			for _, one := range s {
				seen[one.value.String()] = true
			}
			return numberOf(float64(len(seen)))
		}
	case "min":
		return func(s []sample) value { return extreme(values(s), -1) }
	case "max":
		return func(s []sample) value { return extreme(values(s), 1) }
	case "earliest", "latest":
		return func(s []sample) value { return edge(s, name == "latest") }
	case "sum", "avg", "stddev", "pct", "percentile", "median":
		return func(s []sample) value {
			n := numbers(s)
			if len(n) == 0 {
				return value{}
			}
			return numberOf(figure(name, rank, n))
		}
	}
	return nil
}

func values(s []sample) []value {
	all := make([]value, len(s))
	for i, one := range s {
		all[i] = one.value
	}
	return all
}

func numbers(s []sample) (all []float64) {
	for _, one := range s {
		if n, ok := one.value.number(); ok {
			all = append(all, n)
		}
	}
	return all
}

// edge is the value of the first or the last row.
func edge(s []sample, last bool) (found value) {
	at := math.Inf(1)
	if last {
		at = math.Inf(-1)
	}
	for _, one := range s {
		if one.at < at && !last || one.at > at && last {
			found, at = one.value, one.at
		}
	}
	return found
}

// figure is a statistic of some numbers, of which there is one at least.
func figure(name string, rank float64, n []float64) float64 {
	sum := 0.0
	for _, x := range n {
		sum += x
	}
	mean := sum / float64(len(n))
	switch name {
	case "sum":
		return sum
	case "avg":
		return mean
	case "stddev":
		square := 0.0
		for _, x := range n {
			square += (x - mean) * (x - mean)
		}
		return math.Sqrt(square / float64(len(n)))
	}
	slices.Sort(n)
	i := int(math.Ceil(rank/100*float64(len(n)))) - 1
	return n[max(i, 0)]
}
