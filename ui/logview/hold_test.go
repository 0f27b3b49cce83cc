package logview

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
)

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
	if !p.ToMark(true) {
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
	for i := range inks {
		p.Source(Label{"task", fmt.Sprint("t", i*i)}, Label{"revision", fmt.Sprint(40 + i/6)})
	}
	of := func() []uint8 { return slices.Compact(slices.Sorted(slices.Values(p.colours.of))) }
	p.SetColour("task")
	expect(t, "colours of tasks", len(of()), inks)
	p.SetColour("revision")
	expect(t, "colours of revisions", len(of()), 2)
	expect(t, "same source", p.Source(Label{"task", "t9"}, Label{"revision", "40"}), 3)
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
	needs.Time(t, "hundreds of thousands of lines")
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

// Lines of one page may be years apart, and come in any order.
func TestFarApart(t *testing.T) {
	t.Parallel()
	p := New(nil, epoch, Limits{})
	p.SetSize(80, 5)
	var want []string
	for _, years := range []int{0, 3, -3, 1, -1, 2, -2} {
		p.Append([]Entry{{Time: epoch().AddDate(years, 0, 0).Add(time.Millisecond), Text: fmt.Sprint(years)}})
	}
	for years := -3; years <= 3; years++ {
		want = append(want, fmt.Sprint(years, " at ", epoch().AddDate(years, 0, 0).Add(time.Millisecond).UnixMilli()))
	}
	p.Prepend([]Entry{{Time: epoch().AddDate(3, 0, 0).Add(time.Millisecond), Text: "before 3"}})
	want = slices.Insert(want, len(want)-1, fmt.Sprint("before ", want[len(want)-1]))
	var got []string
	for e := range p.Held() {
		got = append(got, fmt.Sprint(e.Text, " at ", e.Time.UnixMilli()))
	}
	expect(t, "held", fmt.Sprint(got), fmt.Sprint(want))
}

// A page counts its lines from the first, and takes none that is too far from that.
func TestPacked(t *testing.T) {
	t.Parallel()
	var l lines
	first := record{time: epoch().UnixNano(), seq: 1 << 40, source: 7, kind: Gap, level: 3}
	l.add(&first)
	for name, c := range map[string]struct {
		after time.Duration
		seq   int64
		fits  bool
	}{
		"the same":        {0, 0, true},
		"forty days":      {40 * 24 * time.Hour, 1, true},
		"fifty days":      {50 * 24 * time.Hour, 1, false},
		"an older number": {1, -1 << 31, true},
		"much older":      {1, -1<<31 - 1, false},
		"much newer":      {1, 1 << 31, false},
	} {
		r := first
		r.time, r.seq = first.time+c.after.Milliseconds()*millisecond, first.seq+c.seq
		if l.fits(&r) != c.fits {
			t.Errorf("%s: fits is %v", name, !c.fits)
		}
		if c.fits {
			l.add(&r)
			expect(t, name, l.record(len(l.recs)-1), r)
		}
	}
}
