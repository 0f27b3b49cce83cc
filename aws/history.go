package aws

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// ServiceDeployment is one entry of the deployment history (ListServiceDeployments): the last 90 days, from 2024-10-25 on.
type ServiceDeployment struct {
	ARN, ID, Service, Cluster string
	// Status is PENDING, IN_PROGRESS, STOP_REQUESTED, ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS, SUCCESSFUL, STOPPED,
	// ROLLBACK_SUCCESSFUL or ROLLBACK_FAILED; Stage the lifecycle stage of a blue/green, linear or canary one.
	Status, Reason, Stage string
	// To names the service revision (not the task definition) that it goes to by ARN; Revision is that one's task definition,
	// family:number, where known.
	To                                  string
	Revision                            string
	Images                              []ContainerImage
	Requested, Running, Pending         int
	Created, Started, Finished, Stopped time.Time
	// Target is what the new revision has of it, and Sources what those have that it came from.
	Target  RevisionShare
	Sources []RevisionShare
	// Rules are those that it goes by; the service's own may have been changed since.
	Rules   RolloutConfiguration
	Breaker Breaker
	// Alarms are those that watch the deployment, Triggered those of them that went off.
	Alarms, Triggered []string
	// RollbackReason is empty unless the deployment was rolled back.
	RollbackReason  string
	RollbackStarted time.Time
	// RollbackTo is the service revision that it went back to, by ARN, and BackTo that one's task definition, where known.
	RollbackTo, BackTo string
	// Hooks are the lifecycle hooks of its stage, those that wait for an answer included.
	Hooks []Hook
	// Described is false while only what the list says is known: status, reason, times and To.
	Described bool
	Seen      time.Time
}

// Breaker is the circuit breaker of a service deployment. Status is TRIGGERED, MONITORING, MONITORING_COMPLETE or DISABLED.
type Breaker struct {
	Status           string
	Count, Threshold int
}

// ContainerImage is what a service revision resolved a container's image to.
type ContainerImage struct{ Container, Image, Digest string }

// rolloutReader reads the deployments that a service has had. What a service revision holds never changes and is kept.
type rolloutReader struct {
	*call.Caller
	ecs      *ecs.Client
	services *serviceReader
	kept     *cache[types.ServiceRevision]
}

// Deployments yields the deployment history of a service in AWS's order, newest first: each page as the list has it, which
// is status and times, then the same deployments with all details, by twenty.
func (c *rolloutReader) Deployments(ctx context.Context, cluster, service string) iter.Seq2[[]ServiceDeployment, error] {
	return func(yield func([]ServiceDeployment, error) bool) {
		op := call.Op("ListServiceDeployments", call.Of("list deployments of "+clean.Text(plain.Short(service)), cluster))
		if cluster != "" {
			op.Words = "list deployments of " + clean.Text(plain.Short(cluster)) + "/" + clean.Text(plain.Short(service))
		}
		most := int32(100)
		pages := call.Paging{}
		for at := (&cursor{}); at != nil; {
			out, err := call.Read(ctx, c.Caller, op, c.ecs.ListServiceDeployments, &ecs.ListServiceDeploymentsInput{
				Cluster: plain.Optional(cluster), Service: &service, MaxResults: &most, NextToken: at.at(),
			})
			if err != nil {
				yield(nil, err)
				return
			}
			page := plain.Each(out.ServiceDeployments, c.brief)
			c.fill(page)
			if len(page) > 0 && !yield(slices.Clone(page), nil) {
				return
			}
			for batch := range slices.Chunk(page, 20) {
				rows, err := c.deployments(ctx, op, batch)
				if len(rows) > 0 && !yield(rows, nil) {
					return
				}
				if err != nil {
					yield(nil, err)
					return
				}
			}
			next := at.next(out.NextToken, 1)
			if err := next.follow(&pages, op.Words, len(page)); err != nil {
				yield(nil, err)
				return
			}
			at = next
		}
	}
}

// deployments describes listed deployments and the revisions they go to. Where that is refused, the rows lack it.
func (c *rolloutReader) deployments(ctx context.Context, op call.Operation, batch []ServiceDeployment) ([]ServiceDeployment, error) {
	op.Action = "DescribeServiceDeployments"
	out, err := call.Read(ctx, c.Caller, op, c.ecs.DescribeServiceDeployments, &ecs.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: plain.Each(batch, func(d ServiceDeployment) string { return d.ARN }),
	})
	if err != nil {
		return nil, err
	}
	rows := plain.Each(out.ServiceDeployments, c.serviceDeployment)
	place := map[string]int{}
	for i, d := range batch {
		place[d.ARN] = i
	}
	slices.SortStableFunc(rows, func(a, b ServiceDeployment) int { return place[a.ARN] - place[b.ARN] })
	err = c.resolve(ctx, op, rows)
	if err == nil {
		err = call.Failed(op, out.Failures)
	}
	return rows, err
}

// revisionsOf are the service revisions that a deployment names.
func revisionsOf(d ServiceDeployment) []string {
	arns := []string{d.To, d.RollbackTo}
	for _, r := range d.Sources {
		arns = append(arns, r.ARN)
	}
	return slices.DeleteFunc(arns, func(arn string) bool { return arn == "" })
}

// resolve fills in what the revisions of deployments say.
func (c *rolloutReader) resolve(ctx context.Context, op call.Operation, rows []ServiceDeployment) error {
	var missing []string
	for _, d := range rows {
		for _, arn := range revisionsOf(d) {
			if _, known := c.kept.get(arn); !known && !slices.Contains(missing, arn) {
				missing = append(missing, arn)
			}
		}
	}
	var trouble error
	for batch := range slices.Chunk(missing, 20) {
		op.Action = "DescribeServiceRevisions"
		out, err := call.Read(ctx, c.Caller, op, c.ecs.DescribeServiceRevisions, &ecs.DescribeServiceRevisionsInput{ServiceRevisionArns: batch})
		if err == nil {
			err = call.Failed(op, out.Failures)
			for _, r := range out.ServiceRevisions {
				c.kept.put(plain.Text(r.ServiceRevisionArn), r)
			}
		}
		if trouble == nil {
			trouble = err // the others of a listing fail alike
		}
	}
	c.fill(rows)
	return trouble
}

// fill tells deployments what is known of the revisions they name.
func (c *rolloutReader) fill(rows []ServiceDeployment) {
	for i := range rows {
		d := &rows[i]
		d.Revision, d.Images = c.holds(d.To)
		d.Target.Revision, d.Target.Images, d.Target.Groups = d.Revision, d.Images, c.groups(d.To)
		d.BackTo, _ = c.holds(d.RollbackTo)
		for j := range d.Sources {
			d.Sources[j].Revision, d.Sources[j].Images = c.holds(d.Sources[j].ARN)
			d.Sources[j].Groups = c.groups(d.Sources[j].ARN)
		}
	}
}

// holds is the task definition of a service revision, family:number, and its images; empty where they are not known.
func (c *rolloutReader) holds(arn string) (revision string, images []ContainerImage) {
	r, ok := c.kept.get(arn)
	if !ok || arn == "" {
		return "", nil
	}
	return plain.Short(plain.Text(r.TaskDefinition)), plain.Each(r.ContainerImages, func(k types.ContainerImage) ContainerImage {
		return ContainerImage{Container: plain.Text(k.ContainerName), Image: plain.Text(k.Image), Digest: plain.Text(k.ImageDigest)}
	})
}

// groups are the names of the target groups of a service revision: which of two it has is another with each deployment.
func (c *rolloutReader) groups(arn string) (names []string) {
	r, ok := c.kept.get(arn)
	if !ok || arn == "" || r.ResolvedConfiguration == nil {
		return nil
	}
	for _, b := range r.ResolvedConfiguration.LoadBalancers {
		if name := targetGroupName(plain.Text(b.TargetGroupArn)); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// targetGroupName is the name of a target group, by its ARN.
func targetGroupName(arn string) string {
	_, rest, _ := strings.Cut(arn, ":targetgroup/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

func (c *rolloutReader) brief(b types.ServiceDeploymentBrief) ServiceDeployment {
	return ServiceDeployment{
		ARN: plain.Text(b.ServiceDeploymentArn), ID: plain.Short(plain.Text(b.ServiceDeploymentArn)), Service: plain.Short(plain.Text(b.ServiceArn)),
		Cluster: plain.Short(plain.Text(b.ClusterArn)), Status: plain.Word(b.Status), Reason: plain.Text(b.StatusReason), To: plain.Text(b.TargetServiceRevisionArn),
		Created: plain.When(b.CreatedAt), Started: plain.When(b.StartedAt), Finished: plain.When(b.FinishedAt), Seen: c.Stamp(),
	}
}

func (c *rolloutReader) serviceDeployment(d types.ServiceDeployment) ServiceDeployment {
	out := ServiceDeployment{
		ARN: plain.Text(d.ServiceDeploymentArn), ID: plain.Short(plain.Text(d.ServiceDeploymentArn)), Service: plain.Short(plain.Text(d.ServiceArn)),
		Cluster: plain.Short(plain.Text(d.ClusterArn)), Status: plain.Word(d.Status), Reason: plain.Text(d.StatusReason), Stage: plain.Word(d.LifecycleStage),
		Sources: plain.Each(d.SourceServiceRevisions, revisionShare), Rules: rollout(d.DeploymentConfiguration),
		Created: plain.When(d.CreatedAt), Started: plain.When(d.StartedAt), Finished: plain.When(d.FinishedAt), Stopped: plain.When(d.StoppedAt),
		Hooks: plain.Each(d.LifecycleHookDetails, hook), Described: true, Seen: c.Stamp(),
	}
	if r := d.TargetServiceRevision; r != nil {
		out.Target, out.To = revisionShare(*r), plain.Text(r.Arn)
		out.Requested, out.Running, out.Pending = out.Target.Requested, out.Target.Running, out.Target.Pending
	}
	if b := d.DeploymentCircuitBreaker; b != nil {
		out.Breaker = Breaker{Status: plain.Word(b.Status), Count: int(b.FailureCount), Threshold: int(b.Threshold)}
	}
	if d.Alarms != nil {
		out.Alarms, out.Triggered = plain.Texts(d.Alarms.AlarmNames), plain.Texts(d.Alarms.TriggeredAlarmNames)
	}
	if b := d.Rollback; b != nil {
		out.RollbackReason, out.RollbackStarted, out.RollbackTo = plain.Text(b.Reason), plain.When(b.StartedAt), plain.Text(b.ServiceRevisionArn)
	}
	return out
}
