package aws

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// Releases reads the newest deployments of a service's history, at most so many, with the revisions and images that
// they went to but without the details that take another call. It ends early with the twenty in which enough says so of
// one. The budget of a plan is a list and three descriptions.
func (c *rolloutReader) Releases(ctx context.Context, cluster, service string, most int, enough func(ServiceDeployment) bool) ([]ServiceDeployment, error) {
	op := call.Op("ListServiceDeployments", call.Of("list deployments of "+clean.Text(service), cluster))
	size := int32(min(100, most))
	out, err := call.Read(ctx, c.Caller, op, c.ecs.ListServiceDeployments, &ecs.ListServiceDeploymentsInput{
		Cluster: plain.Optional(cluster), Service: &service, MaxResults: &size,
	})
	if err != nil {
		return nil, err
	}
	rows := plain.Each(out.ServiceDeployments, c.brief)
	slices.SortStableFunc(rows, func(a, b ServiceDeployment) int { return b.Created.Compare(a.Created) })
	done := 0
	for batch := range slices.Chunk(rows, 20) {
		done += len(batch)
		if err := c.resolve(ctx, op, batch); err != nil {
			return rows[:done], err // without what the revisions hold
		}
		if enough != nil && slices.ContainsFunc(batch, enough) {
			break
		}
	}
	return rows[:done], nil
}

// Release reads one service deployment with all details.
func (c *rolloutReader) Release(ctx context.Context, arn string) (ServiceDeployment, error) {
	op := call.Op("DescribeServiceDeployments", "describe the deployment "+clean.Text(plain.Short(arn)))
	found, err := c.deployments(ctx, op, []ServiceDeployment{{ARN: arn}})
	if err != nil {
		return ServiceDeployment{}, err
	}
	if len(found) == 0 {
		return ServiceDeployment{}, call.Absent(op, "no such deployment")
	}
	return found[0], nil
}

// Culprit is the hook that failed or the alarms that went off, which fail a deployment whatever its tasks do; empty where there is
// neither.
func (d ServiceDeployment) Culprit() string {
	if i := slices.IndexFunc(d.Hooks, Hook.Failed); i >= 0 {
		return d.Hooks[i].Outcome()
	}
	if n := len(d.Triggered); n > 0 {
		return words.Agree(n, "alarm ", "alarms ") + words.List(d.Triggered) + " went off"
	}
	return ""
}

// FailedItself says whether its circuit breaker, an alarm or a hook ended the deployment, and not somebody.
func FailedItself(d ServiceDeployment) bool {
	return d.Breaker.Status == "TRIGGERED" || len(d.Triggered) > 0 || slices.ContainsFunc(d.Hooks, func(h Hook) bool { return h.Failed() && !h.Answered() })
}

// InProgress says whether a deployment has not ended.
func (d ServiceDeployment) InProgress() bool {
	return slices.Contains([]string{"PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"}, d.Status)
}
