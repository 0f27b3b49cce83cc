// Package terminal is the terminal of this process while a program has it: what was switched is switched back when the
// program ends, is ended or is stopped by a signal; its size and its pastes have bounds.
package terminal

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"
)

// Guard stands between a program and its terminal. It is the output; all that the program writes passes here.
type Guard struct {
	in     *os.File
	out    io.Writer
	before *term.State // what the settings were before the program
	mutex  sync.Mutex  // held while something is written, and from the last time on for ever
	modes  Modes
	events Events
	over   chan struct{}
	joined sync.WaitGroup
	once   sync.Once
}

// Events are what happens to a terminal; each may be nil. They are called on a goroutine of the guard's and may not wait.
type Events struct {
	// Resized says that it may have another size.
	Resized func()
	// Resumed says that the program was stopped and goes on: what was on the screen is gone.
	Resumed func()
}

// Hold guards a terminal until Release. A first request to end is left to whoever listens to it; what nobody could listen
// to, and a second request, restore the terminal and end the process by the same signal.
func Hold(in *os.File, out io.Writer, e Events) (*Guard, error) {
	before, err := term.GetState(in.Fd())
	if err != nil {
		return nil, err
	}
	g := &Guard{in: in, out: out, before: before, events: e, over: make(chan struct{})}
	stop := g.watch()
	g.joined.Go(func() { <-g.over; stop() })
	return g, nil
}

// Release ends the guard.
func (g *Guard) Release() {
	g.once.Do(func() { close(g.over) })
	g.joined.Wait()
}

// Write writes to the terminal.
func (g *Guard) Write(p []byte) (int, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	n, err := g.out.Write(p)
	g.modes.Follow(p[:max(0, min(n, len(p)))])
	return n, err
}

// blocked is how long a terminal may take to take a few bytes.
const blocked = time.Second

// within runs f, but does not wait for it for ever: a terminal that is stopped by ctrl-s takes nothing.
func within(f func()) {
	done := make(chan struct{})
	go func() { f(); close(done) }()
	timer := time.NewTimer(blocked)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}

// leave makes the terminal what it was before the program, and lets nobody write until enter is called.
func (g *Guard) leave() (enter func()) {
	if !foreground(g.in.Fd()) { // it is another's, and touching it would stop this process again
		return func() {}
	}
	held := g.lock()
	if held {
		within(func() { _, _ = io.WriteString(g.out, g.modes.Undo()) })
	}
	now, err := term.GetState(g.in.Fd())
	_ = term.Restore(g.in.Fd(), g.before)
	return func() {
		if err == nil && *now != *g.before {
			_ = term.Restore(g.in.Fd(), now)
		}
		if held {
			within(func() { _, _ = io.WriteString(g.out, g.modes.Redo()) })
			g.mutex.Unlock()
		}
	}
}

// lock waits for who writes just now, but not for ever, and says whether it holds the output.
func (g *Guard) lock() bool {
	const look = 5 * time.Millisecond
	for waited := time.Duration(0); waited < blocked; waited += look {
		if g.mutex.TryLock() {
			return true
		}
		time.Sleep(look)
	}
	return false
}
