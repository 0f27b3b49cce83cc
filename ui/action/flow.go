package action

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// Flow is the way of every change through the interface. There is one for all screens of an account.
type Flow struct {
	Desk  *change.Desk
	Theme *theme.Theme
	Keys  keymap.Map
	Clock nav.Clock
	// Done is called once a change was sent: it follows what becomes of it, and keeps the undo.
	Done func(nav.Host, change.Change, change.Plan, change.Receipt) tea.Cmd
	// Keep keeps the undo of a change that was sent; Done does so, too.
	Keep func(change.Plan, change.Receipt)

	changed time.Time
}

// ChangedSince says whether a change was sent, or came to its end, after a time: what was read before then may be old.
func (f *Flow) ChangedSince(t time.Time) bool { return f != nil && f.changed.After(t) }

// now remembers that the account has just been changed.
func (f *Flow) now() { f.changed = f.Clock.Now() }

// Begin opens the dialog of a change and makes its plan.
func (f *Flow) Begin(h nav.Host, c change.Change) tea.Cmd {
	if err := f.Desk.Refuse(guard.Change); err != nil {
		h.Flash(err, "")
		return nil
	}
	h.Open(newConfirm(f, c))
	return nil
}

// BeginAll shows the plan of several changes; a single one has its dialog.
func (f *Flow) BeginAll(h nav.Host, title string, parts []change.Part) tea.Cmd {
	if len(parts) == 1 && parts[0].Change != nil {
		return f.Begin(h, parts[0].Change)
	}
	return f.Watch(h, title, parts)
}

// Watch shows the plan of several changes, or of one that no other screen would follow.
func (f *Flow) Watch(h nav.Host, title string, parts []change.Part) tea.Cmd {
	if err := f.Desk.Refuse(guard.Change); err != nil {
		h.Flash(err, "")
		return nil
	}
	h.Push(newSeveral(f, title, parts))
	return nil
}

// Session is what is to be opened, for the dialog that asks for the name of what is protected.
type Session struct {
	Reach guard.Reach
	On    guard.Thing
	// Title says what it does, in the imperative; Verb is the word on the button; Profile is empty where none is named.
	Title, Verb, Profile string
	// Detail is what more there is to know, such as the command; it may be empty.
	Detail string
}

// Admit goes on with open where a session may be opened. What is protected is asked about first, in the dialog of every
// change: its name has to be typed.
func (f *Flow) Admit(h nav.Host, s Session, open func() tea.Cmd) tea.Cmd {
	if err := f.Desk.Refuse(s.Reach); err != nil {
		h.Flash(err, "")
		return nil
	}
	if f.Desk.Name(s.On) == "" {
		return open()
	}
	d := newConfirm(f, admission{s, f.Desk.Name(s.On)})
	d.open = open
	h.Open(d)
	return nil
}

// admission is a session as the dialog shows it. There is nothing to send.
type admission struct {
	Session
	name string
}

// Title says what it does.
func (a admission) Title() string { return a.Session.Title }

// Plan says where, and what has to be typed.
func (a admission) Plan(context.Context) (change.Plan, error) {
	p := change.Plan{Title: a.Session.Title, Verb: a.Verb, Typed: a.name, Warnings: []string{a.On.String() + " is protected: what you do there has real effects"},
		Where: change.Where{Profile: a.Profile, Account: a.On.Account, Region: a.On.Region, Cluster: a.On.Cluster}}
	if a.Detail != "" {
		p.Effects = []string{a.Detail}
	}
	return p, nil
}

// Apply is never called: what the dialog opens is not a change.
func (admission) Apply(context.Context) (change.Receipt, error) {
	return change.Receipt{}, errors.New("a session is not a change")
}
