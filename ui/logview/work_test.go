package logview

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
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
		p.Append([]Entry{{Time: at, Text: "order at the end: upstream timeout"}, {Time: at.Add(-30 * time.Second), Text: "order in the middle"}})
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
	p, _ := small(100, 5)
	logs(p, 0, "a", "b", "c")
	p.Up()
	logs(p, 0, numbered(9)...)
	p.Prepend([]Entry{{Time: epoch(), Text: "older"}, {Time: epoch(), Text: "old"}})
	expect(t, "screen", plain(p), "\n 12:00:00.001       a\n▌12:00:00.002       b\n 12:00:00.003       c\n 12:00:00.004       line 0\n 12:00:00.005       line 1")
}

func TestFollowing(t *testing.T) {
	t.Parallel()
	p, now := small(100, 3)
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

// An entry higher than the screen is gone through row by row, from where one comes.
func TestTall(t *testing.T) {
	t.Parallel()
	p, _ := small(20, 3)
	p.SetTime(Off, nil)
	p.SetRaw(true)
	logs(p, 0, "before", "1\n2\n3\n4\n5", "after")
	screen := func() string {
		return strings.Join(strings.Fields(strings.NewReplacer("▌", "", "\n", " ").Replace(plain(p))), " ")
	}
	for i, step := range []struct {
		move func()
		want string
	}{{p.Up, "4 5 after"}, {p.Up, "3 4 5"}, {p.Up, "2 3 4"}, {p.Up, "1 2 3"}, {p.Up, "before 1 2"}, {p.Down, "before 1 2"}, {p.Down, "1 2 3"}, {p.Down, "2 3 4"},
		{p.PageDown, "3 4 5"}, {p.Down, "4 5 after"}, {p.PageUp, "1 2 3"}, {p.HalfDown, "2 3 4"}, {p.PageUp, "1 2 3"}, {p.PageUp, "before 1 2"},
		{p.ToggleFold, "before 1 2"}, {p.Down, "before 1 2"}, {p.ToggleFold, "before 1 ▸ 4 more lines after"}} {
		step.move()
		expect(t, fmt.Sprint("step ", i), screen(), step.want)
	}
}

// Two megabytes in a line are held, searched and drawn as any other.
func TestLongLines(t *testing.T) {
	t.Parallel()
	needs.Time(t, "megabytes of text")
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
