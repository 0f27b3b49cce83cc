package screens

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
)

// homes make the first screen.
type homes struct {
	browse.Kit
	calendar
	plan     *inspect.Plan
	meter    *inspect.Meter
	recent   *recentList
	problems *problemList
	clusters *clusterList
	watches  *watches
	// hint is said on it: in the demo that it is one, and what to press.
	hint string
}

// screen is the account at a glance.
func (s *homes) screen() nav.Screen {
	h := &Home{Kit: s.Kit, feed: &homeFeed{clock: s.Clock, plan: s.plan, meter: s.meter}, panes: s.panes()}
	h.face = &homeFace{keys: s.Keys, theme: s.Theme, feed: h.feed, panes: h.panes, hint: s.hint, more: &belowList{s.Kit, s.calendar, s.plan, s.meter}}
	return h
}

// Home is an account at a glance: how many of its services are how, its clusters, what is worst and why, and what changed.
type Home struct {
	browse.Kit
	feed  *homeFeed
	panes *homePanes
	face  *homeFace
}

// Title is its word in the header.
func (s *Home) Title() string { return "home" }

// Keys are those of the list with the focus, and how to go to the next.
func (s *Home) Keys() []key.Binding {
	m := s.Kit.Keys.Moving
	keys := []key.Binding{m.Open, s.Kit.Keys.Everywhere.Problems, m.NextPane}
	for _, b := range append(s.panes.current().Keys(), m.LastPane) {
		if b.Help() != m.Open.Help() {
			keys = append(keys, b)
		}
	}
	return keys
}

// Menu is that of the list with the focus.
func (s *Home) Menu() []nav.Item {
	if m, ok := s.panes.current().(nav.MenuProvider); ok {
		return m.Menu()
	}
	return nil
}

// Update takes a message.
func (s *Home) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case tea.KeyPressMsg:
		return s.press(h, m)
	case nav.Find:
		return s.panes.current().Update(h, m)
	case nav.Shown:
		return s.feed.show(h, s.panes.worst.OnScreen)
	case nav.Hidden:
		s.feed.shown = false
		return nil
	case nav.Refresh:
		s.panes.resort()
		s.feed.plan.Retry()
		return s.feed.read(h, s.panes.worst.OnScreen)
	case homeDue:
		return s.feed.wake(h, m, s.panes.worst.OnScreen)
	}
	if next, ok := s.feed.take(m); ok {
		rank := s.panes.fill(s.feed.last)
		s.face.layout()
		return tea.Batch(next, rank)
	}
	return s.panes.update(h, m)
}

func (s *Home) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	s.panes.chosen = true
	switch m := s.Kit.Keys.Moving; {
	case key.Matches(k, m.NextPane):
		s.panes.step(1)
		return nil
	case key.Matches(k, m.LastPane):
		s.panes.step(-1)
		return nil
	case key.Matches(k, m.Out):
		h.Flash(nil, "this is the first screen: there is nothing to go back to")
		return nil
	}
	cmd := s.panes.current().Update(h, k)
	if key.Matches(k, s.Kit.Keys.Service.Watch) { // it is there at once
		s.feed.last.watched = inspect.WatchedOf(s.feed.plan)
		s.panes.fillWatched(s.feed.last.watched)
		s.face.layout()
	}
	return cmd
}

// Clear clears what the list with the focus has to clear.
func (s *Home) Clear() bool {
	c, ok := s.panes.current().(nav.Clearer)
	return ok && c.Clear()
}

// Resize tells the size of the body.
func (s *Home) Resize(width, height int) {
	s.face.width, s.face.height = width, height
	s.face.layout()
}

// View draws the body.
func (s *Home) View() string { return s.face.view() }

// Status is how true it is: as old as the oldest that it stands on.
func (s *Home) Status() nav.Status {
	of := s.feed.last.pulse
	st := nav.Status{Seen: s.feed.times.seen, Oldest: of.Oldest, Loading: s.feed.feed.Running(), Err: s.feed.times.err}
	if st.Loading && !of.Done {
		st.Have, st.Want = of.Seen, of.Services
	}
	return st
}

// homePanes are the lists of the first screen; one of them has the focus.
type homePanes struct {
	clusters *browse.List[inspect.ClusterPulse]
	worst    *browse.List[inspect.Problem]
	changed  *browse.List[inspect.Happening]
	watched  *browse.List[inspect.Watched]
	focus    int
	chosen   bool // a key was pressed: the focus stays
}

func (s *homes) panes() *homePanes {
	p := &homePanes{}
	p.clusters = browse.New(s.Kit, browse.Resource[inspect.ClusterPulse]{
		Noun:    "clusters",
		ID:      func(c inspect.ClusterPulse) string { return c.Cluster.Name },
		Columns: s.clusterColumns(), Bare: true, Sort: "CLUSTER",
		Open: func(c inspect.ClusterPulse) nav.Screen { return s.clusters.services.screen(c.Cluster.Name) },
		Actions: action.Of(s.clusters.actions(), func(inspect.ClusterPulse) error { return nil },
			func(c inspect.ClusterPulse) clusterRow { return clusterRow{c.Cluster, c.ClusterView} }),
	})
	p.worst = browse.New(s.Kit, browse.Resource[inspect.Problem]{
		Noun: "problems", ID: inspect.Problem.ID, Columns: s.worstColumns(), Bare: true, Sort: "WHERE", Open: s.problems.more,
		Actions: action.Of(s.problems.actions, s.problems.ofService, func(p inspect.Problem) aws.Service { return p.Service }),
		Copies:  s.problems.copies,
	})
	p.changed = browse.New(s.Kit, browse.Resource[inspect.Happening]{
		Noun: "changes of the last hour", Empty: "nothing changed", Bare: true, Sort: "TIME",
		ID: happeningID, Columns: s.changedColumns(),
		Open:   s.recent.more,
		Copies: copiesOf,
	})
	p.watched = s.watchedList()
	p.setFocus(worstPane)
	return p
}

// The lists, in the order in which tab goes over them: one begins at what is worst.
const (
	worstPane = iota
	watchedPane
	changedPane
	clustersPane
)

func (p *homePanes) all() []nav.Screen {
	return []nav.Screen{p.worst, p.watched, p.changed, p.clusters}
}

// step moves the focus to the next list, or the one before; where nothing is watched, that list is passed over.
func (p *homePanes) step(by int) {
	n := len(p.all())
	to := (p.focus + by + n) % n
	if to == watchedPane && p.watched.Total() == 0 {
		to = (to + by + n) % n
	}
	p.setFocus(to)
}

func (p *homePanes) current() nav.Screen { return p.all()[p.focus] }

func (p *homePanes) setFocus(n int) {
	p.focus = n
	p.worst.Focus(n == worstPane)
	p.watched.Focus(n == watchedPane)
	p.changed.Focus(n == changedPane)
	p.clusters.Focus(n == clustersPane)
}

// fill shows what is known.
func (p *homePanes) fill(g glimpse) tea.Cmd {
	if g.pulse.Done {
		p.clusters.Fill(g.pulse.Rows)
		p.worst.Fill(g.pulse.Problems)
		p.changed.Fill(g.changes)
	} else {
		p.clusters.Add(g.pulse.Rows)
		p.worst.Add(g.pulse.Problems)
		p.changed.Add(g.changes)
	}
	p.fillWatched(g.watched)
	switch {
	case !p.chosen && len(g.pulse.Problems) == 0:
		p.setFocus(clustersPane) // where enter leads somewhere
	case !p.chosen:
		p.setFocus(worstPane)
	}
	return tea.Batch(p.clusters.Rank(), p.worst.Rank(), p.changed.Rank(), p.watched.Rank())
}

// fillWatched shows what is watched; where that is nothing any more, the focus goes to what is worst.
func (p *homePanes) fillWatched(all []inspect.Watched) {
	p.watched.Fill(all)
	if p.focus == watchedPane && len(all) == 0 {
		p.setFocus(worstPane)
	}
}

func (p *homePanes) update(h nav.Host, m tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, one := range p.all() {
		cmds = append(cmds, one.Update(h, m))
	}
	return tea.Batch(cmds...)
}

// resort moves all rows to where they belong.
func (p *homePanes) resort() {
	p.clusters.Resort()
	p.worst.Resort()
	p.changed.Resort()
	p.watched.Resort()
}
