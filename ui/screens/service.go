package screens

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// Cockpit is one service on one screen: what ECS says of it, its deployments, its tasks and its events. Each of the
// three is a list of its own; tab goes from one to the next.
type Cockpit struct {
	*cockpits
	cluster, name string
	service       aws.Service
	known         bool
	feed          load.Feed[aws.Service]
	shown         bool
	reading       context.Context
	began, seen   time.Time
	err           error
	wake          int

	deployments *browse.List[aws.Deployment]
	tasks       *browse.List[aws.Task]
	events      *browse.List[triage.Run]
	focus       int
	following   following
	situation   situation

	width, height int
}

type cockpitDue struct {
	cockpit *Cockpit
	wake    int
}

// cockpits make the screens of services.
type cockpits struct {
	browse.Kit
	calendar
	source   serviceReader
	rules    *triage.Rules
	plan     *inspect.Plan
	because  *becausePage
	views    []action.Action[aws.Service]
	events   *eventList
	tasks    *taskList
	revision *revisionPage
}

// screen is the cockpit of a service.
func (s *cockpits) screen(cluster, name string) nav.Screen {
	c := &Cockpit{cockpits: s, cluster: cluster, name: name, situation: situation{plan: s.plan}}
	events := s.events.resource(cluster, name, nil)
	c.events = browse.New(s.Kit, events)
	c.deployments = browse.New(s.Kit, browse.Resource[aws.Deployment]{
		Noun: "deployments", Empty: "ECS tells no deployments of this service",
		ID: func(d aws.Deployment) string { return d.ID }, Columns: s.columns(), Sort: "AGE",
		Open: func(d aws.Deployment) nav.Screen { return s.revision.screen(d.Revision) },
	})
	q := aws.TaskQuery{Cluster: cluster, Service: name}
	c.tasks = browse.New(s.Kit, browse.Resource[aws.Task]{
		Noun: "tasks", ID: taskID, Every: 5 * time.Second, Calm: func() bool { return !c.situation.verdict.Level().Fault() }, Columns: s.tasks.columns(false), Sort: "STATUS",
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.Task, error] {
			return s.tasks.read.all(ctx, q)
		},
		Partial: func(t aws.Task) bool { return !t.Described },
		Fault:   func(t aws.Task) bool { return s.tasks.state(t).fault() },
		Open:    func(t aws.Task) nav.Screen { return s.tasks.page.screen(t) },
		Copies:  s.tasks.page.links.task,
	})
	c.setFocus(1)
	return c
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
		number("FAILED", func(aws.Deployment) bool { return true }, func(d aws.Deployment) int { return d.Failed }),
		{Name: "ROLLOUT", Cell: func(d aws.Deployment) table.Cell {
			return table.Cell{Text: deploymentState(d).Word, Tone: deploymentState(d).Tone}
		}},
		since(s.calendar, "AGE", func(d aws.Deployment) time.Time { return d.Created }),
		drop(2, dim("REASON", func(d aws.Deployment) string { return d.Reason })),
	}
}

// Location is the service itself.
func (c *Cockpit) Location() nav.Location { return nav.Location{Cluster: c.cluster, Thing: c.name} }

// Title is the service's name.
func (c *Cockpit) Title() string { return c.name }

// Keys are what can be done with the service, then what the list with the focus can do.
func (c *Cockpit) Keys() []key.Binding {
	keys := append([]key.Binding{c.Kit.Keys.Moving.Open}, action.Keys(c.Flow, c.actions())...)
	keys = append(keys, c.Kit.Keys.Moving.NextPane, c.Kit.Keys.Moving.LastPane)
	return append(keys, c.pane().Keys()...)
}

// Update takes a message.
func (c *Cockpit) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case tea.KeyPressMsg:
		return c.press(h, m)
	case nav.Find:
		return c.pane().Update(h, m)
	case nav.Shown:
		return tea.Batch(c.show(h), c.tasks.Update(h, m))
	case nav.Hidden:
		c.shown = false
		return c.tasks.Update(h, m)
	case nav.Refresh:
		c.situation.began = time.Time{}
		return tea.Batch(c.read(h), c.tasks.Update(h, m))
	case sent:
		if m.where.Cluster != c.cluster || m.where.InService() != c.name {
			return nil
		}
		cmd := c.following.begin(h, m)
		c.situation.began = time.Time{} // what surrounds it is another now
		c.layout()
		return tea.Batch(cmd, c.read(h))
	case cockpitDue:
		if m.cockpit == c && m.wake == c.wake && c.shown {
			return c.read(h)
		}
		return nil
	}
	if p, next, ok := c.feed.Take(m); ok {
		return tea.Batch(c.take(p, next), c.lookAround(h))
	}
	if next, ok := c.following.take(m); ok {
		c.layout()
		return next
	}
	if next, ok := c.situation.take(m); ok {
		c.judge()
		return next
	}
	before := c.tasks.Changes()
	cmd := c.tasks.Update(h, m)
	if c.tasks.Changes() != before {
		c.judge()
	}
	return cmd
}

func (c *Cockpit) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	switch m := c.Kit.Keys.Moving; {
	case key.Matches(k, m.NextPane):
		c.setFocus(c.focus + 1)
		return nil
	case key.Matches(k, m.LastPane):
		c.setFocus(c.focus + 2)
		return nil
	}
	if cmd, ok := action.Take(c.Flow, h, c.actions(), k, c.subject()); ok {
		return cmd
	}
	return c.pane().Update(h, k)
}

// subject is the service that actions are for; before the first answer it has no more than its name.
func (c *Cockpit) subject() aws.Service {
	if c.known {
		return c.service
	}
	return aws.Service{Name: c.name, Cluster: c.cluster}
}

// Clear clears what the list with the focus has to clear.
func (c *Cockpit) Clear() bool {
	cl, ok := c.pane().(nav.Clearer)
	if ok && cl.Clear() {
		return true
	}
	defer c.layout()
	return c.following.clear()
}
