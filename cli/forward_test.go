package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/session"
)

// execAccount is a service of two tasks with ECS Exec.
func execAccount(t *testing.T, o session.Options) *sim.Server {
	t.Helper()
	return start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 1, TasksPerService: 2, Exec: true}, Sessions: o})
}

// forwarding is a command line that runs until it is interrupted.
type forwarding struct {
	t         *testing.T
	lines     *bufio.Scanner // of standard output
	notes     *bufio.Scanner // of standard error
	interrupt context.CancelFunc
	code      chan int
}

func forwards(t *testing.T, environ []string, args ...string) *forwarding {
	t.Helper()
	out, outEnd := io.Pipe()
	notes, notesEnd := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	f := &forwarding{t, bufio.NewScanner(out), bufio.NewScanner(notes), cancel, make(chan int, 1)}
	go func() {
		s := Streams{In: strings.NewReader(""), Out: outEnd, Err: notesEnd, Environ: environ, Now: time.Now}
		code := Run(ctx, s, append([]string{"forward"}, args...), Screen{})
		_, _ = outEnd.Close(), notesEnd.Close()
		f.code <- code
	}()
	t.Cleanup(func() {
		cancel()
		_, _ = out.Close(), notes.Close()
		<-f.code
	})
	return f
}

// row is the next object of standard output that is wanted.
func (f *forwarding) row(wanted func(forwardRow) bool) forwardRow {
	f.t.Helper()
	for f.lines.Scan() {
		var r forwardRow
		if err := json.Unmarshal(f.lines.Bytes(), &r); err != nil {
			f.t.Fatalf("%v in %s", err, f.lines.Text())
		}
		if wanted(r) {
			return r
		}
	}
	f.t.Fatal("the output has ended")
	return forwardRow{}
}

// end interrupts it, and wants it to end well.
func (f *forwarding) end() {
	f.t.Helper()
	f.interrupt()
	for f.lines.Scan() {
	}
	code := <-f.code
	if f.code <- code; code != done {
		f.t.Errorf("exit code %d", code)
	}
}

func quiet(t *testing.T, f *forwarding) *forwarding {
	t.Helper()
	go func() {
		for f.notes.Scan() {
		}
	}()
	return f
}

func hello(local string) (string, error) {
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	r, err := c.Get("http://" + local + "/hello")
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	return string(b), err
}

func TestForwardVerb(t *testing.T) {
	t.Parallel()
	s := execAccount(t, session.Options{})
	f := quiet(t, forwards(t, s.Env(), "cluster-1/service-0001", ":8080,:80,:5432", "--host", "db.internal", "-o", "json"))
	tasks := map[string]int{}
	for range 3 {
		r := f.row(func(forwardRow) bool { return true })
		tasks[r.Task]++
		if host, _, err := net.SplitHostPort(r.Local); err != nil || host != "127.0.0.1" || r.Status != "open" || r.Place != "cluster-1/service-0001" ||
			r.Container != "app" || !strings.HasPrefix(r.Remote, "db.internal:") {
			t.Errorf("%+v", r)
		}
		if r.Remote == "db.internal:5432" {
			continue
		}
		if text, err := hello(r.Local); err != nil || !strings.Contains(text, "host db.internal\nthrough container app\ntask "+r.Task) {
			t.Errorf("%q %v", text, err)
		}
	}
	if len(tasks) != 2 {
		t.Errorf("three forwards go through %v, and a container takes two sessions", tasks)
	}
	f.end()
	if live := s.Sessions().Live(); len(live) > 0 {
		t.Errorf("sessions are left: %v", live)
	}
}

// Of a task that stops, another one of the service takes over; of the last that ends the forward does.
func TestForwardVerbReplaces(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	s := execAccount(t, session.Options{})
	f := quiet(t, forwards(t, s.Env(), "cluster-1/service-0001", ":8080", "-o", "json"))
	first := f.row(func(r forwardRow) bool { return r.Status == "open" })
	if _, err := s.World().StopTask(&ecs.StopTaskInput{Cluster: new("cluster-1"), Task: &first.Task}); err != nil {
		t.Fatal(err)
	}
	f.row(func(r forwardRow) bool { return r.Status == "reconnecting" && strings.Contains(r.Error, "has stopped") })
	next := f.row(func(r forwardRow) bool { return r.Status == "open" })
	if text, err := hello(next.Local); err != nil || next.Local != first.Local || next.Task == first.Task || !strings.Contains(text, next.Task) {
		t.Errorf("%+v %q %v", next, text, err)
	}
	f.end()
}

func TestForwardVerbText(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s := execAccount(t, session.Options{})
	environ, _ := settled(t, fmt.Sprintf("tunnels: {db: {place: cluster-1/service-0001, host: db.internal, port: 5432, local: %d}}", taken.Addr().(*net.TCPAddr).Port), s.Env()...)
	f := forwards(t, environ, "db", "--read-only=allow-forwards", "--protect", "service-*", "--confirm", "service-0001")
	if f.lines.Scan(); !strings.HasPrefix(f.lines.Text(), "db: 127.0.0.1:") || !strings.Contains(f.lines.Text(), " → db.internal:5432 through cluster-1/service-0001 task ") ||
		!strings.HasSuffix(f.lines.Text(), " container app") {
		t.Errorf("%s", f.lines.Text())
	}
	if f.notes.Scan(); !strings.Contains(f.notes.Text(), "is taken or not allowed; using 127.0.0.1:") {
		t.Errorf("%s", f.notes.Text())
	}
	quiet(t, f).end()
}

// What cannot be opened is told with the checklist.
func TestForwardVerbFails(t *testing.T) {
	t.Parallel()
	s := execAccount(t, session.Options{})
	s.Sessions().Faults().Disconnect(true)
	if r := run(t, s.Env(), "forward", "cluster-1/service-0001", "8080"); r.code != failed || !strings.Contains(r.err, "not connected") ||
		!strings.Contains(r.err, "no session opened") || r.out != "" {
		t.Errorf("%d %s%s", r.code, r.out, r.err)
	}
	s.Sessions().Faults().Disconnect(false)
	if r := run(t, s.Env(), "forward", "cluster-1/service-0001", "8080", "--listen", "192.0.2.1"); r.code != failed ||
		!strings.Contains(r.err, "forward port 8080") || strings.Contains(r.err, "ready for a session") || len(s.Sessions().Live()) > 0 {
		t.Errorf("%d %s", r.code, r.err)
	}
	off := start(t, small())
	if r := run(t, off.Env(), "forward", "cluster-1/service-0001", "8080"); r.code != failed || !strings.Contains(r.err, "ECS Exec is off") ||
		!strings.Contains(r.err, "--enable-execute-command") {
		t.Errorf("%d %s", r.code, r.err)
	}
}

func TestForwardVerbUsage(t *testing.T) {
	t.Parallel()
	environ, path := settled(t, "tunnels:\n  db: {place: prod/checkout, port: 5432}\n")
	for args, want := range map[string]string{
		"":                                     "forward: no service or task given",
		"prod/checkout":                        "no port given for prod/checkout\n",
		"dc":                                   `unknown tunnel "dc": nearest is db`,
		"prod/checkout 80x":                    `"80x" is not a port`,
		"prod/checkout 0":                      `"0" is not a port`,
		"prod/checkout 80,":                    `"" is not a port`,
		"prod/checkout 1:2:3":                  `"1:2:3" is not a port`,
		"prod/checkout 65536:80":               `"65536:80" is not a port`,
		"prod/checkout 80 --listen nowhere":    `--listen "nowhere" is not an address`,
		"prod/checkout 80 --host http://x":     `--host "http://x" is neither a name nor an address`,
		"prod/checkout 80 -o tsv":              "forward has no tsv output",
		"prod/checkout 80 --container= --list": "unknown flag --list",
	} {
		if r := run(t, environ, append([]string{"forward"}, strings.Fields(args)...)...); r.code != misused || !strings.Contains(r.err, want) {
			t.Errorf("forward %s: %d %s", args, r.code, r.err)
		}
	}
	if err := os.WriteFile(path, []byte("tunnels:\n  db: {place: prod/checkout, prt: 5432}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t, environ, "forward", "db"); r.code != misused || !strings.Contains(r.err, "config.yaml:2:30: unknown setting \"prt\" in tunnel db") {
		t.Errorf("%d %s", r.code, r.err)
	}
}

func TestReadPorts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]ports{"8080": {8080, 8080}, "15432:5432": {15432, 5432}, ":80": {0, 80}, "0:80": {0, 80}} {
		if got, err := readPorts(text); err != nil || got != want {
			t.Errorf("%s: %v %v", text, got, err)
		}
	}
}

// Whatever is typed, ports are ports or an error.
func FuzzReadPorts(f *testing.F) {
	for _, s := range []string{"8080", "15432:5432", ":80", "::", "+1", "99999999999999999999", "0:0", "1:-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := readPorts(text); err == nil && (p.far < 1 || p.far > 65535 || p.local < 0 || p.local > 65535) {
			t.Errorf("%q: %v", text, p)
		}
	})
}
