package cli

import (
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/needs"
)

func TestResource(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]aws.Ref{
		"cluster/prod":                         {Thing: aws.ClusterThing, ID: "prod"},
		"service/prod/checkout":                {Thing: aws.ServiceThing, Cluster: "prod", ID: "checkout"},
		"service/checkout":                     {Thing: aws.ServiceThing, ID: "checkout"},
		"task/prod/0123":                       {Thing: aws.TaskThing, Cluster: "prod", ID: "0123"},
		"container-instance/prod/0123":         {Thing: aws.InstanceThing, Cluster: "prod", ID: "0123"},
		"task-definition/checkout:43":          {Thing: aws.RevisionThing, ID: "checkout:43"},
		"service-deployment/prod/checkout/abc": {Thing: aws.DeploymentThing, Cluster: "prod", ID: "whole"},
		"cluster/":                             {}, "service/a/b/c": {}, "task-definition/checkout": {}, "bucket/a": {}, "": {},
	} {
		if ref, ok := resource(text, "whole"); ref != want && ok || ok != (want != aws.Ref{}) {
			t.Errorf("%s is %+v, %v", text, ref, ok)
		}
	}
}

// What is read as a place has no empty half and reads back as the same place.
func FuzzPlace(f *testing.F) {
	for _, s := range []string{"", "prod", "prod/checkout", "/", "a/", "/b", "a/b/c", "arn:"} {
		f.Add(s)
	}
	r := &reader{}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.HasPrefix(text, "arn:") {
			return // of a session's region
		}
		p, err := r.place(text)
		if err == nil && p.String() != text || err == nil && p.cluster == "" && text != "" {
			t.Errorf("%q is %+v", text, p)
		}
	})
}

func FuzzResource(f *testing.F) {
	f.Add("service/prod/checkout")
	f.Fuzz(func(t *testing.T, text string) {
		if ref, ok := resource(text, "whole"); ok && (ref.ID == "" || ref.Thing == "") {
			t.Errorf("%q is %+v", text, ref)
		}
	})
}

func TestQuotedForShell(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a shell for each of many texts")
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell to ask")
	}
	word := rapid.StringOf(rapid.SampledFrom([]rune("aZ1%+,-./:=@_ '\"$`\\*?~#;&|<>(){}[]!\té")))
	rapid.Check(t, func(rt *rapid.T) {
		want := word.Draw(rt, "word")
		if len(want) > 40 {
			return
		}
		out, err := exec.CommandContext(t.Context(), shell, "-c", "printf %s "+quoted(want)).Output()
		if err != nil || string(out) != want {
			rt.Fatalf("%q comes back as %q: %v", want, out, err)
		}
	})
}

// An ARN of another account names nothing that is read here, however the things here are called, and nothing is changed for it.
func TestARNOfAnotherAccount(t *testing.T) {
	t.Parallel()
	s := bench(t)
	for _, args := range []string{"why", "report", "tasks", "events", "logs", "redeploy --yes", "scale 3 --yes", "describe"} {
		verb, rest, _ := strings.Cut(args, " ")
		r := s.run(verb + " arn:aws:ecs:us-east-1:999999999999:service/prod/checkout " + rest)
		if r.code != misused || r.out != "" || !strings.Contains(r.err, "is in account 999999999999, not in 111122223333") || len(s.writes()) > 0 {
			t.Errorf("ecscope %s: exit code %d, %d writes\n%s%s", args, r.code, len(s.writes()), r.out, r.err)
		}
	}
	if r := s.run("why arn:aws:ecs:us-east-1:111122223333:service/prod/checkout"); r.code != done {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
}
