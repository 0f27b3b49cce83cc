package dialog

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/theme"
)

// Buttons is a row of buttons of which one has the focus: the first, which should be Cancel.
type Buttons struct{}

// NewButtons returns a row of buttons with these labels.
func NewButtons(th *theme.Theme, labels ...string) *Buttons { return &Buttons{} }

// Update moves the focus (tab, shift+tab, left, right) or decides: enter is Chosen, esc Cancelled.
func (b *Buttons) Update(msg tea.KeyPressMsg) Result { return Open }

// Focused returns which button has the focus, from 0.
func (b *Buttons) Focused() int { return 0 }

// View draws the row: "[Cancel] [Pin]", the focused one reversed.
func (b *Buttons) View() string { return "" }
