package inspect

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/triage"
)

// handed is what a hand-over reads besides the account.
type handed struct {
	lines []tail.Event
	err   error
	asked *string
}

func (h handed) LastWords(_ context.Context, t aws.Task, container string, _ int) ([]tail.Event, error) {
	*h.asked = t.ID + " " + container
	return h.lines, h.err
}

func (h handed) Diff(context.Context, string, string) ([]change.Field, int, error) {
	return []change.Field{{Path: "app.image", Before: "1.dkr.ecr.eu-west-1.amazonaws.com/api:v1", After: "1.dkr.ecr.eu-west-1.amazonaws.com/api:v2"}}, 30, nil
}

func (h handed) Place() call.Place { return call.Place{Region: "eu-west-1"} }

// A hand-over says what is wrong, where, what changed, what was written last without its secrets, and what to do, in ten
// lines even where the log is long and parts could not be read.
func TestHandOver(t *testing.T) {
	t.Parallel()
	line := func(text string) tail.Event { return tail.Event{Time: noon(), Container: "app", Message: text} }
	long := []tail.Event{line("starting\n  at main"), line("`panic`: no route"), line("connecting to postgres://api:hunter2@db/api")}
	for name, c := range map[string]struct {
		lines   []tail.Event
		err     error
		denied  bool
		says    []string
		notSaid string
	}{
		"log":    {long, nil, false, []string{"- Log: 12:00:00 dead app `` `panic`: no route ``", "postgres://api:********@db/api"}, "hunter2"},
		"denied": {long, nil, true, []string{"postgres://api:********@db/api", "Not read: targets: no"}, "hunter2"},
		"no log": {nil, errors.New("denied: logs:GetLogEvents"), false, []string{"- Log: dead not read: denied: logs:GetLogEvents"}, "`panic`"},
		"silent": {[]tail.Event{{Note: tail.NoteSilent, Message: "no output"}}, nil, false, []string{"- Log: dead no output"}, "`panic`"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := atRest()
			s.ARN, s.Running = "arn:aws:ecs:eu-west-1:111122223333:service/prod/api", 1
			f := &fake{services: []aws.Service{s}, targets: healthyTargets(), fail: map[string]error{}, tasks: []aws.Task{}, stopped: []aws.Task{
				stop("old", time.Hour, func(*aws.Task) {}), stop("dead", time.Minute, func(*aws.Task) {})},
				history: []aws.ServiceDeployment{{ARN: "d2", Revision: "api:42", Status: "SUCCESSFUL", Described: true, Created: noon().Add(-time.Hour), Finished: noon().Add(-50 * time.Minute)},
					{ARN: "d1", Revision: "api:41", Status: "SUCCESSFUL", Described: true, Created: noon().Add(-48 * time.Hour), Finished: noon().Add(-47 * time.Hour)}}}
			if c.denied {
				f.fail["targets"] = errors.New("no")
			}
			asked := ""
			r := Reporter{Inspector: New(f, triage.New(), noon), Source: handed{c.lines, c.err, &asked}}
			h, err := r.HandOver(t.Context(), s)
			if err != nil || !strings.HasPrefix(asked, "dead ") {
				t.Fatalf("%v, read the log of %q", err, asked)
			}
			text := h.Markdown()
			for _, want := range append(c.says, "prod/api is ", "account 111122223333, eu-west-1, prod/api", "https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api", "Impact: 1 of ",
				"11:00 UTC deployment of api:42", "app.image api:v1 → api:v2 from api:41", "--region eu-west-1`") {
				if !strings.Contains(text, want) {
					t.Errorf("%q is missing in\n%s", want, text)
				}
			}
			if strings.Contains(text, c.notSaid) || strings.Count(text, "\n") > HandOverLines || strings.Count(h.Text(), "\n") != strings.Count(text, "\n") {
				t.Errorf("too much:\n%s", text)
			}
		})
	}
}
