package screens

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// face is what a service's screen says above its lists.
type face interface {
	lines() []string
	resize(width, height int)
	paint(theme.Tone, string) string
	// want reads what it needs besides, and take recognises that.
	want(nav.Host) tea.Cmd
	take(tea.Msg) (tea.Cmd, bool)
}

// Cockpit is one service on one screen: what ECS says of it, its deployments, its tasks and its events, or how its rollout
// stands, its deployments so far and its tasks. Each of these is a list of its own; tab goes from one to the next.
type Cockpit struct {
	browse.Kit
	of        *serviceFeed
	around    *serviceSnapshot
	panes     lists
	following *following
	head      face
	actions   []action.Action[aws.Service]

	width, height int
}

// is says whether it is the cockpit of a service.
func (c *Cockpit) is(cluster, name string) bool {
	return c.of.where.Cluster == cluster && c.of.where.Thing == name
}

// Location is the service itself, or its rollout.
func (c *Cockpit) Location() nav.Location { return c.of.where }

// Title is the service's name.
func (c *Cockpit) Title() string { return c.of.where.Thing }

// Keys are what can be done with the service, then what the list with the focus can do.
func (c *Cockpit) Keys() []key.Binding {
	keys := append([]key.Binding{c.Kit.Keys.Moving.Open}, action.Keys(c.Flow, ordered(c), c.of.service)...)
	keys = append(keys, c.Kit.Keys.Moving.NextPane, c.Kit.Keys.Moving.LastPane)
	return append(keys, c.panes.current().Keys()...)
}

// ordered are the actions: of a rollout that waits for an answer the answer first, else the remedies first, in their order. The
// screen of a rollout has the way back first whatever is wrong.
func ordered(c *Cockpit) []action.Action[aws.Service] {
	k := c.Kit.Keys.Changes
	if c.around.rollout.Status == triage.Paused {
		return leading(c.actions, k.Continue)
	}
	if slices.Equal(c.actions[0].Key.Keys(), k.Back.Keys()) {
		return c.actions
	}
	var helps []key.Binding
	for _, r := range c.around.verdict.Remedies {
		if k, ok := c.Kit.Keys.Named(r.Name()); ok {
			helps = append(helps, k)
		}
	}
	return leading(c.actions, helps...)
}

// Update takes a message.
func (c *Cockpit) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case tea.KeyPressMsg:
		return c.press(h, m)
	case nav.Find:
		return c.panes.current().Update(h, m)
	case nav.Shown:
		return tea.Batch(c.of.show(h), c.panes.taskList().Update(h, m))
	case nav.Hidden:
		c.of.shown = false
		return c.panes.taskList().Update(h, m)
	case nav.Refresh:
		c.around.began = time.Time{}
		return tea.Batch(c.of.read(h), c.panes.taskList().Update(h, m))
	case *sent:
		if !c.is(m.where.Cluster, m.where.InService()) {
			return nil
		}
		c.around.began = time.Time{} // what surrounds it is another now
		if m.by != c {
			return nil
		}
		cmd := c.following.begin(h, m)
		c.layout()
		if m.log != nil {
			h.Push(m.log())
		}
		return tea.Batch(cmd, c.of.read(h))
	case serviceDue:
		return c.of.wake(h, m)
	case countdown:
		if c.around.counted(m) && c.of.shown {
			c.judge()
			return c.around.count(c.of)
		}
		return nil
	}
	was := c.around.rollout
	cmd := c.take(h, m)
	return tea.Batch(cmd, c.around.count(c.of), c.head.want(h), ended(c, h, was))
}

// ended says how a rollout ended that was seen under way, and notifies of it.
func ended(c *Cockpit, h nav.Host, was triage.Rollout) tea.Cmd {
	now := c.around.rollout
	d := now.Deployment
	if !was.Moving() || now.Moving() || d.ARN == "" || d.Created.Before(was.Since.Add(-time.Minute)) {
		return nil
	}
	word := c.of.where.Thing + ": " + strings.TrimSpace(was.To+" "+now.Ended.Sentence())
	if inspect.LevelOf(now.Ended.State) == inspect.Good {
		h.Flash(nil, word)
	} else {
		h.Flash(errors.New(word), "")
	}
	return func() tea.Msg { return nav.Notify{Text: c.of.where.Cluster + "/" + word} }
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
		c.fill()
		return next
	}
	if next, ok := c.head.take(m); ok {
		c.layout()
		return next
	}
	before := c.panes.taskList().Changes()
	cmd := c.panes.taskList().Update(h, m)
	if c.panes.taskList().Changes() != before {
		c.judge()
	}
	return cmd
}

func (c *Cockpit) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	switch m := c.Kit.Keys.Moving; {
	case key.Matches(k, m.NextPane):
		c.panes.setFocus(c.panes.focused() + 1)
		c.layout()
		return nil
	case key.Matches(k, m.LastPane):
		c.panes.setFocus(c.panes.focused() + c.panes.count() - 1)
		c.layout()
		return nil
	}
	ofService := slices.ContainsFunc(c.actions, func(a action.Action[aws.Service]) bool { return key.Matches(k, a.Key) })
	switch n, own := c.panes.marked(k); {
	case own && (n > 0 || !ofService):
		return c.panes.current().Update(h, k)
	case n > 0 && ofService:
		h.Flash(fmt.Errorf("this key works on %s, and %d %s marked; %s", c.of.where.Thing, n, words.Agree(n, "row is", "rows are"), keymap.Does(c.Kit.Keys.Everywhere.Back, "clears the marks")), "")
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
	c.judge()
	c.panes.fill(c.of.service, c.around.known)
}

// judge forms the verdict anew once the service is known.
func (c *Cockpit) judge() {
	if c.of.known {
		c.around.judge(c.of.service, c.panes.taskList().All(), c.panes.taskList().Status())
	}
	c.layout()
}

// Status is how true the screen is: as old as its oldest part.
func (c *Cockpit) Status() nav.Status {
	s := c.panes.taskList().Status()
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
	c.width, c.height = width, height
	c.head.resize(width, height)
	c.layout()
}

// layout shares the height out: the verdict takes what it needs, and the lists have the rest.
func (c *Cockpit) layout() {
	c.panes.resize(c.width, max(0, c.height-len(c.head.lines())), c.apart())
}

// apart says that the parts stand apart: not where every line is needed.
func (c *Cockpit) apart() bool { return c.height >= 30 }

// View draws the body.
func (c *Cockpit) View() string {
	return strings.Join(append(c.head.lines(), c.panes.lines(c.head.paint, c.apart(), c.width)...), "\n")
}
