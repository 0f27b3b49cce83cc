package screens

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/times"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
)

func (l *Logs) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	if key.Matches(k, l.Kit.Keys.Moving.Bottom) && l.tide.behind && l.tide.behindBy(l.Clock.Now()) >= skipLag {
		return skipToNow(l)
	}
	if l.move(k) || l.look(k) {
		return nil
	}
	x := l.Kit.Keys.Logs
	switch {
	case key.Matches(k, x.Open):
		if e, ok := l.pane.Cursor(); ok {
			h.Push(l.entry(e, l.pane.Labels(e.Source)))
		}
	case key.Matches(k, x.Copy):
		if e, ok := l.pane.Cursor(); ok {
			h.Flash(nil, "copied the event")
			return tea.SetClipboard(e.Text)
		}
	case key.Matches(k, x.Include):
		l.askTerm(h, "&", func(f *logview.Filter, term string) { f.Include = append(f.Include, term) })
	case key.Matches(k, x.Exclude):
		l.askTerm(h, "^", func(f *logview.Filter, term string) { f.Exclude = append(f.Exclude, term) })
	case key.Matches(k, x.Containers):
		l.chooseContainer(h)
	case key.Matches(k, x.Older):
		return l.readOlder(h)
	case key.Matches(k, x.GoTo):
		l.askTime(h)
	case key.Matches(k, x.Save):
		l.askWhat(h)
	case key.Matches(k, x.Live):
		l.toggleLive(h)
	case key.Matches(k, x.All):
		l.tail.All = !l.tail.All
		return l.again(h)
	case key.Matches(k, x.Error, x.ErrorUp):
		if !l.pane.ToError(key.Matches(k, x.Error)) {
			h.Flash(nil, "there is no other error this way")
		}
	case key.Matches(k, x.Range):
		l.since = ranges()[k.String()]
		return l.begin(h)
	case key.Matches(k, l.Kit.Keys.Moving.Out):
		h.Pop()
	}
	return nil
}

// ranges are how far back the digits begin.
func ranges() map[string]time.Duration {
	return map[string]time.Duration{"0": 0, "1": time.Minute, "2": 5 * time.Minute, "3": 15 * time.Minute,
		"4": 30 * time.Minute, "5": time.Hour, "6": 3 * time.Hour}
}

func (l *Logs) move(k tea.KeyPressMsg) bool {
	x, p := l.Kit.Keys.Text, l.pane
	switch {
	case browse.Move(l.Kit.Keys.Moving, p, k):
	case key.Matches(k, x.Left) && !p.Wrap():
		p.Left()
	case key.Matches(k, x.Right) && !p.Wrap():
		p.Right()
	default:
		return false
	}
	return true
}

// look acts on the keys that change how the log is drawn, or where in it one is.
func (l *Logs) look(k tea.KeyPressMsg) bool {
	x, p := l.Kit.Keys.Logs, l.pane
	switch {
	case key.Matches(k, x.Follow):
		p.SetFollow(!p.Following())
	case key.Matches(k, x.Next):
		p.Next()
	case key.Matches(k, x.Previous):
		p.Previous()
	case key.Matches(k, x.Wrap):
		p.SetWrap(!p.Wrap())
	case key.Matches(k, x.Raw):
		p.SetRaw(!p.Raw())
	case key.Matches(k, x.Time):
		p.SetTime((p.Time()+1)%(logview.Off+1), l.zone)
	case key.Matches(k, x.Mark):
		p.ToggleMark()
	case key.Matches(k, x.NextMark):
		p.NextMark()
	case key.Matches(k, x.Fold):
		p.ToggleFold()
	case key.Matches(k, x.Colour):
		l.nextColour()
	default:
		return false
	}
	return true
}

// nextColour gives the colours to the tasks, or during a rollout to the revisions, or to the containers.
func (l *Logs) nextColour() {
	of := []string{"task", "revision", "container"}
	if len(l.tail.More) > 0 {
		of = append(of, "service")
	}
	l.coloured = true
	l.colour(of[(slices.Index(of, l.pane.Colour())+1)%len(of)])
}

func (l *Logs) colour(by string) {
	l.pane.SetColour(by)
	columns := []string{"task", "container"}
	if by == "revision" {
		columns = []string{"task", "revision", "container"}
	}
	if len(l.tail.More) > 0 || l.tail.Service != "" && len(l.tail.Groups) > 0 {
		columns = append([]string{"service"}, columns...)
	}
	l.pane.SetColumns(columns...)
}

func (l *Logs) find(h nav.Host) {
	before := l.search
	h.Prompt(nav.Prompt{Label: "/", Value: l.search, Change: l.lookFor, Cancel: func() { _ = l.lookFor(before) }, // it was accepted before
		Done: func(nav.Host, string) tea.Cmd {
			if l.pane.Following() {
				l.pane.Previous() // the newest match is the nearest
			} else {
				l.pane.Next()
			}
			return l.work()
		}})
}

func (l *Logs) lookFor(text string) error {
	if err := l.pane.Search(text); err != nil {
		return err
	}
	l.search = text
	return nil
}

// askTerm asks for one more term of the filter; esc in the log takes the whole filter away.
func (l *Logs) askTerm(h nav.Host, label string, add func(*logview.Filter, string)) {
	before := l.pane.Filter()
	with := func(term string) error {
		f := logview.Filter{Include: slices.Clone(before.Include), Exclude: slices.Clone(before.Exclude), Only: before.Only}
		if strings.TrimSpace(term) != "" {
			add(&f, term)
		}
		return l.pane.SetFilter(f)
	}
	h.Prompt(nav.Prompt{Label: label, Change: with, Cancel: func() { _ = l.pane.SetFilter(before) }, // it was in force before
		Done: func(nav.Host, string) tea.Cmd { return l.work() }})
}

func (l *Logs) chooseContainer(h nav.Host) {
	items := []dialog.Item{{ID: "", Label: "all containers"}}
	for _, c := range slices.Sorted(maps.Keys(l.containers)) {
		items = append(items, dialog.Item{ID: c, Label: c})
	}
	h.Open(action.NewPick(l.Theme, "Containers", items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		f := l.pane.Filter()
		f.Only = nil
		if i.ID != "" {
			f.Only = []logview.Label{{Name: "container", Value: i.ID}}
		}
		_ = l.pane.SetFilter(f) // its terms are in force already
		return l.work()
	}))
}

// toggleLive goes from polling to Live Tail and back. What Live Tail costs is said before it is used first.
func (l *Logs) toggleLive(h nav.Host) {
	if l.live.Load() || l.warned {
		l.live.Store(!l.live.Load())
		return
	}
	items := []dialog.Item{{ID: "no", Label: "keep polling"},
		{ID: "yes", Key: "y", Label: "use Live Tail", Note: "AWS bills it: 1,800 minutes a month are free, then about $0.01 each"}}
	h.Open(action.NewPick(l.Theme, "Live Tail", items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		if i.ID == "yes" {
			l.warned = true
			l.live.Store(true)
		}
		return nil
	}))
}

// askTime asks for a time to go to, or a range to read.
func (l *Logs) askTime(h nav.Host) {
	now := func() time.Time {
		if l.pane.Time() == logview.UTC {
			return l.Clock.Now().UTC()
		}
		return l.Clock.Now().In(l.zone)
	}
	h.Prompt(nav.Prompt{Label: "@", Change: func(text string) error {
		if text == "" {
			return nil
		}
		_, _, err := times.Range(text, now())
		return err
	}, Done: func(h nav.Host, text string) tea.Cmd {
		since, until, err := times.Range(text, now())
		if err != nil {
			return nil
		}
		return l.goTo(h, since, until)
	}})
}

// goTo goes to a time that is held, or reads from there on.
func (l *Logs) goTo(h nav.Host, since, until time.Time) tea.Cmd {
	if until.IsZero() && l.until.IsZero() && !since.Before(l.oldest) {
		l.pane.GoTo(since)
		return l.work()
	}
	h.Flash(nil, fmt.Sprintf("reading from %s on", l.at(since)))
	cmd := l.from(h.Context(), since, until)
	l.pane.SetFollow(false)
	return cmd
}
