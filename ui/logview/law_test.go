package logview

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/ui/theme"
)

// laws is a pane driven at random beside the plainest possible model of what it must hold.
type laws struct {
	pane    *Pane
	limits  Limits
	now     time.Time
	all     []modelled // in their order
	seq     int
	low     int
	dropped int
	filter  func(modelled) bool
	search  string
	around  int
	under   ID // the line under the cursor when lines came last
	jobs    []*Job
}

type modelled struct {
	at     time.Time
	seq    int
	text   string
	source Source
	kind   Kind
}

func (m modelled) String() string { return fmt.Sprint(m.at.UnixMilli(), m.seq, len(m.text)) }

func (l *laws) sort() {
	slices.SortStableFunc(l.all, func(a, b modelled) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.seq, b.seq))
	})
}

// TestLaws drives panes through random batches, late and old ones too, drops, filters, folds and moves. Whatever
// happens no line is lost or doubled, all stand in order, the line under the cursor stays where it is on screen as
// long as it is shown, and the screen is filled exactly.
func TestLaws(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many random operations")
	rapid.Check(t, func(t *rapid.T) {
		l := &laws{now: epoch(), filter: func(modelled) bool { return true }}
		l.limits = Limits{Lines: rapid.SampledFrom([]int{0, 30, 3000}).Draw(t, "lines"), Bytes: rapid.SampledFrom([]int{0, 4000}).Draw(t, "bytes")}
		l.pane = New(theme.New(true), func() time.Time { return l.now }, l.limits)
		l.pane.portions = rapid.SampledFrom([]portions{l.pane.portions, {job: 1, begin: 1}}).Draw(t, "portions")
		l.pane.SetSize(80, 10)
		for i := range 4 {
			source(l.pane, i)
		}
		t.Repeat(map[string]func(*rapid.T){
			"":       l.hold,
			"append": func(t *rapid.T) { l.append(t, 12) },
			"bulk":   func(t *rapid.T) { l.append(t, 900) },
			"move":   l.move,
			"filter": l.refilter,
			"search": l.research,
			"look":   l.look,
			"work":   l.work,
			"around": func(t *rapid.T) {
				l.around = rapid.SampledFrom([]int{0, 1, 3, 40}).Draw(t, "around")
				l.pane.SetAround(l.around)
			},
			"size": func(t *rapid.T) {
				l.pane.SetSize(rapid.IntRange(0, 200).Draw(t, "w"), rapid.IntRange(0, 60).Draw(t, "h"))
			},
		})
	})
}

// append hands in lines that no trace joins: joining has a test of its own.
func (l *laws) append(t *rapid.T, most int) {
	some := []string{"plain", "GET /timeout 200", `{"level":"error","msg":"timeout 世界\n\tat x"}`, "a\nb\nc",
		strings.Repeat("wide 世界 🚀 é\u0301 ", 12), "level=warn n=7 m=8", ""}
	if most < 100 {
		some = append(some, strings.Repeat("long ", 5000))
	}
	texts := rapid.SampledFrom(some)
	n := rapid.IntRange(1, most).Draw(t, "count")
	older := rapid.IntRange(0, 4).Draw(t, "older") == 0
	cursor, had := l.pane.Cursor()
	row, on := l.screenRow(cursor)
	if had && !l.pane.Following() {
		l.under = cursor.ID
	}
	var batch []Entry
	for range n {
		l.now = l.now.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "ms")) * time.Millisecond)
		e := Entry{Time: l.now, Source: Source(rapid.IntRange(0, 3).Draw(t, "source")), Kind: Kind(max(rapid.IntRange(-20, 3).Draw(t, "kind"), 0)), Text: texts.Draw(t, "text")}
		if late := rapid.IntRange(-20, 40).Draw(t, "late"); late > 0 || older {
			e.Time = e.Time.Add(time.Duration(-late) * time.Millisecond * 20)
		}
		batch = append(batch, e)
	}
	if older {
		l.low -= n
		l.add(batch, l.low)
		l.pane.Prepend(batch)
	} else {
		l.add(batch, l.seq)
		l.seq += n
		l.pane.Append(batch)
	}
	now, has := l.pane.Cursor()
	kept := l.around == 0 || l.dropped == 0 // what was around a line that was dropped is not shown any more
	if had && kept && !l.pane.Following() && l.pane.holds(cursor.ID) && (!has || now.ID != cursor.ID) {
		t.Fatalf("cursor went from %v to %v", cursor.ID, now.ID)
	}
	if after, still := l.screenRow(now); had && has && now.ID == cursor.ID && !l.pane.Following() && on && still && after != row {
		t.Fatalf("the line under the cursor went from row %d to %d", row, after)
	}
}

// screenRow returns where on a full screen the entry begins. A screen that is not full may move when it fills.
func (l *laws) screenRow(e Entry) (int, bool) {
	f, ok := l.pane.frame()
	if !ok || l.pane.window.book.id(f.cursor) != e.ID || l.pane.empty(f) > 0 {
		return 0, false
	}
	return f.row, l.dropped == 0
}

// add puts the lines into the model.
func (l *laws) add(batch []Entry, seq int) {
	for i, e := range batch {
		l.all = append(l.all, modelled{e.Time, seq + i, e.Text, e.Source, e.Kind})
	}
	l.sort()
	bytes := 0
	limits := l.limits.orDefault()
	for _, m := range l.all {
		bytes += len(m.text) + recordBytes
	}
	for len(l.all) > limits.Lines || bytes > limits.Bytes {
		bytes -= len(l.all[0].text) + recordBytes
		l.all = l.all[1:]
		l.dropped++
	}
}

func (l *laws) move(t *rapid.T) {
	p := l.pane
	moves := []func(){p.Up, p.Down, p.PageUp, p.PageDown, p.HalfUp, p.HalfDown, p.Top, p.Bottom, p.Next, p.Previous, p.Left, p.Right,
		func() { p.SetFollow(false) }, p.ToggleMark, func() { p.ToMark(true) }, func() { p.ToMark(false) }, func() { p.ToEvent(true) }, func() { p.ToEvent(false) }, p.ToggleFold,
		func() { p.GoTo(l.now.Add(-time.Second)) }}
	rapid.SampledFrom(moves).Draw(t, "move")()
	if f, ok := p.frame(); ok && (f.row >= p.h || f.row+p.window.look.height(f.cursor) <= 0) {
		t.Fatalf("cursor is at row %d of %d", f.row, p.h)
	}
}

func (l *laws) look(t *rapid.T) {
	p := l.pane
	looks := []func(){func() { p.SetWrap(!p.Wrap()) }, func() { p.SetRaw(!p.Raw()) },
		func() { p.SetTime((p.Time()+1)%4, nil) }, func() { p.SetColour("container") }, func() { p.SetColumns("container") }}
	rapid.SampledFrom(looks).Draw(t, "look")()
}

func (l *laws) refilter(t *rapid.T) {
	has := func(text string) func(modelled) bool {
		return func(m modelled) bool { return m.kind != Line || strings.Contains(m.text, text) }
	}
	filters := []struct {
		f    Filter
		pass func(modelled) bool
	}{
		{Filter{}, func(modelled) bool { return true }},
		{Filter{Include: []string{"TIMEOUT"}}, has("timeout")},
		{Filter{Include: []string{"re:time.ut", "level>=error"}}, has("error")},
		{Filter{Exclude: []string{"n<7", "a"}}, func(m modelled) bool { return m.kind != Line || !strings.Contains(m.text, "a") }},
		{Filter{Include: []string{"n=7"}}, has("n=7")},
		{Filter{Only: []Label{{"container", "app"}}}, func(m modelled) bool { return m.source%2 == 0 }},
		{Filter{Include: []string{"container!=app"}}, func(m modelled) bool { return m.kind != Line || m.source%2 == 1 }},
		{Filter{Include: []string{"nowhere"}}, has("nowhere")},
	}
	i := rapid.IntRange(0, len(filters)-1).Draw(t, "filter")
	if err := l.pane.SetFilter(filters[i].f); err != nil {
		t.Fatal(err)
	}
	l.filter = filters[i].pass
}

func (l *laws) research(t *rapid.T) {
	l.search = rapid.SampledFrom([]string{"", "timeout", "re:t.*t", "wide"}).Draw(t, "search")
	if err := l.pane.Search(l.search); err != nil {
		t.Fatal(err)
	}
}

// work takes a job, or runs and finishes one taken before, in any order.
func (l *laws) work(t *rapid.T) {
	if rapid.Bool().Draw(t, "take") {
		if j := l.pane.Work(); j != nil {
			l.jobs = append(l.jobs, j)
		}
	} else if n := len(l.jobs); n > 0 {
		i := rapid.IntRange(0, n-1).Draw(t, "job")
		l.jobs[i].Run()
		l.pane.Finish(l.jobs[i])
		l.jobs = slices.Delete(l.jobs, i, i+1)
	}
}

// hold is checked after every step.
func (l *laws) hold(t *rapid.T) {
	p := l.pane
	checkScreen(t, p)
	if s := p.Stats(); s.Held != len(l.all) || s.Dropped != l.dropped {
		t.Fatalf("%+v, want %d held and %d dropped", s, len(l.all), l.dropped)
	}
	i := 0
	for e := range p.Held() {
		if m := l.all[i]; !e.Time.Equal(m.at) || e.Text != m.text || e.Source != m.source || e.Kind != m.kind {
			t.Fatalf("line %d is %v, want %v", i, e, m)
		}
		i++
	}
	if i != len(l.all) {
		t.Fatalf("%d lines, want %d", i, len(l.all))
	}
	l.finish(t)
	if len(p.window.book.pages) > 2*len(l.all)/pageLines+4+p.tally.bytes/pageBytes*2 {
		t.Fatalf("%d pages for %d lines of %d bytes", len(p.window.book.pages), len(l.all), p.tally.bytes)
	}
}

// finish checks what is shown and found, once nothing is pending.
func (l *laws) finish(t *rapid.T) {
	if untested, _ := l.pane.Pending(); untested > 0 {
		return
	}
	var want []modelled
	near := map[int]bool{}
	for i, m := range l.all {
		for j := i - l.around; l.filter(m) && m.kind == Line && j <= i+l.around; j++ {
			near[j] = true
		}
	}
	kept := false // the line under the cursor stays when another comes between it and what it is shown around
	for e := range l.pane.Shown() {
		kept = kept || e.ID == l.under
	}
	for i, m := range l.all {
		if l.filter(m) || near[i] && m.kind == Line || kept && l.around > 0 && (ID{time: m.at.UnixNano(), seq: int64(m.seq)}) == l.under {
			want = append(want, m)
		}
	}
	i, hits := 0, 0
	for e := range l.pane.Shown() {
		if i >= len(want) || e.Text != want[i].text || !e.Time.Equal(want[i].at) {
			t.Fatalf("shown line %d of %d is %v", i, len(want), e)
		}
		if l.search == "wide" && strings.Contains(e.Text, "wide") || l.search == "timeout" && strings.Contains(e.Text, "timeout") ||
			l.search == "re:t.*t" && (strings.Contains(e.Text, "timeout") || strings.Contains(e.Text, "GET")) {
			hits++
		}
		i++
	}
	at, shown := l.pane.Position()
	if i != len(want) || shown != i || at > i || at == 0 && i > 0 {
		t.Fatalf("%d shown (%d at %d), want %d", i, shown, at, len(want))
	}
	if _, n := l.pane.Matches(); n != hits {
		t.Fatalf("%d matches of %q, want %d", n, l.search, hits)
	}
	if n := l.pane.Below(); n < 0 || n > shown {
		t.Fatalf("%d of %d are below", n, shown)
	}
}

func checkScreen(t interface{ Fatalf(string, ...any) }, p *Pane) {
	view := p.View()
	if p.window.look.w == 0 || p.h == 0 {
		if view != "" {
			t.Fatalf("view of nothing: %q", view)
		}
		return
	}
	got := strings.Split(view, "\n")
	if len(got) != p.h {
		t.Fatalf("%d lines, want %d", len(got), p.h)
	}
	for _, s := range got {
		if n := ansi.StringWidth(s); n > p.window.look.w {
			t.Fatalf("%q is %d wide, want %d", s, n, p.window.look.w)
		}
	}
	if f, ok := p.frame(); ok && f.row+f.skip != 0 {
		if rows := fmt.Sprint(f); f.skip > 0 && f.top == f.cursor && f.row != -f.skip {
			t.Fatalf("frame %s", rows)
		}
	}
}
