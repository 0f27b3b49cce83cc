//go:build unix

package session

import (
	"errors"
	"os"
	"os/exec"
	"sync"
	"syscall"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// terminals tells whether this system has pseudo-terminals.
const terminals = true

// process is a command on a terminal of its own, of whose session it is the
// leader. Reading and writing are the terminal's.
type process struct {
	*os.File
	command *exec.Cmd
	line    *lifeline

	mu     sync.Mutex
	waited bool // the process may be reaped: its number may be another's
	closed sync.Once
}

func startProcess(file string, words []string, at home, env []string) (*process, error) {
	c := &exec.Cmd{Path: file, Args: words, Dir: at.dir, Env: env}
	master, err := pty.Start(c)
	if err != nil {
		return nil, err
	}
	at.line.hold(c.Process.Pid)
	if master, err = pollable(master); err != nil {
		_ = c.Process.Kill()
		return nil, errors.Join(err, c.Wait())
	}
	return &process{File: master, command: c, line: at.line}, nil
}

// size sets the size of the terminal; programs hear of it by SIGWINCH.
func (p *process) size(cols, rows uint16) {
	raw, err := p.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_ = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &unix.Winsize{Col: cols, Row: rows})
	})
}

// kill kills the process, its group and the group in the terminal's
// foreground. The others hear the terminal hang up.
func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if raw, err := p.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) {
			if group, err := unix.IoctlGetInt(int(fd), unix.TIOCGPGRP); err == nil && group > 1 {
				_ = syscall.Kill(-group, syscall.SIGKILL)
			}
		})
	}
	if !p.waited {
		_ = syscall.Kill(-p.command.Process.Pid, syscall.SIGKILL)
	}
	_ = p.command.Process.Kill()
	p.hangUp()
}

func (p *process) hangUp() { p.closed.Do(func() { _ = p.Close() }) }

// wait reaps the process when it has ended, and hangs up its terminal.
func (p *process) wait() {
	p.mu.Lock()
	p.waited = true
	p.mu.Unlock()
	_ = p.command.Wait() // how it ended is told to nobody: sessions do not carry exit codes
	p.line.release(p.command.Process.Pid)
	p.hangUp()
}
