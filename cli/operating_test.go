package cli

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/world"
)

// operation is a change as docs/operating.md shows it: a command line that makes it on the account of a stage, and what
// cannot be read off its plan.
type operation struct {
	verb, args    string
	follows, also string
	stage         func(t *testing.T) *stage
}

func operations() []operation {
	shopped := func(t *testing.T) *stage { return staged(t, shop()) }
	moving := func(id string) func(t *testing.T) *stage {
		return func(t *testing.T) *stage { return incident(t, id, 2*time.Minute) }
	}
	return []operation{
		{"redeploy", "prod/checkout", "the end of the deployment", "", shopped},
		{"pin", "prod/checkout 3", "the end of the deployment", "", shopped},
		{"rollback", "prod/api", "the end of the rollback", "without a deployment in progress, it pins the last good revision; for a paused one, it answers the hook with ROLLBACK", moving("s02")},
		{"scale", "prod/checkout 4", "the desired number of tasks runs", "", shopped},
		{"scale", "prod/checkout 2..4", "the limits are in force, and the count is inside them", "here its limits; also `suspend` and `resume`", func(t *testing.T) *stage {
			s := staged(t, shop())
			s.scalable(2, 6)
			return s
		}},
		{"continue", "prod/api", "the end of the deployment", "", func(t *testing.T) *stage { return incident(t, "s14", 30*time.Second) }},
		{"stop", "TASK", "the task has stopped, and its service has a replacement", "", shopped},
		{"task-protection", "on TASK --for 30m", "the answer", "", shopped},
		{"configure", "prod/checkout --min 50 --exec on", "the service has the new settings; with --replace on, another network or another capacity, the end of the deployment", "", shopped},
		{"drain", "prod/INSTANCE", "no task runs on the instance", "", func(t *testing.T) *stage {
			s := staged(t, shop())
			if _, err := s.World().SeedInstances(world.InstanceSeed{Cluster: "prod", Count: 2}); err != nil {
				t.Fatal(err)
			}
			return s
		}},
		{"run", "prod/checkout -- rake db:migrate", "the task has stopped; the exit code is the container's", "iam:PassRole for the roles of the task", shopped},
		{"schedules disable", "nightly", "the rule has that state", "", func(t *testing.T) *stage {
			s := staged(t, shop())
			s.scheduled()
			return s
		}},
		{"schedules enable", "hourly", "the schedule has that state", "iam:PassRole for the role of the target", func(t *testing.T) *stage {
			s := staged(t, shop())
			s.scheduled()
			s.expect("schedules disable --yes hourly", done)
			s.Calls().Reset()
			return s
		}},
		{"schedules run", "hourly", "the task has stopped; the exit code is the container's", "iam:PassRole for the roles of the task", func(t *testing.T) *stage {
			s := staged(t, shop())
			s.scheduled()
			return s
		}},
		{"register", "prod/checkout --env LOG_LEVEL=debug", "the answer", "iam:PassRole for the roles of the task", shopped},
	}
}

// sentBy is the operation of the API that a command of the AWS CLI makes, and the members that it sets.
func sentBy(command string) (action string, members []string) {
	words := strings.Fields(command)
	for _, part := range strings.Split(words[2], "-") {
		action += string(unicode.ToUpper(rune(part[0]))) + part[1:]
	}
	for _, w := range words[3:] {
		if name, ok := strings.CutPrefix(w, "--"); ok && !slices.Contains([]string{"cluster", "service", "region", "profile", "task"}, name) && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz-") == "" {
			members = append(members, name)
		}
	}
	return action, members
}

// row is the operation as the document has it, made of a plan and a receipt of the simulated account.
func (o operation) row(t *testing.T, short string) string {
	s := o.stage(t)
	args := filled(s, o.args)
	line := o.verb + " -o json --yes " + args
	if o.verb == "run" || o.verb == "schedules run" {
		line = o.verb + " -o json --yes --detach " + args
	}
	r := s.expect(line, done)
	var row changeRow
	decoded(t, r.out, &row)
	action, members := sentBy(row.Plan.Command)
	if n := s.sent(action); n != 1 {
		t.Errorf("%s: %s was sent %d times", o.verb, action, n)
	}
	back := row.Plan.NoUndo
	if row.Receipt.Undo == "" && back == "" {
		t.Errorf("%s is taken back by nothing", o.verb)
	}
	if undo := strings.Fields(row.Receipt.Undo); len(undo) > 1 {
		verb := undo[1]
		if verb == "schedules" {
			verb += " " + undo[2]
		}
		back = "`ecscope " + verb + "`, also `ecscope undo`"
	}
	permission := "`" + strings.Fields(row.Plan.Command)[1] + ":" + action + "`"
	if strings.Contains(o.also, "iam:") {
		permission += ", " + o.also
		o.also = ""
	}
	what := short
	if o.also != "" {
		what += "; " + o.also
	}
	name, _, _ := strings.Cut(o.verb, " ")
	if o.verb == "schedules run" {
		name = "run"
	}
	k, _ := keymap.Default().Named(name)
	return fmt.Sprintf("| `%s` | `%s` | %s | `%s`: %s | %s | %s | %s |", o.verb, k.Help().Key, what, action, strings.Join(members, ", "), permission, o.follows, cmp.Or(back, "-"))
}

// remedy is what ends an incident: a command line, or what there is to do elsewhere.
type remedy struct {
	incident string
	after    time.Duration
	command  string
	where    string
}

func remedies() []remedy {
	push := "push the image that the revision names, in ECR; then `ecscope redeploy prod/api`"
	return []remedy{
		{"s01-bad-image-tag", 2 * time.Minute, "rollback prod/api", push},
		{"s02-crash-loop", 2 * time.Minute, "rollback prod/api", "fix the program"},
		{"s03-oom", 8 * time.Minute, "register prod/api --set memory=1024 --pin", "fix the leak, if there is one"},
		{"s04-elb-health-fail", 4 * time.Minute, "rollback prod/api", "fix the program, or the health check's path"},
		{"s05-secret-missing", 3 * time.Minute, "rollback prod/api", "create the secret in Secrets Manager; then `ecscope pin prod/api api:42`"},
		{"s06-no-capacity", 3 * time.Minute, "configure prod/api --capacity FARGATE --replace on", "or `ecscope scale prod/api 1`"},
		{"s07-subnet-no-ip", 2 * time.Minute, "scale prod/api 22", "add subnets with free addresses: `ecscope configure prod/api --subnets …`"},
		{"s08-spot-interruption", 2 * time.Minute, "", "nothing: ECS replaces the task"},
		{"s09-stuck-deployment", 7 * time.Minute, "", push},
		{"s10-breaker-rollback", 5 * time.Minute, "rollback prod/api", push},
		{"s11-throttled-api", 0, "", "end what else polls the account, or ask for a higher quota in Service Quotas"},
		{"s12-sso-expired", 0, "", "log in: `ecscope login`"},
		{"s13-canary-alarm", 6 * time.Minute, "", "nothing: ECS has rolled it back; fix what the alarm measures"},
		{"s14-paused-hook", 30 * time.Second, "continue prod/api", "or `ecscope rollback prod/api`"},
		{"s15-breaker-without-former", 5 * time.Minute, "", "fix the program, and push its image; then `ecscope register prod/api --pin`"},
		{"s16-protected-task", 3 * time.Minute, "task-protection off prod/TASK", "or wait until the protection ends"},
		{"s17-full-drain", 3 * time.Minute, "drain prod/INSTANCE --reactivate", "or add a container instance, in EC2 Auto Scaling"},
		{"s18-failed-migration", 3 * time.Minute, "", "fix the migration; then `ecscope run prod/api -- COMMAND`"},
	}
}

// row is the remedy as the document has it. One that is a command is carried out, and counts only if it is sent and accepted.
// Where the verdict advises one, it is that command.
func (r remedy) row(t *testing.T) string {
	if r.command == "" {
		return fmt.Sprintf("| %s | - | - | %s |", r.incident, r.where)
	}
	s := incident(t, r.incident, r.after)
	verb, rest, _ := strings.Cut(r.command, " ")
	if strings.Contains(rest, "INSTANCE") {
		rest = strings.Replace(rest, "INSTANCE", names(t, s.expect("instances prod -o json", done).out, "id")[0], 1)
	} else {
		advised := s.asked("prod/api", unhealthy).Remedies
		i := slices.IndexFunc(advised, func(r remedyRow) bool {
			return len(r.Commands) > 0 && strings.HasPrefix(r.Commands[0], "ecscope "+verb+" ")
		})
		if i < 0 {
			t.Fatalf("%s: %s is not advised", r.incident, verb)
		}
		rest = strings.TrimPrefix(advised[i].Commands[0], "ecscope "+verb+" ")
		if want := strings.TrimSuffix(r.command, "TASK"); !strings.HasPrefix(verb+" "+rest, want) {
			t.Errorf("%s: advised is %s %s", r.incident, verb, rest)
		}
	}
	before := len(s.writes())
	result := s.expect(verb+" --yes -o json "+rest, done)
	var row changeRow
	decoded(t, result.out, &row)
	if len(s.writes()) == before || row.Result != sent || row.Next != nil && row.Next.Result != sent {
		t.Errorf("%s: %s sends nothing: %+v", r.incident, r.command, row)
	}
	k, _ := keymap.Default().Named(verb)
	return fmt.Sprintf("| %s | `ecscope %s` | `%s` | %s |", r.incident, r.command, k.Help().Key, r.where)
}

// The document says what each change sends, and what ends each incident. UPDATE_GOLDEN=1 writes its tables anew.
func TestOperatingDocument(t *testing.T) {
	t.Parallel()
	needs.Time(t, "all documented changes are made")
	root, err := newProgram(Streams{}, Screen{}).root()
	if err != nil {
		t.Fatal(err)
	}
	changes := []string{"| verb | key | what it does | sends | permission | followed until | undone by |", "|---|---|---|---|---|---|---|"}
	for _, o := range operations() {
		c, _, err := root.Find(strings.Fields(o.verb))
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, o.row(t, c.Short))
	}
	ends := []string{"| incident | command | key | what else, or where |", "|---|---|---|---|"}
	for _, r := range remedies() {
		ends = append(ends, r.row(t))
	}
	if t.Failed() {
		return
	}
	const file = "../docs/operating.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	made := string(text)
	for name, table := range map[string][]string{"changes": changes, "incidents": ends} {
		begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->"
		head, rest, found := strings.Cut(made, begin)
		_, tail, closed := strings.Cut(rest, end)
		if !found || !closed {
			t.Fatalf("%s has no place for the %s", file, name)
		}
		made = head + begin + strings.Join(table, "\n") + "\n" + end + tail
	}
	if made == string(text) {
		return
	}
	if os.Getenv("UPDATE_GOLDEN") == "" {
		t.Fatal("docs/operating.md is out of date: UPDATE_GOLDEN=1 go test ./cli -run OperatingDocument writes it")
	}
	if err := os.WriteFile(file, []byte(made), 0o644); err != nil {
		t.Fatal(err)
	}
}
