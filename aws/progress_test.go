package aws

import (
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/change"
)

func TestProgress(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	row := func(id, status, rollout string, running, desired int, after time.Duration) Deployment {
		d := Deployment{ID: id, Status: status, Rollout: rollout, Running: running, Desired: desired, Created: at.Add(after), Updated: at.Add(after), Revision: "a:1"}
		if id == "new" {
			d.Revision = "a:2"
		}
		return d
	}
	back := func(d Deployment) Deployment {
		d.Reason = "ECS deployment circuit breaker: rolling back to deploymentId old."
		return d
	}
	old := row("old", "ACTIVE", "COMPLETED", 2, 2, -time.Hour)
	entry := func(status string) []ServiceDeployment {
		return []ServiceDeployment{{Status: status, Revision: "a:2", Created: at, Reason: "breaker", Breaker: Breaker{Count: 3, Threshold: 5}},
			{Status: "SUCCESSFUL", Revision: "a:1", Created: at.Add(-time.Hour)}}
	}
	newer := func(status string) []ServiceDeployment {
		return append([]ServiceDeployment{{Status: "IN_PROGRESS", Revision: "a:3", Created: at.Add(time.Hour)}}, entry(status)...)
	}
	third := row("third", "PRIMARY", "IN_PROGRESS", 0, 2, time.Minute)
	third.Revision = "a:3"
	for name, c := range map[string]struct {
		rows    []Deployment
		history []ServiceDeployment
		seen    time.Duration
		want    change.Outcome
		text    string
	}{
		"begins with nothing":             {[]Deployment{row("new", "PRIMARY", "IN_PROGRESS", 0, 0, 0), old}, nil, 0, change.Moving, "0 of 2 running"},
		"half":                            {[]Deployment{row("new", "PRIMARY", "IN_PROGRESS", 1, 2, 0), old}, entry("IN_PROGRESS"), 0, change.Moving, "1 of 2 running"},
		"done":                            {[]Deployment{row("new", "PRIMARY", "COMPLETED", 2, 2, 0)}, entry("SUCCESSFUL"), 0, change.Succeeded, "steady"},
		"done early":                      {[]Deployment{row("new", "PRIMARY", "COMPLETED", 1, 2, 0), old}, nil, 0, change.Succeeded, "2 old tasks still there"},
		"history is ahead":                {[]Deployment{row("new", "PRIMARY", "IN_PROGRESS", 2, 2, 0)}, entry("SUCCESSFUL"), 0, change.Succeeded, ""},
		"history says stopped first":      {[]Deployment{row("new", "PRIMARY", "IN_PROGRESS", 1, 2, 0), old}, entry("STOPPED"), 0, change.Moving, ""},
		"failed, rollback to come":        {[]Deployment{row("new", "PRIMARY", "FAILED", 0, 2, 0), old}, entry("IN_PROGRESS"), 0, change.Moving, "about to start"},
		"failed, no rollback came":        {[]Deployment{row("new", "PRIMARY", "FAILED", 0, 2, 0), old}, nil, 5 * time.Minute, change.Failed, ""},
		"failed, stopped":                 {[]Deployment{row("new", "PRIMARY", "FAILED", 0, 2, 0), old}, entry("STOPPED"), 0, change.Failed, "breaker"},
		"failed, nothing before":          {[]Deployment{row("new", "PRIMARY", "FAILED", 0, 2, 0)}, entry("STOPPED")[:1], 0, change.Stalled, "nothing to roll back to"},
		"rolling back":                    {[]Deployment{back(row("old", "PRIMARY", "IN_PROGRESS", 1, 2, -time.Hour)), row("new", "ACTIVE", "FAILED", 0, 0, 0)}, entry("ROLLBACK_IN_PROGRESS"), 0, change.Moving, "rolling back to a:1, 1 of 2"},
		"rolling back, untold":            {[]Deployment{back(row("rb", "PRIMARY", "IN_PROGRESS", 1, 2, time.Second)), row("new", "ACTIVE", "FAILED", 0, 0, 0)}, nil, 0, change.Moving, "rolling back"},
		"rolling back, history is behind": {[]Deployment{back(row("rb", "PRIMARY", "IN_PROGRESS", 1, 2, time.Second)), row("new", "ACTIVE", "FAILED", 0, 0, 0)}, entry("IN_PROGRESS"), 0, change.Moving, "rolling back"},
		"rolled back":                     {[]Deployment{row("rb", "PRIMARY", "COMPLETED", 2, 2, time.Second)}, entry("ROLLBACK_SUCCESSFUL"), 0, change.RolledBack, "steady again on a:1"},
		"rolled back to the old row":      {[]Deployment{row("old", "PRIMARY", "COMPLETED", 2, 2, -time.Hour)}, nil, time.Hour, change.RolledBack, "steady again on a:1"},
		"rolled back, failed row left":    {[]Deployment{row("rb", "PRIMARY", "COMPLETED", 2, 2, time.Second), row("new", "INACTIVE", "FAILED", 0, 0, 0)}, nil, 0, change.RolledBack, ""},
		"the rollback fails too":          {[]Deployment{row("rb", "PRIMARY", "FAILED", 0, 2, time.Second)}, entry("ROLLBACK_FAILED"), 0, change.Failed, "failed as well"},
		"somebody else's":                 {[]Deployment{third, row("new", "ACTIVE", "IN_PROGRESS", 1, 1, 0), old}, newer("STOPPED"), 0, change.Replaced, "a:3"},
		"somebody else's, untold":         {[]Deployment{third, old}, nil, 0, change.Replaced, "a:3"},
		"somebody repaired what failed":   {[]Deployment{third, row("new", "ACTIVE", "FAILED", 0, 0, 0)}, newer("STOPPED"), 0, change.Replaced, ""},
		"replaced, history is behind":     {[]Deployment{third, row("new", "ACTIVE", "IN_PROGRESS", 1, 1, 0)}, entry("IN_PROGRESS"), 61 * time.Second, change.Moving, ""},
		"not seen yet":                    {[]Deployment{row("old", "PRIMARY", "COMPLETED", 2, 2, -time.Hour)}, nil, time.Second, change.Moving, "is not visible yet"},
		"no word, all run":                {[]Deployment{row("new", "PRIMARY", "", 2, 2, 0)}, nil, 0, change.Succeeded, "all tasks running"},
		"no word, old ones run":           {[]Deployment{row("new", "PRIMARY", "", 2, 2, 0), old}, nil, 0, change.Moving, ""},
	} {
		s := Service{Status: "ACTIVE", Desired: 2, Deployments: c.rows, Rollout: RolloutConfiguration{Breaker: true, Rollback: true}, Seen: at.Add(c.seen)}
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
	none := Service{Status: "ACTIVE", Revision: "a:2", Deployments: []Deployment{row("old", "PRIMARY", "IN_PROGRESS", 2, 2, -time.Hour)}, Seen: at.Add(time.Hour)}
	if p := progress(none, nil, change.Receipt{At: at, Revision: "a:2"}); p.Outcome != change.Failed || !strings.Contains(p.Text, "no new deployment") {
		t.Errorf("%+v", p)
	}
	gone := progress(Service{Status: "DRAINING"}, nil, change.Receipt{Deployment: "new"})
	if gone.Outcome != change.Failed {
		t.Errorf("%+v", gone)
	}
}

func TestLastGoodWithoutHistory(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	primary := Deployment{ID: "n", Status: "PRIMARY", Rollout: "FAILED", Revision: "a:2", Created: at}
	completed := Deployment{ID: "o", Status: "ACTIVE", Rollout: "COMPLETED", Revision: "a:1", Created: at.Add(-time.Hour), Updated: at.Add(-time.Minute)}
	silent, mute := completed, primary
	silent.Rollout, mute.Rollout = "", ""
	steady := []Event{{Time: at.Add(-time.Minute), Message: "(service x) has reached a steady state."}}
	done := func(revision string) ServiceDeployment {
		return ServiceDeployment{Status: "SUCCESSFUL", Revision: revision}
	}
	once := []ServiceDeployment{{Status: "STOPPED", Revision: "a:2"}, done("a:2"), done("a:1")}
	for name, c := range map[string]struct {
		s    Service
		want string
	}{
		"rows":                {Service{Deployments: []Deployment{primary, completed}}, "a:1"},
		"events":              {Service{Deployments: []Deployment{mute, silent}, Events: steady}, "a:1"},
		"nothing":             {Service{Deployments: []Deployment{mute, silent}}, ""},
		"was good, fails now": {Service{Deployments: []Deployment{primary}}, "a:1"},
		"never good":          {Service{Deployments: []Deployment{primary}}, ""},
		"steady of later":     {Service{Deployments: []Deployment{mute, silent}, Events: []Event{{Time: at.Add(time.Minute), Message: "has reached a steady state"}}}, "a:2"},
		"going back":          {Service{Deployments: []Deployment{{Status: "PRIMARY", Rollout: "IN_PROGRESS", Revision: "a:1", Reason: "rolling back to deploymentId o"}, completed}}, "a:1"},
	} {
		history := once
		if name != "was good, fails now" {
			history = nil
		}
		if got, _, ok := lastGood(c.s, history); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q", name, got)
		}
	}
}
