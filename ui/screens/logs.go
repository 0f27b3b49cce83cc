package screens

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// usualSince is how far back a log begins where nothing else is chosen.
const usualSince = 15 * time.Minute

// Logs is everything that a service, a task or a log group writes, merged by time and following what comes. The reading
// brings it to the pane, the head says how that stands, the hands act on keys, and the tests go on with filter and search.
type Logs struct {
	title   string
	pane    *logview.Pane
	reading *logReading
	head    *logHead
	hands   *logHands
	tests   *logTests
	beside  *logBeside

	width, height int
}

// logTests runs the jobs of a pane, one at a time.
type logTests struct {
	pane    *logview.Pane
	running bool
}

// tested is a job of a pane that was run.
type tested struct {
	tests *logTests
	job   *logview.Job
}

// written is the end of writing a file.
type written struct {
	hands *logHands
	file  string
	err   error
}

// logScreens open logs.
type logScreens struct {
	browse.Kit
	calendar
	source   logSource
	queries  querySource
	asked    *index.Queries
	settings config.Logs
	home     call.Place
}

func newLogScreens(p Parts, dates calendar) *logScreens {
	asked := p.Queries
	if asked == nil {
		asked = index.NewQueries("")
	}
	return &logScreens{p.Kit, dates, p.Account, p.Account, asked, p.Settings.Logs, p.Account.Place()}
}

// service shows the logs of all tasks of a service, as they come and go.
func (o *logScreens) service(cluster, service string) nav.Screen {
	return o.screen("logs", tail.Tail{Cluster: cluster, Service: service})
}

// task shows the logs of one task.
func (o *logScreens) task(t aws.Task) nav.Screen {
	return o.screen("logs of "+aws.ShortID(t.ID), tail.Tail{Cluster: t.Cluster, Task: t.ID})
}

// group shows the lines of a log group.
func (o *logScreens) group(group string) nav.Screen {
	return o.screen(group, tail.Tail{Groups: []string{group}})
}

// several are the logs of services (cluster/service) and log groups, which begin with a slash, together.
func (o *logScreens) several(places []string) (nav.Screen, error) {
	t, err := tailOf(places)
	if err != nil {
		return nil, err
	}
	if len(places) == 1 && t.Service != "" {
		return o.service(t.Cluster, t.Service), nil
	}
	return o.screen("logs of "+strings.Join(places, " "), t), nil
}

// tailOf is what is read of services (cluster/service) and log groups.
func tailOf(places []string) (t tail.Tail, err error) {
	for _, p := range places {
		cluster, service, ok := strings.Cut(p, "/")
		switch {
		case strings.HasPrefix(p, "/"):
			t.Groups = append(t.Groups, p)
		case !ok || service == "" || strings.Contains(service, "/"):
			return t, errors.New("usage: cluster/service… or /log/group…")
		case t.Service == "":
			t.Cluster, t.Service = cluster, service
		default:
			t.More = append(t.More, tail.Target{Cluster: cluster, Service: service})
		}
	}
	if t.Service == "" && len(t.Groups) == 0 {
		return t, errors.New("usage: cluster/service…")
	}
	return t, nil
}

// namedTargets is how many targets the title of their logs names.
const namedTargets = 3

// together are the logs of several services or tasks, as noun says.
func (o *logScreens) together(noun string, targets []tail.Target) nav.Screen {
	title := fmt.Sprintf("logs of %d %s", len(targets), noun)
	if len(targets) <= namedTargets {
		title = "logs of"
		for _, t := range targets {
			title += " " + cmp.Or(t.Service, aws.ShortID(t.Task))
		}
	}
	t := targets[0]
	return o.screen(title, tail.Tail{Cluster: t.Cluster, Service: t.Service, Task: t.Task, More: targets[1:]})
}

func (o *logScreens) screen(title string, t tail.Tail) *Logs {
	pane := logview.New(o.Theme, o.Clock.Now, logview.Limits{Lines: o.settings.Lines, Bytes: o.settings.Bytes})
	pane.SetTime(logview.Local, o.zone)
	dates, tests := logDates{o.calendar, pane}, &logTests{pane: pane}
	x := &excerpts{pane: pane}
	r := &logReading{source: o.source, tail: &t, pane: pane, excerpts: x,
		events: &logEvents{excerpts: x, keys: o.Keys.Logs, dates: dates, span: logSpan{back: cmp.Or(o.settings.Since, usualSince)}, writers: newLogWriters(pane, &t)}}
	columns, chips := &logFields{theme: o.Theme, pane: pane}, &logChips{theme: o.Theme, pane: pane, keys: o.Keys.Logs}
	live := &logLive{theme: o.Theme, clock: o.Clock, reading: r, warned: o.settings.Live}
	live.set(o.settings.Live)
	hands := &logHands{Kit: o.Kit, dates: dates, pane: pane, reading: r, logOpens: logOpens{entry: o.entry}, work: tests.work, live: live, chips: chips, columns: columns,
		out: &logOut{theme: o.Theme, pane: pane, tail: &t, home: o.home}}
	hands.sorted = func() nav.Screen { return o.sorted(&t, pane) }
	hands.patterns = func() nav.Screen { return o.patterns(&t, pane, tests.work) }
	hands.query = func() nav.Screen { return o.query(t, r.events.span, fieldsOn(pane)) }
	return &Logs{title: title, pane: pane, reading: r, tests: tests,
		beside: &logBeside{theme: o.Theme, keys: o.Keys.Logs, dates: dates, pane: pane, writers: r.events.writers, entry: o.entryLines},
		head:   &logHead{keys: o.Keys, theme: o.Theme, dates: dates, pane: pane, reading: r, live: live, chips: chips, columns: columns},
		hands:  hands}
}

// Location is whose logs they are: of several, the title says it, and the cluster is theirs where it is that of all.
func (l *Logs) Location() nav.Location {
	t := l.reading.tail
	if len(t.More) == 0 {
		return nav.Location{Cluster: t.Cluster, Thing: t.Service, View: l.title}
	}
	if slices.ContainsFunc(t.More, func(x tail.Target) bool { return x.Cluster != t.Cluster }) {
		return nav.Location{View: l.title}
	}
	return nav.Location{Cluster: t.Cluster, View: l.title}
}

// Title is what the logs are of.
func (l *Logs) Title() string { return l.title }

// Keys are what the log answers to.
func (l *Logs) Keys() []key.Binding { return l.hands.keys() }

// Resize tells the size of the body.
func (l *Logs) Resize(width, height int) {
	l.width, l.height = width, height
	l.head.width = width
	l.layout()
}

// layout gives the pane what the lines above it leave.
func (l *Logs) layout() {
	l.head.measure(l.height)
	l.pane.SetSize(l.width-l.beside.width(l.width), max(0, l.height-l.head.lines))
}

// Update takes a message.
func (l *Logs) Update(h nav.Host, m tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch m := m.(type) {
	case nav.Shown:
		cmd = l.reading.show(h.Context())
	case nav.Refresh:
		cmd = l.reading.again(h.Context())
	case nav.Find:
		l.hands.find(h)
	case tea.KeyPressMsg:
		cmd = l.hands.press(h, m)
	case fieldsCounted:
		if m.of == l.head.columns {
			l.pane.Counted(m.counting)
		}
	case tested:
		if m.tests == l.tests {
			l.tests.finish(m.job)
		}
	case written:
		if m.hands == l.hands {
			h.Flash(m.err, "written to "+m.file)
		}
	default:
		cmd = l.reading.take(m)
	}
	l.reading.excerpts.settle()
	l.layout()
	return tea.Batch(cmd, l.tests.work())
}

// work runs the next job.
func (t *logTests) work() tea.Cmd {
	if t.running {
		return nil
	}
	j := t.pane.Work()
	if j == nil {
		return nil
	}
	t.running = true
	return func() tea.Msg {
		j.Run()
		return tested{t, j}
	}
}

// finish takes the results of a job.
func (t *logTests) finish(j *logview.Job) {
	t.running = false
	t.pane.Finish(j)
}

// Status is whether the log follows.
func (l *Logs) Status() nav.Status { return l.reading.status() }

// Clear stops the reading of what is past, or else ends the search, then the filter.
func (l *Logs) Clear() bool {
	f := l.pane.Filter()
	switch {
	case l.pane.EndRange():
	case l.reading.stop():
	case l.pane.Searched() != "":
		_ = l.pane.Search("") // the empty search is never refused
	case len(f.Include)+len(f.Exclude)+len(f.Only)+len(l.head.chips.off) > 0:
		l.head.chips.off = nil
		l.pane.SetAround(0)
		_ = l.pane.SetFilter(logview.Filter{})
	default:
		return false
	}
	return true
}

// View draws the body: a line of what is shown, and the log.
func (l *Logs) View() string {
	if l.height < 1 {
		return ""
	}
	body := l.pane.View()
	if text := l.head.silence(); text != "" && l.height > l.head.lines {
		_, rest, more := strings.Cut(body, "\n")
		cut, _ := theme.Cut(" "+text, l.width)
		if body = l.head.theme.Paint(theme.Dim, cut); more {
			body += "\n" + rest
		}
	}
	if w := l.beside.width(l.width); w > 0 && body != "" {
		body = strings.Join(beside(strings.Split(body, "\n"), l.beside.draw(l.height-l.head.lines), l.width-w), "\n")
	}
	return strings.Join(append(l.head.above(l.height), body), "\n")
}
