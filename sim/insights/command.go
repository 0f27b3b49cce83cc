package insights

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// command reads one command into a run.
func (p *parser) command(q *Run) error {
	t, err := p.next()
	if err != nil {
		return err
	}
	word := strings.ToLower(t.text)
	if t.kind != wordToken {
		word = ""
	}
	switch word {
	case "fields", "display":
		return p.fields(q, word == "display")
	case "filter":
		return p.filter(q)
	case "parse":
		return p.parse(q)
	case "stats":
		return p.gather(q)
	case "sort", "order":
		return p.sort(q)
	case "limit", "head":
		return p.limit(q)
	case "dedup":
		return p.dedup(q)
	case "pattern", "diff", "anomaly", "unmask", "unnest", "lookup", "join", "filterindex", "source", "addtotals", "tail":
		return &Unsimulated{word}
	}
	p.seen, p.has = t, true
	return p.unexpected()
}

// list reads expressions with commas between them, each with the name of its column.
func (p *parser) list() (all []parsed, err error) {
	for {
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		if p.accept("as") {
			if e.name, err = p.name(); err != nil {
				return nil, err
			}
		}
		if all = append(all, e); !p.accept(",") {
			return all, nil
		}
	}
}

// name reads a name.
func (p *parser) name() (string, error) {
	t, err := p.next()
	if err == nil && t.kind != wordToken && t.kind != nameToken {
		p.seen, p.has = t, true
		err = p.unexpected()
	}
	return t.text, err
}

func (p *parser) fields(q *Run, only bool) error {
	list, err := p.list()
	if err != nil {
		return err
	}
	if only || !q.chosen && q.stats == nil {
		q.columns = nil
	}
	q.chosen = true
	for _, e := range list {
		if !slices.Contains(q.columns, e.name) {
			q.columns = append(q.columns, e.name)
		}
	}
	q.then(func(r *row) bool {
		for _, e := range list {
			if v := e.of(r); v.sort != absent && r.get(e.name) != v {
				r.set(e.name, v)
			}
		}
		return true
	})
	return nil
}

func (p *parser) filter(q *Run) error {
	e, err := p.expression()
	if err == nil {
		q.then(func(r *row) bool { return e.of(r).true() })
	}
	return err
}

func (p *parser) gather(q *Run) error {
	s, err := p.stats()
	if err != nil {
		return err
	}
	q.columns, q.chosen = s.columns(), true
	if q.stats == nil && len(q.stages) == 0 {
		q.stats = s
		return nil
	}
	q.all(func(rows []*row) []*row {
		again := &stats{measures: s.measures, by: s.by, groups: map[string]*gathered{}}
		for _, r := range rows {
			again.add(r)
		}
		return again.rows()
	})
	return nil
}

func (p *parser) sort(q *Run) error {
	type key struct {
		parsed
		sign int
	}
	var keys []key
	for {
		e, err := p.expression()
		if err != nil {
			return err
		}
		k := key{e, 1}
		if p.accept("desc") {
			k.sign = -1
		} else {
			p.accept("asc")
		}
		if keys = append(keys, k); !p.accept(",") {
			break
		}
	}
	q.all(func(rows []*row) []*row {
		of := func(r *row, k key) value {
			if v := r.get(k.name); v.sort != absent {
				return v // a column of that name, such as count(*)
			}
			return k.of(r)
		}
		slices.SortStableFunc(rows, func(a, b *row) int {
			for _, k := range keys {
				if n := compare(of(a, k), of(b, k)); n != 0 {
					return n * k.sign
				}
			}
			return 0
		})
		return rows
	})
	return nil
}

func (p *parser) limit(q *Run) error {
	t, err := p.next()
	if err != nil {
		return err
	}
	n, wrong := strconv.Atoi(t.text)
	if t.kind != numberToken || wrong != nil || n < 1 || n > mostRows {
		return &Malformed{t.from, t.to, fmt.Sprintf("invalid limit %s at position %d", p.text[t.from:t.to], t.from)}
	}
	q.most = n
	q.stages = append(q.stages, func(rows []*row) []*row { return rows[:min(len(rows), n)] })
	return nil
}

func (p *parser) dedup(q *Run) error {
	list, err := p.list()
	if err != nil {
		return err
	}
	q.all(func(rows []*row) []*row {
		seen := map[string]bool{}
		return slices.DeleteFunc(rows, func(r *row) bool {
			key := ""
			for _, e := range list {
				key += e.of(r).String() + "\x00"
			}
			known := seen[key]
			seen[key] = true
			return known
		})
	})
	return nil
}

// parse reads fields out of a text, by a glob with an asterisk for each or by a regular expression whose groups name them.
func (p *parser) parse(q *Run) error {
	from := func(r *row) value { return r.get("@message") }
	pattern, isPattern, err := p.slashed()
	if err != nil {
		return err
	}
	t, err := p.peek()
	if err == nil && !isPattern && t.kind != textToken {
		if from, err = p.single(); err == nil {
			pattern, isPattern, err = p.slashed()
		}
	}
	if err != nil {
		return err
	}
	var re *regexp.Regexp
	var names []string
	if isPattern {
		if re, err = p.compile(strings.ReplaceAll(pattern, "(?<", "(?P<")); err == nil {
			names = re.SubexpNames()[1:]
		}
	} else {
		re, names, err = p.glob()
	}
	if err != nil {
		return err
	}
	for _, n := range names {
		if n != "" && !slices.Contains(q.columns, n) {
			q.columns = append(q.columns, n)
		}
	}
	q.then(func(r *row) bool {
		for i, found := range re.FindStringSubmatch(from(r).String()) {
			if i > 0 && names[i-1] != "" {
				r.set(names[i-1], textOf(found))
			}
		}
		return true
	})
	return nil
}

// glob reads a text with asterisks, and a name for each.
func (p *parser) glob() (*regexp.Regexp, []string, error) {
	t, err := p.next()
	if err != nil {
		return nil, nil, err
	}
	if t.kind != textToken {
		p.seen, p.has = t, true
		return nil, nil, p.unexpected()
	}
	if err := p.want("as"); err != nil {
		return nil, nil, err
	}
	var names []string
	for {
		name, err := p.name()
		if err != nil {
			return nil, nil, err
		}
		if names = append(names, name); !p.accept(",") {
			break
		}
	}
	parts := strings.Split(t.text, "*")
	if len(parts)-1 != len(names) {
		return nil, nil, &Malformed{t.from, t.to, fmt.Sprintf("%d asterisks and %d names at position %d", len(parts)-1, len(names), t.from)}
	}
	pattern := "(?s)"
	for i, part := range parts {
		if i > 0 && i == len(parts)-1 && part == "" {
			pattern += "(.*)$"
		} else if i > 0 {
			pattern += "(.*?)"
		}
		pattern += regexp.QuoteMeta(part)
	}
	re, err := regexp.Compile(pattern)
	return re, names, err
}
