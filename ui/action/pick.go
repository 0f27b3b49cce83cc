package action

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// Pick is an overlay in which one item of a list is chosen.
type Pick struct {
	menu   *dialog.Menu
	keys   []key.Binding
	chosen func(nav.Host, dialog.Item) tea.Cmd
}

// NewPick makes one; chosen is called once, after it closed.
func NewPick(t *theme.Theme, title string, items []dialog.Item, chosen func(nav.Host, dialog.Item) tea.Cmd) *Pick {
	bind := func(k, does string) key.Binding {
		return key.NewBinding(key.WithKeys(k), key.WithHelp(k, does))
	}
	return &Pick{
		menu:   dialog.NewMenu(t, title, items),
		keys:   []key.Binding{bind("enter", "choose"), bind("esc", "cancel")},
		chosen: chosen,
	}
}

// Narrowing makes printable keys narrow the list, and puts the cursor on the item with the id.
func (p *Pick) Narrowing(id string) *Pick {
	p.menu.Filter = true
	return p.At(id)
}

// At puts the cursor on the item with the id.
func (p *Pick) At(id string) *Pick {
	p.menu.Select(id)
	return p
}

// Keys are what the overlay answers to.
func (p *Pick) Keys() []key.Binding { return p.keys }

// Resize tells the size of the screen.
func (p *Pick) Resize(width, height int) { p.menu.SetSize(width, height) }

// Update moves the cursor, chooses or closes.
func (p *Pick) Update(h nav.Host, m tea.Msg) tea.Cmd {
	k, ok := m.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch p.menu.Update(k) {
	case dialog.Cancelled:
		h.Pop()
	case dialog.Chosen:
		item, _ := p.menu.Selected()
		h.Pop()
		return p.chosen(h, item)
	}
	return nil
}

// View draws the box.
func (p *Pick) View() string { return p.menu.View() }
