package exec

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
)

// server serves connections at a port of its own, each by serve, until the test ends.
func server(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	t.Cleanup(func() {
		_ = l.Close()
		work.Wait()
	})
	work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() {
				defer c.Close()
				serve(c)
			})
		}
	})
	return l.Addr().String()
}

func echo(c net.Conn) { _, _ = io.Copy(c, c) }

// connected connects to a forward.
func connected(t *testing.T, s State) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", s.Local)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(eventually)); err != nil {
		t.Fatal(err)
	}
	return c.(*net.TCPConn)
}

// refused connects to a forward that refuses it, perhaps at once, and says how.
func refused(s State) error {
	c, err := net.Dial("tcp", s.Local)
	if err == nil {
		_ = c.SetDeadline(time.Now().Add(eventually))
		_, err = c.Read(make([]byte, 1))
		_ = c.Close()
	}
	return err
}

// echoed sends n bytes and wants them back.
func echoed(c net.Conn, n int) error {
	data := noise(n)
	go func() { _, _ = c.Write(data) }()
	got := make([]byte, n)
	if _, err := io.ReadFull(c, got); err != nil {
		return err
	}
	if sha256.Sum256(got) != sha256.Sum256(data) {
		return errors.New("what came back is not what was sent")
	}
	return nil
}

// only is the state of the only forward.
func only(f *Forwards) State { return f.List()[0] }

func TestForward(t *testing.T) {
	t.Parallel()
	a := newAgents(t, server(t, echo))
	f := a.forwards()
	s, err := f.open(t.Context(), a, a.spec("a"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(s.Local, "127.0.0.1:") || s.Remote != "app:80" || s.Task != "a" || s.Container != "app" || s.Place != "prod/checkout" ||
		s.Status != StatusOpen || s.Err != nil || s.Wanted != 0 {
		t.Errorf("%+v", s)
	}
	var work sync.WaitGroup
	for range 6 {
		c := connected(t, s)
		work.Go(func() {
			if err := echoed(c, 2<<20); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	a.await("the counters", func() bool {
		s := only(f)
		return s.In == 12<<20 && s.Out == 12<<20 && s.Connections == 6 && s.Total == 6
	})
	f.Stop(s.ID)
	if len(f.List()) != 0 {
		t.Error("it is still listed")
	}
	f.Close()
	if !a.last().terminated.Load() || len(a.last().told) != 1 || <-a.last().told != TerminateSession {
		t.Error("the session is not ended")
	}
	soon(t, "nobody listens there any more", func() bool { // for a while another test may
		l, err := net.Listen("tcp", s.Local)
		if err == nil {
			_ = l.Close()
		}
		return err == nil
	})
	if _, err := f.open(t.Context(), a, a.spec("a")); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

// A forward that cannot be opened leaves nothing.
func TestForwardRefused(t *testing.T) {
	t.Parallel()
	a := newAgents(t, "127.0.0.1:1")
	f := a.forwards()
	a.refuse = errors.New("TargetNotConnected")
	if _, err := f.open(t.Context(), a, a.spec("a")); !errors.Is(err, a.refuse) || len(f.List()) > 0 {
		t.Error(err, f.List())
	}
	if _, err := f.open(t.Context(), a, a.spec()); !errors.Is(err, ErrStopped) {
		t.Error(err)
	}
	bad := a.spec("a")
	bad.Listen = "192.0.2.1"
	if _, err := f.open(t.Context(), a, bad); err == nil || a.dials.Load() != 1 {
		t.Error(err, a.dials.Load())
	}
}

// Where the port is taken, another one is.
func TestForwardTaken(t *testing.T) {
	t.Parallel()
	taken := server(t, echo)
	a := newAgents(t, taken)
	s := a.spec("a")
	_, port, _ := net.SplitHostPort(taken)
	_, _ = fmt.Sscan(port, &s.Local)
	got, err := a.forwards().open(t.Context(), a, s)
	if err != nil || got.Wanted != s.Local || got.Local == taken {
		t.Fatalf("%+v %v", got, err)
	}
	if err := echoed(connected(t, got), 100); err != nil {
		t.Error(err)
	}
}

// Where nothing listens, the connection fails and says so; the forward lives on, and is well once something does.
func TestForwardNobodyListens(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	a := newAgents(t, l.Addr().String())
	f := a.forwards()
	s, err := f.open(t.Context(), a, a.spec("a"))
	if err != nil {
		t.Fatal(err)
	}
	if err := refused(s); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("it is connected to nothing: %v", err)
	}
	a.await("the reason", func() bool { return only(f).Err != nil })
	if s := only(f); s.Status != StatusOpen || !strings.Contains(s.Err.Error(), "nothing listens on port 80") {
		t.Errorf("%+v", s)
	}
	a.listens(server(t, echo))
	if err := echoed(connected(t, s), 10); err != nil {
		t.Error(err)
	}
	a.await("its end", func() bool { return only(f).Err == nil })
}

// When the task stops, the connections break and another task takes over; without any the forward ends.
func TestForwardReplaces(t *testing.T) {
	t.Parallel()
	for _, notice := range []bool{true, false} {
		a := newAgents(t, server(t, echo))
		f := a.forwards()
		s, err := f.open(t.Context(), a, a.spec("a", "b"))
		if err != nil {
			t.Fatal(err)
		}
		c := connected(t, s)
		if err := echoed(c, 1000); err != nil {
			t.Fatal(err)
		}
		a.stop("a", notice)
		a.await("a session in b", func() bool { return only(f).Task == "b" && only(f).Status == StatusOpen })
		if _, err := c.Read(make([]byte, 1)); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("the connection ends as if all were well: %v", err)
		}
		if err := echoed(connected(t, s), 1000); err != nil {
			t.Error(err)
		}
		if got := only(f); got.Local != s.Local || got.Err != nil {
			t.Errorf("%+v", got)
		}
		a.stop("b", notice)
		a.await("the end", func() bool { return only(f).Status == StatusEnded })
		if got := only(f); !errors.Is(got.Err, ErrStopped) || got.Connections != 0 {
			t.Errorf("%+v", got)
		}
		// Another test may listen at the same address by now.
		if c, err := net.Dial("tcp", s.Local); err == nil && c.SetDeadline(time.Now().Add(time.Second)) == nil && echoed(c, 1000) == nil {
			t.Error("it still listens")
		}
	}
}

// While there is no session, new connections wait, or are refused; tries become rarer, and hopeless ones are left to the
// next connection.
func TestForwardWaits(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	a := newAgents(t, server(t, echo))
	f := a.forwards()
	s, err := f.open(t.Context(), a, a.spec("a"))
	if err != nil {
		t.Fatal(err)
	}
	set := func(err error) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.refuse = err
	}
	trouble := errors.New("no agent yet")
	set(trouble)
	a.last().over("")
	a.await("two tries", func() bool { return a.dials.Load() >= 3 })
	if got := only(f); got.Status != StatusReconnecting || !errors.Is(got.Err, trouble) {
		t.Errorf("%+v", got)
	}
	c := connected(t, s)
	a.await("the connection", func() bool { return only(f).Total == 1 })
	set(nil)
	result := make(chan error, 1)
	go func() { result <- echoed(c, 100) }()
	a.await("a session", func() bool { return only(f).Status == StatusOpen })
	if err := <-result; err != nil {
		t.Error(err)
	}
	_ = c.Close()
	a.await("the end of the connection", func() bool { return only(f).Connections == 0 })

	began, before := a.clock.Now(), a.dials.Load()
	set(trouble)
	a.last().over("")
	a.await("giving up", func() bool { return only(f).Status == StatusIdle })
	if tried, took := a.dials.Load()-before, a.clock.Now().Sub(began); tried < 10 || tried > 40 || took < tries {
		t.Errorf("%d tries in %s", tried, took)
	}
	done := make(chan error, 1)
	go func() { done <- refused(s) }()
	a.await("the refusal", func() bool { return len(done) > 0 })
	if err := <-done; err == nil || errors.Is(err, io.EOF) {
		t.Errorf("a refused connection: %v", err)
	}
	if got := only(f); !errors.Is(got.Err, trouble) {
		t.Errorf("%+v", got)
	}
}

// A session that ends because nobody used it is not opened again until somebody does.
func TestForwardIdle(t *testing.T) {
	t.Parallel()
	a := newAgents(t, server(t, echo))
	f := a.forwards()
	s, err := f.open(t.Context(), a, a.spec("a"))
	if err != nil {
		t.Fatal(err)
	}
	a.clock.Advance(20 * time.Minute)
	a.last().over("Your session timed out due to inactivity")
	a.await("idleness", func() bool { return only(f).Status == StatusIdle })
	for range 100 {
		a.clock.Advance(time.Minute)
	}
	if got := only(f); got.Status != StatusIdle || got.Err != nil || a.dials.Load() != 1 {
		t.Errorf("%+v, %d sessions", got, a.dials.Load())
	}
	result := make(chan error, 1)
	c := connected(t, s)
	go func() { result <- echoed(c, 100) }()
	a.await("another session", func() bool { return len(result) > 0 })
	if err := <-result; err != nil || only(f).Status != StatusOpen || a.dials.Load() != 2 {
		t.Error(err, only(f), a.dials.Load())
	}
}

// A connection that was lost for a while breaks nothing.
func TestForwardResumes(t *testing.T) {
	t.Parallel()
	a := newAgents(t, server(t, echo))
	f := a.forwards()
	s, err := f.open(t.Context(), a, a.spec("a"))
	if err != nil {
		t.Fatal(err)
	}
	c := connected(t, s)
	a.last().notice(Notice{Lost: true, Why: "the connection was cut"})
	if got := only(f); got.Status != StatusReconnecting || !strings.Contains(got.Err.Error(), "cut") {
		t.Errorf("%+v", got)
	}
	a.last().notice(Notice{Gone: time.Second})
	if got := only(f); got.Status != StatusOpen || got.Err != nil {
		t.Errorf("%+v", got)
	}
	if err := echoed(c, 1000); err != nil {
		t.Error(err)
	}
}

// The program that has sent all it has gets its answer, and the far side learns of the end once that is quiet.
func TestForwardHalfClosed(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	a := newAgents(t, server(t, func(c net.Conn) {
		b := make([]byte, 5)
		_, _ = io.ReadFull(c, b)
		_, _ = io.WriteString(c, "answer to "+string(b))
		rest, _ := io.ReadAll(c) // ends with the connection
		got <- string(b) + string(rest)
	}))
	f := a.forwards()
	s, err := f.open(t.Context(), a, a.spec("a"))
	if err != nil {
		t.Fatal(err)
	}
	c := connected(t, s)
	_, _ = io.WriteString(c, "hello")
	_ = c.CloseWrite()
	b := make([]byte, 15)
	if _, err := io.ReadFull(c, b); err != nil || string(b) != "answer to hello" {
		t.Errorf("%q %v", b, err)
	}
	a.await("the end on both sides", func() bool { return len(got) > 0 && only(f).Connections == 0 })
	if text := <-got; text != "hello" {
		t.Errorf("%q", text)
	}
}

// A program that does not read holds the others up neither below the limit nor, for long, beyond it.
func TestForwardSlowReader(t *testing.T) {
	t.Parallel()
	flood := []byte("flood")
	a := newAgents(t, server(t, func(c net.Conn) {
		b := make([]byte, len(flood))
		if _, err := io.ReadFull(c, b); err != nil || !bytes.Equal(b, flood) {
			_, _ = c.Write(b)
			echo(c)
			return
		}
		for block := make([]byte, 64<<10); ; {
			if _, err := c.Write(block); err != nil {
				return
			}
		}
	}))
	f := a.forwards()
	s, err := f.open(t.Context(), a, a.spec("a"))
	if err != nil {
		t.Fatal(err)
	}
	slow, other := connected(t, s), connected(t, s)
	if err := echoed(other, 1000); err != nil {
		t.Fatal(err)
	}
	_, _ = slow.Write(flood)
	result := make(chan error, 1)
	go func() { // in little pieces, for as long as it takes
		for only(f).Err == nil {
			if err := echoed(other, 1000); err != nil {
				result <- err
				return
			}
		}
		result <- echoed(other, 1<<20)
	}()
	a.await("the end of the slow one", func() bool { return len(result) > 0 })
	if err := <-result; err != nil {
		t.Errorf("the other connection: %v", err)
	}
	if _, err := io.Copy(io.Discard, slow); err == nil {
		t.Error("the slow one ends as if all were well")
	}
}

// The far side may answer a stream before smux knows it: nothing of the answer is lost.
func TestForwardHastyAnswer(t *testing.T) {
	t.Parallel()
	a := newAgents(t, server(t, func(c net.Conn) { _, _ = io.WriteString(c, "220 hello") }))
	f := a.forwards()
	s, err := f.open(t.Context(), a, a.spec("a"))
	if err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for range 100 {
				c := connected(t, s)
				if b, err := io.ReadAll(c); string(b) != "220 hello" || err != nil {
					t.Errorf("%q %v", b, err)
					return
				}
				_ = c.Close()
			}
		})
	}
	work.Wait()
}
