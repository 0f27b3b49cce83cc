package aws

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// NoHealth is the health of a task of which ECS's answer gives none.
const NoHealth = "not given"

// Task is one ECS task. While Described is false only ARN, ID and Cluster are known.
type Task struct {
	ARN, ID, Cluster string
	// Group is what started it: service:name, family:name or free text. Service is the name in it, if it is a service.
	Group, Service, StartedBy string
	Revision, TaskDefinition  string
	// Status goes PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED.
	Status, Desired string
	// Health is HEALTHY, UNHEALTHY or UNKNOWN, or NoHealth. Connectivity is CONNECTED or DISCONNECTED.
	Health, Connectivity               string
	LaunchType, CapacityProvider       string
	Platform, PlatformFamily, Zone     string
	CPU, Memory                        string
	EphemeralGiB                       int
	Created, PullStarted, PullStopped  time.Time
	Started, Stopping, Exited, Stopped time.Time
	StopCode, Reason                   string
	Exec                               bool
	Containers                         []Container
	Attachments                        []Attachment
	// Instance is the ARN of the container instance; empty on Fargate.
	Instance string
	// Version grows with each change: an answer with a smaller one is older.
	Version   int64
	Tags      []Tag
	Described bool
	// Forgotten is set on a stopped task which ECS no longer lists and the program kept from earlier in the session.
	Forgotten bool
	Seen      time.Time
}

// Capacity is the capacity provider or, where none is named, the launch type.
func (t Task) Capacity() string {
	if t.CapacityProvider != "" {
		return t.CapacityProvider
	}
	return t.LaunchType
}

// taskReader reads tasks, and remembers those that it saw stop: ECS forgets them within an hour.
type taskReader struct {
	*call.Caller
	ecs      *ecs.Client
	clusters *clusterReader
	dead     *archive
}

// Task reads one task by id or ARN. One that ECS has forgotten comes from the session's memory.
func (c *taskReader) Task(ctx context.Context, cluster, id string) (Task, error) {
	found, err := c.DescribeTasks(ctx, cluster, []Task{{ARN: id, ID: plain.Short(id)}})
	if err != nil || len(found) > 0 {
		return append(found, Task{})[0], err
	}
	if t, ok := c.dead.task(plain.Short(cluster), plain.Short(id)); ok {
		t.Forgotten = true
		return t, nil
	}
	return Task{}, call.Absent(call.Op("DescribeTasks", call.Of("describe task "+clean.Text(plain.Short(id)), cluster)), "no such task, or ECS has forgotten it")
}

func (c *taskReader) listTasks(ctx context.Context, q TaskQuery, cluster string, status types.DesiredStatus, token *string) ([]Task, *string, error) {
	out, err := call.Read(ctx, c.Caller, call.Op("ListTasks", call.Of("list tasks", cluster)), c.ecs.ListTasks, &ecs.ListTasksInput{
		Cluster: plain.Optional(cluster), ServiceName: plain.Optional(q.Service), Family: plain.Optional(q.Family),
		ContainerInstance: plain.Optional(q.Instance), DesiredStatus: status, NextToken: token,
	})
	if err != nil {
		return nil, nil, err
	}
	return plain.Each(out.TaskArns, func(arn string) Task {
		arn = clean.Text(arn)
		return Task{ARN: arn, ID: plain.Short(arn), Cluster: plain.InCluster(arn, cluster), Desired: string(status), Seen: c.Stamp()}
	}), out.NextToken, nil
}

// DescribeTasks describes tasks and keeps those that have stopped. Answers that are older than what is known of a
// stopped task are replaced by that.
func (c *taskReader) DescribeTasks(ctx context.Context, cluster string, rows []Task) ([]Task, error) {
	op := call.Op("DescribeTasks", call.Of("describe tasks", cluster))
	if len(rows) == 1 {
		op.Words = call.Of("describe task "+clean.Text(rows[0].ID), cluster)
	}
	out, err := call.Read(ctx, c.Caller, op, c.ecs.DescribeTasks, &ecs.DescribeTasksInput{
		Cluster: plain.Optional(cluster), Tasks: plain.Each(rows, func(r Task) string { return r.ARN }),
		Include: []types.TaskField{types.TaskFieldTags},
	})
	if err != nil {
		return nil, err
	}
	if len(out.Tasks)+len(out.Failures) == 0 && len(rows) > 0 {
		return nil, call.NewError(call.Server, op.Words, "", errors.New("AWS lists tasks but neither describes them nor reports them missing"))
	}
	found := plain.Each(out.Tasks, func(t types.Task) Task { return c.task(t, cluster) })
	for i, t := range found {
		if known, ok := c.dead.newer(t); ok {
			found[i] = known
		} else if t.Dead() {
			c.dead.add(t)
		}
	}
	return found, call.Failed(op, out.Failures)
}

// Dead says whether a task has come to its end. One that is stopping has not.
func (t Task) Dead() bool { return t.Status == "STOPPED" || t.Status == "DELETED" }

func (c *taskReader) task(t types.Task, cluster string) Task {
	out := Task{
		ARN: plain.Text(t.TaskArn), Group: plain.Text(t.Group), StartedBy: plain.Text(t.StartedBy), TaskDefinition: plain.Text(t.TaskDefinitionArn),
		Status: plain.Text(t.LastStatus), Desired: plain.Text(t.DesiredStatus), Health: cmp.Or(plain.Word(t.HealthStatus), NoHealth), Connectivity: plain.Word(t.Connectivity),
		LaunchType: plain.Word(t.LaunchType), CapacityProvider: plain.Text(t.CapacityProviderName), Platform: plain.Text(t.PlatformVersion),
		PlatformFamily: plain.Text(t.PlatformFamily), Zone: plain.Text(t.AvailabilityZone), CPU: plain.Text(t.Cpu), Memory: plain.Text(t.Memory),
		Created: plain.When(t.CreatedAt), PullStarted: plain.When(t.PullStartedAt), PullStopped: plain.When(t.PullStoppedAt),
		Started: plain.When(t.StartedAt), Stopping: plain.When(t.StoppingAt), Exited: plain.When(t.ExecutionStoppedAt), Stopped: plain.When(t.StoppedAt),
		StopCode: plain.Word(t.StopCode), Reason: plain.Text(t.StoppedReason), Exec: t.EnableExecuteCommand,
		Containers: plain.Each(t.Containers, container), Instance: plain.Text(t.ContainerInstanceArn), Version: t.Version, Tags: tags(t.Tags),
		Attachments: plain.Each(t.Attachments, func(a types.Attachment) Attachment {
			return Attachment{ID: plain.Text(a.Id), Type: plain.Text(a.Type), Status: plain.Text(a.Status), Details: pairs(a.Details)}
		}),
		Described: true, Seen: c.Stamp(),
	}
	out.ID, out.Revision = plain.Short(out.ARN), plain.Short(out.TaskDefinition)
	out.Cluster = cmp.Or(plain.Short(plain.Text(t.ClusterArn)), plain.InCluster(out.ARN, cluster))
	if s, ok := strings.CutPrefix(out.Group, "service:"); ok {
		out.Service = s
	}
	switch {
	case t.EphemeralStorage != nil:
		out.EphemeralGiB = int(t.EphemeralStorage.SizeInGiB)
	case t.FargateEphemeralStorage != nil:
		out.EphemeralGiB = int(t.FargateEphemeralStorage.SizeInGiB)
	}
	return out
}

// clone copies a task and all it holds.
func (t Task) clone() Task {
	t.Tags = slices.Clone(t.Tags)
	t.Attachments = slices.Clone(t.Attachments)
	for i := range t.Attachments {
		t.Attachments[i].Details = slices.Clone(t.Attachments[i].Details)
	}
	t.Containers = slices.Clone(t.Containers)
	for i := range t.Containers {
		k := &t.Containers[i]
		k.Interfaces, k.Bindings, k.Agents = slices.Clone(k.Interfaces), slices.Clone(k.Bindings), slices.Clone(k.Agents)
	}
	return t
}

// Ended is when the containers of a task came to their end, as far as ECS tells: their exit, else the order to stop, else the end
// of the task. It is zero for one that runs.
func (t Task) Ended() time.Time { return cmp.Or(t.Exited, t.Stopping, t.Stopped) }

// GroupName is what people call the tasks of a group that is no service's: ECS names it family:api where whoever started them named none.
func GroupName(group string) string { return strings.TrimPrefix(group, "family:") }
