package inspect

import (
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// A deployment is called by its revision: by what ECS lists, else by a task that it started. Of any other the id is short.
func TestDeploymentsAreCalledByTheirRevisions(t *testing.T) {
	t.Parallel()
	rules := triage.New()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const listed, gone, unknown = "ecs-svc/1675294001379389663", "ecs-svc/2675294001379389663", "ecs-svc/3675294001379389663"
	for id, want := range map[string]string{listed: "api:42", gone: "api:41", unknown: "ecs-svc/36752940…"} {
		s := aws.Service{Cluster: "prod", Name: "api", Deployments: []aws.Deployment{{ID: listed, Revision: "api:42"}},
			Events: []aws.Event{{ID: "1", Service: "api", Time: at, Message: "(service api) rolling back to deployment " + id + "; desired count stays."}}}
		found := ChangesOf(s, []aws.Task{{StartedBy: gone, Revision: "api:41"}}, rules, at.Add(-time.Hour))
		if len(found) != 1 || found[0].Text != "rolling back to deployment "+want+"; desired count stays." && found[0].Text != "ECS is going back to deployment "+want {
			t.Errorf("%s: %+v", id, found)
		}
	}
}
