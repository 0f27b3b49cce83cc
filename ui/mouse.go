package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
)

// wheelLines is how far the wheel moves at once.
const wheelLines = 3

// mouse acts on the mouse: the wheel moves as the keys do, wherever the keyboard is; a click goes to the screen, or presses the
// key that the last line names there.
func mouse(p *Program, m tea.MouseMsg) {
	switch m := m.(type) {
	case tea.MouseWheelMsg:
		keys := map[tea.MouseButton]string{tea.MouseWheelUp: "up", tea.MouseWheelDown: "down"}
		if p.overlay == nil && p.prompt == nil {
			of := p.keys.Moving
			keys = map[tea.MouseButton]string{tea.MouseWheelUp: of.Up.Keys()[0], tea.MouseWheelDown: of.Down.Keys()[0]}
		}
		for range wheelLines {
			if k, ok := keys[m.Button]; ok {
				p.pass(pressOf(k))
			}
		}
	case tea.MouseClickMsg:
		if m.Button != tea.MouseLeft || p.overlay != nil || p.prompt != nil || p.top() == nil {
			return
		}
		if c, ok := p.top().screen.(nav.Clicker); ok && m.Y > 0 && m.Y < p.height-1 {
			p.do(c.Click(&host{p: p, f: p.top()}, m.X, m.Y-1))
		} else if m.Y == p.height-1 && p.flash.text == "" {
			if b, ok := hintAt(p, m.X); ok {
				p.press(pressOf(b.Keys()[0]))
			}
		}
	}
}

// hintAt is the key that the last line names at a cell.
func hintAt(p *Program, x int) (key.Binding, bool) {
	e := p.keys.Everywhere
	shown := fitting(p.width-1, p.top().screen.Keys(), []key.Binding{e.Actions, e.Help})
	at := 1
	i := slices.IndexFunc(shown, func(b key.Binding) bool {
		at += hintWidth(b)
		return x < at
	})
	if x < 1 || i < 0 {
		return key.Binding{}, false
	}
	return shown[i], true
}
