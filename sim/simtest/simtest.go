// Package simtest has what tests on a simulated account share: its beginning, the incidents that it plays, what can become of its
// answers, and a count of what faces said of it. Nothing but tests imports it.
package simtest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/scenarios"
	"github.com/ecscope/ecscope/sim/wire"
)

// Start starts a simulated account, which ends with the test.
func Start(t testing.TB, o sim.Options) *sim.Server {
	t.Helper()
	s, err := sim.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Incidents runs a test in each incident that is about the account, 2, 6 and 12 minutes after it began.
func Incidents(t *testing.T, test func(t *testing.T, o sim.Options)) {
	t.Helper()
	all, err := scenarios.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.ID == "s11-throttled-api" || s.ID == "s12-sso-expired" {
			continue // they are about the calls
		}
		for _, after := range []time.Duration{2 * time.Minute, 6 * time.Minute, 12 * time.Minute} {
			t.Run(fmt.Sprintf("%s after %s", s.ID, after), func(t *testing.T) {
				t.Parallel()
				test(t, sim.Options{Scenario: s.ID, Offset: after})
			})
		}
	}
}

// Trouble is a fault that an answer of AWS can have, and what has to be said of it: a regular expression, empty where it may well be none.
type Trouble struct {
	Kind wire.Kind
	Says string
}

// Troubles are all of them by name.
func Troubles() map[string]Trouble {
	return map[string]Trouble{
		"reset": {wire.Reset, "the connection was cut"}, "dropped": {wire.Drop, "the connection was cut"}, "hung": {wire.Hang, "timed out"},
		"500": {wire.Fail, "the server failed"}, "throttled": {wire.Throttle, "throttling"}, "denied": {wire.Deny, "not authorized"},
		"expired": {wire.Expire, "expired"}, "unknown action": {wire.Unknown, "doesn't support"}, "no body": {wire.Hollow, "the answer is empty"},
		"empty object": {wire.Bare, `the answer to [A-Z]\w+ has no \w+|the response is invalid`}, "garbled": {wire.Garble, "the response is invalid|the connection was cut"},
		"truncated": {wire.Cut, "the connection was cut"}, "other types": {wire.Retype, "the response is invalid"}, "rows of other types": {wire.RetypeRows, "the response is invalid"},
		"redirect": {wire.Redirect, "the response is invalid|redirect"}, "slow drip": {wire.Drip, "timed out"}, "10 MB more": {wire.Bloat, ""},
	}
}

// Tally counts what faces were asked and how often they agreed.
type Tally struct {
	mu           sync.Mutex
	asked, agree map[string]int
}

// NewTally is an empty count, which is logged when the test ends.
func NewTally(t *testing.T) *Tally {
	n := &Tally{asked: map[string]int{}, agree: map[string]int{}}
	t.Cleanup(func() {
		var lines []string
		total := 0
		for face, asked := range n.asked {
			lines, total = append(lines, fmt.Sprintf("%s %d of %d", face, n.agree[face], asked)), total+asked
		}
		slices.Sort(lines)
		t.Logf("%d answers: %s", total, strings.Join(lines, ", "))
	})
	return n
}

// Note counts an answer of a face, and fails the test where it does not agree.
func (n *Tally) Note(t *testing.T, face, about string, agrees bool, said string) {
	t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked[face]++
	if agrees {
		n.agree[face]++
		return
	}
	t.Errorf("%s: %s says %s", about, face, said)
}
