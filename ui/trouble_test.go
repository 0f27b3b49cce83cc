package ui

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/wire"
)

// place is a screen, what it shows, as a regular expression, and whose answers go wrong.
type place struct {
	name, keys, shows, service string
}

// shorter is what a screen, which cuts, says of a trouble.
var shorter = map[string]string{"throttled": "throttle", "denied": "not authorized|denied", "empty object": "the answer to [A-Z]"}

// Whatever becomes of the answers, a screen says so and keeps what it had.
func TestTroublesOnScreen(t *testing.T) {
	t.Parallel()
	needs.Time(t, "four screens, each in every trouble")
	for _, p := range []place{
		{"list", "", "worker  +2/2", "ecs"}, {"service", "enter", "9164b541  running", "ecs"}, {"problems", "!", "api:42 keeps dying", "ecs"},
		{"logs", "enter l", `\d\d\.\d{3} 9164b541 .*app `, "logs"},
	} {
		for _, name := range slices.Sorted(maps.Keys(simtest.Troubles())) {
			t.Run(p.name+" "+name, func(t *testing.T) {
				t.Parallel()
				trouble := simtest.Troubles()[name]
				trouble.Says = cmp.Or(shorter[name], trouble.Says)
				p.endure(t, trouble)
			})
		}
	}
}

func (p place) endure(t *testing.T, trouble simtest.Trouble) {
	answer := time.Minute
	if trouble.Kind == wire.Hang || trouble.Kind == wire.Drip {
		answer = 200 * time.Millisecond
	}
	d := impatient(t, answer, sim.Options{Scenario: "s02-crash-loop", Offset: 2 * time.Minute}, "prod", "")
	d.settle()
	d.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "StartLiveTail"}) // then lines are asked for
	for _, k := range strings.Fields(p.keys) {
		d.press(k)
		d.settle()
	}
	before, shows := d.screen(), regexp.MustCompile(p.shows)
	if !shows.MatchString(before) {
		t.Fatalf("it does not show %q\n%s", p.shows, before)
	}
	d.sim.Faults().Add(wire.Fault{Kind: trouble.Kind, Service: p.service})
	says := regexp.MustCompile(trouble.Says)
	for range 40 {
		d.advance(3 * time.Second)
		if says.MatchString(d.screen()) {
			break
		}
	}
	after := d.screen()
	if !says.MatchString(after) {
		t.Errorf("it does not say %q\n%s", trouble.Says, after)
	}
	if !shows.MatchString(after) {
		t.Errorf("it no longer shows %q\n%s", p.shows, after)
	}
}
