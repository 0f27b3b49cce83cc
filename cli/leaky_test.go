package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/leaky"
)

// leak is an account with a service and a task that are full of secrets in the clear, and the task's id.
func leak(t *testing.T) (s *stage, task string) {
	t.Helper()
	s = staged(t, blueprint.Service{Cluster: "prod", Name: "quiet", Desired: 1})
	w := s.World()
	for _, in := range []*ecs.RegisterTaskDefinitionInput{leaky.Plain("leaky"), leaky.Definition("leaky")} {
		if _, err := w.SeedRevisions(in, 1, 0, nil); err != nil { // as it was once accepted
			t.Fatal(err)
		}
	}
	net := &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}
	if _, err := w.CreateService(&ecs.CreateServiceInput{Cluster: new("prod"), ServiceName: new("leaky"), TaskDefinition: new("leaky:2"), DesiredCount: new(int32(1)),
		LaunchType: types.LaunchTypeFargate, NetworkConfiguration: net, Tags: leaky.Tags()}); err != nil {
		t.Fatal(err)
	}
	out, err := w.RunTask(&ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("leaky:2"), LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: net, Overrides: leaky.Overrides(), Tags: leaky.Tags()})
	if err != nil || len(out.Tasks) == 0 {
		t.Fatal(err)
	}
	arn := *out.Tasks[0].TaskArn
	return s, arn[strings.LastIndexByte(arn, '/')+1:]
}

// said is what a text says, whether it is JSON or not: values as they are and as JSON writes them.
func said(text, value string) bool {
	quoted, _ := json.Marshal(value)
	inner := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(quoted[1 : len(quoted)-1]))
	twice, _ := json.Marshal(inner)
	return strings.Contains(text, value) || strings.Contains(text, inner) || strings.Contains(text, string(twice[1:len(twice)-1]))
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many command lines")
	s, task := leak(t)
	definition := []leaky.Place{leaky.Variable, leaky.Word, leaky.Inline, leaky.Entry, leaky.Check, leaky.Label, leaky.Tag, leaky.LogOption, leaky.RouterOption}
	overridden := []leaky.Place{leaky.Override, leaky.OverrideWord, leaky.Tag}
	shows := map[string][]leaky.Place{
		"describe leaky:2": definition, "describe leaky:2 -o json": definition,
		"describe prod/" + task: overridden, "describe prod/leaky": {leaky.Tag},
		"diff leaky:1 leaky:2": definition, "diff leaky:2 leaky:1 -o json": definition, "diff leaky:1 leaky:2 -o tsv": definition,
		"pin prod/leaky 1 --dry-run": nil, "pin prod/leaky 1 --dry-run -o json": definition, "redeploy prod/leaky --dry-run -o json": nil,
		"revisions leaky": nil, "revisions leaky -o json": {leaky.Tag}, "revisions prod/leaky -o tsv": nil,
		"services prod -o json": {leaky.Tag}, "tasks prod -o json": {leaky.Tag}, "tasks prod/leaky": nil, "clusters -o json": nil, "events prod/leaky": nil,
		"lint leaky:2": nil, "lint leaky:2 -o json": nil, "lint leaky:2 -o tsv": nil, "lint leaky:2 -o sarif": nil, "lint prod/leaky -o json": nil,
		"report prod/leaky": nil, "report prod/leaky -o markdown": nil, "report prod/leaky -o json": nil,
		"why prod/leaky": nil, "why prod/leaky -o json": nil, "why prod/leaky -o markdown": nil, "why prod/" + task: nil, "why prod/" + task + " -o json": nil,
		"why prod/" + task + " -o markdown": nil, "problems -o json": nil, "stopped prod -o json": nil, "deployments prod/leaky -o json": nil,
	}
	for args, places := range shows {
		r := s.run(args)
		if r.code != done && r.code != unhealthy {
			t.Errorf("ecscope %s: exit code %d\n%s", args, r.code, r.err)
		}
		for _, v := range leaky.Secrets() {
			if said(r.out+r.err, v.Core) {
				t.Errorf("ecscope %s prints %s of %s %s", args, v.Core, v.Name, v.Text)
			}
		}
		for _, v := range leaky.LookAlikes() {
			for _, p := range places {
				if v.Place == p && !said(r.out, v.Text) {
					t.Errorf("ecscope %s masks %s %s", args, v.Name, v.Text)
				}
			}
		}
	}
}

// All is shown to who asks for it.
func TestSecretsThatAreAskedFor(t *testing.T) {
	t.Parallel()
	s, task := leak(t)
	for args, places := range map[string][]leaky.Place{
		"describe leaky:2 --secrets": {leaky.Variable, leaky.Word, leaky.Inline, leaky.Entry, leaky.Check, leaky.Label, leaky.Tag,
			leaky.LogOption, leaky.RouterOption},
		"describe prod/leaky --secrets -o json": {leaky.Tag},
		"describe prod/" + task + " --secrets":  {leaky.Override, leaky.OverrideWord, leaky.Tag},
	} {
		r := s.expect(args, done)
		for _, v := range leaky.All(places...) {
			if !said(r.out, v.Text) {
				t.Errorf("ecscope %s lacks %s %s", args, v.Name, v.Text)
			}
		}
		if strings.Contains(r.out+r.err, "mask") || strings.Contains(r.out, "****") {
			t.Errorf("ecscope %s masks: %s", args, r.err)
		}
	}
	if r := s.expect("describe prod/"+task, done); !strings.Contains(r.err, "masked; --secrets shows them") {
		t.Errorf("it is not said: %s", r.err)
	}
}

// lint names each place at which a secret stands in the clear, and no other.
func TestLintFindsSecrets(t *testing.T) {
	t.Parallel()
	s, _ := leak(t)
	r := s.expect("lint leaky:2 -o text", unhealthy)
	for _, v := range append(leaky.Secrets(), leaky.LookAlikes()...) {
		word := map[leaky.Place]string{leaky.Variable: "variable ", leaky.Label: "label ", leaky.Tag: "tag ", leaky.LogOption: "log option ", leaky.RouterOption: "log router option "}
		before, named := word[v.Place]
		if found := strings.Contains(r.out, ": "+before+v.Name+" looks like a secret"); named && found != slices.Contains(leaky.Secrets(), v) {
			t.Errorf("%s%s: found %t", before, v.Name, found)
		}
	}
	s.expect("lint prod/leaky", unhealthy, "tag db-password looks like a secret in the clear")
}
