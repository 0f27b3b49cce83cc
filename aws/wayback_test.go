package aws

import (
	"slices"
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
			[]string{"api:41 is already live again: api:42 failed (alarm p99) and was rolled back. This goes further back, to api:40"}},
		"by somebody":          {ServiceDeployment{Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL"}, []string{"api:41 is already live again: api:42 was rolled back. This goes further back, to api:40"}},
		"to another than runs": {ServiceDeployment{Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL", BackTo: "api:39"}, nil},
		"not":                  {steady("api:41"), nil},
	} {
		way := s.WayBack(nil, []ServiceDeployment{c.newest, steady("api:41"), steady("api:40")}, nil)
		if way.To != "api:40" || !slices.Equal(way.Warnings, c.want) {
			t.Errorf("%s: to %s, %q", name, way.To, way.Warnings)
		}
	}
}
