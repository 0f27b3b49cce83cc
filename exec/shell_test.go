//go:build !windows

package exec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"github.com/google/shlex"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
)

// desk is a terminal that nobody looks at.
type desk struct {
	t      testing.TB
	master *os.File // the side of who types and looks
	slave  *os.File
	before *term.State

	mutex sync.Mutex
	shown bytes.Buffer
	all   sync.WaitGroup
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, master: master, slave: slave}
	d.resize(100, 30)
	d.before = d.settings()
	d.all.Go(func() {
		for b := make([]byte, 32<<10); ; {
			n, err := master.Read(b)
			d.mutex.Lock()
			d.shown.Write(b[:n])
			d.mutex.Unlock()
			if err != nil {
				return
			}
		}
	})
	t.Cleanup(func() {
		_ = slave.Close()
		_ = master.Close()
		d.all.Wait()
	})
	return d
}

func (d *desk) settings() *term.State {
	d.t.Helper()
	s, err := term.GetState(d.slave.Fd())
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

func (d *desk) resize(cols, rows uint16) {
	d.t.Helper()
	if err := pty.Setsize(d.master, &pty.Winsize{Cols: cols, Rows: rows}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) text() string {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.shown.String()
}

func (d *desk) types(s string) {
	d.t.Helper()
	if _, err := io.WriteString(d.master, s); err != nil {
		d.t.Fatal(err)
	}
}

// keys types one key after the other, as people do.
func (d *desk) keys(s string) {
	d.t.Helper()
	for _, b := range []byte(s) {
		d.types(string(b))
	}
}

func (d *desk) see(what string) {
	d.t.Helper()
	soon(d.t, fmt.Sprintf("%q on the screen", what), func() bool { return strings.Contains(d.text(), what) }, func() string { return fmt.Sprintf("%q", d.text()) })
}

// restored says that the terminal is as it was, and what is typed now is for us.
func (d *desk) restored() {
	d.t.Helper()
	if after := d.settings(); !reflect.DeepEqual(after, d.before) {
		d.t.Errorf("the terminal's settings are\n%+v, they were\n%+v", after, d.before)
	}
	d.types("mine\n")
	b := make([]byte, 5)
	if _, err := io.ReadFull(d.slave, b); err != nil || string(b) != "mine\n" {
		d.t.Errorf("of the keys came %q: %v", b, err)
	}
}

// running is a shell on a desk.
type running struct {
	*desk
	*Shell
	server *sim.Server
	ended  chan error
}

func shellOn(t testing.TB, command string, o sessions.Options, set func(*Shell)) *running {
	t.Helper()
	s, c, at := container(t, o, sim.Population{})
	return started(t, s, c, at, command, set)
}

func started(t testing.TB, s *sim.Server, c *aws.Client, at aws.ExecTarget, command string, set func(*Shell)) *running {
	t.Helper()
	r := &running{desk: newDesk(t), server: s, ended: make(chan error, 1)}
	r.Shell = &Shell{Ctx: t.Context(), Client: c, Target: at,
		Place: Banner{Profile: "admin", Region: "us-east-1", Cluster: at.Cluster, Task: at.Task, Container: at.Container}}
	r.Shell.asked(command)
	r.SetStdin(r.slave)
	r.SetStdout(r.slave)
	r.SetStderr(r.slave)
	if set != nil {
		set(r.Shell)
	}
	go func() { r.ended <- r.Run() }()
	return r
}

// asked opens sh, or runs another command line.
func (s *Shell) asked(command string) {
	if s.Image = command; command != "sh" {
		s.Image = ""
		s.Words, _ = shlex.Split(command)
	}
}

// end waits for the end.
func (r *running) end() Result {
	r.t.Helper()
	select {
	case err := <-r.ended:
		if got := r.Result(); (err != nil) == got.Opened || err != nil && !errors.Is(err, got.Err) {
			r.t.Errorf("Run returns %v, the result is %+v", err, got)
		}
	case <-time.After(eventually):
		r.t.Fatalf("it does not end:\n%q", r.text())
	}
	return r.Result()
}

func TestShell(t *testing.T) {
	t.Parallel()
	r := shellOn(t, "sh", sessions.Options{Fast: true}, func(s *Shell) { s.Place.Protected = true })
	r.see("CLUSTER-1 IS PROTECTED")
	r.see("admin us-east-1  cluster-1  container ")
	r.keys("stty size; echo $((6*7)).\r")
	r.see("30 100\r\n42.")
	r.keys(`sh -c 'trap "echo inter\"\"rupted; exit" INT; echo wai""ting; while :; do sleep 0.1; done'` + "\r")
	r.see("waiting")
	r.keys("\x03")
	r.see("interrupted")
	r.keys("exit 0\r")
	got := r.end()
	if !got.Opened || got.Err != nil || got.Text != "the session ended" || got.Replace || got.Quit || len(r.server.Sessions().Live()) != 0 {
		t.Errorf("%+v", got)
	}
	r.see("-- the session ended --\r\n")
	r.restored()
}

// Each byte that is typed reaches the far side, and what it puts out is shown, byte for byte.
func TestShellPassesAll(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a network that loses messages")
	for name, trouble := range map[string]sessions.Trouble{"good": {}, "bad": {Loss: 0.01, Twice: 0.01, Late: 0.01}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := shellOn(t, mirror, sessions.Options{Fast: true}, nil)
			r.server.Sessions().Faults().ToAgent(trouble)
			r.server.Sessions().Faults().ToClient(trouble)
			r.see("ready\n")
			every := make([]byte, 256)
			for i := range every {
				every[i] = byte(i)
			}
			r.desk.mutex.Lock()
			r.shown.Reset()
			r.desk.mutex.Unlock()
			data := append(append(bytes.Clone(every), "\x1b[200~\r~.\r~?"...), append(noise(1<<20), "\x1b[201~"...)...)
			r.types(string(data))
			soon(t, "all is back", func() bool { r.desk.mutex.Lock(); defer r.desk.mutex.Unlock(); return r.shown.Len() >= len(data) })
			if !bytes.Equal([]byte(r.text()), data) {
				t.Error("what is shown is not what was typed")
			}
			r.keys("\r~.")
			if got := r.end(); !got.Opened || got.Err != nil || !strings.Contains(got.Text, Leave) {
				t.Errorf("%+v", got)
			}
			r.restored()
			if live := r.server.Sessions().Live(); len(live) != 0 {
				t.Errorf("%v live", live)
			}
		})
	}
}
