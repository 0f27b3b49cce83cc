package browse

import (
	"fmt"
	"path"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/kept"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// arrangement is which columns of a list are shown and how its rows are sorted, and keeps that.
type arrangement[T any] struct {
	store    *kept.Store
	kind     string // of lists that look alike; empty where nothing is kept
	list     string // this one
	resource *Resource[T]
	table    *table.Table[T]
	usual    kept.View // as it comes
}

func newArrangement[T any](k Kit, r *Resource[T], t *table.Table[T]) *arrangement[T] {
	a := &arrangement[T]{store: k.Kept, resource: r, table: t}
	if r.Title != "" && !r.Bare { // a list within a screen is not its own
		a.kind = r.Noun
		a.list = strings.Join(strings.Fields(k.Scope+" "+r.Noun+" "+r.At.Cluster+" "+r.At.Thing), " ")
	}
	a.usual = a.view()
	return a
}

// view is how the rows are shown now.
func (a *arrangement[T]) view() kept.View {
	v := kept.View{Columns: a.table.Chosen(), Wide: a.table.Wide()}
	v.Sort, v.Inverted = a.table.Sorted()
	return v
}

// restore shows the rows as they were shown last.
func (a *hands[T]) restore() {
	if a.kind == "" {
		return
	}
	v := a.store.View(a.kind)
	a.show(v.Columns)
	a.table.SetWide(v.Wide)
	if v.Sort != "" && a.table.SortBy(v.Sort) && v.Inverted {
		a.table.Invert()
	}
	f := a.store.Filter(a.list)
	if a.table.SetFilter(f.Text) == nil {
		a.face.filter = f.Text
	}
	if f.Faults && a.resource.Fault != nil {
		a.face.faults = true
		a.table.SetFaults(true)
	}
}

// keep writes down how the rows are shown.
func (a *arrangement[T]) keep() tea.Cmd {
	if a.kind == "" {
		return nil
	}
	v := a.view()
	if v.Sort == a.usual.Sort && v.Inverted == a.usual.Inverted {
		v.Sort, v.Inverted = "", false
	}
	a.store.SetView(a.kind, v)
	return a.save()
}

// keepFilter writes down which rows are shown.
func (a *hands[T]) keepFilter() tea.Cmd {
	if a.kind == "" {
		return nil
	}
	a.store.SetFilter(a.list, kept.Filter{Text: a.face.filter, Faults: a.face.faults})
	return a.save()
}

// save writes the file away from the drawing goroutine.
func (a *arrangement[T]) save() tea.Cmd {
	store := a.store
	return func() tea.Msg {
		if err := store.Save(); err != nil {
			return nav.Then(func(h nav.Host) tea.Cmd {
				h.Flash(err, "")
				return nil
			})
		}
		return nil
	}
}

// Heads are the names of all columns, those of the tags that the rows have among them.
func (a *arrangement[T]) Heads() []string {
	names := a.table.Columns()
	for _, t := range a.tags() {
		if !slices.Contains(names, tagHead+t) {
			names = append(names, tagHead+t)
		}
	}
	return names
}

// tags are the names of the tags that the rows have, in order.
func (a *arrangement[T]) tags() []string {
	if a.resource.Tags == nil {
		return nil
	}
	var all []string
	for _, row := range a.table.All() {
		for _, t := range a.resource.Tags(row) {
			if !slices.Contains(all, t[0]) {
				all = append(all, t[0])
			}
		}
	}
	slices.Sort(all)
	return all
}

// show shows the columns of these names; those of tags are made.
func (a *arrangement[T]) show(names []string) {
	for _, name := range names {
		if tag, ok := tagOf(name); ok && a.resource.Tags != nil && !slices.Contains(a.table.Columns(), tagHead+tag) {
			a.table.Append(oneTag(a.resource.Tags, tag))
		}
	}
	a.table.Choose(names)
}

// ShowColumns shows these columns, in this order; none is those that the list comes with.
func (a *arrangement[T]) ShowColumns(names []string) (tea.Cmd, error) {
	for _, name := range names {
		if _, tag := tagOf(name); tag && a.resource.Tags != nil {
			continue
		}
		if !a.has(name) {
			return nil, fmt.Errorf("%s have no column %q; use %s", a.resource.Noun, name, strings.Join(a.Heads(), ", "))
		}
	}
	a.show(names)
	return a.keep(), nil
}

// SortBy sorts by a column; once more by the same turns the order round.
func (a *arrangement[T]) SortBy(name string) (tea.Cmd, error) {
	if by, inverted := a.table.Sorted(); name != "" && table.Key(by) == table.Key(name) && !inverted {
		a.table.Invert()
		return a.keep(), nil
	}
	if tag, ok := tagOf(name); ok && a.resource.Tags != nil && !a.has(name) {
		a.table.Append(oneTag(a.resource.Tags, tag))
	}
	if name == "" || !a.table.SortBy(name) {
		return nil, fmt.Errorf("%s have no column %q; use %s", a.resource.Noun, name, strings.Join(a.Heads(), ", "))
	}
	return a.keep(), nil
}

func (a *arrangement[T]) has(name string) bool {
	return slices.ContainsFunc(a.table.Columns(), func(c string) bool { return table.Key(c) == table.Key(name) })
}

// tagHead is what the names of the columns of tags begin with.
const tagHead = "tag:"

// tagOf is the tag that a column shows.
func tagOf(name string) (string, bool) {
	tag, ok := strings.CutPrefix(name, tagHead)
	return tag, ok && tag != ""
}

// oneTag is the column of one tag.
func oneTag[T any](tags func(T) [][2]string, name string) table.Column[T] {
	return table.Column[T]{Name: tagHead + name, Max: 30, Drop: 1, Cell: func(row T) table.Cell {
		for _, t := range tags(row) {
			if t[0] == name {
				return table.Cell{Text: t[1], Tone: theme.Dim}
			}
		}
		return table.Cell{}
	}}
}

// between is what stands between the tags of a row, where no tag can have it: control characters are cleaned away.
const between = "\x1f"

// allTags is a column for filters only: tag:team is the rows that have such a tag, tag:team=pay those with that value, in which *
// stands for any text.
func allTags[T any](tags func(T) [][2]string) table.Column[T] {
	return table.Column[T]{Name: "TAG", Hidden: true, ByName: true, Match: tagged, Cell: func(row T) table.Cell {
		var all []string
		for _, t := range tags(row) {
			all = append(all, t[0]+"="+t[1])
		}
		return table.Cell{Text: strings.Join(all, between)}
	}}
}

// tagged says whether one of the tags is meant.
func tagged(all, word string) bool {
	name, value, valued := strings.Cut(word, "=")
	return slices.ContainsFunc(strings.Split(all, between), func(t string) bool {
		its, is, _ := strings.Cut(t, "=")
		if its != name || all == "" {
			return false
		}
		fits, err := path.Match(strings.ReplaceAll(value, "/", between), strings.ReplaceAll(is, "/", between)) // in which no character is special
		return !valued || is == value || err == nil && fits
	})
}
