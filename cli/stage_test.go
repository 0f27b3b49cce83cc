package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"os"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

func TestMain(m *testing.M) { os.Exit(needs.Slots(m)) }

// stage is an account on a clock of its own, and the command line that changes it.
type stage struct {
	*sim.Server
	t      *testing.T
	clock  *sim.ManualClock
	home   string
	stdin  io.Reader // nil where there is no terminal
	stderr io.Writer // sees what is written to the error stream; may be nil
	ctx    context.Context
	// sleep is Streams.Sleep; nil for the wall clock.
	sleep func(context.Context, time.Duration) error
}

// shop is a service with five revisions.
func shop() blueprint.Service {
	return blueprint.Service{Cluster: "prod", Name: "checkout", Desired: 2, Revisions: 5, Balanced: true, Breaker: true, Rollback: true,
		Env: map[string]string{"LOG_LEVEL": "info", "DB_PASSWORD": "hunter2"}, Secrets: []string{"DATABASE_URL"}}
}

func staged(t *testing.T, b blueprint.Service) *stage {
	t.Helper()
	k := sim.NewManualClock(time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC))
	s := &stage{Server: start(t, sim.Options{Account: "empty", Clock: k}), t: t, clock: k, home: t.TempDir(), ctx: t.Context()}
	if _, err := s.World().CreateCluster(&ecs.CreateClusterInput{ClusterName: new("prod"), CapacityProviders: []string{"FARGATE"}}); err != nil {
		t.Fatal(err)
	}
	if err := b.Seed(s.World()); err != nil {
		t.Fatal(err)
	}
	return s
}

// run runs a command line, in a pipe or with stdin on a terminal.
func (s *stage) run(args string) result {
	s.t.Helper()
	e, out, stderr := ends(append(s.Env(), "HOME="+s.home))
	e.Now, e.Sleep = s.clock.Now, s.sleep
	if s.stdin != nil {
		e.In, e.Interactive = s.stdin, true
	}
	if s.stderr != nil {
		e.Err = io.MultiWriter(stderr, s.stderr)
	}
	code := Run(s.ctx, e, strings.Fields(args), Screen{})
	return result{out.String(), stderr.String(), code}
}

// expect runs a command line and checks its exit code and that standard output and error say something.
func (s *stage) expect(args string, code int, says ...string) result {
	s.t.Helper()
	r := s.run(args)
	if r.code != code {
		s.t.Fatalf("ecscope %s: exit code %d, want %d\n%s%s", args, r.code, code, r.out, r.err)
	}
	for _, want := range says {
		if !strings.Contains(r.out+r.err, want) {
			s.t.Errorf("ecscope %s: no %q in\n%s%s", args, want, r.out, r.err)
		}
	}
	return r
}

// object runs a command line with -o json and reads the object it prints.
func (s *stage) object(args string, code int) changeRow {
	s.t.Helper()
	r := s.expect(args+" -o json", code)
	var row changeRow
	d := json.NewDecoder(strings.NewReader(r.out))
	d.DisallowUnknownFields()
	if err := d.Decode(&row); err != nil || d.More() {
		s.t.Fatalf("%v in %s", err, r.out)
	}
	return row
}

// writes are the calls that changed something, or tried to.
func (s *stage) writes() []wire.Call {
	return slices.DeleteFunc(s.Calls().All(), func(c wire.Call) bool {
		return strings.HasPrefix(c.Action, "List") || strings.HasPrefix(c.Action, "Describe") || strings.HasPrefix(c.Action, "Get")
	})
}

// unsent makes sure that nothing was sent.
func (s *stage) unsent() {
	s.t.Helper()
	if w := s.writes(); len(w) > 0 {
		s.t.Errorf("sent %s %s", w[0].Action, w[0].Input)
	}
}

// runs is the revision that the account says checkout runs.
func (s *stage) runs() string {
	s.t.Helper()
	out, err := s.World().DescribeServices(&ecs.DescribeServicesInput{Cluster: new("prod"), Services: []string{"checkout"}})
	if err != nil {
		s.t.Fatal(err)
	}
	arn := *out.Services[0].TaskDefinition
	return arn[strings.LastIndexByte(arn, '/')+1:]
}

// elsewhere is what another operator does.
func (s *stage) elsewhere(set func(*ecs.UpdateServiceInput)) {
	in := &ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("checkout")}
	set(in)
	if _, err := s.World().UpdateService(in); err != nil {
		s.t.Error(err)
	}
}

// doom has the tasks of a revision die.
func (s *stage) doom(revision int32) {
	s.World().SetFate(world.FateMatch{Family: "checkout", Revision: revision}, world.Fate{Retry: 5 * time.Second,
		Exit: &world.Exit{After: 5 * time.Second, Code: 1}})
}

// once does something the first time that a text is written.
type once struct {
	text string
	do   func()
	seen bytes.Buffer
	done bool
}

func (o *once) Write(b []byte) (int, error) {
	o.seen.Write(b)
	if !o.done && strings.Contains(o.seen.String(), o.text) {
		o.done = true
		o.do()
	}
	return len(b), nil
}

// reply is a terminal on which something happens before the line is typed.
type reply struct {
	before func()
	text   string
}

func (r *reply) Read(b []byte) (int, error) {
	if r.before != nil {
		r.before()
		r.before = nil
	}
	n := copy(b, r.text)
	r.text = r.text[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// journal is what was recorded, change by change.
func (s *stage) journal() []change.Record {
	s.t.Helper()
	all, bad, err := (&change.Journal{Path: s.journalFile()}).Read()
	if err != nil || bad > 0 {
		s.t.Fatalf("%d unreadable lines: %v", bad, err)
	}
	return all
}

func (s *stage) journalFile() string {
	return filepath.Join(s.home, ".local", "state", "ecscope", "changes.jsonl")
}
