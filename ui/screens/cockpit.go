package screens

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/words"
)

// Cockpit is one service on one screen: what ECS says of it, its deployments, its tasks and its events. Each of the
// three is a list of its own; tab goes from one to the next.
type Cockpit struct {
	browse.Kit
	of        *serviceFeed
	around    *serviceSnapshot
	panes     *cockpitPanes
	following *following
	head      *cockpitHead
	actions   []action.Action[aws.Service]

	width, height int
}

// is says whether it is the cockpit of a service.
func (c *Cockpit) is(cluster, name string) bool {
	return c.of.where == nav.Location{Cluster: cluster, Thing: name}
}

// Location is the service itself.
func (c *Cockpit) Location() nav.Location { return c.of.where }

// Title is the service's name.
func (c *Cockpit) Title() string { return c.of.where.Thing }

// Keys are what can be done with the service, then what the list with the focus can do.
func (c *Cockpit) Keys() []key.Binding {
	keys := append([]key.Binding{c.Kit.Keys.Moving.Open}, action.Keys(c.Flow, c.actions)...)
	keys = append(keys, c.Kit.Keys.Moving.NextPane, c.Kit.Keys.Moving.LastPane)
	return append(keys, c.panes.current().Keys()...)
}

// Update takes a message.
func (c *Cockpit) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case tea.KeyPressMsg:
		return c.press(h, m)
	case nav.Find:
		return c.panes.current().Update(h, m)
	case nav.Shown:
		return tea.Batch(c.of.show(h), c.panes.tasks.Update(h, m))
	case nav.Hidden:
		c.of.shown = false
		return c.panes.tasks.Update(h, m)
	case nav.Refresh:
		c.around.began = time.Time{}
		return tea.Batch(c.of.read(h), c.panes.tasks.Update(h, m))
	case sent:
		if !c.is(m.where.Cluster, m.where.InService()) {
			return nil
		}
		cmd := c.following.begin(h, m)
		c.around.began = time.Time{} // what surrounds it is another now
		c.layout()
		if m.log != nil {
			h.Push(m.log())
		}
		return tea.Batch(cmd, c.of.read(h))
	case serviceDue:
		return c.of.wake(h, m)
	}
	return c.take(h, m)
}

// take recognises what was read.
func (c *Cockpit) take(h nav.Host, m tea.Msg) tea.Cmd {
	if next, ok := c.of.take(m, c.fill); ok {
		c.layout()
		return tea.Batch(next, c.around.again(h, c.of))
	}
	if next, ok := c.following.take(m); ok {
		c.layout()
		return next
	}
	if next, ok := c.around.take(m); ok {
		c.judge()
		return next
	}
	before := c.panes.tasks.Changes()
	cmd := c.panes.tasks.Update(h, m)
	if c.panes.tasks.Changes() != before {
		c.judge()
	}
	return cmd
}

func (c *Cockpit) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	switch m := c.Kit.Keys.Moving; {
	case key.Matches(k, m.NextPane):
		c.panes.setFocus(c.panes.focus + 1)
		return nil
	case key.Matches(k, m.LastPane):
		c.panes.setFocus(c.panes.focus + 2)
		return nil
	}
	ofService := slices.ContainsFunc(c.actions, func(a action.Action[aws.Service]) bool { return key.Matches(k, a.Key) })
	switch n, own := c.panes.marked(k); {
	case own && (n > 0 || !ofService):
		return c.panes.current().Update(h, k)
	case n > 0 && ofService:
		h.Flash(fmt.Errorf("this key acts on %s, and %d %s marked; esc clears the marks", c.of.where.Thing, n, words.Agree(n, "row is", "rows are")), "")
		return nil
	}
	if cmd, ok := action.Take(c.Flow, h, c.actions, k, c.of.service); ok {
		return cmd
	}
	return c.panes.current().Update(h, k)
}

// Clear clears what the list with the focus has to clear.
func (c *Cockpit) Clear() bool {
	cl, ok := c.panes.current().(nav.Clearer)
	if ok && cl.Clear() {
		return true
	}
	defer c.layout()
	return c.following.clear()
}

// fill shows a service that was read.
func (c *Cockpit) fill() {
	c.panes.fill(c.of.service)
	c.judge()
}

// judge forms the verdict anew once the service is known.
func (c *Cockpit) judge() {
	if c.of.known {
		c.around.judge(c.of.service, c.panes.tasks.All(), c.panes.tasks.Status())
	}
	c.layout()
}

// Status is how true the screen is: as old as its oldest part.
func (c *Cockpit) Status() nav.Status {
	s := c.panes.tasks.Status()
	s.Loading = s.Loading || c.of.feed.Running()
	if c.of.last.seen.Before(s.Seen) {
		s.Seen = c.of.last.seen
	}
	if c.of.last.err != nil {
		s.Err = c.of.last.err
	}
	return s
}

// Resize tells the size of the body.
func (c *Cockpit) Resize(width, height int) {
	c.width, c.height, c.head.width = width, height, width
	c.layout()
}

// layout shares the height out: the verdict takes what it needs, and the lists have the rest.
func (c *Cockpit) layout() {
	c.panes.resize(c.of.service, c.width, max(0, c.height-len(c.head.lines())-3-c.gaps()))
}

// gaps is how many empty lines stand between the parts: none where every line is needed.
func (c *Cockpit) gaps() int {
	if c.height < 30 {
		return 0
	}
	return 3
}

// View draws the body.
func (c *Cockpit) View() string {
	return strings.Join(append(c.head.lines(), c.panes.lines(c.head.paint, c.gaps() > 0)...), "\n")
}
