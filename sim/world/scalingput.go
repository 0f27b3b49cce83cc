package world

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
)

// policyActions answer the calls that make and delete scaling policies.
type policyActions struct{ *scaling }

// putPolicy gives a registered service a policy, or changes one.
func (x policyActions) putPolicy(in *applicationautoscaling.PutScalingPolicyInput) (*applicationautoscaling.PutScalingPolicyOutput, error) {
	s := x.find(value(in.ResourceId))
	if s == nil || in.ServiceNamespace != s.target.ServiceNamespace || in.ScalableDimension != s.target.ScalableDimension {
		return nil, fault("ObjectNotFoundException", "No scalable target registered for service namespace: %s, resource ID: %s, scalable dimension: %s",
			in.ServiceNamespace, value(in.ResourceId), in.ScalableDimension)
	}
	p := types.ScalingPolicy{PolicyName: in.PolicyName, PolicyType: either(in.PolicyType, types.PolicyTypeStepScaling), CreationTime: new(x.now),
		StepScalingPolicyConfiguration: in.StepScalingPolicyConfiguration, TargetTrackingScalingPolicyConfiguration: in.TargetTrackingScalingPolicyConfiguration,
		PredictiveScalingPolicyConfiguration: in.PredictiveScalingPolicyConfiguration}
	if err := configured(p); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(s.policies, func(o types.ScalingPolicy) bool { return *o.PolicyName == *p.PolicyName })
	switch {
	case i >= 0 && s.policies[i].PolicyType != p.PolicyType:
		return nil, fault("ValidationException", "The type of policy %s is %s and cannot be changed. (the simulator's wording)", *p.PolicyName, string(s.policies[i].PolicyType))
	case i >= 0:
		p.CreationTime = s.policies[i].CreationTime
		s.policies[i] = p
	default:
		s.policies = append(s.policies, p)
		slices.SortFunc(s.policies, func(a, b types.ScalingPolicy) int { return strings.Compare(*a.PolicyName, *b.PolicyName) })
	}
	v := x.policyView(s, p)
	return &applicationautoscaling.PutScalingPolicyOutput{PolicyARN: v.PolicyARN, Alarms: v.Alarms}, nil
}

// configured refuses a policy whose type and configuration do not go together.
func configured(p types.ScalingPolicy) error {
	t := p.TargetTrackingScalingPolicyConfiguration
	switch {
	case p.PolicyType == types.PolicyTypeTargetTrackingScaling && t == nil,
		p.PolicyType == types.PolicyTypeStepScaling && p.StepScalingPolicyConfiguration == nil,
		p.PolicyType == types.PolicyTypePredictiveScaling && p.PredictiveScalingPolicyConfiguration == nil:
		return fault("ValidationException", "A policy of type %s needs its configuration. (the simulator's wording)", string(p.PolicyType))
	case t != nil && t.TargetValue == nil:
		return fault("ValidationException", "TargetValue is required. (the simulator's wording)")
	case t != nil && t.PredefinedMetricSpecification == nil && t.CustomizedMetricSpecification == nil:
		return fault("ValidationException", "A predefined or a customized metric specification is required. (the simulator's wording)")
	}
	return nil
}

// dropPolicy takes a policy away.
func (x policyActions) dropPolicy(in *applicationautoscaling.DeleteScalingPolicyInput) (*applicationautoscaling.DeleteScalingPolicyOutput, error) {
	if s := x.find(value(in.ResourceId)); s != nil {
		left := slices.DeleteFunc(slices.Clone(s.policies), func(p types.ScalingPolicy) bool { return *p.PolicyName == *in.PolicyName })
		if len(left) < len(s.policies) {
			s.policies = left
			return &applicationautoscaling.DeleteScalingPolicyOutput{}, nil
		}
	}
	return nil, fault("ObjectNotFoundException", "No scaling policy found for service namespace: %s, resource ID: %s, scalable dimension: %s, policy name: %s",
		in.ServiceNamespace, value(in.ResourceId), in.ScalableDimension, value(in.PolicyName))
}
