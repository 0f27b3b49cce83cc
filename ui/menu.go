package ui

import (
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
)

// menu opens the list of what the top screen can do now. Choosing an item presses its key: there is no other way to it.
func (p *Program) menu() {
	top := p.top()
	var items []dialog.Item
	presses := map[string]key.Binding{}
	for _, i := range menuItems(top.screen) {
		h := i.Key.Help()
		if _, again := presses[h.Desc]; again || h.Desc == "" {
			continue
		}
		items = append(items, dialog.Item{ID: h.Desc, Key: h.Key, Label: h.Desc, Reason: i.Why})
		presses[h.Desc] = i.Key
	}
	title := "Actions"
	if at := nav.LocationOf(top.screen); at.Cluster != "" {
		title = strings.TrimSuffix(at.Cluster+"/"+at.Thing, "/")
	}
	p.open(action.NewPick(p.theme, title, items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		p.press(pressOf(presses[i.ID].Keys()[0]))
		return nil
	}).Narrowing(""))
}

func menuItems(s nav.Screen) []nav.Item {
	if m, ok := s.(nav.MenuProvider); ok {
		return m.Menu()
	}
	var items []nav.Item
	for _, b := range s.Keys() {
		items = append(items, nav.Item{Key: b})
	}
	return items
}

// pressOf is the key press whose name is the given one.
func pressOf(name string) tea.KeyPressMsg {
	named := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "up": tea.KeyUp,
		"down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "insert": tea.KeyInsert,
	}
	var k tea.KeyPressMsg
	for prefix, mod := range map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "alt+": tea.ModAlt, "shift+": tea.ModShift} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			name, k.Mod = rest, mod
		}
	}
	number, _ := strconv.Atoi(strings.TrimPrefix(name, "f"))
	switch code, ok := named[name]; {
	case ok:
		k.Code = code
	case len(name) > 1 && name[0] == 'f' && number > 0:
		k.Code = tea.KeyF1 + rune(number-1)
	default:
		if k.Code = []rune(name)[0]; k.Mod == 0 {
			k.Text = name
		}
	}
	return k
}
