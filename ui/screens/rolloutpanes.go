package screens

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// bothPanes is the height from which the history and the tasks of a rollout are shown one below the other; below it, only the
// one with the focus is.
const bothPanes = 22

// rolloutPanes are the lists of a rollout: the deployments that the service has had, and its tasks.
type rolloutPanes struct {
	keys    keymap.Moving
	ends    *endings
	history *browse.List[aws.ServiceDeployment]
	tasks   *browse.List[aws.Task]
	focus   int
	both    bool
	known   inspect.Known[[]aws.ServiceDeployment]
}

func (p *rolloutPanes) count() int                       { return 2 }
func (p *rolloutPanes) focused() int                     { return p.focus }
func (p *rolloutPanes) taskList() *browse.List[aws.Task] { return p.tasks }
func (p *rolloutPanes) all() []nav.Screen                { return []nav.Screen{p.history, p.tasks} }
func (p *rolloutPanes) current() nav.Screen              { return p.all()[p.focus] }

func (p *rolloutPanes) marked(k tea.KeyPressMsg) (n int, own bool) {
	if p.focus == 0 {
		return len(p.history.Marked()), p.history.Takes(k)
	}
	return len(p.tasks.Marked()), p.tasks.Takes(k)
}

func (p *rolloutPanes) setFocus(n int) {
	p.focus = n % 2
	p.history.Focus(p.focus == 0)
	p.tasks.Focus(p.focus == 1)
}

// fill shows the history as far as it was read; of a service with task sets, those.
func (p *rolloutPanes) fill(s aws.Service, known inspect.Snapshot) {
	p.known = known.History
	rows := known.History.Value
	if len(rows) == 0 {
		rows = inspect.TaskSets(s)
	}
	if len(rows) == 0 && !known.History.OK() {
		return // that there is none is not known
	}
	p.ends.set(rows)
	p.history.Fill(rows)
}

func (p *rolloutPanes) resize(width, height int, apart bool) {
	left := max(0, height-1)
	if apart {
		left = max(0, height-2)
	}
	p.both = left >= bothPanes
	if !p.both {
		p.history.Resize(width, left)
		p.tasks.Resize(width, left)
		return
	}
	p.history.Resize(width, (left-1)/2)
	p.tasks.Resize(width, left-1-(left-1)/2)
}

// lines draw the lists, each below its title.
func (p *rolloutPanes) lines(paint func(theme.Tone, string) string, apart bool, width int) []string {
	var lines []string
	for i, one := range p.all() {
		if !p.both && i != p.focus {
			continue
		}
		title, right, tone := []string{"HISTORY", "TASKS"}[i], "", theme.Title
		switch {
		case !p.both:
			right = keymap.Does(p.keys.NextPane, []string{"tasks", "history"}[i])
		case i != p.focus:
			tone = theme.Strong
		}
		if i == 0 && p.known.Err != nil {
			right = "not known: " + p.known.Err.Error()
		}
		if i == p.focus {
			title += " ◂"
		}
		if apart && len(lines) == 0 {
			lines = append(lines, "")
		}
		lines = append(lines, ruled(paint, tone, title, right, width))
		if body := one.View(); body != "" {
			lines = append(lines, body)
		}
	}
	return lines
}
