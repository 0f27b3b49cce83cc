package world_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestRegisterRefuses(t *testing.T) {
	t.Parallel()
	w := stage(t)
	for text, spoil := range map[string]func(*ecs.RegisterTaskDefinitionInput){
		"Family should not be null or empty.":                       func(in *ecs.RegisterTaskDefinitionInput) { in.Family = nil },
		"Family contains invalid characters.":                       func(in *ecs.RegisterTaskDefinitionInput) { in.Family = new("a b") },
		"Container list cannot be empty.":                           func(in *ecs.RegisterTaskDefinitionInput) { in.ContainerDefinitions = nil },
		"Container.image should not be null":                        func(in *ecs.RegisterTaskDefinitionInput) { in.ContainerDefinitions[0].Image = nil },
		"No Fargate configuration exists for given values.":         func(in *ecs.RegisterTaskDefinitionInput) { in.Memory = new("4 GB") },
		"Fargate requires that 'cpu' be defined at the task level.": func(in *ecs.RegisterTaskDefinitionInput) { in.Cpu = nil },
		"Fargate only supports network mode ‘awsvpc’.":              func(in *ecs.RegisterTaskDefinitionInput) { in.NetworkMode = types.NetworkModeBridge },
		"Task definition doesn't have any essential container":      func(in *ecs.RegisterTaskDefinitionInput) { in.ContainerDefinitions[0].Essential = new(false) },
	} {
		in := definition("web")
		spoil(in)
		if _, err := w.RegisterTaskDefinition(in); code(err) != "ClientException" || !strings.Contains(err.Error(), text) {
			t.Errorf("%v, want %q", err, text)
		}
	}
}

// Whatever is described can be registered again without loss.
func TestRegisterKeepsEverything(t *testing.T) {
	t.Parallel()
	w := stage(t)
	in := definition("web")
	in.Cpu, in.Memory = new("1 vCPU"), new("2 GB")
	c := &in.ContainerDefinitions[0]
	c.Environment = []types.KeyValuePair{{Name: new("A"), Value: new("b")}}
	c.Secrets = []types.Secret{{Name: new("S"), ValueFrom: new("/secret")}}
	c.DockerLabels = map[string]string{"k": "v"}
	c.HealthCheck = &types.HealthCheck{Command: []string{"CMD", "true"}}
	in.RuntimePlatform = &types.RuntimePlatform{CpuArchitecture: types.CPUArchitectureArm64}
	in.Volumes = []types.Volume{{Name: new("data")}, {Name: new("efs"), EfsVolumeConfiguration: &types.EFSVolumeConfiguration{FileSystemId: new("fs-1")}}}
	c.MountPoints = []types.MountPoint{{SourceVolume: new("data"), ContainerPath: new("/data")}}
	in.ExecutionRoleArn = new("arn:aws:iam::111122223333:role/ecsTaskExecutionRole")
	in.Tags = []types.Tag{{Key: new("team"), Value: new("web")}}
	first := must[*ecs.RegisterTaskDefinitionOutput](t)(w.RegisterTaskDefinition(in)).TaskDefinition
	if *first.Cpu != "1024" || *first.Memory != "2048" || first.Revision != 1 || first.Status != types.TaskDefinitionStatusActive ||
		*first.Volumes[1].EfsVolumeConfiguration.RootDirectory != "/" {
		t.Errorf("%+v", first)
	}
	again := must[*ecs.RegisterTaskDefinitionOutput](t)(w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: first.Family, Cpu: first.Cpu, Memory: first.Memory, NetworkMode: first.NetworkMode, RuntimePlatform: first.RuntimePlatform,
		ContainerDefinitions: first.ContainerDefinitions, RequiresCompatibilities: first.RequiresCompatibilities, Volumes: first.Volumes, ExecutionRoleArn: first.ExecutionRoleArn})).TaskDefinition
	if again.Revision != 2 {
		t.Error(again.Revision)
	}
	again.Revision, again.TaskDefinitionArn = first.Revision, first.TaskDefinitionArn
	if !reflect.DeepEqual(first, again) {
		t.Errorf("%+v\nbecame\n%+v", first, again)
	}
	out := must[*ecs.DescribeTaskDefinitionOutput](t)(w.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{
		TaskDefinition: new("web:1"), Include: []types.TaskDefinitionField{types.TaskDefinitionFieldTags}}))
	if !reflect.DeepEqual(out.TaskDefinition, first) || len(out.Tags) != 1 {
		t.Errorf("%+v", out)
	}
}

func TestInactiveRevisions(t *testing.T) {
	t.Parallel()
	w := steady(t, fargate(1))
	must[*ecs.DeregisterTaskDefinitionOutput](t)(w.DeregisterTaskDefinition(&ecs.DeregisterTaskDefinitionInput{TaskDefinition: new("api:3")}))
	_, err := w.UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("api"), TaskDefinition: new("api:3")})
	if err == nil || err.Error() != "ClientException: TaskDefinition is inactive" {
		t.Error(err)
	}
	_, err = w.RunTask(&ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("api:3")})
	if err == nil || err.Error() != "InvalidParameterException: TaskDefinition is inactive" {
		t.Error(err)
	}
	latest := must[*ecs.DescribeTaskDefinitionOutput](t)(w.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: new("api")}))
	if latest.TaskDefinition.Revision != 2 {
		t.Error(latest.TaskDefinition.Revision)
	}
	list := func(status types.TaskDefinitionStatus, sort types.SortOrder) []string {
		out := must[*ecs.ListTaskDefinitionsOutput](t)(w.ListTaskDefinitions(&ecs.ListTaskDefinitionsInput{FamilyPrefix: new("api"), Status: status, Sort: sort}))
		for i, arn := range out.TaskDefinitionArns {
			out.TaskDefinitionArns[i] = arn[strings.LastIndexByte(arn, '/')+1:]
		}
		return out.TaskDefinitionArns
	}
	if got := list("", types.SortOrderDesc); !slices.Equal(got, []string{"api:2", "api:1"}) {
		t.Error(got)
	}
	if got := list(types.TaskDefinitionStatusInactive, ""); !slices.Equal(got, []string{"api:3"}) {
		t.Error(got)
	}
	out := must[*ecs.DeleteTaskDefinitionsOutput](t)(w.DeleteTaskDefinitions(&ecs.DeleteTaskDefinitionsInput{TaskDefinitions: []string{"api:3", "api:1", "no:1"}}))
	if len(out.TaskDefinitions) != 1 || len(out.Failures) != 2 || out.TaskDefinitions[0].Status != types.TaskDefinitionStatusDeleteInProgress {
		t.Errorf("%+v", out)
	}
	w.Advance(start.Add(2 * time.Hour))
	if _, err := w.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: new("api:3")}); code(err) != "ClientException" {
		t.Errorf("deleted revision: %v", err)
	}
}

func TestFamilies(t *testing.T) {
	t.Parallel()
	w := stage(t)
	for _, name := range []string{"api-worker", "web"} {
		must[*ecs.RegisterTaskDefinitionOutput](t)(w.RegisterTaskDefinition(definition(name)))
	}
	must[*ecs.DeregisterTaskDefinitionOutput](t)(w.DeregisterTaskDefinition(&ecs.DeregisterTaskDefinitionInput{TaskDefinition: new("web:1")}))
	for _, c := range []struct {
		prefix string
		status types.TaskDefinitionFamilyStatus
		want   string
	}{{"", "", "api api-worker web"}, {"api", "", "api api-worker"}, {"", "ACTIVE", "api api-worker"}, {"", "INACTIVE", "web"}} {
		out := must[*ecs.ListTaskDefinitionFamiliesOutput](t)(w.ListTaskDefinitionFamilies(&ecs.ListTaskDefinitionFamiliesInput{FamilyPrefix: &c.prefix, Status: c.status}))
		if got := strings.Join(out.Families, " "); got != c.want {
			t.Errorf("%q %s: %s", c.prefix, c.status, got)
		}
	}
	out := must[*ecs.ListTaskDefinitionsOutput](t)(w.ListTaskDefinitions(&ecs.ListTaskDefinitionsInput{FamilyPrefix: new("api")}))
	if len(out.TaskDefinitionArns) != 3 {
		t.Errorf("FamilyPrefix is a whole family name here: %v", out.TaskDefinitionArns)
	}
}
