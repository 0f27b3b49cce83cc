package edit

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

func TestProgress(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	row := func(id, status, rollout string, running, desired int, after time.Duration) aws.Deployment {
		d := aws.Deployment{ID: id, Status: status, Rollout: rollout, Running: running, Desired: desired, Created: at.Add(after), Updated: at.Add(after), Revision: "a:1"}
		if id == "new" {
			d.Revision = "a:2"
		}
		return d
	}
	back := func(d aws.Deployment) aws.Deployment {
		d.Reason = "ECS deployment circuit breaker: rolling back to deploymentId old."
		return d
	}
	old := row("old", "ACTIVE", "COMPLETED", 2, 2, -time.Hour)
	entry := func(status string) []aws.ServiceDeployment {
		return []aws.ServiceDeployment{{Status: status, Revision: "a:2", Created: at, Reason: "breaker", Breaker: aws.Breaker{Count: 3, Threshold: 5}},
			{Status: "SUCCESSFUL", Revision: "a:1", Created: at.Add(-time.Hour)}}
	}
	newer := func(status string) []aws.ServiceDeployment {
		return append([]aws.ServiceDeployment{{Status: "IN_PROGRESS", Revision: "a:3", Created: at.Add(time.Hour)}}, entry(status)...)
	}
	third := row("third", "PRIMARY", "IN_PROGRESS", 0, 2, time.Minute)
	third.Revision = "a:3"
	for name, c := range map[string]struct {
		rows    []aws.Deployment
		history []aws.ServiceDeployment
		seen    time.Duration
		want    change.Outcome
		text    string
	}{
		"begins with nothing":             {[]aws.Deployment{row("new", "PRIMARY", "IN_PROGRESS", 0, 0, 0), old}, nil, 0, change.Moving, "0 of 2 running"},
		"half":                            {[]aws.Deployment{row("new", "PRIMARY", "IN_PROGRESS", 1, 2, 0), old}, entry("IN_PROGRESS"), 0, change.Moving, "1 of 2 running"},
		"done":                            {[]aws.Deployment{row("new", "PRIMARY", "COMPLETED", 2, 2, 0)}, entry("SUCCESSFUL"), 0, change.Succeeded, "steady"},
		"done early":                      {[]aws.Deployment{row("new", "PRIMARY", "COMPLETED", 1, 2, 0), old}, nil, 0, change.Succeeded, "2 old tasks still there"},
		"history is ahead":                {[]aws.Deployment{row("new", "PRIMARY", "IN_PROGRESS", 2, 2, 0)}, entry("SUCCESSFUL"), 0, change.Succeeded, ""},
		"history says stopped first":      {[]aws.Deployment{row("new", "PRIMARY", "IN_PROGRESS", 1, 2, 0), old}, entry("STOPPED"), 0, change.Moving, ""},
		"failed, rollback to come":        {[]aws.Deployment{row("new", "PRIMARY", "FAILED", 0, 2, 0), old}, entry("IN_PROGRESS"), 0, change.Moving, "about to start"},
		"failed, no rollback came":        {[]aws.Deployment{row("new", "PRIMARY", "FAILED", 0, 2, 0), old}, nil, 5 * time.Minute, change.Failed, ""},
		"failed, stopped":                 {[]aws.Deployment{row("new", "PRIMARY", "FAILED", 0, 2, 0), old}, entry("STOPPED"), 0, change.Failed, "breaker"},
		"failed, nothing before":          {[]aws.Deployment{row("new", "PRIMARY", "FAILED", 0, 2, 0)}, entry("STOPPED")[:1], 0, change.Stalled, "nothing to roll back to"},
		"rolling back":                    {[]aws.Deployment{back(row("old", "PRIMARY", "IN_PROGRESS", 1, 2, -time.Hour)), row("new", "ACTIVE", "FAILED", 0, 0, 0)}, entry("ROLLBACK_IN_PROGRESS"), 0, change.Moving, "rolling back to a:1, 1 of 2"},
		"rolling back, untold":            {[]aws.Deployment{back(row("rb", "PRIMARY", "IN_PROGRESS", 1, 2, time.Second)), row("new", "ACTIVE", "FAILED", 0, 0, 0)}, nil, 0, change.Moving, "rolling back"},
		"rolling back, history is behind": {[]aws.Deployment{back(row("rb", "PRIMARY", "IN_PROGRESS", 1, 2, time.Second)), row("new", "ACTIVE", "FAILED", 0, 0, 0)}, entry("IN_PROGRESS"), 0, change.Moving, "rolling back"},
		"rolled back":                     {[]aws.Deployment{row("rb", "PRIMARY", "COMPLETED", 2, 2, time.Second)}, entry("ROLLBACK_SUCCESSFUL"), 0, change.RolledBack, "steady again on a:1"},
		"rolled back to the old row":      {[]aws.Deployment{row("old", "PRIMARY", "COMPLETED", 2, 2, -time.Hour)}, nil, time.Hour, change.RolledBack, "steady again on a:1"},
		"rolled back, failed row left":    {[]aws.Deployment{row("rb", "PRIMARY", "COMPLETED", 2, 2, time.Second), row("new", "INACTIVE", "FAILED", 0, 0, 0)}, nil, 0, change.RolledBack, ""},
		"the rollback fails too":          {[]aws.Deployment{row("rb", "PRIMARY", "FAILED", 0, 2, time.Second)}, entry("ROLLBACK_FAILED"), 0, change.Failed, "failed as well"},
		"somebody else's":                 {[]aws.Deployment{third, row("new", "ACTIVE", "IN_PROGRESS", 1, 1, 0), old}, newer("STOPPED"), 0, change.Replaced, "a:3"},
		"somebody else's, untold":         {[]aws.Deployment{third, old}, nil, 0, change.Replaced, "a:3"},
		"somebody repaired what failed":   {[]aws.Deployment{third, row("new", "ACTIVE", "FAILED", 0, 0, 0)}, newer("STOPPED"), 0, change.Replaced, ""},
		"replaced, history is behind":     {[]aws.Deployment{third, row("new", "ACTIVE", "IN_PROGRESS", 1, 1, 0)}, entry("IN_PROGRESS"), 61 * time.Second, change.Moving, ""},
		"not seen yet":                    {[]aws.Deployment{row("old", "PRIMARY", "COMPLETED", 2, 2, -time.Hour)}, nil, time.Second, change.Moving, "is not visible yet"},
		"no word, all run":                {[]aws.Deployment{row("new", "PRIMARY", "", 2, 2, 0)}, nil, 0, change.Succeeded, "all tasks running"},
		"no word, old ones run":           {[]aws.Deployment{row("new", "PRIMARY", "", 2, 2, 0), old}, nil, 0, change.Moving, ""},
	} {
		s := aws.Service{Status: "ACTIVE", Desired: 2, Deployments: c.rows, Rollout: aws.RolloutConfiguration{Breaker: true, Rollback: true}, Seen: at.Add(c.seen)}
		p := progress(s, c.history, change.Receipt{At: at, Deployment: "new", Revision: "a:2", Before: "a:1"})
		if p.Outcome != c.want || !strings.Contains(p.Text, c.text) {
			t.Errorf("%s: %s, %q", name, p.Outcome, p.Text)
		}
		if len(c.history) > 0 && c.history[0].Revision == "a:2" && (p.Failed != 3 || p.Threshold != 5) {
			t.Errorf("%s: %d of %d", name, p.Failed, p.Threshold)
		}
		if p.Desired == 0 && p.Outcome == change.Moving {
			t.Errorf("%s: desired 0", name)
		}
	}
	none := aws.Service{Status: "ACTIVE", Revision: "a:2", Deployments: []aws.Deployment{row("old", "PRIMARY", "IN_PROGRESS", 2, 2, -time.Hour)}, Seen: at.Add(time.Hour)}
	if p := progress(none, nil, change.Receipt{At: at, Revision: "a:2"}); p.Outcome != change.Failed || !strings.Contains(p.Text, "no new deployment") {
		t.Errorf("%+v", p)
	}
	gone := progress(aws.Service{Status: "DRAINING"}, nil, change.Receipt{Deployment: "new"})
	if gone.Outcome != change.Failed {
		t.Errorf("%+v", gone)
	}
}
