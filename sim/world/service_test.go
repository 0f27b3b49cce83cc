package world_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

func TestWhatStartsADeployment(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*ecs.UpdateServiceInput)
		want   int
	}{
		"revision":          {deploy("api:2"), 2},
		"family":            {deploy("api"), 2},
		"ARN":               {deploy("arn:aws:ecs:us-east-1:111122223333:task-definition/api:3"), 2},
		"same revision":     {deploy("api:1"), 1},
		"force":             {func(in *ecs.UpdateServiceInput) { in.ForceNewDeployment = true }, 2},
		"platform":          {func(in *ecs.UpdateServiceInput) { in.PlatformVersion = new("1.3.0") }, 2},
		"same platform":     {func(in *ecs.UpdateServiceInput) { in.PlatformVersion = new("LATEST") }, 1},
		"network":           {func(in *ecs.UpdateServiceInput) { in.NetworkConfiguration = network("subnet-z") }, 2},
		"same network":      {func(in *ecs.UpdateServiceInput) { in.NetworkConfiguration = fargate(1).NetworkConfiguration }, 1},
		"no load balancers": {func(in *ecs.UpdateServiceInput) { in.LoadBalancers = []types.LoadBalancer{} }, 2},
		"no registries":     {func(in *ecs.UpdateServiceInput) { in.ServiceRegistries = []types.ServiceRegistry{} }, 1},
		"desired count":     {func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(5)) }, 1},
		"exec":              {func(in *ecs.UpdateServiceInput) { in.EnableExecuteCommand = new(true) }, 1},
		"grace":             {func(in *ecs.UpdateServiceInput) { in.HealthCheckGracePeriodSeconds = new(int32(60)) }, 1},
		"configuration": {func(in *ecs.UpdateServiceInput) {
			in.DeploymentConfiguration = &types.DeploymentConfiguration{MaximumPercent: new(int32(150))}
		}, 1},
		"strategy": {func(in *ecs.UpdateServiceInput) {
			in.CapacityProviderStrategy, in.ForceNewDeployment = []types.CapacityProviderStrategyItem{{CapacityProvider: new("FARGATE_SPOT"), Weight: 1}}, true
		}, 2},
	} {
		w := steady(t, fargate(2, balanced))
		s := update(t, w, c.change)
		list := must[*ecs.ListServiceDeploymentsOutput](t)(w.ListServiceDeployments(&ecs.ListServiceDeploymentsInput{Cluster: new("prod"), Service: new("api")}))
		if len(s.Deployments) != c.want || len(list.ServiceDeployments) != c.want {
			t.Errorf("%s: %d deployments, %d service deployments, want %d", name, len(s.Deployments), len(list.ServiceDeployments), c.want)
		}
	}
}

func TestStrategyChangesWithAForcedDeploymentOnly(t *testing.T) {
	t.Parallel()
	strategy := func(provider string, weight int32) []types.CapacityProviderStrategyItem {
		return []types.CapacityProviderStrategyItem{{CapacityProvider: &provider, Weight: weight}}
	}
	w := steady(t, fargate(1))
	change := func(provider string, weight int32, force bool) string {
		_, err := w.UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("api"), CapacityProviderStrategy: strategy(provider, weight), ForceNewDeployment: force})
		return code(err)
	}
	for _, c := range []struct {
		provider string
		weight   int32
		force    bool
		want     string
	}{
		{"FARGATE", 1, false, "InvalidParameterException"}, {"FARGATE", 1, true, ""}, {"FARGATE", 1, false, ""},
		{"FARGATE", 2, false, "InvalidParameterException"}, {"FARGATE_SPOT", 1, false, "InvalidParameterException"}, {"FARGATE_SPOT", 1, true, ""},
	} {
		if got := change(c.provider, c.weight, c.force); got != c.want {
			t.Errorf("%s %d, forced %v: %q, want %q", c.provider, c.weight, c.force, got, c.want)
		}
	}
}

func network(subnets ...string) *types.NetworkConfiguration {
	return &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: subnets}}
}

func TestUpdateKeepsWhatItDoesNotName(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2, breaker, balanced))
	s := update(t, w, func(in *ecs.UpdateServiceInput) {
		in.EnableExecuteCommand = new(true)
		in.DeploymentConfiguration = &types.DeploymentConfiguration{MaximumPercent: new(int32(150))}
	})
	c := s.DeploymentConfiguration
	if !s.EnableExecuteCommand || *c.MaximumPercent != 150 || *c.MinimumHealthyPercent != 100 || !c.DeploymentCircuitBreaker.Rollback ||
		s.DesiredCount != 2 || len(s.LoadBalancers) != 1 || *s.PlatformVersion != "LATEST" {
		t.Errorf("%+v", s)
	}
}

func TestServiceIsDrainedThenInactiveThenGone(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2))
	if _, err := w.DeleteService(&ecs.DeleteServiceInput{Cluster: new("prod"), Service: new("api")}); code(err) != "InvalidParameterException" {
		t.Errorf("without force: %v", err)
	}
	out := must[*ecs.DeleteServiceOutput](t)(w.DeleteService(&ecs.DeleteServiceInput{Cluster: new("prod"), Service: new("api"), Force: new(true)}))
	if *out.Service.Status != "DRAINING" {
		t.Error(*out.Service.Status)
	}
	until(t, w, time.Minute, func(s types.Service) bool { return *s.Status == "INACTIVE" })
	if _, err := w.UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("api")}); code(err) != "ServiceNotActiveException" {
		t.Error(err)
	}
	if l := must[*ecs.ListServicesOutput](t)(w.ListServices(&ecs.ListServicesInput{Cluster: new("prod")})); len(l.ServiceArns) != 0 {
		t.Error(l.ServiceArns)
	}
	w.Advance(w.Now().Add(2 * time.Hour))
	d := must[*ecs.DescribeServicesOutput](t)(w.DescribeServices(&ecs.DescribeServicesInput{Cluster: new("prod"), Services: []string{"api"}}))
	if len(d.Failures) != 1 || *d.Failures[0].Reason != "MISSING" {
		t.Errorf("%+v", d)
	}
	must[*ecs.CreateServiceOutput](t)(w.CreateService(fargate(1)))
}

func TestControllersThatOwnTheirDeployments(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2, func(in *ecs.CreateServiceInput) {
		in.DeploymentController = &types.DeploymentController{Type: types.DeploymentControllerTypeCodeDeploy}
	}))
	s := describe(t, w)
	if len(s.Deployments) != 0 || len(s.TaskSets) != 1 || s.TaskSets[0].RunningCount != 2 || s.TaskSets[0].StabilityStatus != types.StabilityStatusSteadyState {
		t.Fatalf("%+v", s)
	}
	for text, change := range map[string]func(*ecs.UpdateServiceInput){
		"Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.":    deploy("api:2"),
		"Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.":       func(in *ecs.UpdateServiceInput) { in.ForceNewDeployment = true },
		"Unable to update network parameters on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.": func(in *ecs.UpdateServiceInput) { in.NetworkConfiguration = network("x") },
	} {
		in := &ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("api")}
		change(in)
		if _, err := w.UpdateService(in); err == nil || err.Error() != "InvalidParameterException: "+text {
			t.Error(err)
		}
	}
	update(t, w, func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(4)) })
	until(t, w, 2*time.Minute, func(s types.Service) bool { return s.RunningCount == 4 && s.TaskSets[0].ComputedDesiredCount == 4 })
	until(t, w, 2*time.Minute, said("steady state"))
	sets := must[*ecs.DescribeTaskSetsOutput](t)(w.DescribeTaskSets(&ecs.DescribeTaskSetsInput{Cluster: new("prod"), Service: new("api"), TaskSets: []string{"no"}}))
	if len(sets.TaskSets) != 0 || len(sets.Failures) != 1 {
		t.Errorf("%+v", sets)
	}
}

func TestHistoryOfServiceDeployments(t *testing.T) {
	t.Parallel()
	w := stage(t)
	must[string](t)(w.SeedService(fargate(2, func(in *ecs.CreateServiceInput) { in.TaskDefinition = new("api:3") }),
		world.Past{Age: 240 * time.Hour, Deployed: 24 * time.Hour, Deployments: 25}))
	list := func(token *string, status ...types.ServiceDeploymentStatus) *ecs.ListServiceDeploymentsOutput {
		return must[*ecs.ListServiceDeploymentsOutput](t)(w.ListServiceDeployments(&ecs.ListServiceDeploymentsInput{
			Cluster: new("prod"), Service: new("api"), NextToken: token, Status: status}))
	}
	first := list(nil)
	rest := list(first.NextToken)
	if len(first.ServiceDeployments) != 20 || len(rest.ServiceDeployments) != 5 || rest.NextToken != nil {
		t.Fatal(len(first.ServiceDeployments), len(rest.ServiceDeployments))
	}
	if !first.ServiceDeployments[0].CreatedAt.After(*rest.ServiceDeployments[0].CreatedAt) || len(list(nil, "STOPPED").ServiceDeployments) != 0 {
		t.Error("not newest first, or not filtered")
	}
	var arns []string
	for _, d := range first.ServiceDeployments[:2] {
		arns = append(arns, *d.TargetServiceRevisionArn)
	}
	out := must[*ecs.DescribeServiceRevisionsOutput](t)(w.DescribeServiceRevisions(&ecs.DescribeServiceRevisionsInput{
		ServiceRevisionArns: append(arns, "arn:aws:ecs:us-east-1:111122223333:service-revision/prod/api/1")}))
	if len(out.ServiceRevisions) != 2 || len(out.Failures) != 1 {
		t.Fatalf("%+v", out)
	}
	for i, want := range []string{"api:3", "api:2"} {
		r := out.ServiceRevisions[i]
		if *r.TaskDefinition != "arn:aws:ecs:us-east-1:111122223333:task-definition/"+want || r.ContainerImages[0].ImageDigest == nil {
			t.Errorf("revision %d: %s %+v", i, *r.TaskDefinition, r.ContainerImages)
		}
	}
}

func TestEventsAreCappedAndRepeatEverySixHours(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(1))
	before := len(describe(t, w).Events)
	w.Advance(start.Add(25 * time.Hour))
	if n := len(describe(t, w).Events) - before; n != 5 {
		t.Errorf("%d steady states in 25 hours", n)
	}
	for i := range 120 {
		w.Announce("prod", "api", fmt.Sprintf("note %d", i))
	}
	e := describe(t, w).Events
	if len(e) != 100 || *e[0].Message != "(service api) note 119" || *e[99].Message != "(service api) note 20" {
		t.Errorf("%d events from %q to %q", len(e), *e[0].Message, *e[len(e)-1].Message)
	}
}
