package edit

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/sim/wire"
)

func TestPinSendsTheRevisionAndNothingElse(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	before := s.checkout()
	p, r := s.made(s.Pin(before, "3"))
	w := s.writes()
	if len(w) != 1 || !maps.Equal(s.body(w[0]), map[string]any{"cluster": "prod", "service": "checkout", "taskDefinition": "checkout:3"}) {
		t.Fatalf("sent %s", w[0].Input)
	}
	now := s.checkout()
	d, _ := now.Primary()
	if now.Revision != "checkout:3" || r.Deployment != d.ID || r.Revision != "checkout:3" || r.Before != "checkout:5" || r.After != "checkout:3" || r.Note != "" {
		t.Errorf("runs %s, receipt %+v", now.Revision, r)
	}
	if p.Title != "Pin checkout to revision 3" || p.Verb != "Pin" || p.Fields[0] != (change.Field{Path: "taskDefinition", Before: "checkout:5", After: "checkout:3"}) || p.Same == 0 || p.Typed != "" {
		t.Errorf("plan %+v", p)
	}
	if w := p.Where; w != (change.Where{Profile: w.Profile, Account: "111122223333", Region: "us-east-1", Cluster: "prod", Thing: "service", Name: "checkout", Identity: w.Identity, Revision: "checkout:5"}) || !strings.HasPrefix(w.Identity, "arn:") {
		t.Errorf("where %+v", w)
	}
	_, r = s.made(p.Undo)
	if now := s.checkout(); now.Revision != "checkout:5" || r.Before != "checkout:3" || r.After != "checkout:5" {
		t.Errorf("undone to %s, %+v", now.Revision, r)
	}
}

func TestRedeploySendsForceAndNothingElse(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	p, r := s.made(s.Redeploy(aws.Service{Cluster: "prod", Name: "checkout"}))
	w := s.writes()
	if len(w) != 1 || !maps.Equal(s.body(w[0]), map[string]any{"cluster": "prod", "service": "checkout", "forceNewDeployment": true}) {
		t.Fatalf("sent %s", w[0].Input)
	}
	if d, _ := s.checkout().Primary(); d.ID != r.Deployment || r.Revision != "checkout:5" {
		t.Errorf("primary %s, receipt %+v", d.ID, r)
	}
	if p.Undo != nil || p.NoUndo == "" || len(p.Fields) > 0 || p.Same == 0 {
		t.Errorf("plan %+v", p)
	}
	all := strings.Join(p.Effects, "\n")
	for _, want := range []string{"replaces 2 tasks", "the tag sha-", "now sha256:", "1 secret", "LATEST", "run 1.4.0"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
}

func TestPlanTellsWhatDiffers(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	p := s.planned(s.Pin(s.checkout(), "checkout:2"))
	at := func(path string) change.Field {
		i := slices.IndexFunc(p.Fields, func(f change.Field) bool { return f.Path == path })
		if i < 0 {
			t.Fatalf("no %s in %+v", path, p.Fields)
		}
		return p.Fields[i]
	}
	if p.Fields[1].Path != "app.image" || p.Fields[2].Path != "app.digest" || !strings.HasPrefix(p.Fields[2].Before, "sha256:") {
		t.Errorf("fields %+v", p.Fields)
	}
	if f := at("app.env.DB_PASSWORD"); f.Before != "(masked)" || f.After != "" {
		t.Errorf("%+v", f)
	}
	if f := at("app.env.LOG_LEVEL"); f.Before != "info" {
		t.Errorf("%+v", f)
	}
	if at("app.digest").After == "unknown" {
		t.Error("the digest of a revision that was deployed is not known")
	}
}

func TestApplyNeedsAPlanAndUsesItOnce(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	c := s.Redeploy(s.checkout())
	if _, err := c.Apply(s.ctx); err == nil {
		t.Error("applied without a plan")
	}
	s.made(c)
	if _, err := c.Apply(s.ctx); call.KindOf(err) != call.Invalid || len(s.writes()) != 1 {
		t.Errorf("applied twice: %v, %d calls", err, len(s.writes()))
	}
}

func TestDriftRefuses(t *testing.T) {
	t.Parallel()
	for path, drift := range map[string]func(stage){
		"desiredCount": func(s stage) {
			s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(7)) })
		},
		"taskDefinition": func(s stage) {
			s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:1") })
		},
		"deployment": func(s stage) {
			s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.ForceNewDeployment = true })
		},
		"platformVersion": func(s stage) {
			s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) { in.PlatformVersion = new("1.4.0") })
		},
		"capacityProviderStrategy": func(s stage) {
			s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) {
				in.CapacityProviderStrategy, in.ForceNewDeployment = []types.CapacityProviderStrategyItem{{CapacityProvider: new("FARGATE_SPOT"), Weight: 1}}, true
			})
		},
		"status": func(s stage) {
			if _, err := s.World().DeleteService(&ecs.DeleteServiceInput{Cluster: new("prod"), Service: new("checkout"), Force: new(true)}); err != nil {
				s.t.Fatal(err)
			}
		},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			s := staged(t, shop())
			for _, c := range []change.Change{s.Pin(s.checkout(), "3"), s.Redeploy(s.checkout())} {
				s.planned(c)
				defer func() {
					_, err := c.Apply(s.ctx)
					d, ok := errors.AsType[*change.Drift](err)
					if !ok || !slices.ContainsFunc(d.Fields, func(f change.Field) bool { return f.Path == path && f.Before != f.After }) {
						t.Errorf("%s: %v", c.Title(), err)
					}
					if len(s.writes()) > 0 {
						t.Error("something was sent")
					}
				}()
			}
			drift(s)
		})
	}
	a, b := aws.Service{Controller: "ECS"}, aws.Service{Controller: "CODE_DEPLOY"}
	if d := drift(a, b); len(d) != 1 || d[0].Path != "deploymentController" {
		t.Errorf("drift %+v", d)
	}
}

func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind wire.Kind
		done bool
	}{
		"lost": {wire.Lose, true}, "garbled": {wire.Garble, true}, "dropped": {wire.Drop, false}, "failed": {wire.Fail, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := staged(t, shop())
			for _, ch := range []change.Change{s.Pin(s.checkout(), "3"), s.Redeploy(s.checkout())} {
				s.Calls().Reset()
				s.planned(ch)
				lift := s.Faults().Add(wire.Fault{Kind: c.kind, Action: "UpdateService"})
				r, err := ch.Apply(s.ctx)
				lift()
				if len(s.writes()) != 1 {
					t.Errorf("%s was sent %d times", ch.Title(), len(s.writes()))
				}
				if c.done && (err != nil || r.Deployment == "" || !strings.Contains(r.Note, "it was applied")) {
					t.Errorf("%s: %+v, %v", ch.Title(), r, err)
				}
				if !c.done && (err == nil || !strings.Contains(err.Error(), "no trace") || !strings.Contains(err.Error(), "doesn't send it again")) {
					t.Errorf("%s: %v", ch.Title(), err)
				}
			}
		})
	}
}

func TestLostAndBlind(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	c := s.Redeploy(s.checkout())
	s.planned(c)
	s.Faults().Add(wire.Fault{Kind: wire.Delay, Action: "UpdateService", Delay: time.Second})
	s.Faults().Add(wire.Fault{Kind: wire.Lose, Action: "UpdateService"})
	go func() {
		if err := s.clock.Await(s.ctx, 1); err != nil { // the call has arrived
			t.Error(err)
		}
		s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeServices"})
		s.clock.Advance(time.Second)
	}()
	if _, err := c.Apply(s.ctx); err == nil || !strings.Contains(err.Error(), "couldn't read whether it was applied (") || len(s.writes()) != 1 {
		t.Errorf("%v after %d calls", err, len(s.writes()))
	}
}

func TestNothingIsSentBlindly(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	c := s.Redeploy(s.checkout())
	s.planned(c)
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeServices"})
	if _, err := c.Apply(s.ctx); call.KindOf(err) != call.Denied || !strings.Contains(err.Error(), "nothing was sent") || len(s.writes()) != 0 {
		t.Errorf("%v", err)
	}
	s.Faults().Clear()
	ctx, cancel := context.WithCancel(s.ctx)
	s.planned(c)
	cancel()
	if _, err := c.Apply(ctx); call.KindOf(err) != call.Cancelled || len(s.writes()) != 0 {
		t.Errorf("%v", err)
	}
}

func TestRefusedWriteIsNotRepeated(t *testing.T) {
	t.Parallel()
	for kind, want := range map[wire.Kind]call.Kind{wire.Throttle: call.Throttled, wire.Deny: call.Denied, wire.Expire: call.Expired} {
		s := staged(t, shop())
		c := s.Pin(s.checkout(), "3")
		s.planned(c)
		s.Faults().Add(wire.Fault{Kind: kind, Action: "UpdateService", Count: 1})
		if _, err := c.Apply(s.ctx); call.KindOf(err) != want || len(s.writes()) != 1 || strings.Contains(err.Error(), "lost") {
			t.Errorf("%v after %d calls", err, len(s.writes()))
		}
		if now := s.checkout(); now.Revision != "checkout:5" {
			t.Errorf("runs %s", now.Revision)
		}
	}
}

// A defect in one of the goroutines of a plan is the plan's error, and not the program's end.
func TestDefectInPlan(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	_, err := s.planContext(s.ctx, s.checkout(), func(context.Context, *planContext) error { panic("odd answer") })
	if err == nil || err.Error() != "plan a change of checkout: a bug in ecscope: odd answer" {
		t.Errorf("%v", err)
	}
}
