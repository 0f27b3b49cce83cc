package world

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

func (x *scaling) scale(name string, desired int32) {
	r := &scaler{target: types.ScalableTarget{ResourceId: new("service/" + name)}}
	s := x.service(r)
	if s == nil {
		return
	}
	if known := x.find(r.id()); known != nil {
		wanted := desired
		desired = min(max(desired, *known.target.MinCapacity), *known.target.MaxCapacity)
		x.act(known, s.desired, desired, wanted)
		if desired == s.desired {
			return
		}
	}
	_, _ = x.services.update(&ecs.UpdateServiceInput{Cluster: new(s.cluster.name()), Service: new(s.name), DesiredCount: &desired})
}

// act writes an activity down: from one desired count to another, where the load asked for a third.
func (x *scaling) act(s *scaler, from, to, wanted int32) {
	which := "AlarmHigh"
	if wanted < from {
		which = "AlarmLow"
	}
	v := x.activity(s, x.now, which)
	v.ActivityId = new(hashed(*v.ActivityId, strconv.Itoa(len(s.acts))))
	if from == to {
		reason := types.NotScaledReason{Code: new("AlreadyAtDesiredCapacity"), CurrentCapacity: new(from)}
		switch {
		case wanted > to:
			reason = types.NotScaledReason{Code: new("AlreadyAtMaxCapacity"), MaxCapacity: new(to)}
		case wanted < to:
			reason = types.NotScaledReason{Code: new("AlreadyAtMinCapacity"), MinCapacity: new(to)}
		}
		idle(&v, reason)
	} else {
		v.Description = new(fmt.Sprintf("Setting desired count to %d.", to))
		v.StatusCode = types.ScalingActivityStatusCodeSuccessful
		v.StatusMessage = new(fmt.Sprintf("Successfully set desired count to %d. Change successfully fulfilled by ecs.", to))
		v.EndTime = new(x.now.Add(35 * time.Second)) // not shown before it has come
	}
	s.acts = append(s.acts, v)
}

// idle makes an activity one that changed nothing.
func idle(v *types.ScalingActivity, reason types.NotScaledReason) {
	v.Description = new("Attempting to scale due to alarm triggered")
	v.StatusCode = types.ScalingActivityStatusCodeFailed
	v.NotScaledReasons = []types.NotScaledReason{reason}
}

func (x *scaling) activity(s *scaler, at time.Time, which string) types.ScalingActivity {
	return types.ScalingActivity{
		ActivityId: new(hashed(s.id(), at.String(), which)), ResourceId: new(s.id()), ScalableDimension: s.target.ScalableDimension,
		ServiceNamespace: s.target.ServiceNamespace, StartTime: new(at),
		Cause: new(fmt.Sprintf("monitor alarm %s in state ALARM triggered policy %s", s.alarm(which), s.policy())),
	}
}

// How often a service that may not grow is found wanting to, and for how long that is told of.
const (
	evaluated = 5 * time.Minute
	wanting   = 2 * time.Hour
)

// wishes are the activities of a service that its load asks to grow and its limit does not let.
func (x *scaling) wishes(r *scaler) []types.ScalingActivity {
	s := x.service(r)
	if s == nil || r.cpu() == 0 || s.desired < *r.target.MaxCapacity {
		return nil
	}
	var all []types.ScalingActivity
	for at := x.now.Add(-wanting).Truncate(evaluated).Add(evaluated); !at.After(x.now); at = at.Add(evaluated) {
		if x.above(r, s, at) {
			v := x.activity(r, at, "AlarmHigh")
			idle(&v, types.NotScaledReason{Code: new("AlreadyAtMaxCapacity"), MaxCapacity: clone(r.target.MaxCapacity)})
			all = append(all, v)
		}
	}
	return all
}
func (x *scaling) describeActivities(in *applicationautoscaling.DescribeScalingActivitiesInput) (
	*applicationautoscaling.DescribeScalingActivitiesOutput, error,
) {
	var found []types.ScalingActivity
	for _, s := range x.scalers {
		if in.ServiceNamespace != s.target.ServiceNamespace || in.ResourceId != nil && *in.ResourceId != s.id() {
			continue
		}
		for _, v := range append(clone(s.acts), x.wishes(s)...) {
			if v.StartTime.Before(x.now.Add(-remember)) || len(v.NotScaledReasons) > 0 && !value(in.IncludeNotScaledActivities) {
				continue
			}
			if v.EndTime != nil && v.EndTime.After(x.now) {
				v.EndTime, v.StatusCode = nil, types.ScalingActivityStatusCodeInProgress
				v.StatusMessage = new(strings.Replace(*v.StatusMessage, "Change successfully fulfilled", "Waiting for change to be fulfilled", 1))
			}
			found = append(found, v)
		}
	}
	key := func(v types.ScalingActivity) string {
		return fmt.Sprintf("%020d %s", v.StartTime.UnixNano(), *v.ActivityId)
	}
	slices.SortFunc(found, func(x, y types.ScalingActivity) int { return strings.Compare(key(y), key(x)) })
	page, next, err := list[types.ScalingActivity]{
		query: fmt.Sprint("activities", value(in.ResourceId), value(in.IncludeNotScaledActivities)), token: in.NextToken, size: in.MaxResults,
		def: 50, max: 50, desc: true, items: found, key: key,
	}.page()
	if err != nil {
		return nil, err
	}
	return &applicationautoscaling.DescribeScalingActivitiesOutput{ScalingActivities: append([]types.ScalingActivity{}, clone(page)...), NextToken: next}, nil
}
