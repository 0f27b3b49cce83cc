package screens

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// moreHeight is from how many lines on a broad screen says more of the problem under the cursor.
const moreHeight = 50

// wide says that what changed stands beside the rest.
func (f *homeFace) wide() bool { return f.width >= broad }

// roomy says that empty lines may stand between the parts.
func (f *homeFace) roomy() bool { return f.height >= 34 }

func (f *homeFace) leftWidth() int {
	if f.wide() {
		return f.width * 3 / 5
	}
	return f.width
}

// details is how many lines are for the problem under the cursor.
func (f *homeFace) details() int {
	switch {
	case len(f.feed.last.pulse.Problems) == 0 || f.height < 12, f.wide() && f.height >= moreHeight: // there it stands below
		return 0
	case f.height < 20:
		return 1
	case f.height < 30:
		return 2
	}
	return 3
}

// layout shares the height out. What is worst has what it needs first, then the clusters, then what changed.
func (f *homeFace) layout() {
	of, p := f.feed.last, homePlan{}
	left := f.height - len(f.top()) - 2 - f.details()
	if !f.wide() {
		left--
	}
	if f.roomy() {
		left -= 2
	}
	watched := len(of.watched)
	if watched > 0 {
		left-- // its title
	}
	if watched > 0 && f.roomy() {
		left--
	}
	worst, clusters, changed := max(1, len(of.pulse.Problems)), len(of.pulse.Rows), max(1, len(of.changes))
	if f.wide() {
		changed = 0
	}
	p.clusters, p.changed = min(clusters, 4, max(1, left*2/7)), min(changed, 3, left/6)
	p.watched = min(watched, max(1, left/5))
	p.worst = max(1, min(worst, left-p.clusters-p.changed-p.watched))
	spare := max(0, left-p.worst-p.clusters-p.changed-p.watched)
	for _, part := range []struct {
		has  *int
		want int
	}{{&p.watched, watched}, {&p.clusters, clusters}} {
		more := min(spare, part.want-*part.has)
		*part.has, spare = *part.has+more, spare-more
	}
	p.changed += min(spare, changed-p.changed)
	if f.wide() {
		p.changed = max(0, f.height-len(f.top())-1-clusterChartLines(f))
	}
	right := f.width
	if f.wide() {
		right = f.width - f.leftWidth() - 2
	}
	f.panes.clusters.Resize(f.leftWidth(), max(0, p.clusters))
	f.panes.worst.Resize(f.leftWidth(), p.worst)
	f.panes.watched.Resize(f.leftWidth(), p.watched)
	f.panes.changed.Resize(right, max(0, p.changed))
}

// worstColumns are what is said of a problem in a line: where, how many serve, why, what to do, since when.
func (s *homes) worstColumns() []table.Column[inspect.Problem] {
	at := plain("WHERE", where)
	at.Less, at.Min, at.Max = func(a, b inspect.Problem) bool { return inspect.Worse(a, b) < 0 }, 16, 30
	cause := plain("CAUSE", func(p inspect.Problem) string { return p.Verdict.Brief() })
	cause.Flex, cause.Min = true, 30
	remedy := table.Column[inspect.Problem]{Name: "REMEDY", Min: 10, Max: 34, From: remedyWidth, Cell: func(p inspect.Problem) table.Cell {
		if all := advice(s.Keys, p.Verdict); len(all) > 0 {
			return table.Cell{Text: "→ " + all[0], Tone: theme.Accent}
		}
		return table.Cell{}
	}}
	return []table.Column[inspect.Problem]{
		glyph(problemState), at,
		{Name: "TASKS", Right: true, Min: 5, Cell: func(p inspect.Problem) table.Cell {
			if p.Thing != aws.ServiceThing {
				return table.Cell{Text: theme.Dash, Tone: theme.Dim}
			}
			return table.Cell{Text: fmt.Sprintf("%d/%d", p.Service.Running, p.Service.Desired)}
		}},
		cause, remedy,
		since(s.calendar, "SINCE", func(p inspect.Problem) time.Time { return p.Verdict.Since }),
	}
}

// where is which cluster and what in it. An id is shortened.
func where(p inspect.Problem) string {
	if p.Thing == aws.InstanceThing {
		p.Name = p.Name[:min(len(p.Name), shortID)]
	}
	return p.Where()
}

// shortID is how much of an id tells it from others.
const shortID = 8

// advice is what to do, the most telling first: the way back, other changes, each with its key, what a rule advises, what is second to it, then
// what there is to see.
func advice(keys keymap.Map, v inspect.Verdict) []string {
	var back, changes, later, looks []string
	for _, r := range v.Remedies {
		k, ok := keys.Named(r.Name())
		switch text := k.Help().Key + "  " + r.Text; {
		case !ok:
		case r.Action == triage.RollBack, r.Action == triage.Continue, r.Action == triage.Unprotect, r.Action == triage.Pin && r.Revision != "":
			back = append(back, text)
		case r.Action == triage.Show, r.Action == triage.Pin:
			looks = append(looks, text)
		case r.Action == triage.Redeploy, strings.HasPrefix(r.Text, "or "): // what comes after the fix, or is second to it
			later = append(later, text)
		default:
			changes = append(changes, text)
		}
	}
	if d := v.Diagnosis; d.Known() && d.Fix != "" {
		changes = append(changes, d.Fix)
	}
	return slices.Concat(back, changes, later, looks)
}

// clusterColumns are a cluster in a line: how many of its services are how, and how many of its tasks run.
func (s *homes) clusterColumns() []table.Column[inspect.ClusterPulse] {
	name := plain("CLUSTER", func(c inspect.ClusterPulse) string { return c.Cluster.Name })
	name.Min, name.Max, name.Less = 8, 40, func(a, b inspect.ClusterPulse) bool { return a.Compare(b) < 0 }
	columns := []table.Column[inspect.ClusterPulse]{
		glyph(func(c inspect.ClusterPulse) State { return State{LevelTone(c.Level), c.Word} }), name}
	for _, l := range inspect.Levels() {
		columns = append(columns, table.Column[inspect.ClusterPulse]{Min: 3, Cell: func(c inspect.ClusterPulse) table.Cell {
			if c.Counts[l] == 0 {
				return table.Cell{}
			}
			return table.Cell{Text: fmt.Sprint(theme.Glyph(LevelTone(l)), c.Counts[l]), Tone: LevelTone(l)}
		}})
	}
	return append(columns,
		table.Column[inspect.ClusterPulse]{Name: "RUNNING", Right: true, Min: 7, Cell: upOf},
		table.Column[inspect.ClusterPulse]{Name: "BAR", Min: 8, Cell: func(c inspect.ClusterPulse) table.Cell {
			if !allSeen(c) {
				return table.Cell{}
			}
			return table.Cell{Text: chart.Bar(c.Up, c.Wanted, 8), Tone: theme.Dim}
		}},
		s.together("CPU", func(u inspect.Usage) []float64 { return u.CPU }),
		s.together("MEM", func(u inspect.Usage) []float64 { return u.Memory }),
		table.Column[inspect.ClusterPulse]{Name: "WORD", Flex: true, Min: 1, From: 100, Cell: func(c inspect.ClusterPulse) table.Cell {
			if c.Level == inspect.Bad || c.Level == inspect.Warn || c.Level == inspect.Good {
				return table.Cell{Text: strings.TrimPrefix(c.Word, "steady"), Tone: theme.Dim}
			}
			return table.Cell{Text: c.Word, Tone: theme.Dim}
		}})
}

// allSeen says whether every service of a cluster was seen: only then does their sum mean anything.
func allSeen(c inspect.ClusterPulse) bool {
	return c.Described && c.ClusterView.Seen >= c.ClusterView.Services
}

// together is what the services of a cluster use of what their tasks reserve.
func (s *homes) together(name string, of func(inspect.Usage) []float64) table.Column[inspect.ClusterPulse] {
	return table.Column[inspect.ClusterPulse]{Name: name, Drop: 3, Cell: func(c inspect.ClusterPulse) table.Cell {
		if u, ok := s.meter.Together(c.Cluster.Name); ok {
			return gauge(of(u), 0, 8)
		}
		return table.Cell{}
	}}
}

// upOf is how many tasks of a cluster's services run, of how many; what was not described has no number.
func upOf(c inspect.ClusterPulse) table.Cell {
	switch {
	case !c.Described:
		return table.Cell{Text: "·", Tone: theme.Dim}
	case !allSeen(c):
		return table.Cell{Text: fmt.Sprintf("%d/?", c.Running), Tone: theme.Dim}
	}
	tone := theme.Plain
	if c.Up < c.Wanted {
		tone = theme.Warn
	}
	return table.Cell{Text: fmt.Sprintf("%d/%d", c.Up, c.Wanted), Tone: tone}
}

// changedColumns are a change in a line.
func (s *homes) changedColumns() []table.Column[inspect.Happening] {
	at := plain("WHERE", func(h inspect.Happening) string { return h.Cluster + "/" + h.Service })
	at.Min, at.Max = 16, 30
	return []table.Column[inspect.Happening]{
		moment(s.calendar, happenedAt),
		glyph(happened), at,
		{Name: "WHAT", Flex: true, Min: 20, Cell: func(h inspect.Happening) table.Cell { return table.Cell{Text: h.BesideService()} }},
	}
}
