package cli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/logrow"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/neighbours"
)

// Whoever writes beside a service, what is printed as the service's is its own; the lines of others are counted, or printed with a mark.
// What may not be read is said, and the rest is printed.
func TestLinesOfNeighbours(t *testing.T) {
	t.Parallel()
	for _, a := range neighbours.All() {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			k := reeled(t, sim.Options{Account: "empty", Logs: logs.Options{Rate: map[string]float64{
				"AWSBatch-nightly-0a1b2c3d-4e5f-6789-abcd-ef0123456789/": 0.001, "staging/checkout": 0.001, "staging/other": 0.001, "prod/checkout": 0.001, "staging/": 0.001, "prod/": 0.001}}})
			own, others, err := a.Build(k.Server, k.clock)
			if err != nil || own < 6 {
				t.Fatal(own, err)
			}
			k.start = k.clock.Now()
			code, says := done, ""
			switch {
			case others > 0:
				says = "of other or unknown tasks left out"
			default:
				code, says = failed, "unread: log group "+neighbours.Refused
			}
			r := k.logs("staging/checkout", "--since", "30s")
			if strings.Count(r.out, "own line") != own || strings.Contains(r.out, "other line") || !strings.Contains(r.err, says) || r.code != code {
				t.Errorf("%d own lines, code %d:\n%s\n%s", own, r.code, r.out, r.err)
			}
			if n := fmt.Sprintf("with %d lines", others); others > 0 && !strings.Contains(r.err, n) {
				t.Errorf("not counted %q: %s", n, r.err)
			}
			lines, notes := k.rows(k.logs("staging/checkout", "--since", "30s", "-o", "json"))
			k.proven(lines, own, 0)
			if len(notes) == 0 || !strings.Contains(fmt.Sprint(notes), strings.TrimPrefix(says, "unread: ")) {
				t.Errorf("%+v", notes)
			}
			lines, _ = k.rows(k.logs("staging/checkout", "--since", "30s", "-o", "json", "--all-streams"))
			k.proven(lines, own, others)
			r = k.logs("staging/checkout", "--since", "30s", "--all-streams")
			for line := range strings.Lines(r.out) {
				if strings.Contains(line, "other line") && !strings.Contains(line, "? default") && !strings.Contains(line, "? side") ||
					strings.Contains(line, "own line") && strings.Contains(line, "?") {
					t.Errorf("the mark is wrong: %s", line)
				}
			}
		})
	}
}

// proven counts the lines of the service and of others, all of which say whose they are.
func (k *reel) proven(lines []logrow.Row, own, others int) {
	k.t.Helper()
	for _, l := range lines {
		mine := strings.HasPrefix(l.Message, "own")
		if !mine && !strings.HasPrefix(l.Message, "other") {
			continue
		}
		if mine {
			own--
		} else {
			others--
		}
		if l.Unproven == mine || mine && (l.Service != "checkout" || l.Cluster != "staging") || !mine && l.Service == "checkout" && !l.Unproven {
			k.t.Errorf("%+v", l)
		}
	}
	if own != 0 || others != 0 {
		k.t.Errorf("%d own and %d other lines are missing", own, others)
	}
}
