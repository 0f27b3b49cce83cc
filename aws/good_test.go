package aws

import (
	"testing"
	"time"
)

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
