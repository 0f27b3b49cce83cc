package world

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
)

// enroll registers a service with Application Auto Scaling, or changes the limits that it has there.
func (x *scaling) enroll(in *applicationautoscaling.RegisterScalableTargetInput) (*applicationautoscaling.RegisterScalableTargetOutput, error) {
	id := value(in.ResourceId)
	if in.ServiceNamespace != types.ServiceNamespaceEcs || in.ScalableDimension != types.ScalableDimensionECSServiceDesiredCount {
		return nil, fault("ValidationException", "The simulator scales the desired count of ECS services only. (the simulator's wording)")
	}
	known := x.find(id)
	least, most := in.MinCapacity, in.MaxCapacity
	if known != nil {
		least, most = pick(least, known.target.MinCapacity), pick(most, known.target.MaxCapacity)
	}
	switch {
	case x.service(&scaler{target: types.ScalableTarget{ResourceId: &id}}) == nil:
		return nil, fault("ValidationException", "ECS service doesn't exist: %s", id)
	case least == nil || most == nil:
		return nil, fault("ValidationException", "MinCapacity and MaxCapacity are required for a target that is not registered yet. (the simulator's wording)")
	case *least < 0 || *least > *most:
		return nil, fault("ValidationException", "MinCapacity is %d and MaxCapacity %d. Use 0 or more, and no more than the maximum. (the simulator's wording)", *least, *most)
	}
	if known == nil {
		x.register(strings.TrimPrefix(id, "service/"), *least, *most, 0)
		known = x.find(id)
	}
	known.target.MinCapacity, known.target.MaxCapacity = least, most
	if in.SuspendedState != nil {
		known.target.SuspendedState = in.SuspendedState
	}
	return &applicationautoscaling.RegisterScalableTargetOutput{ScalableTargetARN: clone(known.target.ScalableTargetARN)}, nil
}

// dismiss has Application Auto Scaling forget a service.
func (x *scaling) dismiss(in *applicationautoscaling.DeregisterScalableTargetInput) (*applicationautoscaling.DeregisterScalableTargetOutput, error) {
	known := x.find(value(in.ResourceId))
	if known == nil || in.ServiceNamespace != known.target.ServiceNamespace {
		return nil, fault("ObjectNotFoundException", "No scalable target found for service namespace: %s, resource ID: %s, scalable dimension: %s",
			in.ServiceNamespace, value(in.ResourceId), in.ScalableDimension)
	}
	x.scalers = slices.DeleteFunc(x.scalers, func(s *scaler) bool { return s == known })
	return &applicationautoscaling.DeregisterScalableTargetOutput{}, nil
}
