package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// A screen at rest asks for at most so much in 100 seconds, what the count in the header needs included: the simulator counts, and
// the clock is the test's. The account is the demo, in which much goes on: 4 clusters, 41 services. What asks for nothing itself has
// what the count takes, and a service whose rollout fails has its tasks, its deployments and itself read every few seconds.
func TestCallsOfScreens(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many simulated minutes")
	for _, c := range []struct {
		open []string
		most int
	}{
		{[]string{":forwards"}, 20}, {[]string{":home", "?"}, 20}, {[]string{":timeline prod"}, 20}, {[]string{":scaling prod/checkout"}, 25},
		{[]string{":events prod/checkout"}, 30}, {[]string{":stopped prod"}, 25}, {[]string{":clusters"}, 25}, {[]string{":home"}, 45}, {[]string{":problems"}, 45},
		{[]string{":services prod"}, 60}, {[]string{":tasks prod/api"}, 55}, {[]string{":tasks prod/api", "g", "enter"}, 65}, {[]string{":service prod/api"}, 60},
		{[]string{":service prod/cart", "a"}, 95}, {[]string{":service prod/checkout"}, 165}, {[]string{":rollout prod/payments"}, 175}, {[]string{":logs prod/api"}, 175},
	} {
		t.Run(strings.Join(c.open, " "), func(t *testing.T) {
			t.Parallel()
			d := start(t, sim.Options{Seed: 1}, "", "")
			d.settle()
			goTo(d, c.open)
			d.advance(3 * time.Minute)
			if n, _ := callsIn(d, 100*time.Second); n > c.most {
				t.Errorf("%d calls in 100 seconds; at most %d", n, c.most)
			}
		})
	}
}

// What the operator wants read again is read, however new it is: what is on screen, of a list, of the first screen and of problems.
func TestRefreshReads(t *testing.T) {
	t.Parallel()
	needs.Time(t, "several screens over simulated minutes")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	for _, open := range []string{":home", ":problems", ":services prod", ":service prod/api"} {
		goTo(d, []string{open})
		d.advance(32 * time.Second) // two after the last reading
		d.sim.Calls().Reset()
		d.press("ctrl+r")
		d.see("reading again")
		d.settle()
		if n := d.sim.Calls().Count("DescribeServices"); n == 0 {
			t.Errorf("%s: no service is read", open)
		}
	}
	goTo(d, []string{":home", "?"})
	d.press("ctrl+r")
	d.see("nothing on this screen is read")
}
