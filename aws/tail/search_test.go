package tail

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/wire"
)

// A search of days tells what it finds as soon as the server has, and goes on: also where the log of a sidecar is searched beside it, in
// which there is nothing, and whichever end it begins at.
func TestASearchTellsWhatItFindsAtOnce(t *testing.T) {
	t.Parallel()
	needs.Time(t, "millions of lines")
	for service, newest := range map[string]bool{"auth": true, "catalog": false} { // without a sidecar, and with one
		s := stageOn(t, sim.Options{Seed: 1, Logs: logs.Options{Rate: map[string]float64{"prod/auth": 0.8, "prod/catalog": 0.6}}})
		written := s.Logs().Written("/ecs/prod/"+service, s.start.Add(-time.Minute), s.start)
		at := s.start.Add(-30 * time.Hour)
		if newest {
			at = s.start.Add(-18 * time.Hour)
		}
		stream := ""
		for _, w := range written {
			if strings.HasPrefix(w.Stream, "app/") {
				stream = w.Stream
			}
		}
		s.Logs().Write("/ecs/prod/"+service, stream, "a needle in hay", at, at)
		tail := Tail{Cluster: "prod", Service: service, Since: s.start.Add(-48 * time.Hour), Newest: newest, Pattern: Containing([]string{"needle"}, nil)}
		r, err := s.lines.newReading(tail)
		if err != nil {
			t.Fatal(err)
		}
		told, found := 0, 0
		if err := r.run(t.Context(), func(page []Event, _ error) bool {
			for _, e := range page {
				if e.Note == "" {
					told, found = s.Calls().Count("FilterLogEvents"), found+1
				}
			}
			return true
		}); err != nil {
			t.Fatal(err)
		}
		all, had := s.Calls().Of("FilterLogEvents"), 0
		for i, c := range all {
			if c.Answer > 250 && had == 0 {
				had = i + 1
			}
		}
		if found != 1 || had == 0 || told > had+8 || told > len(all)-4 {
			t.Errorf("%s, newest first %v: %d found, by call %d, told after call %d of %d", service, newest, found, had, told, len(all))
		}
	}
}

// What crosses in a search of a week is what it finds, in as many calls as it takes the server to look through all and a few more: a task
// was replaced, so that two queries search, in portions that grow.
func TestASearchReadsWhatItFinds(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a quarter of a million lines")
	s := stageOn(t, sim.Options{Seed: 1, Logs: logs.Options{Rate: map[string]float64{"prod/auth": 0.1}}})
	since := s.start.Add(-7 * 24 * time.Hour)
	whole, want, text := 0, 0, 0
	for _, w := range s.Logs().Written("/ecs/prod/auth", since, s.start) {
		whole++
		if strings.Contains(w.Message, "upstream timeout") {
			want, text = want+1, text+len(w.Message)
		}
	}
	tail := Tail{Cluster: "prod", Service: "auth", Since: since, Until: s.start, Pattern: Containing([]string{"upstream timeout"}, nil)}
	lines, _ := s.watch(t, tail, time.Hour, nil)
	if len(lines) != want || want < 500 || whole < 220_000 {
		t.Errorf("%d lines, not %d, of %d", len(lines), want, whole)
	}
	crossed := 0
	all := slices.DeleteFunc(s.Calls().Of("FilterLogEvents"), func(c wire.Call) bool { return !bytes.Contains(c.Input, []byte("/ecs/prod/auth")) })
	for _, c := range all {
		crossed += c.Answer
	}
	// beside its text an event has its id, two times, the name of its stream and quotes to escape
	if crossed > 2*text+400*want+300*len(all) || len(all) > whole/100_000+20 {
		t.Errorf("%d bytes crossed in %d calls for %d bytes of %d lines", crossed, len(all), text, want)
	}
}
