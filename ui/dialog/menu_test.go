package dialog

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/ui/theme"
)

// press is a key by its name, or the text it prints.
func press(k string) tea.KeyPressMsg {
	codes := map[string]rune{"up": tea.KeyUp, "down": tea.KeyDown, "enter": tea.KeyEnter, "esc": tea.KeyEscape,
		"end": tea.KeyEnd, "home": tea.KeyHome, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "tab": tea.KeyTab,
		"backspace": tea.KeyBackspace, "left": tea.KeyLeft, "right": tea.KeyRight}
	if rest, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(rest)[0], Mod: tea.ModCtrl}
	}
	if rest, ok := strings.CutPrefix(k, "shift+"); ok {
		return tea.KeyPressMsg{Code: codes[rest], Mod: tea.ModShift}
	}
	if code, ok := codes[k]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

func actions() []Item {
	return []Item{
		{ID: "redeploy", Key: "R", Label: "Force redeploy", Reason: "read-only"},
		{ID: "logs", Key: "l", Label: "Logs"},
		{ID: "exec", Key: "ctrl+x", Label: "Shell", Note: "2 containers"},
	}
}

func TestMenuView(t *testing.T) {
	t.Parallel()
	m := NewMenu(theme.New(true), "checkout", actions())
	m.SetSize(80, 24)
	expect(t, "menu", ansi.Strip(m.View()), strings.Join([]string{
		"┌ checkout ──────────────────────────────┐",
		"│   R       Force redeploy  read-only    │",
		"│ ▌ l       Logs                         │",
		"│   ctrl+x  Shell           2 containers │",
		"└────────────────────────────────────────┘"}, "\n"))
}

func TestMenuFitsEverySize(t *testing.T) {
	t.Parallel()
	var items []Item
	for i := range 20 {
		items = append(items, Item{Key: string(rune('A' + i)), Label: strings.Repeat("名e\u0301 ", i), Reason: strings.Repeat("why ", i%9)})
	}
	for _, filter := range []bool{false, true} {
		m := NewMenu(theme.New(true), strings.Repeat("title ", 9), items)
		m.Filter = filter
		for w := 0; w < 130; w += 1 + w/8 {
			for h := 0; h < 60; h += 1 + h/8 {
				m.SetSize(w, h)
				m.Update(press("down"))
				view := m.View()
				if n := strings.Count(view, "\n") + 1; h > 3 && n > h {
					t.Fatalf("%d lines of %d", n, h)
				}
				for l := range strings.SplitSeq(view, "\n") {
					if n := ansi.StringWidth(l); n > max(w, frame+1) {
						t.Fatalf("%d cells of %d: %q", n, w, l)
					}
				}
			}
		}
	}
}

func TestMenuKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys   string
		want   string
		result Result
	}{
		{"enter", "logs", Chosen}, {"down enter", "exec", Chosen}, {"j j j enter", "exec", Chosen},
		{"up enter", "redeploy", Open}, {"R", "redeploy", Open}, {"l", "logs", Chosen}, {"ctrl+x", "exec", Chosen},
		{"end enter", "exec", Chosen}, {"G g enter", "redeploy", Open}, {"esc", "logs", Cancelled}, {"q", "logs", Cancelled},
		{"ctrl+c", "logs", Cancelled}, {"pgdown", "exec", Open}, {"z", "logs", Open},
	} {
		m := NewMenu(theme.New(true), "checkout", actions())
		m.SetSize(80, 24)
		var r Result
		for k := range strings.FieldsSeq(c.keys) {
			r = m.Update(press(k))
		}
		item, _ := m.Selected()
		expect(t, c.keys, fmt.Sprint(item.ID, r), fmt.Sprint(c.want, c.result))
	}
}

func TestMenuFilter(t *testing.T) {
	t.Parallel()
	m := NewMenu(theme.New(true), "Regions", []Item{{ID: "us-east-1", Label: "us-east-1", Note: "N. Virginia"},
		{ID: "eu-west-1", Label: "eu-west-1", Note: "Ireland"}, {ID: "eu-west-3", Label: "eu-west-3", Note: "Paris"}})
	m.Filter = true
	m.SetSize(60, 20)
	height := strings.Count(m.View(), "\n")
	m.Select("eu-west-3")
	m.Update(press("e"))
	m.Update(press("u"))
	item, _ := m.Selected()
	expect(t, "cursor stays", item.ID, "eu-west-3")
	m.Update(tea.PasteMsg{Content: " ire\n"})
	item, _ = m.Selected()
	expect(t, "narrowed", item.ID+" "+m.typed, "eu-west-1 eu ire")
	m.Update(press("ctrl+u"))
	for _, k := range []string{"w", " ", "q"} {
		m.Update(press(k))
	}
	_, ok := m.Selected()
	expect(t, "selected", ok, false)
	expect(t, "enter", m.Update(press("enter")), Open)
	expect(t, "height", strings.Count(m.View(), "\n"), height)
	m.Update(press("backspace"))
	expect(t, "esc clears", m.Update(press("esc")), Open)
	expect(t, "all are back", len(m.shown), 3)
	expect(t, "esc cancels", m.Update(press("esc")), Cancelled)
}

func TestButtons(t *testing.T) {
	t.Parallel()
	b := NewButtons(theme.New(true), "Cancel", "Pin")
	view := func(w int) string { return ansi.Strip(strings.Join(b.View(w), "\n")) }
	expect(t, "view", view(14), "▐Cancel▌ [Pin]")
	expect(t, "narrow", view(13), "▐Cancel▌\n[Pin]")
	expect(t, "cut", view(6), "▐Can…▌\n[Pin]")
	for _, c := range []struct {
		key   string
		focus int
		want  Result
	}{
		{"y", 0, Open}, {"tab", 1, Open}, {"tab", 0, Open}, {"shift+tab", 1, Open}, {"right", 0, Open}, {"left", 1, Open},
		{"enter", 1, Chosen}, {"esc", 1, Cancelled},
	} {
		r := b.Update(press(c.key))
		expect(t, c.key, fmt.Sprint(b.Focused(), r), fmt.Sprint(c.focus, c.want))
	}
	expect(t, "view", view(80), "[Cancel] ▐Pin▌")
	expect(t, "none", NewButtons(theme.New(true)).Update(press("tab")), Open)
}
