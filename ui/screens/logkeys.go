package screens

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/times"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
)

// logHands act on the keys of a log.
type logHands struct {
	browse.Kit
	logOpens
	dates   logDates
	pane    *logview.Pane
	reading *logReading
	work    func() tea.Cmd // goes on with what the pane has to test
	live    *logLive
	chips   *logChips
	out     *logOut
	columns *logFields
}

// logOpens are the screens that a log opens.
type logOpens struct {
	entry    func(logview.Entry, []logview.Label) nav.Screen
	around   func(tail.Event) nav.Screen // where enter shows a line in its stream; nil where it shows the line itself
	query    func() nav.Screen
	patterns func() nav.Screen
	sorted   func() nav.Screen
	fixed    bool // the lines are what a query found: nothing else can be read in their place
}

// keys are what the log answers to.
func (a *logHands) keys() []key.Binding {
	k, e := a.Kit.Keys.Logs, a.Kit.Keys.Everywhere
	keys := []key.Binding{k.Open, k.Follow, e.Search(), k.Include, k.Exclude, k.Containers, k.Older, k.GoTo, k.Raw, k.Wrap, k.Time, k.Save,
		k.Error, k.ErrorUp, k.Request, k.Mark, k.NextMark, k.LastMark, k.NextEvent, k.LastEvent, k.Fold, k.Colour, k.Copy, k.CopyAs, k.Select, k.Query, k.Fields, k.Sorted, k.Patterns,
		k.LastBar, k.NextBar, k.Chips, k.Around, k.Unfilter, k.All, k.Live, k.Range}
	if a.fixed {
		keys = slices.DeleteFunc(keys, func(b key.Binding) bool { return a.reads(b.Keys()[0]) })
	}
	if a.pane.Searched() != "" {
		keys = append(keys, k.Next, k.Previous)
	}
	return keys
}

func (a *logHands) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	if key.Matches(k, a.Kit.Keys.Moving.Bottom) && a.reading.events.tide.behind && a.reading.events.tide.behindBy(a.dates.clock.Now()) >= skipLag {
		return a.reading.skipToNow()
	}
	if moved(a.Kit.Keys, a.pane, k) || a.looked(h, k) {
		return nil
	}
	if a.fixed && a.reads(k.String()) {
		h.Flash(nil, "these lines are the result of a query: "+keyWord(a.Kit.Keys.Insights.Edit, "")+" runs another")
		return nil
	}
	x := a.Kit.Keys.Logs
	switch {
	case key.Matches(k, x.Open):
		if e, ok := a.pane.Cursor(); ok {
			h.Push(a.open(e))
		}
	case key.Matches(k, x.Copy):
		return a.out.copyText(h)
	case key.Matches(k, x.CopyAs):
		a.out.copyAs(h)
	case key.Matches(k, x.Chips):
		a.chips.choose(h)
		return a.work()
	case key.Matches(k, x.Around):
		a.chips.around(h)
	case key.Matches(k, x.Unfilter):
		a.chips.takeLast()
		return a.work()
	case key.Matches(k, x.Older):
		return a.reading.readOlder(h)
	case key.Matches(k, x.All):
		a.reading.tail.All = !a.reading.tail.All
		return a.reading.again(h.Context())
	case key.Matches(k, x.Request):
		return a.chips.sameRequest(h, a.work)
	case key.Matches(k, x.Range):
		a.reading.events.span.back = ranges()[slices.Index(x.Range.Keys(), k.String())]
		return a.reading.begin(h.Context())
	case key.Matches(k, a.Kit.Keys.Moving.Out):
		h.Pop()
	case a.leap(h, k):
	default:
		a.asks(h, k)
	}
	return nil
}

// asks acts on the keys that ask for something.
func (a *logHands) asks(h nav.Host, k tea.KeyPressMsg) {
	x := a.Kit.Keys.Logs
	switch {
	case key.Matches(k, x.Include):
		a.askTerm(h, "&", func(f *logview.Filter, term string) { f.Include = append(f.Include, term) })
	case key.Matches(k, x.Exclude):
		a.askTerm(h, "^", func(f *logview.Filter, term string) { f.Exclude = append(f.Exclude, term) })
	case key.Matches(k, x.Containers):
		a.chooseContainer(h)
	case key.Matches(k, x.GoTo):
		a.askTime(h)
	case key.Matches(k, x.Save):
		a.askWhat(h)
	case key.Matches(k, x.Live):
		a.live.toggle(h)
	case key.Matches(k, x.Query):
		h.Push(a.query())
	case key.Matches(k, x.Fields):
		a.columns.ask(h)
	case key.Matches(k, x.Sorted) && len(a.pane.Fields()) == 0:
		h.Flash(nil, "no field is a column yet, so there is nothing to sort by: "+x.Fields.Help().Key+" adds some")
	case key.Matches(k, x.Sorted):
		h.Push(a.sorted())
	case key.Matches(k, x.Patterns):
		h.Push(a.patterns())
	}
}

// reads says whether a key has other lines read.
func (a *logHands) reads(k string) bool {
	x := a.Kit.Keys.Logs
	return slices.ContainsFunc([]key.Binding{x.Older, x.GoTo, x.Range, x.Live, x.All, x.Query, x.Follow}, func(b key.Binding) bool { return slices.Contains(b.Keys(), k) })
}

// open is what enter shows of an entry.
func (a *logHands) open(e logview.Entry) nav.Screen {
	labels := a.pane.Labels(e.Source)
	if a.around == nil || e.Kind != logview.Line {
		return a.entry(e, labels)
	}
	return a.around(tail.Event{Time: e.Time, Group: labelled(labels, "group"), Stream: labelled(labels, "stream")})
}

// labelled is the value of a label.
func labelled(labels []logview.Label, name string) string {
	for _, l := range labels {
		if l.Name == name {
			return l.Value
		}
	}
	return ""
}

// ranges are how far back the keys of a range begin, in their order.
func ranges() []time.Duration {
	return []time.Duration{0, time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour}
}

func (a *logHands) find(h nav.Host) {
	before := a.pane.Searched()
	h.Prompt(nav.Prompt{Label: "/", Value: a.pane.Searched(), Change: a.pane.Search, Cancel: func() { _ = a.pane.Search(before) }, // it was accepted before
		Done: func(nav.Host, string) tea.Cmd {
			if a.pane.Following() {
				a.pane.Previous() // the newest match is the nearest
			} else {
				a.pane.Next()
			}
			return a.work()
		}})
}

// askTerm asks for one more term of the filter; esc in the log takes the whole filter away.
func (a *logHands) askTerm(h nav.Host, label string, add func(*logview.Filter, string)) {
	before, x := a.pane.Filter(), a.reading.excerpts
	x.typing = true
	with := func(term string) error {
		f := logview.Filter{Include: slices.Clone(before.Include), Exclude: slices.Clone(before.Exclude), Only: before.Only}
		if strings.TrimSpace(term) != "" {
			add(&f, term)
		}
		return a.pane.SetFilter(f)
	}
	h.Prompt(nav.Prompt{Label: label, Change: with, Cancel: func() {
		x.typing = false
		_ = a.pane.SetFilter(before) // it was in force before
	}, Done: func(nav.Host, string) tea.Cmd {
		x.typing = false
		x.settle()
		return a.work()
	}})
}

func (a *logHands) chooseContainer(h nav.Host) {
	items := []dialog.Item{{ID: "", Label: "all containers"}}
	for _, c := range slices.Sorted(maps.Keys(a.reading.events.writers.containers)) {
		items = append(items, dialog.Item{ID: c, Label: c})
	}
	h.Open(action.NewPick(a.Theme, "Containers", items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		f := a.pane.Filter()
		f.Only = nil
		if i.ID != "" {
			f.Only = []logview.Label{{Name: "container", Value: i.ID}}
		}
		_ = a.pane.SetFilter(f) // its terms are in force already
		return a.work()
	}))
}

// askTime asks for a time to go to, or a range to read.
func (a *logHands) askTime(h nav.Host) {
	h.Prompt(nav.Prompt{Label: "@", Change: func(text string) error {
		if text == "" {
			return nil
		}
		_, _, err := times.Range(text, a.dates.zoned())
		return err
	}, Done: func(h nav.Host, text string) tea.Cmd {
		since, until, err := times.Range(text, a.dates.zoned())
		if err != nil {
			return nil
		}
		return a.goTo(h, since, until)
	}})
}

// goTo goes to a time that is held, or reads from there on.
func (a *logHands) goTo(h nav.Host, since, until time.Time) tea.Cmd {
	if until.IsZero() && a.reading.events.span.until.IsZero() && !since.Before(a.reading.events.span.oldest) {
		a.pane.GoTo(since)
		return a.work()
	}
	h.Flash(nil, fmt.Sprintf("reading from %s", a.dates.at(since)))
	cmd := a.reading.from(h.Context(), since, until)
	a.pane.SetFollow(false)
	return cmd
}
