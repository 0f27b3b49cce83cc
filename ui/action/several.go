package action

import (
	"context"
	"errors"
	"iter"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
)

// phase is how far a plan of several changes has come.
type phase uint8

const (
	reading phase = iota
	deciding
	running
	over
)

// Several is the screen of a plan of several changes: it lists each, is confirmed once, and says how each ends.
type Several struct {
	flow   *Flow
	batch  *change.Batch
	face   *severalFace
	choice *severalChoice
	plans  load.Feed[change.Planned]
	run    severalRun
	phase  phase
}

// severalRun is the run of a batch.
type severalRun struct {
	feed load.Feed[change.Step]
	// halt has nothing more sent; abandon has nothing followed any longer either.
	halt, abandon context.CancelFunc
	// unrecorded says that the operator knows that the changes cannot be recorded.
	unrecorded bool
}

// severalArmed is sent a moment after the plans were drawn.
type severalArmed struct{ of *Several }

func newSeveral(f *Flow, title string, parts []change.Part) *Several {
	desk := *f.Desk
	b := &change.Batch{Desk: &desk, Parts: parts}
	face := newSeveralFace(f, title, b)
	return &Several{flow: f, batch: b, face: face, choice: &severalChoice{flow: f, batch: b, face: face, buttons: dialog.NewButtons(f.Theme, "Cancel")}}
}

// Title is the screen's word in the header's path.
func (s *Several) Title() string { return "plan" }

// Location is the cluster of the changes, where they are all in one.
func (s *Several) Location() nav.Location {
	at := nav.Location{View: "plan"}
	for i, p := range s.batch.Parts {
		if c := p.Plan.Where.Cluster; i == 0 {
			at.Cluster = c
		} else if at.Cluster != c {
			at.Cluster = ""
		}
	}
	return at
}

// Keys are what the screen answers to now.
func (s *Several) Keys() []key.Binding {
	k := s.flow.Keys
	switch s.phase {
	case deciding:
		if !fits(s) {
			return nil
		}
		return []key.Binding{k.Dialog.Next, k.Dialog.Press, keymap.As(k.Tables.Mark, "in or out"), k.Dialog.Order, k.Dialog.Earlier, k.Dialog.Later, keymap.As(k.Dialog.Command, "copy the commands")}
	case running:
		return []key.Binding{keymap.As(k.Everywhere.Back, "send no more")}
	case over:
		return []key.Binding{k.Changes.Undo}
	}
	return nil
}

// Resize tells the size of the body.
func (s *Several) Resize(width, height int) {
	s.face.width, s.face.height = width, height
	s.layout()
}

// Update takes a message.
func (s *Several) Update(h nav.Host, m tea.Msg) tea.Cmd {
	defer s.layout()
	switch m := m.(type) {
	case nav.Shown:
		if s.phase == reading && !s.plans.Running() {
			return s.plans.Start(h.Context(), s.batch.Plans)
		}
		return nil
	case severalArmed:
		s.choice.armed = s.choice.armed || m.of == s
		return nil
	case tea.KeyPressMsg:
		return s.press(h, m)
	}
	if p, next, ok := s.plans.Take(m); ok {
		return s.planned(p, next)
	}
	if p, next, ok := s.run.feed.Take(m); ok {
		return s.stepped(p, next)
	}
	return nil
}

// planned takes over a plan; after the last it asks.
func (s *Several) planned(p load.Page[change.Planned], next tea.Cmd) tea.Cmd {
	for _, one := range p.Items {
		s.batch.Take(one)
	}
	if !p.Done {
		return next
	}
	s.phase, s.face.cut = deciding, p.Err
	s.choice.label()
	return s.flow.Clock.After(grace, severalArmed{s})
}

// stepped takes over news of a change.
func (s *Several) stepped(p load.Page[change.Step], next tea.Cmd) tea.Cmd {
	for _, step := range p.Items {
		s.face.steps[step.Part] = step
		if part := s.batch.Parts[step.Part]; step.Standing == change.Begun || step.Standing == change.Done {
			s.flow.now()
			s.flow.Keep(part.Plan, step.Receipt)
		}
		if cannot, ok := errors.AsType[*change.NotRecorded](step.Err); ok {
			s.run.unrecorded, s.choice.note = true, "nothing was sent: "+cannot.Error()+". Confirm again to send it unrecorded"
		}
	}
	if !p.Done {
		return next
	}
	s.phase = over
	if s.choice.note != "" && s.face.count(change.Done, change.Begun) == 0 {
		s.phase, s.choice.armed = deciding, false
		s.face.forget()
		return s.flow.Clock.After(grace, severalArmed{s})
	}
	return nil
}

// send applies the changes.
func (s *Several) send(h nav.Host) tea.Cmd {
	s.phase, s.choice.note = running, ""
	if s.run.unrecorded {
		s.batch.Desk.Unrecorded = func(error) error { return nil } // the screen said so
	}
	ctx, abandon := context.WithCancel(h.Context())
	more, halt := context.WithCancel(ctx)
	s.run.halt, s.run.abandon = halt, abandon
	s.face.halted = false
	return s.run.feed.Start(h.Context(), func(context.Context) iter.Seq2[[]change.Step, error] { return s.batch.Run(ctx, more) })
}

// Busy says that changes are under way, which leaving the screen would leave in the dark.
func (s *Several) Busy() string {
	if s.phase != running {
		return ""
	}
	return "changes are being sent one by one: " + keymap.Does(s.flow.Keys.Everywhere.Back, "stops sending")
}

// Clear stops what runs: first nothing more is sent, then nothing is followed any longer.
func (s *Several) Clear() bool {
	if s.phase != running {
		return false
	}
	if s.face.halted {
		s.run.abandon()
	} else {
		s.face.halted = true
		s.run.halt()
	}
	return true
}

// Interrupt sends nothing more and follows nothing any longer; the call on its way is finished.
func (s *Several) Interrupt() bool {
	if s.phase != running {
		return false
	}
	s.face.halted = true
	s.run.halt()
	s.run.abandon()
	return true
}
