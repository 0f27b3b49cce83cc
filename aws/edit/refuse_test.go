package edit

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

func TestControllersAreRefused(t *testing.T) {
	t.Parallel()
	code, external := shop(), shop()
	code.Controller, external.Controller, external.Name = "CODE_DEPLOY", "EXTERNAL", "feed"
	s := staged(t, code, external)
	for _, c := range []struct {
		change change.Change
		reason string
	}{
		{s.Pin(s.checkout(), "3"), "Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment."},
		{s.Redeploy(s.checkout()), "Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment."},
		{s.Pin(s.read("prod", "feed"), "3"), "the deployment controller of feed is EXTERNAL: its deployments are task sets, created outside ECS"},
		{s.Redeploy(s.read("prod", "feed")), "the deployment controller of feed is EXTERNAL: its deployments are task sets, created outside ECS"},
	} {
		if r := s.refused(c.change); r.Reason != c.reason || r.Way == "" {
			t.Errorf("%s: %+v", c.change.Title(), r)
		}
	}
	if len(s.writes()) > 0 {
		t.Error("something was sent")
	}
}

// TestSameRefusals has ECS itself judge what is refused.
func TestSameRefusals(t *testing.T) {
	t.Parallel()
	code := shop()
	code.Controller = "CODE_DEPLOY"
	s := staged(t, code)
	for _, in := range []*ecs.UpdateServiceInput{{ForceNewDeployment: true}, {TaskDefinition: new("checkout:3")}} {
		in.Cluster, in.Service = new("prod"), new("checkout")
		_, err := s.World().UpdateService(in)
		c := s.Redeploy(s.checkout())
		if in.TaskDefinition != nil {
			c = s.Pin(s.checkout(), "3")
		}
		if r := s.refused(c); err == nil || !strings.HasSuffix(err.Error(), r.Reason) {
			t.Errorf("ECS: %v\nours: %s", err, r.Reason)
		}
	}
}

func TestUnfitRevisionsAreRefused(t *testing.T) {
	t.Parallel()
	app := func(in *ecs.RegisterTaskDefinitionInput) *types.ContainerDefinition {
		return &in.ContainerDefinitions[0]
	}
	for want, vary := range map[string]func(*ecs.RegisterTaskDefinitionInput){
		"has no container app, to which the load balancer (checkout-tg) sends":     func(in *ecs.RegisterTaskDefinitionInput) { app(in).Name = new("web") },
		"container app of checkout:6 has no port 8080, to which the load balancer": func(in *ecs.RegisterTaskDefinitionInput) { app(in).PortMappings[0].ContainerPort = new(int32(80)) },
		"checkout:6 runs on EC2 only, and the service runs on FARGATE": func(in *ecs.RegisterTaskDefinitionInput) {
			in.RequiresCompatibilities, in.Cpu, in.Memory = []types.Compatibility{types.CompatibilityEc2}, nil, nil
			app(in).Memory = new(int32(512))
		},
	} {
		s := staged(t, shop())
		name := s.register(shop(), vary)
		before := s.checkout()
		r := s.refused(s.Pin(before, name))
		if !strings.Contains(r.Reason, want) || r.Way == "" {
			t.Errorf("refused: %s; want %s", r.Reason, want)
		}
		_, err := s.World().UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("checkout"), TaskDefinition: &name})
		if err == nil {
			t.Errorf("ECS takes what is refused: %s", r.Reason)
		}
	}
}

func TestNetworkModes(t *testing.T) {
	t.Parallel()
	bridge := blueprint.Service{Cluster: "prod", Name: "checkout", EC2: true, Revisions: 2}
	s := staged(t, bridge)
	vpc := s.register(bridge, func(in *ecs.RegisterTaskDefinitionInput) { in.NetworkMode = types.NetworkModeAwsvpc })
	if r := s.refused(s.Pin(s.checkout(), vpc)); !strings.Contains(r.Reason, "awsvpc, for which the service has no network configuration") {
		t.Error(r)
	}
	s.planned(s.Pin(s.checkout(), "1"))
}

func TestUnfitByWhatTheServiceHas(t *testing.T) {
	t.Parallel()
	chosen := &aws.RawDefinition{Revision: aws.Revision{Family: "a", Number: 2, NetworkMode: "awsvpc", Compatibilities: []string{"EC2", "FARGATE"},
		Containers: []aws.ContainerDefinition{{Name: "app", Ports: []aws.Port{{Container: 80, Name: "http"}}}}, Volumes: []aws.Volume{{Name: "v", Kind: "host"}}}}
	primary := func(d types.Deployment) types.Service {
		d.Status = new("PRIMARY")
		return types.Service{Deployments: []types.Deployment{d}, NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{}}}
	}
	connect := func(port string) types.Service {
		return primary(types.Deployment{ServiceConnectConfiguration: &types.ServiceConnectConfiguration{Enabled: true,
			Services: []types.ServiceConnectService{{PortName: &port}}}})
	}
	registry := primary(types.Deployment{})
	registry.ServiceRegistries = []types.ServiceRegistry{{ContainerName: new("gone"), ContainerPort: new(int32(80))}}
	for want, raw := range map[string]types.Service{
		"":                             connect("http"),
		"no port named grpc":           connect("grpc"),
		"which the service registry":   registry,
		"no volume v to be configured": primary(types.Deployment{VolumeConfigurations: []types.ServiceVolumeConfiguration{{Name: new("v")}}}),
		"which VPC Lattice names":      primary(types.Deployment{VpcLatticeConfigurations: []types.VpcLatticeConfiguration{{PortName: new("x")}}}),
		"has no network configuration": {},
	} {
		s := &planContext{service: aws.Service{LaunchType: "FARGATE"}, raw: raw, chosen: chosen}
		r := refuseRevision(s)
		if (r == nil) != (want == "") || r != nil && !strings.Contains(r.Reason, want) {
			t.Errorf("%q: %+v", want, r)
		}
	}
	s := &planContext{service: aws.Service{Capacity: []aws.CapacityShare{{Provider: "FARGATE_SPOT"}}}, chosen: &aws.RawDefinition{Revision: aws.Revision{Family: "a", Compatibilities: []string{"EC2"}}}}
	if incompatible(s) == "" {
		t.Error("EC2 alone passes for a Fargate capacity provider")
	}
}

// What the table of rules knows of an update is refused before it is sent, with the rule's name; what the service has
// already is not held against it.
func TestTableOfRules(t *testing.T) {
	t.Parallel()
	revision := func(members string) *aws.RawDefinition {
		p := &aws.RawDefinition{Revision: aws.Revision{Family: "a", Number: 2}}
		if err := json.Unmarshal([]byte(members), &p.Members); err != nil {
			t.Fatal(err)
		}
		return p
	}
	fargate := revision(`{"status": "ACTIVE", "networkMode": "awsvpc", "cpu": "256", "memory": "512", "compatibilities": ["EC2", "FARGATE"], "taskRoleArn": "r", "containerDefinitions": [{"name": "app", "image": "a"}]}`)
	huge := revision(`{"status": "ACTIVE", "networkMode": "awsvpc", "cpu": "16384", "memory": "32768", "compatibilities": ["EC2", "FARGATE"], "taskRoleArn": "r", "containerDefinitions": [{"name": "app", "image": "a"}]}`)
	ec2 := revision(`{"status": "ACTIVE", "networkMode": "awsvpc", "compatibilities": ["EC2"], "containerDefinitions": [{"name": "app", "image": "a", "memory": 64}]}`)
	service := types.Service{Status: new("ACTIVE"), LaunchType: types.LaunchTypeFargate, DesiredCount: 0, PlatformVersion: new("1.3.0"),
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"a"}}}}
	pin := &ecs.UpdateServiceInput{Cluster: new("c"), Service: new("s"), TaskDefinition: new("a:2")}
	daemon := service
	daemon.SchedulingStrategy = types.SchedulingStrategyDaemon
	for name, c := range map[string]struct {
		service types.Service
		chosen  *aws.RawDefinition
		in      *ecs.UpdateServiceInput
		refused string
		warned  string
	}{
		"fits":             {service, fargate, pin, "", ""},
		"not for Fargate":  {service, ec2, pin, "(launch-type-compatibility)", ""},
		"old platform":     {service, huge, pin, "", "(fargate-size-platform)"},
		"count of daemons": {daemon, fargate, &ecs.UpdateServiceInput{Cluster: new("c"), Service: new("s"), DesiredCount: new(int32(3))}, "(daemon-desired-count)", ""},
		"force of daemons": {daemon, fargate, &ecs.UpdateServiceInput{Cluster: new("c"), Service: new("s"), ForceNewDeployment: true}, "", ""},
	} {
		s := &planContext{raw: c.service, running: fargate, chosen: c.chosen}
		refused, warned := judged(s, c.in)
		if (refused != nil) != (c.refused != "") || refused != nil && (!strings.Contains(refused.Reason, c.refused) || refused.Way == "") {
			t.Errorf("%s: %+v", name, refused)
		}
		if all := strings.Join(warned, "\n"); (all != "") != (c.warned != "") || !strings.Contains(all, c.warned) {
			t.Errorf("%s: %q", name, warned)
		}
	}
	if all := strings.Join(doubts(revision(`{"family": "a", "containerDefinitions": [{"name": "app", "image": "a", "memory": 64, "essential": false}]}`)), "\n"); !strings.Contains(all, "(essential-none)") {
		t.Errorf("a copy: %q", all)
	}
}

// What the revision that runs lacks as well, ECS has not told of the service: no reason to refuse another.
func TestRefusesNothingThatRuns(t *testing.T) {
	t.Parallel()
	vpc := &aws.RawDefinition{Revision: aws.Revision{Family: "a", NetworkMode: "awsvpc"}}
	bridge := &aws.RawDefinition{Revision: aws.Revision{Family: "a", NetworkMode: "bridge"}}
	for running, refused := range map[*aws.RawDefinition]bool{vpc: false, bridge: true, nil: true} {
		if r := refuseRevision(&planContext{running: running, chosen: vpc}); (r != nil) != refused {
			t.Errorf("%+v: %+v", running, r)
		}
	}
}

func TestWhatNeedsNoPin(t *testing.T) {
	t.Parallel()
	s := staged(t, shop(), blueprint.Service{Cluster: "prod", Name: "cart", Desired: 1})
	if r := s.refused(s.Pin(s.checkout(), "5")); !strings.Contains(r.Reason, "already runs checkout:5") {
		t.Error(r)
	}
	if r := s.refused(s.Pin(s.checkout(), "77")); r.Reason != "no revision checkout:77" || r.Way != "the nearest are checkout:3, checkout:4, checkout:5" {
		t.Error(r)
	}
	if r := s.refused(s.Pin(s.checkout(), "chekout:5")); r.Way != "did you mean checkout?" {
		t.Error(r)
	}
	if p := s.planned(s.Pin(s.checkout(), "cart:1")); p.Typed != "cart" || !strings.Contains(strings.Join(p.Warnings, "\n"), "a different family") {
		t.Errorf("%+v", p)
	}
	s.made(s.Pin(s.checkout(), "4"))
	if r := s.refused(s.Pin(s.checkout(), "4")); !strings.Contains(r.Reason, "is already moving to checkout:4") {
		t.Error(r)
	}
	if p := s.planned(s.Pin(s.checkout(), "3")); !strings.Contains(strings.Join(p.Warnings, "\n"), "a rollout of checkout:4 is in progress (0 of 2 running) and will be replaced") {
		t.Errorf("%+v", p.Warnings)
	}
	if _, err := s.World().DeleteService(&ecs.DeleteServiceInput{Cluster: new("prod"), Service: new("cart"), Force: new(true)}); err != nil {
		t.Fatal(err)
	}
	if r := s.refused(s.Redeploy(s.read("prod", "cart"))); !strings.Contains(r.Reason, "cart is DRAINING") {
		t.Error(r)
	}
	if _, err := s.Redeploy(aws.Service{Cluster: "prod", Name: "none"}).Plan(s.ctx); call.KindOf(err) != call.NotFound {
		t.Error(err)
	}
}

func TestInactiveRevisionIsCopied(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	odd := "line one\nline two\t\u200bend"
	name := s.register(shop(), func(in *ecs.RegisterTaskDefinitionInput) {
		in.ContainerDefinitions[0].Command = []string{"sh", "-c", odd}
		in.Tags = []types.Tag{{Key: new("team"), Value: new("red")}}
	})
	s.deregister(name)
	r := s.refused(s.Pin(s.checkout(), name))
	if !strings.Contains(r.Reason, "checkout:6 is INACTIVE") || r.Instead == nil {
		t.Fatalf("%+v", r)
	}
	p, receipt := s.made(r.Instead)
	if receipt.After != "checkout:7" || receipt.Next == nil || receipt.Next.Title() != "Pin checkout to revision 7" || p.NoUndo == "" {
		t.Fatalf("%+v", receipt)
	}
	out, err := s.World().DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: new("checkout:7"), Include: []types.TaskDefinitionField{"TAGS"}})
	if err != nil || out.TaskDefinition.ContainerDefinitions[0].Command[2] != odd || len(out.Tags) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	if fields, _, err := s.Diff(s.ctx, name, "checkout:7"); err != nil || len(fields) != 1 || fields[0].Path != "status" {
		t.Errorf("%+v, %v", fields, err)
	}
	s.made(receipt.Next)
	if now := s.checkout(); now.Revision != "checkout:7" {
		t.Errorf("runs %s", now.Revision)
	}
	if r := s.refused(s.Reregister("checkout:7", nil)); !strings.Contains(r.Reason, "is ACTIVE") {
		t.Error(r)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	b := shop()
	b.Min, b.Max = 100, 101
	idle := blueprint.Service{Cluster: "prod", Name: "idle", Desired: 0}
	daemon := blueprint.Service{Cluster: "prod", Name: "agent", Daemon: true}
	s := staged(t, b, idle, daemon)
	if _, err := s.World().SeedInstances(world.InstanceSeed{Cluster: "prod", Count: 2}); err != nil {
		t.Fatal(err)
	}
	s.World().SeedScalable("prod/checkout", 2, 12)
	s.elsewhere("checkout", func(in *ecs.UpdateServiceInput) {
		in.HealthCheckGracePeriodSeconds = new(int32(0))
		in.DeploymentConfiguration = &types.DeploymentConfiguration{Alarms: &types.DeploymentAlarms{Enable: true, AlarmNames: []string{"5xx"}}}
	})
	name := s.register(b, func(in *ecs.RegisterTaskDefinitionInput) { in.ContainerDefinitions[0].Image = new("nginx") })
	all := strings.Join(s.planned(s.Pin(s.checkout(), name)).Warnings, "\n")
	for _, want := range []string{"auto scaling keeps 2 to 12 tasks", "the rollout can't proceed", "without a health check grace period",
		"deployment alarms may fail the rollout: 5xx", "latest is a mutable tag"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
	for _, action := range []string{"DescribeScalableTargets", "ListTasks", "ListServiceDeployments", "GetCallerIdentity"} {
		s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: action})
	}
	p := s.planned(s.Pin(s.checkout(), name))
	if all := strings.Join(p.Warnings, "\n"); !strings.Contains(all, "can't tell whether auto scaling is on: not authorized to perform application-autoscaling:DescribeScalableTargets") {
		t.Error(all)
	}
	if all := strings.Join(p.Effects, "\n"); !strings.Contains(all, "the earlier digest is unknown: not authorized to perform ecs:ListServiceDeployments") {
		t.Error(all)
	}
	if p.Where.Account != "111122223333" || len(p.Fields) < 2 {
		t.Errorf("%+v", p)
	}
	if all := strings.Join(s.planned(s.Redeploy(s.read("prod", "idle"))).Warnings, "\n"); !strings.Contains(all, "the desired count is 0") {
		t.Error(all)
	}
	if all := strings.Join(s.planned(s.Redeploy(s.read("prod", "agent"))).Warnings, "\n"); !strings.Contains(all, "a DAEMON") {
		t.Error(all)
	}
}
