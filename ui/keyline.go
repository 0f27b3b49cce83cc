package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/ui/theme"
)

// keyLine draws the last line: the prompt while one is open, else what was just said, else the keys of whoever has
// the keyboard, as many as there is room for.
func (p *Program) keyLine() string {
	switch {
	case p.prompt != nil && p.prompt.first:
		return p.promptLine()
	case p.flash.text != "" && p.overlay != nil:
		return p.theme.Paint(p.flash.tone, ansi.Truncate(" "+p.flash.text, p.width, "…"))
	case p.overlay != nil:
		return p.hints(p.overlay.overlay.Keys(), nil)
	case p.prompt != nil:
		return p.promptLine()
	case p.flash.text != "":
		return p.theme.Paint(p.flash.tone, ansi.Truncate(" "+p.flash.text, p.width, "…"))
	}
	e := p.keys.Everywhere
	return p.hints(p.top().screen.Keys(), []key.Binding{e.Actions, e.Help})
}

// hints draws bindings from the left; the last ones are always there.
func (p *Program) hints(keys, last []key.Binding) string {
	var line strings.Builder
	line.WriteByte(' ')
	for _, b := range fitting(p.width-1, keys, last) {
		line.WriteString(p.hint(b))
	}
	return line.String()
}

// fitting are the bindings that have room, of which the first have it first; the last ones always do.
func fitting(room int, keys, last []key.Binding) []key.Binding {
	for _, b := range last {
		room -= hintWidth(b)
	}
	var shown []key.Binding
	for _, b := range keys {
		if b.Help().Desc == "" {
			continue
		}
		if w := hintWidth(b); w <= room {
			shown, room = append(shown, b), room-w
		}
	}
	return append(shown, last...)
}

func (p *Program) hint(b key.Binding) string {
	h := b.Help()
	if !b.Enabled() {
		return p.theme.Paint(theme.Disabled, h.Key+" "+h.Desc) + "  "
	}
	return p.theme.Paint(theme.Key, h.Key) + " " + p.theme.Paint(theme.Dim, h.Desc) + "  "
}

func hintWidth(b key.Binding) int {
	h := b.Help()
	return ansi.StringWidth(h.Key) + 1 + ansi.StringWidth(h.Desc) + 2
}
