package logview

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/ui/theme"
)

// small returns a pane and what lets its clock go.
func small(w, h int) (*Pane, *time.Time) {
	now := epoch()
	p := New(theme.New(true), func() time.Time { return now }, Limits{})
	p.SetTime(Local, time.UTC)
	p.SetSize(w, h)
	return p, &now
}

// logs appends lines of one source, a millisecond after each other.
func logs(p *Pane, s Source, texts ...string) {
	at := epoch()
	if len(p.window.book.pages) > 0 {
		at = time.Unix(0, p.window.book.pages[len(p.window.book.pages)-1].last().time)
	}
	var batch []Entry
	for i, text := range texts {
		batch = append(batch, Entry{Time: at.Add(time.Duration(i+1) * time.Millisecond), Source: s, Text: text})
	}
	p.Append(batch)
}

func texts(p *Pane) []string {
	var all []string
	for e := range p.Shown() {
		all = append(all, e.Text)
	}
	return all
}

func numbered(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprint("line ", i))
	}
	return all
}

func expect[V comparable](t *testing.T, what string, got, want V) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%v\nwant:\n%v", what, got, want)
	}
}

// plain returns the screen without colours and without spaces at the ends of lines.
func plain(p *Pane) string {
	rows := strings.Split(ansi.Strip(p.View()), "\n")
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return "\n" + strings.Join(rows, "\n")
}

func TestView(t *testing.T) {
	t.Parallel()
	p, _ := small(80, 9)
	a, b := p.Source(Label{"task", "3f2a9c"}, Label{"container", "app"}), p.Source(Label{"task", "81c2e0"}, Label{"container", "envoy"})
	at := epoch().Add(114 * time.Millisecond)
	p.Append([]Entry{
		{Time: at, Source: a, Text: `{"level":"info","msg":"GET /healthz 200 3ms"}`},
		{Time: at, Source: b, Text: `time=2026-03-04T12:00:00Z level=error msg="upstream timeout after 5000ms" order=8812 why="a b"`},
		{Time: at, Source: b, Kind: Marker, Text: "81c2e0 stopped: OutOfMemoryError, exit 137"},
		{Time: at.Add(time.Hour), Source: a, Text: "2026-03-04 13:00:00,123 [main] WARN 数据库 is slow"},
		{Time: at.Add(time.Hour), Source: a, Text: `{"msg":"boom","stack":"at x\n\tat y","n":1}`},
	})
	expect(t, "parsed", plain(p), `
 12:00:00 3f2a app   I GET /healthz 200 3ms
 12:00:00 81c2 envoy E upstream timeout after 5000ms  order=8812 why="a b"
 ── 81c2e0 stopped: OutOfMemoryError, exit 137 ─────────────────────────────────
 13:00:00 3f2a app   W [main] 数据库 is slow
 13:00:00 3f2a app     boom  n=1
                       stack=at x
                        at y

`)
	p.SetWrap(true)
	p.SetTime(UTC, nil)
	p.SetColumns("task")
	p.SetFollow(false)
	p.ToggleFold()
	p.ToggleMark()
	expect(t, "wrapped and folded", plain(p), `
  12:00:00Z 3f2a I GET /healthz 200 3ms
  12:00:00Z 81c2 E upstream timeout after 5000ms  order=8812 why="a b"
  ── 81c2e0 stopped: OutOfMemoryError, exit 137 ────────────────────────────────
  13:00:00Z 3f2a W [main] 数据库 is slow
▌✓13:00:00Z 3f2a   boom  n=1  ▸ 2 more lines



`)
	p.SetRaw(true)
	p.SetTime(Off, nil)
	p.SetSize(50, 4)
	expect(t, "raw and narrow", plain(p), `
  ── 81c2e0 stopped: OutOfMemoryError, exit 137 ──
  3f2a W 2026-03-04 13:00:00,123 [main] WARN
         数据库 is slow
▌✓3f2a   {"msg":"boom","stack":"at x\n\tat`)
	p.SetWrap(false)
	p.Right()
	expect(t, "scrolled", plain(p), `
  81c2 E -04T12:00:00Z level=error msg="upstream …
  ── 81c2e0 stopped: OutOfMemoryError, exit 137 ──
  3f2a W 3:00:00,123 [main] WARN 数据库 is slow
▌✓3f2a   ","stack":"at x\n\tat y","n":1}`)
}

// What is searched is marked where it is seen, and beside a line where it is not.
func TestHighlights(t *testing.T) {
	t.Parallel()
	p, _ := small(60, 3)
	p.SetTime(Off, nil)
	logs(p, p.Source(), "a Timeout b", `{"level":"info","timeout":1,"msg":"m"}`, `{"level":"timeout","msg":"x","time":"timeout"}`)
	if err := p.Search("time"); err != nil {
		t.Fatal(err)
	}
	th := p.theme
	for i, want := range []string{"a " + th.Paint(theme.Match, "Time") + "out b",
		th.Paint(theme.Dim, "  ") + th.Paint(theme.Match, "time") + th.Paint(theme.Dim, "out=")} {
		if got := strings.Split(p.View(), "\n")[i]; !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	_ = p.Search(`"ms`)
	expect(t, "not seen", plain(p), "\n   a Timeout b\n·I m  timeout=1\n·  x  level=timeout")
}

// Lines that continue another are one entry with it; all others are not.
func TestStacks(t *testing.T) {
	t.Parallel()
	for _, group := range [][]string{
		{"2026-03-04 12:00:00,123 ERROR failed", "java.lang.IllegalStateException: no", " at com.Shop.buy(Shop.java:3)", "Caused by: java.io.IOException: x", " at y", " ... 12 more"},
		{"Traceback (most recent call last):", `  File "a.py", line 1, in <module>`, "    f()", "KeyError: 'x'", "", "During handling of the above exception, another exception occurred:", "Traceback (most recent call last):", "  File x", "shop.errors.NoStock: it is gone"},
		{"panic: runtime error: index out of range", "", "goroutine 1 [running]:", "main.(*Shop).Buy(0x1, 0x2)", " /app/main.go:12 +0x1d", "created by main.main", "exit status 2"},
		{"{", `  "a": 1`, "}"},
		{"Error: boom", "    at f (x.js:1:2)"},
	} {
		p, _ := small(80, 20)
		a, b := source(p, 0), source(p, 1)
		logs(p, a, append([]string{"INFO before"}, group...)...)
		logs(p, a, "INFO after")
		want := []string{"INFO before", strings.Join(group, "\n"), "INFO after"}
		if got := texts(p); !slices.Equal(got, want) {
			t.Errorf("in one batch: %q", got)
		}
		// Line by line, another source between them, and a job that reads the pages meanwhile.
		p.Clear()
		_ = p.SetFilter(Filter{Include: []string{"re:."}})
		for i, line := range slices.Concat([]string{"INFO before"}, group, []string{"INFO after"}) {
			at := epoch().Add(time.Duration(i) * time.Millisecond)
			p.Append([]Entry{{Time: at, Source: a, Text: line}, {Time: at, Source: b, Text: "from elsewhere"}})
		}
		_ = p.SetFilter(Filter{Exclude: []string{"elsewhere"}})
		if got := texts(p); !slices.Equal(got, want) {
			t.Errorf("one by one: %q", got)
		}
		expect(t, "received", p.Stats().Received, 2*(len(group)+2))
	}
}

func TestNoStacks(t *testing.T) {
	t.Parallel()
	for _, group := range [][]string{
		{"GET /", "Traceback (most recent call last):"}, {"INFO a", "goroutine 1 [running]:"}, {"INFO x", "KeyError: 'x'"}, {"a", "at noon"},
		{"a", ""}, {"a", "   "}, {"panic: x", "INFO restarted"}, {"a", "Causes"}, {"ERROR a", "error b"}, {"Traceback (most recent call last):", "INFO:root:x"},
	} {
		p, _ := small(80, 20)
		logs(p, source(p, 0), group...)
		if got := texts(p); !slices.Equal(got, group) {
			t.Errorf("joined: %q", got)
		}
	}
	p, _ := small(80, 20)
	part := " " + strings.Repeat("x", joinBytes/3)
	logs(p, source(p, 0), "trace", part, part, part, part)
	expect(t, "parts of what is too long", len(texts(p)), 2)
	p.Clear()
	p.Append([]Entry{{Time: epoch(), Text: "a"}, {Time: epoch().Add(1100 * time.Millisecond), Text: " late"}})
	p.Append([]Entry{{Time: epoch().Add(-time.Millisecond), Text: " early"}, {Time: epoch().Add(time.Minute), Kind: Note, Text: " note"}})
	expect(t, "by time and kind", strings.Join(texts(p), "|"), " early|a| late| note")
}

// Pages of history go before what is held, at equal times too, and their traces are joined.
func TestPrepend(t *testing.T) {
	t.Parallel()
	p, _ := small(80, 20)
	logs(p, 0, "c", "d")
	at := epoch().Add(time.Millisecond)
	p.Prepend([]Entry{{Time: at, Text: "b"}, {Time: at, Text: " of b"}})
	p.Prepend([]Entry{{Time: at, Text: "a"}})
	logs(p, 0, " of d")
	expect(t, "texts", strings.Join(texts(p), "|"), "a|b\n of b|c|d\n of d")
}

func TestTerms(t *testing.T) {
	t.Parallel()
	all := []string{`{"level":"error","msg":"timeout","http":{"status":503}}`, "level=warn msg=slow ms=120 user=Ann", "GET /x?order=8812 200", "INFO re:start done"}
	for _, c := range []struct{ include, exclude, want string }{
		{"", "", "0123"}, {"TIMEOUT", "", "0"}, {"", "timeout", "123"}, {"re:^get|slow$", "", "2"}, {"level>=warn", "", "01"}, {"level=info", "", "3"},
		{"level!=error", "", "123"}, {"level<error", "", "13"}, {"http.status>=500", "", "0"}, {"http.status<500", "", ""}, {"http.status!=503", "", "123"},
		{"ms>119.5", "", "1"}, {"ms<=120", "", "1"}, {"user=ann", "", "1"}, {`user="ann"`, "", "1"}, {"order=8812", "", "2"}, {"", "order=8812", "013"},
		{"task=3f2a00", "", "0123"}, {"task!=3f2a00", "", ""}, {"container=envoy", "", ""}, {`"re:start"`, "", "3"}, {"re:re:s", "", "3"},
		{"level", "", "01"}, {"a==b", "", ""}, {"=x", "", ""}, {"order=", "", "2"},
	} {
		p, _ := small(80, 20)
		logs(p, source(p, 0), all...)
		if err := p.SetFilter(Filter{Include: []string{c.include}, Exclude: []string{c.exclude}}); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, s := range texts(p) {
			got += fmt.Sprint(slices.Index(all, s))
		}
		expect(t, c.include+" but not "+c.exclude, got, c.want)
	}
	p, _ := small(80, 20)
	logs(p, 0, all...)
	for term, want := range map[string]string{"re:(": `pattern "(": missing closing )`, "level>=loud": `unknown level "loud": use trace, debug, info, warn, error or fatal`, "ms>x": `ms>x: "x" is not a number`} {
		if err := p.SetFilter(Filter{Include: []string{term}}); err == nil || err.Error() != want {
			t.Errorf("%s: %v", term, err)
		}
	}
	expect(t, "shown after refused filters", p.Stats().Shown, 4)
}

// View draws and changes nothing: neither where the columns are nor what is on screen.
func TestViewChangesNothing(t *testing.T) {
	t.Parallel()
	p, now := small(60, 4)
	logs(p, source(p, 0), numbered(20)...)
	p.SetTime(Relative, time.UTC)
	p.Up()
	window, look := *p.window, *p.window.look
	*now = now.Add(24 * time.Hour)
	first := p.View()
	if first != p.View() {
		t.Error("the second drawing is another")
	}
	if *p.window != window {
		t.Error("the window is another after View")
	}
	if !reflect.DeepEqual(p.window.look.lay, look.lay) {
		t.Errorf("the layout is another after View: %v, was %v", p.window.look.lay, look.lay)
	}
}
