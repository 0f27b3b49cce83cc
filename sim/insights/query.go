// Package insights is the query language of CloudWatch Logs Insights, as far as it is simulated: the commands fields, display,
// filter, parse, stats, sort, limit and dedup, with the usual functions. What else AWS has is refused by name, and what AWS does not
// have is malformed. It is pure: a run takes events, the newest first, and has rows at any time.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
package insights

import (
	"fmt"
	"slices"
)

// grammar reads expressions.
type grammar struct{ lexer }

// parser reads the commands of a query.
type parser struct{ grammar }

// stage changes rows.
type stage func([]*row) []*row

// Run is a query that events are given to.
type Run struct {
	each    []func(*row) bool // what is done with each event; it is left out where one says false
	stats   *stats            // of all events, where the first command that needs all is stats
	stages  []stage
	kept    []*row
	most    int  // rows at most
	whole   bool // all rows are kept, since they are sorted or told apart later
	columns []string
	chosen  bool // columns were named
	matched int
}

// usualRows is how many rows there are where no limit is set, and mostRows how many a limit may ask for.
const (
	usualRows = 10_000
	mostRows  = 100_000
)

// New reads a query. limit is for a query without a limit of its own; 0 is the usual.
func New(text string, limit int) (*Run, error) {
	p := &parser{grammar{lexer{text: text}}}
	q := &Run{most: usualRows, columns: []string{"@timestamp", "@message"}}
	if limit > 0 {
		q.most = limit
	}
	for {
		if err := p.command(q); err != nil {
			return nil, err
		}
		t, err := p.peek()
		if err != nil {
			return nil, err
		}
		if t.kind == endToken {
			return q, nil
		}
		if err := p.want("|"); err != nil {
			return nil, err
		}
	}
}

// Take gives an event to the run, and says whether it matches.
func (q *Run) Take(e *Event) bool {
	r := &row{event: e}
	for _, f := range q.each {
		if !f(r) {
			return false
		}
	}
	q.matched++
	switch {
	case q.stats != nil:
		q.stats.add(r)
	case q.whole || len(q.kept) < q.most:
		q.kept = append(q.kept, r)
	}
	return true
}

// Matched is how many events did.
func (q *Run) Matched() int { return q.matched }

// Field is a value of a row.
type Field struct{ Name, Value string }

// Rows are what the query has found so far.
func (q *Run) Rows() [][]Field {
	rows := slices.Clone(q.kept)
	if q.stats != nil {
		rows = q.stats.rows()
	}
	for _, s := range q.stages {
		rows = s(rows)
	}
	rows = rows[:min(len(rows), q.most)]
	all := make([][]Field, 0, len(rows))
	for _, r := range rows {
		var out []Field
		for _, name := range q.columns {
			if v := r.get(name); v.sort != absent {
				out = append(out, Field{name, v.String()})
			}
		}
		if r.event != nil {
			out = append(out, Field{"@ptr", r.event.Handle})
		}
		all = append(all, out)
	}
	return all
}

// then adds what is done with each row, before or after all rows are known.
func (q *Run) then(f func(*row) bool) {
	if q.stats == nil && len(q.stages) == 0 {
		q.each = append(q.each, f)
		return
	}
	q.stages = append(q.stages, func(rows []*row) []*row {
		return slices.DeleteFunc(rows, func(r *row) bool { return !f(r) })
	})
}

// all adds what needs all rows.
func (q *Run) all(s stage) {
	q.whole, q.stages = true, append(q.stages, s)
}

// Unsimulated is a command that AWS has and the simulator has not.
type Unsimulated struct{ Command string }

// Error names it.
func (u *Unsimulated) Error() string {
	return fmt.Sprintf("the command %s is not simulated", u.Command)
}
