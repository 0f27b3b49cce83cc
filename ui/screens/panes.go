package screens

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// cockpitPanes are the three lists of a service, one below the other; one of them has the focus.
type cockpitPanes struct {
	rules       *triage.Rules
	deployments *browse.List[aws.Deployment]
	tasks       *browse.List[aws.Task]
	events      *browse.List[triage.Run]
	focus       int
}

// lists are the lists of a service's screen, one of which has the focus.
type lists interface {
	count() int
	focused() int
	setFocus(int)
	current() nav.Screen
	taskList() *browse.List[aws.Task]
	// marked is how many rows of the list with the focus are marked, and whether that list takes a key itself.
	marked(tea.KeyPressMsg) (n int, own bool)
	fill(aws.Service, inspect.Snapshot)
	// titles is how many lines the titles take.
	titles() int
	resize(s aws.Service, width, left int)
	lines(paint func(theme.Tone, string) string, apart bool, width int) []string
}

func (p *cockpitPanes) count() int                       { return 3 }
func (p *cockpitPanes) focused() int                     { return p.focus }
func (p *cockpitPanes) titles() int                      { return 3 }
func (p *cockpitPanes) taskList() *browse.List[aws.Task] { return p.tasks }

func (p *cockpitPanes) all() []nav.Screen { return []nav.Screen{p.deployments, p.tasks, p.events} }

// current is the list with the focus.
func (p *cockpitPanes) current() nav.Screen { return p.all()[p.focus] }

// marked is how many rows of the list with the focus are marked, and whether a key is that of an action of theirs.
func (p *cockpitPanes) marked(k tea.KeyPressMsg) (n int, own bool) {
	switch p.focus {
	case 0:
		return len(p.deployments.Marked()), p.deployments.Takes(k)
	case 1:
		return len(p.tasks.Marked()), p.tasks.Takes(k)
	}
	return len(p.events.Marked()), p.events.Takes(k)
}

func (p *cockpitPanes) setFocus(n int) {
	p.focus = n % 3
	p.deployments.Focus(p.focus == 0)
	p.tasks.Focus(p.focus == 1)
	p.events.Focus(p.focus == 2)
}

// fill shows what the service itself says.
func (p *cockpitPanes) fill(s aws.Service, _ inspect.Snapshot) {
	p.deployments.Fill(inspect.Rollouts(s))
	p.events.Fill(p.rules.Collapse(s.Events))
}

// resize shares the height out: deployments take a line each, and tasks and events the rest.
func (p *cockpitPanes) resize(s aws.Service, width, left int) {
	deployments := min(left/3, max(2, len(s.Deployments)+len(s.TaskSets)+1))
	left -= deployments
	tasks := (left + 1) / 2
	p.deployments.Resize(width, deployments)
	p.tasks.Resize(width, tasks)
	p.events.Resize(width, left-tasks)
}

// lines draw the lists, each below its title.
func (p *cockpitPanes) lines(paint func(theme.Tone, string) string, apart bool, _ int) []string {
	var lines []string
	for i, one := range p.all() {
		title, tone := " "+[]string{"DEPLOYMENTS", "TASKS", "EVENTS"}[i], theme.Strong
		if i == p.focus {
			title, tone = title+" ◂", theme.Title
		}
		if apart {
			lines = append(lines, "")
		}
		lines = append(lines, paint(tone, title))
		if body := one.View(); body != "" {
			lines = append(lines, body)
		}
	}
	return lines
}
