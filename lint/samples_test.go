package lint

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// samples are requests that AWS refuses, with accepted neighbors, and the task definitions that they name.
type samples struct {
	Bases map[string]struct{ Operation, Request string }
	World map[string]struct {
		Base    string
		Patches []string
	}
	Samples []struct {
		ID, Base, Sample, Accepted string
		Warns                      bool
	}
}

// read reads the samples of the table of what ECS accepts.
func read(t *testing.T) (all samples) {
	t.Helper()
	for _, file := range []string{"acceptance.yaml", "own.yaml", "variants.yaml"} {
		text, err := os.ReadFile("../accept/testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		var one samples
		if err := yaml.Unmarshal(text, &one); err != nil {
			t.Fatal(err)
		}
		if one.Bases != nil {
			all.Bases = one.Bases
		}
		if one.World != nil {
			all.World = one.World
		}
		all.Samples = append(all.Samples, one.Samples...)
	}
	return all
}

// named is the text of the task definition that a request names; empty where it names none.
func (s samples) named(t *testing.T, request string) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(request), &v); err != nil {
		t.Fatal(err)
	}
	name, _ := v["taskDefinition"].(string)
	w, ok := s.World[name]
	if !ok {
		return ""
	}
	family, _, _ := strings.Cut(name, ":")
	text := merged(t, s.Bases[w.Base].Request, `{"family": "`+family+`"}`)
	for _, p := range w.Patches {
		text = merged(t, text, p)
	}
	return text
}

// Every sample of what AWS refuses is found in a file that holds it, alone or beside the task definition that it names, and
// nothing is found in its accepted neighbor.
func TestSamplesAsFiles(t *testing.T) {
	t.Parallel()
	all, r := read(t), rules(t)
	ids := func(file string) (refused, others []string) {
		list, err := r.Read("web.json", file)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if named := all.named(t, file); named != "" {
			task, err := r.Read("td.json", named)
			if err != nil {
				t.Fatalf("%s: %v", named, err)
			}
			list = append(list, task...)
		}
		found, _ := r.Check(list, Ask{Checks: []string{Correct}})
		for _, f := range found {
			if f.Subject != list[0] {
				continue
			}
			if f.Severity == "error" {
				refused = append(refused, f.Rule.ID)
			} else {
				others = append(others, f.Rule.ID)
			}
		}
		return refused, others
	}
	account := []string{"code-deploy-update-lb", "code-deploy-update-network", "code-deploy-update-platform", "code-deploy-update-task-definition", "code-deploy-update-force",
		"lb-target-type", "lb-target-group-unattached", "strategy-provider-unknown", "strategy-change-force", "run-task-definition-inactive", "svc-task-definition-inactive"}
	for _, s := range all.Samples {
		base := all.Bases[s.Base].Request
		refused, others := ids(merged(t, base, s.Sample))
		warns := s.Warns || r.table.Rule(s.ID).Refuse == "" || s.ID == "connect-namespace" // of which the file has half
		if !slices.Contains(account, s.ID) && !slices.Contains(refused, s.ID) && (!slices.Contains(others, s.ID) || !warns || len(refused) > 0) {
			t.Errorf("%s is not found among %v %v in %s", s.ID, refused, others, s.Sample)
		}
		if refused, others := ids(merged(t, base, s.Accepted)); len(refused)+len(others) > 0 {
			t.Errorf("%s, accepted: %v %v in %s", s.ID, refused, others, s.Accepted)
		}
	}
}

// What is found in a request is found in a template of CloudFormation, and nothing in that of an accepted one, but for what
// CloudFormation takes and the API does not: numbers as text, and members of its own.
func TestSamplesAsTemplates(t *testing.T) {
	t.Parallel()
	all, r := read(t), rules(t)
	kinds := map[string]string{"RegisterTaskDefinition": "AWS::ECS::TaskDefinition", "CreateService": "AWS::ECS::Service"}
	errors := func(kind, request string) (ids []string) {
		var v any
		if err := json.Unmarshal([]byte(request), &v); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(map[string]any{"Resources": map[string]any{"It": map[string]any{"Type": kind, "Properties": capitalized(v)}}})
		if err != nil {
			t.Fatal(err)
		}
		list, err := r.Read("template.json", string(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		found, _ := r.Check(list, Ask{Checks: []string{Correct}})
		for _, f := range found {
			if f.Severity == "error" {
				ids = append(ids, f.Rule.ID)
			}
		}
		return ids
	}
	lenient := []string{"json-wrong-type", "json-unknown-member", "json-task-cpu-number"}
	for _, s := range all.Samples {
		b, kind := all.Bases[s.Base], kinds[all.Bases[s.Base].Operation]
		if kind == "" {
			continue
		}
		if found := errors(kind, merged(t, b.Request, s.Accepted)); len(found) > 0 {
			t.Errorf("%s, accepted: %v in %s", s.ID, found, s.Accepted)
		}
		found := errors(kind, merged(t, b.Request, s.Sample))
		if b.Operation == "RegisterTaskDefinition" && r.table.Rule(s.ID).Refuse != "" && !s.Warns && len(found) == 0 && !slices.Contains(lenient, s.ID) {
			t.Errorf("%s is not found in %s", s.ID, s.Sample)
		}
	}
}

// capitalized is a request as CloudFormation writes it: names of members begin with a capital, keys of maps stay.
func capitalized(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			switch name {
			case "options", "dockerLabels", "driverOpts", "labels", "internalAliases", "hookDetails":
			default:
				value = capitalized(value)
			}
			out[strings.ToUpper(name[:1])+name[1:]] = value
		}
		return out
	case []any:
		out := []any{}
		for _, item := range v {
			out = append(out, capitalized(item))
		}
		return out
	}
	return v
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
