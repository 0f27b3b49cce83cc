package ui

import (
	"errors"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// terminalOf is a program before which replies stand: what it sent, and what it will send when time has passed.
type terminalOf struct {
	replies
	sent  chan tea.Msg
	later []func()
	over  bool
}

func newTerminalOf() *terminalOf {
	x := &terminalOf{sent: make(chan tea.Msg, 9)}
	x.replies = replies{send: func(m tea.Msg) { x.sent <- m }, after: func(_ time.Duration, f func()) { x.later = append(x.later, f) }, asked: func() {}, ended: func() bool { return x.over }}
	return x
}

// gives are the messages that give the terminal to somebody else.
var gives = map[string]tea.Msg{"a program": tea.Exec(nil, nil)(), "to quit": tea.Quit(), "to suspend": tea.Suspend()}

// Nobody gets the terminal before it has answered: its answer would be taken for something typed.
func TestTerminalIsKeptUntilItHasAnswered(t *testing.T) {
	t.Parallel()
	for name, give := range gives {
		for _, answer := range []tea.Msg{itIsThere, nil} {
			x := newTerminalOf()
			if x.pass(tea.RequestBackgroundColor()) == nil {
				t.Fatal("the question is not asked")
			}
			if raw, ok := (<-x.sent).(tea.RawMsg); !ok || raw.Msg != askStatus {
				t.Fatalf("asked %v after it", raw)
			}
			if m := x.pass(give); m != nil {
				t.Errorf("%s: the terminal is given away while it is to answer", name)
			}
			if color := (tea.BackgroundColorMsg{}); x.pass(color) != color {
				t.Error("the answer does not arrive")
			}
			select {
			case m := <-x.sent:
				t.Errorf("%s: %T before the last answer", name, m)
			default:
			}
			if answer == nil { // a terminal that never does
				x.later[0]()
				answer = <-x.sent
			}
			if x.pass(answer) != nil {
				t.Error("the program is told what is not for it")
			}
			if m := <-x.sent; m == nil || x.pass(m) == nil {
				t.Errorf("%s: %T is held for ever", name, m)
			}
		}
	}
}

// When the terminal is back, it is asked again: the renderer has asked something, too. An older question's time does not end it.
func TestTerminalIsAskedAgainWhenItIsBack(t *testing.T) {
	t.Parallel()
	x := newTerminalOf()
	x.pass(tea.RequestBackgroundColor())
	<-x.sent
	x.pass(itIsThere)
	if x.pass(gives["a program"]) == nil {
		t.Fatal("held for nothing")
	}
	x.pass(tea.WindowSizeMsg{})
	if raw, ok := (<-x.sent).(tea.RawMsg); !ok || raw.Msg != askStatus {
		t.Fatalf("%v", raw)
	}
	x.later[0]()
	x.pass(<-x.sent)
	if x.pass(gives["a program"]) != nil {
		t.Error("given away while it is to answer")
	}
	if unknown := uv.UnknownCsiEvent("\x1b[3n"); x.pass(unknown) != unknown {
		t.Error("another answer is swallowed")
	}
	x.pass(itIsThere)
	if m := <-x.sent; x.pass(m) == nil {
		t.Errorf("%T is held", m)
	}
}

// Whoever ends the program from outside does not wait for an answer.
func TestAnEndDoesNotWait(t *testing.T) {
	t.Parallel()
	x := newTerminalOf()
	x.pass(tea.RequestBackgroundColor())
	x.over = true
	if x.pass(tea.Quit()) == nil {
		t.Error("the end is held back")
	}
}

// Whichever of two messages of a new size comes last, the size is the one that the terminal has then.
func TestSizesDoNotOvertake(t *testing.T) {
	t.Parallel()
	now := tea.WindowSizeMsg{Width: 200, Height: 60}
	message := resized(func() (int, int, error) { return now.Width, now.Height, nil })
	first, second := message, message
	now = tea.WindowSizeMsg{Width: 20, Height: 5}
	if bounded(second) != now || bounded(first) != now {
		t.Error("an old size is drawn for")
	}
	if bounded(resized(func() (int, int, error) { return 0, 0, errors.New("closed") })) != nil {
		t.Error("no size is a size")
	}
}
