package world

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
)

// scaler is a service that is registered with Application Auto Scaling, and the policies it has there.
type scaler struct {
	target    types.ScalableTarget
	policies  []types.ScalingPolicy // as they were put: without ARN and alarms
	schedules []types.ScheduledAction
	acts      []types.ScalingActivity // oldest first
}

func (s *scaler) id() string { return *s.target.ResourceId }

// tracking is the policy that keeps the CPU at a target, if there is one, and that target, in percent; 0 for none.
func (s *scaler) tracking() (types.ScalingPolicy, float64) {
	for _, p := range s.policies {
		c := p.TargetTrackingScalingPolicyConfiguration
		if c != nil && c.PredefinedMetricSpecification != nil && c.PredefinedMetricSpecification.PredefinedMetricType == types.MetricTypeECSServiceAverageCPUUtilization {
			return p, value(c.TargetValue)
		}
	}
	return types.ScalingPolicy{}, 0
}

// cpu is the CPU that a policy keeps, in percent; 0 where none does.
func (s *scaler) cpu() float64 {
	_, percent := s.tracking()
	return percent
}

// policy is the name of that policy.
func (s *scaler) policy() string {
	p, _ := s.tracking()
	return value(p.PolicyName)
}

// keep gives the service a policy to keep its CPU at so many percent.
func (s *scaler) keep(percent float64) {
	s.policies = append(s.policies, types.ScalingPolicy{PolicyName: new(fmt.Sprintf("cpu-%.0f", percent)), PolicyType: types.PolicyTypeTargetTrackingScaling,
		CreationTime: clone(s.target.CreationTime), TargetTrackingScalingPolicyConfiguration: &types.TargetTrackingScalingPolicyConfiguration{
			TargetValue: &percent, ScaleOutCooldown: new(int32(60)), ScaleInCooldown: new(int32(300)), DisableScaleIn: new(false),
			PredefinedMetricSpecification: &types.PredefinedMetricSpecification{PredefinedMetricType: types.MetricTypeECSServiceAverageCPUUtilization},
		}})
}

// alarm is the name of the alarm that target tracking has made: AlarmHigh or AlarmLow.
func (s *scaler) alarm(which string) string {
	return "TargetTracking-" + s.id() + "-" + which + "-" + hashed(s.id(), which)
}

// hashed is a UUID made of texts; unlike a random one it leaves the world's chance alone.
func hashed(texts ...string) string {
	h := fnv.New128a()
	for _, t := range texts {
		h.Write([]byte(t))
		h.Write([]byte{0})
	}
	b := h.Sum(nil)
	return uuid(binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:]))
}

// find finds a registered service by its resource id; nil when there is none.
func (x *scaling) find(id string) *scaler {
	i := slices.IndexFunc(x.scalers, func(s *scaler) bool { return s.id() == id })
	if i < 0 {
		return nil
	}
	return x.scalers[i]
}

// service is the service that is scaled; nil when it is gone.
func (x *scaling) service(s *scaler) *service {
	parts := strings.Split(s.id(), "/")
	if len(parts) != 3 || x.clusters.named[parts[1]] == nil {
		return nil
	}
	found := x.clusters.named[parts[1]].serviceNamed[parts[2]]
	if found == nil || found.status != "ACTIVE" {
		return nil
	}
	return found
}
func (x *scaling) describePolicies(in *applicationautoscaling.DescribeScalingPoliciesInput) (
	*applicationautoscaling.DescribeScalingPoliciesOutput, error,
) {
	var found []types.ScalingPolicy
	for _, s := range x.scalers {
		if in.ServiceNamespace != s.target.ServiceNamespace || in.ResourceId != nil && *in.ResourceId != s.id() ||
			in.ScalableDimension != "" && in.ScalableDimension != s.target.ScalableDimension {
			continue
		}
		for _, p := range s.policies {
			if len(in.PolicyNames) == 0 || slices.Contains(in.PolicyNames, *p.PolicyName) {
				found = append(found, x.policyView(s, p))
			}
		}
	}
	page, next, err := list[types.ScalingPolicy]{
		query: "policies" + value(in.ResourceId), token: in.NextToken, size: in.MaxResults, def: 10, max: 10, items: found,
		key: func(p types.ScalingPolicy) string { return *p.ResourceId + " " + *p.PolicyName },
	}.page()
	if err != nil {
		return nil, err
	}
	return &applicationautoscaling.DescribeScalingPoliciesOutput{ScalingPolicies: append([]types.ScalingPolicy{}, page...), NextToken: next}, nil
}

// policyARN is the ARN of a policy.
func (o origin) policy(s *scaler, name string) string {
	return fmt.Sprintf("arn:aws:autoscaling:%s:%s:scalingPolicy:%s:resource/ecs/%s:policyName/%s", o.region, o.number, hashed(s.id(), "policy"), s.id(), name)
}

func (x *scaling) policyView(s *scaler, p types.ScalingPolicy) types.ScalingPolicy {
	v := clone(p)
	v.ResourceId, v.ScalableDimension, v.ServiceNamespace = new(s.id()), s.target.ScalableDimension, s.target.ServiceNamespace
	v.PolicyARN, v.Alarms = new(x.policy(s, *p.PolicyName)), []types.Alarm{}
	if *p.PolicyName == s.policy() {
		for _, which := range []string{"AlarmHigh", "AlarmLow"} {
			v.Alarms = append(v.Alarms, types.Alarm{AlarmName: new(s.alarm(which)), AlarmARN: new(x.alarm(s.alarm(which)))})
		}
	}
	return v
}

// alarm is the ARN of an alarm.
func (o origin) alarm(name string) string {
	return "arn:aws:cloudwatch:" + o.region + ":" + o.number + ":alarm:" + name
}

// schedule has the limits of a service (cluster/name) change at times.
func (x *scaling) schedule(service, name, schedule, zone string, least, most int32) {
	s := x.find("service/" + service)
	if s == nil {
		return
	}
	s.schedules = append(s.schedules, types.ScheduledAction{
		ScheduledActionName: new(name), Schedule: new(schedule), Timezone: some(zone), ResourceId: new(s.id()),
		ScalableDimension: s.target.ScalableDimension, ServiceNamespace: s.target.ServiceNamespace, CreationTime: clone(s.target.CreationTime),
		ScheduledActionARN: new(fmt.Sprintf("arn:aws:autoscaling:%s:%s:scheduledAction:%s:resource/ecs/%s:scheduledActionName/%s",
			x.region, x.number, hashed(s.id(), name), s.id(), name)),
		ScalableTargetAction: &types.ScalableTargetAction{MinCapacity: new(least), MaxCapacity: new(most)},
	})
}

func (x *scaling) describeSchedules(in *applicationautoscaling.DescribeScheduledActionsInput) (
	*applicationautoscaling.DescribeScheduledActionsOutput, error,
) {
	var found []types.ScheduledAction
	for _, s := range x.scalers {
		for _, x := range s.schedules {
			if in.ServiceNamespace == x.ServiceNamespace && (in.ResourceId == nil || *in.ResourceId == s.id()) &&
				(len(in.ScheduledActionNames) == 0 || slices.Contains(in.ScheduledActionNames, *x.ScheduledActionName)) {
				found = append(found, x)
			}
		}
	}
	page, next, err := list[types.ScheduledAction]{
		query: "schedules" + value(in.ResourceId), token: in.NextToken, size: in.MaxResults, def: 50, max: 50, items: found,
		key: func(x types.ScheduledAction) string { return *x.ResourceId + " " + *x.ScheduledActionName },
	}.page()
	if err != nil {
		return nil, err
	}
	return &applicationautoscaling.DescribeScheduledActionsOutput{ScheduledActions: append([]types.ScheduledAction{}, clone(page)...), NextToken: next}, nil
}

// remember is for how long Application Auto Scaling tells of an activity.
const remember = 6 * 7 * 24 * time.Hour
