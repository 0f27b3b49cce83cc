package lint

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
)

// Every sample of what AWS refuses is found in a file that holds it, alone or beside the task definition that it names, and
// nothing is found in its accepted neighbor.
func TestSamplesAsFiles(t *testing.T) {
	t.Parallel()
	var all struct {
		Bases   map[string]struct{ Operation, Request string }
		Samples []struct {
			ID, Base, Sample, Accepted string
			Warns                      bool
		}
	}
	text, err := os.ReadFile("../accept/testdata/acceptance.yaml")
	if err == nil {
		err = yaml.Unmarshal(text, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	r := rules(t)
	web := merged(t, all.Bases["td-fargate"].Request, `{"containerDefinitions": [{"name": "app", "image": "nginx:1.27", "portMappings": [{"containerPort": 80, "name": "http"}]}], "taskRoleArn": "arn:aws:iam::111122223333:role/appRole"}`)
	ids := func(file string) (refused, others []string) {
		list, err := r.Read("web.json", file)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if task, _ := r.Read("td.json", web); list[0].Request.Root.Value("taskDefinition") == "web:1" {
			list = append(list, task...)
		}
		found, _ := r.Check(list, Ask{Checks: []string{Correct}})
		for _, f := range found {
			if f.Severity == "error" {
				refused = append(refused, f.Rule.ID)
			} else {
				others = append(others, f.Rule.ID)
			}
		}
		return refused, others
	}
	account := []string{"code-deploy-update-lb", "code-deploy-update-network", "code-deploy-update-platform", "code-deploy-update-task-definition", "code-deploy-update-force",
		"lb-target-type", "lb-target-group-unattached", "strategy-provider-unknown", "run-task-definition-inactive", "svc-task-definition-inactive"}
	for _, s := range all.Samples {
		base := all.Bases[s.Base].Request
		refused, others := ids(merged(t, base, s.Sample))
		known := !slices.Contains(account, s.ID) && merged(t, base, s.Sample) != "" && linked(t, merged(t, base, s.Sample))
		if known && !slices.Contains(refused, s.ID) && (!slices.Contains(others, s.ID) || len(refused) > 0) {
			t.Errorf("%s is not found among %v %v", s.ID, refused, others)
		}
		if refused, others := ids(merged(t, base, s.Accepted)); len(refused)+len(others) > 0 {
			t.Errorf("%s, accepted: %v %v", s.ID, refused, others)
		}
	}
}

// linked says whether a request names no task definition, or the one that stands beside it.
func linked(t *testing.T, text string) bool {
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v["taskDefinition"] == nil || v["taskDefinition"] == "web:1"
}

// merged is a text of JSON with a merge patch applied.
func merged(t *testing.T, base, patch string) string {
	t.Helper()
	var b, p any
	if patch == "" {
		patch = "{}"
	}
	for text, into := range map[string]*any{base: &b, patch: &p} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	if base == patch {
		b = p
	}
	out, err := json.Marshal(patched(b, p))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func patched(base, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	b, _ := base.(map[string]any)
	out := maps.Clone(b)
	if out == nil {
		out = map[string]any{}
	}
	for k, v := range p {
		if v == nil {
			delete(out, k)
		} else {
			out[k] = patched(out[k], v)
		}
	}
	return out
}
