package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

// A capacity provider is made, attached, used, and can be deleted only when no cluster has it any more.
func TestCapacityProviderIsMadeAttachedAndDeleted(t *testing.T) {
	t.Parallel()
	w := stage(t)
	group := &types.AutoScalingGroupProvider{AutoScalingGroupArn: new("arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:1:autoScalingGroupName/a")}
	made := must[*ecs.CreateCapacityProviderOutput](t)(w.CreateCapacityProvider(&ecs.CreateCapacityProviderInput{Name: new("own"), AutoScalingGroupProvider: group,
		Tags: []types.Tag{{Key: new("team"), Value: new("web")}}})).CapacityProvider
	if m := made.AutoScalingGroupProvider.ManagedScaling; made.Status != types.CapacityProviderStatusActive || *m.TargetCapacity != 100 || len(made.Tags) != 1 {
		t.Errorf("%+v", made)
	}
	for name, in := range map[string]*ecs.CreateCapacityProviderInput{
		"twice":     {Name: new("own"), AutoScalingGroupProvider: group},
		"reserved":  {Name: new("ecs-own"), AutoScalingGroupProvider: group},
		"of nobody": {Name: new("other")},
	} {
		if _, err := w.CreateCapacityProvider(in); code(err) != "ClientException" {
			t.Errorf("%s: %v", name, err)
		}
	}
	put := func(names ...string) error {
		_, err := w.PutClusterCapacityProviders(&ecs.PutClusterCapacityProvidersInput{Cluster: new("prod"), CapacityProviders: names,
			DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{}})
		return err
	}
	if err := put("FARGATE", "FARGATE_SPOT", "own"); err != nil {
		t.Fatal(err)
	}
	if err := put("FARGATE"); code(err) != "UpdateInProgressException" {
		t.Errorf("while the last change is under way: %v", err)
	}
	w.Advance(start.Add(time.Minute))
	if err := put("nobody"); code(err) != "InvalidParameterException" {
		t.Errorf("unknown: %v", err)
	}
	kept := must[*ecs.DeleteCapacityProviderOutput](t)(w.DeleteCapacityProvider(&ecs.DeleteCapacityProviderInput{CapacityProvider: new("own")})).CapacityProvider
	if kept.Status != types.CapacityProviderStatusActive || kept.UpdateStatus != types.CapacityProviderUpdateStatusDeleteFailed ||
		!strings.Contains(*kept.UpdateStatusReason, "associated with cluster: prod") {
		t.Errorf("deleted in use: %+v", kept)
	}
	updated := must[*ecs.UpdateCapacityProviderOutput](t)(w.UpdateCapacityProvider(&ecs.UpdateCapacityProviderInput{Name: new("own"),
		AutoScalingGroupProvider: &types.AutoScalingGroupProviderUpdate{ManagedScaling: &types.ManagedScaling{TargetCapacity: new(int32(80))}}})).CapacityProvider
	if m := updated.AutoScalingGroupProvider.ManagedScaling; *m.TargetCapacity != 80 || *m.InstanceWarmupPeriod != 300 || updated.UpdateStatus != types.CapacityProviderUpdateStatusUpdateInProgress {
		t.Errorf("%+v", updated)
	}
	scale := func(m types.ManagedScaling) error {
		_, err := w.UpdateCapacityProvider(&ecs.UpdateCapacityProviderInput{Name: new("own"), AutoScalingGroupProvider: &types.AutoScalingGroupProviderUpdate{ManagedScaling: &m}})
		return err
	}
	if err := scale(types.ManagedScaling{TargetCapacity: new(int32(70))}); code(err) != "UpdateInProgressException" {
		t.Errorf("updated while it is: %v", err)
	}
	w.Advance(start.Add(2 * time.Minute))
	for _, m := range []types.ManagedScaling{{TargetCapacity: new(int32(0))}, {TargetCapacity: new(int32(101))}, {MinimumScalingStepSize: new(int32(0))},
		{MaximumScalingStepSize: new(int32(10001))}, {InstanceWarmupPeriod: new(int32(-1))}} {
		if err := scale(m); code(err) != "InvalidParameterException" {
			t.Errorf("%+v: %v", m, err)
		}
	}
	settled := must[*ecs.DescribeCapacityProvidersOutput](t)(w.DescribeCapacityProviders(&ecs.DescribeCapacityProvidersInput{CapacityProviders: []string{"own"}})).CapacityProviders[0]
	if settled.UpdateStatus != types.CapacityProviderUpdateStatusUpdateComplete {
		t.Errorf("%+v", settled)
	}
	must[*ecs.CreateServiceOutput](t)(w.CreateService(fargate(1, func(in *ecs.CreateServiceInput) {
		in.LaunchType, in.CapacityProviderStrategy = "", []types.CapacityProviderStrategyItem{{CapacityProvider: new("FARGATE"), Weight: 1}}
	})))
	if err := put("own"); code(err) != "ResourceInUseException" {
		t.Errorf("taken from a service: %v", err)
	}
	if err := put("FARGATE"); err != nil {
		t.Fatal(err)
	}
	going := must[*ecs.DeleteCapacityProviderOutput](t)(w.DeleteCapacityProvider(&ecs.DeleteCapacityProviderInput{CapacityProvider: made.CapacityProviderArn})).CapacityProvider
	if going.UpdateStatus != types.CapacityProviderUpdateStatusDeleteInProgress || going.UpdateStatusReason != nil {
		t.Errorf("%+v", going)
	}
	w.Advance(start.Add(3 * time.Minute))
	left := must[*ecs.DescribeCapacityProvidersOutput](t)(w.DescribeCapacityProviders(&ecs.DescribeCapacityProvidersInput{CapacityProviders: []string{"own"}}))
	if len(left.CapacityProviders) != 0 || len(left.Failures) != 1 {
		t.Errorf("%+v", left)
	}
	if _, err := w.DeleteCapacityProvider(&ecs.DeleteCapacityProviderInput{CapacityProvider: new("FARGATE")}); code(err) != "InvalidParameterException" {
		t.Errorf("deleted Fargate: %v", err)
	}
}

// What clusters, capacity providers and other things of an account may be is refused alike, whichever call says it.
func TestOddWrites(t *testing.T) {
	t.Parallel()
	w := stage(t)
	arn := func(rest string) *string { return new("arn:aws:ecs:us-east-1:111122223333:" + rest) }
	tags := []types.Tag{{Key: new("a")}, {Key: new("a")}}
	items := func(all ...types.CapacityProviderStrategyItem) []types.CapacityProviderStrategyItem { return all }
	fargate, spot := types.CapacityProviderStrategyItem{CapacityProvider: new("FARGATE"), Weight: 1}, types.CapacityProviderStrategyItem{CapacityProvider: new("FARGATE_SPOT")}
	must[*ecs.CreateCapacityProviderOutput](t)(w.CreateCapacityProvider(&ecs.CreateCapacityProviderInput{Name: new("asg"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{AutoScalingGroupArn: new("web")}}))
	asg := types.CapacityProviderStrategyItem{CapacityProvider: new("asg"), Weight: 1}
	for name, act := range map[string]func() error{
		"tags of a cluster": func() error {
			_, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("a"), Tags: tags})
			return err
		},
		"tags of a resource": func() error {
			_, err := w.TagResource(&ecs.TagResourceInput{ResourceArn: arn("cluster/prod"), Tags: tags})
			return err
		},
		"own tags removed": func() error {
			_, err := w.UntagResource(&ecs.UntagResourceInput{ResourceArn: arn("cluster/prod"), TagKeys: []string{"aws:x"}})
			return err
		},
		"a mixed strategy": func() error {
			_, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("a"), CapacityProviders: []string{"FARGATE", "asg"}, DefaultCapacityProviderStrategy: items(fargate, asg)})
			return err
		},
		"a foreign strategy": func() error {
			_, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("a"), CapacityProviders: []string{"FARGATE"}, DefaultCapacityProviderStrategy: items(spot)})
			return err
		},
		"a weightless one": func() error {
			_, err := w.PutClusterCapacityProviders(&ecs.PutClusterCapacityProvidersInput{Cluster: new("prod"), CapacityProviders: []string{"FARGATE", "FARGATE_SPOT"}, DefaultCapacityProviderStrategy: items(spot, types.CapacityProviderStrategyItem{CapacityProvider: new("FARGATE")})})
			return err
		},
		"a setting": func() error {
			_, err := w.UpdateClusterSettings(&ecs.UpdateClusterSettingsInput{Cluster: new("prod"), Settings: []types.ClusterSetting{{Name: types.ClusterSettingNameContainerInsights, Value: new("maybe")}}})
			return err
		},
		"where sessions log": func() error {
			_, err := w.UpdateCluster(&ecs.UpdateClusterInput{Cluster: new("prod"), Configuration: &types.ClusterConfiguration{ExecuteCommandConfiguration: &types.ExecuteCommandConfiguration{Logging: types.ExecuteCommandLoggingOverride}}})
			return err
		},
		"services of others": func() error {
			_, err := w.DescribeServices(&ecs.DescribeServicesInput{Cluster: new("prod"), Services: []string{*arn("service/other/web")}})
			return err
		},
		"a service of another": func() error {
			_, err := w.UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: arn("service/other/web")})
			return err
		},
		"tasks of others": func() error {
			_, err := w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: new("prod"), Tasks: []string{*arn("task/other/0123456789abcdef0123456789abcdef")}})
			return err
		},
		"no id of a task": func() error {
			_, err := w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: new("prod"), Tasks: []string{"xyz"}})
			return err
		},
		"a task of another": func() error {
			_, err := w.StopTask(&ecs.StopTaskInput{Cluster: new("prod"), Task: arn("task/other/0123456789abcdef0123456789abcdef")})
			return err
		},
	} {
		if err := act(); code(err) != "InvalidParameterException" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A capacity provider of managed instances belongs to its cluster, and takes a while to be there.
func TestManagedInstancesProvider(t *testing.T) {
	t.Parallel()
	w := stage(t)
	made := must[*ecs.CreateCapacityProviderOutput](t)(w.CreateCapacityProvider(&ecs.CreateCapacityProviderInput{Name: new("mi"), Cluster: new("prod"),
		ManagedInstancesProvider: &types.CreateManagedInstancesProviderConfiguration{InfrastructureRoleArn: new("arn:aws:iam::111122223333:role/r")}})).CapacityProvider
	if made.Status != types.CapacityProviderStatusProvisioning {
		t.Errorf("%+v", made)
	}
	put := func() string {
		_, err := w.PutClusterCapacityProviders(&ecs.PutClusterCapacityProvidersInput{Cluster: new("prod"), CapacityProviders: []string{"mi"}, DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{}})
		return err.Error()
	}
	if text := put(); !strings.Contains(text, "not in an ACTIVE state") {
		t.Error(text)
	}
	w.Advance(start.Add(time.Minute))
	if text := put(); !strings.Contains(text, "Cannot associate Managed Instances") {
		t.Error(text)
	}
	if _, err := w.DeleteCluster(&ecs.DeleteClusterInput{Cluster: new("prod")}); code(err) != "ClientException" {
		t.Error(err)
	}
}

// A container instance registers, has attributes, runs a task, and leaves with force; its service's task is replaced.
func TestContainerInstanceRegistersAndLeaves(t *testing.T) {
	t.Parallel()
	w := stage(t)
	register := func(id string) *types.ContainerInstance {
		return must[*ecs.RegisterContainerInstanceOutput](t)(w.RegisterContainerInstance(&ecs.RegisterContainerInstanceInput{Cluster: new("prod"),
			InstanceIdentityDocument: new(`{"instanceId": "` + id + `", "instanceType": "c7g.large", "availabilityZone": "us-east-1b", "imageId": "ami-7"}`),
			TotalResources:           []types.Resource{{Name: new("CPU"), Type: new("INTEGER"), IntegerValue: 1024}, {Name: new("MEMORY"), Type: new("INTEGER"), IntegerValue: 2000}},
			Attributes:               []types.Attribute{{Name: new("stack"), Value: new("blue")}}})).ContainerInstance
	}
	if at := must[*ecs.DiscoverPollEndpointOutput](t)(w.DiscoverPollEndpoint(&ecs.DiscoverPollEndpointInput{Cluster: new("nobody")})); *at.Endpoint == "" {
		t.Errorf("%+v", at)
	}
	i := register("i-0123456789abcdef0")
	if *i.Ec2InstanceId != "i-0123456789abcdef0" || i.RemainingResources[0].IntegerValue != 1024 || !i.AgentConnected {
		t.Errorf("%+v", i)
	}
	attributes := func(name string) []types.Attribute {
		return must[*ecs.ListAttributesOutput](t)(w.ListAttributes(&ecs.ListAttributesInput{Cluster: new("prod"), TargetType: types.TargetTypeContainerInstance, AttributeName: &name})).Attributes
	}
	if a := attributes("stack"); len(a) != 1 || *a[0].Value != "blue" {
		t.Errorf("%+v", a)
	}
	if a := attributes("ecs.ami-id"); len(a) != 1 || *a[0].Value != "ami-7" {
		t.Errorf("%+v", a)
	}
	must[*ecs.PutAttributesOutput](t)(w.PutAttributes(&ecs.PutAttributesInput{Cluster: new("prod"), Attributes: []types.Attribute{{Name: new("stack"), Value: new("green"), TargetId: i.ContainerInstanceArn}}}))
	if a := attributes("stack"); len(a) != 1 || *a[0].Value != "green" {
		t.Errorf("%+v", a)
	}
	must[*ecs.DeleteAttributesOutput](t)(w.DeleteAttributes(&ecs.DeleteAttributesInput{Cluster: new("prod"), Attributes: []types.Attribute{{Name: new("stack"), TargetId: i.ContainerInstanceArn}}}))
	if a := attributes("stack"); len(a) != 0 {
		t.Errorf("%+v", a)
	}
	if _, err := w.PutAttributes(&ecs.PutAttributesInput{Cluster: new("prod"), Attributes: []types.Attribute{{Name: new("stack"), TargetId: new("nobody")}}}); code(err) != "TargetNotFoundException" {
		t.Errorf("attribute of nobody: %v", err)
	}
	must[*ecs.RegisterTaskDefinitionOutput](t)(w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{Family: new("job"),
		ContainerDefinitions: []types.ContainerDefinition{{Name: new("app"), Image: new("job:1"), Memory: new(int32(128))}}}))
	must[*ecs.CreateServiceOutput](t)(w.CreateService(&ecs.CreateServiceInput{Cluster: new("prod"), ServiceName: new("api"), TaskDefinition: new("job"), DesiredCount: new(int32(1)), LaunchType: types.LaunchTypeEc2}))
	w.Advance(start.Add(5 * time.Minute))
	leave := &ecs.DeregisterContainerInstanceInput{Cluster: new("prod"), ContainerInstance: i.ContainerInstanceArn}
	if _, err := w.DeregisterContainerInstance(leave); code(err) != "InvalidParameterException" {
		t.Errorf("left with its task: %v", err)
	}
	other := register("i-0123456789abcdef1")
	leave.Force = new(true)
	if gone := must[*ecs.DeregisterContainerInstanceOutput](t)(w.DeregisterContainerInstance(leave)).ContainerInstance; *gone.Status != "INACTIVE" {
		t.Errorf("%+v", gone)
	}
	w.Advance(start.Add(10 * time.Minute))
	all := tasks(t, w, types.DesiredStatusRunning)
	if len(all) != 1 || *all[0].ContainerInstanceArn != *other.ContainerInstanceArn || *all[0].LastStatus != "RUNNING" {
		t.Errorf("%+v", all)
	}
	if lost := tasks(t, w, types.DesiredStatusStopped); len(lost) != 1 || *lost[0].LastStatus != "STOPPED" {
		t.Errorf("%+v", lost)
	}
}

// A principal's setting goes before the account's, and the default before neither.
func TestSettingsOfAPrincipal(t *testing.T) {
	t.Parallel()
	w := stage(t)
	role := new("arn:aws:iam::111122223333:role/operator")
	must[*ecs.PutAccountSettingDefaultOutput](t)(w.PutAccountSettingDefault(&ecs.PutAccountSettingDefaultInput{Name: types.SettingNameContainerInsights, Value: new("enabled")}))
	must[*ecs.PutAccountSettingOutput](t)(w.PutAccountSetting(&ecs.PutAccountSettingInput{Name: types.SettingNameContainerInsights, Value: new("enhanced"), PrincipalArn: role}))
	insights := func(principal *string) string {
		out := must[*ecs.ListAccountSettingsOutput](t)(w.ListAccountSettings(&ecs.ListAccountSettingsInput{Name: types.SettingNameContainerInsights, EffectiveSettings: true, PrincipalArn: principal}))
		if len(out.Settings) != 1 {
			t.Fatalf("%+v", out.Settings)
		}
		return *out.Settings[0].Value
	}
	if a, b := insights(nil), insights(role); a != "enabled" || b != "enhanced" {
		t.Error(a, b)
	}
	if out := must[*ecs.DeleteAccountSettingOutput](t)(w.DeleteAccountSetting(&ecs.DeleteAccountSettingInput{Name: types.SettingNameContainerInsights, PrincipalArn: role})); *out.Setting.Value != "enabled" {
		t.Errorf("%+v", out.Setting)
	}
	must[*ecs.DeleteAccountSettingOutput](t)(w.DeleteAccountSetting(&ecs.DeleteAccountSettingInput{Name: types.SettingNameContainerInsights}))
	if a, b := insights(nil), insights(role); a != "disabled" || b != "disabled" {
		t.Error(a, b)
	}
	for _, in := range []*ecs.PutAccountSettingInput{{Name: "nothing", Value: new("enabled")}, {Name: types.SettingNameContainerInsights, Value: new("maybe")}} {
		if _, err := w.PutAccountSetting(in); code(err) != "InvalidParameterException" {
			t.Errorf("%+v: %v", in, err)
		}
	}
}

// The same token and request make nothing twice; another request under the token is a conflict.
func TestClientTokens(t *testing.T) {
	t.Parallel()
	w := stage(t)
	must[*ecs.CreateClusterOutput](t)(w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("staging")}))
	run := &ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("api"), LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: fargate(1).NetworkConfiguration, ClientToken: new("once")}
	first := must[*ecs.RunTaskOutput](t)(w.RunTask(run)).Tasks
	again := must[*ecs.RunTaskOutput](t)(w.RunTask(run)).Tasks
	if len(first) != 1 || len(again) != 1 || *first[0].TaskArn != *again[0].TaskArn {
		t.Errorf("%+v, %+v", first, again)
	}
	run.Count = new(int32(2))
	if _, err := w.RunTask(run); code(err) != "ConflictException" {
		t.Errorf("changed: %v", err)
	}
	run.Cluster, run.Count = new("staging"), nil
	if other := must[*ecs.RunTaskOutput](t)(w.RunTask(run)).Tasks; len(other) != 1 || *other[0].TaskArn == *first[0].TaskArn {
		t.Errorf("another cluster: %+v", other)
	}
	create := fargate(1, func(in *ecs.CreateServiceInput) { in.ClientToken = new("once") })
	made := must[*ecs.CreateServiceOutput](t)(w.CreateService(create)).Service
	if same := must[*ecs.CreateServiceOutput](t)(w.CreateService(create)).Service; *same.ServiceArn != *made.ServiceArn {
		t.Errorf("%+v", same)
	}
	create.DesiredCount = new(int32(7))
	if _, err := w.CreateService(create); code(err) != "InvalidParameterException" {
		t.Errorf("changed: %v", err)
	}
}

// A namespace lists the services that name it and those whose cluster does.
func TestServicesOfANamespace(t *testing.T) {
	t.Parallel()
	w := world.New(world.Options{Seed: 7, Start: start})
	c := must[*ecs.CreateClusterOutput](t)(w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("prod"),
		ServiceConnectDefaults: &types.ClusterServiceConnectDefaultsRequest{Namespace: new("shop")}})).Cluster
	if d := c.ServiceConnectDefaults; d == nil || *d.Namespace != "shop" {
		t.Errorf("%+v", c)
	}
	must[*ecs.RegisterTaskDefinitionOutput](t)(w.RegisterTaskDefinition(definition("api")))
	for name, connect := range map[string]*types.ServiceConnectConfiguration{
		"named": {Enabled: true, Namespace: new("shop")}, "default": {Enabled: true}, "none": nil, "other": {Enabled: true, Namespace: new("bank")},
	} {
		must[*ecs.CreateServiceOutput](t)(w.CreateService(fargate(0, func(in *ecs.CreateServiceInput) {
			in.ServiceName, in.ServiceConnectConfiguration = &name, connect
		})))
	}
	out := must[*ecs.ListServicesByNamespaceOutput](t)(w.ListServicesByNamespace(&ecs.ListServicesByNamespaceInput{Namespace: new("shop")}))
	slices.Sort(out.ServiceArns)
	const prefix = "arn:aws:ecs:us-east-1:111122223333:service/prod/"
	if !slices.Equal(out.ServiceArns, []string{prefix + "default", prefix + "named"}) {
		t.Error(out.ServiceArns)
	}
}
