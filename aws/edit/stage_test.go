package edit

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/wire"
)

func TestMain(m *testing.M) { os.Exit(needs.Slots(m)) }

// tester is what of testing.T and rapid.T a stage needs.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// changeable is an account that is read and changed.
type changeable struct {
	*aws.Client
	*Editor
}

// stage is an account on one clock with the client that looks at it: sleeping moves both on.
type stage struct {
	*sim.Server
	*aws.Client
	*Editor
	t     tester
	clock *sim.ManualClock
	ctx   context.Context
}

// staged opens an account that holds nothing but the services given.
func staged(t *testing.T, services ...blueprint.Service) stage {
	t.Helper()
	return set(t, sim.Options{Account: "empty"}, services...)
}

func set(t *testing.T, o sim.Options, services ...blueprint.Service) stage {
	t.Helper()
	k := sim.NewManualClock(time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC))
	o.Clock = k
	s := simtest.Start(t, o)
	c, err := aws.Open(t.Context(), aws.Options{Environ: s.Env(), Share: 1, Now: k.Now, Answer: awstest.Unhurried, Sleep: func(ctx context.Context, d time.Duration) error {
		k.Advance(d)
		return ctx.Err()
	}})
	if err != nil {
		t.Fatal(err)
	}
	st := stage{s, c, New(c), t, k, t.Context()}
	for _, b := range services {
		st.cluster(b.Cluster)
		if err := b.Seed(s.World()); err != nil {
			t.Fatal(err)
		}
	}
	return st
}

func (s stage) cluster(name string) {
	s.t.Helper()
	if _, err := s.World().CreateCluster(&ecs.CreateClusterInput{ClusterName: &name, CapacityProviders: []string{"FARGATE", "FARGATE_SPOT"}}); err != nil {
		s.t.Fatal(err)
	}
}

// shop is a service with five revisions.
func shop() blueprint.Service {
	return blueprint.Service{Cluster: "prod", Name: "checkout", Desired: 2, Revisions: 5, Balanced: true, Breaker: true, Rollback: true,
		Env: map[string]string{"LOG_LEVEL": "info", "A": "1", "B": "2", "DB_PASSWORD": "hunter2"}, Secrets: []string{"DATABASE_URL"}}
}

func (s stage) read(cluster, name string) aws.Service {
	s.t.Helper()
	v, err := s.Service(s.ctx, cluster, name)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

func (s stage) checkout() aws.Service { s.t.Helper(); return s.read("prod", "checkout") }

// planned plans a change that cannot be refused.
func (s stage) planned(c change.Change) change.Plan {
	s.t.Helper()
	p, err := c.Plan(s.ctx)
	if err != nil {
		s.t.Fatalf("%s: %v", c.Title(), err)
	}
	return p
}

// made plans and applies a change.
func (s stage) made(c change.Change) (change.Plan, change.Receipt) {
	s.t.Helper()
	p := s.planned(c)
	r, err := c.Apply(s.ctx)
	if err != nil {
		s.t.Fatalf("%s: %v", c.Title(), err)
	}
	return p, r
}

// refused is why a change is refused.
func (s stage) refused(c change.Change) *change.Refused {
	s.t.Helper()
	_, err := c.Plan(s.ctx)
	r, ok := errors.AsType[*change.Refused](err)
	if !ok {
		s.t.Fatalf("%s: %v is no refusal", c.Title(), err)
	}
	return r
}

// writes are the calls that changed something, or tried to.
func (s stage) writes() []wire.Call {
	return slices.DeleteFunc(s.Calls().All(), func(c wire.Call) bool {
		return c.Action != "UpdateService" && c.Action != "RegisterTaskDefinition" && c.Action != "StopServiceDeployment" && c.Action != "StopTask"
	})
}

// body are the members of a call.
func (s stage) body(c wire.Call) map[string]any {
	s.t.Helper()
	var in map[string]any
	if err := json.Unmarshal(c.Input, &in); err != nil {
		s.t.Fatal(err)
	}
	return in
}

// elsewhere is what another operator does.
func (s stage) elsewhere(name string, set func(*ecs.UpdateServiceInput)) {
	s.t.Helper()
	in := &ecs.UpdateServiceInput{Cluster: new("prod"), Service: &name}
	set(in)
	if _, err := s.World().UpdateService(in); err != nil {
		s.t.Fatal(err)
	}
}

// register adds a revision that differs from the service's as vary has it.
func (s stage) register(b blueprint.Service, vary func(*ecs.RegisterTaskDefinitionInput)) string {
	s.t.Helper()
	in := b.Definition(b.Image(99))
	vary(in)
	out, err := s.World().RegisterTaskDefinition(in)
	if err != nil {
		s.t.Fatal(err)
	}
	return plain.Short(*out.TaskDefinition.TaskDefinitionArn)
}

func (s stage) deregister(revision string) {
	s.t.Helper()
	if _, err := s.World().DeregisterTaskDefinition(&ecs.DeregisterTaskDefinitionInput{TaskDefinition: &revision}); err != nil {
		s.t.Fatal(err)
	}
}

// follow follows a change to its end and returns the last look.
func (s stage) follow(r change.Receipt) change.Progress {
	s.t.Helper()
	var last change.Progress
	for page, err := range s.Follow(s.ctx, "prod", "checkout", r) {
		if err != nil {
			s.t.Fatal(err)
		}
		last = page[0]
		if s.clock.Now().Sub(r.At) > 3*time.Hour {
			s.t.Fatalf("follows for ever: %+v", last)
		}
	}
	return last
}

// openedAt opens an account at an endpoint, on a clock of its own.
func openedAt(t *testing.T, url string) changeable {
	t.Helper()
	k := awstest.NewClock()
	c, err := aws.Open(t.Context(), aws.Options{Environ: awstest.Environment(url), Now: k.Now, Sleep: k.Sleep})
	if err != nil {
		t.Fatal(err)
	}
	return changeable{c, New(c)}
}
