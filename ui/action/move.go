package action

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/keymap"
)

// Mover is anything that one moves through: a table, a text, a log.
type Mover interface {
	Up()
	Down()
	Top()
	Bottom()
	HalfUp()
	HalfDown()
	PageUp()
	PageDown()
}

// Move acts on the keys that move, and says whether this was one.
func Move(keys keymap.Moving, on Mover, k tea.KeyPressMsg) bool {
	switch {
	case key.Matches(k, keys.Up):
		on.Up()
	case key.Matches(k, keys.Down):
		on.Down()
	case key.Matches(k, keys.Top):
		on.Top()
	case key.Matches(k, keys.Bottom):
		on.Bottom()
	case key.Matches(k, keys.HalfDown):
		on.HalfDown()
	case key.Matches(k, keys.HalfUp):
		on.HalfUp()
	case key.Matches(k, keys.PageDown):
		on.PageDown()
	case key.Matches(k, keys.PageUp):
		on.PageUp()
	default:
		return false
	}
	return true
}
