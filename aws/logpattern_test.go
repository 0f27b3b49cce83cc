package aws

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

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
			message := CleanLines(strings.TrimRight(raw.String(), "\n"))
			for _, text := range texts {
				if strings.Contains(strings.ToLower(message), strings.ToLower(text)) {
					want = append(want, message)
					break
				}
			}
		}
		s.clock.Advance(time.Minute)
		lines, err := collect(s.client.Logs(t.Context(), Tail{Groups: []string{name}, Since: s.start, Pattern: Containing(texts...)}))
		if err != nil {
			r.Fatal(err)
		}
		got := map[string]bool{}
		for _, e := range lines {
			got[e.Message] = true
		}
		for _, message := range want {
			if !got[message] {
				r.Errorf("%q is not found by %s", message, Containing(texts...))
			}
		}
	})
}

func TestContaining(t *testing.T) {
	t.Parallel()
	if p := Containing("Time out!", `a"b`); len(p) > mostPattern || !strings.HasSuffix(p, `|[tT][iI][mM][eE]\s[oO][uU][tT]\x21|[aA]\x22[bB]%`) {
		t.Error(p)
	}
	long := strings.Repeat("x", 2000)
	if p := Containing(long, long, "y"); len(p) > mostPattern || len(p) < 700 {
		t.Errorf("%d bytes: %s", len(p), p)
	}
	for _, none := range [][]string{nil, {""}, {"a", "é"}, {"a\n"}} {
		if p := Containing(none...); p != "" {
			t.Errorf("%q: %s", none, p)
		}
	}
}

// History is filtered by CloudWatch, and what comes is not.
func TestPast(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	s := stageOn(t, oneService(2, logs.Options{}))
	tail := Tail{Cluster: "cluster-1", Service: "service-0001", Since: s.start.Add(-time.Hour), Past: Containing("HEALTHZ"), Follow: true}
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
	if _, err := collect(s.client.Logs(t.Context(), Tail{Groups: []string{group1}, Past: "a", Pattern: "b"})); KindOf(err) != Invalid {
		t.Error(err)
	}
}
