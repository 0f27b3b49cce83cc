package browse

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// List is the screen of a Resource: a reading that fills a table, a face that draws it, and hands that act on its keys.
type List[T any] struct {
	Kit
	*contents[T]
	resource *Resource[T]
	face     *face[T]
	hands    *hands[T]
	ranks    *ranks[T]
	nav.Arranger
}

// contents are the rows of a list, for its owner to look at.
type contents[T any] struct {
	table   *table.Table[T]
	reading *reading[T]
}

// New makes the screen of a resource.
func New[T any](k Kit, r Resource[T]) *List[T] {
	if r.Tags != nil {
		r.Columns = append(slices.Clone(r.Columns), allTags(r.Tags))
	}
	r.Every = k.Paced(r.Every)
	t := table.New(k.Theme, r.ID, r.Columns)
	t.Fault = r.Fault
	if t.Keep = r.Keep; r.Keep == nil && r.Partial != nil {
		t.Keep = func(old, fresh T) T {
			if r.Partial(fresh) && !r.Partial(old) {
				return old
			}
			return fresh
		}
	}
	if r.Sort != "" {
		t.SortBy(r.Sort)
	}
	if r.Descending {
		t.Invert()
	}
	t.SetBare(r.Bare)
	if r.Recede != nil {
		t.Recede(r.Sort, r.Recede)
		t.SetRule(r.Rule)
	}
	read := newReading(k.Clock, &r, t)
	f := &face[T]{keys: k.Keys.Everywhere, theme: k.Theme, resource: &r, table: t, reading: read}
	order := &ranks[T]{clock: k.Clock, table: t, touched: k.Clock.Now()}
	a := &hands[T]{Kit: k, resource: &r, table: t, face: f, touch: order.touch, arrangement: newArrangement(k, &r, t)}
	a.restore()
	return &List[T]{Kit: k, contents: &contents[T]{t, read}, resource: &r, face: f, ranks: order, hands: a, Arranger: a.arrangement}
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
	keys = append(keys, action.Keys(l.Flow, l.resource.Actions, chosen(l.hands).All...)...)
	return append(keys, l.hands.keys()...)
}

// Menu is the actions, each with the reason why it cannot be done with the marked rows, or with the selected one.
func (l *List[T]) Menu() []nav.Item {
	var items []nav.Item
	switch on := chosen(l.hands); len(on.All) {
	case 0:
		var none T
		items = action.Items(l.Flow, l.resource.Actions, none, false)
	case 1:
		items = action.Items(l.Flow, l.resource.Actions, on.All[0], true)
	default:
		items = action.ItemsOfAll(l.Flow, l.resource.Actions, on)
	}
	for _, b := range l.hands.keys() {
		items = append(items, nav.Item{Key: b})
	}
	return items
}

// Resize tells the size of the body.
func (l *List[T]) Resize(width, height int) {
	l.face.width, l.face.height = width, height
	l.face.layout()
}

// Update takes a message.
func (l *List[T]) Update(h nav.Host, m tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch m := m.(type) {
	case nav.Shown:
		cmd = l.reading.show(h, l.Flow)
	case nav.Hidden:
		l.reading.shown = false
		return nil
	case nav.Refresh:
		l.table.Resort()
		cmd = l.reading.anew(h)
	case nav.Find:
		l.ranks.touch()
		l.hands.ask(h)
	case ranked[T]:
		cmd = l.ranks.wake(m)
	case due[T]:
		cmd = l.reading.wake(h, m)
	case tea.KeyPressMsg:
		l.ranks.touch()
		cmd = tea.Batch(l.hands.press(h, m), l.reading.lookCloser(h))
	default:
		cmd = l.reading.take(m, l.hands.prefer)
	}
	l.face.layout()
	return tea.Batch(cmd, l.ranks.watch(), l.reading.complete(h))
}

// Clear clears the filter, then "faults only", then the marks.
func (l *List[T]) Clear() bool { return l.hands.clear() }

// Fill gives a list without a source its rows, or the reasons why they are not known: another screen has read them.
func (l *List[T]) Fill(items []T, unknown ...error) {
	l.reading.fill(items, unknown...)
	l.face.layout()
}

// Add shows rows before all are there: until Fill brings those, rows stand where they belong, and the cursor on the first.
func (l *List[T]) Add(items []T) {
	l.reading.table.Begin()
	l.reading.merge(items)
	l.face.layout()
}

// Rank moves the rows of a list that was filled to where they belong now, once no key is pressed any more.
func (l *List[T]) Rank() tea.Cmd { return l.ranks.watch() }

// All are the rows, those that a filter hides included.
func (c *contents[T]) All() []T { return c.table.All() }

// Changes counts how often the rows changed.
func (c *contents[T]) Changes() int { return c.reading.changes }

// Marked are the rows that the operator marked.
func (c *contents[T]) Marked() []T { return c.table.Marked() }

// Takes says whether a key is that of an action of the rows.
func (l *List[T]) Takes(k tea.KeyPressMsg) bool {
	return slices.ContainsFunc(l.resource.Actions, func(a action.Action[T]) bool { return key.Matches(k, a.Key) })
}

// Focus shows or hides the cursor, where several lists share a screen.
func (l *List[T]) Focus(on bool) { l.table.SetFocused(on) }

// View draws the body.
func (l *List[T]) View() string { return l.face.view() }

// Status is how true the rows are: those on screen, and the oldest of all.
func (l *List[T]) Status() nav.Status { return l.reading.status() }

// OnScreen are the ids of the rows on screen and of a few on either side.
func (c *contents[T]) OnScreen() []string {
	c.reading.onScreen.note()
	return c.reading.onScreen.ids()
}

// Selected is the row that the cursor is on; false where there is none.
func (c *contents[T]) Selected() (T, bool) { return c.table.Selected() }

// Resort moves all rows to where they belong now.
func (c *contents[T]) Resort() { c.table.Resort() }

// Total is how many rows there are, those that a filter hides included.
func (c *contents[T]) Total() int { return c.table.Total() }
