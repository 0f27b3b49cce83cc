package cli

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/sim/world"
)

// taskOf is a running task of checkout.
func (s *stage) taskOf() string {
	s.t.Helper()
	out, err := s.World().ListTasks(&ecs.ListTasksInput{Cluster: new("prod"), ServiceName: new("checkout")})
	if err != nil || len(out.TaskArns) == 0 {
		s.t.Fatal(out, err)
	}
	arn := out.TaskArns[0]
	return "prod/" + arn[strings.LastIndexByte(arn, '/')+1:]
}

// scalable registers checkout with auto scaling.
func (s *stage) scalable(least, most int32) {
	s.t.Helper()
	if _, err := s.World().RegisterScalableTarget(&applicationautoscaling.RegisterScalableTargetInput{ServiceNamespace: types.ServiceNamespaceEcs,
		ScalableDimension: types.ScalableDimensionECSServiceDesiredCount, ResourceId: new("service/prod/checkout"),
		MinCapacity: &least, MaxCapacity: &most}); err != nil {
		s.t.Fatal(err)
	}
}

func TestTaskProtection(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	task := s.taskOf()
	r := s.object("task-protection on "+task+" --for 30m --yes --wait", done)
	if r.Result != sent || !strings.HasPrefix(r.Receipt.After, "on until 2026-03-04T12:30:00Z") || r.Receipt.Undo != "ecscope task-protection off "+task {
		t.Errorf("%+v, %+v", r, r.Receipt)
	}
	s.expect(strings.TrimPrefix(r.Receipt.Undo, "ecscope ")+" --yes", done)
	s.expect("task-protection off "+task+" --yes", denied, "is not protected")
	for _, args := range []string{"task-protection", "task-protection on", "task-protection maybe " + task, "task-protection off " + task + " --for 2h",
		"task-protection on prod/checkout"} {
		s.expect(args, misused)
	}
	if j := s.journal(); len(j) != 2 || j[0].After != r.Receipt.After {
		t.Errorf("%+v", j)
	}
}

func TestDrainInstance(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	if _, err := s.World().SeedInstances(world.InstanceSeed{Cluster: "prod", Count: 2}); err != nil {
		t.Fatal(err)
	}
	out, err := s.World().ListContainerInstances(&ecs.ListContainerInstancesInput{Cluster: new("prod")})
	if err != nil {
		t.Fatal(err)
	}
	arn := out.ContainerInstanceArns[0]
	r := s.object("drain "+arn+" --yes --wait", done)
	if r.Outcome.Outcome != "succeeded" || !strings.HasSuffix(r.Receipt.Undo, " --reactivate") {
		t.Errorf("%+v %+v", r, r.Receipt)
	}
	s.expect("drain "+arn+" --yes", denied, "is DRAINING, not ACTIVE")
	s.expect("undo prod --yes", done, "Reactivate instance")
	s.expect("drain prod/i-0000 --yes", misused, "no container instance")
	if got := shell(looking("container instance", "prod", "i-0000")); got != "ecscope instances prod" {
		t.Error(got)
	}
}

func TestScaleLimits(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.expect("scale checkout 2..4 --yes", denied, "not registered with Application Auto Scaling")
	s.scalable(2, 6)
	for _, c := range [][3]string{{"2..4", "2..4", "2..6"}, {"--max 5", "2..5", "2..4"}, {"suspend", "2..5 suspended: in, out, scheduled", "resume"}, {"resume", "2..5", "suspend"}} {
		r := s.object("scale checkout "+c[0]+" --yes --wait", done)
		if r.Receipt.After != c[1] || r.Receipt.Undo != "ecscope scale prod/checkout "+c[2] {
			t.Errorf("%s: %+v", c[0], r.Receipt)
		}
	}
}

// From none a service goes back to what the record has.
func TestScaleBack(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.expect("scale checkout 3 --yes", done)
	s.expect("scale checkout 0 --yes", done, "serves nothing")
	text, err := os.ReadFile(s.journalFile())
	if err != nil {
		t.Fatal(err)
	}
	other := strings.NewReplacer("111122223333", "999988887777", `"before":"3"`, `"before":"9"`, `"id":"`, `"id":"x`).Replace(string(text))
	if err := os.WriteFile(s.journalFile(), []byte(string(text)+other), 0o600); err != nil { // a service of the same name in another account
		t.Fatal(err)
	}
	s.clock.Advance(time.Minute)
	if r := s.object("scale checkout back --yes", done); r.Receipt.After != "3" || !strings.Contains(r.Plan.Effects[0], "according to the record of changes") {
		t.Errorf("%+v %+v", r.Receipt, r.Plan)
	}
}

func TestConfigureService(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	r := s.object("configure checkout --exec on --min 50 --grace 90s --yes --wait", done)
	if len(r.Plan.Fields) != 3 || r.Outcome.Outcome != "succeeded" || r.Receipt.Before != "enableExecuteCommand false, minimumHealthyPercent 100, healthCheckGracePeriodSeconds 60" {
		t.Errorf("%+v %+v %+v", r.Plan, r.Outcome, r.Receipt)
	}
	s.expect("configure checkout --exec on --yes", denied, "already has these settings")
	s.expect("configure checkout --exec perhaps", misused, "on or off")
	s.expect("configure checkout --yes", denied)
}
