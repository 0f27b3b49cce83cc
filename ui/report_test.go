package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/sim"
)

// The first entry of the copy menu sums a service up: what it copies is on screen, and the palette does the same.
func TestReportIsCopied(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Scenario: "s01", Offset: 2 * time.Minute}, "prod", "api")
	d.settle()
	for _, keys := range [][]string{{"Y", "enter"}, {"tab", "Y", "enter"}, {"shift+tab", "shift+tab", "Y", "enter"}, {":", "r", "e", "p", "o", "r", "t", " ", "p", "r", "o", "d", "/", "a", "p", "i", "enter"}} {
		d.copied = ""
		d.press(keys...)
		d.settle()
		d.see("copied the report of prod/api", "▸ api ▸ report", "prod/api is failing: api:42", "Next: go back to api:41")
		if n := strings.Count(d.copied, "\n"); n > inspect.HandOverLines || !strings.Contains(d.copied, "\n- Impact: ") || strings.Contains(d.screen(), "**") {
			t.Errorf("%v: %d lines:\n%s", keys, n, d.copied)
		}
		d.press("esc")
	}
	d.press("tab")
	d.press("space", "down", "space", "Y")
	d.see("one at a time")
}
