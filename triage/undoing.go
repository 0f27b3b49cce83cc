package triage

import (
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// undoing is for how long what auto scaling did is held against what something else did. Following is how soon after auto scaling has
// set a count ECS starts or stops the tasks, and how far apart what belongs together is written.
const (
	undoing   = time.Hour
	following = 5 * time.Minute
)

// Setting is a desired count that auto scaling has set. Way is 1 where that was more than before, -1 where it was less, 0 where nothing
// tells. By is the policy or the scheduled action that did it, empty where nothing tells. Other says that something else has changed
// the count since the setting before.
type Setting struct {
	aws.ScalingActivity
	Count, Way int
	By         string
	Other      bool
}

// Settings are the counts that auto scaling has set, the newest first.
func Settings(s aws.Scaling, of aws.Service) (all []Setting) {
	for _, a := range s.Activities {
		if n, ok := a.SetTo(); ok {
			all = append(all, Setting{ScalingActivity: a, Count: n, Way: way(a, of), By: author(s.Activities, a)})
		}
	}
	for i := range max(0, len(all)-1) {
		now, rise := &all[i], all[i].Count-all[i+1].Count
		if now.Other = rise*now.Way < 0 || rise == 0; !now.Other {
			now.Way = max(-1, min(rise, 1))
		}
	}
	return all
}

// limit says that a count followed from a new limit, and in which direction: 0 where it did not.
func limit(a aws.ScalingActivity) int {
	switch {
	case strings.HasPrefix(a.Cause, "minimum capacity was set"):
		return 1
	case strings.HasPrefix(a.Cause, "maximum capacity was set"):
		return -1
	}
	return 0
}

// way is in which direction auto scaling changed the count: as its cause says, else as what ECS did next shows, unless a deployment may
// have started and stopped tasks then, too. The alarms of target tracking have it in their names.
// Source: https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html
func way(a aws.ScalingActivity, of aws.Service) int {
	tracked := strings.HasPrefix(a.Cause, "monitor alarm TargetTracking-")
	switch {
	case limit(a) != 0:
		return limit(a)
	case tracked && strings.Contains(a.Cause, "-AlarmHigh-"):
		return 1
	case tracked && strings.Contains(a.Cause, "-AlarmLow-"):
		return -1
	case slices.ContainsFunc(of.Deployments, func(d aws.Deployment) bool { return d.Created.Sub(a.Started).Abs() < following }):
		return 0
	}
	starts, stops := 0, 0
	for _, e := range of.Events {
		if after := e.Time.Sub(a.Started); after >= 0 && after < following {
			started, stopped := e.Moved()
			starts, stops = starts+started, stops+stopped
		}
	}
	switch {
	case starts > 0 && stops == 0:
		return 1
	case stops > 0 && starts == 0:
		return -1
	}
	return 0
}

var authors = words.Pattern(`triggered policy (\S+)|scheduled action name (\S+) was triggered`)

// author is the policy that an activity names as its cause. A count that follows from a new limit names none: its author is the
// scheduled action that set the limit just before.
func author(all []aws.ScalingActivity, of aws.ScalingActivity) string {
	if limit(of) == 0 {
		if m := authors().FindStringSubmatch(of.Cause); m != nil && m[1] != "" {
			return "policy " + m[1]
		}
		return ""
	}
	for _, a := range all {
		apart, m := of.Started.Sub(a.Started), authors().FindStringSubmatch(a.Cause)
		if m != nil && m[2] != "" && apart >= 0 && apart < following {
			return "scheduled action " + m[2]
		}
	}
	return ""
}

// thisHour are the settings of the last hour, the newest first.
func thisHour(c *evaluation) []Setting {
	if c.in.Scaling == nil || !c.in.Scaling.Registered {
		return nil
	}
	return slices.DeleteFunc(Settings(*c.in.Scaling, c.service), func(s Setting) bool { return c.in.Now.Sub(s.Started) > undoing })
}

// changedSince says that something else has changed the count since auto scaling set it last: the service was read after that, and auto
// scaling not long before the service.
func changedSince(c *evaluation, last Setting) bool {
	read := c.service.Seen
	return c.service.Desired != last.Count && (read.IsZero() || last.Started.Before(read) && read.Sub(c.in.Scaling.Seen) < time.Minute)
}
