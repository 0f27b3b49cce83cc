package world

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// TaskCalls are the calls about tasks, and what a session in one asks for.
type TaskCalls struct {
	lock  sync.Locker
	tasks *taskActions
}

// ListTasks lists the ARNs of a cluster's tasks whose desired status is RUNNING (or STOPPED, within the last hour).
func (c TaskCalls) ListTasks(in *ecs.ListTasksInput) (*ecs.ListTasksOutput, error) {
	return do(c.lock, in, c.tasks.list)
}

// DescribeTasks describes up to 100 tasks of one cluster; those not found come back as failures.
func (c TaskCalls) DescribeTasks(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
	return do(c.lock, in, c.tasks.describe)
}

// RunTask starts up to 10 tasks wherever they fit.
func (c TaskCalls) RunTask(in *ecs.RunTaskInput) (*ecs.RunTaskOutput, error) {
	return do(c.lock, in, c.tasks.run)
}

// StartTask starts a task on each of the named container instances.
func (c TaskCalls) StartTask(in *ecs.StartTaskInput) (*ecs.StartTaskOutput, error) {
	return do(c.lock, in, c.tasks.start)
}

// StopTask asks a task to stop, with the caller's reason in its stoppedReason.
func (c TaskCalls) StopTask(in *ecs.StopTaskInput) (*ecs.StopTaskOutput, error) {
	return do(c.lock, in, c.tasks.stop)
}

// GetTaskProtection reports the scale-in protection of up to 100 tasks, of all tasks of the cluster's services when
// none is named.
func (c TaskCalls) GetTaskProtection(in *ecs.GetTaskProtectionInput) (*ecs.GetTaskProtectionOutput, error) {
	return do(c.lock, in, c.tasks.protection)
}

// UpdateTaskProtection sets or clears the scale-in protection of up to 10 service tasks.
func (c TaskCalls) UpdateTaskProtection(in *ecs.UpdateTaskProtectionInput) (*ecs.UpdateTaskProtectionOutput, error) {
	return do(c.lock, in, c.tasks.protect)
}
