package screens

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// logChips are the terms of a log's filter, each of which can be switched off and on. Those that are on are the pane's.
type logChips struct {
	theme *theme.Theme
	pane  *logview.Pane
	keys  keymap.Logs
	off   []logChip
}

// logChip is a term: one that lines must satisfy (&), one that they must not (^), or a label with a value.
type logChip struct{ sign, term string }

func (c logChip) String() string { return strings.TrimSpace(c.sign + " " + c.term) }

// on are the terms in force, in the order in which a filter has them.
func (c *logChips) on() (all []logChip) {
	f := c.pane.Filter()
	for _, t := range f.Include {
		all = append(all, logChip{"&", t})
	}
	for _, t := range f.Exclude {
		all = append(all, logChip{"^", t})
	}
	for _, o := range f.Only {
		all = append(all, logChip{"", o.Name + " " + o.Value})
	}
	return all
}

// draw writes them: those that are off say so.
func (c *logChips) draw() string {
	var parts []string
	for _, x := range c.on() {
		parts = append(parts, "⟨"+x.String()+"⟩")
	}
	for _, x := range c.off {
		parts = append(parts, "⟨"+x.String()+" off⟩")
	}
	if n := c.pane.Around(); n > 0 && len(c.on()) > 0 {
		parts = append(parts, "±"+words.Count(n, "line"))
	}
	return strings.Join(parts, " ")
}

// set puts terms in force.
func (c *logChips) set(all []logChip) {
	var f logview.Filter
	for _, x := range all {
		switch x.sign {
		case "&":
			f.Include = append(f.Include, x.term)
		case "^":
			f.Exclude = append(f.Exclude, x.term)
		default:
			name, value, _ := strings.Cut(x.term, " ")
			f.Only = append(f.Only, logview.Label{Name: name, Value: value})
		}
	}
	_ = c.pane.SetFilter(f) // its terms were accepted before
}

// toggle switches a term off or on.
func (c *logChips) toggle(x logChip) {
	if i := slices.Index(c.off, x); i >= 0 {
		c.off = slices.Delete(c.off, i, i+1)
		c.set(append(c.on(), x))
		return
	}
	c.off = append(c.off, x)
	c.set(slices.DeleteFunc(c.on(), func(o logChip) bool { return o == x }))
}

// only puts one term in force, and switches off the others.
func (c *logChips) only(x logChip) {
	c.off = slices.DeleteFunc(append(c.off, c.on()...), func(o logChip) bool { return o == x })
	c.set([]logChip{x})
}

// arounds are how many lines are shown before and after each that passes the filter, as the key goes through them.
func arounds() []int { return []int{0, 2, 5, 20} }

// around goes on to the next number of lines around those that pass.
func (c *logChips) around(h nav.Host) {
	if len(c.on()) == 0 {
		h.Flash(nil, "no filter is on, so every line is shown: "+c.keys.Include.Help().Key+" adds one")
		return
	}
	all := arounds()
	c.pane.SetAround(all[(slices.Index(all, c.pane.Around())+1)%len(all)])
}

// takeLast takes the last term away.
func (c *logChips) takeLast() {
	if n := len(c.off); n > 0 {
		c.off = c.off[:n-1]
	} else if all := c.on(); len(all) > 0 {
		c.set(all[:len(all)-1])
	}
}

// choose switches the only term, or asks which.
func (c *logChips) choose(h nav.Host) {
	all := append(c.on(), c.off...)
	switch len(all) {
	case 0:
		h.Flash(nil, "no filter is set: "+c.keys.Include.Help().Key+" and "+c.keys.Exclude.Help().Key+" add one")
		return
	case 1:
		c.toggle(all[0])
		return
	}
	items := make([]dialog.Item, len(all))
	for i, x := range all {
		note := "on"
		if slices.Contains(c.off, x) {
			note = "off"
		}
		items[i] = dialog.Item{ID: fmt.Sprint(i), Label: x.String(), Note: note}
	}
	h.Open(action.NewPick(c.theme, "Turn off or on", items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		for k := range items {
			if items[k].ID == i.ID {
				c.toggle(all[k])
			}
		}
		return nil
	}))
}
