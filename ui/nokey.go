package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/keymap"
)

// toScreen hands a key to the top screen. One that the screen does not answer to, and that changed nothing, is answered with what
// to press instead.
func toScreen(p *Program, k tea.KeyPressMsg) {
	top := p.top()
	if top == nil || key.Matches(k, keysHere(p, kindOf(p.keys, top.screen))...) {
		p.pass(k)
		return
	}
	before := top.screen.View()
	p.pass(k)
	if p.top() == top && p.overlay == nil && p.prompt == nil && p.flash.text == "" && top.screen.View() == before {
		p.say(nil, noKey(p, k.String()))
	}
}

// noKey says that a key does nothing on the top screen, what it does on others, and what to press instead.
func noKey(p *Program, k string) string {
	kind := kindOf(p.keys, p.top().screen)
	here := keysHere(p, kind)
	text, e := "no key "+keymap.Label(k)+" here", p.keys.Everywhere
	if does := keymap.Elsewhere(p.keys, k, kind); does != "" {
		text += " (elsewhere: " + does + ")"
	}
	instead := keymap.Instead(p.keys, k, kind, func(e keymap.Entry) bool {
		return slices.ContainsFunc(here, func(b key.Binding) bool { return slices.Equal(b.Keys(), e.Keys()) })
	})
	switch {
	case p.top().screen.Title() == "help":
		return text + ": " + keymap.Does(e.Back, "leaves the help")
	case instead != "":
		return text + ": " + instead
	}
	return text + ": " + keymap.Does(e.Help, "lists the keys")
}
