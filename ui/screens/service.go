package screens

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// cockpits make the screens of services.
type cockpits struct {
	browse.Kit
	calendar
	source   serviceReader
	plan     *inspect.Plan
	meter    *inspect.Meter
	views    []action.Action[aws.Service]
	events   *eventList
	tasks    *taskList
	revision *revisionPage
}

// screen is the cockpit of a service.
func (s *cockpits) screen(cluster, name string) nav.Screen {
	around := &serviceSnapshot{plan: s.plan}
	fault := func() bool { return around.verdict.Level().Fault() }
	of := &serviceFeed{clock: pacedClock{s.Clock, s.Paced}, source: s.source, fault: fault,
		where: nav.Location{Cluster: cluster, Thing: name}, service: aws.Service{Cluster: cluster, Name: name}}
	panel := &servicePanel{theme: s.Theme, dates: s.calendar, of: of, around: around, load: &loadFeed{meter: s.meter, of: of, around: around}}
	panes := s.panes(cluster, name, around, fault)
	panes.panel = panel
	c := &Cockpit{Kit: s.Kit, of: of, around: around, panes: panes, following: &following{}}
	c.head = &cockpitHead{keys: s.Keys, theme: s.Theme, dates: s.calendar, of: of, around: around, following: c.following, panel: panel}
	because := action.Action[aws.Service]{Key: s.Keys.Service.Because, Run: func(h nav.Host, _ aws.Service) tea.Cmd {
		h.Push((&becausePage{s.Kit, s.calendar}).screen(cluster, name, around.verdict))
		return nil
	}}
	c.actions = append([]action.Action[aws.Service]{because}, s.views...)
	return c
}

// panes are the lists of a service's deployments, tasks and events.
func (s *cockpits) panes(cluster, name string, around *serviceSnapshot, fault func() bool) *cockpitPanes {
	report, events := s.tasks.page.links.reports.copy(cluster, name), s.events.resource(cluster, name, nil)
	ofEvent := events.Copies
	events.Copies = func(r triage.Run) []browse.Copy { return append(ofEvent(r), report) }
	p := &cockpitPanes{keys: s.Keys, rules: s.events.rules, state: s.tasks.state,
		events: browse.New(s.Kit, events),
		deployments: browse.New(s.Kit, browse.Resource[aws.Deployment]{
			Noun: "deployments", Empty: "ECS lists no deployments for this service",
			ID: func(d aws.Deployment) string { return d.ID }, Columns: s.columns(), Sort: "AGE",
			Open:   func(d aws.Deployment) nav.Screen { return s.revision.screen(d.Revision) },
			Copies: func(d aws.Deployment) []browse.Copy { return []browse.Copy{{Name: "id", Text: d.ID}, report} },
		}),
		tasks: s.taskPane(cluster, name, around, fault)}
	p.setFocus(1)
	return p
}

// taskPane is the list of a service's tasks beside others; fault says that something is wrong, so that it is read more often.
func (s *cockpits) taskPane(cluster, name string, around *serviceSnapshot, fault func() bool) *browse.List[aws.Task] {
	q := aws.TaskQuery{Cluster: cluster, Service: name}
	return browse.New(s.Kit, browse.Resource[aws.Task]{
		Noun: "tasks", ID: taskID, Every: 5 * time.Second, Calm: func() bool { return !fault() }, Columns: s.tasks.columns(false), Sort: "STATUS",
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.Task, error] {
			return s.tasks.read.all(ctx, q)
		},
		Partial: func(t aws.Task) bool { return !t.Described },
		Fault:   func(t aws.Task) bool { return s.tasks.state(t).fault() },
		Name:    func(t aws.Task) string { return aws.ShortID(t.ID) },
		Open:    func(t aws.Task) nav.Screen { return s.tasks.page.screen(t) },
		Prefer:  around.meant,
		Actions: s.tasks.page.changes,
		Copies:  s.tasks.page.links.task,
	})
}

func (s *cockpits) columns() []table.Column[aws.Deployment] {
	return []table.Column[aws.Deployment]{
		glyph(deploymentState),
		plain("DEPLOYMENT", func(d aws.Deployment) string { return d.Revision }),
		plain("STATUS", func(d aws.Deployment) string { return strings.ToLower(d.Status) }),
		{Name: "RUNNING", Right: true, Cell: func(d aws.Deployment) table.Cell {
			return table.Cell{Text: fmt.Sprintf("%d/%d", d.Running, d.Desired)}
		}},
		number("PENDING", func(aws.Deployment) bool { return true }, func(d aws.Deployment) int { return d.Pending }),
		number("DIED", func(aws.Deployment) bool { return true }, func(d aws.Deployment) int { return d.Failed }),
		word("ROLLOUT", deploymentState),
		since(s.calendar, "AGE", func(d aws.Deployment) time.Time { return d.Created }),
		drop(2, dim("REASON", func(d aws.Deployment) string { return d.Reason })),
	}
}
