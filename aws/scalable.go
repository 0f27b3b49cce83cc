package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
)

// scalable reads within which limits auto scaling keeps a service, and nothing else of it; nil where none is registered.
func (c *Client) scalable(ctx context.Context, cluster, service string) (*Scaling, error) {
	op := operation{"DescribeScalableTargets", "describe auto scaling of " + Clean(cluster) + "/" + Clean(service)}
	out, err := retry(ctx, c, op, func(ctx context.Context) (*applicationautoscaling.DescribeScalableTargetsOutput, error) {
		return c.scaling.DescribeScalableTargets(ctx, &applicationautoscaling.DescribeScalableTargetsInput{
			ServiceNamespace: types.ServiceNamespaceEcs, ScalableDimension: types.ScalableDimensionECSServiceDesiredCount,
			ResourceIds: []string{"service/" + cluster + "/" + service},
		})
	})
	if err != nil || len(out.ScalableTargets) == 0 {
		return nil, err
	}
	t := out.ScalableTargets[0]
	s := &Scaling{Service: Clean(service), Cluster: Clean(cluster), Registered: true, Min: number(t.MinCapacity), Max: number(t.MaxCapacity), Seen: c.now()}
	if p := t.SuspendedState; p != nil {
		s.SuspendedIn, s.SuspendedOut = yes(p.DynamicScalingInSuspended), yes(p.DynamicScalingOutSuspended)
		s.SuspendedSchedule = yes(p.ScheduledScalingSuspended)
	}
	return s, nil
}
