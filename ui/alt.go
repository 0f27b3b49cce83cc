package ui

import (
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/terminal"
)

// resized is that the terminal has another size, and what tells which. It is asked when the message arrives: messages overtake each other,
// and the last one has to tell the size that the terminal has.
type resized func() (cols, rows int, err error)

// bounded keeps sizes of the terminal within bounds before anything is drawn for them.
func bounded(m tea.Msg) tea.Msg {
	if size, ok := m.(resized); ok {
		cols, rows, err := size()
		if err != nil {
			return nil
		}
		m = tea.WindowSizeMsg{Width: cols, Height: rows}
	}
	if size, ok := m.(tea.WindowSizeMsg); ok {
		size.Width, size.Height = terminal.Clamp(size.Width, size.Height)
		return size
	}
	return m
}

// apart makes two keys of one with alt: a terminal sends alt as esc before the key, so that esc and a key that is pressed
// soon after it are the same. ok is false where it has no alt, or the prompt knows it as it is.
func (p *Program) apart(k tea.KeyPressMsg) (esc, other tea.KeyPressMsg, ok bool) {
	if !k.Mod.Contains(tea.ModAlt) || p.overlay == nil && p.prompt != nil && p.prompt.line.Edits(k) {
		return esc, k, false
	}
	for _, g := range p.keys.Groups() {
		if key.Matches(k, g.Keys...) {
			return esc, k, false
		}
	}
	k.Mod &^= tea.ModAlt
	if k.Mod&^tea.ModShift == 0 && k.Text == "" && unicode.IsPrint(k.Code) {
		r := k.Code
		if k.Mod.Contains(tea.ModShift) {
			if r = unicode.ToUpper(r); k.ShiftedCode != 0 {
				r = k.ShiftedCode
			}
		}
		k.Text = string(r)
	}
	return tea.KeyPressMsg{Code: tea.KeyEscape}, k, true
}
