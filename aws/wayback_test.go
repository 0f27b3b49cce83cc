package aws

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Where the newest deployment was already taken back, the way back says what is live, what failed, and that it goes beyond that.
func TestWayBackBeyondARollback(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := Service{Name: "api", Status: "ACTIVE", Controller: "ECS", Revision: "api:41"}
	steady := func(revision string) ServiceDeployment {
		return ServiceDeployment{Revision: revision, To: "arn:" + revision, Status: "SUCCESSFUL", Created: at, Finished: at, Described: true}
	}
	for name, c := range map[string]struct {
		newest ServiceDeployment
		want   []string
	}{
		"by the circuit breaker": {ServiceDeployment{Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL", BackTo: "api:41", Breaker: Breaker{Status: "TRIGGERED"}},
			[]string{"api:41 is already live again: api:42 failed (circuit breaker) and was rolled back. This goes further back, to api:40"}},
		"by an alarm": {ServiceDeployment{Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL", BackTo: "api:41", Triggered: []string{"p99"}},
			[]string{"api:41 is already live again: api:42 failed (alarm p99 went off) and was rolled back. This goes further back, to api:40"}},
		"by somebody": {ServiceDeployment{Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL"}, []string{"api:41 is already live again: api:42 was rolled back. This goes further back, to api:40"}},
		"by a hook": {ServiceDeployment{Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL", Hooks: []Hook{{ID: "h", Type: "PAUSE", Status: "TIMED_OUT"}}},
			[]string{"api:41 is already live again: api:42 failed (hook h PAUSE timed out) and was rolled back. This goes further back, to api:40"}},
		"by an answer": {ServiceDeployment{Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL", Hooks: []Hook{{ID: "h", Type: "PAUSE", Status: "FAILED"}}},
			[]string{"api:41 is already live again: api:42 was rolled back. This goes further back, to api:40"}},
		"to another than runs": {ServiceDeployment{Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL", BackTo: "api:39"}, nil},
		"not":                  {steady("api:41"), nil},
	} {
		way := s.WayBack(nil, []ServiceDeployment{c.newest, steady("api:41"), steady("api:40")}, nil)
		if way.To != "api:40" || !slices.Equal(way.Warnings, c.want) {
			t.Errorf("%s: to %s, %q", name, way.To, way.Warnings)
		}
	}
}

func TestWayBackOfARollout(t *testing.T) {
	t.Parallel()
	s := Service{Name: "api", Status: "ACTIVE", Controller: "ECS", Revision: "api:3", Desired: 4, Deployments: []Deployment{
		{ID: "3", Status: "PRIMARY", Revision: "api:3", Running: 1}, {ID: "2", Status: "ACTIVE", Revision: "api:2", Running: 2}, {ID: "1", Status: "ACTIVE", Revision: "api:1", Running: 2}}}
	on := ServiceDeployment{ARN: "arn:d", Revision: "api:3", Status: "IN_PROGRESS", Sources: []RevisionShare{{Revision: "api:1"}}}
	if way := s.WayBack(&on, nil, nil); way.To != "api:1" || !strings.HasPrefix(way.Effects[0], "2 tasks of api:1 still run and stay, 2 start; ") {
		t.Errorf("of three revisions: %+v", way)
	}
	pending, gone := on, on
	gone.Sources = []RevisionShare{{Revision: "api:0"}}
	if way := s.WayBack(&gone, nil, nil); !strings.HasPrefix(way.Effects[0], "0 tasks of api:0 still run and stay, 4 start; ") {
		t.Errorf("to one that runs no more: %+v", way)
	}
	pending.Status = "PENDING"
	s.Deployments = s.Deployments[2:]
	s.Deployments[0].Status = "PRIMARY"
	if way := s.WayBack(&pending, nil, nil); !strings.HasPrefix(way.Effects[0], "2 tasks of api:1 still run and stay, 2 start; ") {
		t.Errorf("before its own row is there: %+v", way)
	}
	on.Status = "STOP_REQUESTED"
	if way := s.WayBack(&on, nil, nil); way.Call != "" || !strings.Contains(way.Reason, "being stopped already") || way.Way == "" {
		t.Errorf("while it is being stopped: %+v", way)
	}
}
