package cli

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/triage"
)

// incident is a scenario on a clock of its own, some time after its trigger.
func incident(t *testing.T, id string, after time.Duration) *stage {
	t.Helper()
	k := sim.NewManualClock(time.Date(2026, 3, 4, 2, 14, 0, 0, time.UTC))
	s := &stage{Server: start(t, sim.Options{Scenario: id, Clock: k}), t: t, clock: k, home: t.TempDir(), ctx: t.Context()}
	k.Advance(after)
	return s
}

// asked runs why with -o json.
func (s *stage) asked(what string, code int) caseRow {
	s.t.Helper()
	var row caseRow
	decoded(s.t, s.expect("why "+what+" -o json", code).out, &row)
	return row
}

func decoded(t *testing.T, text string, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil || d.More() {
		t.Fatalf("%v in %s", err, text)
	}
}

func TestWhy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		id      string
		after   time.Duration
		code    int
		state   string
		rule    string
		command string
	}{
		{"s01", 2 * time.Minute, unhealthy, "failing", "pull-tag-not-found", "ecscope rollback prod/api\n"},
		{"s02", 2 * time.Minute, unhealthy, "failing", "exit-1", "ecscope rollback prod/api\n"},
		{"s03", 8 * time.Minute, unhealthy, "degraded", "oom-killed", "ecscope metrics prod/api --since 3h\n"},
		{"s04", 2 * time.Minute, unhealthy, "degraded", "target-unhealthy", "ecscope targets prod/api\n"},
		{"s06", 3 * time.Minute, unhealthy, "blocked", "place-capacity", "ecscope scale prod/api 1\n"},
		{"s05", 3 * time.Minute, unhealthy, "failing", "secret-not-found", "ecscope redeploy prod/api"},
		{"s09", 7 * time.Minute, unhealthy, "stalled", "pull-tag-not-found", "ecscope revisions prod/api"},
		{"s08", 10 * time.Minute, done, "healthy", "", ""},
	} {
		t.Run(c.id, func(t *testing.T) {
			t.Parallel()
			s := incident(t, c.id, c.after)
			row := s.asked("prod/api", c.code)
			if row.State != c.state || row.Rule != c.rule || row.Headline == "" || len(row.Missing) > 0 || len(row.Timeline) == 0 {
				t.Errorf("%s, %s: %s, missing %q", row.State, row.Rule, row.Headline, row.Missing)
			}
			if c.code == done {
				return
			}
			if row.Cause == "" || row.Fix == "" || row.Text == "" || row.Since.IsZero() || len(row.Evidence) == 0 || row.Diagnosis.Rule != c.rule {
				t.Errorf("says too little: %+v", row)
			}
			for _, format := range []string{asTable, asMarkdown} {
				s.expect("why prod/api -o "+format, c.code, c.command, "api")
			}
		})
	}
}

// What is fine says so in few lines, and a part that is denied does not hide the rest.
func TestWhyHealthy(t *testing.T) {
	t.Parallel()
	s := incident(t, "s01", 3*time.Minute)
	r := s.expect("why web", done, "prod/web: healthy", "web:12 runs 3 of 3 tasks")
	if n := len(r.lines()); n > 4 || r.err != "" {
		t.Errorf("%d lines, error stream %q", n, r.err)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ListServiceDeployments"})
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ListTasks"})
	row := s.asked("prod/api", unhealthy)
	if all := strings.Join(row.Missing, "\n"); row.State != "failing" || !strings.Contains(all, "stopped tasks: ") || !strings.Contains(all, "deployment history: ") {
		t.Errorf("%s, missing %s", row.State, all)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeServices"})
	if r := s.expect("why prod/api -o json", failed, "not authorized"); r.out != "" {
		t.Errorf("printed %s", r.out)
	}
}

func TestWhyTask(t *testing.T) {
	t.Parallel()
	s := incident(t, "s02", 2*time.Minute)
	var tasks []struct{ ID, ARN string }
	if err := json.Unmarshal([]byte(s.expect("stopped prod/api -o json", done).out), &tasks); err != nil || len(tasks) == 0 {
		t.Fatal(err, tasks)
	}
	for _, name := range []string{"prod/" + tasks[0].ID, "prod/" + tasks[0].ID[:10], tasks[0].ARN} {
		row := s.asked(name, unhealthy)
		if row.Thing != "task" || row.State != "failed" || row.Rule != "exit-1" || row.Task != tasks[0].ID || len(row.Containers) == 0 || len(row.Timeline) < 4 {
			t.Errorf("%s: %+v", name, row)
		}
	}
	s.expect("why prod/"+tasks[0].ID, unhealthy, "exit code 1", "timeline", "ecscope why prod/api", "ecscope logs prod/"+tasks[0].ID)
	s.expect("why prod/"+tasks[0].ID+" -o markdown", unhealthy, "## Containers", "## Timeline")
	running := names(t, s.expect("tasks prod/web -o json", done).out, "id")[0]
	if row := s.asked("prod/"+running, done); row.State != "running" || row.Diagnosis != nil {
		t.Errorf("%+v", row)
	}
}

func TestWhyReport(t *testing.T) {
	t.Parallel()
	s := incident(t, "s03", 8*time.Minute)
	out := s.expect("why prod/api -o markdown", unhealthy).out
	for _, want := range []string{"# prod/api: degraded\n", "## Evidence", "## Timeline", "## Stopped tasks", "## What to do", "```sh\n",
		"- **cause**: ", "- **since**: 2026-03-04 02:", "`OutOfMemoryError: Container killed due to memory usage`"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	last, rows := "", 0
	_, table, _ := strings.Cut(out, "## Timeline\n")
	table, _, _ = strings.Cut(table, "\n## ")
	for l := range strings.Lines(table) {
		if !strings.HasPrefix(l, "| 20") {
			continue
		}
		if at := l[2:21]; at < last {
			t.Errorf("%s after %s", at, last)
		} else {
			last = at
		}
		if n := strings.Count(l, " | "); n != 5 {
			t.Errorf("%d columns: %s", n+1, l)
		}
		rows++
	}
	if rows < 4 || rows > 30 {
		t.Errorf("%d entries:\n%s", rows, table)
	}
}

// Text of AWS cannot become part of the report's form.
func TestVerbatim(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"a|b": "`a\\|b`", "a`b": "`` a`b ``", "x\n\ny": "`x y`", "": ""} {
		if got := verbatim(text); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
	if got := prose("<b>*x*</b> [l](u) a|b"); got != `\<b\>\*x\*\</b\> \[l\](u) a\|b` {
		t.Error(got)
	}
}

func TestWhyOpensTheScreen(t *testing.T) {
	t.Parallel()
	server := start(t, small())
	for args, want := range map[string]string{"why cluster-1/service-0002": "cluster-1/service-0002 ", "problems": "/ problems"} {
		opened, r := interact(t, server.Env(), args, Terminal().Views...)
		if opened == nil {
			t.Fatalf("%s opens nothing: %s", args, r.err)
		}
		if got := where(opened); got != want {
			t.Errorf("%s opens %s", args, got)
		}
	}
	for _, args := range []string{"why cluster-1/service-0002 -o table", "problems cluster-1", "problems -o json"} {
		if opened, r := interact(t, server.Env(), args, Terminal().Views...); opened != nil || r.code != done {
			t.Errorf("%s: code %d, opened %v", args, r.code, opened)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	s := incident(t, "s09", 7*time.Minute)
	r := s.expect("problems", unhealthy, "stalled  prod/api", "api:1 failed")
	if len(r.lines()) != 2 || r.err != "" {
		t.Errorf("printed %s%s", r.out, r.err)
	}
	var rows []problemRow
	decoded(t, s.expect("problems prod -o json", unhealthy).out, &rows)
	if len(rows) != 1 || rows[0].Service != "api" || rows[0].Rule != "pull-tag-not-found" || rows[0].Since.IsZero() || rows[0].Text == "" {
		t.Errorf("%+v", rows)
	}
	if lines := s.expect("problems -o tsv", unhealthy).lines(); len(lines) != 2 || strings.Count(lines[1], "\t") != 16 {
		t.Errorf("%q", lines)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ListTasks"})
	s.expect("problems", unhealthy, "stalled", "list tasks of prod")
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ListServices"})
	s.expect("problems", failed, "list services")
}

// Where nothing is wrong, nothing is printed; the worst and the newest come first; and all is read in the background.
func TestProblemsOrder(t *testing.T) {
	t.Parallel()
	server := start(t, small())
	if r := succeed(t, server.Env(), "problems"); r.out != "" || r.err != "no problems\n" {
		t.Errorf("%q, %q", r.out, r.err)
	}
	calls := map[string]int{}
	for _, c := range server.Calls().All() {
		calls[c.Action]++
	}
	if calls["ListTasks"] != 4 || calls["ListServices"] != 2 || calls["DescribeServices"] != 2 {
		t.Errorf("calls: %v", calls)
	}
	needs.Time(t, "the whole of the demo's account")
	r := hurried(t, nil, time.Now, "problems", "--demo", "-o", "json")
	rank, before := map[string]int{"failing": 0, "stalled": 0, "blocked": 0, "degraded": 1}, 0 // damage ranks before the word
	for _, state := range names(t, r.out, "state") {
		if rank[state] < before {
			t.Errorf("%s after a better one", state)
		}
		before = rank[state]
	}
	if r.code != unhealthy || before != 1 {
		t.Errorf("code %d, %d", r.code, before)
	}
}

// Progress is told while somebody watches, and explain ends when it is interrupted although its input goes on.
func TestWhyIsInterrupted(t *testing.T) {
	t.Parallel()
	s, out, stderr := ends(nil)
	endless, _ := io.Pipe()
	s.In = endless
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code := Run(ctx, s, []string{"explain"}, Screen{}); code != interrupted || out.Len()+stderr.Len() > 0 {
		t.Errorf("code %d: %s%s", code, out, stderr)
	}
}

// Whatever a verdict advises has a key on the screen and a command line of ours.
func TestRemediesHaveKeysAndVerbs(t *testing.T) {
	t.Parallel()
	root, err := newProgram(Streams{}, Screen{}).root()
	if err != nil {
		t.Fatal(err)
	}
	all := []triage.Remedy{{Action: triage.RollBack, Revision: "api:1"}, {Action: triage.Pin, Revision: "api:1"}, {Action: triage.Redeploy}, {Action: triage.Scale, Desired: 2}, {Action: triage.Continue},
		{Action: triage.Register, Set: "memory=1024"}, {Action: triage.Configure, Set: "capacity=FARGATE replace=on"}, {Action: triage.Unprotect, Task: strings.Repeat("a", 32)}}
	for _, screen := range []string{"stopped", "logs", "last-logs", "events", "targets", "scaling", "metrics", "deployments", "revisions", "tasks"} {
		all = append(all, triage.Remedy{Action: triage.Show, Screen: screen})
	}
	for _, r := range all {
		if _, ok := keymap.Default().Named(r.Name()); !ok {
			t.Errorf("%s %s has no key", r.Action, r.Screen)
		}
		words := r.Words("prod", "api")
		c, rest, err := root.Find(words)
		if err != nil || c == root {
			t.Errorf("%q is no command: %v", words, err)
			continue
		}
		if err := c.ParseFlags(rest); err != nil {
			t.Errorf("%q: %v", words, err)
		}
	}
}
