//go:build !windows

package exec

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
)

// However a session ends, it is said in a sentence and the terminal is as before, even if a full-screen program was killed.
func TestShellEnds(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	const full = `sh -c 'printf "\033[?1049h\033[?25l\033[?1000h\033[?2004h\033[31mred"; sleep 1000'`
	for name, c := range map[string]struct {
		act                 func(*running)
		text, next          string
		fails, stops, quits bool
	}{
		"killed": {act: func(r *running) { r.server.Sessions().Kill() }, text: "the session ended"},
		"agent":  {act: func(r *running) { r.server.Sessions().StopAgent(r.Target.String(), "gone") }, text: "the session ended: The agent in the container"},
		"lost": {act: func(r *running) { r.server.Sessions().Faults().RefuseResumes(9); r.server.Sessions().Cut() }, fails: true,
			text: "the session ended while the connection was lost", next: "open a new session"},
		"refused": {act: func(r *running) { r.server.Sessions().Faults().RefuseTokens(99); r.server.Sessions().Cut() }, fails: true,
			text: "the gateway refused the session", next: "open it again"},
		"left": {act: func(r *running) { r.keys("\r~.") }, text: "you left the session (" + Leave + ")"},
		"stopped": {act: func(r *running) {
			if _, err := r.server.World().StopTask(stopTask(r.Target.Cluster, r.Target.Task)); err != nil {
				r.t.Error(err)
			}
		}, text: "the session ended: The container has stopped", next: "in the one that replaces it", stops: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := shellOn(t, full, sessions.Options{Fast: true}, nil)
			r.see("red")
			c.act(r)
			got := r.end()
			if !got.Opened || !strings.Contains(got.Text, c.text) || !strings.Contains(got.Next, c.next) || (got.Err != nil) != c.fails || got.Replace != c.stops || got.Quit {
				t.Errorf("%+v", got)
			}
			r.see("\x1b[?25h\x1b[?1000l\x1b[?2004l\x1b[?1049l\x1b[0m")
			r.restored()
		})
	}
}

func TestShellDoesNotOpen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set  func(*sim.Server)
		text string
	}{
		"not connected": {func(s *sim.Server) { s.Sessions().Faults().Disconnect(true) }, "open a session in container"},
		"no shell":      {func(s *sim.Server) { s.Sessions().Faults().NoShell(true) }, "no such file or directory"},
		"refused":       {func(s *sim.Server) { s.Sessions().Faults().RefuseTokens(99) }, "refused the session"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, client, at := container(t, sessions.Options{Fast: true}, sim.Population{})
			c.set(s)
			r := started(t, s, client, at, "", nil)
			if got := r.end(); got.Opened || got.Err == nil || !strings.Contains(got.Text, c.text) || len(s.Sessions().Live()) != 0 {
				t.Errorf("%+v; %v live", got, s.Sessions().Live())
			}
			r.restored()
		})
	}
}

// Whoever does not want to wait for it types ctrl-c.
func TestShellGivenUp(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	h := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // or the server does not notice that the client is gone
		close(asked)
		<-r.Context().Done()
	}))
	t.Cleanup(h.Close)
	t.Cleanup(h.CloseClientConnections)
	c, err := aws.Open(t.Context(), aws.Options{Environ: environment(h.URL)})
	if err != nil {
		t.Fatal(err)
	}
	r := started(t, nil, c, target(), "", nil)
	<-asked
	r.see("opening")
	r.keys("ls\r\x03")
	if got := r.end(); got.Opened || !errors.Is(got.Err, ErrGivenUp) || got.Quit {
		t.Errorf("%+v", got)
	}
	r.restored()
}

// What is typed before the session is there reaches it.
func TestShellTypedAhead(t *testing.T) {
	t.Parallel()
	s, c, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	s.Sessions().Faults().ToClient(sessions.Trouble{Delay: 100 * time.Millisecond})
	r := started(t, s, c, at, "sh", nil)
	r.see("opening")
	r.keys("echo ah''ead; exit\r")
	r.see("ahead")
	r.end()
}

func TestShellNeedsTerminal(t *testing.T) {
	t.Parallel()
	s := &Shell{Ctx: t.Context()}
	s.SetStdin(strings.NewReader(""))
	s.SetStdout(new(strings.Builder))
	if err := s.Run(); !errors.Is(err, ErrNoTerminal) || s.Result().Opened || !errors.Is(s.Result().Err, ErrNoTerminal) {
		t.Error(err)
	}
}

// What this side has to say stands on lines of its own, and waits while a program has the screen.
func TestShellNotices(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	k := sim.NewManualClock(time.Unix(1e9, 0))
	r := shellOn(t, "sh -c 'stty raw -echo; printf \"\\033[?1049hfull\"; head -c 1; printf \"\\033[?1049lback\"; exec cat'", sessions.Options{Fast: true},
		func(s *Shell) { s.Clock = Clock{k.Now, k.Sleep} })
	r.see("full")
	waits := func() { // the watch sleeps again
		ctx, cancel := context.WithTimeout(t.Context(), eventually)
		defer cancel()
		if err := k.Await(ctx, 1); err != nil {
			t.Fatal(err)
		}
	}
	waits()
	k.Advance(18 * time.Minute)
	r.see("full\a")
	r.keys("x")
	r.see("x\x1b[?1049lback")
	r.see("\r\n-- no traffic for 18 minutes")
	r.keys("\r~?")
	r.see("\r\n-- at the beginning of a line: ~. ends")
	waits()
	if _, err := r.server.World().StopTask(stopTask(r.Target.Cluster, r.Target.Task)); err != nil {
		t.Fatal(err)
	}
	k.Advance(10 * time.Second)
	r.see("is stopping (")
	if got := r.end(); !got.Replace {
		t.Errorf("%+v", got)
	}
	r.restored()
}

// Signals end the session and not the terminal; the size follows the window.
func TestShellSignals(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real processes on terminals")
	for name, signal := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, at := container(t, sessions.Options{Fast: true}, sim.Population{})
			d := newDesk(t)
			cmd := child(t, s, at, "sh", d.slave)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			d.keys("stty size\r")
			d.see("30 100")
			if err := pty.Setsize(d.master, &pty.Winsize{Cols: 132, Rows: 50}); err != nil {
				t.Fatal(err)
			}
			d.keys("until [ \"$(stty size)\" = '50 132' ]; do sleep 0.1; done; echo wi''der\r")
			d.see("wider")
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("%v\n%s", err, d.text())
			}
			d.see("result: " + errSignal.Error())
			if len(s.Sessions().Live()) != 0 {
				t.Error("the session stays")
			}
			d.restored()
		})
	}
}

// Who closes the terminal's window ends the session and the program.
func TestShellHungUp(t *testing.T) {
	t.Parallel()
	s, _, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	cmd := child(t, s, at, "sh", slave)
	err = cmd.Start()
	_ = slave.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	until(t, master, "# ")
	_ = master.Close() // while nobody reads it, or it stays open
	if err := cmd.Wait(); err != nil || len(s.Sessions().Live()) != 0 {
		t.Errorf("%v; %v live", err, s.Sessions().Live())
	}
}

// A hundred sessions, one after the other, leave nothing behind. It runs alone, so that it can count.
func TestHundredShells(t *testing.T) {
	needs.Time(t, "a hundred sessions")
	_, _, stop := signals() // Go keeps a goroutine for signals from the first time on
	stop()
	goroutines, files, processes := runtime.NumGoroutine(), descriptors(), children()
	for name, people := range kinds() {
		t.Run(name, func(t *testing.T) { fiftyShells(t, people) })
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	soon(t, "that nothing is left", func() bool {
		return runtime.NumGoroutine() <= goroutines && descriptors() <= files && children() <= processes
	})
}

// fiftyShells opens fifty shells in a row, and leaves them in two ways.
func fiftyShells(t *testing.T, people sim.Population) {
	t.Helper()
	s, c, at := container(t, sessions.Options{Fast: true}, people)
	var work sync.WaitGroup
	for n := range 50 {
		d := newDesk(t)
		r := &running{desk: d, server: s, ended: make(chan error, 1), Shell: &Shell{Ctx: t.Context(), Client: c, Target: at, Image: "sh"}}
		r.SetStdin(d.slave)
		r.SetStdout(d.slave)
		work.Go(func() { r.ended <- r.Run() })
		r.see("[K")
		r.keys("echo $((6*7)).\r")
		r.see("42.")
		r.keys([]string{"exit\r", "~."}[n%2])
		if got := r.end(); !got.Opened || got.Err != nil {
			t.Fatalf("%+v", got)
		}
		r.restored()
		_ = d.slave.Close()
		_ = d.master.Close()
	}
	work.Wait()
	if live := s.Sessions().Live(); len(live) != 0 {
		t.Errorf("%v live", live)
	}
}
