package screens

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
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
	return c.feed.Start(c.reading, load.One(func(ctx context.Context) (aws.Service, error) {
		return c.Account.Service(ctx, c.cluster, c.name)
	}))
}

func (c *Cockpit) take(p load.Page[aws.Service], next tea.Cmd) tea.Cmd {
	for _, s := range p.Items {
		c.service, c.known = s, true
		c.deployments.Fill(s.Deployments)
		c.events.Fill(s.Events)
		c.layout()
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
	case serviceState(c.service, c.Clock.Now()).fault():
		return 3 * time.Second
	}
	return 10 * time.Second
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
	left := max(0, c.height-len(c.verdict())-3-c.gaps())
	deployments := min(left/3, max(2, len(c.service.Deployments)+1))
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

// verdict is what ECS itself says of the service, in a line or two.
func (c *Cockpit) verdict() []string {
	if !c.known {
		if c.err != nil {
			return []string{c.paint(theme.Bad, " ✗ "+c.err.Error()), c.paint(theme.Dim, "   "+nav.HintOf(c.err))}
		}
		return []string{c.paint(theme.Dim, "   reading "+c.name+"…")}
	}
	s := serviceState(c.service, c.Clock.Now())
	lines := []string{c.paint(s.Tone, " "+theme.Glyph(s.Tone)+" "+c.headline(s))}
	if p, ok := c.service.Primary(); ok && p.Reason != "" && (s.Tone == theme.Bad || s.Tone == theme.Busy) {
		lines = append(lines, c.paint(theme.Plain, "   "+p.Reason))
	}
	if text, tone := c.following.line(); text != "" {
		lines = append(lines, c.paint(tone, " "+theme.Glyph(tone)+" "+text))
	}
	if c.err != nil {
		lines = append(lines, c.paint(theme.Warn, " ▲ "+c.err.Error()+" · "+nav.HintOf(c.err)))
	}
	return lines
}

func (c *Cockpit) headline(s State) string {
	parts := []string{revisionChange(c.service) + ": " + s.Word}
	count := strings.Fields(taskCount(c.service).Text)
	parts = append(parts, count[0]+" tasks running")
	if cap := serviceCapacity(c.service); cap != "" {
		parts = append(parts, cap)
	}
	if c.service.Controller != "ECS" {
		parts = append(parts, "deployed by "+c.service.Controller)
	}
	return strings.Join(parts, " · ")
}

func (c *Cockpit) paint(tone theme.Tone, text string) string {
	text, _ = theme.Cut(text, c.width)
	return c.Theme.Paint(tone, text)
}

// View draws the body.
func (c *Cockpit) View() string {
	lines := c.verdict()
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
