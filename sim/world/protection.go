package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (t *task) protection(now time.Time) types.ProtectedTask {
	v := types.ProtectedTask{TaskArn: new(t.arn), ProtectionEnabled: t.guarded(now)}
	if v.ProtectionEnabled {
		v.ExpirationDate = moment(t.protectedUntil)
	}
	return v
}

func (x *taskActions) protection(in *ecs.GetTaskProtectionInput) (*ecs.GetTaskProtectionOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if len(in.Tasks) > 100 {
		return nil, invalid("Tasks cannot have more than 100 items.")
	}
	out := &ecs.GetTaskProtectionOutput{ProtectedTasks: []types.ProtectedTask{}, Failures: []types.Failure{}}
	refs := in.Tasks
	if len(refs) == 0 {
		for _, t := range c.tasks {
			if t.service != nil && t.live() {
				refs = append(refs, t.arn)
			}
		}
	}
	for _, ref := range refs {
		if t, failure := x.protectable(c, ref); failure != nil {
			out.Failures = append(out.Failures, *failure)
		} else {
			out.ProtectedTasks = append(out.ProtectedTasks, t.protection(x.now))
		}
	}
	return out, nil
}

// protectable finds a task that a service keeps running.
func (x *taskActions) protectable(c *cluster, ref string) (*task, *types.Failure) {
	t := c.task(ref)
	switch {
	case t == nil:
		return nil, new(missing(x.arn("task", c.name(), tail(ref))))
	case t.service == nil || !t.live():
		return nil, &types.Failure{Arn: new(t.arn), Reason: new("TASK_NOT_VALID")}
	}
	return t, nil
}

func (x *taskActions) protect(in *ecs.UpdateTaskProtectionInput) (*ecs.UpdateTaskProtectionOutput, error) {
	c, err := x.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := few("Tasks", in.Tasks, 10); err != nil {
		return nil, err
	}
	minutes := int32(120)
	if in.ExpiresInMinutes != nil {
		if minutes = *in.ExpiresInMinutes; minutes < 1 || minutes > 2880 {
			return nil, invalid("expiresInMinutes must be between 1 and 2880.")
		}
	}
	out := &ecs.UpdateTaskProtectionOutput{ProtectedTasks: []types.ProtectedTask{}, Failures: []types.Failure{}}
	for _, ref := range in.Tasks {
		t, failure := x.protectable(c, ref)
		if failure != nil {
			out.Failures = append(out.Failures, *failure)
			continue
		}
		t.protected, t.protectedUntil = in.ProtectionEnabled, x.now.Add(time.Duration(minutes)*time.Minute)
		out.ProtectedTasks = append(out.ProtectedTasks, t.protection(x.now))
		x.wake(t.service, tick)
	}
	return out, nil
}
