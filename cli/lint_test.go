package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/wire"
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
	for _, want := range []string{"error fargate-size@task", "error json-task-cpu-number@task", "error env-secret@app", "error health-interval@app", "error fargate-role-ecr@task",
		"error fargate-role-awslogs@task", "warn img-latest@app", "error env-aws-keys@sidecar", "error awslogs-stream-prefix@sidecar", "info health-curl@app", "info tags@task"} {
		if !slices.Contains(all, want) {
			t.Errorf("no %s among %q", want, all)
		}
	}
	if !slices.IsSortedFunc(all, func(a, b string) int {
		return strings.Index("error warn info", a[:4]) - strings.Index("error warn info", b[:4])
	}) {
		t.Errorf("not the worst first: %q", all)
	}
	for _, format := range []string{asTable, asJSON, asTSV, asSARIF, asText, asJUnit} {
		r := run(t, nil, "lint", path, "-o", format)
		for _, secret := range []string{"hunter2", "quiet-please", "abcdefghij", "\x1b"} {
			if strings.Contains(r.out+r.err, secret) {
				t.Errorf("%s prints %q", format, secret)
			}
		}
	}
	s, out, _ := ends(nil)
	s.In = strings.NewReader(sample)
	if code := Run(t.Context(), s, []string{"lint", "-"}, Screen{}); code != unhealthy || !strings.Contains(out.String(), "fargate-size") {
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
	const good = `{"family": "a", "taskRoleArn": "r", "tags": [{"key": "a", "value": "b"}], "containerDefinitions": [{"name": "a", "image": "a:1", "user": "app", "memory": 64, "readonlyRootFilesystem": true,
		"logConfiguration": {"logDriver": "awslogs", "options": {"mode": "non-blocking", "awslogs-group": "g", "awslogs-region": "r", "awslogs-create-group": "true", "awslogs-stream-prefix": "p"}}}]}`
	if all := findings(t, filed(t, good), done); !slices.Equal(all, []string{"info logs-nonblocking@a"}) {
		t.Errorf("%q", all)
	}
}

func TestLintSARIF(t *testing.T) {
	t.Parallel()
	path := filed(t, sample)
	var log sarifLog
	decoded(t, run(t, nil, "lint", path, "-o", "sarif").out, &log)
	for _, r := range log.Runs[0].Tool.Driver.Rules {
		if r.Short.Text == "" || r.Short.Text == r.ID || strings.Contains(r.Short.Text, "{{") {
			t.Errorf("%s is described as %q", r.ID, r.Short.Text)
		}
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 || log.Runs[0].Tool.Driver.Name != "ecscope" {
		t.Fatalf("%+v", log)
	}
	one := log.Runs[0]
	regions := map[string]sarifRegion{}
	for _, r := range one.Results {
		at := r.Locations[0]
		if one.Tool.Driver.Rules[r.Index].ID != r.Rule || !slices.Contains([]string{"error", "warning", "note"}, r.Level) || r.Message.Text == "" {
			t.Errorf("%+v", r)
		}
		if at.Physical.Region.Line < 1 || !strings.HasPrefix(at.Physical.Artifact.URI, "file:///") || !strings.HasSuffix(at.Physical.Artifact.URI, "/task%20definition.json") {
			t.Errorf("%s is at %+v", r.Rule, at.Physical)
		}
		regions[r.Rule+"@"+at.Logical[0].Name] = at.Physical.Region
	}
	for rule, want := range map[string]sarifRegion{"health-interval@app": {8, 79, 8, 80}, "fargate-size@task": {4, 35, 4, 40}, "awslogs-stream-prefix@sidecar": {12, 63, 12, 89}, "img-latest@app": {6, 30, 6, 88}} {
		if regions[rule] != want {
			t.Errorf("%s is at %+v, want %+v", rule, regions[rule], want)
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
		"":                             "ends too early",
		"{":                            "ends too early",
		"{\n\"a\": tru}":               "line 2: no JSON",
		"[]":                           "no task or service definition",
		"{}":                           "no task or service definition",
		"{} {}":                        "line 1: there is more",
		`{"cpu": ["hunter2"]}`:         "no task or service definition",
		`{"taskDefinition": "shop:3"}`: "no task or service definition",
	} {
		code := failed
		if strings.HasPrefix(says, "no task") {
			code = misused
		}
		r := run(t, nil, "lint", filed(t, text))
		if r.code != code || strings.Contains(r.err, "no findings") || r.out != "" || !strings.Contains(r.err, says) || strings.Contains(r.err, "hunter2") {
			t.Errorf("%q: code %d: %s%s", text, r.code, r.out, r.err)
		}
	}
	if r := run(t, nil, "lint", "no/such.json"); r.code != misused || !strings.Contains(r.err, "no such file") {
		t.Errorf("code %d: %s", r.code, r.err)
	}
}

// Files and folders are read together; what holds no definition is said. The flags choose what counts.
func TestLintFolder(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for name, text := range map[string]string{
		"web/td.json": sample, "web/package.json": `{"name": "x"}`, "web/broken.yaml": "a: [", ".git/td.json": sample, "readme.md": "x",
		"web/service.json": `{"serviceName": "shop", "taskDefinition": "shop:1", "desiredCount": 2, "launchType": "FARGATE", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["a"]}}, "loadBalancers": [{"targetGroupArn": "t", "containerName": "app", "containerPort": 81}]}`,
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := run(t, nil, "lint", root, "--checks", "correct", "-o", "text")
	for _, want := range []string{filepath.Join(root, "web/service.json") + ":1:", "lb-container-port", "[fargate-size]"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("no %s in %s", want, r.out)
		}
	}
	if r.code != unhealthy || !strings.Contains(r.err, "package.json") || !strings.Contains(r.err, "broken.yaml") || strings.Contains(r.out, ".git") || strings.Contains(r.out, "img-latest") {
		t.Errorf("code %d: %s%s", r.code, r.out, r.err)
	}
	path := filed(t, `{"family": "a", "containerDefinitions": [{"name": "a", "image": "a", "memory": 64}]}`)
	for args, code := range map[string]int{"--checks correct": done, "--checks production": done, "--checks production --fail-on warn": unhealthy, "--checks production --fail-on never": done,
		"--checks production --fail-on warn --ignore img-latest=x --ignore no-logs=x": done, "--checks nope": misused, "--fail-on nope": misused, "--ignore img-latest": misused, "--checks security --fail-on info": unhealthy} {
		if r := run(t, nil, append([]string{"lint", path}, strings.Fields(args)...)...); r.code != code {
			t.Errorf("%s: code %d, want %d: %s%s", args, r.code, code, r.out, r.err)
		}
	}
	if r := run(t, nil, "lint", path, "-o", "junit", "--fail-on", "warn"); !strings.Contains(r.out, `<failure type="warn"`) || !strings.HasPrefix(r.out, "<?xml") {
		t.Errorf("%s", r.out)
	}
}

// What could not be read is no clean bill: the exit code says it, and so does every report.
func TestLintUnread(t *testing.T) {
	t.Parallel()
	const good = `{"family": "a", "containerDefinitions": [{"name": "a", "image": "a:1", "memory": 64}]}`
	root := t.TempDir()
	for name, text := range map[string]string{"good.json": good, "bad.json": `{"family": tru}`, "long.json": strings.Repeat(" ", largest) + good} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bad, fine := filepath.Join(root, "bad.json"), filepath.Join(root, "good.json")
	for args, code := range map[string]int{root + " --checks correct": failed, bad: failed, bad + " " + fine + " --checks correct": failed, fine + " --checks correct": done,
		filepath.Join(root, "long.json"): failed, root + " --fail-on warn": unhealthy, bad + " " + root + "/none.json": misused} {
		r := run(t, nil, append([]string{"lint"}, strings.Fields(args)...)...)
		if r.code != code || (code == done) == strings.Contains(r.err, "can't read") || (code == done) != strings.Contains(r.err, "no findings") {
			t.Errorf("%s: code %d, want %d: %s%s", args, r.code, code, r.out, r.err)
		}
	}
	if r := run(t, nil, "lint", root, "--fail-on", "warn", "-o", "text"); !strings.Contains(r.out, "[no-logs]") || !strings.Contains(r.err, "bad.json: line 1") || !strings.Contains(r.err, "long.json: it is longer than 4 MiB") {
		t.Errorf("%s%s", r.out, r.err)
	}
	var log sarifLog
	decoded(t, run(t, nil, "lint", root, "--checks", "correct", "-o", "sarif").out, &log)
	if how := log.Runs[0].How; len(how) != 1 || how[0].Whole || len(how[0].Notes) != 2 {
		t.Errorf("%+v", how)
	}
	if r := run(t, nil, "lint", root, "--checks", "correct", "-o", "junit"); !strings.Contains(r.out, `errors="2"`) || !strings.Contains(r.out, `<error type="unread"`) || strings.Contains(r.out, "no findings") {
		t.Errorf("%s", r.out)
	}
	if r := run(t, nil, "lint", root, "--checks", "correct", "-o", "json"); r.out != "" || r.code != failed {
		t.Errorf("code %d: %s", r.code, r.out)
	}
}

// Of what a service runs in, the rules know as much as could be read; what could not be is an error and not a note.
func TestLintDenied(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"DescribeClusters", "DescribeTargetGroups", "DescribeScalableTargets"} {
		s := staged(t, shop())
		s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: action})
		r := s.expect("lint prod/checkout --fail-on never", failed, "not authorized", "env-secret")
		if strings.Contains(r.err, "no findings") {
			t.Errorf("%s: %s", action, r.err)
		}
		s.expect("lint prod/checkout", unhealthy, "not authorized", "env-secret")
	}
	s := staged(t, blueprint.Service{Cluster: "prod", Name: "plain", Desired: 2, Revisions: 1})
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeClusters"})
	if r := s.expect("lint prod/plain --checks correct", failed, "not authorized"); strings.Contains(r.err, "no findings") || r.out != "" {
		t.Errorf("%s%s", r.out, r.err)
	}
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

// What is named twice is read once, a link to a file is read like the file, and what holds no definition hides nothing of the rest.
func TestLintReadsEachOnceAndTheRest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.json")
	for name, text := range map[string]string{"bad.json": sample, "pod.yaml": "kind: Pod\n", "main.tf": "resource {}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	once := len(findings(t, bad, unhealthy))
	again := run(t, nil, "lint", bad, dir+"/./bad.json", "-o", "json")
	var rows []findingRow
	decoded(t, again.out, &rows)
	if len(rows) != once || again.code != unhealthy {
		t.Errorf("%d findings, %d where the file is named twice", once, len(rows))
	}
	for _, format := range []string{"json", "sarif", "junit", "text"} {
		r := run(t, nil, "lint", filepath.Join(dir, "pod.yaml"), bad, "-o", format)
		if r.code != unhealthy || !strings.Contains(r.out, "fargate-size") || !strings.Contains(r.err, "pod.yaml: no task or service definition") {
			t.Errorf("%s: %d %s%s", format, r.code, r.out, r.err)
		}
	}
	if r := run(t, nil, "lint", filepath.Join(dir, "main.tf")); r.code != failed || !strings.Contains(r.err, "HCL is not read") {
		t.Errorf("%d %s", r.code, r.err)
	}
	links := filepath.Join(dir, "links")
	if err := os.Mkdir(links, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"to.json": bad, "lost.json": filepath.Join(dir, "nothing"), "loop": dir} {
		if err := os.Symlink(to, filepath.Join(links, name)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	if r := run(t, nil, "lint", links, "-o", "json"); r.code != unhealthy || !strings.Contains(r.out, "to.json") || !strings.Contains(r.err, "lost.json") {
		t.Errorf("%d %s%s", r.code, r.out, r.err)
	}
}
