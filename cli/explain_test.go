package cli

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// explained runs explain with lines on standard input and reads the objects that it prints.
func explained(t *testing.T, in string, args ...string) []diagnosisRow {
	t.Helper()
	s, out, stderr := ends(nil)
	s.In = strings.NewReader(in)
	if code := Run(t.Context(), s, append([]string{"explain", "-o", "json"}, args...), Screen{}); code != done {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	var rows []diagnosisRow
	for d := json.NewDecoder(out); d.More(); {
		var row diagnosisRow
		if err := d.Decode(&row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// Every sample of the rule files is explained by its own rule, on its way through standard input.
func TestExplainSamples(t *testing.T) {
	t.Parallel()
	type rule struct {
		ID, Same string
		Samples  []string
	}
	var lines, want []string
	for _, name := range []string{"platform", "stopped", "calls", "exits", "events"} {
		text, err := os.ReadFile("../triage/rules/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Rules, Events []rule }
		if err := yaml.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		for _, r := range append(file.Rules, file.Events...) {
			for _, s := range r.Samples {
				lines = append(lines, strings.ReplaceAll(s, "\n", " "))
				if r.Same != "" {
					r.ID = r.Same
				}
				want = append(want, r.ID)
			}
		}
	}
	rows := explained(t, strings.Join(lines, "\n"))
	if len(rows) != len(lines) || len(lines) < 200 {
		t.Fatalf("%d objects for %d samples", len(rows), len(lines))
	}
	for i, row := range rows {
		if row.Rule != want[i] || row.Text == "" || row.Cause == "" || row.Fix == "" || row.Source == "" || row.Kind == "" {
			t.Errorf("%q is %+v, not %s", lines[i], row, want[i])
		}
	}
}

func TestExplainWords(t *testing.T) {
	t.Parallel()
	const oom = "OutOfMemoryError: Container killed due to memory usage"
	one := func(args ...string) string { return explained(t, "", args...)[0].Rule }
	for got, want := range map[string]string{
		one(oom): "oom-killed", one("no such text"): "unknown",
		one("Essential container in task exited", "--exit-code", "139"): "exit-139",
		one("--exit-code", "143"): "exit-143",
	} {
		if got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	if rows := explained(t, "not read", oom, "junk"); len(rows) != 2 || rows[0].Rule != "oom-killed" || rows[1].Text != "junk" {
		t.Errorf("%+v", rows)
	}
	r := succeed(t, nil, "explain", oom, "junk")
	if !strings.Contains(r.out, "oom-killed, failure") || !strings.Contains(r.out, "text    "+oom+"\n") ||
		!strings.Contains(r.out, "\n\nunknown") || !strings.Contains(r.out, "text    junk\n") {
		t.Errorf("printed\n%s", r.out)
	}
	if r := succeed(t, nil, "explain", "x", "--stop-code", "TaskFaildToStart"); !strings.Contains(r.err, "nearest is TaskFailedToStart") {
		t.Errorf("error stream: %s", r.err)
	}
}

// What comes in is anything: it goes out as one object a line, cleaned, and never ends the run.
func TestExplainJunk(t *testing.T) {
	t.Parallel()
	junk := "\x1b]0;title\x07red \x1b[31mtext\x00\xff\r\n\n \t\n{\"a\": [1,\n" + strings.Repeat("x", 200_000) + "\n\u202eevil"
	rows := explained(t, junk)
	if len(rows) != 4 || rows[0].Text != "red text\ufffd" && !strings.HasPrefix(rows[0].Text, "red text") || rows[1].Text != `{"a": [1,` || len(rows[2].Text) != 200_000 {
		t.Fatalf("%d objects, %.80q", len(rows), rows[0].Text)
	}
	for _, row := range rows {
		if row.Rule != "unknown" || strings.ContainsAny(row.Text, "\x1b\x00\u202e\r\n") {
			t.Errorf("%s: %.40q", row.Rule, row.Text)
		}
	}
	if rows := explained(t, "\n \n"); len(rows) != 0 {
		t.Errorf("of nothing: %+v", rows)
	}
}

// A rule without a source says so beside its cause, and the raw text stands beside that.
func TestExplainUnsourced(t *testing.T) {
	t.Parallel()
	const text = "mount.nfs4: access denied by server while mounting 127.0.0.1:/"
	if r := succeed(t, nil, "explain", text); !strings.Contains(r.out, "text    "+text+"\n") || !strings.Contains(r.out, " (unconfirmed)\n  fix ") {
		t.Errorf("printed\n%s", r.out)
	}
	if r := succeed(t, nil, "explain", "OutOfMemoryError: Container killed due to memory usage"); strings.Contains(r.out, "unconfirmed") {
		t.Errorf("printed\n%s", r.out)
	}
}

// On a narrow terminal nothing is wider than it, and names stay whole.
func TestFolding(t *testing.T) {
	t.Parallel()
	const text = "reached its limit in ecs-svc/9561996980932554011 of (target-group shop-tg), and then ecs-svc/2226256760796733956 went"
	lines := labelled("text", text, 60)
	for _, l := range lines {
		if len(l) > 60 || strings.HasSuffix(l, "-") {
			t.Errorf("%q", l)
		}
	}
	if got := strings.Join(strings.Fields(strings.Join(lines, " ")), " "); got != "text "+text || len(lines) != 3 {
		t.Errorf("%d lines: %s", len(lines), got)
	}
	if got := labelled("text", text, 0); len(got) != 1 {
		t.Errorf("in a pipe: %q", got)
	}
}

// A text may begin with a hyphen, beside flags; documents, boxes and traces on standard input are one text each.
func TestExplainForms(t *testing.T) {
	t.Parallel()
	rules := func(in string, args ...string) string {
		var all []string
		for _, row := range explained(t, in, args...) {
			all = append(all, row.Rule)
		}
		return strings.Join(all, " ")
	}
	task := `{"tasks": [
  {"taskArn": "arn:aws:ecs:us-east-1:111122223333:task/prod/1", "lastStatus": "STOPPED", "stopCode": "EssentialContainerExited",
   "stoppedReason": "Essential container in task exited", "containers": [{"name": "app", "exitCode": 139}]}
]}`
	box := "╷\n│ Error: creating ECS Service (api): operation error ECS: CreateService, https response error StatusCode: 400, RequestID: 6f1b, ClusterNotFoundException: Cluster not found.\n│ \n│   with aws_ecs_service.api,\n│   on main.tf line 12, in resource \"aws_ecs_service\" \"api\":\n╵"
	for _, c := range []struct{ got, want string }{
		{rules("", "----------ERROR------- Unable to start command: Failed to start pty: fork/exec /bin/bash: no such file or directory"), "exec-shell-missing"},
		{rules("", "-1073741819"), "exit-windows-access-violation"},
		{rules("", "- Your Spot Task was interrupted.", "Essential container in task exited", "--exit-code", "139"), "fargate-spot-interruption exit-139"},
		{rules("", "--", "--exit-code"), "unknown"},
		{rules("", "InfrastructureHealth"), "code-infrastructure-health"},
		{rules(task), "exit-139"},
		{rules(box + "\nhello\n"), "cluster-not-found unknown"},
	} {
		if c.got != c.want {
			t.Errorf("%s, not %s", c.got, c.want)
		}
	}
	r := succeed(t, nil, "explain", "-o", "tsv", "Your Spot Task was interrupted.\nOutOfMemoryError: Container killed due to memory usage")
	if lines := strings.Split(strings.TrimSpace(r.out), "\n"); len(lines) != 3 || !strings.HasPrefix(lines[0], "rule\tcause\t") || !strings.HasPrefix(lines[1], "oom-killed\t") || !strings.HasPrefix(lines[2], "fargate-spot-interruption\t") {
		t.Errorf("tsv:\n%s", r.out)
	}
	r = succeed(t, nil, "explain", "CannotPullContainerError: failed to resolve ref 111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api:sha-9f3a21: not found")
	if !strings.Contains(r.out, "--image-ids imageTag=sha-9f3a21 --region us-east-1\n") || !strings.Contains(r.out, "names   ") {
		t.Errorf("printed\n%s", r.out)
	}
}
