package world

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
)

// scaling answers the calls about what Application Auto Scaling does.
type scaling struct {
	origin
	*gauge
	clusters *directory
	services *serviceActions
	scalers  []*scaler
}

// register keeps the desired count of a service (cluster/name) between least and most, and its CPU at so many percent; 0 is
// no policy.
func (x *scaling) register(service string, least, most int32, percent float64) {
	id, h := "service/"+service, fnv.New64a() // not the world's chance: registering must not change the story
	h.Write([]byte(service))
	x.scalers = slices.DeleteFunc(x.scalers, func(s *scaler) bool { return s.id() == id })
	x.scalers = append(x.scalers, &scaler{target: types.ScalableTarget{
		ServiceNamespace: types.ServiceNamespaceEcs, ScalableDimension: types.ScalableDimensionECSServiceDesiredCount,
		ResourceId: &id, MinCapacity: &least, MaxCapacity: &most, CreationTime: moment(x.now),
		RoleARN: new("arn:aws:iam::" + x.number + ":role/aws-service-role/ecs.application-autoscaling.amazonaws.com/" +
			"AWSServiceRoleForApplicationAutoScaling_ECSService"),
		ScalableTargetARN: new("arn:aws:application-autoscaling:" + x.region + ":" + x.number + ":scalable-target/" + fmt.Sprintf("0ec5%028x", h.Sum64())),
		SuspendedState: &types.SuspendedState{DynamicScalingInSuspended: new(false), DynamicScalingOutSuspended: new(false),
			ScheduledScalingSuspended: new(false)},
	}})
	if percent > 0 {
		x.scalers[len(x.scalers)-1].keep(percent)
	}
	slices.SortFunc(x.scalers, func(a, b *scaler) int { return strings.Compare(a.id(), b.id()) })
}

func (x *scaling) describeTargets(in *applicationautoscaling.DescribeScalableTargetsInput) (
	*applicationautoscaling.DescribeScalableTargetsOutput, error,
) {
	if len(in.ResourceIds) > 50 {
		return nil, fault("ValidationException", "ResourceIds must have at most 50 members.")
	}
	var found []types.ScalableTarget
	for _, s := range x.scalers {
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
