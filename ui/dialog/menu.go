package dialog

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/theme"
)

// Result is what a message did to a menu or a row of buttons.
type Result uint8

// The results. Closing the dialog is the owner's business.
const (
	Open      Result = iota // nothing is decided
	Chosen                  // the item or button under the cursor
	Cancelled               // esc or ctrl+c, in a menu without a filter also q
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

	theme  *theme.Theme
	title  string
	items  []Item
	shown  []int // of items
	typed  string
	cursor int // in shown
	w, h   int
}

// NewMenu returns a menu with the cursor on the first item that can be chosen.
func NewMenu(th *theme.Theme, title string, items []Item) *Menu {
	m := &Menu{theme: th, title: title, items: items}
	m.narrow("")
	m.cursor = max(slices.IndexFunc(items, func(i Item) bool { return i.Reason == "" }), 0)
	return m
}

// Select puts the cursor on the item with that id, if it is there.
func (m *Menu) Select(id string) {
	if at := slices.IndexFunc(m.shown, func(i int) bool { return m.items[i].ID == id }); at >= 0 {
		m.cursor = at
	}
}

// SetSize says how large the screen is; the box is as large as its items need and the screen allows.
func (m *Menu) SetSize(w, h int) { m.w, m.h = max(w, 0), max(h, 0) }

// Selected returns the item under the cursor: after Chosen, the one chosen. It is false when no item is shown.
func (m *Menu) Selected() (Item, bool) {
	if len(m.shown) == 0 {
		return Item{}, false
	}
	return m.items[m.shown[m.cursor]], true
}

// Update moves the cursor or decides. Items that cannot be chosen never are.
func (m *Menu) Update(msg tea.Msg) Result {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		if m.Filter {
			control := func(r rune) bool { return r < ' ' }
			m.narrow(m.typed + strings.Join(strings.FieldsFunc(msg.Content, control), " "))
		}
	case tea.KeyPressMsg:
		if m.Filter {
			return m.typing(msg)
		}
		return m.pressing(msg)
	}
	return Open
}

// typing is a key in a menu with a filter: what is printable is typed.
func (m *Menu) typing(msg tea.KeyPressMsg) Result {
	switch k := msg.String(); {
	case k == "esc" && m.typed != "":
		m.narrow("")
	case k == "backspace":
		typed := []rune(m.typed)
		m.narrow(string(typed[:max(len(typed)-1, 0)]))
	case k == "ctrl+u":
		m.narrow("")
	case msg.Text != "":
		m.narrow(m.typed + msg.Text)
	default:
		return m.act(k)
	}
	return Open
}

// pressing is a key in a menu without a filter: the items' own keys come first, whatever else they do.
func (m *Menu) pressing(msg tea.KeyPressMsg) Result {
	k := msg.String()
	for i, item := range m.items {
		if item.Key == k && k != "" {
			m.cursor = i
			return m.choose()
		}
	}
	switch k {
	case "k":
		k = "up"
	case "j":
		k = "down"
	case "g":
		k = "home"
	case "G":
		k = "end"
	case "q":
		k = "esc"
	}
	return m.act(k)
}

func (m *Menu) act(k string) Result {
	switch k {
	case "up":
		m.move(-1)
	case "down":
		m.move(1)
	case "pgup", "ctrl+u":
		m.move(-m.lines())
	case "pgdown", "ctrl+d", "ctrl+f":
		m.move(m.lines())
	case "home":
		m.move(-len(m.shown))
	case "end":
		m.move(len(m.shown))
	case "enter":
		return m.choose()
	case "esc", "ctrl+c":
		return Cancelled
	}
	return Open
}

func (m *Menu) choose() Result {
	if item, ok := m.Selected(); ok && item.Reason == "" {
		return Chosen
	}
	return Open
}

func (m *Menu) move(by int) {
	m.cursor = min(max(m.cursor+by, 0), max(len(m.shown)-1, 0))
}

// narrow shows the items that contain every word typed. The cursor stays on its item where that is still shown, but goes to
// the one whose key is typed.
func (m *Menu) narrow(typed string) {
	at := -1
	if len(m.shown) > 0 {
		at = m.shown[m.cursor]
	}
	m.typed, m.shown, m.cursor = typed, m.shown[:0], 0
	words, keyed := strings.Fields(strings.ToLower(typed)), false
	for i, item := range m.items {
		text := strings.ToLower(item.Label + " " + item.Note + " " + item.ID)
		if item.Key != typed && slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			continue
		}
		if i == at && !keyed || item.Key == typed && typed != "" {
			keyed = item.Key == typed && typed != ""
			m.cursor = len(m.shown)
		}
		m.shown = append(m.shown, i)
	}
}
