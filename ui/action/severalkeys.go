package action

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
)

// press acts on a key. Until the plans have been on screen for a moment, none is taken for an answer.
func (s *Several) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	keys := s.flow.Keys
	switch {
	case Move(keys.Moving, s.face.table, k), s.phase == reading, s.phase == running:
		return nil
	case s.phase == over && key.Matches(k, keys.Changes.Undo):
		return s.undo(h)
	case s.phase == over && (key.Matches(k, keys.Dialog.Press) || key.Matches(k, keys.Moving.Out)):
		h.Pop()
		return nil
	case s.phase != deciding || !s.choice.armed || !fits(s):
		return nil
	}
	return s.choice.decide(h, k, func(h nav.Host) tea.Cmd {
		if !fits(s) { // the terminal became smaller while the name was typed
			h.Flash(errors.New("not confirmed: the terminal is too small to show the plan"), "")
			return nil
		}
		defer s.layout()
		return s.send(h)
	})
}

// severalChoice is what is decided about a plan of several changes before it is sent: which of them, in what order, and whether.
type severalChoice struct {
	flow    *Flow
	batch   *change.Batch
	face    *severalFace
	buttons *dialog.Buttons
	armed   bool   // the plans have been on screen long enough that a key is meant for them
	note    string // what has to be known before it is confirmed again
}

// label names the button after what it does now.
func (s *severalChoice) label() {
	focus := s.buttons.Focused()
	s.buttons = dialog.NewButtons(s.flow.Theme, "Cancel")
	if n := s.batch.Count(); n > 0 {
		how := "one by one"
		if s.batch.Together {
			how = "all at once"
		}
		s.buttons = dialog.NewButtons(s.flow.Theme, "Cancel", fmt.Sprintf("%s %d, %s", s.face.verb(), n, how))
		s.buttons.Focus(focus)
	}
}

// decide acts on a key, and sends where that confirms the plan.
func (s *severalChoice) decide(h nav.Host, k tea.KeyPressMsg, send func(nav.Host) tea.Cmd) tea.Cmd {
	keys := s.flow.Keys
	switch {
	case key.Matches(k, keys.Dialog.Next), key.Matches(k, keys.Dialog.Before), key.Matches(k, keys.Dialog.Left), key.Matches(k, keys.Dialog.Right):
		if s.batch.Count() > 0 {
			s.buttons.Focus(1 - s.buttons.Focused())
		}
	case key.Matches(k, keys.Tables.Mark):
		if err := s.toggle(); err != nil {
			h.Flash(err, "")
		}
	case key.Matches(k, keys.Dialog.Order):
		s.batch.Together = !s.batch.Together
		s.label()
	case key.Matches(k, keys.Dialog.Earlier):
		s.shift(-1)
	case key.Matches(k, keys.Dialog.Later):
		s.shift(1)
	case key.Matches(k, keys.Dialog.Command):
		h.Flash(nil, "copied the commands")
		return tea.SetClipboard(strings.Join(s.face.commands(), "\n") + "\n")
	case key.Matches(k, keys.Dialog.Press):
		return s.answer(h, send)
	}
	return nil
}

// shift moves the change under the cursor in the order, and the cursor with it.
func (s *severalChoice) shift(by int) {
	i, ok := s.face.table.Selected()
	if j := i + by; ok && j >= 0 && j < len(s.batch.Parts) {
		s.batch.Parts[i], s.batch.Parts[j] = s.batch.Parts[j], s.batch.Parts[i]
		s.face.fill()
		s.face.table.SelectID(strconv.Itoa(j))
	}
}

// toggle takes the change under the cursor out of the plan, or into it. What cannot be done stays out.
func (s *severalChoice) toggle() error {
	i, ok := s.face.table.Selected()
	if !ok {
		return nil
	}
	part := &s.batch.Parts[i]
	if part.Out != nil {
		return errors.New(part.Label() + " can't be added: " + part.Out.Error())
	}
	part.Held = !part.Held
	s.label()
	return nil
}

// answer presses the focused button. What is protected takes a name first.
func (s *severalChoice) answer(h nav.Host, send func(nav.Host) tea.Cmd) tea.Cmd {
	if s.buttons.Focused() == 0 {
		h.Pop()
		return nil
	}
	typed := s.batch.Typed()
	if typed == "" {
		return send(h)
	}
	h.Prompt(nav.Prompt{Label: "type  " + typed + "  to confirm: ", History: "confirm", Done: func(h nav.Host, text string) tea.Cmd {
		if text != typed || s.batch.Typed() != typed {
			h.Flash(errors.New("not confirmed: type "+typed+" exactly"), "")
			return nil
		}
		return send(h)
	}})
	return nil
}

// undo takes back what was sent, as a plan of its own.
func (s *Several) undo(h nav.Host) tea.Cmd {
	parts := s.batch.Undos(s.face.steps)
	if len(parts) == 0 {
		h.Flash(errors.New("nothing was sent, so there is nothing to undo"), "")
		return nil
	}
	return s.flow.BeginAll(h, "Undo", parts)
}
