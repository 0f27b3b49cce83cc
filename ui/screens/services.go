package screens

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// serviceTable is how services are drawn in a list.
type serviceTable struct {
	calendar
	plan  *inspect.Plan
	meter *inspect.Meter
	rules *triage.Rules
	watch *watches
}

// serviceList is the list of the services of a cluster, or of all clusters.
type serviceList struct {
	browse.Kit
	serviceTable
	links
	actions []action.Action[aws.Service]
	service *cockpits
}

// screen lists the services of a cluster, or with "" of all clusters.
func (l *serviceList) screen(cluster string) nav.Screen {
	title, empty, more := cluster, "no services in "+cluster, &belowList{l.Kit, l.calendar, l.plan, l.meter}
	if cluster == "" {
		title, empty = "services", "no services in any cluster of this region"
	}
	var traffic atomic.Bool // whether the columns of what load balancers count are shown
	return browse.New(l.Kit, browse.Resource[aws.Service]{
		At: nav.Location{Cluster: cluster, Thing: "", View: map[bool]string{true: "services"}[cluster == ""]}, Title: title, Noun: "services", Empty: empty,
		ID: func(s aws.Service) string { return s.Cluster + "/" + s.Name },
		Source: func(ctx context.Context, onScreen func() []string) iter.Seq2[[]aws.Service, error] {
			return l.read(ctx, cluster, onScreen, traffic.Load)
		},
		Begin:   func(shows func(string) bool) { traffic.Store(slices.ContainsFunc(trafficNames(), shows)) },
		Every:   15 * time.Second,
		Next:    func(onScreen []string) time.Duration { return l.plan.Next(cluster, onScreen) },
		Expire:  func() { l.plan.Expire(cluster) },
		SeenAt:  func(s aws.Service) time.Time { return s.Seen },
		Columns: l.columns(cluster == ""),
		Sort:    "CAUSE",
		Recede:  func(s aws.Service) bool { return l.calm(s) },
		Rule:    l.receding,
		Note:    l.trouble,
		Partial: func(s aws.Service) bool { return !s.Described },
		Tags:    func(s aws.Service) [][2]string { return tagPairs(s.Tags) },
		Fault:   func(s aws.Service) bool { return l.state(s).fault() },
		Open:    func(s aws.Service) nav.Screen { return l.service.screen(s.Cluster, s.Name) },
		Actions: l.actions,
		Copies:  l.links.service,
		Below:   func(rows []aws.Service, w, h int) []string { return more.service(rows[0], w, h) },
	})
}

// read reads the services, and then what those on screen use, where that is old.
func (l *serviceList) read(ctx context.Context, cluster string, onScreen func() []string, traffic func() bool) iter.Seq2[[]aws.Service, error] {
	return func(yield func([]aws.Service, error) bool) {
		for page, err := range l.plan.Services(ctx, cluster, onScreen) {
			if !yield(page, err) {
				return
			}
		}
		if l.plan.Causes(ctx, cluster) && !yield(l.plan.Known(cluster), nil) {
			return
		}
		l.meter.Read(ctx, onScreen(), traffic())
	}
}

// receding is the line above the services at which there is nothing to look.
func (l *serviceList) receding(rows, restless int) (left, right string) {
	left = fmt.Sprintf("%d healthy", rows-restless)
	if restless > 0 {
		left += fmt.Sprintf(", %d no longer: %s", restless, keymap.Does(l.Keys.Everywhere.Refresh, "sorts again"))
	}
	return left, keymap.Does(l.Keys.Tables.Faults, "hides")
}

// calm says of a service that there is nothing to look at.
func (t serviceTable) calm(s aws.Service) bool {
	v, ok := t.plan.Verdict(s.Cluster, s.Name)
	return ok && s.Described && (v.Level() == inspect.Good || v.Level() == inspect.Idle)
}

func (t serviceTable) columns(all bool) []table.Column[aws.Service] {
	name := plain("SERVICE", func(s aws.Service) string { return s.Name })
	name.Cell = func(s aws.Service) table.Cell {
		return table.Cell{Text: t.watch.named(s.Cluster+"/"+s.Name, s.Name), Tone: t.ink(s)}
	}
	name.Min = 16
	columns := []table.Column[aws.Service]{glyph(t.state), name}
	if all {
		columns = append(columns, drop(1, dim("CLUSTER", func(s aws.Service) string { return s.Cluster })))
	}
	state := word("STATE", t.state)
	state.Less = func(a, b aws.Service) bool { return t.state(a).rank() < t.state(b).rank() }
	columns = append(columns,
		table.Column[aws.Service]{Name: "TASKS", Cell: taskCount, Less: fewer, Min: 5, Right: true, Below: figures},
		table.Column[aws.Service]{Name: "TASKS", Cell: taskBar, Less: fewer, Min: 10, From: figures})
	columns = append(append(columns, t.usageColumns()...), t.trafficColumns()...)
	revision := dim("REVISION", shortRevision)
	revision.From, revision.Max = figures, 24
	return append(columns,
		drop(2, revision),
		t.cause(figures, 0), t.cause(0, figures),
		since(t.calendar, "FOR", t.since),
		wide(state),
		wide(drop(4, t.lastEvent())),
		wide(dim("STATUS", func(s aws.Service) string { return strings.ToLower(s.Status) })),
		wide(dim("CAPACITY", serviceCapacity)),
		wide(dim("CONTROLLER", func(s aws.Service) string { return s.Controller })),
		wide(dim("SCHEDULING", func(s aws.Service) string { return strings.ToLower(s.Scheduling) })),
		wide(dim("EXEC", func(s aws.Service) string { return onOff(s.Exec) })),
		wide(since(t.calendar, "CREATED", func(s aws.Service) time.Time { return s.Created })),
		byName(dim("ARN", func(s aws.Service) string { return s.ARN })),
	)
}

// taskCount is running of desired: "2/4".
func taskCount(s aws.Service) table.Cell {
	if !s.Described {
		return table.Cell{Text: "·", Tone: theme.Dim}
	}
	tone := theme.Dim // as it should be is nothing to look at
	switch {
	case s.Running < s.Desired:
		tone = theme.Warn
	case s.Running > s.Desired:
		tone = theme.Busy
	}
	return table.Cell{Text: fmt.Sprintf("%d/%d", s.Running, s.Desired), Tone: tone}
}

// taskBar is the same with a bar: "  2/4 ▆▆▁▁".
func taskBar(s aws.Service) table.Cell {
	c := taskCount(s)
	c.Text = strings.TrimRight(fmt.Sprintf("%5s %s", c.Text, chart.Bar(s.Running, s.Desired, 4)), " ")
	return c
}

// fewer orders by the share of the desired tasks that run.
func fewer(a, b aws.Service) bool { return a.Running*max(b.Desired, 1) < b.Running*max(a.Desired, 1) }

// revisionChange is the revision, or the step from one to the other while both run: payments:18→19.
func revisionChange(s aws.Service) string {
	p, ok := s.Primary()
	if !ok {
		return s.Revision
	}
	for _, d := range s.Deployments {
		if d.ID == p.ID || d.Revision == p.Revision || d.Running == 0 {
			continue
		}
		family, from, _ := strings.Cut(d.Revision, ":")
		if to, same := strings.CutPrefix(p.Revision, family+":"); same {
			return family + ":" + from + "→" + to
		}
		return d.Revision + "→" + p.Revision
	}
	return p.Revision
}

// shortRevision is the same without the family where that is called as the service is: ":18→19".
func shortRevision(s aws.Service) string {
	change := revisionChange(s)
	if number, ok := strings.CutPrefix(change, s.Name+":"); ok {
		return ":" + number
	}
	return change
}

func (t serviceTable) lastEvent() table.Column[aws.Service] {
	newest := func(s aws.Service) aws.Event {
		if len(s.Events) == 0 {
			return aws.Event{}
		}
		return s.Events[0]
	}
	return table.Column[aws.Service]{
		Name: "LAST EVENT", Min: 20,
		Cell: func(s aws.Service) table.Cell {
			e := newest(s)
			if s.Lacks(aws.EventList) != nil {
				return table.Cell{Text: "?", Tone: theme.Dim}
			}
			if e.Message == "" {
				return table.Cell{}
			}
			tone := severityTone(t.rules.Event(e).Severity)
			if tone == theme.Plain {
				tone = theme.Dim
			}
			return table.Cell{Text: fmt.Sprintf("%3s  %s", t.ago(e.Time), inspect.EventText(e)), Tone: tone}
		},
		Less: func(a, b aws.Service) bool { return newest(a).Time.After(newest(b).Time) },
	}
}

func serviceCapacity(s aws.Service) string {
	if len(s.Capacity) == 0 {
		return s.LaunchType
	}
	var parts []string
	for _, c := range s.Capacity {
		parts = append(parts, fmt.Sprintf("%s %d", c.Provider, c.Weight))
	}
	return strings.Join(parts, " ")
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
