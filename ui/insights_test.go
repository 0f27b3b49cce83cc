package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// ask writes a query on the screen that has the editor open, and waits until it is over.
func (d *harness) ask(query string) {
	d.t.Helper()
	d.press("ctrl+u")
	d.typed(query)
	d.press("enter")
	for range 20 {
		d.settle()
		if strings.Contains(d.screen(), "complete in") {
			return
		}
		d.clock.Advance(500 * time.Millisecond)
	}
}

// A query of what a log shows says first what it would scan, shows its rows as a table and over time, and leads to the lines of a row,
// and from a line to its stream. It is kept for the next program, unless it holds a secret.
func TestInsights(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	kept := filepath.Join(t.TempDir(), "queries.json")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.wiring.queries = index.NewQueries(kept)
	d.p.account.Places = d.wiring.account(d.wiring.start.Client, "", "").Places
	d.settle()
	d.typed(":insights prod/cart")
	d.press("enter")
	d.settle()
	d.see("▸ prod ▸ cart ▸ insights", "a query will scan about", "AWS bills the data scanned", "QUERIES TO START WITH", "query: ")
	d.typed("stats co")
	d.press("tab")
	d.see("stats count(*)")
	if n := d.sim.Calls().Count("StartQuery"); n != 0 {
		t.Fatalf("%d queries were sent while one was written", n)
	}
	d.ask("stats count(*) as n by bin(5m), @logStream")
	d.see("complete in", " scanned, ", "RESULT", "bin(5m)", "n @logStream=", "█")
	d.press("tab")
	d.unseen("RESULT")
	d.see("most ")
	d.press("tab", "enter")
	d.settle()
	d.ask("filter @message like /items/ and password = 'hunter2hunter2' or @message like /items/ | limit 50")
	d.see(" 50 lines", " app ", "▸ insights")
	d.unseen("@logStream")
	d.press("k", "enter")
	d.settle()
	d.see("▸ around ", "▌", "/items/")
	if on := strings.Split(d.screen(), "▌")[1]; !strings.Contains(on[:strings.Index(on, "\n")], "/items/") {
		t.Errorf("the cursor is not on the line:\n%s", d.screen())
	}
	text, err := os.ReadFile(kept)
	if err != nil || !strings.Contains(string(text), "by bin(5m), @logStream") || strings.Contains(string(text), "hunter2") {
		t.Errorf("kept are %s (%v)", text, err)
	}
}

// esc stops a query at the server, and what CloudWatch refuses is said with its place in what was typed.
func TestInsightsStops(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.typed(":insights prod/cart")
	d.press("enter")
	d.settle()
	d.typed("stats coun(*) by x")
	d.press("enter")
	d.settle()
	d.see("unexpected symbol found * at position 11")
	d.press("ctrl+o", "ctrl+u")
	d.typed("stats count(*) by @logStream")
	d.press("enter")
	d.settle()
	d.see("esc stops it")
	d.press("esc")
	d.see("stopped after")
	for late := time.After(time.Minute); d.sim.Calls().Count("StopQuery") != 1; {
		select {
		case m := <-d.results:
			d.pending--
			d.handle(m)
		case <-late:
			t.Fatal("the query was not stopped at the server")
		case <-time.After(time.Millisecond):
		}
	}
	d.press("{")
	d.settle()
	d.see("last 15 minutes")
	d.press("esc")
	d.unseen("insights")
}
