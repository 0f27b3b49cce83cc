package ui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/finder"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/words"
)

// palette is the box in which one types where to go or what to do.
type palette struct {
	program *Program
	finder  *finder.Finder
	offers  []offer
	asked   string // the text that several things answer to, once that was said
}

// offer is an entry of the palette and what choosing it does; nil where the text has to go on first.
type offer struct {
	finder.Entry
	score int
	run   func() tea.Cmd
	// service is cluster/name where it is of a service, and exact says that the text names that service, maybe without its
	// cluster.
	service string
	exact   bool
}

// palette asks where to go.
func (p *Program) palette() {
	a := &palette{program: p}
	a.finder = finder.New(p.theme, "go to, do, find", a.find)
	p.open(a)
}

// lookFor opens the palette with a word that may mean several things.
func lookFor(p *Program, text string) {
	a := &palette{program: p, asked: text}
	a.finder = finder.New(p.theme, "go to, do, find", a.find)
	a.finder.Type(text)
	a.finder.Say(fmt.Sprintf("%q matches several; ↑ ↓ choose, enter opens", text))
	p.open(a)
}

// Keys are what the box answers to.
func (a *palette) Keys() []key.Binding {
	bind := func(k, does string) key.Binding {
		return key.NewBinding(key.WithKeys(k), key.WithHelp(k, does))
	}
	return []key.Binding{bind("enter", "go"), bind("tab", "fill in"), bind("down", "next"), bind("ctrl+b", "bookmark"), bind("esc", "close")}
}

// Resize tells the size of the screen.
func (a *palette) Resize(width, height int) { a.finder.SetSize(width, height) }

// View draws the box.
func (a *palette) View() string { return a.finder.View() }

// Update edits, chooses or closes.
func (a *palette) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case tea.KeyPressMsg:
		if m.String() == "ctrl+b" {
			a.bookmark()
			return nil
		}
	case tea.PasteMsg:
	default:
		return nil
	}
	r, cmd := a.finder.Update(m)
	switch r {
	case finder.Cancelled:
		h.Pop()
	case finder.Chosen:
		return a.choose(h)
	}
	return cmd
}

// find is what a text could mean.
func (a *palette) find(typed string) ([]finder.Entry, int) {
	offers, of := newCatalog(a.program).find(typed)
	a.offers = offers
	entries := make([]finder.Entry, len(offers))
	for i, o := range offers {
		entries[i] = o.Entry
	}
	return entries, of
}

// choose does what is under the cursor. Where several services answer to what was typed and none was picked, it asks.
func (a *palette) choose(h nav.Host) tea.Cmd {
	e, ok := a.finder.Selected()
	typed := strings.TrimSpace(a.finder.Typed())
	if !ok {
		a.finder.Say(fmt.Sprintf("nothing matches %q", typed))
		return nil
	}
	o := a.offers[slices.IndexFunc(a.offers, func(o offer) bool { return o.ID == e.ID })]
	if several := a.several(o); len(several) > 1 && !a.finder.Moved() && a.asked != typed {
		a.asked = typed
		a.finder.Say(fmt.Sprintf("%s: %s; ↑ ↓ choose, enter opens", words.Count(len(several), "service"), strings.Join(several, ", ")))
		return nil
	}
	switch {
	case o.Why != "":
		a.finder.Say(o.Why)
		return nil
	case o.run == nil:
		a.finder.Type(o.Fill)
		return nil
	}
	if n := a.program.account.Names; n != nil {
		n.Use(o.ID)
	}
	h.Pop()
	return o.run()
}

// bookmark keeps the place under the cursor, or lets go of it.
func (a *palette) bookmark() {
	e, ok := a.finder.Selected()
	word, _, _ := strings.Cut(e.ID, " ")
	_, place := commandsOf(a.program).named(word)
	if n := a.program.account.Names; ok && place && n != nil {
		kept, err := n.Bookmark(e.ID)
		a.finder.Again()
		switch {
		case err != nil:
			a.finder.Say(err.Error())
		case kept:
			a.finder.Say(e.ID + " is a bookmark now: first in this box")
		default:
			a.finder.Say(e.ID + " is no bookmark any more")
		}
		return
	}
	a.finder.Say("only places can be bookmarked")
}

// several are the services that are named like that of an offer which the text names.
func (a *palette) several(o offer) (found []string) {
	if !o.exact {
		return nil
	}
	for _, other := range a.offers {
		if other.exact && !slices.Contains(found, other.service) {
			found = append(found, other.service)
		}
	}
	return found
}

// visit opens a place by its name, as a key does: above what is on screen, unless it is on the stack already.
func (p *Program) visit(name string) {
	for _, place := range p.account.Places {
		if place.Name != name {
			continue
		}
		s, err := place.Open("")
		switch {
		case err != nil:
			p.say(err, "")
			return
		case alike(p.top().screen, s):
			p.say(nil, "this is "+name)
			return
		}
		p.show(nav.Show{Is: func(o nav.Screen) bool { return alike(o, s) }, New: func() nav.Screen { return s }})
	}
}

// alike says whether two screens show the same.
func alike(a, b nav.Screen) bool {
	return a.Title() == b.Title() && nav.LocationOf(a) == nav.LocationOf(b)
}

// jump goes to a screen that the operator named. It takes the place of what is on screen, above what it is a part of: the
// account, its cluster, its service.
func (p *Program) jump(s nav.Screen) {
	for i, f := range p.stack {
		if alike(f.screen, s) {
			if i+1 < len(p.stack) && staying(p.stack[i:], nav.LocationOf(s)) < len(p.stack)-i {
				p.pop(p.stack[i+1])
				return
			}
			if i+1 == len(p.stack) {
				return
			}
		}
	}
	keep := staying(p.stack, nav.LocationOf(s))
	p.last = p.top().screen
	if keep == len(p.stack) {
		p.deliver(p.top(), nav.Hidden{})
	}
	for _, gone := range p.stack[keep:] {
		p.end(gone)
	}
	p.stack = p.stack[:keep]
	p.put(s)
	p.deliver(p.top(), nav.Shown{})
}

// staying is how many screens stay when one goes to another place: those that it is a part of, and all where something goes on
// in one of the others.
func staying(stack []*frame, to nav.Location) int {
	keep := 1
	for keep < len(stack) && within(nav.LocationOf(stack[keep].screen), to) {
		keep++
	}
	for _, f := range stack[min(keep, len(stack)):] {
		if k, ok := f.screen.(nav.Keeper); ok && k.Keep() {
			return len(stack)
		}
	}
	return min(keep, len(stack))
}

// within says whether one location is a part of another: a view of a service of the service, a service of its cluster, and
// whatever is of a cluster of the account.
func within(outer, inner nav.Location) bool {
	switch {
	case outer.Cluster == "":
		return inner.Cluster != ""
	case outer.Cluster != inner.Cluster:
		return false
	case outer.Thing == "":
		return inner.Thing != ""
	}
	return outer.Thing == inner.Thing && outer.View == "" && inner.View != ""
}
