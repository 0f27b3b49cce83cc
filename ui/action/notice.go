package action

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// Notice is an overlay that says something until it is closed.
type Notice struct {
	theme *theme.Theme
	title string
	lines []reader.Line
	body  *reader.Reader
	width int
}

// NewNotice makes one of paragraphs.
func NewNotice(t *theme.Theme, title string, paragraphs []string) *Notice {
	n := &Notice{theme: t, title: title, body: reader.New(t)}
	n.body.SetWrap(true)
	for _, text := range paragraphs {
		n.lines = append(n.lines, mark(theme.Warn, text), nil)
	}
	return n
}

// Keys are what the overlay answers to.
func (n *Notice) Keys() []key.Binding {
	return []key.Binding{key.NewBinding(key.WithKeys("esc", "enter"), key.WithHelp("esc", "close"))}
}

// Resize tells the size of the screen.
func (n *Notice) Resize(width, height int) {
	n.width = max(4, min(width-2, 100))
	n.body.SetSize(n.width-4, 1)
	n.body.SetLines(n.lines)
	n.body.SetSize(n.width-4, min(n.body.Rows(), max(1, height-3)))
}

// Update closes or scrolls.
func (n *Notice) Update(h nav.Host, m tea.Msg) tea.Cmd {
	k, ok := m.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch k.String() {
	case "esc", "enter":
		h.Pop()
	case "down", "j":
		n.body.Down()
	case "up", "k":
		n.body.Up()
	}
	return nil
}

// View draws the box.
func (n *Notice) View() string {
	return dialog.Box(n.theme, n.title, strings.Split(n.body.View(), "\n"), n.width)
}
