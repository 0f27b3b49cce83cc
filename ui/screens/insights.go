package screens

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/ui/nav"
)

// Insights is a query of CloudWatch Logs Insights: what is asked and what it would scan, the run of it, and what it has found, as a
// table, a chart, or lines of a log.
type Insights struct {
	asking *insightsAsk
	run    *insightsRun
	found  *insightsFound
	hands  *insightsHands

	width, height int
}

// queryOf is a query of services (cluster/service) and log groups.
func (o *logScreens) queryOf(places []string) (nav.Screen, error) {
	t, err := tailOf(places)
	if err != nil {
		return nil, err
	}
	return o.query(t, logSpan{}, nil), nil
}

// usualQuery is how far back a query asks where no log says it.
const usualQuery = time.Hour

// query is a query of what a tail reads: of the time that the log shows, with the fields that its lines have.
func (o *logScreens) query(t tail.Tail, span logSpan, fields []string) *Insights {
	a := &insightsAsk{insightsWindow: insightsWindow{dates: o.calendar, back: cmp.Or(span.back, usualQuery)}, source: o.queries, tail: t, fields: fields}
	if !span.until.IsZero() {
		a.since, a.until = span.oldest, span.until
	}
	run := &insightsRun{source: o.queries, clock: o.Clock, esc: o.Keys.Everywhere.Back.Help().Key}
	found := &insightsFound{Kit: o.Kit, answer: &insightsAnswer{}, dates: o.calendar, logs: o, asking: a}
	return &Insights{asking: a, run: run, found: found,
		hands: &insightsHands{Kit: o.Kit, asking: a, run: run, found: found, asked: o.asked, logs: o}}
}

// Title is the screen's word.
func (s *Insights) Title() string { return "insights" }

// Location is whose logs are asked.
func (s *Insights) Location() nav.Location {
	t := s.asking.tail
	if t.Service != "" && len(t.More)+len(t.Groups) == 0 {
		return nav.Location{Cluster: t.Cluster, Thing: t.Service, View: s.Title()}
	}
	return nav.Location{Cluster: t.Cluster, View: s.Title()}
}

// Keys are those of the query, then those of what it has found.
func (s *Insights) Keys() []key.Binding { return s.hands.keys() }

// Resize tells the size of the body.
func (s *Insights) Resize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

// layout gives what was found the room that the head leaves.
func (s *Insights) layout() { s.found.resize(s.width, max(0, s.height-len(s.head()))) }

// Update takes a message.
func (s *Insights) Update(h nav.Host, m tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch m := m.(type) {
	case nav.Shown:
		if s.asking.due() {
			cmd = s.asking.plan(h)
			s.hands.edit(h, s.asking.draft)
		}
	case nav.Refresh: // what a query has found costs money: it is not asked again by itself
		cmd = s.asking.plan(h)
	case tea.KeyPressMsg:
		cmd = s.hands.press(h, m)
	default:
		cmd = s.take(h, m)
	}
	s.layout()
	return cmd
}

// take recognises what was asked for.
func (s *Insights) take(h nav.Host, m tea.Msg) tea.Cmd {
	if next, ok := s.asking.take(m); ok {
		return next
	}
	answers, next, ok := s.run.take(m)
	if !ok {
		return s.found.update(h, m)
	}
	for _, a := range answers {
		s.found.fill(a)
	}
	if !s.run.feed.Running() {
		return tea.Batch(next, s.found.finish(h))
	}
	return next
}

// Clear stops the query, or clears what is shown of its rows.
func (s *Insights) Clear() bool { return s.Interrupt() || s.found.clear() }

// Interrupt stops the query that runs, at the server.
func (s *Insights) Interrupt() bool { return s.run.stop() }

// Status is whether a query runs.
func (s *Insights) Status() nav.Status {
	return nav.Status{Loading: s.run.feed.Running() || s.asking.feed.Running(), Err: cmp.Or(s.run.err, s.asking.err)}
}

// View draws the head and what was found.
func (s *Insights) View() string {
	lines := s.head()
	lines = lines[:min(len(lines), s.height)]
	if left := s.height - len(lines); left > 0 {
		lines = append(lines, s.found.view())
	}
	return strings.Join(lines, "\n")
}

// inStats are the names by which a query groups its rows, as it writes them; nil where it does not.
func inStats(text string) (before string, by []string) {
	parts := splitQuery(text)
	i := slices.IndexFunc(parts, func(p string) bool { return strings.HasPrefix(strings.ToLower(p), "stats ") })
	if i < 0 {
		return text, nil
	}
	before = strings.Join(parts[:i], " | ")
	_, list, ok := strings.Cut(parts[i], " by ")
	if !ok {
		return before, nil
	}
	depth, from := 0, 0
	for k := range list {
		switch list[k] {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				by, from = append(by, strings.TrimSpace(list[from:k])), k+1
			}
		}
	}
	return before, append(by, strings.TrimSpace(list[from:]))
}

// splitQuery are the commands of a query; a bar in quotes or in a pattern ends none.
func splitQuery(text string) (parts []string) {
	from, quote := 0, byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0 && c == '\\':
			i++
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\'' || c == '`' || c == '/' && strings.HasSuffix(strings.TrimSpace(text[from:i]), "like")):
			quote = c
		case quote == 0 && c == '|':
			parts, from = append(parts, strings.TrimSpace(text[from:i])), i+1
		}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}
