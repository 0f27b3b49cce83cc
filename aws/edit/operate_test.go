package edit

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	autotypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// calls are the calls of one action.
func (s stage) calls(action string) []wire.Call {
	return slices.DeleteFunc(s.Calls().All(), func(c wire.Call) bool { return c.Action != action })
}

func (s stage) oneTask() aws.Task {
	return firstTask(s.t.(*testing.T), s.Tasks(s.ctx, aws.TaskQuery{Cluster: "prod", Service: "checkout"}))
}

func (s stage) protection(t aws.Task) aws.Protection {
	s.t.Helper()
	found, err := s.Protections(s.ctx, t.Cluster, t.ARN)
	if err != nil {
		s.t.Fatal(err)
	}
	return found[t.ARN]
}

func TestProtect(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	k := s.oneTask()
	p, r := s.made(s.Protect(k, true, 0))
	if now := s.protection(k); !now.On || !now.Until.Equal(s.clock.Now().Add(2*time.Hour)) || r.Before != "off" || r.After != now.String() {
		t.Errorf("%+v, receipt %+v", now, r)
	}
	if w := s.calls("UpdateTaskProtection"); len(w) != 1 || s.body(w[0])["expiresInMinutes"] != 120.0 {
		t.Errorf("%d calls", len(w))
	}
	if !strings.HasSuffix(p.Command, "--protection-enabled --expires-in-minutes 120 --region us-east-1") {
		t.Error(p.Command)
	}
	if _, r = s.made(p.Undo); r.After != "off" || s.protection(k).On {
		t.Errorf("undone to %+v", r)
	}
	if r := s.refused(s.Protect(k, false, 0)); !strings.Contains(r.Reason, "is not protected") {
		t.Error(r)
	}
	if r := s.refused(s.Protect(k, true, 2881)); !strings.Contains(r.Reason, "1 to 2880 minutes") {
		t.Error(r)
	}
	c := s.Protect(k, true, 30)
	s.planned(c)
	s.made(s.Protect(k, true, 60))
	if _, err := c.Apply(s.ctx); !isDrift(err) {
		t.Errorf("somebody else's protection is no drift: %v", err)
	}
}

func isDrift(err error) bool {
	_, ok := errors.AsType[*change.Drift](err)
	return ok
}

// A protection whose answer is lost is looked up, and sent once.
func TestProtectLost(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	k := s.oneTask()
	s.Faults().Add(wire.Fault{Kind: wire.Lose, Action: "UpdateTaskProtection", Count: 1})
	if _, r := s.made(s.Protect(k, true, 45)); !strings.Contains(r.Note, "it was applied") || len(s.calls("UpdateTaskProtection")) != 1 {
		t.Errorf("%+v after %d calls", r, len(s.calls("UpdateTaskProtection")))
	}
}

// onHosts are two instances with a service on them.
func onHosts(t *testing.T) stage {
	t.Helper()
	s := staged(t)
	s.cluster("prod")
	if _, err := s.World().SeedInstances(world.InstanceSeed{Cluster: "prod", Count: 2}); err != nil {
		t.Fatal(err)
	}
	b := blueprint.Service{Cluster: "prod", Name: "worker", Desired: 4, Revisions: 1, EC2: true, CPU: 128, Memory: 128}
	if err := b.Seed(s.World()); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(5 * time.Minute)
	return s
}

func (s stage) instances() (all []aws.Instance) {
	s.t.Helper()
	all, err := awstest.Collect(s.Client.Instances(s.ctx, "prod"))
	if err != nil {
		s.t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(i aws.Instance) bool { return !i.Described })
}

func TestDrain(t *testing.T) {
	t.Parallel()
	s := onHosts(t)
	i := s.instances()[0]
	p, r := s.made(s.Drain(i, true))
	if w := s.calls("UpdateContainerInstancesState"); len(w) != 1 || s.body(w[0])["status"] != "DRAINING" {
		t.Fatalf("%d calls", len(w))
	}
	if !strings.Contains(strings.Join(p.Effects, "\n"), "of worker") || p.Where.Thing != "container instance" || p.Where.Guarded().Name() != "prod" {
		t.Errorf("plan %+v", p)
	}
	last := end(t, s.ctx, p, r)
	if last.Outcome != change.Succeeded || last.Running != last.Desired {
		t.Errorf("ends with %+v", last)
	}
	if r := s.refused(s.Drain(i, true)); !strings.Contains(r.Reason, "is DRAINING, not ACTIVE") {
		t.Error(r)
	}
	back, r := s.made(p.Undo)
	if last := end(t, s.ctx, back, r); last.Outcome != change.Succeeded || r.After != "ACTIVE" {
		t.Errorf("undone to %+v", last)
	}
}

// What the drain waits for is said before: tasks without a service, no other instance, a deployment configuration without room.
func TestDrainWarns(t *testing.T) {
	t.Parallel()
	s := onHosts(t)
	all := s.instances()
	s.made(s.Drain(all[0], true))
	s.clock.Advance(10 * time.Minute)
	if _, err := s.World().UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("worker"),
		DeploymentConfiguration: &types.DeploymentConfiguration{MinimumHealthyPercent: new(int32(100)), MaximumPercent: new(int32(110))}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.World().RunTask(&ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("worker"), LaunchType: "EC2"}); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(time.Minute)
	p := s.planned(s.Drain(all[1], true))
	for _, want := range []string{"without a service", "no other instance in the cluster is ACTIVE", "worker never leaves"} {
		if !strings.Contains(strings.Join(p.Warnings, "\n"), want) {
			t.Errorf("no %q in %q", want, p.Warnings)
		}
	}
	if said := strings.Join(p.Effects, "\n"); strings.Contains(said, "no service") || !strings.Contains(said, "replaced elsewhere") {
		t.Errorf("a task without a service is said to be replaced: %q", p.Effects)
	}
}

// scaled is checkout with auto scaling between 2 and 6.
func scaled(t *testing.T) stage {
	t.Helper()
	s := staged(t, shop())
	if _, err := s.World().RegisterScalableTarget(&applicationautoscaling.RegisterScalableTargetInput{ServiceNamespace: autotypes.ServiceNamespaceEcs,
		ScalableDimension: autotypes.ScalableDimensionECSServiceDesiredCount, ResourceId: new("service/prod/checkout"),
		MinCapacity: new(int32(2)), MaxCapacity: new(int32(6))}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s stage) limits() string {
	s.t.Helper()
	now, err := s.Client.Scaling(s.ctx, "prod", "checkout")
	if err != nil {
		s.t.Fatal(err)
	}
	return limitText(now)
}

func TestLimit(t *testing.T) {
	t.Parallel()
	s := scaled(t)
	to, ok := ReadLimits("2..4")
	if !ok {
		t.Fatal("2..4 is no limits")
	}
	p, r := s.made(s.Limit(s.checkout(), to))
	if s.limits() != "2..4" || r.Before != "2..6" || r.After != "2..4" || !strings.Contains(p.Command, "aws application-autoscaling register-scalable-target") {
		t.Errorf("%s, receipt %+v, %s", s.limits(), r, p.Command)
	}
	if last := end(t, s.ctx, p, r); last.Outcome != change.Succeeded {
		t.Errorf("ends with %+v", last)
	}
	suspend, _ := ReadLimits("suspend")
	q, _ := s.made(s.Limit(s.checkout(), suspend))
	if s.limits() != "2..4 suspended: in, out, scheduled" {
		t.Error(s.limits())
	}
	if s.made(q.Undo); s.limits() != "2..4" {
		t.Errorf("undone to %s", s.limits())
	}
	if s.made(p.Undo); s.limits() != "2..6" {
		t.Errorf("undone to %s", s.limits())
	}
	if r := s.refused(s.Limit(s.checkout(), Limits{Min: new(7)})); !strings.Contains(r.Reason, "is above the maximum") {
		t.Error(r)
	}
	if w := s.planned(s.Limit(s.checkout(), Limits{Min: new(4)})); !strings.Contains(strings.Join(w.Warnings, "\n"), "from 2 to 4, which starts 2 tasks") {
		t.Errorf("warns %q", w.Warnings)
	}
	c := s.Limit(s.checkout(), suspend)
	s.planned(c)
	s.made(s.Limit(s.checkout(), to))
	if _, err := c.Apply(s.ctx); !isDrift(err) {
		t.Errorf("somebody else's limits are no drift: %v", err)
	}
}

func TestLimitUnregistered(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	if r := s.refused(s.Limit(s.checkout(), Limits{Max: new(4)})); !strings.Contains(r.Reason, "not registered") {
		t.Error(r)
	}
}

// A service at none goes back to what AWS tells of it: here that auto scaling keeps two or more.
func TestFormer(t *testing.T) {
	t.Parallel()
	s := scaled(t)
	s.made(s.Scale(s.checkout(), 0))
	if f, err := s.Former(s.ctx, s.checkout()); err != nil || f.Count != 2 || f.Why == "" {
		t.Errorf("%+v, %v", f, err)
	}
}

// Auto scaling that cannot be read is not auto scaling that tells nothing.
func TestFormerUnread(t *testing.T) {
	t.Parallel()
	b := shop()
	b.Desired = 0
	s := staged(t, b)
	if _, err := s.Former(s.ctx, s.checkout()); call.KindOf(err) != call.NotFound {
		t.Errorf("nothing tells: %v", err)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeScalableTargets"})
	if _, err := s.Former(s.ctx, s.checkout()); call.KindOf(err) != call.Denied {
		t.Errorf("auto scaling was not read: %v", err)
	}
}

// A service without a deployment configuration has ECS's own percents, and is set back to those.
func TestDefaultPercents(t *testing.T) {
	t.Parallel()
	s := aws.Service{Desired: 2}
	back := Settings{MinHealthy: new(50), Max: new(150)}.back(&planContext{service: s})
	if *back.MinHealthy != 100 || *back.Max != 200 || !strings.Contains(Typed(s), "min=100 max=200") {
		t.Errorf("%d, %d, %s", *back.MinHealthy, *back.Max, Typed(s))
	}
	s.Scheduling = "DAEMON"
	if !strings.Contains(Typed(s), "min=0 max=100") {
		t.Error(Typed(s))
	}
}

func TestConfigure(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	to, err := ReadSettings("exec=on min=50 grace=90s rollback=off")
	if err != nil {
		t.Fatal(err)
	}
	p, r := s.made(s.Configure(s.checkout(), to))
	w := s.writes()
	if len(w) != 1 || s.body(w[0])["forceNewDeployment"] != nil || s.body(w[0])["taskDefinition"] != nil || s.body(w[0])["healthCheckGracePeriodSeconds"] != 90.0 {
		t.Fatalf("sent %s", w[0].Input)
	}
	now := s.checkout()
	if !now.Exec || now.Rollout.MinHealthy != 50 || now.Rollout.Max != 200 || !now.Rollout.Breaker || now.Rollout.Rollback || now.Grace != 90*time.Second {
		t.Errorf("%+v", now)
	}
	if last := end(t, s.ctx, p, r); last.Outcome != change.Succeeded || r.Deployment != "" {
		t.Errorf("ends with %+v, receipt %+v", last, r)
	}
	s.made(p.Undo)
	if now := s.checkout(); now.Exec || now.Rollout.MinHealthy != 100 || !now.Rollout.Rollback || now.Grace != time.Minute {
		t.Errorf("undone to %+v", now)
	}
	if r := s.refused(s.Configure(s.checkout(), Settings{MinHealthy: new(100)})); !strings.Contains(r.Reason, "already has these settings") {
		t.Error(r)
	}
}

// The network is sent as a whole, with the change, and begins a deployment, which is followed.
func TestConfigureNetwork(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	before := s.checkout().Network
	p, r := s.made(s.Configure(s.checkout(), Settings{NetworkSettings: NetworkSettings{SecurityGroups: []string{"sg-0123456789abcdef0"}}}))
	now := s.checkout().Network
	if !slices.Equal(now.SecurityGroups, []string{"sg-0123456789abcdef0"}) || !slices.Equal(now.Subnets, before.Subnets) || now.PublicIP != before.PublicIP {
		t.Errorf("%+v, not %+v", now, before)
	}
	if last := end(t, s.ctx, p, r); last.Outcome != change.Succeeded || r.Deployment == "" {
		t.Errorf("ends with %+v, receipt %+v", last, r)
	}
}

// Another capacity provider strategy takes a forced deployment, without being asked for one: ECS refuses it otherwise.
func TestConfigureCapacity(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	c := s.Configure(s.checkout(), Settings{Capacity: []aws.CapacityShare{{Provider: "FARGATE", Weight: 2}}})
	if p := s.planned(c); !strings.Contains(p.Command, "--force-new-deployment") || strings.Contains(strings.Join(p.Warnings, " "), "until they are replaced") {
		t.Errorf("%s\n%q", p.Command, p.Warnings)
	}
	p, r := s.made(c)
	if now := s.checkout(); len(now.Capacity) != 1 || now.Capacity[0] != (aws.CapacityShare{Provider: "FARGATE", Weight: 2}) {
		t.Errorf("%+v", now.Capacity)
	}
	if last := end(t, s.ctx, p, r); last.Outcome != change.Succeeded || r.Deployment == "" {
		t.Errorf("ends with %+v, receipt %+v", last, r)
	}
}

func TestReadSettings(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{"min": "name=value", "mni=5": "unknown setting", "min=-1": "0 or more", "exec=yes": "on or off", "grace=soon": "a duration",
		"capacity=FARGATE:x": "provider:weight:base"} {
		if _, err := ReadSettings(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
	to, err := ReadSettings("capacity=FARGATE:1:2,FARGATE_SPOT:3 subnets=a,b public-ip=off")
	if err != nil || len(to.Capacity) != 2 || to.Capacity[0] != (aws.CapacityShare{Provider: "FARGATE", Base: 2, Weight: 1}) || len(to.Subnets) != 2 || *to.PublicIP {
		t.Errorf("%+v, %v", to, err)
	}
}

// What the plans say the AWS CLI would do has the same effect, run as it stands.
func TestPrintedCommandsOfOperations(t *testing.T) {
	t.Parallel()
	cli := needs.AWSCLI(t)
	s := scaled(t)
	k := s.oneTask()
	to, _ := ReadSettings("exec=on min=50 max=150 breaker=off grace=30s security-groups=sg-0123456789abcdef0")
	limits, _ := ReadLimits("1..5")
	for _, c := range []change.Change{s.Protect(k, true, 30), s.Limit(s.checkout(), limits), s.Limit(s.checkout(), Limits{Suspended: new(true)}), s.Configure(s.checkout(), to)} {
		run := exec.CommandContext(t.Context(), "sh", "-c", s.planned(c).Command)
		run.Env = append(s.Env(), "HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"), "AWS_PAGER=")
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%s: %s: %v\n%s", cli, c.Title(), err, out)
		}
	}
	now := s.checkout()
	if !s.protection(k).On || s.limits() != "1..5 suspended: in, out, scheduled" || !now.Exec || now.Rollout.MinHealthy != 50 || now.Rollout.Max != 150 ||
		now.Rollout.Breaker || now.Grace != 30*time.Second || now.Network.SecurityGroups[0] != "sg-0123456789abcdef0" {
		t.Errorf("%+v, %s, %+v", s.protection(k), s.limits(), now)
	}
}

// What takes settings back is a command line of ours, which sets them as they were.
func TestSettingsTakenBack(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	before := s.checkout()
	to := Settings{Exec: new(!before.Exec), MinHealthy: new(50), Breaker: new(false), NetworkSettings: NetworkSettings{SecurityGroups: []string{"sg-0123456789abcdef0"}}}
	_, r := s.made(s.Configure(before, to))
	var back Settings
	words := strings.Fields(r.Back)
	if len(words) != 10 || words[0] != "configure" || words[1] != "prod/checkout" {
		t.Fatalf("%q", r.Back)
	}
	for i := 2; i < len(words); i += 2 {
		if err := back.Set(strings.TrimPrefix(words[i], "--"), words[i+1]); err != nil {
			t.Error(err)
		}
	}
	s.made(s.Configure(s.checkout(), back))
	if now := s.checkout(); now.Exec != before.Exec || now.Rollout.MinHealthy != before.Rollout.MinHealthy || !now.Rollout.Breaker ||
		!slices.Equal(now.Network.SecurityGroups, before.Network.SecurityGroups) {
		t.Errorf("%+v", now)
	}
	if _, r := s.made(s.Configure(s.checkout(), Settings{Capacity: []aws.CapacityShare{{Provider: "FARGATE", Weight: 1}}})); r.Back != "" {
		t.Errorf("no words set no strategy, and it says %q", r.Back)
	}
}
