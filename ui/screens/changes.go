package screens

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/edit"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/words"
)

// Changer is what the screens can change.
type Changer interface {
	Redeploy(aws.Service) change.Change
	Pin(s aws.Service, revision string) change.Change
	RollBack(aws.Service) change.Change
	Continue(aws.Service) change.Change
	Scale(s aws.Service, count int) change.Change
	StopTask(t aws.Task, why string) change.Change
	RunTask(edit.OneOff) change.Change
	Form(ctx context.Context, revision string) (taskdef.Form, error)
	Register(f taskdef.Form, then func(revision string) change.Change) change.Change
	SwitchExec(s aws.Service, on bool) change.Change
	Limit(s aws.Service, l edit.Limits) change.Change
	Configure(s aws.Service, to edit.Settings) change.Change
	Protect(t aws.Task, on bool, minutes int) change.Change
	Drain(i aws.Instance, on bool) change.Change
	SwitchSchedule(s aws.Schedule, on bool) change.Change
	RunSchedule(s aws.Schedule, target, container string) change.Change
	Former(context.Context, aws.Service) (edit.Former, error)
}

// changes are what can be changed of services and tasks.
type changes struct {
	browse.Kit
	keys      keymap.Changes
	changer   Changer
	undos     undos
	revisions *revisionList
	editing   *editing
	account   taskSource
	verdict   func(cluster, service string) (inspect.Verdict, bool)
}

// advised is what the last verdict on a service says of an action; false where it advises no such thing.
func advised(c *changes, s aws.Service, a triage.Action) (triage.Remedy, bool) {
	v, _ := c.verdict(s.Cluster, s.Name)
	i := slices.IndexFunc(v.Remedies, func(r triage.Remedy) bool { return r.Action == a })
	if i < 0 {
		return triage.Remedy{}, false
	}
	return v.Remedies[i], true
}

// undos are how the last change of each service (cluster/name) is taken back.
type undos map[string]undo

// sender goes on after a change was sent.
type sender struct {
	flow    *action.Flow
	undos   undos
	service *cockpits
	rollout *rollouts
	logs    *logScreens
}

// undo is how the last change of a service is taken back, or why it cannot be.
type undo struct {
	change change.Change
	why    string
}

// sent is told to all screens when a change of a service, or of a task in one, was sent. One of them follows it.
type sent struct {
	where   change.Where
	title   string
	receipt change.Receipt
	follow  func(context.Context, change.Receipt) iter.Seq2[[]change.Progress, error]
	by      *Cockpit
	// log shows what a task that was started writes; nil where none was.
	log func() nav.Screen
}

// Where the actions of a service and of a task stand in the key line: what one looks for first, what changes it, what else
// there is to see, what is seldom wanted.
const (
	first = iota
	changing
	looking
	seldom
)

// ofService are the changes of a service.
func (c *changes) ofService() []action.Action[aws.Service] {
	keys := c.keys
	return []action.Action[aws.Service]{
		{Key: keys.Undo, Rank: changing, Check: c.undos.possible, Change: func(s aws.Service) change.Change { return c.undos[s.Cluster+"/"+s.Name].change }},
		{Key: keys.Redeploy, Rank: changing, Check: readYet, Change: func(s aws.Service) change.Change { return c.changer.Redeploy(s) }},
		{Key: keys.Pin, Rank: changing, Check: hasRevision, Ask: func(h nav.Host, s aws.Service, _ func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
			h.Push(c.revisions.ofService(s.Cluster, s.Name))
			h.Flash(nil, "choose a revision and press "+keys.Pin.Help().Key+": the cursor is on the last one that reached a steady state")
			return nil
		}},
		{Key: keys.Back, Rank: changing, Check: readYet, Change: func(s aws.Service) change.Change { return c.changer.RollBack(s) }},
		{Key: keys.Scale, Rank: seldom, Check: counted, Ask: c.askCount, AskAll: c.askCounts},
		{Key: keys.Continue, Rank: seldom, Check: readYet, Change: func(s aws.Service) change.Change { return c.changer.Continue(s) }},
		{Key: keys.Exec, Rank: seldom, Check: readYet, Alike: sameExec, Change: func(s aws.Service) change.Change { return c.changer.SwitchExec(s, !s.Exec) }},
		{Key: keys.Run, Rank: seldom, Check: hasRevision, Ask: c.askCommand},
		{Key: keys.Edit, Rank: seldom, Check: hasRevision, Ask: c.askEdit},
		{Key: keys.Settings, Rank: seldom, Check: readYet, Ask: c.askSettings, AskAll: c.askAllSettings},
	}
}

// ofTask are the changes of a task.
func (c *changes) ofTask() []action.Action[aws.Task] {
	of := func(t aws.Task) aws.Service { return aws.Service{Cluster: t.Cluster, Name: t.Service} }
	return []action.Action[aws.Task]{c.stopTask(), c.protect(), {Key: c.keys.Undo, Rank: changing,
		Check: func(t aws.Task) error { return c.undos.possible(of(t)) },
		Ask: func(h nav.Host, t aws.Task, then func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
			return then(h, c.undos[t.Cluster+"/"+t.Service].change)
		}}}
}

// stopTask is the change of a task. The reason is asked for, since ECS shows it to whoever looks next.
func (c *changes) stopTask() action.Action[aws.Task] {
	return action.Action[aws.Task]{Key: keymap.As(c.keys.Stop, "stop task"), Rank: changing,
		Check: func(t aws.Task) error {
			if t.Status == "STOPPED" || t.Desired == "STOPPED" {
				return fmt.Errorf("task %s is already stopped or stopping", aws.ShortID(t.ID))
			}
			return nil
		},
		Ask: func(h nav.Host, t aws.Task, then func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
			return c.askReason(h, "reason, which ECS shows: ", func(h nav.Host, stop func(aws.Task) change.Change) tea.Cmd { return then(h, stop(t)) })
		},
		AskAll: func(h nav.Host, marked []aws.Task, then func(nav.Host, func(aws.Task) change.Change) tea.Cmd) tea.Cmd {
			return c.askReason(h, fmt.Sprintf("reason for %s, which ECS shows: ", words.Count(len(marked), "task")), then)
		}}
}

// askReason asks why tasks are stopped.
func (c *changes) askReason(h nav.Host, label string, then func(nav.Host, func(aws.Task) change.Change) tea.Cmd) tea.Cmd {
	h.Prompt(nav.Prompt{Label: label, Value: edit.StopReason, History: "stop",
		Done: func(h nav.Host, why string) tea.Cmd {
			return then(h, func(t aws.Task) change.Change {
				return c.changer.StopTask(t, cmp.Or(strings.TrimSpace(why), edit.StopReason))
			})
		}})
	return nil
}

// sameExec is why ECS Exec cannot be switched for services of which some have it on and some off.
func sameExec(marked []aws.Service) error {
	for _, s := range marked[1:] {
		if s.Exec != marked[0].Exec {
			return fmt.Errorf("ECS Exec is %s for %s and %s for %s: mark only services with the same setting", onOff(marked[0].Exec), marked[0].Name, onOff(s.Exec), s.Name)
		}
	}
	return nil
}

func readYet(s aws.Service) error {
	if !s.Described {
		return fmt.Errorf("%s hasn't been read yet", s.Name)
	}
	return nil
}

// possible says why the last change of a service cannot be taken back.
func (u undos) possible(s aws.Service) error {
	last, ok := u[s.Cluster+"/"+s.Name]
	switch {
	case !ok:
		return &action.Pointless{Reason: "you haven't changed anything here in this session"}
	case last.change == nil:
		return &action.Pointless{Reason: "no undo: " + last.why}
	}
	return nil
}

// sent keeps the undo of a change that was sent, and shows its service, which follows what becomes of it; of a change that
// began a rollout, or that answers one, the rollout.
func (s *sender) sent(h nav.Host, c change.Change, p change.Plan, r change.Receipt) tea.Cmd {
	w := p.Where
	word := c.Title() + ": sent"
	if r.Note != "" {
		word += "; " + r.Note
	}
	h.Flash(nil, word)
	if r.Next != nil {
		return s.flow.Begin(h, r.Next)
	}
	s.keep(p, r)
	if w.InService() == "" || p.Follow == nil {
		return nil
	}
	return func() tea.Msg {
		return s.shows(&sent{where: w, title: c.Title(), receipt: r, follow: p.Follow, log: s.log(w.Cluster, r)})
	}
}

// shows is the screen that follows a change.
func (s *sender) shows(m *sent) nav.Show {
	cluster, service, rolls := m.where.Cluster, m.where.InService(), m.receipt.Deployment != "" || m.receipt.Rollout != ""
	return nav.Show{
		Is: func(on nav.Screen) bool {
			at, ok := on.(*Cockpit)
			if ok = ok && at.is(cluster, service) && (!rolls || at.of.where.View == "rollout"); ok {
				m.by = at
			}
			return ok
		},
		New: func() nav.Screen {
			screen := s.service.screen
			if rolls {
				screen = s.rollout.screen
			}
			m.by = screen(cluster, service).(*Cockpit)
			return m.by
		},
		Then: m,
	}
}

// keep keeps the undo of a change that was sent.
func (s *sender) keep(p change.Plan, _ change.Receipt) {
	w := p.Where
	if w.Thing == "service" || w.Thing == "task" && w.Service != "" && p.Undo != nil {
		s.undos[w.Cluster+"/"+w.InService()] = undo{change: p.Undo, why: p.NoUndo}
	}
}

// log is what a task that was started writes; nil where none was. The service below it follows how it ends.
func (s *sender) log(cluster string, r change.Receipt) func() nav.Screen {
	if r.Task == "" {
		return nil
	}
	return func() nav.Screen {
		return s.logs.task(aws.Task{ARN: r.Task, ID: r.After, Cluster: cluster, Revision: r.Revision})
	}
}
