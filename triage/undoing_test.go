package triage

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// because is an activity that set a count some minutes ago, for a cause.
func because(cause string, count, minutes int) aws.ScalingActivity {
	a := scaledTo(count, time.Duration(minutes)*time.Minute)
	a.Cause = cause
	return a
}

// Causes as Application Auto Scaling writes them.
const (
	tooHigh = "monitor alarm TargetTracking-service/prod/api-AlarmHigh-0f2c in state ALARM triggered policy cpu50"
	tooLow  = "monitor alarm TargetTracking-service/prod/api-AlarmLow-0f2c in state ALARM triggered policy cpu50"
	deep    = "monitor alarm queue-deep in state ALARM triggered policy queue-out"
	shallow = "monitor alarm queue-shallow in state ALARM triggered policy queue-in"
	raised  = "minimum capacity was set to 4"
	lowered = "maximum capacity was set to 2"
)

// moves are what ECS tells of tasks that it started, or stopped where there are fewer than none, some minutes ago.
func moves(tasks, minutes int) aws.Event {
	if tasks < 0 {
		return event(time.Duration(minutes)*time.Minute, fmt.Sprintf("has stopped %d running tasks: (task a).", -tasks))
	}
	return event(time.Duration(minutes)*time.Minute, fmt.Sprintf("has started %d tasks: (task a).", tasks))
}

// What auto scaling and something else do to each other is told as far as activities and events show it, and nothing of the kind is told
// of a service that auto scaling alone scales, or that somebody changed once.
func TestUndoing(t *testing.T) {
	t.Parallel()
	const undone = "something else changed the count"
	deployed := func(minutes ...int) func(*Input) {
		return func(in *Input) {
			in.History = []aws.ServiceDeployment{}
			for n, m := range minutes {
				in.History = append(in.History, aws.ServiceDeployment{ARN: fmt.Sprint("arn:", n), Revision: fmt.Sprintf("api:%d", 50-n), Status: "SUCCESSFUL", Described: true,
					Created: noon().Add(-time.Duration(m) * time.Minute), Finished: noon().Add(-time.Duration(m-1) * time.Minute)})
			}
		}
	}
	moved := func(all ...aws.Event) func(*Input) { return func(in *Input) { in.Service.Events = all } }
	policies := func(kinds ...string) func(*Input) {
		return func(in *Input) {
			for n, kind := range kinds {
				in.Scaling.Policies = append(in.Scaling.Policies, aws.ScalingPolicy{Name: []string{"cpu50", "queue-out", "queue-in"}[n], Type: kind})
			}
		}
	}
	none := func(*Input) {}
	for name, c := range map[string]struct {
		activities []aws.ScalingActivity // the newest first; the service has 2 tasks
		more       func(*Input)
		state      State
		yes, no    string
	}{
		"each time another count": {[]aws.ScalingActivity{because(tooLow, 2, 4), because(tooLow, 3, 20), because(tooLow, 2, 45)},
			func(in *Input) { in.Service.Desired, in.Service.Running = 4, 4 }, Degraded,
			"auto scaling has set api to 2, 3 and 2 tasks in 45 minutes, and something else changed the count 2 times", ""},
		"down to more, again and again": {[]aws.ScalingActivity{because(tooLow, 2, 4), because(tooLow, 4, 10), because(tooLow, 3, 30), because(tooLow, 2, 45)}, none, Degraded,
			"auto scaling has set api to 2, 3, 4 and 2 tasks in 45 minutes, and something else changed the count 2 times in between", "desired count 2 now"},
		"up to less": {[]aws.ScalingActivity{because(tooHigh, 2, 4), because(tooHigh, 4, 20), because(tooHigh, 6, 40)}, none, Degraded, undone + " 2 times", "deployment, of"},
		"each deployment sets it back": {[]aws.ScalingActivity{because(tooHigh, 2, 4), because(tooHigh, 4, 20), because(tooHigh, 6, 40)}, deployed(10, 30), Degraded,
			"each of these changes came with a deployment, of api:49 and api:50", ""},
		"a deployment set it back once": {[]aws.ScalingActivity{because(tooHigh, 2, 4), because(tooHigh, 4, 20), because(tooHigh, 6, 40)}, deployed(10), Degraded, undone, "came with a deployment"},
		"only ECS's events tell which way": {[]aws.ScalingActivity{because(shallow, 2, 4), because(shallow, 4, 20), because(shallow, 3, 40)},
			moved(moves(-3, 3), moves(2, 8), moves(-1, 19), moves(2, 25), moves(-1, 39)), Healthy, "", undone},
		"only ECS's events tell, twice": {[]aws.ScalingActivity{because(shallow, 5, 4), because(shallow, 4, 20), because(shallow, 3, 40)},
			func(in *Input) {
				in.Service.Events = []aws.Event{moves(-2, 3), moves(2, 10), moves(-1, 19), moves(2, 25), moves(-1, 39)}
				in.Service.Desired, in.Service.Running = 5, 5
			}, Degraded, undone + " 2 times", ""},
		"up and down with the load":        {[]aws.ScalingActivity{because(tooLow, 2, 4), because(tooLow, 3, 20), because(tooHigh, 4, 35), because(tooHigh, 3, 50)}, none, Healthy, "", undone},
		"by hand once, then taken back":    {[]aws.ScalingActivity{because(tooLow, 2, 4), because(tooLow, 3, 10), because(tooLow, 2, 55)}, none, Healthy, "", undone},
		"by hand once, now":                {[]aws.ScalingActivity{because(tooLow, 3, 10)}, none, Healthy, "", undone},
		"by hand long ago, and once since": {[]aws.ScalingActivity{because(tooLow, 2, 4), because(tooLow, 2, 90), because(tooLow, 2, 200)}, none, Healthy, "", undone},
		"morning": {[]aws.ScalingActivity{because(raised, 2, 20), {ID: "s", Status: "Successful", Description: "Setting min capacity to 2 and max capacity to 9",
			Cause: "scheduled action name morning was triggered", Started: noon().Add(-20 * time.Minute)}, because(tooLow, 1, 700)}, none, Healthy, "", undone},
		"scaled since, not read since": {[]aws.ScalingActivity{because(tooLow, 3, 10), because(tooLow, 3, 20)}, func(in *Input) {
			in.Service.Seen, in.Scaling.Seen = noon(), noon().Add(-3*time.Minute)
		}, Healthy, "", undone},
		"the service was read before": {[]aws.ScalingActivity{because(tooLow, 3, 1), because(tooLow, 3, 20)}, func(in *Input) {
			in.Service.Seen, in.Scaling.Seen = noon().Add(-2*time.Minute), noon()
		}, Healthy, "", undone},
		"under way": {[]aws.ScalingActivity{{ID: "p", Status: "InProgress", Description: "Setting desired count to 2.", Cause: tooLow, Started: noon().Add(-time.Minute),
			Message: "Successfully set desired count to 2. Waiting for change to be fulfilled by ecs."}, because(tooLow, 3, 20), because(tooLow, 3, 30)}, none, Healthy, "", undone},
		"target tracking against steps": {[]aws.ScalingActivity{because(tooLow, 2, 4), because(deep, 6, 20), because(tooLow, 2, 35), because(deep, 6, 50), because(tooLow, 2, 58)}, policies("TargetTrackingScaling", "StepScaling"), Degraded,
			"the scaling policies queue-out and cpu50 of api undo each other: 4 turns in 58 minutes, between 2 and 6 tasks", "goes up and down"},
		"steps of two policies": {[]aws.ScalingActivity{because(shallow, 2, 4), because(deep, 6, 20), because(shallow, 2, 35), because(deep, 6, 50), because(shallow, 2, 58)}, policies("TargetTrackingScaling", "StepScaling", "StepScaling"), Healthy,
			"policy queue-out raises the count, policy queue-in lowers it", "undo each other"},
		"schedules against target tracking": {[]aws.ScalingActivity{because(lowered, 2, 4), {ID: "s", Status: "Successful", Description: "Setting max capacity to 2",
			Cause: "scheduled action name cap was triggered", Started: noon().Add(-4 * time.Minute)}, because(tooHigh, 6, 20), because(lowered, 2, 35), {ID: "s", Status: "Successful",
			Description: "Setting max capacity to 2", Cause: "scheduled action name cap was triggered", Started: noon().Add(-35 * time.Minute)}, because(tooHigh, 6, 50)}, policies("TargetTrackingScaling"), Healthy,
			"policy cpu50 raises the count, scheduled action cap lowers it", "undo each other"},
	} {
		in := Input{Service: steadyService(), Now: noon(), Tasks: []aws.Task{}, Stopped: []aws.Task{}}
		in.Scaling = &aws.Scaling{Registered: true, Min: 1, Max: 9, Activities: c.activities}
		c.more(&in)
		v := open(t).Service(in)
		text := fmt.Sprintf("%+v", v)
		if v.State != c.state || !strings.Contains(text, c.yes) || c.no != "" && strings.Contains(text, c.no) {
			t.Errorf("%s: %s: %s\n%+v\nlacks %q or has %q", name, v.State, v.Headline, v.Evidence, c.yes, c.no)
		}
	}
}
