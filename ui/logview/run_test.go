package logview

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A search or filter over much is answered at once with what is near, and goes on in jobs while lines arrive.
func TestWhileWorking(t *testing.T) {
	t.Parallel()
	p := full(60_000)
	p.GoTo(epoch())
	if err := p.SetFilter(Filter{Include: []string{"order"}}); err != nil {
		t.Fatal(err)
	}
	_ = p.Search("re:upstream TIMEOUT")
	untested, held := p.Pending()
	if shown := p.Stats().Shown; shown == 0 || untested == 0 || untested >= held {
		t.Fatalf("%d shown, %d of %d untested", shown, untested, held)
	}
	var running sync.WaitGroup
	seq := p.Held()
	running.Go(func() {
		n := 0
		for range seq {
			n++
		}
		if n != 60_000 {
			t.Errorf("%d lines were held", n)
		}
	})
	for round := 0; ; round++ {
		var jobs []*Job
		for range 2 {
			if j := p.Work(); j != nil {
				jobs = append(jobs, j)
				running.Go(j.Run)
			}
		}
		at := epoch().Add(time.Minute + time.Duration(round)*time.Second)
		p.Append([]Entry{{Time: at, Text: "order at the end"}, {Time: at.Add(-30 * time.Second), Text: "order in the middle"}})
		p.Prepend([]Entry{{Time: epoch().Add(-time.Second), Text: "order at the beginning"}})
		_ = p.View()
		running.Wait()
		for _, j := range jobs {
			p.Finish(j)
		}
		if len(jobs) == 0 {
			break
		}
	}
	want, hits := 0, 0
	for e := range p.Held() {
		if strings.Contains(e.Text, "order") {
			want++
		}
		if strings.Contains(e.Text, "upstream timeout") {
			hits++
		}
	}
	_, n := p.Matches()
	expect(t, "shown and found", [2]int{p.Stats().Shown, n}, [2]int{want, hits})
}

// Results of a filter that was replaced while its job ran are dropped.
func TestLateResults(t *testing.T) {
	t.Parallel()
	p := full(20_000)
	_ = p.SetFilter(Filter{Include: []string{"nowhere"}})
	old := p.Work()
	old.Run()
	_ = p.SetFilter(Filter{Include: []string{"re:."}})
	p.Finish(old)
	work(p)
	expect(t, "shown", p.Stats().Shown, 20_000)
	_ = p.SetFilter(Filter{Include: []string{"nowhere"}})
	old = p.Work()
	old.Run()
	p.Clear()
	logs(p, 0, "nowhere")
	p.Finish(old)
	expect(t, "shown after clearing", p.Stats().Shown, 1)
}

// The next match is gone to at once if it is known, else when it is found.
func TestNext(t *testing.T) {
	t.Parallel()
	p, _ := small(80, 5)
	logs(p, 0, numbered(100)...)
	_ = p.Search("re:line 4$|line .5$")
	steps := []struct {
		move func()
		at   string
		n    int
	}{{p.Previous, "line 95", 10}, {p.Previous, "line 85", 9}, {p.Next, "line 95", 10}, {p.Next, "line 4", 1}, {p.Previous, "line 95", 10},
		{func() { _ = p.SetFilter(Filter{Exclude: []string{"5"}}) }, "line 96", 0}, {p.Next, "line 4", 1},
		{func() { _ = p.SetFilter(Filter{}) }, "line 4", 1}, {p.Next, "line 15", 2}}
	for i, s := range steps {
		s.move()
		e, _ := p.Cursor()
		at, _ := p.Matches()
		expect(t, fmt.Sprintf("step %d", i), fmt.Sprint(e.Text, at), fmt.Sprint(s.at, s.n))
	}
	p = full(30_000)
	_ = p.Search(`"order":76937`) // in the first line alone
	p.Previous()
	before, _ := p.Cursor()
	work(p)
	after, _ := p.Cursor()
	if strings.Contains(before.Text, "76937") || !strings.Contains(after.Text, "76937") {
		t.Errorf("went from %q to %q", before.Text, after.Text)
	}
}

// The cursor returns to its line when the filter lets it.
func TestHome(t *testing.T) {
	t.Parallel()
	p, _ := small(80, 5)
	logs(p, 0, numbered(50)...)
	p.GoTo(epoch().Add(21 * time.Millisecond))
	for _, step := range []struct{ exclude, at string }{{"20", "line 21"}, {"2", "line 30"}, {"", "line 20"}} {
		_ = p.SetFilter(Filter{Exclude: []string{step.exclude}})
		logs(p, 0, "more")
		e, _ := p.Cursor()
		expect(t, "without "+step.exclude, e.Text, step.at)
	}

	p = full(20_000)
	p.portions.begin = 1
	p.GoTo(epoch().Add(10_005 * time.Millisecond))
	_ = p.SetFilter(Filter{Include: []string{"upstream"}})
	work(p)
	e, _ := p.Cursor()
	expect(t, "nearest of all", e.Time, epoch().Add(11*time.Second).Local())
}

// The cursor's line stays where it is while the screen fills below and above it.
func TestFilling(t *testing.T) {
	t.Parallel()
	p, _ := small(80, 5)
	logs(p, 0, "a", "b", "c")
	p.Up()
	logs(p, 0, numbered(9)...)
	p.Prepend([]Entry{{Time: epoch(), Text: "older"}, {Time: epoch(), Text: "old"}})
	expect(t, "screen", plain(p), "\n 12:00:00.001       a\n▌12:00:00.002       b\n 12:00:00.003       c\n 12:00:00.004       line 0\n 12:00:00.005       line 1")
}

func TestFollowing(t *testing.T) {
	t.Parallel()
	p, now := small(80, 3)
	p.SetTime(Off, nil)
	logs(p, 0, numbered(10)...)
	expect(t, "follows", plain(p), "\n       line 7\n       line 8\n       line 9")
	p.SetFollow(false)
	logs(p, 0, "new", "new too")
	_ = p.SetFilter(Filter{Exclude: []string{"too"}})
	expect(t, "is paused", plain(p), "\n       line 7\n       line 8\n▌      line 9")
	expect(t, "below", p.Below(), 1)
	p.Append([]Entry{{Time: epoch(), Text: "late"}})
	expect(t, "below without what was late", p.Below(), 1)
	p.Bottom()
	expect(t, "follows again", plain(p), "\n       line 8\n       line 9\n       new")
	p.Top()
	expect(t, "at the top", plain(p), "\n▌      late\n       line 0\n       line 1")
	p.PageDown()
	p.HalfUp()
	e, _ := p.Cursor()
	expect(t, "a page down, half a page up", e.Text, "line 1")
	*now = now.Add(time.Second)
	expect(t, "rate", p.Rate(), 13.0/rateSeconds)
	*now = now.Add(rateSeconds * time.Second)
	expect(t, "rate later", p.Rate(), 0.0)
}

func TestLimits(t *testing.T) {
	t.Parallel()
	p := New(nil, epoch, Limits{Lines: 10})
	p.SetSize(80, 5)
	logs(p, 0, numbered(8)...)
	p.SetFollow(false)
	p.ToggleMark()
	p.Top()
	p.ToggleMark()
	logs(p, 0, numbered(7)...)
	expect(t, "stats", p.Stats(), Stats{Held: 10, Shown: 10, Dropped: 5, Received: 15, Bytes: 10 * (recordBytes + len("line 0"))})
	expect(t, "marked", len(p.Marked()), 1)
	e, _ := p.Cursor()
	expect(t, "cursor", e.Text, "line 5")
	if !p.NextMark() || p.PreviousMark() != true {
		t.Error("no mark to go to")
	}
	e, _ = p.Cursor()
	expect(t, "mark", e.Text, "line 7")
	p.Prepend([]Entry{{Time: epoch(), Text: "old"}})
	expect(t, "dropped", p.Stats().Dropped, 6)
	p = New(nil, epoch, Limits{Bytes: 1000})
	logs(p, 0, "a", strings.Repeat("x", 2000))
	expect(t, "held of a line too long", p.Stats().Held, 0)
}

// Two megabytes in a line are held, searched and drawn as any other.
func TestLongLines(t *testing.T) {
	t.Parallel()
	p, _ := small(100, 100)
	long := strings.Repeat("0123456789 世界 ", 120_000) + "needle"
	logs(p, 0, "before", long, strings.Repeat("row\n", 300_000), `{"a":"`+long+`"}`, "after")
	_ = p.Search("needle")
	work(p)
	_, n := p.Matches()
	expect(t, "matches", n, 2)
	for _, wrap := range []bool{false, true} {
		p.SetWrap(wrap)
		p.Bottom()
		for range 80 {
			p.PageUp()
			checkScreen(t, p)
		}
		e, _ := p.Cursor()
		expect(t, "at the top", e.Text, "before")
		if view := plain(p); !wrap && !strings.Contains(view, "…") {
			t.Error(view)
		}
	}
	p.Next()
	if e, _ := p.Cursor(); e.Text != long || e.Text[len(e.Text)-6:] != "needle" {
		t.Errorf("under the cursor are %d bytes", len(e.Text))
	}
}

// A sequence hands out the lines of when it was made.
func TestFormat(t *testing.T) {
	t.Parallel()
	p, _ := small(80, 5)
	logs(p, source(p, 1), `{"level":"warn","msg":"a","n":"b c"}`)
	p.Append([]Entry{{Time: epoch().Add(time.Second), Kind: Gap, Text: "3 s"}})
	seq, f := p.Shown(), p.Format()
	expect(t, "visible", len(p.Visible()), 2)
	p.SetRaw(true)
	raw := p.Format()
	logs(p, 0, "more")
	var got []byte
	for e := range seq {
		got = raw.Append(f.Append(got, e), e)
	}
	expect(t, "text", string(got), `2026-03-04T12:00:00.001Z 3f2a00 envoy WARN  a  n="b c"
2026-03-04T12:00:00.001Z 3f2a00 envoy {"level":"warn","msg":"a","n":"b c"}
2026-03-04T12:00:01.000Z ── 3 s
2026-03-04T12:00:01.000Z ── 3 s
`)
}

func TestColours(t *testing.T) {
	t.Parallel()
	p, _ := small(80, 5)
	for i := range 8 {
		p.Source(Label{"task", fmt.Sprint(i)}, Label{"revision", fmt.Sprint(40 + i/4)})
	}
	of := func() []uint8 { return slices.Compact(slices.Sorted(slices.Values(p.colours.of))) }
	p.SetColour("task")
	expect(t, "colours of tasks", len(of()), 8)
	p.SetColour("revision")
	expect(t, "colours of revisions", len(of()), 2)
	expect(t, "same source", p.Source(Label{"task", "3"}, Label{"revision", "40"}), 3)
}

func TestPretty(t *testing.T) {
	t.Parallel()
	text := func(lines [][]Span) string {
		var b strings.Builder
		for _, l := range lines {
			for _, s := range l {
				b.WriteString(s.Text)
			}
			b.WriteByte('\n')
		}
		return b.String()
	}
	expect(t, "object", text(Pretty(`{"a":[1,"x"],"b":{"c: ":null}}`)), "{\n  \"a\": [\n    1,\n    \"x\"\n  ],\n  \"b\": {\n    \"c: \": null\n  }\n}\n")
	expect(t, "no object", text(Pretty("{a\nb")), "{a\nb\n")
	expect(t, "tones", fmt.Sprint(jsonLine(`  "k": -1,`)), `[{   0} {"k" 12} {:  0} {-1 4} {, 0}]`)
}

// Memory per line stays under 1.6 times its bytes and 64, late and short lines included. Not parallel: it measures.
func TestMemory(t *testing.T) {
	for _, size := range []int{10, 150, 3000} {
		line := strings.Repeat("x", size)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		p, _ := small(80, 20)
		const n = 20_000
		batch := make([]Entry, 200)
		for i := 0; i < n; i += len(batch) {
			for k := range batch {
				late := time.Duration(0)
				if k%20 == 0 {
					late = time.Second
				}
				batch[k] = Entry{Time: epoch().Add(time.Duration(i+k)*time.Millisecond - late), Text: line}
			}
			p.Append(batch)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		perLine := (float64(after.HeapAlloc) - float64(before.HeapAlloc)) / n
		if budget := 1.6*float64(size) + 64; perLine > budget {
			t.Errorf("lines of %d bytes take %.0f each, more than %.0f", size, perLine, budget)
		}
		runtime.KeepAlive(p)
	}
}
