package inspect

import (
	"strings"
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
	for id, want := range map[string]string{listed: "api:42", gone: "api:41", unknown: "deployment ecs-svc/36752940"} {
		s := aws.Service{Cluster: "prod", Name: "api", Deployments: []aws.Deployment{{ID: listed, Revision: "api:42"}},
			Events: []aws.Event{{ID: "1", Service: "api", Time: at, Message: "(service api) rolling back to deployment " + id + "; desired count stays."}}}
		found := ChangesOf(s, []aws.Task{{StartedBy: gone, Revision: "api:41"}}, rules, at.Add(-time.Hour))
		if len(found) != 1 || found[0].Text != "rolling back to "+want+"; desired count stays." && found[0].Text != "ECS is going back to "+want {
			t.Errorf("%s: %+v", id, found)
		}
	}
}

// Every form of an event that names a deployment, and what it means, calls it by its revision where ECS lists it. Where it does not,
// a cut id has no sign that could be taken for the end of the sentence.
func TestEventsNameRevisions(t *testing.T) {
	t.Parallel()
	rules := triage.New()
	const id = "ecs-svc/1675294001379389663"
	for message, want := range map[string]string{
		"(service api) (deployment " + id + ") deployment completed.":                                "deployment of api:42 completed.",
		"(service api) (deployment " + id + ") deployment failed: tasks failed to start.":            "deployment of api:42 failed: tasks failed to start.",
		"(service api) deployment " + id + " deployment failed: alarm detected.":                     "deployment of api:42 failed: alarm detected.",
		"(service api) rolling back to deployment " + id + ".":                                       "rolling back to api:42.",
		"service (api) could not launch 3 tasks for deployment " + id + ".":                          "could not launch 3 tasks for api:42.",
		"(service api) was unable to reach steady state because (taskSet " + id + ") can't scale in": "was unable to reach steady state because (taskSet api:42) can't scale in",
	} {
		e := aws.Event{ID: "1", Service: "api", Message: message, Revision: "api:42"}
		run := rules.Collapse([]aws.Event{e})[0]
		if got := EventText(e); got != want || strings.Contains(run.Meaning.Meaning+run.Fix, "ecs-svc/") {
			t.Errorf("%q is told as %q, want %q, and means %q", message, got, want, run.Meaning.Meaning)
		}
		e.Revision = ""
		if got := EventText(e); strings.Contains(got, "…") || strings.Contains(got, id) {
			t.Errorf("with an id: %q", got)
		}
		if runs := rules.Collapse([]aws.Event{e, {ID: "2", Service: "api", Message: message, Revision: "api:41"}}); len(runs) != 2 {
			t.Errorf("%q of two revisions is one row", message)
		}
	}
}

// Tasks that belong to no service are called by their family, where ECS made their group of it, and by the group where somebody named it.
func TestStandaloneTasksHaveNames(t *testing.T) {
	t.Parallel()
	for group, want := range map[string]string{"family:api-migrate": "api-migrate", "nightly": "nightly"} {
		task := stop("dead", time.Minute, func(t *aws.Task) {
			t.Group, t.Service, t.Containers = group, "", []aws.Container{{Name: "app", Exited: true, Exit: 1}}
		})
		found := loose(New(&fake{}, triage.New(), noon), "prod", []aws.Task{task})
		if len(found) != 1 || found[0].Where() != "prod/"+want || !strings.Contains(found[0].Verdict.Headline, " of "+want+" ") || found[0].Name != group {
			t.Errorf("%s: %+v", group, found)
		}
	}
}
