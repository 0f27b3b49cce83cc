package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/neighbours"
)

// Whoever writes beside a service, its logs on screen are its own; that lines of others are left out is said, and a key shows them with a
// mark. What may not be read is said.
func TestLinesOfNeighboursOnScreen(t *testing.T) {
	t.Parallel()
	for _, a := range neighbours.All() {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			server, clock := simulated(t, sim.Options{Account: "empty", Logs: logs.Options{Rate: map[string]float64{
				"AWSBatch-nightly-0a1b2c3d-4e5f-6789-abcd-ef0123456789/": 0.001, "staging/checkout": 0.001, "staging/other": 0.001, "prod/checkout": 0.001, "staging/": 0.001, "prod/": 0.001}}})
			own, others, err := a.Build(server, clock.ManualClock)
			if err != nil {
				t.Fatal(err)
			}
			d := openOn(t, 0, server, clock, "staging", "checkout")
			d.settle()
			d.press("l")
			d.typed("&line")
			d.press("enter")
			d.settle()
			d.advance(5 * time.Second)
			if n := strings.Count(d.screen(), "own line"); n != own {
				t.Errorf("%d of %d lines:\n%s", n, own, d.screen())
			}
			d.unseen("other line")
			if others == 0 {
				d.see("cannot read log group " + neighbours.Refused)
				return
			}
			d.see("lines of others left out")
			d.press("a")
			d.settle()
			d.advance(5 * time.Second)
			marked := 0
			for line := range strings.Lines(d.screen()) {
				if !strings.Contains(line, " line ") {
					continue
				}
				other := strings.Contains(line, "other line")
				if other {
					marked++
				}
				if strings.Contains(line, "?") != other {
					t.Errorf("the mark is wrong: %s", line)
				}
			}
			if marked != others {
				t.Errorf("%d of %d lines of others:\n%s", marked, others, d.screen())
			}
		})
	}
}
