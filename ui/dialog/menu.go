package dialog

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/theme"
)

// Result is what a message did to a menu or a row of buttons.
type Result uint8

// The results. Closing the dialog is the owner's business.
const (
	Open      Result = iota // nothing is decided
	Chosen                  // the item or button under the cursor
	Cancelled               // esc, q or ctrl+c
)

// Item is a line of a menu.
type Item struct {
	ID     string // what it stands for; need not be shown
	Key    string // the key that chooses it at once, or ""
	Label  string
	Note   string // shown beside the label
	Reason string // why it cannot be chosen: the item is struck through and the reason shown; "" if it can
}

// Menu is a titled list of items with a cursor, for actions and for picking a profile or a region.
type Menu struct {
	// Filter makes printable keys narrow the list instead of choosing by key or moving.
	Filter bool
}

// NewMenu returns a menu with the cursor on the first item that can be chosen.
func NewMenu(th *theme.Theme, title string, items []Item) *Menu { return &Menu{} }

// Select puts the cursor on the item with that id, if it is there.
func (m *Menu) Select(id string) {}

// SetSize says how large the screen is; the box is as large as its items need and the screen allows.
func (m *Menu) SetSize(w, h int) {}

// Update moves the cursor or decides. Items that cannot be chosen never are.
func (m *Menu) Update(msg tea.KeyPressMsg) Result { return Open }

// Selected returns the item under the cursor: after Chosen, the one chosen.
func (m *Menu) Selected() (Item, bool) { return Item{}, false }

// View draws the box, for Splice.
func (m *Menu) View() string { return "" }
