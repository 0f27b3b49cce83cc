package cli

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"github.com/ecscope/ecscope/needs"
)

// printings are the changes whose printed commands are run: those of the document, and what else they print.
func printings() []operation {
	shopped := func(t *testing.T) *stage { return staged(t, shop()) }
	paused := func(t *testing.T) *stage { return incident(t, "s14", 30*time.Second) }
	scaled := func(t *testing.T) *stage {
		s := staged(t, shop())
		s.scalable(2, 6)
		return s
	}
	all := slices.DeleteFunc(operations(), func(o operation) bool {
		return o.verb == "schedules enable" // its command asks the AWS CLI for the schedule first: aws tests it with that
	})
	return append(all,
		operation{verb: "scale", args: "prod/checkout 0", stage: shopped},
		operation{verb: "scale", args: "prod/checkout suspend", stage: scaled},
		operation{verb: "stop", args: "TASK --reason it's=leaking", stage: shopped},
		operation{verb: "task-protection", args: "off TASK", stage: func(t *testing.T) *stage {
			s := staged(t, shop())
			s.expect("task-protection on --yes "+s.taskOf(), done)
			return s
		}},
		operation{verb: "rollback", args: "prod/checkout", stage: shopped}, // no rollout is in progress: a pin
		operation{verb: "rollback", args: "prod/api", stage: paused},       // the hook is answered with ROLLBACK
		operation{verb: "drain", args: "prod/INSTANCE --reactivate", stage: func(t *testing.T) *stage { return incident(t, "s17", 3*time.Minute) }},
		operation{verb: "configure", args: "prod/checkout --capacity FARGATE:1:2 --security-groups sg-0123456789abcdef0 --replace on", stage: shopped})
}

// What a plan says the AWS CLI would do is the call that the change itself makes, and has the same effect: two accounts are
// alike, one is changed and the other gets the printed command, by what a shell makes of it.
func TestPrintedCommandsDoTheSame(t *testing.T) {
	t.Parallel()
	for _, o := range printings() {
		t.Run(o.verb+" "+o.args, func(t *testing.T) {
			t.Parallel()
			o.compare(t, (*stage).sendPrinted)
		})
	}
}

// The AWS CLI, where there is one, does the same with them as they stand: those that the tests of aws do not run with it.
func TestPrintedCommandsWithTheCLI(t *testing.T) {
	t.Parallel()
	needs.AWSCLI(t)
	for _, o := range printings() {
		if !slices.Contains([]string{"rollback", "continue", "scale", "stop", "drain"}, o.verb) {
			continue
		}
		t.Run(o.verb+" "+o.args, func(t *testing.T) {
			t.Parallel()
			o.compare(t, func(s *stage, line string) {
				c := exec.CommandContext(s.ctx, "sh", "-c", line)
				c.Env = append(s.Env(), "HOME="+s.home, "PATH="+os.Getenv("PATH"), "AWS_PAGER=", "DB_PASSWORD=hunter2")
				if out, err := c.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s\n%s", err, line, out)
				}
			})
		})
	}
}

// compare makes the change in one account, has send do the printed command in another, and compares what was sent and what
// the accounts say then and ten minutes later.
func (o operation) compare(t *testing.T, send func(s *stage, line string)) {
	ours, theirs := o.stage(t), o.stage(t)
	args := filled(ours, o.args)
	if twin := filled(theirs, o.args); twin != args {
		t.Fatalf("the accounts differ: %s and %s", args, twin)
	}
	var row changeRow
	flags := " -o json --dry-run "
	decoded(t, theirs.expect(o.verb+flags+args, done).out, &row)
	before := theirs.account()
	ours.Calls().Reset()
	theirs.Calls().Reset()
	send(theirs, row.Plan.Command)
	flags = " -o json --yes "
	if o.verb == "run" || o.verb == "schedules run" {
		flags += "--detach "
	}
	ours.expect(o.verb+flags+args, done)
	mine, printed := ours.sentOnce(), theirs.sentOnce()
	if !reflect.DeepEqual(mine, printed) {
		t.Errorf("ecscope sends\n%v\nthe command\n%v\n%s", mine, printed, row.Plan.Command)
	}
	if o.verb != "register" && o.verb != "schedules disable" && theirs.account() == before {
		t.Error("the command changes nothing")
	}
	for range 2 {
		a, b := strings.Split(ours.account(), "\n"), strings.Split(theirs.account(), "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("line %d of the account is after the change\n%s\nafter the command\n%s", i, a[i], b[i])
			}
		}
		if len(a) != len(b) {
			t.Errorf("the account has %d lines after the change, %d after the command", len(a), len(b))
		}
		ours.clock.Advance(10 * time.Minute)
		theirs.clock.Advance(10 * time.Minute)
	}
}

// filled are the arguments of a change with the task and the instance of an account.
func filled(s *stage, args string) string {
	if strings.Contains(args, "TASK") { //nolint:staticcheck // reads only where it is needed
		args = strings.Replace(args, "TASK", s.taskOf(), 1)
	}
	if strings.Contains(args, "INSTANCE") { //nolint:staticcheck // reads only where it is needed
		args = strings.Replace(args, "INSTANCE", names(s.t, s.expect("instances prod -o json", done).out, "id")[0], 1)
	}
	return args
}

// sentOnce is the one call that changed something, without what tells one request from another.
func (s *stage) sentOnce() map[string]any {
	s.t.Helper()
	w := s.writes()
	if len(w) != 1 {
		s.t.Fatalf("%d calls were sent", len(w))
	}
	var in map[string]any
	if err := json.Unmarshal(w[0].Input, &in); err != nil {
		s.t.Fatal(err)
	}
	maps.DeleteFunc(in, func(name string, _ any) bool { return name == "clientToken" || name == "startedBy" })
	in["the call"] = w[0].Action
	return noZeros(in).(map[string]any)
}

// noZeros is a body without CPU shares of zero, which the SDK's type of a container cannot tell from none.
func noZeros(v any) any {
	switch v := v.(type) {
	case map[string]any:
		maps.DeleteFunc(v, func(name string, member any) bool { return name == "cpu" && noZeros(member) == 0.0 })
		for _, member := range v {
			noZeros(member)
		}
	case []any:
		for i := range v {
			noZeros(v[i])
		}
	}
	return v
}

// account is what ECS tells of the cluster: its services with their deployments, its tasks and its instances.
func (s *stage) account() string {
	s.t.Helper()
	w, cluster := s.World(), "prod"
	told := func(out any, err error) any {
		if err != nil {
			s.t.Fatal(err)
		}
		return out
	}
	services := told(w.ListServices(&ecs.ListServicesInput{Cluster: &cluster})).(*ecs.ListServicesOutput).ServiceArns
	all := []any{told(w.DescribeServices(&ecs.DescribeServicesInput{Cluster: &cluster, Services: services}))}
	for _, name := range services {
		var arns []string
		for _, d := range told(w.ListServiceDeployments(&ecs.ListServiceDeploymentsInput{Cluster: &cluster, Service: &name})).(*ecs.ListServiceDeploymentsOutput).ServiceDeployments {
			arns = append(arns, *d.ServiceDeploymentArn)
		}
		if len(arns) > 0 {
			all = append(all, told(w.DescribeServiceDeployments(&ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: arns})))
		}
	}
	if tasks := told(w.ListTasks(&ecs.ListTasksInput{Cluster: &cluster})).(*ecs.ListTasksOutput).TaskArns; len(tasks) > 0 {
		all = append(all, told(w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: &cluster, Tasks: tasks})),
			told(w.GetTaskProtection(&ecs.GetTaskProtectionInput{Cluster: &cluster, Tasks: tasks})))
	}
	if hosts := told(w.ListContainerInstances(&ecs.ListContainerInstancesInput{Cluster: &cluster})).(*ecs.ListContainerInstancesOutput).ContainerInstanceArns; len(hosts) > 0 {
		all = append(all, told(w.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{Cluster: &cluster, ContainerInstances: hosts})))
	}
	all = append(all, told(w.DescribeScalableTargets(&applicationautoscaling.DescribeScalableTargetsInput{ServiceNamespace: "ecs"})))
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		s.t.Fatal(err)
	}
	return regexp.MustCompile(`ecscope/[A-Z0-9]+`).ReplaceAllString(string(text), "ecscope/TOKEN")
}

// sendPrinted makes the call that a command of the AWS CLI stands for. A shell parts its words; the SDK's types say what
// each option is.
func (s *stage) sendPrinted(line string) {
	s.t.Helper()
	c := exec.CommandContext(s.ctx, "sh", "-c", `aws() { printf '%s\0' "$@"; }; `+line)
	c.Env = []string{"DB_PASSWORD=hunter2"}
	out, err := c.Output()
	if err != nil {
		s.t.Fatal(err)
	}
	words := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	url, keys := s.URL(), credentials.NewStaticCredentialsProvider(s.Keys().ID, s.Keys().Secret, s.Keys().Token)
	client := map[string]any{
		"ecs":                     ecs.New(ecs.Options{Region: "us-east-1", BaseEndpoint: &url, Credentials: keys}),
		"events":                  eventbridge.New(eventbridge.Options{Region: "us-east-1", BaseEndpoint: &url, Credentials: keys}),
		"application-autoscaling": applicationautoscaling.New(applicationautoscaling.Options{Region: "us-east-1", BaseEndpoint: &url, Credentials: keys}),
	}[words[0]]
	call := reflect.ValueOf(client).MethodByName(goName(words[1]))
	if !call.IsValid() {
		s.t.Fatalf("aws %s has no %s", words[0], words[1])
	}
	in := reflect.New(call.Type().In(1).Elem())
	for words = words[2:]; len(words) > 0; {
		name := strings.TrimPrefix(words[0], "--")
		next := slices.IndexFunc(words[1:], func(w string) bool { return strings.HasPrefix(w, "--") })
		values := words[1:]
		if next >= 0 {
			values = words[1 : next+1]
		}
		words = words[len(values)+1:]
		if name != "region" {
			s.set(in.Elem(), name, values)
		}
	}
	if e := call.Call([]reflect.Value{reflect.ValueOf(s.ctx), in})[1]; !e.IsNil() {
		s.t.Fatalf("%s: %v", line, e)
	}
}

// set puts the values of an option where the input of a call has them.
func (s *stage) set(in reflect.Value, name string, values []string) {
	s.t.Helper()
	f := in.FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, goName(name)) })
	text, err := strings.Join(values, " "), error(nil)
	switch {
	case name == "cli-input-json":
		err = json.Unmarshal([]byte(text), in.Addr().Interface())
	case !f.IsValid() && strings.HasPrefix(name, "no-"):
		s.set(in, strings.TrimPrefix(name, "no-"), []string{"false"})
	case !f.IsValid():
		s.t.Fatalf("there is no option --%s", name)
	case len(values) == 0:
		err = json.Unmarshal([]byte("true"), f.Addr().Interface())
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["), text == "true", text == "false":
		err = json.Unmarshal([]byte(text), f.Addr().Interface())
	case f.Kind() == reflect.Slice:
		for _, v := range values {
			f.Set(reflect.Append(f, reflect.ValueOf(v)))
		}
	case f.Kind() == reflect.Pointer && f.Type().Elem().Kind() == reflect.Struct: // the shorthand: A=true,B=false
		err = json.Unmarshal([]byte(`{"`+strings.NewReplacer("=", `":`, ",", `,"`).Replace(text)+`}`), f.Addr().Interface())
	case f.Kind() == reflect.Pointer && f.Type().Elem().Kind() == reflect.Int32:
		err = json.Unmarshal([]byte(text), f.Addr().Interface())
	default:
		err = json.Unmarshal([]byte(strconv.Quote(text)), f.Addr().Interface())
	}
	if err != nil {
		s.t.Fatalf("--%s %s: %v", name, text, err)
	}
}

// goName is the SDK's name for a word of the AWS CLI: DesiredCount for desired-count.
func goName(word string) (name string) {
	for part := range strings.SplitSeq(word, "-") {
		name += strings.ToUpper(part[:1]) + part[1:]
	}
	return name
}
