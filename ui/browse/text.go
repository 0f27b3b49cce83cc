package browse

import (
	"context"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// Text declares a screen of text about one T.
type Text[T any] struct {
	Title, Noun string
	// At is where the thing is that the text is about; zero where that is no one place.
	At   nav.Location
	Read func(context.Context) (T, error)
	// Every is the time between two readings; zero reads once.
	Every time.Duration
	// Lines draws it for a screen of the width; it is called again when the width or the value changes.
	Lines   func(on T, width int) []reader.Line
	Actions []action.Action[T]
	Copies  func(T) []Copy
	// Copied, where not nil, is copied as soon as it was read, under the name that is said then.
	Copied func(T) (text, what string)
	// First is what is known before the first answer, if Known.
	First T
	Known bool
	// NoWrap cuts lines at the edge instead of wrapping them, to begin with.
	NoWrap bool
	// AtEnd shows the end of the text first.
	AtEnd bool
	// Fixed texts are not read from anywhere, so they have no age.
	Fixed bool
}

// Page is the screen of a Text: it scrolls, searches and copies.
type Page[T any] struct {
	Kit
	text   Text[T]
	reader *reader.Reader
	feed   load.Feed[T]

	on      T
	known   bool
	shown   bool
	reading context.Context
	began   time.Time
	seen    time.Time
	err     error
	wake    int
	search  string

	width, height int
}

type again[T any] struct {
	page *Page[T]
	wake int
}

// NewPage makes the screen of a text.
func NewPage[T any](k Kit, t Text[T]) *Page[T] {
	t.Every = k.Paced(t.Every)
	p := &Page[T]{Kit: k, text: t, reader: reader.New(k.Theme), on: t.First, known: t.Known}
	p.reader.SetWrap(!t.NoWrap)
	return p
}

// Title is the text's word in the header's path.
func (p *Page[T]) Title() string { return p.text.Title }

// Location is where the thing is that the text is about.
func (p *Page[T]) Location() nav.Location { return p.text.At }

// Keys are the text's actions, then what every text can do.
func (p *Page[T]) Keys() []key.Binding {
	return append(action.Keys(p.Flow, p.text.Actions, p.on), p.textKeys()...)
}

// Menu is the actions, each with the reason why it cannot be done, then what every text can do.
func (p *Page[T]) Menu() []nav.Item {
	items := action.Items(p.Flow, p.text.Actions, p.on, true)
	for _, b := range p.textKeys() {
		items = append(items, nav.Item{Key: b})
	}
	return items
}

func (p *Page[T]) textKeys() []key.Binding {
	x, e := p.Kit.Keys.Text, p.Kit.Keys.Everywhere
	keys := []key.Binding{e.Search()}
	if p.search != "" {
		keys = append(keys, x.Next, x.Previous)
	}
	keys = append(keys, x.Copy)
	if p.text.Copies != nil {
		keys = append(keys, p.Kit.Keys.Tables.CopyAs)
	}
	keys = append(keys, x.Wrap)
	if !p.reader.Wrap() {
		keys = append(keys, x.Left, x.Right)
	}
	return keys
}

// Resize tells the size of the body.
func (p *Page[T]) Resize(width, height int) {
	p.width, p.height = width, height
	p.layout()
}

// Update takes a message.
func (p *Page[T]) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case nav.Shown:
		return p.show(h)
	case nav.Hidden:
		p.shown = false
	case nav.Refresh:
		return p.read(h)
	case nav.Find:
		p.ask(h)
	case again[T]:
		if m.page == p && m.wake == p.wake && p.shown {
			return p.read(h)
		}
	case tea.KeyPressMsg:
		return p.press(h, m)
	default:
		return p.take(h, m)
	}
	return nil
}

// Clear ends the search.
func (p *Page[T]) Clear() bool {
	if p.search == "" {
		return false
	}
	_ = p.find("") // the empty search is never refused
	return true
}

// Fill gives a text that is not read from anywhere its value. Who was at its end stays there.
func (p *Page[T]) Fill(on T) {
	_, last, total := p.reader.Position()
	p.on, p.known = on, true
	p.layout()
	if last >= total {
		p.reader.Bottom()
	}
}

// Turn gives a text that is not read from anywhere another value, and shows its beginning.
func Turn[T any](p *Page[T], on T) {
	p.on, p.known = on, true
	p.layout()
	p.reader.Top()
}

func (p *Page[T]) show(h nav.Host) tea.Cmd {
	p.shown = true
	switch {
	case p.reading == nil || p.reading.Err() != nil || p.err != nil || p.Flow.ChangedSince(p.began):
		return p.read(h)
	case p.feed.Running() || p.text.Every == 0:
		return nil
	}
	return p.rest(max(0, p.text.Every-p.Clock.Now().Sub(p.seen)))
}

func (p *Page[T]) read(h nav.Host) tea.Cmd {
	if p.text.Fixed {
		return nil
	}
	p.wake++
	p.reading = h.Context()
	p.began = p.Clock.Now()
	return p.feed.Start(p.reading, load.One(p.text.Read))
}

func (p *Page[T]) take(h nav.Host, m tea.Msg) tea.Cmd {
	page, next, ok := p.feed.Take(m)
	if !ok {
		return nil
	}
	for _, v := range page.Items {
		p.on, p.known = v, true
	}
	if !page.Done {
		return next
	}
	p.err = page.Err
	first := p.seen.IsZero()
	if p.err == nil {
		p.seen = p.began
	}
	p.layout()
	if first && p.text.AtEnd {
		p.reader.Bottom()
	}
	switch {
	case p.err != nil:
		return p.rest(pause(p.err, p.text.Every))
	case p.text.Copied != nil && p.shown:
		text, what := p.text.Copied(p.on)
		h.Flash(nil, "copied "+what)
		return tea.SetClipboard(text)
	case p.text.Every > 0:
		return p.rest(p.text.Every)
	}
	return nil
}

func (p *Page[T]) rest(d time.Duration) tea.Cmd {
	p.wake++
	return p.Clock.After(d, again[T]{page: p, wake: p.wake})
}

// layout draws the text for the size there is.
func (p *Page[T]) layout() {
	h := p.height - len(trouble(p.Theme, p.err, p.width))
	p.reader.SetSize(p.width, max(0, h))
	if p.known {
		p.reader.SetLines(p.text.Lines(p.on, p.width))
		return
	}
	if p.err == nil {
		p.reader.SetLines([]reader.Line{nil, {{Text: "   reading " + p.text.Noun + "…", Tone: theme.Dim}}})
	} else {
		p.reader.SetLines(nil)
	}
}

// View draws the body.
func (p *Page[T]) View() string {
	return strings.Join(append(trouble(p.Theme, p.err, p.width), p.reader.View()), "\n")
}

// Status is how true the text is.
func (p *Page[T]) Status() nav.Status {
	if p.text.Fixed {
		return nav.Status{}
	}
	return nav.Status{Seen: p.seen, Loading: p.feed.Running(), Err: p.err}
}
