//go:build !windows

package terminal

import (
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// watch listens to every signal that would end or stop the process, or that concerns the terminal.
func (g *Guard) watch() (stop func()) {
	requests := []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}
	stops := []os.Signal{syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU}
	ends := []os.Signal{syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGTRAP, syscall.SIGSYS, syscall.SIGALRM, syscall.SIGVTALRM, syscall.SIGUSR1,
		syscall.SIGUSR2, syscall.SIGXCPU, syscall.SIGXFSZ, syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGIO}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, slices.Concat(requests, stops, ends, []os.Signal{syscall.SIGWINCH, syscall.SIGCONT})...)
	g.joined.Go(func() {
		for asked := false; ; {
			select {
			case <-g.over:
				return
			case s := <-signals:
				switch {
				case s == syscall.SIGWINCH || s == syscall.SIGCONT:
					call(g.events.Resized)
				case slices.Contains(stops, s):
					g.stop(s.(syscall.Signal), signals)
				case slices.Contains(requests, s) && !asked:
					asked = true
				default:
					g.die(s.(syscall.Signal))
				}
			}
		}
	})
	return func() { signal.Stop(signals) }
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// stop stops the process as the signal would have, and goes on when it is continued in the foreground.
func (g *Guard) stop(s syscall.Signal, signals chan<- os.Signal) {
	enter := g.leave()
	for {
		halt(s)
		if foreground(g.in.Fd()) {
			break
		}
		s = syscall.SIGTTOU // continued behind another: the terminal is not ours yet
	}
	signal.Notify(signals, syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU)
	enter()
	call(g.events.Resized)
	call(g.events.Resumed)
}

// The kernel does not stop a process that nobody could continue, as it sees it. So how long it has run since is counted in
// looks, which do not pass while it is stopped.
const (
	looks = 30
	tick  = 10 * time.Millisecond
)

// halt stops this process and returns when it is continued. Where the kernel ignores the signal, because no shell with job
// control is above, it stops all the same: who sent the signal wants the terminal.
func halt(s syscall.Signal) {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	signal.Reset(s)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for _, s := range []syscall.Signal{s, syscall.SIGSTOP} {
		_ = syscall.Kill(os.Getpid(), s)
		for range looks {
			select {
			case <-continued:
				return
			case <-ticker.C:
			}
		}
	}
}

// die restores the terminal and ends the process by a signal.
func (g *Guard) die(s syscall.Signal) {
	_ = g.leave()
	signal.Reset(s)
	byDefault(s)
	_ = syscall.Kill(os.Getpid(), s)
	time.Sleep(blocked)
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
}

// foreground says whether the terminal is this process's to set.
func foreground(fd uintptr) bool {
	group, err := unix.IoctlGetInt(int(fd), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
