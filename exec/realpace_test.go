//go:build !windows

package exec

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
)

// kinds are the agents that there are: one takes a handshake and a key, the other says nothing before its first output.
func kinds() map[string]sim.Population {
	return map[string]sim.Population{"plain": {}, "encrypted": {Key: "alias/sessions"}}
}

// A command at an agent's real pace ends with its own code, however silent it is; a shell tells its own, too.
func TestRealAgent(t *testing.T) {
	t.Parallel()
	needs.Time(t, "an agent at its real pace")
	for name, people := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, client, at := container(t, sessions.Options{}, people)
			var out bytes.Buffer
			k := &Command{Client: client, Target: at, Words: []string{"sh", "-c", "sleep 2; exit 9"}, Stdout: &out}
			if code, err := k.Run(minute(t)); code != 9 || err != nil || out.Len() > 0 {
				t.Errorf("%d %v %q", code, err, out.String())
			}
			r := started(t, s, client, at, "sh", nil)
			r.see("opening")
			r.keys("stty size; exit 3\r")
			r.see("30 100")
			if got := r.end(); !got.Known || got.Code != 3 || got.Text != "the session ended with exit code 3" {
				t.Errorf("%+v", got)
			}
			r.restored()
			r = started(t, s, client, at, "cat", nil)
			r.keys("first\r")
			r.see("first\r\nfirst")
			r.keys("\x04")
			if got := r.end(); !got.Known || got.Code != 0 {
				t.Errorf("%+v", got)
			}
			if live := s.Sessions().Live(); len(live) > 0 {
				t.Errorf("%v live", live)
			}
		})
	}
}

// A silent command is left alone for as long as it takes. What may go wrong is said, once.
func TestSilentCommand(t *testing.T) {
	t.Parallel()
	s, client, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	clock, told := sim.NewManualClock(time.Unix(1e9, 0)), &notices{}
	stop, up := make(chan struct{}), make(first)
	k := &Command{Client: client, Target: at, Words: []string{"sh", "-c", "echo up; read line; exit 5"}, Stdin: waits(stop), Stdout: up,
		Notice: told.add, Clock: Clock{clock.Now, clock.Sleep}}
	result := make(chan int, 1)
	go func() {
		code, err := k.Run(minute(t))
		if err != nil {
			t.Error(err)
		}
		result <- code
	}()
	<-up
	soon(t, "warned", func() bool { clock.Advance(time.Minute); return told.count() == 1 })
	if text := told.list()[0].String(); !strings.Contains(text, "--detach") {
		t.Error(text)
	}
	if len(s.Sessions().Live()) != 1 {
		t.Error("it was ended")
	}
	close(stop)
	if code := <-result; code != 5 {
		t.Errorf("code %d", code)
	}
}

// first is output that closes the channel when it comes.
type first chan struct{}

// Write notes that there is output.
func (f first) Write(p []byte) (int, error) {
	select {
	case <-f:
	default:
		close(f)
	}
	return len(p), nil
}

// waits is input that ends when the channel is closed.
type waits chan struct{}

// Read waits.
func (w waits) Read(p []byte) (int, error) {
	<-w
	return copy(p, "\n"), nil
}

// A third session says which are in its way, waits, and begins when one of them has ended.
func TestThirdSession(t *testing.T) {
	t.Parallel()
	s, client, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	held, release := context.WithCancel(t.Context())
	ended := make(chan struct{}, 2)
	for range 2 {
		go func() {
			_, _ = (&Command{Client: client, Target: at, Words: []string{"sleep", "1000"}, Stdout: new(bytes.Buffer)}).Run(held)
			ended <- struct{}{}
		}()
	}
	soon(t, "two sessions", func() bool { return s.Sessions().Connected() == 2 })
	clock, told := sim.NewManualClock(time.Unix(1e9, 0)), &notices{}
	result := make(chan error, 1)
	go func() {
		_, err := (&Command{Client: client, Target: at, Words: []string{"true"}, Stdout: new(bytes.Buffer), Notice: told.add,
			Clock: Clock{clock.Now, clock.Sleep}}).Run(minute(t))
		result <- err
	}()
	soon(t, "a third", func() bool { return s.Sessions().Connected() == 3 })
	soon(t, "said", func() bool { clock.Advance(time.Second); return told.count() == 1 })
	if text := told.list()[0].String(); !strings.Contains(text, "ecscope has 2 others there (a command, open for ") {
		t.Error(text)
	}
	release()
	if err := <-result; err != nil {
		t.Error(err)
	}
	<-ended
	<-ended
}
