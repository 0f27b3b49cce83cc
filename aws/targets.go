package aws

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// groupsKept is for how long a target group's own settings are believed; the health of its targets never is.
const groupsKept = 5 * time.Minute

// balancers reads target groups, and remembers their settings.
type balancers struct {
	client *elb.Client
	groups *cache[TargetGroup]
}

func newBalancers(cfg awssdk.Config, endpoint *string) *balancers {
	return &balancers{groups: newCache[TargetGroup](2000), client: elb.NewFromConfig(cfg, func(o *elb.Options) {
		o.BaseEndpoint, o.Retryer = endpoint, awssdk.NopRetryer{}
	})}
}

// targetReader reads the targets of services in load balancers.
type targetReader struct {
	*call.Caller
	balancers *balancers
}

// Targets reads the target groups of a service's load balancers, those of its task sets and of the other colour
// included, each with the health of its targets: one call a group, and every five minutes another one for each and one
// for all. Healthy targets have neither reason nor description. Groups that cannot be read are missing, and the error
// is about them; one of which only the settings cannot be read has just its name and its targets. Which task a target
// belongs to, [TargetGroup.Of] finds out. A service without target groups has an empty list, which is not nil.
func (c *targetReader) Targets(ctx context.Context, s Service) ([]TargetGroup, error) {
	if err := s.Lacks(LoadBalancerList); err != nil {
		return []TargetGroup{}, err
	}
	arns := s.TargetGroups()
	if len(arns) == 0 {
		return []TargetGroup{}, nil
	}
	words := call.Of("describe targets of "+clean.Text(s.Name), s.Cluster)
	errs := c.describeGroups(ctx, arns, words)
	groups, failures := make([]TargetGroup, len(arns)), make([]error, len(arns))
	groups[0], failures[0] = c.targetGroup(ctx, arns[0], words)
	if call.KindOf(failures[0]) == call.Denied { // IAM knows no permission for single target groups here
		return []TargetGroup{}, call.Joined(words, append(errs, failures[0]))
	}
	var all sync.WaitGroup
	for i, arn := range arns[1:] {
		all.Go(func() {
			failures[i+1] = call.Sound(words, func() (err error) { groups[i+1], err = c.targetGroup(ctx, arn, words); return err })()
		})
	}
	all.Wait()
	out := make([]TargetGroup, 0, len(arns))
	for i, g := range groups {
		if failures[i] == nil {
			out = append(out, g)
		} else {
			errs = append(errs, failures[i])
		}
	}
	return out, call.Joined(words, errs)
}

// TargetGroups are the ARNs of the target groups that a service sends its tasks to, each once.
func (s Service) TargetGroups() []string {
	var arns []string
	add := func(list []LoadBalancer) {
		for _, b := range list {
			for _, arn := range []string{b.TargetGroup, b.Alternate} {
				if arn != "" && !slices.Contains(arns, arn) {
					arns = append(arns, arn)
				}
			}
		}
	}
	add(s.LoadBalancers)
	for _, t := range s.TaskSets {
		add(t.LoadBalancers)
	}
	return arns
}

// describeGroups reads the settings of those groups that are not known well enough. One that is gone fails the call for
// all, so they are asked for one by one then.
func (c *targetReader) describeGroups(ctx context.Context, arns []string, words string) []error {
	arns = slices.DeleteFunc(slices.Clone(arns), func(arn string) bool {
		g, ok := c.balancers.groups.get(arn)
		return ok && c.Clock.Now().Sub(g.Seen) < groupsKept
	})
	if len(arns) == 0 {
		return nil
	}
	out, err := call.Retry(ctx, c.Caller, call.Op("DescribeTargetGroups", words), func(ctx context.Context) (*elb.DescribeTargetGroupsOutput, error) {
		return c.balancers.client.DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{TargetGroupArns: arns})
	})
	switch {
	case err == nil:
		for _, g := range out.TargetGroups {
			c.balancers.groups.put(plain.Text(g.TargetGroupArn), c.describedGroup(ctx, g, words))
		}
		return nil
	case call.KindOf(err) != call.NotFound:
		return []error{err}
	case len(arns) == 1: // its targets cannot be found either, and that is the error
		return nil
	}
	var errs []error
	for _, arn := range arns {
		errs = append(errs, c.describeGroups(ctx, []string{arn}, words)...)
	}
	return errs
}

// describedGroup is a target group without its targets. Its drain time takes a call of its own; it stays zero where
// that is refused, which is no reason to show nothing.
func (c *targetReader) describedGroup(ctx context.Context, g types.TargetGroup, words string) TargetGroup {
	out := TargetGroup{
		ARN: plain.Text(g.TargetGroupArn), Name: cmp.Or(plain.Text(g.TargetGroupName), groupName(plain.Text(g.TargetGroupArn))), Type: plain.Word(g.TargetType), Protocol: plain.Word(g.Protocol), Port: plain.Number(g.Port),
		Path: plain.Text(g.HealthCheckPath), Interval: plain.Seconds(g.HealthCheckIntervalSeconds), Timeout: plain.Seconds(g.HealthCheckTimeoutSeconds),
		Healthy: plain.Number(g.HealthyThresholdCount), Unhealthy: plain.Number(g.UnhealthyThresholdCount), Balancers: plain.Each(g.LoadBalancerArns, clean.Text), Seen: c.Clock.Now(),
	}
	if m := g.Matcher; m != nil {
		out.Matcher = cmp.Or(plain.Text(m.HttpCode), plain.Text(m.GrpcCode))
	}
	attributes, err := call.Retry(ctx, c.Caller, call.Op("DescribeTargetGroupAttributes", words), func(ctx context.Context) (*elb.DescribeTargetGroupAttributesOutput, error) {
		return c.balancers.client.DescribeTargetGroupAttributes(ctx, &elb.DescribeTargetGroupAttributesInput{TargetGroupArn: g.TargetGroupArn})
	})
	if err != nil {
		return out
	}
	for _, a := range attributes.Attributes {
		if d, err := time.ParseDuration(plain.Text(a.Value) + "s"); plain.Text(a.Key) == "deregistration_delay.timeout_seconds" && err == nil {
			out.Deregistration = d
		}
	}
	return out
}

// targetGroup is a target group with its targets.
func (c *targetReader) targetGroup(ctx context.Context, arn, words string) (TargetGroup, error) {
	out, err := call.Retry(ctx, c.Caller, call.Op("DescribeTargetHealth", words), func(ctx context.Context) (*elb.DescribeTargetHealthOutput, error) {
		return c.balancers.client.DescribeTargetHealth(ctx, &elb.DescribeTargetHealthInput{TargetGroupArn: &arn})
	})
	if err != nil {
		return TargetGroup{}, err
	}
	g, ok := c.balancers.groups.get(arn)
	if !ok {
		g = TargetGroup{ARN: arn, Name: groupName(arn)}
	}
	g.Targets, g.Seen = plain.Each(out.TargetHealthDescriptions, target), c.Stamp()
	return g, nil
}

func target(d types.TargetHealthDescription) Target {
	var out Target
	if t := d.Target; t != nil {
		out.ID, out.Port, out.Zone = plain.Text(t.Id), plain.Number(t.Port), plain.Text(t.AvailabilityZone)
	}
	if h := d.TargetHealth; h != nil {
		out.State, out.Reason, out.Description = plain.Word(h.State), plain.Word(h.Reason), plain.Text(h.Description)
	}
	return out
}
