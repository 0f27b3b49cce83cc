package edit

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/sim/wire"
)

// end is the last look of a follower.
func end(t *testing.T, ctx context.Context, p change.Plan, r change.Receipt) (last change.Progress) {
	t.Helper()
	for page, err := range p.Follow(ctx, r) {
		if err != nil {
			t.Fatal(err)
		}
		last = page[len(page)-1]
	}
	return last
}

func firstTask(t *testing.T, seq iter.Seq2[[]aws.Task, error]) aws.Task {
	t.Helper()
	for page, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range page {
			if k.Described {
				return k
			}
		}
	}
	t.Fatal("no task")
	return aws.Task{}
}

func TestStopTask(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	k := firstTask(t, s.Tasks(s.ctx, aws.TaskQuery{Cluster: "prod", Service: "checkout"}))
	p, r := s.made(s.StopTask(k, "it leaks"))
	w := s.writes()
	if len(w) != 1 || !maps.Equal(s.body(w[0]), map[string]any{"cluster": "prod", "task": k.ARN, "reason": "it leaks"}) {
		t.Fatalf("sent %s", w[0].Input)
	}
	if p.Where.Thing != "task" || p.Where.InService() != "checkout" || p.Where.Guarded().Name() != "checkout" || strings.Contains(p.Title, k.ID) {
		t.Errorf("plan %+v", p)
	}
	if last := end(t, s.ctx, p, r); last.Outcome != change.Succeeded || last.Running != 2 || !strings.Contains(last.Text, "replacement") {
		t.Errorf("ends with %+v", last)
	}
	stopped, err := s.Task(s.ctx, "prod", k.ID)
	if err != nil || stopped.Reason != "it leaks" {
		t.Errorf("%+v, %v", stopped, err)
	}
	if r := s.refused(s.StopTask(k, "again")); !strings.Contains(r.Reason, "already") {
		t.Error(r)
	}
	if r := s.refused(s.StopTask(aws.Task{Cluster: "prod", ID: "0123456789abcdef0123456789abcdef"}, "x")); !strings.Contains(r.Reason, "no task") {
		t.Error(r)
	}
}

// A task that no service started is followed until it has stopped; nothing replaces it.
func TestStopStandaloneTask(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	out, err := s.World().RunTask(&ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("checkout:5"), LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}})
	if err != nil || len(out.Tasks) != 1 {
		t.Fatal(err, out)
	}
	p, r := s.made(s.StopTask(aws.Task{Cluster: "prod", ARN: *out.Tasks[0].TaskArn, ID: plain.Short(*out.Tasks[0].TaskArn)}, StopReason))
	if p.Where.InService() != "" || !strings.Contains(strings.Join(p.Effects, "\n"), "nothing replaces it") {
		t.Errorf("plan %+v", p)
	}
	if last := end(t, s.ctx, p, r); last.Outcome != change.Succeeded || last.Text != "the task is stopped" {
		t.Errorf("ends with %+v", last)
	}
}

// A rollback whose history may not be read is a pin, and says what is not known instead of "no rollout is in progress".
func TestRollBackWithoutHistory(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	p, r := s.made(s.Pin(s.checkout(), "3"))
	end(t, s.ctx, p, r)
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ListServiceDeployments"})
	c := s.RollBack(s.checkout())
	if p, err := c.Plan(s.ctx); err == nil && (strings.Contains(p.Effects[0], "no rollout") || !strings.Contains(p.Effects[0], "is unknown")) {
		t.Errorf("plan %+v", p)
	} else if err != nil && !strings.Contains(err.Error(), "list deployments") {
		t.Error(err)
	}
}

// A task that began to stop after the plan was made is drift: nothing is sent.
func TestStopTaskDrift(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	k := firstTask(t, s.Tasks(s.ctx, aws.TaskQuery{Cluster: "prod", Service: "checkout"}))
	c := s.StopTask(k, "mine")
	s.planned(c)
	s.made(s.StopTask(k, "somebody else's"))
	sent := len(s.writes())
	if _, err := c.Apply(s.ctx); err == nil || len(s.writes()) != sent {
		t.Errorf("applied over drift: %v", err)
	} else if _, ok := errors.AsType[*change.Drift](err); !ok {
		t.Errorf("not drift: %v", err)
	}
}

func TestScale(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	p, r := s.made(s.Scale(s.checkout(), 4))
	w := s.writes()
	if len(w) != 1 || !maps.Equal(s.body(w[0]), map[string]any{"cluster": "prod", "service": "checkout", "desiredCount": 4.0}) {
		t.Fatalf("sent %s", w[0].Input)
	}
	if r.Before != "2" || r.After != "4" || r.Deployment != "" {
		t.Errorf("receipt %+v", r)
	}
	if last := end(t, s.ctx, p, r); last.Outcome != change.Succeeded || last.Running != 4 {
		t.Errorf("ends with %+v", last)
	}
	if r := s.refused(s.Scale(s.checkout(), 4)); !strings.Contains(r.Reason, "already set to 4 tasks") {
		t.Error(r)
	}
	if r := s.refused(s.Scale(s.checkout(), -1)); !strings.Contains(r.Reason, "not a number of tasks") {
		t.Error(r)
	}
	back, r := s.made(p.Undo)
	if last := end(t, s.ctx, back, r); last.Outcome != change.Succeeded || last.Running != 2 {
		t.Errorf("undone to %+v", last)
	}
	none := s.planned(s.Scale(s.checkout(), 0))
	if !strings.Contains(strings.Join(none.Warnings, "\n"), "serves nothing") {
		t.Errorf("scaling to nothing warns %q", none.Warnings)
	}
}

// A rollout in progress is stopped with a rollback; after a finished one, the service is updated; both are called a rollback.
func TestRollBack(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	if p := s.planned(s.RollBack(s.checkout())); p.Verb != "Roll back" || p.Title != "Roll back checkout to revision 4" || p.Fields[0].After != "checkout:4" {
		t.Errorf("plan %+v", p)
	}
	s.doom(3)
	s.made(s.Pin(s.checkout(), "3"))
	s.clock.Advance(20e9)
	p, r := s.made(s.RollBack(s.checkout()))
	w := s.writes()
	if last := w[len(w)-1]; last.Action != "StopServiceDeployment" || s.body(last)["stopType"] != "ROLLBACK" {
		t.Fatalf("sent %s %s", last.Action, last.Input)
	}
	if p.Fields[0].Before != "checkout:3" || p.Fields[0].After != "checkout:5" || !strings.Contains(p.Command, "stop-service-deployment") {
		t.Errorf("plan %+v", p)
	}
	if last := end(t, s.ctx, p, r); last.Outcome != change.Succeeded || last.Revision != "checkout:5" {
		t.Errorf("ends with %+v", last)
	}
}

func TestRollBackOfAFinishedRollout(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	p, r := s.made(s.Pin(s.checkout(), "3"))
	if last := end(t, s.ctx, p, r); last.Outcome != change.Succeeded {
		t.Fatalf("%+v", last)
	}
	p, r = s.made(s.RollBack(s.checkout()))
	if p.Verb != "Roll back" || !strings.HasPrefix(p.Effects[0], "no rollout is in progress: checkout:5 is the last other") || s.checkout().Revision != "checkout:5" {
		t.Errorf("plan %+v", p)
	}
	if last := end(t, s.ctx, p, r); last.Outcome != change.Succeeded {
		t.Errorf("ends with %+v", last)
	}
}

// paused answers as a service whose canary waits at a hook, which may be answered once.
func paused(t *testing.T, sent *[]string) changeable {
	t.Helper()
	const arn = "arn:aws:ecs:us-east-1:111122223333:service-deployment/prod/web/aaaaaaaaaaaaaaaaaaaaa"
	answered := false
	url := awstest.Server(t, func(w http.ResponseWriter, _ *http.Request, action, body string) {
		status, hook := "IN_PROGRESS", "AWAITING_ACTION"
		if answered {
			status, hook = "SUCCESSFUL", "SUCCEEDED"
		}
		out := map[string]any{}
		switch action {
		case "DescribeServices":
			out["services"] = []any{map[string]any{"serviceName": "web", "serviceArn": "arn:aws:ecs:us-east-1:111122223333:service/prod/web", "status": "ACTIVE",
				"desiredCount": 2, "runningCount": 2, "deploymentController": map[string]any{"type": "ECS"}, "deployments": []any{}, "loadBalancers": []any{}}}
		case "ListServiceDeployments":
			out["serviceDeployments"] = []any{map[string]any{"serviceDeploymentArn": arn, "status": status, "createdAt": 1.7e9}}
		case "DescribeServiceDeployments":
			out["serviceDeployments"] = []any{map[string]any{"serviceDeploymentArn": arn, "status": status, "createdAt": 1.7e9, "lifecycleStage": "POST_TEST_TRAFFIC_SHIFT",
				"lifecycleHookDetails": []any{map[string]any{"hookId": "ecs-pause-1", "targetType": "PAUSE", "status": hook, "timeoutAction": "ROLLBACK", "expiresAt": 1.8e9}}}}
		case "ContinueServiceDeployment":
			*sent = append(*sent, body)
			answered = true
			out["serviceDeploymentArn"] = arn
		}
		if err := json.NewEncoder(w).Encode(out); err != nil {
			t.Error(err)
		}
	})
	c := openedAt(t, url)
	return c
}

func TestContinue(t *testing.T) {
	t.Parallel()
	var sent []string
	c := paused(t, &sent)
	answer, late := c.Continue(aws.Service{Cluster: "prod", Name: "web"}), c.Continue(aws.Service{Cluster: "prod", Name: "web"})
	p, err := answer.Plan(t.Context())
	if err != nil || !strings.Contains(strings.Join(p.Effects, "\n"), "does ROLLBACK at 20") {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := late.Plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := answer.Apply(t.Context())
	if err != nil || len(sent) != 1 || !strings.Contains(sent[0], `"hookId":"ecs-pause-1"`) || !strings.Contains(sent[0], `"action":"CONTINUE"`) {
		t.Fatalf("%q, %v", sent, err)
	}
	if _, err := late.Apply(t.Context()); len(sent) != 1 {
		t.Errorf("a hook that was answered is answered again: %v", err)
	}
	if last := end(t, t.Context(), p, r); last.Outcome != change.Succeeded {
		t.Errorf("ends with %+v", last)
	}
	if _, err := c.Continue(aws.Service{Cluster: "prod", Name: "web"}).Plan(t.Context()); err == nil || !strings.Contains(err.Error(), "no deployment of web is in progress") {
		t.Error(err)
	}
}

// At a hook that waits, a rollback is the answer to it.
func TestRollBackAtAHook(t *testing.T) {
	t.Parallel()
	var sent []string
	c := paused(t, &sent)
	back := c.RollBack(aws.Service{Cluster: "prod", Name: "web"})
	if p, err := back.Plan(t.Context()); err != nil || !strings.Contains(p.Command, "--action ROLLBACK") {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := back.Apply(t.Context()); err != nil || len(sent) != 1 || !strings.Contains(sent[0], `"action":"ROLLBACK"`) {
		t.Errorf("%q, %v", sent, err)
	}
}

// What another controller deploys is rolled back there, and a DAEMON service has no count.
func TestHandsRefuse(t *testing.T) {
	t.Parallel()
	if r := uncounted(&planContext{service: aws.Service{Name: "agent", Scheduling: "DAEMON"}}); r == nil || !strings.Contains(r.Reason, "DAEMON") {
		t.Errorf("a DAEMON service takes a count: %v", r)
	}
	for controller, way := range map[string]string{"CODE_DEPLOY": "aws deploy stop-deployment", "EXTERNAL": "the tool that created the task sets", "": "the tool that created the task sets"} {
		if r := (aws.Service{Name: "web", Status: "ACTIVE", Controller: controller}).RolloutRefused("roll back"); r == nil || !strings.Contains(r.Way, way) {
			t.Errorf("%s is rolled back: %v", controller, r)
		}
	}
	if r := (aws.Service{Name: "web", Status: "DRAINING", Controller: "ECS"}).RolloutRefused("roll back"); r == nil {
		t.Error("a service on its way out is rolled back")
	}
}
