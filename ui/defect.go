package ui

import (
	"errors"
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// errDefect follows the panic and its stack, which Bubble Tea prints once the terminal is as it was.
var errDefect = errors.New("this is a bug in ecscope; please report it with the lines above")

// defect is the panic of a command, on its way to the goroutine that draws.
type defect struct {
	value any
	stack []byte
}

func (d defect) String() string { return fmt.Sprintf("%v\n\nin a command:\n%s", d.value, d.stack) }

// fenced makes a message of a command's panic. Left to itself Bubble Tea restores the terminal and reports the panic
// beside Run, which may end the process before anything is said. What tea.Sequence holds stays unguarded.
func fenced(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (m tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				m = defect{value: r, stack: debug.Stack()}
			}
		}()
		m = cmd()
		if batch, ok := m.(tea.BatchMsg); ok {
			m = guarded(batch)
		}
		return m
	}
}

func guarded(cmds []tea.Cmd) tea.BatchMsg {
	all := make(tea.BatchMsg, len(cmds))
	for i, c := range cmds {
		all[i] = fenced(c)
	}
	return all
}
