package cli

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/sim/wire"
)

// The doctor finds nothing wrong with an account that answers, names what is denied and what to allow, and never tries a change.
func TestDoctor(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	results := func(want int) map[string]checkup {
		t.Helper()
		var rows []checkup
		decoded(t, s.expect("doctor -o json", want).out, &rows)
		all := map[string]checkup{}
		for _, r := range rows {
			all[r.Check] = r
		}
		return all
	}
	// The clock of the stage is not that of the computer that the answers are dated by.
	found := results(unhealthy)
	if c := found["clock"]; c.Result != checkWrong || c.Fix == "" {
		t.Errorf("a clock that is off: %+v", c)
	}
	for name, c := range found {
		if name != "clock" && c.Result != checkOK && c.Result != checkUntried {
			t.Errorf("%+v", c)
		}
	}
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeTargetHealth"})
	if c := results(unhealthy)["targets"]; c.Result != checkDenied || !strings.Contains(c.Detail+c.Fix, "elasticloadbalancing:DescribeTargetHealth") {
		t.Errorf("denied: %+v", c)
	}
	for _, sent := range s.Calls().All() {
		for _, p := range call.Permissions() {
			if p.Operation == sent.Action && p.Purpose != call.ToRead {
				t.Errorf("the doctor sent %s", sent.Action)
			}
		}
	}
}

// Whatever only looks works with what is ToRead alone: everything else is denied while it runs.
func TestReadingIsEnough(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	for _, p := range call.Permissions() {
		if p.Purpose != call.ToRead && p.Operation != "" {
			s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: p.Operation})
		}
	}
	allowed := map[string]bool{}
	for _, p := range call.Permissions() {
		allowed[p.Operation] = p.Purpose == call.ToRead
	}
	for _, verb := range []string{"clusters", "services", "tasks prod/checkout", "stopped prod", "events prod/checkout", "revisions checkout", "deployments prod/checkout",
		"instances prod", "groups", "describe prod/checkout", "logs prod/checkout --since 1m", "why prod/checkout", "problems", "targets prod/checkout", "scaling prod/checkout",
		"metrics prod/checkout", "recent", "diff checkout:4 checkout:5"} {
		if r := s.run(verb + " -o json"); strings.Contains(r.err, "not authorized") {
			t.Errorf("%s: %s", verb, r.err)
		}
	}
	for _, sent := range s.Calls().All() {
		if !allowed[sent.Action] && sent.Action != "GetCallerIdentity" {
			t.Errorf("reading calls %s, which the policy to read does not allow", sent.Action)
		}
	}
}

// docs/iam.md is made from the table of permissions.
func TestPolicies(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	uses := []call.Purpose{call.ToRead, call.ToOperate, call.ToExec}
	for i, use := range uses {
		fmt.Fprintf(&b, "## %s\n\n| permission | needed for |\n|---|---|\n", []string{"Read: look at everything", "Operate: change things", "Exec: sessions in containers"}[i])
		var actions []string
		for _, p := range call.Permissions() {
			if p.Purpose == use {
				fmt.Fprintf(&b, "| `%s` | %s |\n", p.Action, p.For)
				if p.Action != "iam:PassRole" {
					actions = append(actions, `        "`+p.Action+`"`)
				}
			}
		}
		fmt.Fprintf(&b, "\n```json\n{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\n%s\n      ],\n      \"Resource\": \"*\"\n    }%s\n  ]\n}\n```\n\n",
			strings.Join(actions, ",\n"), map[call.Purpose]string{call.ToOperate: ",\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": \"iam:PassRole\",\n      \"Resource\": \"arn:aws:iam::ACCOUNT:role/ROLE-OF-YOUR-TASKS\",\n      \"Condition\": {\"StringEquals\": {\"iam:PassedToService\": \"ecs-tasks.amazonaws.com\"}}\n    }"}[use])
	}
	const file, begin, end = "../docs/iam.md", "<!-- permissions -->\n", "<!-- /permissions -->"
	doc, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(doc), begin)
	have, after, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s has no place for the permissions", file)
	}
	if have == b.String() {
		return
	}
	if os.Getenv("UPDATE_GOLDEN") == "" {
		t.Fatalf("%s is not made from the table: UPDATE_GOLDEN=1 go test ./cli -run Policies writes it", file)
	}
	if err := os.WriteFile(file, []byte(before+begin+b.String()+end+after), 0o600); err != nil {
		t.Fatal(err)
	}
}
