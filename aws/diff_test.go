package aws

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

func definitionOf(t tester, text string) *rawDefinition {
	t.Helper()
	p := &rawDefinition{Revision: Revision{Family: "f", Number: 1}}
	if err := json.Unmarshal([]byte(text), &p.members); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDiffIsByName(t *testing.T) {
	t.Parallel()
	before := definitionOf(t, `{"cpu":"256","networkMode":"awsvpc","requiresAttributes":[{"name":"a"}],"containerDefinitions":[
		{"name":"app","image":"x:1","cpu":0,"environment":[{"name":"A","value":"1"},{"name":"TOKEN","value":"s3cr3t"},{"name":"GONE","value":""}],
		 "secrets":[{"name":"DB","valueFrom":"arn:1"}],"portMappings":[{"containerPort":80,"hostPort":80,"protocol":"tcp"}],"command":["sh","-c","a && b"],
		 "logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"abc","url":"u"}},"entryPoint":[]},
		{"name":"envoy","image":"e:1","ulimits":[{"name":"nofile","softLimit":1,"hardLimit":2}]}],"volumes":[{"name":"v","host":{}}]}`)
	after := definitionOf(t, `{"volumes":[{"name":"v","efsVolumeConfiguration":{"fileSystemId":"fs-1"}}],"networkMode":"awsvpc","cpu":256,"requiresAttributes":[{"name":"b"}],
		"containerDefinitions":[{"name":"envoy","image":"e:1","ulimits":[{"hardLimit":2,"name":"nofile","softLimit":9}]},
		{"image":"x:2","name":"app","cpu":"0","environment":[{"value":"t0k3n","name":"TOKEN"},{"name":"A","value":"1"},{"name":"NEW","value":"n\u200bw"}],
		 "secrets":[{"name":"DB","valueFrom":"arn:2"}],"portMappings":[{"containerPort":80,"hostPort":0,"protocol":"tcp"}],"command":["sh","-c","a &&\nb"],
		 "logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"abd","url":"u"}}}]}`)
	fields, same, err := before.diff(after, byPath)
	if err != nil {
		t.Fatal(err)
	}
	want := []change.Field{
		{Path: "app.image", Before: "x:1", After: "x:2"},
		{Path: "app.command", Before: `["sh", "-c", "a && b"]`, After: `["sh", "-c", "a &&\nb"]`},
		{Path: "app.env.GONE", Before: `""`},
		{Path: "app.env.NEW", After: `"n\u200bw"`},
		{Path: "app.env.TOKEN", Before: "(masked)", After: "changed (masked)"},
		{Path: "app.logConfiguration.options.splunk-token", Before: "(masked)", After: "changed (masked)"},
		{Path: "app.ports.80/tcp", Before: "hostPort=80", After: "hostPort=0"},
		{Path: "app.secrets.DB", Before: "arn:1", After: "arn:2"},
		{Path: "envoy.ulimits.nofile", Before: "hardLimit=2 softLimit=1", After: "hardLimit=2 softLimit=9"},
		{Path: "volumes.v.efsVolumeConfiguration.fileSystemId", After: "fs-1"},
		{Path: "volumes.v.host", Before: "{}"},
		{Path: "requiresAttributes.a", Before: "present"},
		{Path: "requiresAttributes.b", After: "present"},
	}
	if !slices.Equal(fields, want) || same != 7 {
		for _, f := range fields {
			t.Logf("%+q", f)
		}
		t.Errorf("%d fields, %d the same", len(fields), same)
	}
}

func TestDiffOfRevisions(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	fields, same, err := s.Diff(s.ctx, "checkout:5", "checkout:2")
	if err != nil || len(fields) < 3 || fields[0].Path != "app.image" || same < 10 {
		t.Errorf("%+v %d %v", fields, same, err)
	}
	if fields, _, err := s.Diff(s.ctx, "checkout:5", "checkout:5"); err != nil || len(fields) != 0 {
		t.Errorf("%+v %v", fields, err)
	}
	if _, _, err := s.Diff(s.ctx, "checkout:5", "checkout:9"); KindOf(err) != NotFound {
		t.Error(err)
	}
}

// TestNothingThatDiffersIsLeftOut changes one value anywhere in a document, odd members included.
func TestNothingThatDiffersIsLeftOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		document := map[string]any{"extra": object(r, 0), "containerDefinitions": []any{object(r, 1), object(r, 1)}, "volumes": []any{object(r, 1)}}
		var places []func()
		hold(document, &places)
		before, err := json.Marshal(document)
		if err != nil {
			r.Fatal(err)
		}
		if len(places) == 0 {
			r.Skip("nothing to change")
		}
		places[rapid.IntRange(0, len(places)-1).Draw(r, "place")]()
		after, _ := json.Marshal(document)
		fields, _, err := definitionOf(r, string(before)).diff(definitionOf(r, string(after)), byWeight)
		if err != nil || len(fields) == 0 {
			r.Fatalf("%v: no difference between\n%s\n%s", err, before, after)
		}
		for _, f := range fields {
			if f.Before == f.After || clean.Text(fmt.Sprint(f)) != fmt.Sprint(f) {
				r.Fatalf("%+q", f)
			}
		}
	})
}

// object invents an object with the lists that task definitions have.
func object(r *rapid.T, depth int) map[string]any {
	names := []string{"name", "value", "image", "environment", "secrets", "portMappings", "containerPort", "protocol", "options", "command", "dependsOn", "mountPoints", "containerPath", "x"}
	out := map[string]any{}
	for range rapid.IntRange(1, 5).Draw(r, "members") {
		name := rapid.SampledFrom(names).Draw(r, "name")
		switch n := rapid.IntRange(0, 9).Draw(r, "kind"); {
		case n < 5 || depth > 3:
			out[name] = rapid.SampledFrom([]any{"a", "b", "", "a\nb", "a b", 1, 80, true, "\u200b"}).Draw(r, "value")
		case n < 7:
			out[name] = object(r, depth+1)
		default:
			out[name] = []any{object(r, depth+1), object(r, depth+1)}
		}
	}
	return out
}

// hold lists the ways to change one value.
func hold(v any, places *[]func()) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			switch inner := v[k].(type) {
			case map[string]any, []any:
				hold(inner, places)
			default:
				*places = append(*places, func() { v[k] = "changed " + fmt.Sprint(inner) })
			}
		}
	case []any:
		for _, inner := range v {
			hold(inner, places)
		}
	}
}

// TestSecretsAreNotTold compares revisions whose variables look like secrets.
func TestSecretsAreNotTold(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	secret := []string{"hunter2", "correct-horse", "AKIAIOSFODNN7EXAMPLE", "postgres://u:p4ss@db/x"}
	name := s.register(shop(), func(in *ecs.RegisterTaskDefinitionInput) {
		in.ContainerDefinitions[0].Environment = []types.KeyValuePair{{Name: new("DB_PASSWORD"), Value: &secret[1]},
			{Name: new("KEY_ID"), Value: &secret[2]}, {Name: new("URL"), Value: &secret[3]}}
		in.ContainerDefinitions[0].Command = []string{"connect", secret[3]}
	})
	p := s.planned(s.Pin(s.checkout(), name))
	s.deregister(name)
	q := s.planned(s.refused(s.Pin(s.checkout(), name)).Instead)
	told := fmt.Sprintf("%+v %+v", p, q)
	for _, v := range secret {
		if strings.Contains(told, v) {
			t.Errorf("%s is told", v)
		}
	}
}
