package aws

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// activities is how many of the last activities are read.
const activities = 20

// scalingReader reads how Application Auto Scaling keeps a service's desired count.
type scalingReader struct {
	*call.Caller
	api *applicationautoscaling.Client
}

// Scaling reads what Application Auto Scaling does to a service: its limits and what is suspended, its policies and
// schedules, and its last twenty activities, those that did nothing included, with their reasons. A service that is not
// registered has a Scaling that is not Registered, which is no error. What cannot be read of a registered one is empty,
// and the error says what that was; the limits are there then.
func (c *scalingReader) Scaling(ctx context.Context, cluster, service string) (Scaling, error) {
	cluster, service = plain.Short(cluster), plain.Short(service)
	found, err := c.Scalable(ctx, cluster, service)
	if err != nil || found == nil {
		return Scaling{Service: clean.Text(service), Cluster: clean.Text(cluster), Seen: c.Stamp()}, err
	}
	s, errs, words := *found, make([]error, 3), "describe auto scaling of "+clean.Text(cluster)+"/"+clean.Text(service)
	var all sync.WaitGroup
	for i, read := range []func() error{
		func() (err error) { s.Policies, err = c.scalingPolicies(ctx, cluster, service); return err },
		func() (err error) { s.Schedules, err = c.scheduledActions(ctx, cluster, service); return err },
		func() (err error) { s.Activities, err = c.scalingActivities(ctx, cluster, service); return err },
	} {
		all.Go(func() { errs[i] = call.Sound(words, read)() })
	}
	all.Wait()
	return s, call.Joined(words, slices.DeleteFunc(errs, func(err error) bool { return err == nil }))
}

// ScalingPolicies reads the scaling policies of a service and nothing else of its auto scaling: one call.
func (c *scalingReader) ScalingPolicies(ctx context.Context, cluster, service string) ([]ScalingPolicy, error) {
	return c.scalingPolicies(ctx, cluster, service)
}

func (c *scalingReader) scalingPolicies(ctx context.Context, cluster, service string) (all []ScalingPolicy, err error) {
	in := &applicationautoscaling.DescribeScalingPoliciesInput{ServiceNamespace: types.ServiceNamespaceEcs,
		ScalableDimension: types.ScalableDimensionECSServiceDesiredCount, ResourceId: new("service/" + cluster + "/" + service)}
	op := call.Op("DescribeScalingPolicies", "describe scaling policies of "+clean.Text(cluster)+"/"+clean.Text(service))
	for pages := (call.Paging{}); ; {
		out, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*applicationautoscaling.DescribeScalingPoliciesOutput, error) {
			return c.api.DescribeScalingPolicies(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		all = append(all, plain.Each(out.ScalingPolicies, scalingPolicy)...)
		if in.NextToken, err = pages.Next(op.Words, out.NextToken, len(out.ScalingPolicies)); in.NextToken == nil {
			return all, err
		}
	}
}

func scalingPolicy(p types.ScalingPolicy) ScalingPolicy {
	out := ScalingPolicy{Name: plain.Text(p.PolicyName), Type: plain.Word(p.PolicyType),
		Alarms: plain.Each(p.Alarms, func(a types.Alarm) string { return plain.Text(a.AlarmName) })}
	if t := p.TargetTrackingScalingPolicyConfiguration; t != nil {
		out.InOff = plain.Yes(t.DisableScaleIn)
		if t.TargetValue != nil {
			out.Target = *t.TargetValue
		}
		if m := t.PredefinedMetricSpecification; m != nil {
			out.Metric = plain.Word(m.PredefinedMetricType)
		}
		if m := t.CustomizedMetricSpecification; m != nil {
			out.Metric = customMetric(m)
		}
	}
	if t := p.PredictiveScalingPolicyConfiguration; t != nil && len(t.MetricSpecifications) > 0 {
		m := t.MetricSpecifications[0]
		if m.TargetValue != nil {
			out.Target = *m.TargetValue
		}
		if pair := m.PredefinedMetricPairSpecification; pair != nil {
			out.Metric = plain.Text(pair.PredefinedMetricType)
		}
	}
	return out
}

// customMetric names a metric of the account's own, or the formula over several.
func customMetric(m *types.CustomizedMetricSpecification) string {
	name := plain.Text(m.MetricName)
	if space := plain.Text(m.Namespace); space != "" {
		name = space + " " + name
	}
	for _, q := range m.Metrics {
		if q.ReturnData == nil || *q.ReturnData {
			name = cmp.Or(plain.Text(q.Label), plain.Text(q.Expression), plain.Text(q.Id))
		}
	}
	return name
}

func (c *scalingReader) scheduledActions(ctx context.Context, cluster, service string) (all []ScheduledAction, err error) {
	in := &applicationautoscaling.DescribeScheduledActionsInput{ServiceNamespace: types.ServiceNamespaceEcs,
		ScalableDimension: types.ScalableDimensionECSServiceDesiredCount, ResourceId: new("service/" + cluster + "/" + service)}
	op := call.Op("DescribeScheduledActions", "describe scheduled scaling of "+clean.Text(cluster)+"/"+clean.Text(service))
	for pages := (call.Paging{}); ; {
		out, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*applicationautoscaling.DescribeScheduledActionsOutput, error) {
			return c.api.DescribeScheduledActions(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		all = append(all, plain.Each(out.ScheduledActions, scheduledAction)...)
		if in.NextToken, err = pages.Next(op.Words, out.NextToken, len(out.ScheduledActions)); in.NextToken == nil {
			return all, err
		}
	}
}

func scheduledAction(a types.ScheduledAction) ScheduledAction {
	out := ScheduledAction{Name: plain.Text(a.ScheduledActionName), Schedule: plain.Text(a.Schedule), Zone: plain.Text(a.Timezone), Min: -1, Max: -1}
	if t := a.ScalableTargetAction; t != nil {
		if t.MinCapacity != nil {
			out.Min = plain.Number(t.MinCapacity)
		}
		if t.MaxCapacity != nil {
			out.Max = plain.Number(t.MaxCapacity)
		}
	}
	return out
}

func (c *scalingReader) scalingActivities(ctx context.Context, cluster, service string) ([]ScalingActivity, error) {
	op := call.Op("DescribeScalingActivities", "describe scaling activities of "+clean.Text(cluster)+"/"+clean.Text(service))
	out, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*applicationautoscaling.DescribeScalingActivitiesOutput, error) {
		return c.api.DescribeScalingActivities(ctx, &applicationautoscaling.DescribeScalingActivitiesInput{
			ServiceNamespace: types.ServiceNamespaceEcs, ScalableDimension: types.ScalableDimensionECSServiceDesiredCount,
			ResourceId: new("service/" + cluster + "/" + service), IncludeNotScaledActivities: new(true), MaxResults: new(int32(activities)),
		})
	})
	if err != nil {
		return nil, err
	}
	return plain.Each(out.ScalingActivities, scalingActivity), nil
}

func scalingActivity(a types.ScalingActivity) ScalingActivity {
	return ScalingActivity{ID: plain.Text(a.ActivityId), Status: plain.Word(a.StatusCode), Cause: plain.Text(a.Cause), Description: plain.Text(a.Description),
		Message: plain.Text(a.StatusMessage), Started: plain.When(a.StartTime), Ended: plain.When(a.EndTime),
		NotScaled: plain.Each(a.NotScaledReasons, func(n types.NotScaledReason) NotScaled {
			return NotScaled{plain.Text(n.Code), plain.Number(n.CurrentCapacity), plain.Number(n.MinCapacity), plain.Number(n.MaxCapacity)}
		})}
}

// LastScaled is what auto scaling did last to the services of all clusters, by cluster/name: one call for the newest fifty activities,
// those that did nothing left out. A service with none among them is not in it.
func (c *scalingReader) LastScaled(ctx context.Context) (map[string]ScalingActivity, error) {
	op := call.Op("DescribeScalingActivities", "describe scaling activities of all clusters")
	out, err := call.Retry(ctx, c.Caller, op, func(ctx context.Context) (*applicationautoscaling.DescribeScalingActivitiesOutput, error) {
		return c.api.DescribeScalingActivities(ctx, &applicationautoscaling.DescribeScalingActivitiesInput{ServiceNamespace: types.ServiceNamespaceEcs})
	})
	if err != nil {
		return nil, err
	}
	last := map[string]ScalingActivity{}
	for _, raw := range out.ScalingActivities {
		of, ok := strings.CutPrefix(plain.Text(raw.ResourceId), "service/")
		if a := scalingActivity(raw); ok && !a.Started.Before(last[of].Started) {
			last[of] = a
		}
	}
	return last, nil
}
