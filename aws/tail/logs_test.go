package tail

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/wire"
)

func TestMain(m *testing.M) { os.Exit(needs.Slots(m)) }

// theatre is a simulated account and a client on one clock, which moves on whenever the client waits.
type theatre struct {
	*sim.Server
	client *aws.Client
	lines  *Reader
	clock  *sim.ManualClock
	start  time.Time
	tick   func() // is called whenever time has passed
	// reading is the one that is watched.
	reading *reading
}

// stageOn puts an account on a stage.
func stageOn(t testing.TB, o sim.Options) *theatre {
	t.Helper()
	s := &theatre{start: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)}
	s.clock = sim.NewManualClock(s.start)
	o.Clock = s.clock
	s.Server = simtest.Start(t, o)
	var err error
	s.client, err = aws.Open(t.Context(), aws.Options{Environ: s.Env(), Now: s.clock.Now, Answer: awstest.Unhurried, Sleep: func(ctx context.Context, d time.Duration) error {
		s.clock.Advance(d)
		if s.tick != nil {
			s.tick()
		}
		return ctx.Err()
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.lines = New(s.client)
	return s
}

// oneService is an account with one service, service-0001 of cluster-1, which logs to group.
func oneService(tasks int, o logs.Options) sim.Options {
	return sim.Options{Population: &sim.Population{ServicesPerCluster: 1, TasksPerService: int32(tasks)}, Logs: o}
}

const group1 = "/ecs/cluster-1/service-0001"

// watch reads a tail for some time, or until it ends, and calls act, if there is one, with the time that has passed.
func (s *theatre) watch(t testing.TB, tail Tail, d time.Duration, act func(time.Duration)) (lines, notes []Event) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s.tick = func() {
		passed := s.clock.Now().Sub(s.start)
		if act != nil {
			act(passed)
		}
		if passed > d {
			cancel()
		}
		s.listen(ctx)
	}
	r, err := s.lines.newReading(tail)
	if err != nil {
		t.Fatal(err)
	}
	defer r.live.close()
	s.reading = r
	err = r.run(ctx, func(page []Event, _ error) bool {
		for _, e := range page {
			if e.Note == "" {
				lines = append(lines, e)
			} else {
				notes = append(notes, e)
			}
		}
		return true
	})
	if err != nil && call.KindOf(err) != call.Cancelled {
		t.Fatal(err)
	}
	return lines, notes
}

// compare compares lines with what was written in a time and says what is missing, and what is there but should not be.
func (s *theatre) compare(t testing.TB, lines []Event, group string, from, to time.Time) {
	t.Helper()
	from, to = from.Truncate(time.Millisecond), to.Truncate(time.Millisecond)
	want := map[string]int{}
	for _, w := range s.Logs().Written(group, from, to) {
		want[w.Stream+" "+w.Written.Format(time.RFC3339Nano)+" "+clean.Lines(strings.TrimRight(w.Message, "\n"))]++
	}
	total, extra := len(want), 0
	seen := map[string]bool{}
	for _, e := range lines {
		if e.Time.Before(from) || !e.Time.Before(to) {
			continue
		}
		key := e.Stream + " " + e.Time.Format(time.RFC3339Nano) + " " + e.Message
		if want[key]--; want[key] < 0 {
			if extra++; extra < 4 {
				t.Errorf("too many: %s", key)
			}
		}
		if e.ID != "" && seen[e.ID] {
			t.Errorf("twice: %s", key)
		}
		seen[e.ID] = true
	}
	missing := 0
	for key, n := range want {
		if n > 0 {
			if missing++; missing < 4 {
				t.Errorf("missing: %s", key)
			}
		}
	}
	if missing > 0 || extra > 0 || total == 0 {
		t.Errorf("%d of %d missing, %d too many", missing, total, extra)
	}
}

func ordered(t testing.TB, lines []Event) {
	t.Helper()
	if !slices.IsSortedFunc(lines, func(a, b Event) int { return a.Time.Compare(b.Time) }) {
		t.Error("not in order")
	}
}

func ofKind(notes []Event, n Note) []Event {
	return slices.DeleteFunc(slices.Clone(notes), func(e Event) bool { return e.Note != n })
}

// redeploy replaces the tasks of the one service.
func (s *theatre) redeploy(t testing.TB) {
	t.Helper()
	cluster, service := "cluster-1", "service-0001"
	if _, err := s.World().UpdateService(&ecs.UpdateServiceInput{Cluster: &cluster, Service: &service, ForceNewDeployment: true}); err != nil {
		t.Fatal(err)
	}
}

func TestTailThroughARollingDeployment(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	s := stageOn(t, oneService(4, logs.Options{Rate: map[string]float64{"cluster-1/service-0001": 5}}))
	deployed := false
	lines, notes := s.watch(t, Tail{Cluster: "cluster-1", Service: "service-0001", Follow: true}, 8*time.Minute, func(passed time.Duration) {
		if passed > 20*time.Second && !deployed {
			deployed = true
			s.redeploy(t)
		}
	})
	end := s.clock.Now().Add(-20 * time.Second)
	s.compare(t, lines, group1, s.start, end)
	ordered(t, lines)
	if n := len(ofKind(notes, NoteAttached)); n != 8 {
		t.Errorf("%d tasks attached", n)
	}
	dead := ofKind(notes, NoteStopped)
	if len(dead) != 4 || len(awstest.Names(dead, func(e Event) string { return e.Task })) != 4 || !strings.Contains(dead[0].Message, "exit 143") {
		t.Errorf("%d tasks stopped: %+v", len(dead), dead)
	}
	for _, n := range notes {
		if n.Note != NoteAttached && n.Note != NoteStopped && n.Note != NoteProgress {
			t.Errorf("note %+v", n)
		}
	}
	for _, e := range lines {
		if e.Task == "" || e.Container != "app" || e.Revision != "service-0001:1" || e.Group != group1 {
			t.Fatalf("%+v", e)
		}
	}
	t.Log(len(lines), s.Calls().Counts())
}

func TestThrottledTailKeepsUp(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	s := stageOn(t, oneService(40, logs.Options{Rate: map[string]float64{"cluster-1/service-0001": 5}}))
	s.Faults().Limit(wire.Bucket{Service: "logs", Actions: []string{"FilterLogEvents"}, Burst: 5, Refill: 5})
	lines, notes := s.watch(t, Tail{Cluster: "cluster-1", Service: "service-0001", Follow: true}, 2*time.Minute, nil)
	s.compare(t, lines, group1, s.start, s.clock.Now().Add(-20*time.Second))
	ordered(t, lines)
	var worst time.Duration
	for _, n := range append(ofKind(notes, NoteBehind), ofKind(notes, NoteThrottled)...) {
		worst = max(worst, n.Gap)
	}
	t.Log(len(lines), "lines, at most", worst, "behind", s.Calls().Counts())
}

// Where AWS allows too few calls for what is written, lines still come in order, and how far behind they are is said.
func TestThrottledTailSaysHowFarBehind(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	s := stageOn(t, oneService(40, logs.Options{Rate: map[string]float64{"cluster-1/service-0001": 75}}))
	s.Faults().Limit(wire.Bucket{Service: "logs", Actions: []string{"FilterLogEvents"}, Burst: 1, Refill: 0.3})
	lines, notes := s.watch(t, Tail{Cluster: "cluster-1", Service: "service-0001", Follow: true}, time.Minute, nil)
	if len(lines) == 0 {
		t.Fatalf("nothing is shown: %+v", notes)
	}
	s.compare(t, lines, group1, s.start, lines[len(lines)-1].Time)
	ordered(t, lines)
	var told time.Duration
	for _, n := range append(ofKind(notes, NoteBehind), ofKind(notes, NoteThrottled)...) {
		told = max(told, n.Gap)
	}
	behind := s.clock.Now().Sub(lines[len(lines)-1].Time)
	if told < behind/3 || behind < 10*time.Second {
		t.Errorf("%v behind, and %v was told: %+v", behind, told, notes)
	}
	t.Log(len(lines), "lines,", behind, "behind,", told, "told")
}

func TestHistory(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	s := stageOn(t, oneService(3, logs.Options{Empty: 2, Repeat: 0.1}))
	since, until := s.start.Add(-30*time.Minute), s.start.Add(-5*time.Minute)
	for _, x := range []Tail{{Cluster: "cluster-1", Service: "service-0001"}, {Cluster: "cluster-1", Service: "service-0001", Container: "app"},
		{Groups: []string{group1}}, {Groups: []string{"arn:aws:logs:us-east-1:111122223333:log-group:" + group1 + ":*"}},
		{Groups: []string{group1}, Newest: true}} {
		x.Since, x.Until = since, until
		lines, notes := s.watch(t, x, time.Hour, nil)
		s.compare(t, lines, group1, since, until)
		if x.Newest {
			slices.Reverse(lines)
		}
		ordered(t, lines)
		if len(notes) > 0 && notes[0].Note != NoteProgress {
			t.Errorf("%+v", notes)
		}
	}
}

func TestLastLinesThenOlderOnes(t *testing.T) {
	t.Parallel()
	s := stageOn(t, oneService(3, logs.Options{}))
	tail := Tail{Cluster: "cluster-1", Service: "service-0001", Limit: 50}
	last, _ := s.watch(t, tail, time.Hour, nil)
	ordered(t, last)
	if len(last) < 50 || len(last) > 52 {
		t.Fatalf("%d lines", len(last))
	}
	tail.Until, tail.Newest = last[0].Time, true
	older, _ := s.watch(t, tail, time.Hour, nil)
	all := append(slices.Clone(older), last...)
	s.compare(t, all, group1, older[len(older)-1].Time, s.start.Add(-2*time.Second))
	tail = Tail{Cluster: "cluster-1", Service: "service-0001", Limit: 10, Follow: true}
	lines, _ := s.watch(t, tail, time.Minute, nil)
	s.compare(t, lines, group1, lines[0].Time, s.start.Add(40*time.Second))
	if n := slices.IndexFunc(lines, func(e Event) bool { return e.Time.After(s.start) }); n < 8 || n > 12 {
		t.Errorf("%d lines before the start", n)
	}
}

func TestLastWords(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{Scenario: "s02", Offset: 65 * time.Second})
	dead, err := awstest.Collect(s.client.Stopped(t.Context(), "prod"))
	if err != nil || len(dead) == 0 {
		t.Fatal(dead, err)
	}
	i := slices.IndexFunc(dead, func(t aws.Task) bool { return t.Described && t.Service == "api" })
	lines, err := s.lines.LastWords(t.Context(), dead[i], "app", 8)
	if err != nil || len(lines) != 8 {
		t.Fatal(lines, err)
	}
	if text := fmt.Sprint(lines); !strings.Contains(text, "panic: missing DATABASE_URL") || !strings.Contains(text, "exit status 1") {
		t.Error(text)
	}
	if _, err := s.lines.LastWords(t.Context(), dead[i], "nope", 8); call.KindOf(err) != call.NotFound {
		t.Error(err)
	}
}

// Why a container has no last line is said: its log group is gone, it has no stream, the stream is of several tasks. Of such a stream, only
// lines that name the task are its own.
func TestNoLastWords(t *testing.T) {
	t.Parallel()
	const id, other = "0123456789abcdef0123456789abcdef", "ffffffffffffffffffffffffffffffff"
	s := stageOn(t, oneService(1, logs.Options{}))
	at := s.start.Add(-time.Minute)
	for _, task := range []string{id, other} {
		s.Logs().Write(group1, "shared", `{"log":"of `+task[:4]+`","ecs_task_arn":"arn:aws:ecs:us-east-1:111122223333:task/prod/`+task+`"}`, at, at)
	}
	s.Logs().Write(group1, "shared", "nobody's", at, at)
	s.Logs().Write(group1, "others", "nobody's", at, at)
	for want, source := range map[string]Source{
		"the log group /nope doesn't exist":            {Group: "/nope", Stream: "app/app/" + id},
		"no output: it has no log stream in " + group1: {Group: group1, Stream: "app/app/" + id},
		"the container was never created":              {Group: group1},
		"logs go to Splunk":                            {Elsewhere: "logs go to Splunk"},
		"none of the last lines in others names this task; other tasks write there, too": {Group: group1, Stream: "others", Shared: true},
		`"of 0123"`: {Group: group1, Stream: "shared", Shared: true},
	} {
		source.Task, source.Container, source.Region = id, "app", "us-east-1"
		events, err := s.lines.lastLines(t.Context(), source, 5)
		if err != nil || len(events) != 1 || !strings.Contains(events[0].Message, want) || (events[0].Note == "") != source.Shared && source.Stream != "others" {
			t.Errorf("want %q: %+v %v", want, events, err)
		}
	}
}
