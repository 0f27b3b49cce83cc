package browse

import (
	"context"
	"sync/atomic"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// List is the screen of a Resource.
type List[T any] struct {
	Kit
	resource Resource[T]
	table    *table.Table[T]
	feed     load.Feed[T]
	detail   load.Feed[T]

	shown    bool
	reading  context.Context // of the screen that the last reading was started for
	times    readings
	err      error
	wake     int // number of the last wake-up that was asked for
	partial  map[string]struct{}
	tried    map[string]struct{} // partial rows whose details were asked for
	onScreen atomic.Pointer[[]string]

	width, height int
	filter        string
	faults        bool
	chosen        bool // the operator has moved the cursor
	changes       int
}

// readings are when the reading under way began, when the last complete one did, and when the oldest row was seen.
type readings struct{ began, seen, oldest time.Time }

// New makes the screen of a resource.
func New[T any](k Kit, r Resource[T]) *List[T] {
	l := &List[T]{Kit: k, resource: r, partial: map[string]struct{}{}, tried: map[string]struct{}{}}
	l.table = table.New(k.Theme, r.ID, r.Columns)
	l.table.Fault = r.Fault
	if r.Partial != nil {
		l.table.Keep = func(old, fresh T) T {
			if r.Partial(fresh) && !r.Partial(old) {
				return old
			}
			return fresh
		}
	}
	if r.Sort != "" {
		l.table.SortBy(r.Sort)
	}
	if r.Descending {
		l.table.Invert()
	}
	return l
}

// Title is the resource's word in the header's path.
func (l *List[T]) Title() string { return l.resource.Title }

// Location is where the rows are.
func (l *List[T]) Location() nav.Location { return l.resource.At }

// Keys are the resource's actions, then what every list can do.
func (l *List[T]) Keys() []key.Binding {
	var keys []key.Binding
	if l.resource.Open != nil {
		keys = append(keys, l.Kit.Keys.Moving.Open)
	}
	keys = append(keys, action.Keys(l.Flow, l.resource.Actions)...)
	return append(keys, l.listKeys()...)
}

func (l *List[T]) listKeys() []key.Binding {
	t, e := l.Kit.Keys.Tables, l.Kit.Keys.Everywhere
	keys := []key.Binding{e.Filter}
	if l.resource.Fault != nil {
		keys = append(keys, t.Faults)
	}
	if l.resource.Copies != nil {
		keys = append(keys, t.Copy, t.CopyAs)
	}
	return append(keys, t.SortNext, t.SortLast, t.Invert, t.Wide, t.Mark)
}

// Menu is the actions, each with the reason why it cannot be done with the selected row.
func (l *List[T]) Menu() []nav.Item {
	on, ok := l.table.Selected()
	items := action.Items(l.Flow, l.resource.Actions, on, ok)
	for _, b := range l.listKeys() {
		items = append(items, nav.Item{Key: b})
	}
	return items
}

// Resize tells the size of the body.
func (l *List[T]) Resize(width, height int) {
	l.width, l.height = width, height
	l.layout()
}

// Update takes a message.
func (l *List[T]) Update(h nav.Host, m tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch m := m.(type) {
	case nav.Shown:
		cmd = l.show(h)
	case nav.Hidden:
		l.shown = false
		return nil
	case nav.Refresh:
		l.table.Resort()
		clear(l.tried)
		if l.resource.Expire != nil {
			l.resource.Expire()
		}
		cmd = l.read(h)
	case nav.Find:
		l.ask(h)
	case due[T]:
		if m.list == l && m.wake == l.wake && l.shown {
			cmd = l.read(h)
		}
	case tea.KeyPressMsg:
		cmd = tea.Batch(l.press(h, m), lookCloser(h, l))
	default:
		cmd = l.take(m)
	}
	l.layout()
	return tea.Batch(cmd, l.complete(h))
}

// Clear clears the filter, then "faults only".
func (l *List[T]) Clear() bool {
	switch {
	case l.filter != "":
		_ = l.setFilter("") // the empty filter is never refused
	case l.faults:
		l.faults = false
		l.table.SetFaults(false)
	default:
		return false
	}
	l.layout()
	return true
}

// Fill gives a list without a source its rows: another screen has read them.
func (l *List[T]) Fill(items []T) {
	l.table.Begin()
	l.merge(items)
	l.table.End()
	l.times.seen = l.Clock.Now()
	l.layout()
}

// All are the rows, those that a filter hides included.
func (l *List[T]) All() []T { return l.table.All() }

// Changes counts how often the rows changed.
func (l *List[T]) Changes() int { return l.changes }

// Marked are the rows that the operator marked.
func (l *List[T]) Marked() []T { return l.table.Marked() }

// Focus shows or hides the cursor, where several lists share a screen.
func (l *List[T]) Focus(on bool) { l.table.SetFocused(on) }
