package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/triage"
)

// sample is a task definition with something wrong on purpose: a size that Fargate has not, secrets in the clear, no role.
const sample = `{
  "family": "shop",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc", "cpu": "300", "memory": 1024,
  "containerDefinitions": [
    {"name": "app", "image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop:latest", "portMappings": [{"containerPort": 80}],
      "environment": [{"name": "DB_PASSWORD", "value": "hunter2-swordfish"}, {"name": "LOG_LEVEL", "value": "quiet-please"}],
      "healthCheck": {"command": ["CMD-SHELL", "curl localhost"], "interval": 2}},
    {
      "name": "side\u001b[31mcar", "image": "envoy:v1", "essential": false,
      "environment": [{"name": "AWS_SECRET_ACCESS_KEY", "value": "abcdefghij"}],
      "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/shop"}}
    }
  ]
}`

func filed(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "task definition.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// findings lints a file and reads the rows as id@where.
func findings(t *testing.T, path string, code int) []string {
	t.Helper()
	r := run(t, nil, "lint", path, "-o", "json")
	if r.code != code {
		t.Fatalf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	var rows []findingRow
	decoded(t, r.out, &rows)
	var all []string
	for _, f := range rows {
		if f.Of != path || f.Text == "" || f.Fix == "" || f.Source == "" {
			t.Errorf("%+v", f)
		}
		all = append(all, f.Severity+" "+f.ID+"@"+f.Where)
	}
	return all
}

func TestLintFile(t *testing.T) {
	t.Parallel()
	path := filed(t, sample)
	all := findings(t, path, unhealthy)
	for _, want := range []string{"error fargate-combo@task", "error env-secret@app", "error health-range@app", "error secrets-no-exec-role@task",
		"warn img-latest@app", "error env-aws-keys@sidecar", "error logs-no-prefix@sidecar", "info health-curl@app", "info tags@task"} {
		if !slices.Contains(all, want) {
			t.Errorf("no %s among %q", want, all)
		}
	}
	if !slices.IsSortedFunc(all, func(a, b string) int {
		return strings.Index("error warn info", a[:4]) - strings.Index("error warn info", b[:4])
	}) {
		t.Errorf("not the worst first: %q", all)
	}
	for _, format := range []string{asTable, asJSON, asTSV, asSARIF} {
		r := run(t, nil, "lint", path, "-o", format)
		for _, secret := range []string{"hunter2", "quiet-please", "abcdefghij", "\x1b"} {
			if strings.Contains(r.out+r.err, secret) {
				t.Errorf("%s prints %q", format, secret)
			}
		}
	}
	s, out, _ := ends(nil)
	s.In = strings.NewReader(sample)
	if code := Run(t.Context(), s, []string{"lint", "-"}, Screen{}); code != unhealthy || !strings.Contains(out.String(), "fargate-combo") {
		t.Errorf("standard input: code %d, %s", code, out)
	}
}

// A definition reads the same as it is registered and as it is described, and what nobody told is no finding.
func TestLintDescribed(t *testing.T) {
	t.Parallel()
	wrapped := findings(t, filed(t, "\ufeff{\"taskDefinition\": "+sample+", \"tags\": []}"), unhealthy)
	if plain := findings(t, filed(t, sample), unhealthy); !slices.Equal(plain, wrapped) {
		t.Errorf("%q, wrapped %q", plain, wrapped)
	}
	told := strings.Replace(sample, `"family"`, `"taskDefinitionArn": "arn:aws:ecs:us-east-1:1:task-definition/shop:3", "revision": 3, "family"`, 1)
	if all := findings(t, filed(t, told), unhealthy); slices.Contains(all, "info tags@task") {
		t.Errorf("%q", all)
	}
	const good = `{"family": "a", "taskRoleArn": "r", "tags": [{"key": "a", "value": "b"}], "containerDefinitions": [{"name": "a", "image": "a:1", "user": "app",
		"logConfiguration": {"logDriver": "awslogs", "options": {"mode": "blocking", "awslogs-group": "g", "awslogs-create-group": "true", "awslogs-stream-prefix": "p"}}}]}`
	if all := findings(t, filed(t, good), done); len(all) > 0 {
		t.Errorf("%q", all)
	}
}

func TestLintSARIF(t *testing.T) {
	t.Parallel()
	path := filed(t, sample)
	var log sarifLog
	decoded(t, run(t, nil, "lint", path, "-o", "sarif").out, &log)
	if log.Version != "2.1.0" || len(log.Runs) != 1 || log.Runs[0].Tool.Driver.Name != "ecscope" {
		t.Fatalf("%+v", log)
	}
	one := log.Runs[0]
	lines := map[string]int{"task": 1, "app": 6, "sidecar": 9}
	for _, r := range one.Results {
		at := r.Locations[0]
		if one.Tool.Driver.Rules[r.Index].ID != r.Rule || !slices.Contains([]string{"error", "warning", "note"}, r.Level) || r.Message.Text == "" {
			t.Errorf("%+v", r)
		}
		where := at.Logical[0].Name
		if at.Physical.Region.Line != lines[where] || !strings.HasPrefix(at.Physical.Artifact.URI, "file:///") || !strings.HasSuffix(at.Physical.Artifact.URI, "/task%20definition.json") {
			t.Errorf("%s is at %+v", where, at.Physical)
		}
	}
	if len(one.Results) < 9 {
		t.Errorf("%d results", len(one.Results))
	}
	if address("a b/c:d.json") != "a%20b/c:d.json" || address("c:d.json") != "./c:d.json" {
		t.Errorf("%s, %s", address("a b/c:d.json"), address("c:d.json"))
	}
}

// What a definition says becomes no link in a viewer of code scanning, be it one that knows escaped brackets or not.
func TestLintSARIFLinks(t *testing.T) {
	t.Parallel()
	const name = `[x](http://evil) {0} a\\b`
	text := strings.ReplaceAll(`{"family": "a", "containerDefinitions": [{"name": "NAME", "image": "NAME"}], "tags": [{"key": "NAME", "value": "ghp_" }]}`, "NAME", name)
	text = strings.Replace(text, `ghp_" }`, "ghp_"+`aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5"}`, 1)
	var log sarifLog
	decoded(t, run(t, nil, "lint", filed(t, text), "-o", "sarif").out, &log)
	said := 0
	for _, r := range log.Runs[0].Results {
		if regexp.MustCompile(`\[[^\]]*\]\(|(^|[^\\])[\[\]]|[^{]\{0\}`).MatchString(r.Message.Text) {
			t.Errorf("%s", r.Message.Text)
		}
		if strings.Contains(r.Message.Text, `\[x\] (http://evil) {{0}} a\\b`) {
			said++
		}
	}
	if said < 3 {
		t.Errorf("only %d messages name it: %+v", said, log.Runs[0].Results)
	}
}

func TestLintNoDefinition(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                                   "ends too early",
		"{":                                  "ends too early",
		"{\n\"a\": tru}":                     "line 2: no JSON",
		"[]":                                 "no task definition, but a JSON array",
		"{}":                                 "it has no containerDefinitions",
		"{} {}":                              "line 1: there is more",
		`{"containerDefinitions": "secret"}`: "containerDefinitions: a JSON string does not fit",
		`{"containerDefinitions": [{"cpu": "hunter2"}]}`: "cpu: a JSON string does not fit",
		`{"cpu": ["hunter2"]}`:                           "cpu and memory of the task have to be text",
		`{"taskDefinition": "shop:3"}`:                   "taskDefinition: a JSON string does not fit",
	} {
		r := run(t, nil, "lint", filed(t, text))
		if r.code != misused || r.out != "" || !strings.Contains(r.err, says) || strings.Contains(r.err, "hunter2") {
			t.Errorf("%q: code %d: %s%s", text, r.code, r.out, r.err)
		}
	}
	if r := run(t, nil, "lint", "no/such.json"); r.code != misused || !strings.Contains(r.err, "no such file") {
		t.Errorf("code %d: %s", r.code, r.err)
	}
}

func FuzzTaskDefinition(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"taskDefinition": {"containerDefinitions": [null, {}]}, "tags": null}`))
	f.Add([]byte("\ufeff[{\"a\": [1e999, \"\\ud800\"]}]"))
	rules, err := triage.New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := parse(text)
		if err != nil {
			return
		}
		for _, n := range d.lines {
			if n < 1 || n > 1+strings.Count(string(text), "\n") {
				t.Errorf("line %d", n)
			}
		}
		if _, err := json.Marshal(d.sarif(d.findings(rules))); err != nil {
			t.Error(err)
		}
	})
}

func TestLintAccount(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	var rows []findingRow
	decoded(t, s.expect("lint prod/checkout -o json", unhealthy).out, &rows)
	all := map[string]findingRow{}
	for _, f := range rows {
		all[f.ID] = f
	}
	if all["env-secret"].Of != "prod/checkout" || all["container-insights-off"].Where != "service" {
		t.Errorf("%+v", rows)
	}
	for args, code := range map[string]int{"lint checkout": unhealthy, "lint checkout:3": unhealthy,
		"lint arn:aws:ecs:us-east-1:111122223333:task-definition/checkout:2": unhealthy, "lint checkot": misused, "lint checkout:99": misused,
		"lint prod/checkot": misused, "lint": misused, "lint a b": misused, "lint checkout -o markdown": misused} {
		if r := s.expect(args, code); strings.Contains(r.out+r.err, "hunter2") || code == misused && r.out != "" {
			t.Errorf("%s: %s%s", args, r.out, r.err)
		}
	}
	var log sarifLog
	decoded(t, s.expect("lint checkout:3 -o sarif", unhealthy).out, &log)
	if at := log.Runs[0].Results[0].Locations[0]; at.Physical != nil || !strings.HasPrefix(at.Logical[0].Full, "checkout/") {
		t.Errorf("%+v", at)
	}
	s.unsent()
}
