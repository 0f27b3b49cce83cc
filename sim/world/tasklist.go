package world

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (x *taskActions) list(in *ecs.ListTasksInput) (*ecs.ListTasksOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	keep, err := taskFilter(c, in)
	if err != nil {
		return nil, err
	}
	var found []*task
	for _, t := range c.tasks {
		if keep(t) {
			found = append(found, t)
		}
	}
	page, next, err := list[*task]{
		query: fmt.Sprintln("tasks", c.name(), value(in.ServiceName), value(in.Family), in.DesiredStatus, in.LaunchType,
			value(in.ContainerInstance), value(in.StartedBy), value(in.DaemonName)),
		token: in.NextToken, size: in.MaxResults, def: 100, max: 100, items: found,
		key: func(t *task) string { return ordinal(t.seq) },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &ecs.ListTasksOutput{TaskArns: []string{}, NextToken: next}
	for _, t := range page {
		out.TaskArns = append(out.TaskArns, t.arn)
	}
	return out, nil
}

// taskFilter is what a ListTasks request asks of each task.
func taskFilter(c *cluster, in *ecs.ListTasksInput) (func(*task) bool, error) {
	var s *service
	if in.ServiceName != nil {
		if s = c.service(*in.ServiceName); s == nil {
			return nil, fault("ServiceNotFoundException", "Service not found.")
		}
	}
	var i *instance
	if in.ContainerInstance != nil {
		if i = c.instance(*in.ContainerInstance); i == nil {
			return nil, invalid("The referenced container instance was not found.")
		}
	}
	alone := in.ServiceName == nil && in.Family == nil && in.ContainerInstance == nil && in.DesiredStatus == "" && in.LaunchType == ""
	if in.StartedBy != nil && !alone {
		return nil, invalid("StartedBy cannot be combined with other filters.")
	}
	desired := string(either(in.DesiredStatus, types.DesiredStatusRunning))
	return func(t *task) bool {
		return t.desired() == desired && (s == nil || t.service == s) && (i == nil || t.instance == i) &&
			(in.Family == nil || t.def.family == *in.Family) && (in.LaunchType == "" || t.launch == in.LaunchType) &&
			(in.StartedBy == nil || t.startedBy == *in.StartedBy) && in.DaemonName == nil
	}, nil
}

func (x *taskActions) describe(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := few("Tasks", in.Tasks, 100); err != nil {
		return nil, err
	}
	tags := slices.Contains(in.Include, types.TaskFieldTags)
	out := &ecs.DescribeTasksOutput{Tasks: []types.Task{}, Failures: []types.Failure{}}
	for _, ref := range in.Tasks {
		if err := c.stranger("task", ref); err != nil {
			return nil, err
		}
		if !taskID(tail(ref)) {
			return nil, invalid("taskId length should be one of [32,36]")
		}
		if t := c.task(ref); t != nil {
			out.Tasks = append(out.Tasks, t.view(tags))
		} else {
			out.Failures = append(out.Failures, missing(x.arn("task", c.name(), tail(ref))))
		}
	}
	return out, nil
}

// taskID says whether an id is as long as one: with hyphens those of old tasks, see https://github.com/Mic-U/ecsher/issues/56
func taskID(id string) bool { return len(id) == 32 || len(id) == 36 }

// task finds a task by id or ARN; nil when there is none.
func (c *cluster) task(ref string) *task {
	t := c.taskNamed[tail(ref)]
	if t == nil || ref != t.id && ref != t.arn {
		return nil
	}
	return t
}
