package inspect

import (
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws"
)

// What auto scaling does is said in one way: by which policies, within which limits, what is suspended, and why it did not act. What AWS
// doesn't tell, such as a target, is not made up.
func TestScalingInWords(t *testing.T) {
	t.Parallel()
	s := aws.Scaling{Min: 2, Max: 12, SuspendedSchedule: true, SuspendedIn: true,
		Policies: []aws.ScalingPolicy{{Name: "a", Metric: aws.CPUMetric, Target: 60}, {Name: "b", Metric: aws.MemoryMetric},
			{Name: "c", Metric: "ALBRequestCountPerTarget", Target: 1000}, {Name: "steps", Target: 3}},
		Schedules: []aws.ScheduledAction{{Schedule: "cron(0 8 * * ? *)", Zone: "Europe/Berlin", Min: 4, Max: -1}}}
	if got := LimitsText(s); got != "2…12 · cpu 60 % · memory · ALBRequestCountPerTarget 1000 · steps · 1 scheduled action · suspended: scaling in and scheduled actions" {
		t.Error(got)
	}
	if got := LimitsText(aws.Scaling{Max: 3}); got != "0…3" {
		t.Error(got)
	}
	if got := s.Schedules[0].Text(); got != "cron(0 8 * * ? *) Europe/Berlin: at least 4" {
		t.Error(got)
	}
	for want, a := range map[string]aws.ScalingActivity{
		"Setting desired count to 4.":                       {Description: "Setting desired count to 4.", Status: "Successful", Message: "Successfully set desired count to 4."},
		"Setting desired count to 4. · failed: no capacity": {Description: "Setting desired count to 4.", Status: "Failed", Message: "no capacity"},
		"alarm · not scaled: AlreadyAtMaxCapacity, NotAllowed · unfulfilled": {Description: "alarm", Status: "Unfulfilled",
			NotScaled: []aws.NotScaled{{Code: "AlreadyAtMaxCapacity"}, {Code: "NotAllowed"}}},
	} {
		if got := ActivityText(a); got != want || strings.HasSuffix(got, ":") {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
