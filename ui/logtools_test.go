package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// The tools of a log: the histogram leads to errors, filters go off and on, fields have columns and numbers, lines are selected and copied,
// patterns lead back to their lines.
func TestLogTools(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.typed(":logs prod/cart")
	d.press("enter")
	d.settle()
	d.see("errors ", "following")
	d.press("[", "[")
	d.see("paused")
	d.typed("&/v1/items")
	d.press("enter")
	d.typed("^GET")
	d.press("enter", "x")
	d.see("Turn off or on", "& /v1/items", "^ GET")
	d.press("down", "enter")
	d.see("⟨& /v1/items⟩ ⟨^ GET off⟩", " GET /v1/items")
	d.press("x", "down", "enter")
	d.see("⟨^ GET⟩")
	d.unseen(" GET /v1/items")
	d.press("backspace")
	d.unseen("^ GET", "±")
	d.press("+")
	d.see("⟨& /v1/items⟩ ±2 lines", "▏")
	d.press("esc")
	d.unseen("▏")
	d.press("+")
	d.see("no filter is on, so every line is shown: & adds one")
	d.typed("|elapsed_ms dur")
	d.press("ctrl+u")
	d.typed("duration_ms status")
	d.press("enter")
	d.settle()
	d.see("STATUS", "DURATION_MS", "MESSAGE", "duration_ms: ", ", p95 ")
	d.press("r")
	d.see("colors by ")
	d.press("t")
	d.see("times in UTC")
	d.press("t", "t", "t", "t")
	d.see("times as CloudWatch has them")
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.see("duration_ms: min ")
	d.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	d.press("s")
	d.settle()
	d.see("▸ sorted", "lines with duration_ms", "esc: back to time order")
	d.see("▌       5000     504")
	d.press("enter")
	d.see("paused", "5000ms: upstream timeout")
	d.press("v", "k", "k", "Y")
	d.see("Copy 3 events", "the stream in CloudWatch")
	d.press("down", "enter")
	d.settle()
	if n := strings.Count(d.copied, `"stream":"`); n != 3 || !strings.Contains(d.copied, `"service":"cart"`) {
		t.Errorf("copied is %s", d.copied)
	}
	d.press("=")
	d.settle()
	d.see("1 of ", "⟨& ")
	d.press("x")
	d.see(" off⟩")
	d.press("backspace")
	d.settle()
	d.press("'")
	d.see("no marked line is shown: m marks one")
	d.press("p")
	d.settle()
	d.see("▸ patterns", "( in the log to load older lines", "PATTERN")
	d.press("enter")
	d.settle()
	d.see("⟨& re:", " of ")
	d.unseen("none of ")
	d.advance(time.Second)
	d.press("T")
	d.see("billed by the minute, 1,800 a month free")
	d.press("y")
	d.press("G")
	d.see("Live Tail 0s, billed by the minute")
	d.press("esc")
	d.typed("&/v1/items")
	d.press("enter")
	d.comes("since 12:0")
	d.press("esc")
	d.see(`▲ only "/v1/items" since 12:0`)
	d.comes(`▲ only "/v1/items" from 12:0`)
}

// A paused log on a wide screen shows the line under the cursor in full beside it, and how many are like it. One that follows, or wraps
// lines, needs the width.
func TestALineBesideTheLog(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.typed(":logs prod/cart")
	d.press("enter")
	d.settle()
	for _, width := range []int{179, 200} {
		d.send(tea.WindowSizeMsg{Width: width, Height: 60})
		d.press("G")
		d.unseen("LINE UNDER THE CURSOR")
		d.press("E")
		if wide := width >= 180; wide != strings.Contains(d.screen(), "LINE UNDER THE CURSOR") {
			t.Errorf("%d columns:\n%s", width, d.screen())
		}
	}
	d.see("task id", "LINES LIKE IT", "lines from 1")
	d.press("w")
	d.unseen("LINE UNDER THE CURSOR")
}

// comes lets time pass until a text is on screen.
func (d *harness) comes(text string) {
	d.t.Helper()
	for range 100 {
		if strings.Contains(d.screen(), text) {
			return
		}
		d.advance(time.Second)
		d.settle()
	}
	d.see(text)
}
