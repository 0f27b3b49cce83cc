package action

import (
	"context"
	"errors"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/prompt"
	"github.com/ecscope/ecscope/ui/reader"
)

// step is how far a dialog has come.
type step uint8

const (
	planning step = iota
	asking        // the plan is on screen and can be confirmed
	sending
	refused // it cannot be done, or was not; there is nothing to confirm
)

// Confirm is the dialog that every change passes: it plans, shows, asks and sends.
type Confirm struct {
	flow   *Flow
	change change.Change
	plan   change.Plan
	open   func() tea.Cmd // what follows where it is no change that is confirmed; nil for a change
	typed  string         // what has to be typed; empty for nothing
	drift  string         // what moved when the plan before this one was to be sent
	err    error
	// unrecorded says that the operator was told that the change cannot be recorded.
	unrecorded bool

	plans load.Feed[change.Plan]
	sends load.Feed[change.Receipt]

	step    step
	armed   bool // the plan has been on screen long enough that a key is meant for it
	number  int  // of the plan
	buttons *dialog.Buttons
	field   *prompt.Prompt
	inField bool
	body    *reader.Reader

	width, height int
}

// armed is sent a moment after a plan was drawn.
type armed struct {
	dialog *Confirm
	number int
}

// grace is how long a plan is on screen before a key can confirm it: keys typed before it was drawn are still in the
// terminal's line then, and belong to something else.
const grace = 400 * time.Millisecond

func newConfirm(f *Flow, c change.Change) *Confirm {
	d := &Confirm{flow: f, change: c, body: reader.New(f.Theme)}
	d.body.SetWrap(true)
	return d
}

// Keys are what the dialog answers to now.
func (d *Confirm) Keys() []key.Binding {
	k := d.flow.Keys.Dialog
	if (d.step == asking || d.step == refused) && !sheetOf(d).fits() {
		return []key.Binding{k.Cancel}
	}
	switch d.step {
	case asking:
		if d.plan.Command == "" {
			return []key.Binding{k.Next, k.Press, k.Cancel}
		}
		return []key.Binding{k.Next, k.Press, k.Command, k.Cancel}
	case refused:
		return []key.Binding{k.Next, k.Press, k.Cancel}
	case sending:
		return nil
	}
	return []key.Binding{k.Cancel}
}

// Busy says that a change is under way, which leaving the program would leave in the dark.
func (d *Confirm) Busy() string {
	if d.step == sending {
		return "a change is being sent; ctrl+c again quits without knowing the outcome"
	}
	return ""
}

// Resize tells the size of the screen.
func (d *Confirm) Resize(width, height int) {
	d.width, d.height = width, height
	d.layout()
}

// Update takes a message.
func (d *Confirm) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case nav.Shown:
		return d.replan(h)
	case armed:
		if m.dialog == d && m.number == d.number {
			d.armed = true
		}
		return nil
	case tea.KeyPressMsg:
		return d.press(h, m)
	case tea.PasteMsg:
		if d.inField && sheetOf(d).fits() {
			_, cmd := d.field.Update(m)
			return cmd
		}
		return nil
	}
	if p, next, ok := d.plans.Take(m); ok {
		return d.planned(p, next)
	}
	if p, next, ok := d.sends.Take(m); ok {
		return d.sent(h, p, next)
	}
	return nil
}

// replan makes the plan, or makes it anew.
func (d *Confirm) replan(h nav.Host) tea.Cmd {
	d.step, d.armed, d.inField = planning, false, false
	d.number++
	d.layout()
	return d.plans.Start(h.Context(), load.One(d.change.Plan))
}

// planned shows the plan, with the focus on Cancel.
func (d *Confirm) planned(p load.Page[change.Plan], next tea.Cmd) tea.Cmd {
	for _, plan := range p.Items {
		d.plan, d.err, d.step = plan, nil, asking
		d.typed = d.flow.Desk.Typed(plan)
		d.buttons = dialog.NewButtons(d.flow.Theme, "Cancel", plan.Verb)
		if d.typed != "" {
			d.field = prompt.New(d.flow.Theme, prompt.Options{})
		}
	}
	if p.Err != nil {
		d.refuse(p.Err)
	}
	d.layout()
	if !p.Done {
		return tea.Batch(next, d.flow.Clock.After(grace, armed{dialog: d, number: d.number}))
	}
	return nil
}

// refuse shows why not, and offers what can be done instead.
func (d *Confirm) refuse(err error) {
	d.step, d.err, d.armed = refused, err, true
	d.buttons = dialog.NewButtons(d.flow.Theme, "Close")
	if r, ok := errors.AsType[*change.Refused](err); ok && r.Instead != nil {
		d.buttons = dialog.NewButtons(d.flow.Theme, "Close", r.Instead.Title())
	}
}

// send applies the change. It is not bound to the dialog's life: once sent, its answer is awaited.
func (d *Confirm) send(h nav.Host) tea.Cmd {
	d.step = sending
	ctx := context.WithoutCancel(h.Context())
	c, plan, desk := d.change, d.plan, *d.flow.Desk
	if d.unrecorded {
		desk.Unrecorded = func(error) error { return nil } // the plan said so
	}
	return d.sends.Start(ctx, load.One(func(ctx context.Context) (change.Receipt, error) {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		return desk.Apply(ctx, c, plan)
	}))
}

// sent closes the dialog and follows the change; on drift the plan is made anew, with what moved above it.
func (d *Confirm) sent(h nav.Host, p load.Page[change.Receipt], next tea.Cmd) tea.Cmd {
	if !p.Done {
		receipt := p.Items[0]
		h.Pop()
		d.flow.now()
		return tea.Batch(next, d.flow.Done(h, d.change, d.plan, receipt))
	}
	if p.Err == nil {
		return nil
	}
	if drift, ok := errors.AsType[*change.Drift](p.Err); ok {
		d.drift = drift.Error()
		return d.replan(h)
	}
	if cannot, ok := errors.AsType[*change.NotRecorded](p.Err); ok {
		d.drift, d.unrecorded = "nothing was sent: "+cannot.Error()+". Confirm again to send it unrecorded", true
		return d.replan(h)
	}
	d.refuse(p.Err)
	d.layout()
	return nil
}
