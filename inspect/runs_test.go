package inspect

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// What the tasks of a group do and what they did is told together: a run that failed hides none that does not start, and one that ended
// well hides none either.
func TestRuns(t *testing.T) {
	t.Parallel()
	ended := func(ago time.Duration, code int) aws.Task {
		return stop("ended"+ago.String(), ago, func(t *aws.Task) {
			t.Group, t.Service, t.Containers = "family:nightly", "", []aws.Container{{Name: "app", Exited: true, Exit: code}}
		})
	}
	living := func(status string, ago time.Duration, health string) aws.Task {
		return aws.Task{ARN: "arn:" + status + ago.String(), Group: "family:nightly", Cluster: "prod", Revision: "nightly:3", Status: status, Desired: "RUNNING", Health: health, Described: true, Created: noon().Add(-ago)}
	}
	for name, c := range map[string]struct {
		tasks []aws.Task
		says  string
		since time.Duration
	}{
		"failed":                  {[]aws.Task{ended(10*time.Minute, 1), ended(20*time.Minute, 0)}, "1 of 2 runs of nightly failed in the last hour", 10 * time.Minute},
		"failed and waits":        {[]aws.Task{ended(10*time.Minute, 1), living("PROVISIONING", 40*time.Minute, "")}, "1 of 1 run of nightly failed in the last hour; 1 task did not start within 40 minutes: PROVISIONING", 10 * time.Minute},
		"ended well after that":   {[]aws.Task{ended(10*time.Minute, 0), ended(20*time.Minute, 1)}, "", 0},
		"ended well and waits":    {[]aws.Task{ended(10*time.Minute, 0), living("PENDING", 30*time.Minute, ""), living("PENDING", 20*time.Minute, "")}, "2 tasks of nightly did not start within 20 minutes", 30 * time.Minute},
		"has only begun":          {[]aws.Task{living("PENDING", time.Minute, "")}, "", 0},
		"unhealthy after failing": {[]aws.Task{living("RUNNING", time.Minute, "HEALTHY"), living("RUNNING", 2*time.Hour, "UNHEALTHY"), ended(70*time.Minute, 1)}, "1 running task of nightly is unhealthy", 0},
	} {
		found := loose(New(&fake{}, triage.New(), noon), "prod", c.tasks)
		switch {
		case c.says == "" && len(found) > 0:
			t.Errorf("%s: %q", name, found[0].Verdict.Headline)
		case c.says == "":
		case len(found) != 1 || !strings.HasPrefix(found[0].Verdict.Headline, c.says):
			t.Errorf("%s: %+v", name, found)
		case c.since > 0 && !found[0].Verdict.Since.Equal(noon().Add(-c.since)):
			t.Errorf("%s: since %s", name, found[0].Verdict.Since)
		}
	}
}
