package triage

import (
	"slices"

	"github.com/ecscope/ecscope/aws"
)

// dependency is the rule of a container that had to exit with 0 before another one.
const dependency = "dep-not-successful"

// broke says that a container ended a task before it ran: another one waits for it to exit with 0, and it did not. That one is shown
// without an exit code, or with that of SIGTERM although it never ran (dependencygraph/graph.go and task_manager.go of the ECS agent).
func broke(t aws.Task, of aws.Revision, k aws.Container) bool {
	if !t.Started.IsZero() || !k.Exited || k.Exit == 0 {
		return false
	}
	waits := aws.Dependency{Container: k.Name, Condition: "SUCCESS"}
	return slices.ContainsFunc(of.Containers, func(d aws.ContainerDefinition) bool { return slices.Contains(d.DependsOn, waits) })
}
