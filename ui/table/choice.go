package table

import "slices"

// choice is which columns the operator wants, and in what order.
type choice struct {
	names  []string
	order  []int
	picked []bool // of all columns
	alone  []bool // no other column has its name
}

// order is the columns in the order in which they stand: those without a name first, then those that were chosen.
func (c *columns[T]) order() []int {
	if c.chosen != nil {
		return c.chosen.order
	}
	all := make([]int, len(c.all))
	for i := range all {
		all[i] = i
	}
	return all
}

// Columns are the names of those that can be shown, in the order in which they come.
func (t *Table[T]) Columns() []string { return t.named(func(*Column[T]) bool { return true }) }

// Usual are the columns that are shown where none were chosen, whatever the width.
func (t *Table[T]) Usual() []string { return t.named(func(c *Column[T]) bool { return !c.Wide }) }

// Shows says whether a column of that name is shown at the size of the table.
func (t *Table[T]) Shows(name string) bool {
	for i, c := range t.columns.all {
		if Key(c.Name) == Key(name) && t.columns.shows(i) {
			return true
		}
	}
	return false
}

func (t *Table[T]) named(which func(*Column[T]) bool) []string {
	var names []string
	for i := range t.columns.all {
		if one := &t.columns.all[i]; one.Name != "" && !one.Hidden && which(one) && !slices.Contains(names, one.Name) {
			names = append(names, one.Name)
		}
	}
	return names
}

// Chosen are the columns that were chosen; nil for those that the table comes with.
func (c *columns[T]) Chosen() []string {
	if c.chosen == nil {
		return nil
	}
	return slices.Clone(c.chosen.names)
}

// Choose shows the columns of these names, in this order; none is those that the table comes with. Names that no column has
// are passed over. Wide mode shows the others, too.
func (c *columns[T]) Choose(names []string) {
	chosen := &choice{picked: make([]bool, len(c.all)), alone: make([]bool, len(c.all))}
	of := func(name string) (all []int) {
		for i := range c.all {
			if !c.all[i].Hidden && Key(c.all[i].Name) == Key(name) {
				all = append(all, i)
			}
		}
		return all
	}
	chosen.order = of("")
	for _, name := range names {
		all := of(name)
		if name == "" || len(all) == 0 || chosen.picked[all[0]] {
			continue
		}
		chosen.names = append(chosen.names, c.all[all[0]].Name)
		chosen.order = append(chosen.order, all...)
		for _, i := range all {
			chosen.picked[i], chosen.alone[i] = true, len(all) == 1
		}
	}
	if c.chosen = nil; len(chosen.names) == 0 {
		return
	}
	for i := range c.all {
		if !slices.Contains(chosen.order, i) {
			chosen.order = append(chosen.order, i)
		}
	}
	c.chosen = chosen
}

// Append adds a column to a table that has rows already.
func (t *Table[T]) Append(one Column[T]) {
	c := t.columns
	chosen := c.Chosen()
	c.all, c.keys, c.byName = append(c.all, one), append(c.keys, Key(one.Name)), append(c.byName, one.ByName)
	c.widths, c.seen, c.whole = append(c.widths, 0), append(c.seen, 0), append(c.whole, false)
	c.Choose(chosen)
}
