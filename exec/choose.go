package exec

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
)

// Newest is the task to open a session in where nobody says which: of those that run and are to stay, one with ECS Exec
// before one without, a healthy one before others, then the newest. ok is false where none runs.
func Newest(tasks []aws.Task) (t aws.Task, ok bool) {
	running := slices.DeleteFunc(slices.Clone(tasks), func(t aws.Task) bool {
		return t.Status != "RUNNING" || t.Desired == "STOPPED"
	})
	if len(running) == 0 {
		return aws.Task{}, false
	}
	return slices.MinFunc(running, func(a, b aws.Task) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), b.Started.Compare(a.Started), cmp.Compare(a.ID, b.ID))
	}), true
}

// Choose is the task to open a session in where nobody says which: Newest, but one in which a session is left before those
// whose container has as many as its agent serves. The container may be empty for any.
func Choose(client *aws.Client, tasks []aws.Task, container string) (t aws.Task, ok bool) {
	free := slices.DeleteFunc(slices.Clone(tasks), func(t aws.Task) bool { return !t.Exec || full(client, t, container) })
	if t, ok := Newest(free); ok {
		return t, true
	}
	return Newest(tasks)
}

// full says whether no session is left in a container of the task; where none is named, in all that may be meant.
func full(client *aws.Client, t aws.Task, container string) bool {
	names := []string{container}
	if container == "" {
		names = Containers(t, aws.Revision{})
	}
	return !slices.ContainsFunc(names, func(name string) bool {
		target, ok := t.ExecTarget(name)
		return ok && len(client.Held(target, "")) < atOnce
	})
}

func rank(t aws.Task) int {
	switch {
	case !t.Exec:
		return 3
	case t.Health == "UNHEALTHY":
		return 2
	case t.Health == "HEALTHY":
		return 0
	}
	return 1
}

// Containers are the names of a task's containers that a session may be wanted in, in the order of the task definition:
// without those that serve the others, unless there are no others. The revision is the task's and may be zero.
func Containers(t aws.Task, of aws.Revision) []string {
	var all, own []string
	for _, d := range of.Containers {
		for _, k := range t.Containers {
			if k.Name == d.Name {
				all = append(all, k.Name)
			}
		}
	}
	for _, k := range t.Containers {
		if !slices.Contains(all, k.Name) {
			all = append(all, k.Name)
		}
	}
	for _, name := range all {
		if !sidecar(name, t, of) {
			own = append(own, name)
		}
	}
	if len(own) == 0 {
		return all
	}
	return own
}

// sidecar says whether a container routes, logs or measures for the others. Names and images are those that AWS and the
// vendors document for Service Connect, App Mesh, FireLens, X-Ray, the OpenTelemetry and CloudWatch agents, Datadog,
// New Relic and GuardDuty.
func sidecar(name string, t aws.Task, of aws.Revision) bool {
	for _, d := range of.Containers {
		if d.Name == name && d.Router != "" {
			return true
		}
	}
	image := ""
	for _, k := range t.Containers {
		if k.Name == name {
			image = k.Image
		}
	}
	if strings.HasPrefix(name, "ecs-service-connect") || strings.HasPrefix(name, "aws-guardduty-agent") ||
		slices.Contains([]string{"envoy", "log_router", "log-router", "firelens", "fluent-bit", "fluentbit", "xray-daemon", "aws-otel-collector",
			"adot-collector", "otel-collector", "cloudwatch-agent", "cwagent", "datadog-agent", "newrelic-infra"}, name) {
		return true
	}
	for _, part := range []string{"aws-appmesh-envoy", "aws-for-fluent-bit", "fluent/fluent-bit", "aws-xray-daemon", "aws-otel-collector",
		"cloudwatch-agent", "datadog/agent", "datadog-agent", "newrelic/infrastructure"} {
		if strings.Contains(image, part) {
			return true
		}
	}
	return false
}
