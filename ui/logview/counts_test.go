package logview

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/theme"
)

// However lines come and are dropped, the histogram and the numbers of a field are those of the lines that are held.
func TestCountsAreOfWhatIsHeld(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := New(theme.New(true), epoch, Limits{Lines: 60})
		p.SetSize(80, 10)
		chosen := rapid.IntRange(0, 5).Draw(t, "fields are chosen after")
		var counting *Counting
		for round := range rapid.IntRange(1, 8).Draw(t, "batches") {
			if round == chosen {
				counting = p.SetFields("ms")
			}
			var batch []Entry
			for range rapid.IntRange(0, 40).Draw(t, "lines") {
				at := epoch().Add(time.Duration(rapid.IntRange(-90_000, 90_000).Draw(t, "second")) * time.Second)
				batch = append(batch, Entry{Time: at, Text: fmt.Sprintf("level=%s msg=x ms=%d", rapid.SampledFrom([]string{"info", "warn", "error"}).Draw(t, "level"),
					rapid.IntRange(-5, 5000).Draw(t, "ms"))})
			}
			if rapid.Bool().Draw(t, "older") {
				p.Prepend(batch)
			} else {
				p.Append(batch)
			}
		}
		if counting != nil {
			counting.Run()
			p.Counted(counting)
		}
		var want, got Bar
		var numbers []float64
		for e := range p.Held() {
			want.add(Bar{1, map[bool]int{true: 1}[e.Level == logline.Warn], map[bool]int{true: 1}[e.Level >= logline.Error]})
			v, _ := logline.Value(e.Text, "ms")
			n, _ := numeric(v)
			numbers = append(numbers, n)
		}
		for _, b := range p.Timeline(rapid.IntRange(1, 200).Draw(t, "cells")).Bars {
			got.add(b)
		}
		if got != want {
			t.Fatalf("the histogram has %+v, held are %+v", got, want)
		}
		if len(p.Fields()) == 0 || len(numbers) == 0 {
			return
		}
		slices.Sort(numbers)
		m := p.Measured()[0]
		near := func(a, b float64) bool { return math.Abs(a-b) <= 0.03*math.Abs(b) }
		if m.N != len(numbers) || !near(m.Min, numbers[0]) || !near(m.Max, numbers[len(numbers)-1]) ||
			!near(m.P95, numbers[int(math.Ceil(0.95*float64(len(numbers))))-1]) {
			t.Fatalf("%+v of %v", m, numbers)
		}
	})
}

// One goes from bar to bar that has lines, to both sides.
func TestBars(t *testing.T) {
	t.Parallel()
	p := New(theme.New(true), epoch, Limits{})
	p.SetSize(80, 10)
	for _, s := range []int{0, 1, 50, 99} {
		p.Append([]Entry{{Time: epoch().Add(time.Duration(s) * time.Second), Text: fmt.Sprint("line ", s)}})
	}
	var at []string
	for _, next := range []bool{false, false, false, true, true} {
		if !p.ToBar(10, next) {
			at = append(at, "no")
			continue
		}
		e, _ := p.Cursor()
		at = append(at, e.Text)
	}
	if got := strings.Join(at, ", "); got != "line 50, line 0, no, line 50, line 99" {
		t.Error(got)
	}
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"GET /v1/users/8812 200 34ms":                                 "GET /v1/users/* * *ms",
		"pool exhausted: 40 of 40 connections":                        "pool exhausted: * of * connections",
		"from 10.0.3.180:8080 at 12:00:01":                            "from * at *",
		"request 5f3a2b1c-90aa-4b1e-8d13-511dbe78d3aa failed":         "request * failed",
		`{"level":"error","msg":"order 12 of é failed","order":12}`:   "order * of é failed",
		"2026-03-04T12:00:00.123Z ERROR com.Shop - no stock for sku7": "com.Shop - no stock for *",
	} {
		if got := string(template(nil, subject(text))); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	p := New(theme.New(true), epoch, Limits{})
	for i, r := range []string{"a:1", "a:1", "a:2", "a:2"} {
		p.Append([]Entry{{Time: epoch().Add(time.Duration(i) * time.Second), Source: p.Source(Label{"revision", r}), Text: fmt.Sprintf("error %s number %d", map[bool]string{true: "late"}[i == 3], i)}})
	}
	all, others, lines := p.Patterns()
	if len(all) != 2 || others != 0 || lines["a:1"] != 2 || lines["a:2"] != 2 {
		t.Errorf("%+v %d %v", all, others, lines)
	}
	for _, x := range all {
		if strings.Contains(x.Text, "late") != (len(x.Versions) == 1) {
			t.Errorf("%+v", x)
		}
	}
}

// The fields that have columns are not in the message, a line says its own time, and what is selected is chosen.
func TestFieldColumns(t *testing.T) {
	t.Parallel()
	p := New(theme.New(true), epoch, Limits{})
	p.SetTime(Own, time.UTC)
	p.SetSize(100, 4)
	p.Append([]Entry{{Time: epoch(), Text: `{"level":"info","ts":"2026-03-04T11:59:58.5Z","msg":"hello","status":200,"user":{"tier":"gold"},"ms":12}`},
		{Time: epoch().Add(time.Second), Text: "plain"}})
	c := p.SetFields("status", "user.tier")
	c.Run()
	p.Counted(c)
	want := "11:59:58.500 INFO  200    gold      hello  user={\"tier\":\"gold\"} ms=12"
	if got := plainView(p); !strings.Contains(got, want) || !strings.Contains(got, "–            ") {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got := p.Heading(); !strings.Contains(got, "TIME         LEVEL STATUS USER.TIER MESSAGE") {
		t.Error(got)
	}
	p.Up()
	p.ToggleRange()
	p.Down()
	if n := len(p.Chosen()); n != 2 {
		t.Errorf("%d entries are chosen", n)
	}
	if !p.EndRange() || len(p.Chosen()) != 1 {
		t.Error("the selection does not end")
	}
}

func plainView(p *Pane) string { return ansi.Strip(p.View()) }

// Where there is little room the message gets most of it: what tells lines apart stays.
func TestNarrowLines(t *testing.T) {
	t.Parallel()
	p := New(theme.New(true), epoch, Limits{})
	p.SetTime(UTC, time.UTC)
	p.SetColumns("task", "container")
	at := func(task, container string) Source {
		return p.Source(Label{"task", task}, Label{"container", container})
	}
	lines := []Entry{{Time: epoch(), Source: at("cb3e7990", "app"), Text: "WARN slow"}, {Time: epoch(), Source: at("0919aac9?", "app"), Text: "hello"},
		{Time: epoch(), Source: at("cb3e7990", ""), Text: "INFO hello"}}
	p.Append(lines)
	for width, want := range map[int][]string{
		99:  {"12:00:00Z cb3e W slow", "12:00:00Z 091?   hello"},
		100: {"12:00:00.000Z cb3e7990  app WARN  slow", "12:00:00.000Z 0919aac9? app       hello"},
	} {
		p.SetSize(width, 4)
		for _, w := range want {
			if got := plainView(p); !strings.Contains(got, w) {
				t.Errorf("%d:\n%s\nwant %s", width, got, w)
			}
		}
	}
	p.Append([]Entry{{Time: epoch(), Source: at("cb3e7990", "envoy"), Text: "INFO hello"}})
	p.SetSize(80, 4)
	if got := plainView(p); !strings.Contains(got, "cb3e app   W slow") || !strings.Contains(got, "cb3e envoy I hello") {
		t.Error(got)
	}
}
