package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documented reads the members of a command off docs/output.md, in their order.
func documented(t *testing.T, command string) []string {
	t.Helper()
	doc, err := os.ReadFile("../docs/output.md")
	if err != nil {
		t.Fatal(err)
	}
	member := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")
	for section := range strings.SplitSeq(string(doc), "\n## ") {
		if name, found := strings.CutPrefix(section, "ecscope "+command); found && strings.ContainsAny(name[:1], " \n") {
			var all []string
			for _, m := range member.FindAllStringSubmatch(section, -1) {
				all = append(all, m[1])
			}
			return all
		}
	}
	t.Fatalf("docs/output.md does not describe %s", command)
	return nil
}

// members lists the members of a row's type as the document does.
func members(row reflect.Type, prefix string) []string {
	var all []string
	for i := range row.NumField() {
		f := row.Field(i)
		if f.Anonymous {
			all = append(all, members(f.Type, prefix)...)
			continue
		}
		if !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(prefix+f.Tag.Get("json"), ",")
		all = append(all, name)
		elem := f.Type
		if elem.Kind() == reflect.Pointer && elem.Elem().Kind() == reflect.Struct {
			elem = elem.Elem()
		}
		switch {
		case elem.Kind() == reflect.Struct && elem != reflect.TypeFor[moment]():
			all = append(all, members(elem, name+".")...)
		case elem.Kind() == reflect.Slice && elem.Elem().Kind() == reflect.Struct && elem != reflect.TypeFor[tags]():
			all = append(all, members(elem.Elem(), name+"[].")...)
		}
	}
	return all
}

func TestSchemaIsDocumented(t *testing.T) {
	t.Parallel()
	for command, row := range map[string]reflect.Type{
		"clusters": reflect.TypeFor[clusterRow](), "services": reflect.TypeFor[serviceRow](),
		"tasks": reflect.TypeFor[taskRow](), "events": reflect.TypeFor[eventRow](),
		"revisions": reflect.TypeFor[revisionRow](), "deployments": reflect.TypeFor[deploymentRow](),
		"instances": reflect.TypeFor[instanceRow](), "groups": reflect.TypeFor[logGroupRow](), "diff": reflect.TypeFor[fieldRow](), "config": reflect.TypeFor[settingRow](), "doctor": reflect.TypeFor[checkup](),
		"redeploy": reflect.TypeFor[changeRow](), "why": reflect.TypeFor[caseRow](), "problems": reflect.TypeFor[problemRow](),
		"explain": reflect.TypeFor[diagnosisRow](), "lint": reflect.TypeFor[findingRow](), "forward": reflect.TypeFor[forwardRow](),
		"targets": reflect.TypeFor[targetRow](), "scaling": reflect.TypeFor[scalingRow](), "metrics": reflect.TypeFor[metricRow](),
		"recent": reflect.TypeFor[recentRow](), "changes": reflect.TypeFor[recordRow](),
		"report": reflect.TypeFor[handOverRow](), "exec": reflect.TypeFor[checklist](), "query": reflect.TypeFor[queryAnswer](),
	} {
		if has, says := members(row, ""), documented(t, command); !slices.Equal(has, says) {
			t.Errorf("%s prints\n%q, documented is\n%q", command, has, says)
		}
	}
}

// commands is one working command line for each schema in the small account.
func commands() map[string][]string {
	const service = "cluster-1/service-0002"
	return map[string][]string{
		"clusters": {"clusters"}, "services": {"services"}, "tasks": {"tasks", "cluster-2"}, "events": {"events", service},
		"revisions": {"revisions", service}, "deployments": {"deployments", service}, "instances": {"instances"}, "groups": {"groups"},
		"diff": {"diff", "service-0002:3", "service-0002:5"}, "config": {"config"},
	}
}

func TestPrintedJSON(t *testing.T) {
	t.Parallel()
	environ := start(t, small()).Env()
	for command, args := range commands() {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			r := succeed(t, environ, append(args, "-o", "json")...)
			var rows []json.RawMessage
			if err := json.Unmarshal([]byte(r.out), &rows); err != nil || len(rows) == 0 {
				t.Fatalf("%d rows, %v:\n%s", len(rows), err, r.out)
			}
			says := documented(t, command)
			for _, row := range rows {
				for _, name := range keys(t, row, "") {
					if !slices.Contains(says, name) {
						t.Errorf("%s is not documented", name)
					}
				}
			}
			top := slices.DeleteFunc(says, func(s string) bool { return strings.ContainsAny(s, ".[") })
			if first := order(t, rows[0]); !slices.Equal(first, top) {
				t.Errorf("members are %q, not %q", first, top)
			}
		})
	}
}

// order is the order of an object's members.
func order(t *testing.T, object []byte) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name.(string))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// keys lists the members of an object and of the objects in it, but for tags, whose members are the owner's.
func keys(t *testing.T, object []byte, prefix string) []string {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal(object, &m); err != nil {
		t.Fatalf("%v in %s", err, object)
	}
	var all []string
	for name, value := range m {
		all = append(all, prefix+name)
		var list []json.RawMessage
		switch {
		case name == "tags":
		case value[0] == '{':
			all = append(all, keys(t, value, prefix+name+".")...)
		case json.Unmarshal(value, &list) == nil && len(list) > 0 && list[0][0] == '{':
			all = append(all, keys(t, list[0], prefix+name+"[].")...)
		}
	}
	return all
}

func TestPrintedTSV(t *testing.T) {
	t.Parallel()
	environ := start(t, small()).Env()
	for command, args := range commands() {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			lines := succeed(t, environ, append(args, "-o", "tsv")...).lines()
			says := documented(t, command)
			var objects []json.RawMessage
			if err := json.Unmarshal([]byte(succeed(t, environ, append(args, "-o", "json")...).out), &objects); err != nil {
				t.Fatal(err)
			}
			if len(lines) != len(objects)+1 {
				t.Errorf("%d lines for %d rows", len(lines), len(objects))
			}
			head := strings.Split(lines[0], "\t")
			for _, name := range head {
				if !slices.Contains(says, name) {
					t.Errorf("%s is not documented", name)
				}
			}
			for _, l := range lines[1:] {
				if n := strings.Count(l, "\t"); n != len(head)-1 {
					t.Errorf("%d tabs, not %d: %q", n, len(head)-1, l)
				}
			}
		})
	}
}
