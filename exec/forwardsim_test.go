package exec

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
	"github.com/ecscope/ecscope/sim/simtest"
	protocol "github.com/ecscope/ecscope/sim/wire"
)

// simulated is a service of two tasks in a simulated account whose clock stands still.
type simulated struct {
	t      *testing.T
	server *sim.Server
	client *aws.Client
	clock  *sim.ManualClock
	*Forwards
}

func simulate(t *testing.T, o sessions.Options, p sim.Population) *simulated {
	t.Helper()
	k := sim.NewManualClock(time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC))
	p.ServicesPerCluster, p.Exec = 1, true
	if p.TasksPerService == 0 {
		p.TasksPerService = 2
	}
	s := simtest.Start(t, sim.Options{Population: &p, Clock: k, Sessions: o})
	c, err := aws.Open(t.Context(), aws.Options{Environ: s.Env(), Now: k.Now, Sleep: k.Sleep, Share: 1})
	if err != nil {
		t.Fatal(err)
	}
	f := NewForwards(t.Context(), Clock{k.Now, k.Sleep})
	t.Cleanup(f.Close)
	return &simulated{t, s, c, k, f}
}

// tasks are those of the service.
func (s *simulated) tasks(ctx context.Context) ([]aws.Task, error) {
	var all []aws.Task
	for page, err := range s.client.Tasks(ctx, aws.TaskQuery{Cluster: "cluster-1", Service: "service-0001"}) {
		if err != nil {
			return nil, err
		}
		for _, t := range page {
			if t.Described {
				all = append(all, t)
			}
		}
	}
	return all, nil
}

// spec forwards a port of the newest task, or of a host.
func (s *simulated) spec(host string, port int) Spec {
	return Spec{Place: "cluster-1/service-0001", Host: host, Port: port, Find: func(ctx context.Context) (aws.ExecTarget, error) {
		all, err := s.tasks(ctx)
		if err != nil {
			return aws.ExecTarget{}, err
		}
		t, ok := Newest(all)
		if !ok {
			return aws.ExecTarget{}, errors.New("no task runs")
		}
		target, _ := t.ExecTarget(t.Containers[0].Name)
		return target, nil
	}}
}

// open opens a forward, which has to work.
func (s *simulated) open(p Spec) State {
	s.t.Helper()
	got, err := s.Open(s.t.Context(), s.client, p)
	if err != nil {
		s.t.Fatal(err)
	}
	return got
}

// answer waits for a connection's result, while the clock goes on, but by less than a connection waits for a session: opening one takes
// its real time, however busy the computer is.
func (s *simulated) answer(result chan error) {
	s.t.Helper()
	left := patience * 2 / 3
	slowly := func(d time.Duration) {
		if left -= d; left > 0 {
			s.clock.Advance(d)
		}
	}
	soon(s.t, "an answer", passing(slowly, 200*time.Millisecond, func() bool { return len(result) > 0 }), func() string { return fmt.Sprintf("%+v", s.List()) })
}

// await waits until something holds, while the clock goes on.
func (s *simulated) await(what string, holds func() bool) {
	s.t.Helper()
	soon(s.t, what, passing(s.clock.Advance, 200*time.Millisecond, holds), func() string { return fmt.Sprintf("%+v", s.List()) })
}

// fetched gets n bytes from the container's HTTP server, which are letters.
func fetched(at State, n int) error {
	t := &http.Transport{}
	defer t.CloseIdleConnections()
	r, err := (&http.Client{Transport: t, Timeout: eventually}).Get(fmt.Sprintf("http://%s/bytes/%d", at.Local, n))
	if err != nil {
		return err
	}
	defer r.Body.Close()
	got, err := io.ReadAll(r.Body)
	if err == nil && (len(got) != n || len(bytes.Trim(got, "abcdefghijklmnopqrstuvwxyz")) > 0) {
		err = fmt.Errorf("%d bytes that are not those that were wanted", len(got))
	}
	return err
}

// descriptors counts those that are open, where the system tells.
func descriptors() int {
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(all)
}

// children is how many processes this one has, where there is a /proc.
func children() (n int) {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		stat, _ := os.ReadFile("/proc/" + e.Name() + "/stat") // of a process: number, name in parentheses, state, parent
		_, rest, _ := strings.Cut(string(stat), ") ")
		if f := strings.Fields(rest); len(f) > 1 && f[1] == strconv.Itoa(os.Getpid()) {
			n++
		}
	}
	return n
}

// Twenty forwards at once carry what they are given, and nothing of them is left. It runs alone, so that it can count.
func TestTwentyForwards(t *testing.T) {
	needs.Time(t, "twenty forwards at once")
	goroutines, files, processes := runtime.NumGoroutine(), descriptors(), children()
	t.Run("at once", func(t *testing.T) {
		s := simulate(t, sessions.Options{Fast: true, Limit: 20}, sim.Population{})
		var work sync.WaitGroup
		for i := range 20 {
			work.Go(func() {
				host, use := "db.internal", func(at State) error {
					c, err := net.Dial("tcp", at.Local)
					if err != nil {
						return err
					}
					defer c.Close()
					return echoed(c, 100<<10)
				}
				if i%2 == 0 {
					host, use = "api.internal", func(at State) error { return fetched(at, 100<<10) }
				}
				at, err := s.Open(t.Context(), s.client, s.spec(host, map[bool]int{true: 80, false: 5432}[i%2 == 0]))
				if err != nil {
					t.Error(err)
					return
				}
				for range 4 {
					work.Go(func() {
						if err := use(at); err != nil {
							t.Errorf("%s: %v", at.Remote, err)
						}
					})
				}
			})
		}
		work.Wait()
		if all := s.List(); len(all) != 20 {
			t.Errorf("%d forwards", len(all))
		}
		s.await("each carried all of four connections", func() bool { // what was read is counted a moment later
			return !slices.ContainsFunc(s.List(), func(at State) bool { return at.Status != StatusOpen || at.Total != 4 || at.In < 400<<10 })
		})
		s.Close()
		if live := s.server.Sessions().Live(); len(live) > 0 {
			t.Errorf("%d sessions are left", len(live))
		}
	})
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	soon(t, "as before", func() bool {
		return runtime.NumGoroutine() <= goroutines && descriptors() <= files && children() <= processes
	}, func() string {
		var b strings.Builder
		_ = pprof.Lookup("goroutine").WriteTo(&b, 1)
		return fmt.Sprintf("%d goroutines, there were %d; %d descriptors, there were %d; %d processes, there were %d\n%s", runtime.NumGoroutine(), goroutines,
			descriptors(), files, children(), processes, b.String())
	})
}

// A network that is cut, and loses, doubles and reorders, changes nothing of what passes.
func TestForwardBadNetwork(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a network that loses messages")
	s := simulate(t, sessions.Options{Fast: true}, sim.Population{})
	trouble := sessions.Trouble{Loss: 0.02, Twice: 0.02, Late: 0.02}
	s.server.Sessions().Faults().ToAgent(trouble)
	s.server.Sessions().Faults().ToClient(trouble)
	at := s.open(s.spec("db.internal", 5432))
	var work sync.WaitGroup
	for range 3 {
		c := connected(t, at)
		if err := c.SetDeadline(time.Now().Add(4 * eventually)); err != nil { // after a cut an agent sends one message after the other again
			t.Fatal(err)
		}
		work.Go(func() {
			if err := echoed(c, 128<<10); err != nil {
				t.Error(err)
			}
		})
	}
	for range 3 {
		s.await("some bytes", func() bool { return s.List()[0].In > 100<<10 })
		s.server.Sessions().Cut()
	}
	all := make(chan struct{})
	go func() { work.Wait(); close(all) }()
	// The clock goes on, for the last message may be lost and only time tells of it; but slowly, for a side that is busy is not silent.
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for waits := true; waits; {
		select {
		case <-all:
			waits = false
		case <-tick.C:
			s.clock.Advance(10 * time.Millisecond)
		}
	}
	s.await("the counters", func() bool { return s.List()[0].Status == StatusOpen && s.List()[0].In == 3*128<<10 })
}

// When the task is stopped, another one of the service takes over, on the same local port.
func TestForwardStoppedTask(t *testing.T) {
	t.Parallel()
	s := simulate(t, sessions.Options{Fast: true}, sim.Population{})
	at := s.open(s.spec("db.internal", 5432))
	c := connected(t, at)
	if err := echoed(c, 1000); err != nil {
		t.Fatal(err)
	}
	if _, err := s.server.World().StopTask(stopTask("cluster-1", at.Task)); err != nil {
		t.Fatal(err)
	}
	s.await("another task", func() bool { return s.List()[0].Task != at.Task && s.List()[0].Status == StatusOpen })
	if _, err := c.Read(make([]byte, 1)); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("the connection ends as if all were well: %v", err)
	}
	if got := s.List()[0]; got.Local != at.Local {
		t.Errorf("%+v", got)
	}
	if err := echoed(connected(t, at), 1<<20); err != nil {
		t.Error(err)
	}
}

// The idle end comes after 20 minutes, and the next connection opens another session.
func TestForwardIdleSession(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	s := simulate(t, sessions.Options{Fast: true}, sim.Population{})
	at := s.open(s.spec("db.internal", 5432))
	began := s.clock.Now()
	for range 19 {
		s.clock.Advance(time.Minute)
	}
	s.await("the idle end", func() bool { return s.List()[0].Status == StatusIdle })
	if took := s.clock.Now().Sub(began); took < 20*time.Minute || took > 25*time.Minute || len(s.server.Sessions().Live()) > 0 {
		t.Errorf("after %s; %d sessions", took, len(s.server.Sessions().Live()))
	}
	result := make(chan error, 1)
	c := connected(t, at)
	go func() { result <- echoed(c, 1000) }()
	s.answer(result)
	if err := <-result; err != nil {
		t.Error(err)
	}
}

// Older agents, encrypted sessions, ports that nobody listens on, and agents that are not there.
func TestForwardKinds(t *testing.T) {
	t.Parallel()
	needs.Time(t, "an agent at its real pace")
	for name, o := range map[string]struct {
		options sessions.Options
		key     string
	}{
		"keeps alive": {options: sessions.Options{Fast: true, Agent: "3.1.1400.0"}},
		"real pace":   {},
		"encrypted":   {options: sessions.Options{Fast: true}, key: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulate(t, o.options, sim.Population{Key: o.key})
			at := s.open(s.spec("db.internal", 5432))
			for range 3 {
				c := connected(t, at)
				if err := echoed(c, 100<<10); err != nil {
					t.Error(err)
				}
				_ = c.Close()
				s.await("its end", func() bool { return s.List()[0].Connections == 0 })
			}
		})
	}
	t.Run("nobody", func(t *testing.T) {
		t.Parallel()
		s := simulate(t, sessions.Options{Fast: true}, sim.Population{})
		at := s.open(s.spec("", 81))
		if err := refused(at); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("a port that nobody listens on: %v", err)
		}
		s.await("the reason", func() bool { return s.List()[0].Err != nil })
		if got := s.List()[0]; got.Status != StatusOpen || !strings.Contains(got.Err.Error(), "nothing listens on port 81") {
			t.Errorf("%+v", got)
		}
	})
	t.Run("disconnected", func(t *testing.T) {
		t.Parallel()
		s := simulate(t, sessions.Options{Fast: true}, sim.Population{})
		s.server.Sessions().Faults().Disconnect(true)
		if _, err := s.Open(t.Context(), s.client, s.spec("", 80)); err == nil || !strings.Contains(err.Error(), "not connected") || len(s.List()) > 0 {
			t.Error(err, s.List())
		}
	})
}

// What somebody has to mend first is not tried again and again; who may not end sessions ends them all the same.
func TestForwardDenied(t *testing.T) {
	t.Parallel()
	s := simulate(t, sessions.Options{Fast: true}, sim.Population{})
	at := s.open(s.spec("db.internal", 5432))
	s.server.Faults().Add(protocol.Fault{Kind: protocol.Deny, Service: "ssm", Action: "TerminateSession"})
	mend := s.server.Faults().Add(protocol.Fault{Kind: protocol.Deny, Service: "ssm", Action: "StartSession"})
	if _, err := s.server.World().StopTask(stopTask("cluster-1", at.Task)); err != nil {
		t.Fatal(err)
	}
	s.await("idleness", func() bool { return s.List()[0].Status == StatusIdle })
	if got := s.List()[0]; call.KindOf(got.Err) != call.Denied {
		t.Errorf("%+v", got)
	}
	mend()
	result := make(chan error, 1)
	c := connected(t, at)
	go func() { result <- echoed(c, 1000) }()
	s.answer(result)
	if err := <-result; err != nil {
		t.Error(err)
	}
	s.Stop(at.ID)
	s.await("the end of the session", func() bool { return len(s.server.Sessions().Live()) == 0 })
}

// A finder keeps to its task while that runs; then the service has others, or there is nothing more to find. It leaves
// containers alone that have all the sessions they take.
func TestFinder(t *testing.T) {
	t.Parallel()
	s := simulate(t, sessions.Options{Fast: true}, sim.Population{})
	all, err := s.tasks(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	d := Finder{Client: s.client, Cluster: "cluster-1", Service: "service-0001", Container: "app"}
	for range 2 * atOnce {
		p := s.spec("db.internal", 5432)
		p.Find = d.Find
		s.open(p)
	}
	through := map[string]int{}
	for _, at := range s.List() {
		through[at.Task]++
	}
	if through[all[0].ID] != atOnce || through[all[1].ID] != atOnce {
		t.Errorf("%v", through)
	}
	p := s.spec("", 80)
	p.Find = d.Find
	ctx, cancel := context.WithCancel(t.Context())
	tooMany := make(chan error, 1)
	go func() {
		_, err := s.Open(ctx, s.client, p)
		tooMany <- err
	}()
	soon(t, "one too many waits", func() bool { return s.server.Sessions().Connected() == 2*atOnce+1 })
	cancel()
	if err := <-tooMany; !errors.Is(err, context.Canceled) {
		t.Errorf("one too many: %v", err)
	}
	one := Finder{Client: s.client, Cluster: "cluster-1", Task: all[1].ID, Container: "app"}
	if got, err := one.Find(t.Context()); err != nil || got.Task != all[1].ID {
		t.Error(got, err)
	}
	one.Container = "nginx"
	if _, err := one.Find(t.Context()); err == nil || errors.Is(err, ErrStopped) {
		t.Error(err)
	}
	if _, err := s.server.World().StopTask(stopTask("cluster-1", all[1].ID)); err != nil {
		t.Fatal(err)
	}
	if _, err := one.Find(t.Context()); !errors.Is(err, ErrStopped) {
		t.Error(err)
	}
	one.Service, one.Container = "service-0001", "app"
	if got, err := one.Find(t.Context()); err != nil || got.Task != all[0].ID {
		t.Error(got, err)
	}
}

func stopTask(cluster, task string) *ecs.StopTaskInput {
	return &ecs.StopTaskInput{Cluster: &cluster, Task: &task}
}
