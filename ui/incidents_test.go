package ui

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// incident is how an operator finds out about one of the simulator's incidents, from a cold start.
type incident struct {
	id     string
	after  time.Duration // the trigger
	keys   string        // to the cause: at most three
	cause  string        // on screen then
	remedy string        // the key from there, at most two; empty where there is none to press
	shows  string        // what it leads to
}

func incidents() []incident {
	const m = time.Minute
	return []incident{
		{"s01-bad-image-tag", 3 * m, "enter", "exist in the repository", "B", "Roll back |Pin "},
		{"s02-crash-loop", 2 * m, "enter", "exit code 1", "p", "missing DATABASE_URL"},
		{"s03-oom", 6 * m, "enter", "exceeded its memory limit", "p", "last lines"},
		{"s04-elb-health-fail", 4 * m, "enter", "found the task unhealthy|health check", "m", "TARGETS"},
		{"s05-secret-missing", 3 * m, "enter", "The secret orders-db", "B", "Roll back |Pin "},
		{"s06-no-capacity", 3 * m, "enter", "apacity", "e", "unable to place"},
		{"s07-subnet-no-ip", 5 * m, "enter", "no free IP", "x", "InsufficientFree|no free IP"},
		{"s08-spot-interruption", 4 * m, "enter x", "Spot", "enter", "Spot"},
		{"s09-stuck-deployment", 8 * m, "enter", "exist in the repository", "t", "revisions"},
		{"s10-breaker-rollback", 12 * m, "enter", "exist in the repository", "x", "image tag"},
		{"s11-throttled-api", 10 * time.Second, "enter", "throttled", "", ""},
		{"s12-sso-expired", 30 * time.Second, "enter", "expired", "L", ""},
		{"s13-canary-alarm", 6 * m, "! enter", "api-5xx", "v", "HISTORY"},
		{"s14-paused-hook", 30 * time.Second, "! enter", "waits for you|waits for an answer", "C", "Continue the deployment"},
		{"s15-breaker-without-former", 5 * m, "! enter", "nothing to roll back to", "p", "last lines"},
	}
}

// The cause of every incident is on screen after three keys at most, and what to do about it two keys later.
func TestIncidents(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every incident is played")
	for _, i := range incidents() {
		t.Run(i.id, func(t *testing.T) {
			t.Parallel()
			d := start(t, sim.Options{Scenario: i.id, Offset: i.after}, "", "")
			d.settle()
			for _, k := range strings.Fields(i.keys) {
				d.press(k)
				d.settle()
			}
			d.advance(6 * time.Second)
			oneOf(t, d, i.cause)
			if i.remedy == "" || i.shows == "" {
				return
			}
			d.press(strings.Fields(i.remedy)...)
			d.settle()
			oneOf(t, d, i.shows)
		})
	}
}

func oneOf(t *testing.T, d *harness, texts string) {
	t.Helper()
	for text := range strings.SplitSeq(texts, "|") {
		if strings.Contains(d.screen(), text) {
			return
		}
	}
	t.Errorf("the screen shows none of %q:\n%s", texts, d.screen())
}

// docs/incidents.md has the keys of every incident as they are tested here.
func TestIncidentsDocument(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/incidents.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range incidents() {
		if row := fmt.Sprintf("| %s | `%s` |", i.id, strings.Join(strings.Fields(i.keys), "` `")); !strings.Contains(string(text), row) {
			t.Errorf("docs/incidents.md lacks %s", row)
		}
		if i.remedy != "" && !strings.Contains(string(text), "`"+i.remedy+"`") {
			t.Errorf("docs/incidents.md lacks the key %s of %s", i.remedy, i.id)
		}
	}
}
