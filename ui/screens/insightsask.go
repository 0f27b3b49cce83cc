package screens

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/words"
)

// insightsAsk is what is asked, of which logs and which time, and what that would scan.
type insightsAsk struct {
	insightsWindow
	source  querySource
	tail    tail.Tail
	text    string   // of the last query that was written
	draft   string   // what the editor begins with
	fields  []string // that lines have
	feed    load.Feed[insightsPlan]
	planned *insightsPlan // nil while it is not known
	err     error
}

// insightsWindow is the time that is asked about.
type insightsWindow struct {
	dates        calendar
	back         time.Duration // how far back, where since is zero
	since, until time.Time
}

// insightsPlan is where the lines are, and what a query of them scans.
type insightsPlan struct {
	query     tail.Query
	elsewhere []string
	scan      tail.Scan
	unknown   error // why what it scans is not known
}

// due says whether it was never asked where the lines are.
func (a *insightsAsk) due() bool { return a.planned == nil && !a.feed.Running() && a.err == nil }

// window is its beginning and its end.
func (a *insightsWindow) window() (since, until time.Time) {
	if !a.since.IsZero() {
		since, until = a.since, a.until
		if until.IsZero() {
			until = a.dates.now()
		}
		return since, until
	}
	return a.dates.now().Add(-a.back), a.dates.now()
}

// span says it in words.
func (a *insightsWindow) span() string {
	switch {
	case a.since.IsZero():
		return "last " + words.Span(a.back)
	case a.until.IsZero():
		return "since " + a.dates.at(a.since)
	}
	return a.dates.at(a.since) + " to " + a.dates.at(a.until)
}

// plan finds out where the lines are and what a query would scan.
func (a *insightsAsk) plan(h nav.Host) tea.Cmd {
	a.planned, a.err = nil, nil
	t := a.tail
	var of []tail.Target
	if t.Service != "" || t.Task != "" {
		of = append(of, tail.Target{Cluster: t.Cluster, Service: t.Service, Task: t.Task, Container: t.Container})
	}
	of = append(of, t.More...)
	since, until := a.window()
	return a.feed.Start(h.Context(), load.One(func(ctx context.Context) (p insightsPlan, err error) {
		if p.query, p.elsewhere, err = a.source.Ask(ctx, of, t.Groups, t.Region); err != nil {
			return p, err
		}
		p.query.Since, p.query.Until, p.query.Lines = since, until, true
		p.scan, p.unknown = a.source.Scan(ctx, p.query)
		return p, nil
	}))
}

// take recognises the plan.
func (a *insightsAsk) take(m tea.Msg) (tea.Cmd, bool) {
	p, next, ok := a.feed.Take(m)
	if !ok {
		return nil, false
	}
	for _, one := range p.Items {
		a.planned = &one
	}
	if p.Done {
		a.err = p.Err
	}
	return next, true
}

// query is what is sent.
func (a *insightsAsk) query() tail.Query {
	q := a.planned.query
	q.Text = a.text
	q.Since, q.Until = a.window()
	return q
}

// cost says what a query would scan, and that it costs money.
func (a *insightsAsk) cost() string {
	switch {
	case a.planned == nil:
		return ""
	case a.planned.unknown != nil:
		return "can't estimate what a query scans: " + shortly(a.planned.unknown) + " · " + tail.QueryPrice
	}
	return "a query will scan " + a.planned.scan.String() + " · " + tail.QueryPrice
}

// insightsSpans are the times that a query steps through.
func insightsSpans() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 12 * time.Hour, day, 3 * day, 7 * day, 30 * day}
}

// step takes a longer or a shorter time, up to now.
func (a *insightsWindow) step(by int) {
	all, at := insightsSpans(), 0
	since, until := a.window()
	for at < len(all)-1 && all[at] < until.Sub(since) {
		at++
	}
	if by > 0 && all[at] > until.Sub(since) {
		by = 0
	}
	a.since, a.until, a.back = time.Time{}, time.Time{}, all[min(max(at+by, 0), len(all)-1)]
}
