package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// What cannot be copied says why, and copies nothing.
func TestNothingToCopy(t *testing.T) {
	t.Parallel()
	server, clock := simulated(t, sim.Options{Scenario: "s02-crash-loop", Offset: 2 * time.Minute})
	client, err := aws.Open(t.Context(), aws.Options{Region: "eu-isoe-west-1", Environ: server.Env(), Now: clock.Now, Sleep: clock.Sleep, Share: 1000})
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, server, clock, Start{Client: client, Name: "demo", Cluster: "prod"})
	d.settle()
	d.press("Y")
	d.see("no console URL", "no console known for the region eu-isoe-west-1")
	d.press("end", "enter")
	d.settle()
	d.see("no console URL")
	d.unseen()
	if d.copied != "" {
		t.Errorf("copied %q", d.copied)
	}
	d.press("home", "down", "enter")
	d.settle()
	d.see("copied name api")
	if d.copied != "api" {
		t.Errorf("copied %q", d.copied)
	}
}

// A service that is not read yet has deployments or none: nobody knows.
func TestServiceNotReadYet(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "api")
	remove := d.sim.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeServices"})
	d.settle()
	d.see("DEPLOYMENTS", "deployments are not known yet")
	d.unseen("ECS lists no deployments")
	remove()
	d.press("ctrl+r")
	d.settle()
	d.see("api:")
	d.unseen("not known yet")
}

// What surrounds a service and may not be read is said to be unknown, not to be absent.
func TestSurroundingsDenied(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"DescribeScalableTargets", "DescribeScalingActivities"} {
		server, clock := simulated(t, sim.Options{Seed: 1})
		server.Faults().Add(wire.Fault{Kind: wire.Deny, Action: action})
		server.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeTargetHealth"})
		client, err := aws.Open(t.Context(), aws.Options{Environ: server.Env(), Now: clock.Now, Sleep: clock.Sleep, Share: 1000})
		if err != nil {
			t.Fatal(err)
		}
		d := open(t, server, clock, Start{Client: client, Name: "demo", Cluster: "prod", Service: "api"})
		d.settle()
		d.see("TARGETS ─", "? not known: describe targets of api of prod")
		d.script("size 100x40\n")
		d.see("TARGETS  not known: ")
		if action == "DescribeScalableTargets" {
			d.see("SCALING  not known: ")
		} else {
			d.see("the rest could not be read", "SCALING  not all known: ")
			d.unseen("last: none")
		}
		d.press("m")
		d.settle()
		d.unseen("auto scaling is not registered", "last: none")
		if action == "DescribeScalableTargets" {
			d.see("unknown: it could not be read")
		} else {
			d.see("the rest could not be read")
		}
	}
}

// A list that ECS's answer about a service does not have is not an empty one, for no screen.
func TestListsThatAnAnswerLacks(t *testing.T) {
	t.Parallel()
	for list, says := range map[string]string{"events": "but events could not be read", "deployments": "its deployments are not known", "loadBalancers": "but targets could not be read"} {
		t.Run(list, func(t *testing.T) {
			t.Parallel()
			server, clock := simulated(t, sim.Options{Seed: 1})
			server.Faults().Add(wire.Fault{Kind: wire.Omit, Action: "DescribeServices", Message: list})
			d := openOn(t, 0, server, clock, "", "", atClusters)
			d.send(tea.WindowSizeMsg{Width: 200, Height: 50})
			d.settle()
			d.advance(quiet)
			seen := func() {
				d.settle()
				d.unseen("no events for", "ECS lists no", "no problems", "● tools  ", "● api  ")
			}
			seen()
			d.press("H")
			seen()
			d.press("!")
			seen()
			d.see("the answer to DescribeServices has no " + list)
			d.typed(":services prod")
			d.press("enter")
			seen()
			d.see("? api", says)
			d.typed(":service prod/api")
			d.press("enter")
			seen()
			d.see(says)
			if list != "loadBalancers" {
				d.unseen("steady for")
			}
			d.press("b")
			seen()
			d.see(says, "has no "+list)
			d.typed(":events prod/api")
			d.press("enter")
			d.settle()
			if list == "events" {
				d.see("events couldn't be read")
				d.unseen("no events for")
			}
		})
	}
}
