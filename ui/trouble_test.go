package ui

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// mishap is what can become of an answer of AWS, and what a screen has to say of it.
type mishap struct {
	kind wire.Kind
	says string // a regular expression
}

func mishaps() map[string]mishap {
	return map[string]mishap{
		"reset": {wire.Reset, "the connection was cut"}, "dropped": {wire.Drop, "the connection was cut"}, "hung": {wire.Hang, "timed out"},
		"500": {wire.Fail, "the server failed"}, "throttled": {wire.Throttle, "throttle"}, "denied": {wire.Deny, "not authorized|denied"},
		"expired": {wire.Expire, "expired"}, "unknown action": {wire.Unknown, "doesn't support"}, "no body": {wire.Hollow, "the answer is empty"},
		"empty object": {wire.Bare, "the answer to [A-Z]"}, "garbled": {wire.Garble, "the response is invalid|the connection was cut"},
		"truncated": {wire.Cut, "the connection was cut"}, "other types": {wire.Retype, "the response is invalid"}, "rows of other types": {wire.RetypeRows, "the response is invalid"},
		"redirect": {wire.Redirect, "the response is invalid|redirect"}, "slow drip": {wire.Drip, "timed out"}, "10 MB more": {wire.Bloat, ""},
	}
}

// place is a screen, what it shows, as a regular expression, and whose answers go wrong.
type place struct {
	name, keys, shows, service string
}

// Whatever becomes of the answers, a screen says so and keeps what it had.
func TestTroublesOnScreen(t *testing.T) {
	t.Parallel()
	needs.Time(t, "four screens, each in every trouble")
	for _, p := range []place{
		{"list", "", "worker  +2/2", "ecs"}, {"service", "enter", "9164b541  running", "ecs"}, {"problems", "!", "api:42 keeps dying", "ecs"},
		{"logs", "enter l", `\d\d\.\d{3} 9164b541 .*app `, "logs"},
	} {
		for _, name := range slices.Sorted(maps.Keys(mishaps())) {
			t.Run(p.name+" "+name, func(t *testing.T) {
				t.Parallel()
				p.endure(t, mishaps()[name])
			})
		}
	}
}

func (p place) endure(t *testing.T, mishap mishap) {
	answer := time.Minute
	if mishap.kind == wire.Hang || mishap.kind == wire.Drip {
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
	d.sim.Faults().Add(wire.Fault{Kind: mishap.kind, Service: p.service})
	says := regexp.MustCompile(mishap.says)
	for range 40 {
		d.advance(3 * time.Second)
		if says.MatchString(d.screen()) {
			break
		}
	}
	after := d.screen()
	if !says.MatchString(after) {
		t.Errorf("it does not say %q\n%s", mishap.says, after)
	}
	if !shows.MatchString(after) {
		t.Errorf("it no longer shows %q\n%s", p.shows, after)
	}
}
