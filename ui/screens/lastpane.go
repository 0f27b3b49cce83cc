package screens

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

const (
	// lastRest is how long the cursor rests on a row before the lines of its task are read, and lastLate how long CloudWatch may take
	// to have the last lines of a task; until then, or after an error, an answer is good for lastGood.
	lastRest = 400 * time.Millisecond
	lastLate = time.Minute
	lastGood = 30 * time.Second
	// lastRead is how many lines are read, and lastKept of how many tasks they are kept.
	lastRead = 15
	lastKept = 200
)

// lastAnswer is what the failed container of a task logged last, as of when it was read.
type lastAnswer struct {
	inspect.Output
	key  string
	read time.Time
	good bool // for ever
}

// lastPanes say below lists of stopped tasks what the one under the cursor logged last. All lists share what was read.
type lastPanes struct {
	calendar
	theme  *theme.Theme
	source lastSource
	known  map[string]lastAnswer
	asked  string // what is being read
}

// beside gives a list of groups the last lines of the group under the cursor.
func (p *lastPanes) beside(l *browse.List[triage.Group]) nav.Screen {
	return &lastPane{List: l, panes: p}
}

func lastKey(t aws.Task, container string) string { return t.Cluster + "/" + t.ID + "/" + container }

// fresh says whether an answer is there that is still good.
func (p *lastPanes) fresh(key string) bool {
	a, ok := p.known[key]
	return ok && (a.good || p.now().Sub(a.read) < lastGood)
}

func (p *lastPanes) keep(a lastAnswer) {
	if len(p.known) >= lastKept {
		clear(p.known)
	}
	p.known[a.key], p.asked = a, ""
}

// lines are what a container of a task logged last, as much as has room, below others, or why that is not known.
func (p *lastPanes) lines(lines []reader.Line, t aws.Task, container string, width, room int) []reader.Line {
	key := lastKey(t, container)
	lines = section(lines, strings.TrimSuffix("LAST LINES OF TASK "+aws.ShortID(t.ID)+", "+container, ", "))
	a, ok := p.known[key]
	switch {
	case !ok && p.asked == key:
		return append(lines, toned("", "reading…", theme.Dim))
	case !ok:
		return append(lines, toned("", "not read yet", theme.Dim))
	case a.Err != nil:
		return append(lines, toned("", "not read: "+hinted(a.Err), theme.Unknown))
	case a.None != "":
		return append(lines, toned("", a.None, theme.Dim))
	}
	text := reader.New(p.theme)
	text.SetWrap(true)
	text.SetSize(width, 1)
	var all []reader.Line
	for _, one := range slices.Backward(a.Lines) {
		name := ""
		if container == "" {
			name = one.Container
		}
		more := slices.Insert(slices.Clone(all), 0, field(strings.TrimSpace(p.at(one.Time)+" "+name), one.Text))
		if text.SetLines(more); text.Rows() > room && len(all) > 0 {
			break
		}
		all = more
	}
	return append(lines, all...)
}

// lastPane is a list of groups that reads the last lines of the one that the cursor rests on.
type lastPane struct {
	*browse.List[triage.Group]
	panes *lastPanes
	feed  load.Feed[lastAnswer]
	// on is what the cursor is on, turn counts its moves, and waiting says that it is to rest there first.
	on             string
	turn           int
	waiting, shown bool
}

// rested says that the cursor has rested on a row, unless it has moved since.
type rested struct {
	pane *lastPane
	turn int
}

// Update takes a message.
func (l *lastPane) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case nav.Shown:
		l.shown = true
	case nav.Hidden:
		l.shown = false
	case nav.Refresh:
		if !l.panes.known[l.on].good {
			delete(l.panes.known, l.on)
		}
	case rested:
		if m.pane == l && m.turn == l.turn {
			return l.read(h)
		}
		return nil
	}
	if p, next, ok := l.feed.Take(m); ok {
		for _, a := range p.Items {
			l.panes.keep(a)
		}
		return next
	}
	return tea.Batch(l.List.Update(h, m), l.look())
}

// Click moves the cursor.
func (l *lastPane) Click(h nav.Host, x, y int) tea.Cmd {
	return tea.Batch(l.List.Click(h, x, y), l.look())
}

// look waits until the cursor has rested where the last lines are not known.
func (l *lastPane) look() tea.Cmd {
	g, ok := l.Selected()
	if !ok || !l.shown {
		return nil
	}
	if key := lastKey(g.Tasks[0], g.Container); key != l.on {
		l.on, l.waiting = key, false
		l.turn++
		l.feed.Stop()
	}
	if l.waiting || l.feed.Running() || l.panes.fresh(l.on) {
		return nil
	}
	l.waiting, l.panes.asked = true, l.on
	return l.panes.clock.After(lastRest, rested{l, l.turn})
}

// read reads what the newest of the group under the cursor logged last.
func (l *lastPane) read(h nav.Host) tea.Cmd {
	l.waiting = false
	g, ok := l.Selected()
	if !ok || !l.shown {
		return nil
	}
	t, container, now, key := g.Tasks[0], g.Container, l.panes.now(), l.on
	return l.feed.Start(h.Context(), load.One(func(ctx context.Context) (lastAnswer, error) {
		a := lastAnswer{Output: inspect.LastOutput(ctx, l.panes.source, t, container, lastRead), key: key, read: now}
		a.good = a.Err == nil && !t.Stopped.IsZero() && now.Sub(t.Stopped) >= lastLate
		return a, nil
	}))
}
