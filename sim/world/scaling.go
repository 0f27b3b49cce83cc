package world

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
)

// SeedScalable registers a service (cluster/name) with Application Auto Scaling, which then keeps its desired count
// between least and most, and its CPU at 60 %. The world itself does not scale anything for it: [World.Scale] does.
func (w *World) SeedScalable(service string, least, most int32) {
	w.lock.Lock()
	defer w.lock.Unlock()
	id, h := "service/"+service, fnv.New64a() // not the world's chance: registering must not change the story
	h.Write([]byte(service))
	w.scalers = slices.DeleteFunc(w.scalers, func(s *scaler) bool { return s.id() == id })
	w.scalers = append(w.scalers, &scaler{cpu: 60, target: types.ScalableTarget{
		ServiceNamespace: types.ServiceNamespaceEcs, ScalableDimension: types.ScalableDimensionECSServiceDesiredCount,
		ResourceId: &id, MinCapacity: &least, MaxCapacity: &most, CreationTime: moment(w.now),
		RoleARN: new("arn:aws:iam::" + w.number + ":role/aws-service-role/ecs.application-autoscaling.amazonaws.com/" +
			"AWSServiceRoleForApplicationAutoScaling_ECSService"),
		ScalableTargetARN: new("arn:aws:application-autoscaling:" + w.region + ":" + w.number + ":scalable-target/" + fmt.Sprintf("0ec5%028x", h.Sum64())),
		SuspendedState: &types.SuspendedState{DynamicScalingInSuspended: new(false), DynamicScalingOutSuspended: new(false),
			ScheduledScalingSuspended: new(false)},
	}})
	slices.SortFunc(w.scalers, func(a, b *scaler) int { return strings.Compare(a.id(), b.id()) })
}

// DescribeScalableTargets lists what is registered with Application Auto Scaling, 50 a page.
func (w *World) DescribeScalableTargets(in *applicationautoscaling.DescribeScalableTargetsInput) (
	*applicationautoscaling.DescribeScalableTargetsOutput, error,
) {
	return do(w, in, w.describeScalableTargets)
}

func (a *account) describeScalableTargets(in *applicationautoscaling.DescribeScalableTargetsInput) (
	*applicationautoscaling.DescribeScalableTargetsOutput, error,
) {
	if len(in.ResourceIds) > 50 {
		return nil, fault("ValidationException", "ResourceIds must have at most 50 members.")
	}
	var found []types.ScalableTarget
	for _, s := range a.scalers {
		t := s.target
		if in.ServiceNamespace == t.ServiceNamespace && (in.ScalableDimension == "" || in.ScalableDimension == t.ScalableDimension) &&
			(len(in.ResourceIds) == 0 || slices.Contains(in.ResourceIds, *t.ResourceId)) {
			found = append(found, t)
		}
	}
	page, next, err := list[types.ScalableTarget]{
		query: "scalable" + strings.Join(in.ResourceIds, ","), token: in.NextToken, size: in.MaxResults, def: 50, max: 50,
		items: found, key: func(t types.ScalableTarget) string { return *t.ResourceId },
	}.page()
	if err != nil {
		return nil, err
	}
	return &applicationautoscaling.DescribeScalableTargetsOutput{ScalableTargets: append([]types.ScalableTarget{}, clone(page)...), NextToken: next}, nil
}
