package sim_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"

	"github.com/ecscope/ecscope/sim"
)

// An account is built from outside: over the wire, by the SDK.
func TestAccountBuiltFromOutside(t *testing.T) {
	t.Parallel()
	_, c := start(t, sim.Options{Account: "empty", Clock: sim.NewManualClock(noon())})
	ctx := t.Context()
	ok := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	ok(c.CreateCluster(ctx, &ecs.CreateClusterInput{ClusterName: new("own")}))
	ok(c.CreateCapacityProvider(ctx, &ecs.CreateCapacityProviderInput{Name: new("asg"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
		AutoScalingGroupArn: new("arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:1:autoScalingGroupName/own")}}))
	attached, err := c.PutClusterCapacityProviders(ctx, &ecs.PutClusterCapacityProvidersInput{Cluster: new("own"), CapacityProviders: []string{"asg"},
		DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{{CapacityProvider: new("asg"), Weight: 1}}})
	if err != nil || len(attached.Cluster.CapacityProviders) != 1 || len(attached.Cluster.DefaultCapacityProviderStrategy) != 1 {
		t.Errorf("%+v, %v", attached, err)
	}
	ok(c.PutAccountSetting(ctx, &ecs.PutAccountSettingInput{Name: types.SettingNameAwsvpcTrunking, Value: new("enabled")}))
	i, err := c.RegisterContainerInstance(ctx, &ecs.RegisterContainerInstanceInput{Cluster: new("own")})
	if err != nil {
		t.Fatal(err)
	}
	ok(c.PutAttributes(ctx, &ecs.PutAttributesInput{Cluster: new("own"), Attributes: []types.Attribute{{Name: new("rack"), Value: new("7"), TargetId: i.ContainerInstance.ContainerInstanceArn}}}))
	ok(c.RegisterTaskDefinition(ctx, &ecs.RegisterTaskDefinitionInput{Family: new("web"), ContainerDefinitions: []types.ContainerDefinition{
		{Name: new("app"), Image: new("web:1"), Memory: new(int32(64))}}}))
	service, err := c.CreateService(ctx, &ecs.CreateServiceInput{Cluster: new("own"), ServiceName: new("web"), TaskDefinition: new("web"), DesiredCount: new(int32(1)), LaunchType: types.LaunchTypeEc2})
	if err != nil {
		t.Fatal(err)
	}
	if a := service.Service.DeploymentConfiguration.Alarms; a == nil || a.Enable || a.AlarmNames == nil {
		t.Errorf("the alarms of a deployment are %+v", a)
	}
	ok(c.CreateService(ctx, &ecs.CreateServiceInput{Cluster: new("own"), ServiceName: new("sets"), DesiredCount: new(int32(1)),
		DeploymentController: &types.DeploymentController{Type: types.DeploymentControllerTypeExternal}}))
	set, err := c.CreateTaskSet(ctx, &ecs.CreateTaskSetInput{Cluster: new("own"), Service: new("sets"), TaskDefinition: new("web"), LaunchType: types.LaunchTypeEc2})
	if err != nil || set.TaskSet.Scale.Value != 0 {
		t.Errorf("%+v, %v", set, err)
	}
	ok(c.ListServicesByNamespace(ctx, &ecs.ListServicesByNamespaceInput{Namespace: new("none")}))
	ok(c.DeleteCluster(ctx, &ecs.DeleteClusterInput{Cluster: cluster(t, c, "spare")}))

	_, err = c.RegisterTaskDefinition(ctx, &ecs.RegisterTaskDefinitionInput{Family: new("odd"), NetworkMode: "tunnel", ContainerDefinitions: []types.ContainerDefinition{
		{Name: new("app"), Image: new("web:1"), Memory: new(int32(64))}}})
	var refusal smithy.APIError
	if !errors.As(err, &refusal) || refusal.ErrorCode() != "ClientException" || !strings.Contains(refusal.ErrorMessage(), "tunnel") {
		t.Errorf("networkMode tunnel: %v", err)
	}
}

// cluster creates a cluster.
func cluster(t *testing.T, c *ecs.Client, name string) *string {
	t.Helper()
	out, err := c.CreateCluster(t.Context(), &ecs.CreateClusterInput{ClusterName: &name})
	if err != nil {
		t.Fatal(err)
	}
	return out.Cluster.ClusterName
}
