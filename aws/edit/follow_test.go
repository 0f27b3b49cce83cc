package edit

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// doom has the tasks of a revision of checkout die.
func (s stage) doom(revision int32) {
	s.World().SetFate(world.FateMatch{Family: "checkout", Revision: revision}, world.Fate{Retry: 5 * time.Second,
		Exit: &world.Exit{After: 5 * time.Second, Code: 1}})
}

func TestFollowToSuccess(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	_, r := s.made(s.Pin(s.checkout(), "3"))
	start := s.clock.Now()
	end := s.follow(r)
	if end.Outcome != change.Succeeded || end.Running != 2 || end.Desired != 2 || end.Revision != "checkout:3" {
		t.Errorf("%+v", end)
	}
	if took := s.clock.Now().Sub(start); took < 30*time.Second || took > 10*time.Minute {
		t.Errorf("took %v", took)
	}
}

func TestFollowARollback(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.doom(3)
	_, r := s.made(s.Pin(s.checkout(), "3"))
	died := 0
	var end change.Progress
	for page, err := range s.Follow(s.ctx, "prod", "checkout", r) {
		if err != nil {
			t.Fatal(err)
		}
		if end = page[0]; end.Threshold > 0 {
			died = max(died, end.Failed)
		}
	}
	if end.Outcome != change.RolledBack || end.Revision != "checkout:5" || died < 3 || end.Threshold != 3 {
		t.Errorf("%+v, %d died", end, died)
	}
	if now := s.checkout(); now.Revision != "checkout:5" {
		t.Errorf("runs %s", now.Revision)
	}
}

func TestFollowWithoutHistory(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.Faults().Add(wire.Fault{Kind: wire.Unknown, Action: "ListServiceDeployments"})
	s.doom(3)
	_, r := s.made(s.Pin(s.checkout(), "3"))
	if end := s.follow(r); end.Outcome != change.RolledBack || end.Threshold != 0 {
		t.Errorf("%+v", end)
	}
	_, r = s.made(s.Redeploy(s.checkout()))
	if end := s.follow(r); end.Outcome != change.Succeeded {
		t.Errorf("%+v", end)
	}
	if n := s.Calls().Count("ListServiceDeployments"); n > 6 {
		t.Errorf("asked %d times for what is not there", n)
	}
}

func TestFollowAFailureThatStays(t *testing.T) {
	t.Parallel()
	b := shop()
	b.Rollback = false
	s := staged(t, b)
	s.doom(3)
	_, r := s.made(s.Pin(s.checkout(), "3"))
	if end := s.follow(r); end.Outcome != change.Failed || !strings.Contains(end.Text, "circuit breaker") {
		t.Errorf("%+v", end)
	}
}

func TestFollowAStall(t *testing.T) {
	t.Parallel()
	s := set(t, sim.Options{Scenario: "s09"})
	s.clock.Advance(30 * time.Minute)
	v := s.read("prod", "api")
	s.World().SetFate(world.FateMatch{Family: "api"}, world.Fate{Retry: 5 * time.Second, Exit: &world.Exit{After: time.Second, Code: 1}})
	_, r := s.made(s.Redeploy(v))
	var end change.Progress
	for page, err := range s.Follow(s.ctx, "prod", "api", r) {
		if err != nil {
			t.Fatal(err)
		}
		end = page[0]
	}
	if end.Outcome != change.Stalled || !strings.Contains(end.Text, "nothing to roll back to") {
		t.Errorf("%+v", end)
	}
}

func TestFollowWhatIsReplaced(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	_, r := s.made(s.Pin(s.checkout(), "3"))
	s.clock.Advance(5 * time.Second)
	s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:2") })
	if end := s.follow(r); end.Outcome != change.Replaced || end.Revision != "checkout:2" {
		t.Errorf("%+v", end)
	}
	_, r = s.made(s.Redeploy(s.checkout()))
	s.clock.Advance(time.Second)
	s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.ForceNewDeployment = true })
	if end := s.follow(r); end.Outcome != change.Replaced {
		t.Errorf("%+v", end)
	}
}

func TestFollowThroughTrouble(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	_, r := s.made(s.Redeploy(s.checkout()))
	now := s.clock.Now()
	s.Faults().Add(wire.Fault{Kind: wire.Throttle, From: now, Until: now.Add(50 * time.Second)})
	troubled := 0
	var end change.Progress
	for page, err := range s.Follow(s.ctx, "prod", "checkout", r) {
		if err != nil {
			t.Fatal(err)
		}
		if end = page[0]; strings.Contains(end.Text, "throttling") {
			troubled++
		}
	}
	if end.Outcome != change.Succeeded || troubled == 0 {
		t.Errorf("%+v, %d troubled looks", end, troubled)
	}
}

func TestFollowEnds(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	_, r := s.made(s.Redeploy(s.checkout()))
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	looks := 0
	for _, err := range s.Follow(ctx, "prod", "checkout", r) {
		if looks++; looks == 2 {
			cancel()
		}
		if looks > 2 && call.KindOf(err) != call.Cancelled {
			t.Error(err)
		}
	}
	if looks != 3 {
		t.Errorf("%d looks", looks)
	}
	for _, err := range s.Follow(s.ctx, "prod", "none", r) {
		if call.KindOf(err) != call.NotFound {
			t.Error(err)
		}
	}
}

func TestLastGoodOfABadImage(t *testing.T) {
	t.Parallel()
	s := set(t, sim.Options{})
	v := s.checkout()
	good, when, err := s.LastGood(s.ctx, "prod", "checkout")
	if err != nil || v.Revision != "checkout:43" || good != "checkout:42" || when.IsZero() {
		t.Fatalf("runs %s, good %s at %v, %v", v.Revision, good, when, err)
	}
	p, r := s.made(s.Pin(v, good))
	if !strings.Contains(strings.Join(p.Warnings, "\n"), "a rollout of checkout:43 is in progress") {
		t.Errorf("%q", p.Warnings)
	}
	if end := s.follow(r); end.Outcome != change.Succeeded || end.Revision != "checkout:42" {
		t.Errorf("%+v", end)
	}
	if good, _, err := s.LastGood(s.ctx, "prod", "checkout"); good != "checkout:42" || err != nil {
		t.Errorf("good %s, %v", good, err)
	}
	if _, _, err := s.LastGood(s.ctx, "prod", "loyalty"); call.KindOf(err) != call.NotFound {
		t.Errorf("never ran: %v", err)
	}
	uses, err := s.Usage(s.ctx, "checkout", []aws.Service{s.checkout(), s.read("prod", "cart")})
	if err != nil || uses["checkout:42"].Good.IsZero() || !uses["checkout:43"].Good.IsZero() || strings.Join(uses["checkout:42"].Services, ",") != "prod/checkout" {
		t.Errorf("%+v, %v", uses, err)
	}
}
