package screens

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// allPanes is the height, titles included, from which all lists of a service are shown; below it, only the one with the focus.
const allPanes = 15

// cockpitPanes are the three lists of a service, one below the other; one of them has the focus. What surrounds the service
// stands beside them where there is room.
type cockpitPanes struct {
	keys        keymap.Map
	rules       *triage.Rules
	deployments *browse.List[aws.Deployment]
	tasks       *browse.List[aws.Task]
	events      *browse.List[triage.Run]
	state       func(aws.Task) State
	panel       *servicePanel
	focus       int
	rows        [3]int // how many lines each list has below its title; none has no title either
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
	// resize shares a height out; before each title is an empty line where the lists stand apart.
	resize(width, height int, apart bool)
	lines(paint func(theme.Tone, string) string, apart bool, width int) []string
}

func (p *cockpitPanes) count() int                       { return 3 }
func (p *cockpitPanes) focused() int                     { return p.focus }
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
	p.deployments.Fill(inspect.Rollouts(s), s.Lacks(aws.DeploymentList))
	p.events.Fill(p.rules.Collapse(s.Events), s.Lacks(aws.EventList))
}

// resize shares the height out. Where it is little, the list with the focus has what it needs of it, and those after it what is left.
func (p *cockpitPanes) resize(width, height int, apart bool) {
	title := 1
	if apart {
		title = 2
	}
	p.rows = p.few(height, title)
	if all := height - 3*title; all+3 >= allPanes {
		p.rows = p.share(all)
	}
	p.panel.width = width
	width = p.panel.listWidth()
	p.deployments.Resize(width, p.rows[0])
	p.tasks.Resize(width, p.rows[1])
	p.events.Resize(width, p.rows[2])
}

// needs are how many lines each list takes to show all of its rows; one without rows says so.
func (p *cockpitPanes) needs() [3]int {
	need := func(rows int) int { return max(rows, 1) + 1 }
	return [3]int{need(p.deployments.Total()), need(p.tasks.Total()), need(p.events.Total())}
}

// share gives deployments a line each, and tasks half of the rest, or more where events need less than that; events have what is left.
func (p *cockpitPanes) share(height int) (rows [3]int) {
	need := p.needs()
	rows[0] = min(height/3, need[0])
	left := height - rows[0]
	rows[1] = min(max((left+1)/2, left-need[2]), need[1])
	rows[2] = left - rows[1]
	return rows
}

// few gives the list with the focus what it needs, and those after it what is left, where that is at least two rows.
func (p *cockpitPanes) few(height, title int) (rows [3]int) {
	need := p.needs()
	for n := range rows {
		i := (p.focus + n) % len(rows)
		if left := height - title; n == 0 || left >= min(need[i], 3) {
			rows[i] = max(0, min(left, need[i]))
			height = left - rows[i]
		}
	}
	return rows
}

// lines draw the lists, each below its title.
func (p *cockpitPanes) lines(_ func(theme.Tone, string) string, apart bool, _ int) []string {
	var lines []string
	names := []string{"DEPLOYMENTS", "TASKS", "EVENTS"}
	for i, one := range p.all() {
		if p.rows[i] == 0 && i != p.focus {
			continue
		}
		right := p.right(i)
		if next := (i + 1) % len(names); i == p.focus && p.rows[next] == 0 {
			right = strings.Trim(right+" · "+keyWord(p.keys.Moving.NextPane, strings.ToLower(names[next])), " ·")
		}
		if apart {
			lines = append(lines, "")
		}
		lines = append(lines, partTitle(p.panel.theme, names[i], right, p.panel.listWidth(), i == p.focus))
		if body := one.View(); body != "" {
			lines = append(lines, strings.Split(body, "\n")...)
		}
	}
	return p.panel.beside(lines)
}

// right is what a title says besides: how the tasks are, and the key of the screen that shows more.
func (p *cockpitPanes) right(list int) string {
	switch list {
	case 0:
		return keyWord(p.keys.Service.Deployments, "rollout")
	case 2:
		return keyWord(p.keys.Service.Events, "all events")
	}
	counts, sick := map[theme.Tone]int{}, 0
	for _, t := range p.tasks.All() {
		if tone := p.state(t).Tone; tone == theme.Bad && t.StopCode == "" && t.Status != "STOPPED" {
			sick++ // it runs, and fails its health check
		} else {
			counts[tone]++
		}
	}
	var parts []string
	for _, x := range []struct {
		tone theme.Tone
		word string
	}{{theme.Good, "running"}, {theme.Busy, "on the way"}, {theme.Warn, "to look at"}, {theme.Bad, "died"}, {theme.Unknown, "unknown"}, {theme.Idle, "stopped"}} {
		if n := counts[x.tone]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, x.word))
		}
	}
	if sick > 0 {
		parts = append(parts, fmt.Sprintf("%d unhealthy", sick))
	}
	return strings.Join(parts, " · ")
}
