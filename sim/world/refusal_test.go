package world_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/world"
)

func names(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("x%d", i))
	}
	return all
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(1))
	prod, api, nope := new("prod"), new("api"), new("nope")
	create := func(change func(*ecs.CreateServiceInput)) error {
		return fails(w.CreateService(fargate(1, func(in *ecs.CreateServiceInput) { in.ServiceName = new("web") }, change)))
	}
	for want, err := range map[string]error{
		"ClusterNotFoundException: Cluster not found.":                                                              fails(w.ListServices(&ecs.ListServicesInput{Cluster: nope})),
		"ServiceNotFoundException: Service not found.":                                                              fails(w.UpdateService(&ecs.UpdateServiceInput{Cluster: prod, Service: nope})),
		"InvalidParameterException: Services cannot be empty.":                                                      fails(w.DescribeServices(&ecs.DescribeServicesInput{Cluster: prod})),
		"InvalidParameterException: Services cannot have more than 10 items.":                                       fails(w.DescribeServices(&ecs.DescribeServicesInput{Cluster: prod, Services: names(11)})),
		"InvalidParameterException: Container instance cannot be empty.":                                            fails(w.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{Cluster: prod})),
		"InvalidParameterException: Tasks cannot be empty.":                                                         fails(w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: prod})),
		"InvalidParameterException: Tasks cannot have more than 100 items.":                                         fails(w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: prod, Tasks: names(101)})),
		"InvalidParameterException: Clusters cannot have more than 100 items.":                                      fails(w.DescribeClusters(&ecs.DescribeClustersInput{Clusters: names(101)})),
		"InvalidParameterException: ServiceRevisionArns cannot have more than 20 items.":                            fails(w.DescribeServiceRevisions(&ecs.DescribeServiceRevisionsInput{ServiceRevisionArns: names(21)})),
		"InvalidParameterException: ServiceDeploymentArns cannot have more than 20 items.":                          fails(w.DescribeServiceDeployments(&ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: names(21)})),
		"ServiceDeploymentNotFoundException: Service deployment not found.":                                         fails(w.StopServiceDeployment(&ecs.StopServiceDeploymentInput{ServiceDeploymentArn: nope})),
		"ClientException: Unable to describe task definition.":                                                      fails(w.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: new("api:99")})),
		"ClientException: TaskDefinition not found.":                                                                fails(w.UpdateService(&ecs.UpdateServiceInput{Cluster: prod, Service: api, TaskDefinition: new("api:99")})),
		"InvalidParameterException: The referenced task was not found.":                                             fails(w.StopTask(&ecs.StopTaskInput{Cluster: prod, Task: nope})),
		"InvalidParameterException: Count must be between 1 and 10.":                                                fails(w.RunTask(&ecs.RunTaskInput{Cluster: prod, Count: new(int32(11))})),
		"InvalidParameterException: No Container Instances were found in your cluster.":                             fails(w.RunTask(&ecs.RunTaskInput{Cluster: prod, TaskDefinition: api, NetworkConfiguration: network("subnet-s")})),
		"InvalidParameterException: Creation of service was not idempotent.":                                        fails(w.CreateService(fargate(1))),
		"InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified.": create(func(in *ecs.CreateServiceInput) { in.NetworkConfiguration = nil }),
		"InvalidParameterException: The container web does not exist in the task definition": create(func(in *ecs.CreateServiceInput) {
			in.LoadBalancers = []types.LoadBalancer{{TargetGroupArn: new(group), ContainerName: new("web"), ContainerPort: new(int32(80))}}
		}),
		"InvalidParameterException: The container app did not have a container port 80 defined.": create(func(in *ecs.CreateServiceInput) {
			in.LoadBalancers = []types.LoadBalancer{{TargetGroupArn: new(group), ContainerName: new("app"), ContainerPort: new(int32(80))}}
		}),
		"InvalidParameterException: expiresInMinutes must be between 1 and 2880.":                    fails(w.UpdateTaskProtection(&ecs.UpdateTaskProtectionInput{Cluster: prod, Tasks: names(1), ExpiresInMinutes: new(int32(2881))})),
		"ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.": fails(w.DeleteCluster(&ecs.DeleteClusterInput{Cluster: prod})),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// fails is the error of an action.
func fails[O any](_ *O, err error) error { return err }

func TestMissingThingsAreFailures(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(1))
	got := must[*ecs.DescribeServicesOutput](t)(w.DescribeServices(&ecs.DescribeServicesInput{Cluster: new("prod"), Services: []string{"nope", "api"}}))
	if len(got.Services) != 1 || len(got.Failures) != 1 || *got.Failures[0].Arn != "arn:aws:ecs:us-east-1:111122223333:service/nope" || *got.Failures[0].Reason != "MISSING" {
		t.Errorf("%+v", got)
	}
	c := must[*ecs.DescribeClustersOutput](t)(w.DescribeClusters(&ecs.DescribeClustersInput{}))
	if len(c.Failures) != 1 || *c.Failures[0].Arn != "arn:aws:ecs:us-east-1:111122223333:cluster/default" {
		t.Errorf("%+v", c)
	}
}

func TestClusterCountsAndIncludes(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(3))
	must[*ecs.UpdateClusterSettingsOutput](t)(w.UpdateClusterSettings(&ecs.UpdateClusterSettingsInput{Cluster: new("prod"),
		Settings: []types.ClusterSetting{{Name: types.ClusterSettingNameContainerInsights, Value: new("enhanced")}}}))
	ask := func(include ...types.ClusterField) types.Cluster {
		return must[*ecs.DescribeClustersOutput](t)(w.DescribeClusters(&ecs.DescribeClustersInput{Clusters: []string{"prod"}, Include: include})).Clusters[0]
	}
	bare, full := ask(), ask(types.ClusterField("").Values()...)
	if bare.RunningTasksCount != 3 || bare.ActiveServicesCount != 1 || len(bare.Settings) != 0 || len(bare.Statistics) != 0 {
		t.Errorf("%+v", bare)
	}
	if len(full.Settings) != 1 || *full.Settings[0].Value != "enhanced" || len(full.Statistics) != 8 || *full.Statistics[1].Value != "3" {
		t.Errorf("%+v", full)
	}
	must[*ecs.CreateClusterOutput](t)(w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("spare")}))
	must[*ecs.DeleteClusterOutput](t)(w.DeleteCluster(&ecs.DeleteClusterInput{Cluster: new("spare")}))
	if l := must[*ecs.ListClustersOutput](t)(w.ListClusters(nil)); len(l.ClusterArns) != 1 {
		t.Error(l.ClusterArns)
	}
}

func TestTagsOfEverything(t *testing.T) {
	t.Parallel()
	w, instances := metal(t, 1)
	must[string](t)(w.SeedService(fargate(1), world.Past{}))
	s := describe(t, w)
	for _, arn := range []string{*s.ServiceArn, *s.ClusterArn, *s.TaskDefinition, *tasks(t, w, "")[0].TaskArn, instances[0],
		"arn:aws:ecs:us-east-1:111122223333:capacity-provider/FARGATE"} {
		tag := func(k, v string) error {
			return fails(w.TagResource(&ecs.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{{Key: &k, Value: &v}}}))
		}
		if err := tag("aws:mine", "x"); code(err) != "InvalidParameterException" {
			t.Errorf("%s: %v", arn, err)
		}
		for _, err := range []error{tag("a", "1"), tag("b", "2"), tag("a", "3"),
			fails(w.UntagResource(&ecs.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"b"}}))} {
			if err != nil {
				t.Errorf("%s: %v", arn, err)
			}
		}
		got := must[*ecs.ListTagsForResourceOutput](t)(w.ListTagsForResource(&ecs.ListTagsForResourceInput{ResourceArn: &arn})).Tags
		if len(got) != 1 || *got[0].Key != "a" || *got[0].Value != "3" {
			t.Errorf("%s: %+v", arn, got)
		}
	}
	for _, arn := range []string{"nonsense", "arn:aws:ecs:us-east-1:111122223333:task/prod/none", "arn:aws:ecs:us-east-1:111122223333:service/none/api"} {
		if err := fails(w.ListTagsForResource(&ecs.ListTagsForResourceInput{ResourceArn: &arn})); err == nil {
			t.Errorf("%s has tags", arn)
		}
	}
}

func TestAccountSettings(t *testing.T) {
	t.Parallel()
	w := stage(t)
	none := must[*ecs.ListAccountSettingsOutput](t)(w.ListAccountSettings(&ecs.ListAccountSettingsInput{}))
	if len(none.Settings) != 0 {
		t.Errorf("%d settings before one is set", len(none.Settings))
	}
	must[*ecs.PutAccountSettingDefaultOutput](t)(w.PutAccountSettingDefault(&ecs.PutAccountSettingDefaultInput{Name: types.SettingNameContainerInsights, Value: new("enhanced")}))
	own := must[*ecs.ListAccountSettingsOutput](t)(w.ListAccountSettings(&ecs.ListAccountSettingsInput{}))
	all := must[*ecs.ListAccountSettingsOutput](t)(w.ListAccountSettings(&ecs.ListAccountSettingsInput{EffectiveSettings: true}))
	rest := must[*ecs.ListAccountSettingsOutput](t)(w.ListAccountSettings(&ecs.ListAccountSettingsInput{EffectiveSettings: true, NextToken: all.NextToken}))
	if len(own.Settings) != 1 || len(all.Settings) != 10 || len(rest.Settings) != 1 || rest.NextToken != nil {
		t.Errorf("%d own, %d and %d", len(own.Settings), len(all.Settings), len(rest.Settings))
	}
	one := must[*ecs.ListAccountSettingsOutput](t)(w.ListAccountSettings(&ecs.ListAccountSettingsInput{EffectiveSettings: true, Name: types.SettingNameDefaultLogDriverMode}))
	if len(one.Settings) != 1 || *one.Settings[0].Value != "non-blocking" || !strings.HasSuffix(*one.Settings[0].PrincipalArn, ":root") {
		t.Errorf("%+v", one)
	}
}

func TestTaskProtection(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(2))
	alone := *run(t, w).TaskArn
	arn := *tasks(t, w, "")[0].TaskArn
	set := must[*ecs.UpdateTaskProtectionOutput](t)(w.UpdateTaskProtection(&ecs.UpdateTaskProtectionInput{Cluster: new("prod"), Tasks: []string{arn, alone, "none"}, ProtectionEnabled: true}))
	if len(set.ProtectedTasks) != 1 || len(set.Failures) != 2 || *set.Failures[0].Reason != "TASK_NOT_VALID" || *set.Failures[1].Reason != "MISSING" {
		t.Errorf("%+v", set)
	}
	got := must[*ecs.GetTaskProtectionOutput](t)(w.GetTaskProtection(&ecs.GetTaskProtectionInput{Cluster: new("prod")})).ProtectedTasks
	if len(got) != 2 || !got[0].ProtectionEnabled || got[0].ExpirationDate.Sub(start).Hours() != 2 || got[1].ProtectionEnabled {
		t.Errorf("%+v", got)
	}
}

func TestRunTaskIsIdempotentByToken(t *testing.T) {
	t.Parallel()
	w := stage(t)
	in := &ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("api"), LaunchType: types.LaunchTypeFargate, Count: new(int32(2)),
		NetworkConfiguration: network("subnet-s"), ClientToken: new("once"), Overrides: &types.TaskOverride{Memory: new("1024")}}
	first := must[*ecs.RunTaskOutput](t)(w.RunTask(in)).Tasks
	second := must[*ecs.RunTaskOutput](t)(w.RunTask(in)).Tasks
	if len(first) != 2 || len(second) != 2 || *first[0].TaskArn != *second[0].TaskArn || len(tasks(t, w, "")) != 2 || *first[0].Memory != "1024" {
		t.Errorf("%+v\n%+v", first, second)
	}
}
