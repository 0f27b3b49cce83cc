package tail

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
)

// Whatever stands in an event that has the text in it once it is clean, CloudWatch finds it.
func TestContainingMissesNothing(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{Account: "empty"})
	group := 0
	rapid.Check(t, func(r *rapid.T) {
		group++
		name := fmt.Sprint("/group", group)
		texts := rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom([]rune(`aZ0 .%"(\[=`)), 1, 5, -1), 1, 3).Draw(r, "texts")
		part := rapid.SampledFrom([]string{"", "\x1b[31m", "\x1b[0m", "\t", "\x00", "\x1b]52;c;eA==\x07", "x", "é", "\n"})
		var want []string
		for i := range 10 {
			var raw strings.Builder
			for _, c := range rapid.SampledFrom(texts).Draw(r, "text") {
				raw.WriteString(part.Draw(r, "part") + rapid.SampledFrom([]string{strings.ToUpper(string(c)), strings.ToLower(string(c))}).Draw(r, "case"))
			}
			at := s.start.Add(time.Duration(i) * time.Second)
			s.Logs().Write(name, "s", raw.String(), at, at)
			message := clean.Lines(strings.TrimRight(raw.String(), "\n"))
			for _, text := range texts {
				if strings.Contains(strings.ToLower(message), strings.ToLower(text)) {
					want = append(want, message)
					break
				}
			}
		}
		s.clock.Advance(time.Minute)
		lines, err := awstest.Collect(s.lines.Logs(t.Context(), Tail{Groups: []string{name}, Since: s.start, Pattern: Containing(texts, nil)}))
		if err != nil {
			r.Fatal(err)
		}
		got := map[string]bool{}
		for _, e := range lines {
			got[e.Message] = true
		}
		for _, message := range want {
			if !got[message] {
				r.Errorf("%q is not found by %s", message, Containing(texts, nil))
			}
		}
	})
}

// What a filter lets through, CloudWatch finds by the pattern that is made of it: by level, by field, by text, with what goes on
// with a line of that level.
func TestPatternLosesNoLine(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{Account: "empty"})
	expr := rapid.SampledFrom([]string{"level>=warn", "level=error", "level>=info", "level<info", "level=trace", "level>warn", "status=503", "status>=500",
		"user.tier=gold", "timeout", "re:time(d )?out", "order.id>5", "level>=trace"})
	line := rapid.SampledFrom([]string{`{"level":"error","msg":"x","status":503}`, `{"level":50,"status" : 5.03e2}`, `{"lvl":"\u0065rror","user":{"tier":"gold"}}`,
		`{"level":"war\bn","st\u0061tus":503}`, "\x1b[33mWA\x1b[0mRN upstream timed out", "2026-03-04 12:00:00,123 [main] ERROR c.e.Api - timeout status=503",
		"java.lang.IllegalStateException: gone", "\tat com.example.Api.handle(Api.java:88)", "Caused by: java.net.SocketTimeoutException", "\t... 42 more",
		"E0304 12:00:00.123456       1 file.go:12] x", "I0304 12:00:00.123456       1 file.go:12] x", "panic: runtime error", "goroutine 1 [running]:",
		"main.(*Shop).Buy(0x1, 0x2)", "\t/app/shop.go:12", "Traceback (most recent call last):", `  File "/app/views.py", line 3`, "KeyError", "app.Gone: it is gone",
		"level=warn status=504 order.id=7", "ts=1 lvl=\"trace\" user.tier=gold", "GET /healthz 200 3ms", "DEBUG ok", "INFO timeout", "}", "severity=60", `{"level":"60"}`})
	group := 0
	rapid.Check(t, func(r *rapid.T) {
		group++
		name, f := fmt.Sprint("/lossless", group), rapid.SliceOfN(expr, 1, 2).Draw(r, "filter")
		need := logline.Needs(f)
		want, entry, level := map[string]bool{}, logline.Joiner{}, need.Shapes != nil
		head, first := false, true
		for i := range 20 {
			raw := line.Draw(r, "line")
			at := s.start.Add(time.Duration(i) * time.Millisecond)
			s.Logs().Write(name, "s", raw, at, at)
			message := clean.Lines(raw)
			if first || !entry.Continues(message) {
				entry, head = logline.Joiner{Level: logline.LevelIn(message)}, passesAll(r, f, message)
			} else if !level {
				head = passesAll(r, f, message) // the lines of a trace that have not the text are left out, as the manual says
			}
			entry.Learn(message)
			want[message], first = want[message] || head, false
		}
		s.clock.Advance(time.Minute)
		lines, err := awstest.Collect(s.lines.Logs(t.Context(), Tail{Groups: []string{name}, Since: s.start, Pattern: Containing(need.Texts, need.Shapes)}))
		if err != nil {
			r.Fatal(err)
		}
		for _, e := range lines {
			delete(want, e.Message)
		}
		for message, passes := range want {
			if passes {
				r.Errorf("%q passes %q and is not found by %s", message, f, Containing(need.Texts, need.Shapes))
			}
		}
	})
}

func passesAll(r *rapid.T, filter []string, message string) bool {
	for _, expr := range filter {
		term, err := logline.ParseTerm(expr)
		if err != nil {
			r.Fatal(err)
		}
		if !term.Holds(message, logline.LevelIn(message), nil) {
			return false
		}
	}
	return true
}

func TestContaining(t *testing.T) {
	t.Parallel()
	if p := Containing([]string{"Time out!", `a"b`}, nil); len(p) > mostPattern || !strings.HasSuffix(p, `|[tT][iI][mM][eE]\s[oO][uU][tT]\x21|[aA]\x22[bB]%`) {
		t.Error(p)
	}
	long := strings.Repeat("x", 2000)
	if p := Containing([]string{long, long, "y"}, nil); len(p) > mostPattern || len(p) < 700 {
		t.Errorf("%d bytes: %s", len(p), p)
	}
	for _, none := range [][]string{nil, {""}, {"a", "é"}, {"a\n"}} {
		if p := Containing(none, nil); p != "" {
			t.Errorf("%q: %s", none, p)
		}
	}
}

// History is filtered by CloudWatch, and what comes is not.
func TestPast(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	s := stageOn(t, oneService(2, logs.Options{}))
	tail := Tail{Cluster: "cluster-1", Service: "service-0001", Since: s.start.Add(-time.Hour), Past: Containing([]string{"HEALTHZ"}, nil), Follow: true}
	lines, _ := s.watch(t, tail, 4*time.Minute, nil)
	s.compare(t, lines, group1, s.start, s.clock.Now().Add(-20*time.Second))
	found := 0
	for _, e := range lines {
		if !e.Time.Before(s.start.Add(-late)) {
			continue
		}
		found++
		if !strings.Contains(e.Message, "healthz") {
			t.Errorf("%v %s", e.Time, e.Message)
		}
	}
	want := 0
	for _, w := range s.Logs().Written(group1, tail.Since, s.start.Add(-late)) {
		if strings.Contains(w.Message, "healthz") {
			want++
		}
	}
	if found != want || want == 0 {
		t.Errorf("%d lines are found, %d were written", found, want)
	}
	if _, err := awstest.Collect(s.lines.Logs(t.Context(), Tail{Groups: []string{group1}, Past: "a", Pattern: "b"})); call.KindOf(err) != call.Invalid {
		t.Error(err)
	}
}
