package screens

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// usualSince is how far back a log begins where nothing else is chosen.
const usualSince = 15 * time.Minute

// Logs is everything that a service, a task or a log group writes, merged by time and following what comes.
type Logs struct {
	*logScreens
	title string
	tail  aws.Tail
	pane  *logview.Pane
	feed  load.Feed[aws.LogEvent]
	older load.Feed[aws.LogEvent]

	reading  context.Context
	since    time.Duration // how far back the tail began
	live     atomic.Bool   // asked from the tail's goroutine
	warned   bool          // about the price of Live Tail
	skip     func()        // ends the reading of a range
	refused  bool          // CloudWatch does not take the patterns that are made of filters
	working  bool          // a job of the pane is being run
	err      error
	trouble  string    // what is passing: throttled, offline
	progress string    // how far history is read
	asked    time.Time // when the reading began
	caught   time.Time // when all that is past was read; zero before
	oldest   time.Time // from when on lines are held
	until    time.Time // up to when a range is read; zero for a log that follows
	bottom   time.Time // how far back what is older is read; zero for as far as it takes
	found    int       // lines of what is older
	excerpts []excerpt // the newest first
	search   string

	tasks      map[string]bool // that are read and have not ended
	containers map[string]bool // that have written
	revisions  map[string]bool // of the tasks that have written
	coloured   bool            // the operator has chosen what has the colours
	tide       tide

	width, height int
}

// tested is a job of a pane that was run.
type tested struct {
	logs *Logs
	job  *logview.Job
}

// written is the end of writing a file.
type written struct {
	logs *Logs
	file string
	err  error
}

// logScreens open logs.
type logScreens struct {
	browse.Kit
	calendar
	source   logSource
	settings config.Logs
}

// service shows the logs of all tasks of a service, as they come and go.
func (o *logScreens) service(cluster, service string) nav.Screen {
	return o.screen("logs", aws.Tail{Cluster: cluster, Service: service})
}

// task shows the logs of one task.
func (o *logScreens) task(t aws.Task) nav.Screen {
	return o.screen("logs of "+aws.ShortID(t.ID), aws.Tail{Cluster: t.Cluster, Task: t.ID})
}

// group shows the lines of a log group.
func (o *logScreens) group(group string) nav.Screen {
	return o.screen(group, aws.Tail{Groups: []string{group}})
}

// several are the logs of services (cluster/service) and log groups, which begin with a slash, together.
func (o *logScreens) several(places []string) (nav.Screen, error) {
	var t aws.Tail
	for _, p := range places {
		cluster, service, ok := strings.Cut(p, "/")
		switch {
		case strings.HasPrefix(p, "/"):
			t.Groups = append(t.Groups, p)
		case !ok || service == "" || strings.Contains(service, "/"):
			return nil, errors.New("logs of which services? type cluster/service, or /log/group, one or several")
		case t.Service == "":
			t.Cluster, t.Service = cluster, service
		default:
			t.More = append(t.More, aws.LogTarget{Cluster: cluster, Service: service})
		}
	}
	if t.Service == "" && len(t.Groups) == 0 {
		return nil, errors.New("logs of which services? type cluster/service after it, or several of them")
	}
	if len(places) == 1 && t.Service != "" {
		return o.service(t.Cluster, t.Service), nil
	}
	return o.screen("logs of "+strings.Join(places, " "), t), nil
}

func (o *logScreens) screen(title string, t aws.Tail) nav.Screen {
	l := &Logs{logScreens: o, title: title, tail: t, since: cmp.Or(o.settings.Since, usualSince), warned: o.settings.Live, tasks: map[string]bool{}, containers: map[string]bool{}, revisions: map[string]bool{}}
	l.pane = logview.New(o.Theme, o.Clock.Now, logview.Limits{Lines: o.settings.Lines, Bytes: o.settings.Bytes})
	l.live.Store(o.settings.Live)
	l.pane.SetTime(logview.Local, o.zone)
	l.colour("task")
	return l
}

// Location is whose logs they are.
func (l *Logs) Location() nav.Location {
	return nav.Location{Cluster: l.tail.Cluster, Thing: l.tail.Service, View: l.title}
}

// Title is what the logs are of.
func (l *Logs) Title() string { return l.title }

// Keys are what the log answers to.
func (l *Logs) Keys() []key.Binding {
	k, e := l.Kit.Keys.Logs, l.Kit.Keys.Everywhere
	keys := []key.Binding{k.Open, k.Follow, e.Search(), k.Include, k.Exclude, k.Containers, k.Older, k.GoTo, k.Raw, k.Wrap, k.Time, k.Save,
		k.Error, k.ErrorUp, k.Mark, k.NextMark, k.Fold, k.Colour, k.Copy, k.All, k.Live, k.Range}
	if l.search != "" {
		keys = append(keys, k.Next, k.Previous)
	}
	return keys
}

// Resize tells the size of the body.
func (l *Logs) Resize(width, height int) {
	l.width, l.height = width, height
	l.pane.SetSize(width, max(0, height-1))
}

// Update takes a message.
func (l *Logs) Update(h nav.Host, m tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch m := m.(type) {
	case nav.Shown:
		if l.reading == nil || l.reading.Err() != nil || l.err != nil && !l.feed.Running() {
			cmd = l.begin(h)
		}
	case nav.Refresh:
		cmd = l.again(h)
	case nav.Find:
		l.find(h)
	case tea.KeyPressMsg:
		cmd = l.press(h, m)
	case tested:
		if m.logs == l {
			l.working = false
			l.pane.Finish(m.job)
		}
	case written:
		if m.logs == l {
			h.Flash(m.err, "written to "+m.file)
		}
	default:
		cmd = l.take(m)
	}
	return tea.Batch(cmd, l.work())
}

// work runs the next job of the pane, one at a time.
func (l *Logs) work() tea.Cmd {
	if l.working {
		return nil
	}
	j := l.pane.Work()
	if j == nil {
		return nil
	}
	l.working = true
	return func() tea.Msg {
		j.Run()
		return tested{l, j}
	}
}

// take recognises lines of the tail, and older ones that were asked for.
func (l *Logs) take(m tea.Msg) tea.Cmd {
	if p, next, ok := l.older.Take(m); ok {
		l.prepend(p)
		return next
	}
	p, next, ok := l.feed.Take(m)
	if !ok {
		return nil
	}
	if l.until.IsZero() {
		older, fresh := divided(p.Items, l.asked)
		l.pane.Prepend(l.entries(older))
		l.pane.Append(l.entries(fresh))
	} else {
		l.pane.Append(l.entries(p.Items))
	}
	if l.pane.Stats().Dropped > 0 && l.caught.IsZero() && l.tide.enough != nil {
		l.tide.enough.Store(true) // no room for what is older
	}
	switch {
	case p.Done && aws.KindOf(p.Err) == aws.Invalid && len(l.excerpts) > 0:
		l.refused = true
		return l.from(l.reading, l.oldest, l.until)
	case p.Done:
		l.err, l.progress = p.Err, ""
	}
	return next
}

// Status is whether the log follows. A tail has no age: what it holds it holds to the last line.
func (l *Logs) Status() nav.Status {
	return nav.Status{Err: l.err, Loading: l.older.Running()}
}

// Clear stops the reading of what is past, or else ends the search, then the filter.
func (l *Logs) Clear() bool {
	f := l.pane.Filter()
	switch {
	case l.stop():
	case l.search != "":
		_ = l.lookFor("") // the empty search is never refused
	case len(f.Include)+len(f.Exclude)+len(f.Only) > 0:
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
	if text := l.silence(); text != "" && l.height > 1 {
		_, rest, more := strings.Cut(body, "\n")
		cut, _ := theme.Cut(" "+text, l.width)
		if body = l.Theme.Paint(theme.Dim, cut); more {
			body += "\n" + rest
		}
	}
	return l.info() + "\n" + body
}

// silence says why no line is shown; it is empty where there are some.
func (l *Logs) silence() string {
	stats := l.pane.Stats()
	untested, _ := l.pane.Pending()
	switch {
	case stats.Shown > 0 || l.err != nil || untested > 0:
		return ""
	case stats.Held > 0:
		return fmt.Sprintf("none of %d lines is let through; esc takes the filter away", stats.Held)
	case !l.until.IsZero() && !l.feed.Running():
		return "nothing was written in that time"
	case l.caught.IsZero() && l.tide.unread == nil:
		return "reading…"
	}
	return fmt.Sprintf("no output yet since %s: what is written shows here, and ( reads what is older", l.at(l.oldest))
}
