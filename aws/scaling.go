package aws

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Scaling is what Application Auto Scaling does to a service's desired count: its scalable target, the policies and the
// last activities, newest first.
type Scaling struct {
	Service, Cluster string
	// Registered says whether Application Auto Scaling knows the service; where it does not, all the rest is empty.
	Registered bool
	Min, Max   int
	// SuspendedIn, SuspendedOut and SuspendedSchedule say what is switched off.
	SuspendedIn, SuspendedOut, SuspendedSchedule bool
	Policies                                     []ScalingPolicy
	Schedules                                    []ScheduledAction
	Activities                                   []ScalingActivity
	Seen                                         time.Time
}

// Suspended is what auto scaling is not to do for the service, in words.
func (s Scaling) Suspended() (off []string) {
	for _, one := range []struct {
		is   bool
		name string
	}{{s.SuspendedOut, "scaling out"}, {s.SuspendedIn, "scaling in"}, {s.SuspendedSchedule, "scheduled actions"}} {
		if one.is {
			off = append(off, one.name)
		}
	}
	return off
}

// ScalingPolicy is one scaling policy. Type is TargetTrackingScaling, StepScaling or PredictiveScaling; Metric and Target
// are those of target tracking, in the metric's unit.
type ScalingPolicy struct {
	Name, Type, Metric string
	Target             float64
	InOff              bool
	Alarms             []string
}

// The metrics that target tracking keeps a service by, as the Application Auto Scaling API names them (PredefinedMetricType).
const (
	CPUMetric    = "ECSServiceAverageCPUUtilization"
	MemoryMetric = "ECSServiceAverageMemoryUtilization"
)

// ScheduledAction sets the limits at a time: Schedule is at(…), rate(…) or cron(…). A limit that it leaves alone is -1.
type ScheduledAction struct {
	Name, Schedule, Zone string
	Min, Max             int
}

// Text is when the action is due, and the limits that it sets: "cron(0 8 * * ? *) Europe/Berlin: at least 4, at most 12".
func (a ScheduledAction) Text() string {
	var limits []string
	if a.Min >= 0 {
		limits = append(limits, fmt.Sprintf("at least %d", a.Min))
	}
	if a.Max >= 0 {
		limits = append(limits, fmt.Sprintf("at most %d", a.Max))
	}
	return strings.TrimSuffix(strings.TrimSpace(a.Schedule+" "+a.Zone)+": "+strings.Join(limits, ", "), ": ")
}

// ScalingActivity is something that auto scaling did or did not do. Status is Pending, InProgress, Successful, Overridden,
// Unfulfilled or Failed.
type ScalingActivity struct {
	ID, Status, Cause, Description, Message string
	Started, Ended                          time.Time
	NotScaled                               []NotScaled
}

// SetTo is the desired count that an activity has set, whether or not ECS has started or stopped the tasks yet; false where it has set none.
// Source: https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html
func (a ScalingActivity) SetTo() (int, bool) {
	rest, ok := strings.CutPrefix(a.Description, "Setting desired count to ")
	if !ok || a.Status != "Successful" && !strings.HasPrefix(a.Message, "Successfully set desired count") {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSuffix(rest, "."))
	return n, err == nil
}

// Failed says that auto scaling meant to change something and could not; where it did nothing with a reason, NotScaled has that.
func (a ScalingActivity) Failed() bool { return a.Status == "Failed" && len(a.NotScaled) == 0 }

// NotScaled is why an activity changed nothing: a code such as AlreadyAtMaxCapacity, and the numbers it means.
type NotScaled struct {
	Code              string
	Current, Min, Max int
}
