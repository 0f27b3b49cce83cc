package browse

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// columnBox is the box in which columns are chosen and put in order. The list beneath follows at once.
type columnBox struct {
	Kit
	spot
	list   nav.Arranger
	names  []string
	on     map[string]bool
	before []string // that were chosen when it opened; nil for those that the list comes with
	h      int
}

// spot is where the cursor is among so many lines, of which so many are on screen.
type spot struct{ cursor, of, page int }

func (s *spot) move(by int) { s.cursor = max(0, min(s.cursor+by, s.of-1)) }

// The ways to move.
func (s *spot) Up()       { s.move(-1) }
func (s *spot) Down()     { s.move(1) }
func (s *spot) Top()      { s.move(-s.of) }
func (s *spot) Bottom()   { s.move(s.of) }
func (s *spot) HalfUp()   { s.move(-s.page / 2) }
func (s *spot) HalfDown() { s.move(s.page / 2) }
func (s *spot) PageUp()   { s.move(-s.page) }
func (s *spot) PageDown() { s.move(s.page) }

func newColumnBox[T any](k Kit, a *arrangement[T]) *columnBox {
	b := &columnBox{Kit: k, list: a, before: a.table.Chosen(), on: map[string]bool{}}
	b.fill(b.before, a.table.Usual())
	return b
}

// fill lists the columns: those that are shown first.
func (b *columnBox) fill(chosen, usual []string) {
	if chosen == nil {
		chosen = usual
	}
	b.names = slices.Clone(chosen)
	clear(b.on)
	for _, n := range chosen {
		b.on[n] = true
	}
	for _, n := range b.list.Heads() {
		if !b.on[n] {
			b.names = append(b.names, n)
		}
	}
	b.spot = spot{of: len(b.names), page: b.lines()}
}

// Keys are what the box answers to.
func (b *columnBox) Keys() []key.Binding {
	d, as := b.Kit.Keys.Dialog, keymap.As
	return []key.Binding{as(b.Kit.Keys.Tables.Mark, "show or hide"), as(d.Earlier, "earlier"), as(d.Later, "later"), as(d.Press, "keep"),
		as(b.Kit.Keys.Everywhere.Refresh, "default columns"), d.Cancel}
}

// Resize tells the size of the screen.
func (b *columnBox) Resize(_, height int) {
	b.h = height
	b.page = b.lines()
}

// Update moves, shows, hides, keeps or closes.
func (b *columnBox) Update(h nav.Host, m tea.Msg) tea.Cmd {
	k, ok := m.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	d := b.Kit.Keys.Dialog
	switch {
	case key.Matches(k, d.Cancel):
		h.Pop()
		return b.apply(h, b.before)
	case key.Matches(k, d.Press):
		h.Pop()
		return nil
	case action.Move(b.Kit.Keys.Moving, &b.spot, k):
		return nil
	case key.Matches(k, b.Kit.Keys.Everywhere.Refresh):
		h.Pop()
		return b.apply(h, nil)
	case key.Matches(k, b.Kit.Keys.Tables.Mark):
		n := b.names[b.cursor]
		b.on[n] = !b.on[n]
	case key.Matches(k, d.Earlier):
		b.shift(-1)
	case key.Matches(k, d.Later):
		b.shift(1)
	default:
		return nil
	}
	var chosen []string
	for _, n := range b.names {
		if b.on[n] {
			chosen = append(chosen, n)
		}
	}
	return b.apply(h, chosen)
}

func (b *columnBox) apply(h nav.Host, names []string) tea.Cmd {
	cmd, err := b.list.ShowColumns(names)
	if err != nil {
		h.Flash(err, "")
	}
	return cmd
}

// shift moves the column under the cursor in the order.
func (b *columnBox) shift(by int) {
	if to := b.cursor + by; to >= 0 && to < len(b.names) {
		b.names[b.cursor], b.names[to] = b.names[to], b.names[b.cursor]
		b.cursor = to
	}
}

func (b *columnBox) lines() int { return max(1, min(len(b.names), b.h-4)) }

// View draws the box.
func (b *columnBox) View() string {
	top, inside := max(0, min(b.cursor-b.lines()/2, len(b.names)-b.lines())), 24
	for _, n := range b.names {
		inside = max(inside, theme.Width(n)+4)
	}
	var body []string
	for i, n := range b.names[top : top+b.lines()] {
		sign, tone := "  ", theme.Dim
		if b.on[n] {
			sign, tone = "✓ ", theme.Plain
		}
		paint, mark := b.Theme.Paint, " "
		if top+i == b.cursor {
			paint, mark = b.Theme.PaintSelected, b.Theme.Paint(theme.Accent, "▌")
		}
		body = append(body, mark+paint(tone, theme.Fit(sign+n, inside-1)))
	}
	title := "Columns"
	if len(b.names) > b.lines() {
		title = fmt.Sprintf("Columns, %d of %d", b.cursor+1, len(b.names))
	}
	return dialog.Box(b.Theme, title, body, inside+4)
}
