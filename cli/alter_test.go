package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/wire"
)

func TestPin(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	r := s.expect("pin prod/checkout 3 --yes", done, "Pin checkout to revision 3", "taskDefinition", "checkout:5 → checkout:3",
		"aws ecs update-service", ": sent, deployment ecs-svc/", "to undo it: ecscope pin prod/checkout checkout:5\n")
	if w := s.writes(); s.runs() != "checkout:3" || len(w) != 1 {
		t.Errorf("runs %s after %d writes", s.runs(), len(w))
	}
	if strings.Contains(r.out+r.err, "hunter2") {
		t.Error("a secret is printed")
	}
	back := r.out[strings.Index(r.out, "ecscope pin")+len("ecscope "):]
	s.expect(strings.TrimSpace(back)+" --yes", done)
	s.expect("pin checkout arn:aws:ecs:us-east-1:111122223333:task-definition/checkout:2 --yes", done)
	if s.runs() != "checkout:2" {
		t.Errorf("runs %s", s.runs())
	}
}

func TestPinLastGood(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.expect("pin checkout --yes", denied, "checkout already runs checkout:5, the last revision known to be good", "ecscope revisions prod/checkout")
	s.elsewhere(func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:2") })
	r := s.object("pin checkout --yes", done)
	if s.runs() != "checkout:5" || !strings.HasPrefix(r.Plan.Effects[0], "checkout:5 is the last revision known to be good: it reached a steady state at 2026-") {
		t.Errorf("runs %s, effects %q", s.runs(), r.Plan.Effects)
	}
}

func TestRedeploy(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.expect("redeploy checkout -y", done, "Redeploy checkout: sent", "no undo: ", "replaces 2 tasks")
	w := s.writes()
	var in map[string]any
	if err := json.Unmarshal(w[0].Input, &in); err != nil || len(w) != 1 || len(in) != 3 || in["forceNewDeployment"] != true {
		t.Errorf("sent %s", w[0].Input)
	}
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	r := s.object("pin checkout 3 --dry-run", done)
	if r.Result != planned || r.Title != "Pin checkout to revision 3" || r.Receipt != nil || r.Plan.Service != "checkout" || r.Plan.Fields[0] != (fieldRow{"taskDefinition", "checkout:5", "checkout:3"}) {
		t.Errorf("%+v", r)
	}
	s.expect("redeploy checkout --dry-run", done, "Redeploy checkout\n", "update-service")
	if r := s.object("redeploy checkout --dry-run --read-only", denied); r.Cause != byMode || r.Plan == nil {
		t.Errorf("%+v", r)
	}
	s.unsent()
	if _, err := os.Stat(s.journalFile()); err == nil {
		t.Error("something was written down")
	}
}

// What the plan says the AWS CLI would do has the same effect, run as it stands.
func TestPrintedCommand(t *testing.T) {
	t.Parallel()
	cli := needs.AWSCLI(t)
	s := staged(t, shop())
	r := s.expect("pin checkout 3 --dry-run", done)
	c := exec.CommandContext(t.Context(), "sh", "-c", r.lines()[len(r.lines())-1])
	c.Env = append(s.Env(), "HOME="+s.home, "PATH="+os.Getenv("PATH"), "AWS_PAGER=")
	if out, err := c.CombinedOutput(); err != nil || s.runs() != "checkout:3" {
		t.Errorf("%s: %v, runs %s\n%s", cli, err, s.runs(), out)
	}
}

func TestNotConfirmed(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	for args, says := range map[string]string{
		"pin checkout 3":                                         "no terminal to ask on; nothing was sent",
		"pin checkout 3 --confirm chekout":                       "--confirm chekout is not checkout",
		"pin checkout 3 --yes --protect prod":                    "--confirm checkout",
		"redeploy checkout -y --protect x --protect prod/check*": "prod/checkout is protected",
		"redeploy checkout --confirm yes --protect prod":         "--confirm yes is not checkout",
	} {
		s.expect(args, denied, says, "not confirmed")
	}
	if r := s.object("redeploy checkout", denied); r.Result != turned || r.Cause != byNobody || r.Plan == nil || r.Way == "" {
		t.Errorf("%+v", r)
	}
	for text, args := range map[string]string{"no\n": "redeploy checkout", "": "pin checkout 3", "yes\n": "redeploy checkout --yes --protect prod"} {
		s.stdin = strings.NewReader(text)
		s.expect(args, denied, "not confirmed")
	}
	s.unsent()
}

func TestConfirmed(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.stdin = strings.NewReader("yes\n")
	s.expect("pin checkout 3", done, "type yes to pin: ", "sent")
	s.stdin = strings.NewReader("checkout\n")
	s.expect("pin checkout 4 --protect pro?", done, "prod/checkout is protected; type checkout to pin: ")
	s.stdin = nil
	s.expect("redeploy checkout --confirm checkout --protect prod", done)
	s.expect("redeploy checkout --confirm checkout", done)
	if n := len(s.writes()); n != 4 || s.runs() != "checkout:4" {
		t.Errorf("%d writes, runs %s", n, s.runs())
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	before := len(s.Calls().All())
	if r := s.object("pin checkout 3 --yes --read-only", denied); r.Cause != byMode || !strings.Contains(r.Reason, "read-only") {
		t.Errorf("%+v", r)
	}
	if n := len(s.Calls().All()); n != before {
		t.Errorf("%d calls for what is refused anyway", n-before)
	}
}

func TestDrift(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.stdin = &reply{text: "yes\n", before: func() { s.elsewhere(func(in *ecs.UpdateServiceInput) { in.DesiredCount = new(int32(7)) }) }}
	r := s.object("pin checkout 3", denied)
	if r.Cause != byDrift || len(r.Moved) != 1 || r.Moved[0] != (fieldRow{"desiredCount", "2", "7"}) || !strings.Contains(r.Way, "try again") {
		t.Errorf("%+v", r)
	}
	s.unsent()
	if j := s.journal(); len(j) != 1 || !strings.Contains(j[0].Result, "desiredCount 2 → 7") {
		t.Errorf("%+v", j)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	if _, err := s.World().DeregisterTaskDefinition(&ecs.DeregisterTaskDefinitionInput{TaskDefinition: new("checkout:2")}); err != nil {
		t.Fatal(err)
	}
	s.expect("pin checkout 2 --yes", denied, "refused: checkout:2 is INACTIVE", "re-register a copy of it", "\n  aws ecs register-task-definition ")
	if r := s.object("pin checkout 2 --dry-run", denied); r.Cause != byRule || r.Plan != nil || !strings.HasPrefix(r.Instead, "aws ecs register-") || r.Title == "" {
		t.Errorf("%+v", r)
	}
	s.expect("pin checkout 5 --yes", denied, "already runs checkout:5")
	s.expect("pin checkout 9 --yes", denied, "no revision checkout:9", "the nearest are ")
	for args, says := range map[string]string{"pin checkout latest": "write 41, family:41 or an ARN", "pin": "pin: nothing is named to change", "redeploy a b": "unknown service",
		"pin chekout 3": "nearest is prod/checkout", "redeploy checkout -o tsv": "no tsv", "redeploy checkout --protect [": "is not a pattern",
		"pin checkout arn:aws:ecs:us-east-1:111122223333:cluster/prod": "is not a revision"} {
		s.expect(args, misused, says)
	}
	s.unsent()
}

func TestForeignController(t *testing.T) {
	t.Parallel()
	b := shop()
	b.Controller = "CODE_DEPLOY"
	s := staged(t, b)
	s.expect("redeploy checkout --yes", denied,
		"Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.")
	s.expect("pin checkout 3 --yes", denied,
		"Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.",
		"create a deployment in CodeDeploy with revision 3")
	s.unsent()
}

func TestAnotherFamilyIsNamed(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	b := shop()
	in := b.Definition(b.Image(1))
	in.Family = new("till")
	if _, err := s.World().RegisterTaskDefinition(in); err != nil {
		t.Fatal(err)
	}
	s.expect("pin checkout till:1 --yes", denied, "another family", "--confirm till")
	s.expect("pin checkout till:1 --confirm till", done)
	if s.runs() != "till:1" {
		t.Errorf("runs %s", s.runs())
	}
}

func TestTroubleOnTheWire(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.Faults().Add(wire.Fault{Kind: wire.Throttle, Action: "UpdateService", Count: 1})
	if r := s.object("pin checkout 3 --yes", failed); r.Result != broke || !strings.Contains(r.Reason, "nothing was changed") || r.Receipt != nil {
		t.Errorf("%+v", r)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Lose, Action: "UpdateService", Count: 1})
	if r := s.object("pin checkout 3 --yes", done); r.Result != sent || !strings.Contains(r.Receipt.Note, "reading it back shows that it was applied") {
		t.Errorf("%+v", r)
	}
	if n := len(s.writes()); n != 2 || s.runs() != "checkout:3" {
		t.Errorf("%d writes, runs %s", n, s.runs())
	}
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeServices"})
	if r := s.object("redeploy prod/checkout --yes", failed); r.Result != broke || r.Plan != nil {
		t.Errorf("%+v", r)
	}
}

func TestWrittenDown(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.expect("pin checkout 3 --yes", done)
	s.Faults().Add(wire.Fault{Kind: wire.Throttle, Action: "UpdateService", Count: 1})
	s.expect("redeploy checkout --yes", failed)
	j := s.journal()
	want := change.Entry{ID: j[0].ID, Time: s.clock.Now(), Identity: "arn:aws:sts::111122223333:assumed-role/operator/ecscope", Account: "111122223333", Region: "us-east-1",
		Profile: j[0].Profile, Cluster: "prod", Thing: "service", Name: "checkout", What: "Pin checkout to revision 3", Before: "checkout:5", After: "checkout:3", Result: "sent", Undo: "pin prod/checkout checkout:5"}
	if len(j) != 2 || j[0].Entry != want || j[1].What != "Redeploy checkout" || !strings.Contains(j[1].Result, "nothing was changed") {
		t.Errorf("%+v", j)
	}
	info, err := os.Stat(s.journalFile())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	text, err := os.ReadFile(s.journalFile())
	if err != nil || bytes.Contains(text, []byte("hunter2")) || bytes.Contains(text, []byte("LOG_LEVEL")) {
		t.Errorf("written down: %s", text)
	}
	s.home = ""
	s.expect("redeploy checkout --yes", done, "note: not recorded", "won't be recorded")
}

func TestDemoLeavesNothing(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	r := succeed(t, []string{"HOME=" + home}, "--demo", "redeploy", "prod/api", "--yes")
	if all, err := os.ReadDir(home); err != nil || len(all) > 0 || strings.Contains(r.out, "not written down") {
		t.Errorf("%v, %v\n%s", all, err, r.out)
	}
}

func TestInterruptedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	ctx, stop := cancelable(t)
	s.ctx, s.stdin = ctx, &reply{before: func() { stop(); <-ctx.Done() }, text: "yes\n"}
	if r := s.object("pin checkout 3", interrupted); r.Result != cut || !strings.Contains(r.Reason, "nothing was sent") {
		t.Errorf("%+v", r)
	}
	s.expect("redeploy checkout --yes", interrupted, "interrupted; nothing was sent")
	s.unsent()
}

func TestInterruptedWhileItIsSent(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	ctx, stop := cancelable(t)
	s.ctx = ctx
	s.Faults().Add(wire.Fault{Kind: wire.Delay, Action: "UpdateService", Delay: time.Second})
	go func() {
		if err := s.clock.Await(t.Context(), 1); err == nil {
			stop()
			s.clock.Advance(time.Second)
		}
	}()
	s.expect("pin checkout 3 --yes", done, "Pin checkout to revision 3: sent")
	if j := s.journal(); s.runs() != "checkout:3" || len(j) != 1 || !strings.HasPrefix(j[0].Identity, "arn:") {
		t.Errorf("runs %s, %+v", s.runs(), j)
	}
}
