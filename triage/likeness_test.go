package triage

import (
	"fmt"
	"strings"
	"testing"
)

func TestLikeness(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"RequestID: 6f1b2c3d-0000-4111-8222-333344445555, no", "RequestID: aaaabbbb-1111-4222-8333-444455556666, no", true},
		{"arn:aws:ecs:us-east-1:111122223333:task/prod/0668979337dc48ebb791640cd1162053: unknown", "arn:aws:ecs:us-east-1:111122223333:task/prod/2c1a0f6d0e8b4b7c9d6a5e4f3c2b1a09: unknown", true},
		{"eni-0123456789abcdef0 timed out", "eni-0fedcba9876543210 timed out", true},
		{"has been retried 1 time(s): x", "has been retried 12 time(s): x", true},
		{"in subnet 'subnet-0a1b2c3d4e5f60718'", "in subnet 'subnet-0fedcba9876543210'", false},
		{"image@sha256:0123456789abcdef", "image@sha256:fedcba9876543210", false},
		{"exit code 137", "exit code 139", false},
		{"exit code 3221225786", "exit code 3221225477", false},
		{"status code: 403", "status code: 404", false},
		{"repo:v2: not found", "repo:v3: not found", false},
		{"tag sha-9f3a21bc00dd", "tag sha-9f3a21bc00de", false},
	} {
		if got := likeness(c.a) == likeness(c.b); got != c.same {
			t.Errorf("%q and %q: %q %q", c.a, c.b, likeness(c.a), likeness(c.b))
		}
	}
}

// Tasks that died alike are counted together, yet each is told in its own words, and what differs between them is counted.
func TestAlikeDeaths(t *testing.T) {
	t.Parallel()
	s := steadyService()
	in := Input{Service: s, Now: noon()}
	for i := range 6 {
		one := unstarted(fmt.Sprintf("Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0a1b2c3d4e5f6071%d': AuthFailure (request 6f1b2c3d-0000-4111-8222-33334444555%d)", i%2, i), false)
		one.ARN, one.Service, one.StartedBy = fmt.Sprint(i), s.Name, s.Deployments[0].ID
		in.Stopped = append(in.Stopped, one)
	}
	v := open(t).Service(in)
	if v.Diagnosis.Rule != "eni-auth-failure" || !strings.Contains(v.Diagnosis.Text, "333344445550") {
		t.Errorf("%+v", v.Diagnosis)
	}
	if all := strings.Join(v.Diagnosis.Facts, "\n"); !strings.Contains(all, "subnet-0a1b2c3d4e5f60710 (3 tasks)") || !strings.Contains(all, "subnet-0a1b2c3d4e5f60711 (3 tasks)") {
		t.Errorf("%q", all)
	}
}
