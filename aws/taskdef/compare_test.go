package taskdef

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// tester is what tests and properties have in common.
type tester interface {
	Helper()
	Fatal(args ...any)
}

func fieldsOf(t tester, text string) Fields {
	t.Helper()
	m := Members{}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	f, err := m.Fields()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestDiffIsByName(t *testing.T) {
	t.Parallel()
	before := fieldsOf(t, `{"cpu":"256","networkMode":"awsvpc","requiresAttributes":[{"name":"a"}],"containerDefinitions":[
		{"name":"app","image":"x:1","cpu":0,"environment":[{"name":"A","value":"1"},{"name":"TOKEN","value":"s3cr3t"},{"name":"GONE","value":""}],
		 "secrets":[{"name":"DB","valueFrom":"arn:1"}],"portMappings":[{"containerPort":80,"hostPort":80,"protocol":"tcp"}],"command":["sh","-c","a && b"],
		 "logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"abc","url":"u"}},"entryPoint":[]},
		{"name":"envoy","image":"e:1","ulimits":[{"name":"nofile","softLimit":1,"hardLimit":2}]}],"volumes":[{"name":"v","host":{}}]}`)
	after := fieldsOf(t, `{"volumes":[{"name":"v","efsVolumeConfiguration":{"fileSystemId":"fs-1"}}],"networkMode":"awsvpc","cpu":256,"requiresAttributes":[{"name":"b"}],
		"containerDefinitions":[{"name":"envoy","image":"e:1","ulimits":[{"hardLimit":2,"name":"nofile","softLimit":9}]},
		{"image":"x:2","name":"app","cpu":"0","environment":[{"value":"t0k3n","name":"TOKEN"},{"name":"A","value":"1"},{"name":"NEW","value":"n\u200bw"}],
		 "secrets":[{"name":"DB","valueFrom":"arn:2"}],"portMappings":[{"containerPort":80,"hostPort":0,"protocol":"tcp"}],"command":["sh","-c","a &&\nb"],
		 "logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"abd","url":"u"}}}]}`)
	fields, same := Compare(before, after, ByPath)
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
		fields, _ := Compare(fieldsOf(r, string(before)), fieldsOf(r, string(after)), ByWeight)
		if len(fields) == 0 {
			r.Fatalf("no difference between\n%s\n%s", before, after)
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
