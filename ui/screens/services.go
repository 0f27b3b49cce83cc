package screens

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
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
	rules *triage.Rules
}

// serviceList is the list of the services of a cluster, or of all.
type serviceList struct {
	browse.Kit
	serviceTable
	links
	actions []action.Action[aws.Service]
	service *cockpits
}

// screen lists the services of a cluster, or with "" of all clusters.
func (l *serviceList) screen(cluster string) nav.Screen {
	title, empty := cluster, "no services in "+cluster
	if cluster == "" {
		title, empty = "services", "no services in any cluster of this region"
	}
	return browse.New(l.Kit, browse.Resource[aws.Service]{
		At: nav.Location{Cluster: cluster, Thing: "", View: map[bool]string{true: "services"}[cluster == ""]}, Title: title, Noun: "services", Empty: empty,
		ID: func(s aws.Service) string { return s.Cluster + "/" + s.Name },
		Source: func(ctx context.Context, onScreen func() []string) iter.Seq2[[]aws.Service, error] {
			return l.plan.Services(ctx, cluster, onScreen)
		},
		Every:   15 * time.Second,
		Next:    func(onScreen []string) time.Duration { return l.plan.Next(cluster, onScreen) },
		Expire:  func() { l.plan.Expire(cluster) },
		SeenAt:  func(s aws.Service) time.Time { return s.Seen },
		Columns: l.columns(cluster == ""),
		Sort:    "SERVICE",
		Partial: func(s aws.Service) bool { return !s.Described },
		Fault:   func(s aws.Service) bool { return l.state(s).fault() },
		Open:    func(s aws.Service) nav.Screen { return l.service.screen(s.Cluster, s.Name) },
		Actions: l.actions,
		Copies:  l.links.service,
	})
}

func (t serviceTable) columns(all bool) []table.Column[aws.Service] {
	name := plain("SERVICE", func(s aws.Service) string { return s.Name })
	name.Min = 16
	columns := []table.Column[aws.Service]{glyph(t.state), name}
	if all {
		columns = append(columns, drop(1, dim("CLUSTER", func(s aws.Service) string { return s.Cluster })))
	}
	state := table.Column[aws.Service]{
		Name: "ROLLOUT", Min: 14,
		Cell: func(s aws.Service) table.Cell {
			st := t.state(s)
			return table.Cell{Text: st.Word, Tone: st.Tone}
		},
		Less: func(a, b aws.Service) bool { return t.state(a).rank() < t.state(b).rank() },
	}
	return append(columns,
		table.Column[aws.Service]{Name: "TASKS", Cell: taskCount, Less: fewer, Min: 7},
		state,
		drop(2, plain("REVISION", revisionChange)),
		drop(4, t.lastEvent()),
		wide(dim("STATUS", func(s aws.Service) string { return strings.ToLower(s.Status) })),
		wide(dim("CAPACITY", serviceCapacity)),
		wide(dim("CONTROLLER", func(s aws.Service) string { return s.Controller })),
		wide(dim("SCHEDULING", func(s aws.Service) string { return strings.ToLower(s.Scheduling) })),
		wide(dim("EXEC", func(s aws.Service) string { return onOff(s.Exec) })),
		wide(since(t.calendar, "CREATED", func(s aws.Service) time.Time { return s.Created })),
		byName(dim("ARN", func(s aws.Service) string { return s.ARN })),
	)
}

// taskCount draws running of desired: "2/4 ▆▆▁▁".
func taskCount(s aws.Service) table.Cell {
	if !s.Described {
		return table.Cell{Text: "·", Tone: theme.Dim}
	}
	text := fmt.Sprintf("%-6s", fmt.Sprintf("%d/%d", s.Running, s.Desired))
	tone := theme.Dim // as it should be is nothing to look at
	switch {
	case s.Running < s.Desired:
		tone = theme.Warn
	case s.Running > s.Desired:
		tone = theme.Busy
	}
	return table.Cell{Text: text + chart.Bar(s.Running, s.Desired, 4), Tone: tone}
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

func (t serviceTable) lastEvent() table.Column[aws.Service] {
	newest := func(s aws.Service) aws.Event {
		if len(s.Events) == 0 {
			return aws.Event{}
		}
		return s.Events[0]
	}
	return table.Column[aws.Service]{
		Name: "LAST EVENT", Flex: true, Min: 20,
		Cell: func(s aws.Service) table.Cell {
			if v, ok := t.plan.Verdict(s.Cluster, s.Name); ok && v.State.Bad() {
				return table.Cell{Text: cmp.Or(v.Cause(), v.Headline), Tone: levelTone(v.Level())}
			}
			e := newest(s)
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
