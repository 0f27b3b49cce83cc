package inspect

import (
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

func TestShortened(t *testing.T) {
	t.Parallel()
	const id = "95243bd2c05c339128b56e88bfdc9096"
	for text, want := range map[string]string{
		"has started 2 tasks: (task " + id + ") (task b8793e04dfab672130dd74c06a906a4a).":                                                                                                                                                               "has started 2 tasks: 95243bd2 b8793e04.",
		"deregistered 2 targets in (target-group arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/checkout-tg/0123456789abcdef)":                                                                                                         "deregistered 2 targets in target group checkout-tg",
		"CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 111122223333.dkr.ecr.us-east-1.amazonaws.com/checkout:sha-9f3a21: 111122223333.dkr.ecr.us-east-1.amazonaws.com/checkout:sha-9f3a21: not found": "CannotPullContainerError: failed to resolve ref …/checkout:sha-9f3a21: …/checkout:sha-9f3a21: not found",
		"secret arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-Xy12Ab: AccessDeniedException":                                                                                                                                             "secret prod/db-Xy12Ab: AccessDeniedException",
		"role arn:aws:iam::111122223333:role/service/exec-role.":                                                                                                                                                                                        "role service/exec-role.",
		"arn:aws:ecs:us-east-1:111122223333:task/prod/" + id:                                                                                                                                                                                            "95243bd2",
		"group arn:aws:logs:us-east-1:111122223333:log-group:/ecs/web:*":                                                                                                                                                                                "group /ecs/web:*",
		"arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/prod-alb/50dc6c495c0c9188":                                                                                                                                                           "prod-alb",
		"ECS is going back to deployment ecs-svc/8217107523891628709.":                                                                                                                                                                                  "ECS is going back to deployment ecs-svc/82171075.",
		"(port 8080) is unhealthy": "(port 8080) is unhealthy",
		"":                         "",
	} {
		if got := Shortened(text); got != want {
			t.Errorf("%q\n is %q\nwant %q", text, got, want)
		}
	}
}

// A look that goes on is no fault; one that ended without everything is.
func TestALookThatGoesOnIsNoFault(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		survey Survey
		kind   string
		words  string
	}{
		"goes on":        {Survey{Services: 2, Seen: 2, Clusters: 1, Looked: 1, Left: 4}, "unfinished", "still looking: 4 calls left"},
		"ended too soon": {Survey{Services: 2, Seen: 1, Clusters: 1, Looked: 1, Done: true}, "", "1 of 2 services were not described"},
	} {
		err := c.survey.Trouble()
		kind := ""
		if k, ok := err.(interface{ Kind() string }); ok {
			kind = k.Kind()
		}
		if kind != c.kind || err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v, of kind %q", name, err, kind)
		}
	}
}

// Tasks that wait for a container instance are a reason to read which there are: none was read is not that there is none.
func TestInstancesAreReadForTasksThatWaitForOne(t *testing.T) {
	t.Parallel()
	for status, c := range map[string]struct {
		service aws.Service
		task    aws.Task
		want    bool
	}{
		"placed":             {aws.Service{}, aws.Task{LaunchType: "EC2", Instance: "a1"}, true},
		"waits":              {aws.Service{}, aws.Task{LaunchType: "EC2", Status: "PROVISIONING", CapacityProvider: "asg"}, true},
		"waits without type": {aws.Service{}, aws.Task{Status: "PROVISIONING", CapacityProvider: "asg"}, true},
		"on Fargate":         {aws.Service{}, aws.Task{LaunchType: "FARGATE", Status: "PROVISIONING"}, false},
		"on Spot":            {aws.Service{Capacity: []aws.CapacityShare{{Provider: "FARGATE_SPOT"}}}, aws.Task{CapacityProvider: "FARGATE_SPOT"}, false},
		"no task of EC2":     {aws.Service{LaunchType: "EC2"}, aws.Task{}, true},
		"no task of a group": {aws.Service{Capacity: []aws.CapacityShare{{Provider: "asg"}}}, aws.Task{}, true},
		"nobody knows":       {aws.Service{}, aws.Task{}, false},
	} {
		if got := onInstances(c.service, []aws.Task{c.task}); got != c.want {
			t.Errorf("%s: %v", status, got)
		}
	}
}

// A row says why ECS could not start a task, not only that it could not.
func TestBriefIsTheInnermostCause(t *testing.T) {
	t.Parallel()
	const event = "(service api) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::111122223333:role/exec-role' that was provided for this task.)."
	v := Verdict{Verdict: triage.Verdict{Diagnosis: triage.New().Explain(triage.Message{Text: event})}}
	if brief := v.Brief(); !strings.Contains(brief, "exec-role") || strings.Contains(brief, "start a task") {
		t.Errorf("%q of %q", brief, v.Cause())
	}
}

// Whether something moves that is not known to is neither rest nor motion.
func TestLevelOfUnknownRollout(t *testing.T) {
	t.Parallel()
	if l := RolloutLevel(triage.Rollout{Status: triage.Unsure}); l != Unknown {
		t.Errorf("it is drawn as %q", l.Word())
	}
}
