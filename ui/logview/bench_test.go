package logview

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/ui/theme"
)

// million is how many lines the benchmarks hold.
const million = 1_000_000

func epoch() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// sample returns the nth line of a service that writes JSON, logfmt and text.
func sample(r *rand.Rand, n int) string {
	order, ms := r.IntN(100_000), r.IntN(900)
	switch {
	case n%1000 == 0:
		return fmt.Sprintf(`{"level":"error","ts":"2026-03-04T12:00:00.%03dZ","msg":"upstream timeout after %dms","order":%d,"trace":"%016x"}`, ms, ms, order, r.Uint64())
	case n%3 == 0:
		return fmt.Sprintf(`{"level":"info","ts":"2026-03-04T12:00:00.%03dZ","msg":"order accepted","order":%d,"ms":%d,"customer":"c-%06d"}`, ms, order, ms, order)
	case n%3 == 1:
		return fmt.Sprintf(`2026-03-04T12:00:00.%03dZ INFO  [http-%d] GET /api/v1/orders/%d HTTP/1.1 200 %d bytes in %d ms agent=curl/8.1`, ms, n%16, order, ms*7, ms)
	}
	return fmt.Sprintf(`time=2026-03-04T12:00:00.%03dZ level=debug msg="cache lookup" key=orders/%d hit=%t took=%dus`, ms, order, ms%2 == 0, ms)
}

// full returns a pane of a hundred by fifty that holds so many lines.
func full(lines int) *Pane { return filled(lines, 0) }

// filled is the same, with lines of so many bytes at least.
func filled(lines, size int) *Pane {
	now := epoch().Add(time.Hour)
	p := New(theme.New(true), func() time.Time { return now }, Limits{})
	p.SetTime(Local, time.UTC)
	p.SetSize(160, 50)
	batch := make([]Entry, 0, 1000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := 0; i < lines; i++ {
		text := sample(r, i)
		text += strings.Repeat(" x", max(0, size-len(text))/2)
		batch = append(batch, Entry{Time: epoch().Add(time.Duration(i) * time.Millisecond), Source: source(p, i%40), Text: text})
		if len(batch) == cap(batch) {
			p.Append(batch)
			batch = batch[:0]
		}
	}
	p.Append(batch)
	return p
}

func source(p *Pane, n int) Source {
	return p.Source(Label{"task", fmt.Sprintf("3f2a%02x", n/2)}, Label{"container", []string{"app", "envoy"}[n%2]})
}

// work does all that is pending, as an owner with one command at a time does.
func work(p *Pane) {
	for j := p.Work(); j != nil; j = p.Work() {
		j.Run()
		p.Finish(j)
	}
}

func BenchmarkView(b *testing.B) {
	p := full(million)
	for _, wrap := range []bool{false, true} {
		b.Run(fmt.Sprintf("wrap=%t", wrap), func(b *testing.B) {
			p.SetWrap(wrap)
			p.SetFollow(true)
			b.ReportAllocs()
			for b.Loop() {
				_ = p.View()
			}
		})
	}
	b.Run("paused, filtered, searched", func(b *testing.B) {
		_ = p.SetFilter(Filter{Include: []string{"orders"}})
		_ = p.Search("order")
		work(p)
		p.GoTo(epoch().Add(500 * time.Second))
		b.ReportAllocs()
		for b.Loop() {
			p.Up()
			_ = p.View()
		}
	})
	b.Run("200x60", func(b *testing.B) {
		_ = p.SetFilter(Filter{})
		p.SetSize(200, 60)
		b.ReportAllocs()
		for b.Loop() {
			_ = p.View()
		}
	})
}

// BenchmarkViewLong draws a screen full of lines of 200 kB.
func BenchmarkViewLong(b *testing.B) {
	p, _ := small(160, 50)
	for range 50 {
		logs(p, 0, "{"+strings.Repeat("0123456789 世界 é ", 10_000))
	}
	for _, wrap := range []bool{false, true} {
		b.Run(fmt.Sprintf("wrap=%t", wrap), func(b *testing.B) {
			p.SetWrap(wrap)
			b.ReportAllocs()
			for b.Loop() {
				_ = p.View()
			}
		})
	}
}

// BenchmarkAppend appends 1,000 lines to a million, with a filter and a search in force and some of the lines late.
func BenchmarkAppend(b *testing.B) {
	p := full(million)
	if err := p.SetFilter(Filter{Exclude: []string{"healthz", "level<info"}}); err != nil {
		b.Fatal(err)
	}
	_ = p.Search("re:timeout after [0-9]{3}ms")
	work(p)
	r := rand.New(rand.NewPCG(3, 4))
	at := epoch().Add(million * time.Millisecond)
	batch := make([]Entry, 1000)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		for i := range batch {
			at = at.Add(time.Millisecond)
			late := time.Duration(0)
			if i%50 == 0 {
				late = 2 * time.Second
			}
			batch[i] = Entry{Time: at.Add(-late), Source: source(p, i%40), Text: sample(r, i)}
		}
		b.StartTimer()
		p.Append(batch)
	}
}

// BenchmarkSearch looks through a million lines, as one command after the other does.
func BenchmarkSearch(b *testing.B) {
	p := full(million)
	for _, expr := range []string{"upstream timeout", "zzz", "e", "re:timeout after [0-9]+ms", `re:\b5\d\d\b.*ms$`, "re:(curl|wget)/9", "é"} {
		b.Run(strings.ReplaceAll(expr, "/", "|"), func(b *testing.B) {
			b.ReportAllocs()
			longest := time.Duration(0)
			for b.Loop() {
				begun := time.Now()
				if err := p.Search(expr); err != nil {
					b.Fatal(err)
				}
				longest = max(longest, time.Since(begun))
				work(p)
			}
			_, n := p.Matches()
			b.ReportMetric(float64(n), "matches")
			b.ReportMetric(float64(longest.Microseconds()), "µs/key")
		})
	}
}

// BenchmarkFilter changes the filter over a million lines.
func BenchmarkFilter(b *testing.B) {
	p := full(million)
	for _, term := range []string{"timeout", "level>=warn", "order=8812", "ms>890", "container=envoy", "re:t.m.out"} {
		b.Run(term, func(b *testing.B) {
			b.ReportAllocs()
			longest := time.Duration(0)
			for b.Loop() {
				begun := time.Now()
				if err := p.SetFilter(Filter{Include: []string{term}}); err != nil {
					b.Fatal(err)
				}
				longest = max(longest, time.Since(begun))
				work(p)
			}
			b.ReportMetric(float64(p.Stats().Shown), "shown")
			b.ReportMetric(float64(longest.Microseconds()), "µs/key")
		})
	}
}

// BenchmarkMemory reports what a held line takes: the budget is 1.2 times its bytes.
func BenchmarkMemory(b *testing.B) {
	for _, size := range []int{0, 200} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				p := filled(million, size)
				runtime.GC()
				runtime.ReadMemStats(&after)
				used := float64(after.HeapAlloc - before.HeapAlloc)
				text := float64(p.Stats().Bytes - recordBytes*million)
				b.ReportMetric(used/million, "B/line")
				b.ReportMetric(text/million, "text/line")
				b.ReportMetric(used/text, "x-text")
			}
		})
	}
}
