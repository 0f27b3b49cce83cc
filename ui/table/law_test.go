package table

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// laws is a table driven at random beside the plainest possible model of what it must hold.
type laws struct {
	table    *Table[service]
	all      map[string]service
	brought  map[string]bool // since Begin
	loading  bool
	settled  bool
	touched  bool
	order    []string // after the last step
	selected string
}

// TestLaws drives tables through random loads, sorts, filters and moves. Whatever happens no row is lost or doubled,
// rows keep their places unless the user sorts, and the cursor stays on its row as long as that is shown.
func TestLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := &laws{table: services(), all: map[string]service{}, brought: map[string]bool{}}
		l.table.Fault = func(s service) bool { return s.status == "bad" }
		l.table.SetSize(40, rapid.IntRange(0, 12).Draw(t, "height"))
		t.Repeat(map[string]func(*rapid.T){
			"":      l.hold,
			"load":  l.load,
			"merge": l.merge,
			"sort":  l.sort,
			"move":  l.move,
			"hide":  l.hide,
		})
	})
}

func (l *laws) load(t *rapid.T) {
	switch rapid.IntRange(0, 3).Draw(t, "begin, end or abort") {
	case 0:
		l.table.Begin()
		l.loading = true
		clear(l.brought)
	case 1:
		l.table.Abort()
		l.loading = false
	default:
		l.table.End()
		if l.loading {
			for id := range l.all {
				if !l.brought[id] {
					delete(l.all, id)
				}
			}
			l.settled = true
		}
		l.loading = false
	}
	l.undisturbed(t)
}

func (l *laws) merge(t *rapid.T) {
	var page []service
	for _, n := range rapid.SliceOfN(rapid.IntRange(0, 25), 0, 6).Draw(t, "rows") {
		s := service{name: fmt.Sprint("s", n), tasks: rapid.IntRange(0, 3).Draw(t, "tasks"),
			status: rapid.SampledFrom([]string{"good", "bad"}).Draw(t, "status")}
		l.all[s.name], l.brought[s.name] = s, true
		page = append(page, s)
	}
	l.table.Merge(page)
	if l.settled {
		l.undisturbed(t)
	} else if l.table.Unsorted() || !slices.IsSortedFunc(l.table.rows, l.table.roll.order.compare) {
		t.Fatalf("rows are not sorted as they come: %v", ids(l.table.rows))
	}
}

func (l *laws) sort(t *rapid.T) {
	switch rapid.IntRange(0, 3).Draw(t, "how") {
	case 0:
		l.table.SortNext(1)
	case 1:
		l.table.Invert()
	case 2:
		l.table.SortBy(rapid.SampledFrom([]string{"", "service", "tasks", "status"}).Draw(t, "column"))
	default:
		l.table.Resort()
	}
	if l.table.Unsorted() || !slices.IsSortedFunc(l.table.rows, l.table.roll.order.compare) {
		t.Fatalf("not sorted: %v", ids(l.table.rows))
	}
}

func (l *laws) move(t *rapid.T) {
	moves := []func(){l.table.Up, l.table.Down, l.table.PageUp, l.table.PageDown, l.table.HalfUp, l.table.HalfDown,
		l.table.Top, l.table.Bottom, func() { l.table.SelectID("s7") }, l.table.ToggleMark}
	rapid.SampledFrom(moves).Draw(t, "move")()
	l.touched = l.table.touched
	l.selected = selected(l.table)
}

// hide filters and, when all is shown again, expects the cursor where the user left it.
func (l *laws) hide(t *rapid.T) {
	if rapid.Bool().Draw(t, "faults") {
		l.table.SetFaults(rapid.Bool().Draw(t, "on"))
	} else if err := l.table.SetFilter(rapid.SampledFrom([]string{"", "1", "bad", "!good tasks:1"}).Draw(t, "filter")); err != nil {
		t.Fatal(err)
	}
	if home := l.table.home; l.touched && home != nil && home.pass && selected(l.table) != home.id {
		t.Fatalf("cursor is on %s, not back on %s", selected(l.table), home.id)
	}
	if home := l.table.home; home == nil || home.id != selected(l.table) {
		l.undisturbed(t)
	}
	l.selected = selected(l.table)
}

// undisturbed expects the rows that were there to stand in the order they had.
func (l *laws) undisturbed(t *rapid.T) {
	left := func(order, other []string) []string {
		return slices.DeleteFunc(slices.Clone(order), func(id string) bool { return !slices.Contains(other, id) })
	}
	now := ids(l.table.rows)
	if before, after := left(l.order, now), left(now, l.order); !slices.Equal(before, after) {
		t.Fatalf("rows moved: %v became %v", before, after)
	}
}

// hold is checked after every step.
func (l *laws) hold(t *rapid.T) {
	table := l.table
	if table.Total() != len(l.all) {
		t.Fatalf("%d rows of %d: %v", table.Total(), len(l.all), ids(table.rows))
	}
	for i, r := range table.rows {
		if r.at != i || l.all[r.id] != r.item {
			t.Fatalf("row %d is %v at %d, want %v", i, r.item, r.at, l.all[r.id])
		}
	}
	want := slices.DeleteFunc(slices.Clone(table.rows), func(r *row[service]) bool { return !table.passes(r) })
	if !slices.Equal(want, table.shown) {
		t.Fatalf("shown are %v, want %v", ids(table.shown), ids(want))
	}
	l.cursor(t)
	if sorted := slices.IsSortedFunc(table.rows, table.roll.order.compare); sorted == table.Unsorted() {
		t.Fatalf("unsorted is %v of %v", table.Unsorted(), ids(table.rows))
	}
	checkSize(t, table.View(), table.w, table.h)
	l.order, l.selected, l.touched = ids(table.rows), selected(table), table.touched
}

func (l *laws) cursor(t *rapid.T) {
	table, now := l.table, selected(l.table)
	if len(table.shown) == 0 {
		if now != "" {
			t.Fatalf("selected is %s though nothing is shown", now)
		}
		return
	}
	if table.shown[table.cursor].id != now {
		t.Fatalf("selected is %s, drawn is %s", now, table.shown[table.cursor].id)
	}
	was := table.byID[l.selected]
	if (table.settled || l.touched) && was != nil && was.pass && now != l.selected {
		t.Fatalf("cursor went from %s to %s", l.selected, now)
	}
	if n := table.lines(); n > 0 && (table.cursor < table.top || table.cursor >= table.top+n) {
		t.Fatalf("cursor %d is off the screen of %d lines from %d", table.cursor, n, table.top)
	}
}

func ids(rows []*row[service]) []string {
	all := make([]string, len(rows))
	for i, r := range rows {
		all[i] = r.id
	}
	return all
}
