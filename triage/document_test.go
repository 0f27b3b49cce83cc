package triage

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/diagnosis.md anew from the rules")

// The document says what the rules say. Run the test with -update when it does not.
func TestDocument(t *testing.T) {
	t.Parallel()
	name := filepath.Join("..", "docs", "diagnosis.md")
	want := document(open(t))
	if *update || os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/diagnosis.md is out of date: go test ./triage -run Document -update")
	}
}

const preface = `# Diagnosis

What ecscope knows about tasks that stop, service events, load balancers, scaling, instances, CodeDeploy and answers of the
API. What ` + "`ecscope lint`" + ` checks is in [lint.md](lint.md). This page is made from the rule files of package triage;
` + "`go test ./triage -run Document -update`" + ` makes it anew.

A text is first taken out of what a tool wraps around it: the AWS CLI, an SDK, Terraform, CloudFormation or the CDK,
CodeDeploy, a log line, a JSON document. The call and its answer stay beside it as context. Each message of a text of several
lines is answered, the worst first. The message is held against the rules from top to bottom, whatever its case, quotes and
line breaks. The first that is not *general* decides; a general one only where nothing else fits. Then the exit code counts,
then the stop code. An answer to a call is not held against the rules of stopped tasks. What no rule knows is shown as it is,
as unknown, with what it names. ` + "`ecscope explain \"<message>\"`" + ` does the same without an account.

What a text names (image and tag, role, secret, subnet, port, codes) stands in the sentences and the commands; here they are
shown without. Some rules have a condition on what was read of the service: without it, the text alone is no proof, and the
cause is worded as what may be.

**Sure** says what a rule's wording stands on: *doc*, AWS's documentation or its SDK; *agent*, the source of the ECS agent;
*wild*, seen in public; *unsourced*, from memory. Sources: DOC-CPC, DOC-TFS, DOC-API, DOC-STC, DOC-F14, DOC-SEM, DOC-SPOT,
DOC-MAINT, DOC-CCC, DOC-CB are pages of the ECS developer guide (pull errors, start failures, API failures, stopped tasks,
Fargate error codes, service events, Spot, maintenance, create errors, circuit breaker); SDK is aws-sdk-go-v2; AGENT is the
ECS agent; EXC is the ECS Exec checker; OBS are events of a real account; practice is operations judgement.
`

func document(r *Rules) string {
	var b strings.Builder
	b.WriteString(preface)
	for _, p := range []struct {
		phase Phase
		title string
	}{{Placement, "No place to run"}, {Network, "Network interface"}, {Setup, "Secrets, credentials, logging, volumes"}, {Pull, "Pulling the image"},
		{Create, "Creating and starting containers"}, {Running, "While it runs"}, {Stopping, "While it stops"}, {"", "Anywhere"}} {
		section(&b, "Stopped tasks: "+strings.ToLower(p.title), r.book().stopped, func(one *rule) bool { return one.Field == fieldText && one.set == ofTasks && one.Phase == p.phase })
	}
	section(&b, "Around a task", r.book().stopped, func(one *rule) bool { return one.set == ofPlatform })
	section(&b, "Answers to calls", r.book().stopped, func(one *rule) bool { return one.set == ofCalls })
	section(&b, "Exit codes", r.book().stopped, func(one *rule) bool { return one.Field == fieldExit })
	section(&b, "Stop codes", r.book().stopped, func(one *rule) bool { return one.Field == fieldCode })
	section(&b, "The agent of ECS Exec", r.book().stopped, func(one *rule) bool { return one.Field == fieldAgent })
	section(&b, "Service events", r.book().events, func(*rule) bool { return true })
	return b.String()
}

func section(b *strings.Builder, title string, rules []*rule, in func(*rule) bool) {
	var lines []string
	for _, one := range rules {
		if !in(one) {
			continue
		}
		id := one.ID
		if one.Generic {
			id += " *(general)*"
		}
		kind := string(one.Kind)
		if one.Field == fieldEvent {
			kind = string(one.About)
		}
		lines = append(lines, row(id, string(one.Severity)+", "+kind, example(one), one.cause(nil), one.says.fix.sentence(nil), string(one.evidence())+": "+one.Source))
	}
	if len(lines) > 0 {
		fmt.Fprintf(b, "\n## %s\n\n%s%s%s", title, row("rule", "kind", "example", "means", "do", "sure"), row("---", "---", "---", "---", "---", "---"), strings.Join(lines, ""))
	}
}

// example is a sample, cut where it gets long.
func example(r *rule) string {
	s := r.Samples[0]
	if n := []rune(s); len(n) > 180 {
		s = string(n[:120]) + " … " + string(n[len(n)-55:])
	}
	return "`" + s + "`"
}

// row is a line of a table.
func row(cells ...string) string {
	for i, c := range cells {
		cells[i] = strings.NewReplacer("|", "\\|", "\n", " ").Replace(c)
		if !strings.HasPrefix(c, "`") {
			cells[i] = strings.ReplaceAll(cells[i], "<", "&lt;")
		}
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}
