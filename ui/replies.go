package ui

import (
	"reflect"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// What asks a terminal whether it is there, and its answer. Terminals answer in the order in which they were asked: with this answer
// all others are here. (ECMA-48, DSR; each of xterm, tmux, the Linux console and Windows Terminal answers it.)
const (
	askStatus = "\x1b[5n"
	itIsThere = uv.UnknownCsiEvent("\x1b[0n")
)

// slowest is how long a terminal may take to answer. One that has not answered by then is taken for one that does not.
// A slow line, or a busy machine, takes more than half a second now and then; only before a terminal that never answers does anybody
// wait so long, who leaves in the moments after it was asked.
const slowest = 2 * time.Second

// replies keeps the terminal until it has answered what it was asked: whoever has it next, a shell in a container or the shell that
// ecscope was started from, would take an answer for something that was typed. It stands before all messages of a program.
type replies struct {
	send  func(tea.Msg)
	after func(time.Duration, func())
	asked func()      // is told that something goes to the terminal
	ended func() bool // whether the program is ended from outside, which waits for nothing

	awaited int       // answers
	times   int       // that it was asked
	held    []tea.Msg // what gives the terminal away
	away    bool      // somebody else had the terminal: it is asked anew when it is back
}

// unanswered is sent when a terminal had enough time. It is how many times the terminal had been asked then.
type unanswered int

// asksForColor and runsProgram are messages of types that Bubble Tea keeps to itself.
func asksForColor(m tea.Msg) bool {
	return reflect.TypeOf(m) == reflect.TypeOf(tea.RequestBackgroundColor())
}
func runsProgram(m tea.Msg) bool { return reflect.TypeOf(m) == reflect.TypeOf(tea.Exec(nil, nil)()) }

// pass is what is done with a message: it, or nil where it is held back.
func (a *replies) pass(m tea.Msg) tea.Msg {
	if a.away {
		a.away = false
		a.ask()
	}
	switch m := m.(type) {
	case uv.UnknownCsiEvent:
		if m == itIsThere {
			a.answered(max(0, a.awaited-1))
			return nil
		}
	case unanswered:
		if int(m) == a.times {
			a.answered(0)
		}
		return nil
	case tea.QuitMsg, tea.SuspendMsg:
		return a.hold(m)
	}
	switch {
	case asksForColor(m):
		a.ask()
	case runsProgram(m):
		return a.hold(m)
	}
	return m
}

// hold keeps back what gives the terminal away while answers are awaited.
func (a *replies) hold(m tea.Msg) tea.Msg {
	if a.awaited > 0 && !a.ended() {
		a.held = append(a.held, m)
		return nil
	}
	_, ends := m.(tea.QuitMsg)
	a.away = !ends
	return m
}

// ask has the terminal say that it is there, after it was asked something else.
func (a *replies) ask() {
	a.awaited++
	a.times++
	late := unanswered(a.times)
	go a.send(tea.RawMsg{Msg: askStatus})
	a.asked()
	a.after(slowest, func() { a.send(late) })
}

func (a *replies) answered(left int) {
	a.awaited = left
	if left > 0 {
		return
	}
	for _, m := range a.held {
		go a.send(m)
	}
	a.held = nil
}
