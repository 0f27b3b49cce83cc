package ui

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// incident is how an operator finds out about one of the simulator's incidents, from a cold start, and ends it.
type incident struct {
	id    string
	after time.Duration // the trigger
	keys  string        // to the cause: at most three
	cause string        // on screen then
	look  string        // the key from there that shows more, at most two; empty for none
	shows string        // what it leads to
	mend  mending
	where string // what else there is to do, or where, if it cannot be mended here
}

// mending is a change that ends an incident.
type mending struct {
	verb   string   // of the command line
	keys   string   // from the cause to its dialog: at most three
	dialog []string // what the dialog says: the values
	sends  string   // the calls, in their order
	ends   string   // what is on screen at its true end
}

func incidents() []incident {
	const m = time.Minute
	push := "push the image that the revision names, in ECR; then `R`, `ecscope redeploy prod/api`"
	return []incident{
		{"s01-bad-image-tag", 3 * m, "enter", "exist in the repository", "x", "image tag",
			mending{"rollback", "B", []string{"Roll back api", "api:42 → api:41"}, "StopServiceDeployment", "rolled back to api:41"}, push},
		{"s02-crash-loop", 2 * m, "enter", "exit code 1", "p", "missing DATABASE_URL",
			mending{"rollback", "B", []string{"Roll back api", "api:42 → api:41"}, "StopServiceDeployment", "rolled back to api:41"}, "fix the program"},
		{"s03-oom", 6 * m, "enter", "exceeded its memory limit", "p", "last lines",
			mending{"register", "M enter", []string{"Register", "512 → 1024"}, "RegisterTaskDefinition UpdateService", "Pin api to revision 42: succeeded"}, "fix the leak, if there is one"},
		{"s04-elb-health-fail", 4 * m, "enter", "found the task unhealthy|health check", "m", "TARGETS",
			mending{"rollback", "B", []string{"Roll back api", "api:42 → api:41"}, "StopServiceDeployment", "rolled back to api:41"}, "fix the program, or the health check's path"},
		{"s05-secret-missing", 3 * m, "enter", "The secret orders-db", "x", "orders-db",
			mending{"rollback", "B", []string{"Roll back api", "api:42 → api:41"}, "StopServiceDeployment", "rolled back to api:41"}, "create the secret in Secrets Manager; then `P`, `ecscope pin prod/api api:42`"},
		{"s06-no-capacity", 3 * m, "enter", "apacity", "e", "unable to place",
			mending{"configure", "O enter", []string{"FARGATE_SPOT base 0 weight 1 → FARGATE base 0 weight 1", "--force-new-deployment"}, "UpdateService", "Change the settings of api: succeeded"}, "or `S`, `ecscope scale prod/api 1`, if the running tasks are enough"},
		{"s07-subnet-no-ip", 5 * m, "enter", "no free IP", "x", "InsufficientFree|no free IP",
			mending{"scale", "S enter", []string{"Scale api to 22", "30 → 22"}, "UpdateService", "Scale api to 22: succeeded"}, "subnets with free addresses: `O`, `ecscope configure prod/api --subnets …`"},
		{"s08-spot-interruption", 4 * m, "enter x", "Spot", "enter", "Spot", mending{}, "nothing: ECS has replaced the task"},
		{"s09-stuck-deployment", 8 * m, "enter", "exist in the repository", "t", "revisions", mending{}, push},
		{"s10-breaker-rollback", 5 * m, "enter", "exist in the repository", "x", "image tag",
			mending{"rollback", "B", []string{"Roll back api", "api:42 → api:41"}, "StopServiceDeployment", "rolled back to api:41"}, "nothing, if left alone: the circuit breaker rolls it back; " + push},
		{"s11-throttled-api", 10 * time.Second, "enter", "throttled", "", "", mending{}, "end what else polls the account, or ask for a higher quota in Service Quotas"},
		{"s12-sso-expired", 30 * time.Second, "enter", "expired", "L", "", mending{}, "log in: `L`, `ecscope login`"},
		{"s13-canary-alarm", 6 * m, "! enter", "api-5xx", "v", "HISTORY", mending{}, "nothing: ECS has rolled it back; fix what the alarm measures"},
		{"s14-paused-hook", 30 * time.Second, "! enter", "waits for you|is waiting for an answer", "v", "STAGE",
			mending{"continue", "C", []string{"Continue the deployment", "AWAITING_ACTION → CONTINUE"}, "ContinueServiceDeployment", "the new revision serves"}, "or `B`, `ecscope rollback prod/api`"},
		{"s15-breaker-without-former", 5 * m, "! enter", "nothing to roll back to", "p", "last lines", mending{}, "fix the program, and push its image; then `M`, `ecscope register prod/api --pin`"},
		{"s16-protected-task", 3 * m, "enter", "protected", "r", "api:41",
			mending{"task-protection", "A enter", []string{"Remove the protection of task", "off"}, "UpdateTaskProtection", "api:42 runs 2 of 2"}, "wait until the protection ends"},
		{"s17-full-drain", 3 * m, "", "container instance that drains", "enter", "api:41",
			mending{"drain", "shift+tab n D", []string{"Reactivate", "DRAINING → ACTIVE"}, "UpdateContainerInstancesState", "1 done"}, "or add a container instance, in EC2 Auto Scaling"},
		{"s18-failed-migration", 3 * m, "enter", "exit 1", "p", "last lines", mending{}, "fix the migration; then `J`, `ecscope run prod/api -- COMMAND`"},
	}
}

// The cause of every incident is on screen after three keys at most, and more of it two keys later. What ends it, where that
// can be done here, is in its dialog with all values three keys after the cause, and is followed to its true end.
func TestIncidents(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every incident is played")
	for _, i := range incidents() {
		t.Run(i.id, func(t *testing.T) {
			t.Parallel()
			d := start(t, sim.Options{Scenario: i.id, Offset: i.after}, "", "", func(s *Start) { s.Settings.Notify = "bell" })
			d.settle()
			pressed := func(keys string, most int) {
				if n := len(strings.Fields(keys)); n > most {
					t.Errorf("%d keys: %s", n, keys)
				}
				for _, k := range strings.Fields(keys) {
					d.press(k)
					d.settle()
				}
			}
			pressed(i.keys, 3)
			d.advance(6 * time.Second)
			oneOf(t, d, i.cause)
			if i.mend.verb != "" {
				pressed(i.mend.keys, 3)
				i.mend.carryOut(t, d)
				return
			}
			if i.shows != "" {
				pressed(i.look, 2)
				oneOf(t, d, i.shows)
			}
		})
	}
}

// carryOut confirms what is in the dialog and follows it.
func (m mending) carryOut(t *testing.T, d *harness) {
	t.Helper()
	before := len(writes(d))
	d.see(m.dialog...)
	for range strings.Fields(m.sends) {
		d.advance(time.Second)
		d.press("tab", "enter")
		d.settle()
	}
	var sent []string
	for _, w := range writes(d)[before:] {
		action, _, _ := strings.Cut(w, " ")
		sent = append(sent, action)
	}
	if got := strings.Join(sent, " "); got != m.sends {
		t.Fatalf("sent %q, want %q\n%s", got, m.sends, d.screen())
	}
	rings := slices.Contains([]string{"rollback", "continue", "register", "configure"}, m.verb)
	for range 40 {
		if strings.Contains(d.screen(), m.ends) && (d.rung || !rings) {
			return
		}
		d.advance(20 * time.Second)
		d.settle()
	}
	t.Errorf("it does not come to show %q, or to ring (%v):\n%s", m.ends, d.rung, d.screen())
}

func oneOf(t *testing.T, d *harness, texts string) {
	t.Helper()
	for text := range strings.SplitSeq(texts, "|") {
		if strings.Contains(d.screen(), text) {
			return
		}
	}
	t.Errorf("the screen shows none of %q:\n%s", texts, d.screen())
}

// row is an incident as docs/incidents.md has it.
func (i incident) row() string {
	code := func(keys string) string {
		if keys == "" {
			return "-"
		}
		return "`" + strings.Join(strings.Fields(keys), "` `") + "`"
	}
	mend := "-"
	if i.mend.verb != "" {
		mend = code(i.mend.keys) + ", `ecscope " + i.mend.verb + "`: " + strings.Join(strings.Fields(i.mend.sends), ", ")
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |", i.id, code(i.keys), code(i.look), mend, i.where)
}

// docs/incidents.md has every incident as it is tested here. UPDATE_GOLDEN=1 writes its table anew.
func TestIncidentsDocument(t *testing.T) {
	t.Parallel()
	const file = "../docs/incidents.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "| incident |")
	rows := []string{"| incident | keys to the cause | more | what ends it here | what else, or where |", "|---|---|---|---|---|"}
	for _, i := range incidents() {
		rows = append(rows, i.row())
	}
	made := head + strings.Join(rows, "\n") + "\n"
	if made == string(text) {
		return
	}
	if os.Getenv("UPDATE_GOLDEN") == "" {
		t.Fatal("docs/incidents.md is out of date: UPDATE_GOLDEN=1 go test ./ui -run IncidentsDocument writes it")
	}
	if err := os.WriteFile(file, []byte(made), 0o644); err != nil {
		t.Fatal(err)
	}
}
