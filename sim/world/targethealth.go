package world

import (
	"slices"
	"strconv"
	"strings"
	"time"

	ecs "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// registering is how long a load balancer takes to begin with a new target.
const registering = 4 * time.Second

func (x *balancing) health(in *elb.DescribeTargetHealthInput) (*elb.DescribeTargetHealthOutput, error) {
	g, err := x.group(value(in.TargetGroupArn))
	if err != nil {
		return nil, err
	}
	out := &elb.DescribeTargetHealthOutput{TargetHealthDescriptions: []types.TargetHealthDescription{}}
	for _, t := range g.tasks() {
		for _, r := range t.targets {
			if r.group != g.arn || r.drain && !x.now.Before(r.since.Add(either(t.fate.Drain, drained))) {
				continue
			}
			d := types.TargetHealthDescription{Target: t.registration(r), TargetHealth: x.state(t, r)}
			d.HealthCheckPort = new(strconv.Itoa(int(*d.Target.Port)))
			if len(in.Targets) == 0 || slices.ContainsFunc(in.Targets, func(w types.TargetDescription) bool { return sought(w, *d.Target) }) {
				out.TargetHealthDescriptions = append(out.TargetHealthDescriptions, d)
			}
		}
	}
	for _, w := range in.Targets {
		if !slices.ContainsFunc(out.TargetHealthDescriptions, func(d types.TargetHealthDescription) bool { return sought(w, *d.Target) }) {
			out.TargetHealthDescriptions = append(out.TargetHealthDescriptions, types.TargetHealthDescription{Target: &w, TargetHealth: &types.TargetHealth{
				State: types.TargetHealthStateEnumUnused, Reason: types.TargetHealthReasonEnumNotRegistered,
				Description: new("Target is not registered to the target group")}})
		}
	}
	return out, nil
}

// tasks are those that may be registered with a target group.
func (g targetGroup) tasks() []*task {
	if g.service == nil {
		return nil
	}
	return g.service.cluster.tasks
}

// sought says whether a target is the one that was asked for, the port of which may be left out.
func sought(asked, t types.TargetDescription) bool {
	return value(asked.Id) == *t.Id && (asked.Port == nil || *asked.Port == *t.Port)
}

// registration is how a task is registered: by its address, or by its instance and the port that it has there.
func (t *task) registration(r *target) *types.TargetDescription {
	out := &types.TargetDescription{Id: new(""), Port: new(r.port), AvailabilityZone: some(t.zone)}
	if t.eni != nil {
		out.Id = new(t.eni.ip)
		return out
	}
	if t.instance != nil {
		out.Id = new(t.instance.ec2)
	}
	for _, c := range t.containers {
		for _, p := range c.ports {
			if value(p.ContainerPort) == r.port {
				out.Port = new(value(p.HostPort))
			}
		}
	}
	return out
}

// state is what the load balancer thinks of a target.
func (x *balancing) state(t *task, r *target) *types.TargetHealth {
	health := func(state types.TargetHealthStateEnum, reason types.TargetHealthReasonEnum, text string) *types.TargetHealth {
		return &types.TargetHealth{State: state, Reason: reason, Description: some(text)}
	}
	switch {
	case r.drain:
		return health(types.TargetHealthStateEnumDraining, types.TargetHealthReasonEnumDeregistrationInProgress, "Target deregistration is in progress")
	case r.state == ecs.HealthStatusHealthy, t.sick && t.fate.Unhealthy != nil && t.fate.Unhealthy.Container:
		return health(types.TargetHealthStateEnumHealthy, "", "")
	case r.state == ecs.HealthStatusUnhealthy:
		return health(types.TargetHealthStateEnumUnhealthy, unhealthyReason(r.note), r.note)
	case x.now.Before(r.since.Add(registering)):
		return health(types.TargetHealthStateEnumInitial, types.TargetHealthReasonEnumRegistrationInProgress, "Target registration is in progress")
	}
	return health(types.TargetHealthStateEnumInitial, types.TargetHealthReasonEnumInitialHealthChecking, "Initial health checks in progress")
}

// unhealthyReason is the code that goes with a description.
func unhealthyReason(note string) types.TargetHealthReasonEnum {
	switch {
	case strings.Contains(note, "these codes"):
		return types.TargetHealthReasonEnumResponseCodeMismatch
	case strings.Contains(note, "timed out"):
		return types.TargetHealthReasonEnumTimeout
	}
	return types.TargetHealthReasonEnumFailedHealthChecks
}
