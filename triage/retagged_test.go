package triage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// A tag was pushed again, and the same revision deployed once more: its new tasks die, and those before it live.
func TestRetagged(t *testing.T) {
	t.Parallel()
	r := open(t)
	good, bad := "sha256:"+strings.Repeat("a", 64), "sha256:"+strings.Repeat("b", 64)
	again := func(change func(*Input)) Input {
		s := steadyService()
		s.Deployments = []aws.Deployment{
			{ID: "ecs-svc/new", Status: "PRIMARY", Revision: "api:41", Rollout: "IN_PROGRESS", Desired: 2, Failed: 4, Created: noon().Add(-12 * time.Minute)},
			{ID: "ecs-svc/old", Status: "ACTIVE", Revision: "api:41", Rollout: "COMPLETED", Desired: 2, Running: 2, Created: noon().Add(-80 * time.Hour)}}
		in := Input{Service: s, Now: noon(), Tasks: []aws.Task{}, Stopped: []aws.Task{}, History: []aws.ServiceDeployment{
			{ID: "new", ARN: "arn:new", Revision: "api:41", Status: "IN_PROGRESS", Sources: []aws.RevisionShare{{Revision: "api:41", ARN: "arn:old"}}}}}
		for i := range 4 {
			x := dead(stopped(containerOut, "Essential container in task exited", exited("app", 1, "")), "41")
			x.ARN, x.StartedBy = fmt.Sprint("arn:dead-", i), "ecs-svc/new"
			x.Containers[0].Image, x.Containers[0].Digest = "example.com:5000/api:latest", bad
			in.Stopped = append(in.Stopped, x)
		}
		for i := range 2 {
			x := runningIn("us-east-1a", i)
			x.Revision, x.StartedBy = "api:41", "ecs-svc/old"
			x.Containers = []aws.Container{{Name: "app", Image: "example.com:5000/api:latest", Digest: good, Status: "RUNNING"}}
			in.Tasks = append(in.Tasks, x)
		}
		change(&in)
		return in
	}
	name := Remedy{Action: Register, Text: "a revision with the image of app that still runs, aaaaaaaaaaaa", Set: "app.image=example.com:5000/api@" + good}
	back := Remedy{Action: RollBack, Text: "back to api:41 as it ran before", Revision: "api:41", Deployment: "arn:new"}
	for _, c := range []struct {
		name     string
		in       Input
		found    bool
		remedies []Remedy
	}{
		{"deployed once more", again(func(*Input) {}), true, []Remedy{back, name}},
		{"the deployment is not known", again(func(in *Input) { in.History = nil }), true, []Remedy{name}},
		{"a digest is not known", again(func(in *Input) { in.Tasks[1].Containers[0].Digest = "" }), false, []Remedy{back}},
		{"one that lives has the same image", again(func(in *Input) { in.Tasks[1].Containers[0].Digest = bad }), false, []Remedy{back}},
		{"one of the dead had the other image", again(func(in *Input) { in.Stopped[3].Containers[0].Digest = good }), false, []Remedy{back}},
		{"another name", again(func(in *Input) { in.Tasks[0].Containers[0].Image = "api:41" }), false, []Remedy{back}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := r.Service(c.in)
			says := "All 4 deaths ran example.com:5000/api:latest of container app as bbbbbbbbbbbb; 2 tasks run it as aaaaaaaaaaaa."
			if found := strings.Contains(strings.Join(v.Diagnosis.Facts, "\n"), says); found != c.found {
				t.Errorf("facts %q", v.Diagnosis.Facts)
			}
			changes := slices.DeleteFunc(v.Remedies, func(r Remedy) bool { return r.Action == Show })
			if !slices.Equal(changes, c.remedies) {
				t.Errorf("remedies %+v, want %+v", changes, c.remedies)
			}
		})
	}
}
