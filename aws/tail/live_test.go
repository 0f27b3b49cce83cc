package tail

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/wire"
)

// listen has time wait for Live Tail: until its session has begun, and has said what it says every second.
func (s *theatre) listen(ctx context.Context) {
	for turn := time.Now(); ctx.Err() == nil; {
		l := s.reading.live.session
		if l == nil || l.over(time.Time{}) != nil {
			return
		}
		l.mu.Lock()
		heard := l.waiting == 0 && s.clock.Now().Sub(l.heard) <= 2*time.Second
		l.mu.Unlock()
		if heard {
			return
		}
		if runtime.Gosched(); time.Since(turn) > 20*time.Millisecond {
			s.clock.Advance(time.Second) // the session came to sleep after time had passed
			turn = time.Now()
		}
	}
}

func TestLiveTailThroughARollingDeployment(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	s := stageOn(t, oneService(4, logs.Options{Rate: map[string]float64{"cluster-1/service-0001": 3}, Late: 0.05, LateBy: 20 * time.Second}))
	deployed := false
	tail := Tail{Cluster: "cluster-1", Service: "service-0001", Follow: true, Since: s.start.Add(-time.Minute), Live: func() bool { return true }}
	lines, notes := s.watch(t, tail, 6*time.Minute, func(passed time.Duration) {
		if passed > 20*time.Second && !deployed {
			deployed = true
			s.redeploy(t)
		}
	})
	s.compare(t, lines, group1, tail.Since, s.clock.Now().Add(-40*time.Second))
	if n := len(ofKind(notes, NoteStopped)); n != 4 {
		t.Errorf("%d tasks stopped", n)
	}
	if ofKind(notes, NoteLive) == nil {
		t.Error("not live")
	}
	live := 0
	for _, e := range lines {
		if e.ID == "" {
			live++
		}
	}
	t.Log(len(lines), "lines,", live, "live", s.Calls().Counts())
	for _, n := range notes {
		if n.Note != NoteAttached && n.Note != NoteStopped && n.Note != NoteProgress {
			t.Log(n.Time.Sub(s.start), n.Note, n.Message)
		}
	}
}

func TestLiveTailIsRefused(t *testing.T) {
	t.Parallel()
	s := stageOn(t, oneService(2, logs.Options{}))
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "StartLiveTail"})
	lines, notes := s.watch(t, Tail{Cluster: "cluster-1", Service: "service-0001", Follow: true, Live: func() bool { return true }}, time.Minute, nil)
	s.compare(t, lines, group1, s.start, s.clock.Now().Add(-20*time.Second))
	if n := ofKind(notes, NotePolling); len(n) != 1 || !strings.Contains(n[0].Message, "not authorized to perform logs:StartLiveTail") {
		t.Errorf("%+v", notes)
	}
	if n := s.Calls().Count("StartLiveTail"); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestLiveTailIsSampledAndEnds(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{Account: "empty"})
	for i := range 1200 {
		at := s.start.Add(30*time.Second + time.Duration(i%900)*time.Millisecond)
		s.Logs().Write("/group", "a", "flood", at, at.Add(time.Second))
	}
	s.Logs().Write("/group", "a", "first", s.start, s.start)
	s.Logs().Write("/group", "a", "last", s.start.Add(3*time.Hour+time.Minute), s.start.Add(3*time.Hour+time.Minute))
	slept := false
	tail := Tail{Groups: []string{"/group"}, Follow: true, Live: func() bool { return true }}
	lines, notes := s.watch(t, tail, 3*time.Hour+2*time.Minute, func(passed time.Duration) {
		if passed > time.Minute && !slept {
			slept = true
			s.clock.Advance(3*time.Hour - 2*time.Minute)
		}
	})
	if n := ofKind(notes, NoteReconnected); len(n) == 0 || n[0].Gap < 2*time.Hour {
		t.Errorf("%+v", n)
	}
	if n := len(ofKind(notes, NoteSampled)); n != 2 {
		t.Errorf("%d notes of samples", n)
	}
	if n := ofKind(notes, NoteLiveEnded); len(n) == 0 || !strings.Contains(n[0].Message, "three hours") {
		t.Errorf("%+v", n)
	}
	if lines[len(lines)-1].Message != "last" {
		t.Errorf("%+v", lines[len(lines)-1])
	}
}

// Live Tail sends no more than its pattern lets through. Another pattern begins another session, and what came from a little before
// that moment on is read again: a filter that is taken away loses nothing that is written after it.
func TestLiveTailFilters(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{Account: "empty"})
	for i := range 150 {
		at := s.start.Add(time.Duration(i) * time.Second)
		s.Logs().Write("/group", "a", fmt.Sprintf("slow %d", i), at, at)
		s.Logs().Write("/group", "a", fmt.Sprintf("fast %d", i), at.Add(time.Millisecond), at.Add(time.Millisecond))
	}
	slow := Containing([]string{"slow"}, nil)
	pattern := slow
	tail := Tail{Groups: []string{"/group"}, Follow: true, Live: func() bool { return true }, LivePattern: func() string { return pattern }}
	lines, notes := s.watch(t, tail, 2*time.Minute, func(passed time.Duration) {
		if passed > time.Minute {
			pattern = ""
		}
	})
	came := map[string]bool{}
	for _, e := range lines {
		if came[e.Message] {
			t.Errorf("twice: %s", e.Message)
		}
		came[e.Message] = true
	}
	for i := range 110 {
		if !came[fmt.Sprintf("slow %d", i)] {
			t.Errorf("slow %d did not come", i)
		}
		switch filtered := i > 15 && i < 35; {
		case filtered && came[fmt.Sprintf("fast %d", i)]:
			t.Errorf("fast %d came", i)
		case i > 60 && !came[fmt.Sprintf("fast %d", i)]:
			t.Errorf("fast %d did not come", i)
		}
	}
	if n := ofKind(notes, NoteLive); len(n) != 2 || !strings.Contains(n[0].Message, "only lines that may match") || strings.Contains(n[1].Message, "only") {
		t.Errorf("%+v", n)
	}
	if n := len(ofKind(notes, NoteMissed)); n != 0 {
		t.Errorf("%d notes of lines that are missing", n)
	}
}

// A server that takes no pattern of ours is asked without it.
func TestLiveTailRefusesTheFilter(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{Account: "empty"})
	for i := range 60 {
		at := s.start.Add(time.Duration(i) * time.Second)
		s.Logs().Write("/group", "a", fmt.Sprint("line ", i), at, at)
	}
	tail := Tail{Groups: []string{"/group"}, Follow: true, Live: func() bool { return true }, LivePattern: func() string { return "%no[end%" }}
	lines, notes := s.watch(t, tail, 40*time.Second, nil)
	if n := ofKind(notes, NoteLive); len(n) != 1 || strings.Contains(n[0].Message, "filter") {
		t.Errorf("%+v", notes)
	}
	if len(lines) < 35 {
		t.Errorf("%d lines", len(lines))
	}
}
