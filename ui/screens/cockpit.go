package screens

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

func (c *Cockpit) panes() []nav.Screen { return []nav.Screen{c.deployments, c.tasks, c.events} }

func (c *Cockpit) pane() nav.Screen { return c.panes()[c.focus] }

func (c *Cockpit) setFocus(n int) {
	c.focus = n % 3
	c.deployments.Focus(c.focus == 0)
	c.tasks.Focus(c.focus == 1)
	c.events.Focus(c.focus == 2)
}

// lasting is how long what surrounds a service is good for: long where it is at rest.
func lasting(c *Cockpit) time.Duration {
	if c.situation.verdict.Level().Fault() {
		return 15 * time.Second
	}
	return time.Minute
}

// lookAround reads what surrounds the service once that is known, and again when it is old.
func (c *Cockpit) lookAround(h nav.Host) tea.Cmd {
	if !c.known || !c.shown || c.situation.feed.Running() || c.Clock.Now().Sub(c.situation.began) < lasting(c) {
		return nil
	}
	age := lasting(c)
	if c.situation.began.IsZero() {
		age = 0 // the operator wants it anew, or made it another
	}
	c.situation.began = c.Clock.Now()
	return c.situation.look(h, c.service, age)
}

// judge forms the verdict anew once the service is known.
func (c *Cockpit) judge() {
	if c.known {
		c.situation.judge(c.service, c.tasks.All(), c.tasks.Status())
	}
	c.layout()
}

func (c *Cockpit) show(h nav.Host) tea.Cmd {
	c.shown = true
	if c.feed.Running() && c.reading.Err() == nil {
		return nil
	}
	return c.read(h)
}

func (c *Cockpit) read(h nav.Host) tea.Cmd {
	c.wake++
	c.reading, c.began = h.Context(), c.Clock.Now()
	cmd := c.feed.Start(c.reading, load.One(func(ctx context.Context) (aws.Service, error) {
		return c.source.Service(ctx, c.cluster, c.name)
	}))
	return cmd
}

func (c *Cockpit) take(p load.Page[aws.Service], next tea.Cmd) tea.Cmd {
	for _, s := range p.Items {
		c.service, c.known = s, true
		c.deployments.Fill(inspect.Rollouts(s))
		c.events.Fill(c.rules.Collapse(s.Events))
		c.judge()
	}
	if !p.Done {
		return next
	}
	c.err = p.Err
	if c.err == nil {
		c.seen = c.began
	}
	c.layout()
	c.wake++
	return c.Clock.After(c.every(), cockpitDue{cockpit: c, wake: c.wake})
}

// every is the time between two readings: short while something is going on.
func (c *Cockpit) every() time.Duration {
	switch {
	case c.err != nil:
		return 5 * time.Second
	case c.situation.verdict.Level().Fault():
		return 3 * time.Second
	}
	return 15 * time.Second
}

// Status is how true the screen is: as old as its oldest part.
func (c *Cockpit) Status() nav.Status {
	s := c.tasks.Status()
	s.Loading = s.Loading || c.feed.Running()
	if c.seen.Before(s.Seen) {
		s.Seen = c.seen
	}
	if c.err != nil {
		s.Err = c.err
	}
	return s
}

// Resize tells the size of the body.
func (c *Cockpit) Resize(width, height int) {
	c.width, c.height = width, height
	c.layout()
}

// layout shares the height out: the verdict takes what it needs, deployments a line each, and tasks and events the rest.
func (c *Cockpit) layout() {
	left := max(0, c.height-len(c.top())-3-c.gaps())
	deployments := min(left/3, max(2, len(c.service.Deployments)+len(c.service.TaskSets)+1))
	left -= deployments
	tasks := (left + 1) / 2
	c.deployments.Resize(c.width, deployments)
	c.tasks.Resize(c.width, tasks)
	c.events.Resize(c.width, left-tasks)
}

// gaps is how many empty lines stand between the parts: none where every line is needed.
func (c *Cockpit) gaps() int {
	if c.height < 30 {
		return 0
	}
	return 3
}

func (c *Cockpit) paint(tone theme.Tone, text string) string {
	text, _ = theme.Cut(text, c.width)
	return c.Theme.Paint(tone, text)
}

// View draws the body.
func (c *Cockpit) View() string {
	lines := c.top()
	for i, p := range c.panes() {
		title, tone := " "+[]string{"DEPLOYMENTS", "TASKS", "EVENTS"}[i], theme.Strong
		if i == c.focus {
			title, tone = title+" ◂", theme.Title
		}
		if c.gaps() > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, c.paint(tone, title))
		if body := p.View(); body != "" {
			lines = append(lines, body)
		}
	}
	return strings.Join(lines, "\n")
}
