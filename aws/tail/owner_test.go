package tail

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/wire"
)

// sharedGroup is where all neighbours log to, with the same prefix and container name.
const sharedGroup = "/ecs/shared"

// Neighbours is an account in which services of two clusters run one task definition, as one-off tasks do.
func Neighbours(t testing.TB, o sim.Options, services ...string) *theatre {
	t.Helper()
	o.Account = "empty"
	s := stageOn(t, o)
	w := s.World()
	_, err := w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: new("shared"), Cpu: new("256"), Memory: new("512"), NetworkMode: types.NetworkModeAwsvpc,
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate}, ExecutionRoleArn: new("arn:aws:iam::111122223333:role/ecsTaskExecutionRole"),
		ContainerDefinitions: []types.ContainerDefinition{{Name: new("app"), Image: new("app:1"), LogConfiguration: &types.LogConfiguration{
			LogDriver: "awslogs", Options: map[string]string{"awslogs-group": sharedGroup, "awslogs-stream-prefix": "ecs", "awslogs-region": "us-east-1"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, cluster := range []string{"prod", "staging"} {
		if _, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: &cluster}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range services {
		cluster, service, _ := strings.Cut(name, "/")
		_, err := w.CreateService(&ecs.CreateServiceInput{Cluster: &cluster, ServiceName: &service, TaskDefinition: new("shared:1"),
			DesiredCount: new(int32(2)), LaunchType: types.LaunchTypeFargate, NetworkConfiguration: inSubnet()})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func inSubnet() *types.NetworkConfiguration {
	return &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-a"}}}
}

// oneOff runs a task that belongs to no service.
func (s *theatre) oneOff(t testing.TB, cluster string) {
	t.Helper()
	_, err := s.World().RunTask(&ecs.RunTaskInput{Cluster: &cluster, TaskDefinition: new("shared:1"), LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: inSubnet()})
	if err != nil {
		t.Fatal(err)
	}
}

// owned are the streams of the shared group by whether a service's tasks write them.
func (s *theatre) owned(cluster, service string) map[string]bool {
	owned := map[string]bool{}
	for _, o := range s.World().Outputs(sharedGroup) {
		owned[o.Stream] = o.Cluster == cluster && o.Service == service
	}
	return owned
}

var leftOut = regexp.MustCompile(`^\d+ streams? with (more than )?(\d+) lines?`)

// leftOutLines is how many lines the notes say were left out.
func leftOutLines(t rapid.TB, notes []Event) (n int) {
	t.Helper()
	for _, e := range ofKind(notes, NoteOthers) { // the last one has all
		m := leftOut.FindStringSubmatch(e.Message)
		if m == nil {
			t.Fatal(e.Message)
		}
		n, _ = strconv.Atoi(m[2])
	}
	return n
}

// Whatever runs beside a service with the same definition, prefix and group, whatever ECS has forgotten, and whatever may not be
// asked: a line that is shown as the service's is its own, each that ECS can prove is shown, and the others are counted.
func TestALineIsWhoseItIs(t *testing.T) {
	t.Parallel()
	needs.Time(t, "more than half a second")
	rapid.Check(t, func(r *rapid.T) {
		s := Neighbours(t, sim.Options{Logs: logs.Options{Rate: map[string]float64{"prod/checkout": 0.05, "staging/checkout": 0.05, "staging/other": 0.05, "staging/": 0.05, "prod/": 0.05}}},
			"prod/checkout", "staging/checkout", "staging/other")
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			s.clock.Advance(time.Duration(rapid.IntRange(1, 40).Draw(r, "minutes")) * time.Minute)
			switch rapid.IntRange(0, 4).Draw(r, "act") {
			case 0:
				s.oneOff(t, "staging")
			case 1:
				s.oneOff(t, "prod")
			case 2:
				s.renew(t, "staging", "checkout")
			case 3:
				s.renew(t, "prod", "checkout")
			case 4:
				s.renew(t, "staging", "other")
			}
		}
		s.clock.Advance(5 * time.Minute)
		if rapid.Bool().Draw(r, "forgets") {
			s.clock.Advance(2 * time.Hour)
		}
		denied := rapid.IntRange(0, 3).Draw(r, "denied") == 0
		now := s.clock.Now()
		since, until := now.Add(-time.Duration(rapid.IntRange(5, 300).Draw(r, "back"))*time.Minute), now.Add(-10*time.Second)
		service, err := s.client.Service(t.Context(), "staging", "checkout")
		if err != nil {
			t.Fatal(err)
		}
		if denied { // after the service's own tasks are known
			s.Faults().Add(wire.Fault{Service: "ecs", Action: "DescribeTasks", Kind: wire.Deny, Holding: "shared", Count: 50})
		}
		lines, notes := s.watch(t, Tail{Cluster: "staging", Service: "checkout", Since: since, Until: until}, time.Hour, nil)
		s.judgeOwnership(r, service, lines, notes, since, until)
	})
}

// renew replaces the tasks of a service.
func (s *theatre) renew(t testing.TB, cluster, service string) {
	t.Helper()
	if _, err := s.World().UpdateService(&ecs.UpdateServiceInput{Cluster: &cluster, Service: &service, ForceNewDeployment: true}); err != nil {
		t.Fatal(err)
	}
}

// judgeOwnership compares lines with what was written.
func (s *theatre) judgeOwnership(r *rapid.T, service aws.Service, lines, notes []Event, since, until time.Time) {
	owned := s.owned("staging", "checkout")
	shown := map[string]int{}
	for _, e := range lines {
		if !owned[e.Stream] || e.Service != "checkout" || e.Cluster != "staging" {
			r.Fatalf("%s is shown as %s/%s", e.Stream, e.Cluster, e.Service)
		}
		shown[e.Stream]++
	}
	named := fmt.Sprint(service.Events)
	others := 0
	for _, w := range s.Logs().Written(sharedGroup, since.Truncate(time.Millisecond), until.Truncate(time.Millisecond)) {
		if shown[w.Stream]--; shown[w.Stream] >= 0 {
			continue
		}
		if owned[w.Stream] && strings.Contains(named, plain.Short(w.Stream)) {
			r.Fatalf("a line of %s is missing, which an event names", w.Stream)
		}
		others++
	}
	if n := leftOutLines(r, notes); n != others && !(n < others && strings.Contains(fmt.Sprint(notes), "more than")) {
		r.Fatalf("%d lines are not shown, and %d counted: %+v", others, n, notes)
	}
}

// The same while following: neighbours come, and their lines do not.
func TestATailIsNotOfItsNeighbours(t *testing.T) {
	t.Parallel()
	needs.Time(t, "more than half a second")
	s := Neighbours(t, sim.Options{}, "prod/checkout", "staging/checkout")
	s.clock.Advance(10 * time.Minute)
	s.start = s.clock.Now()
	step := 0
	tail := Tail{Cluster: "staging", Service: "checkout", Since: s.start.Add(-time.Minute), Follow: true}
	lines, notes := s.watch(t, tail, 6*time.Minute, func(passed time.Duration) {
		for i, act := range []func(){func() { s.oneOff(t, "staging") }, func() { s.renew(t, "prod", "checkout") }, func() { s.renew(t, "staging", "checkout") }} {
			if step == i && passed > time.Duration(i+1)*40*time.Second {
				step++
				act()
			}
		}
	})
	owned := s.owned("staging", "checkout")
	if i := slices.IndexFunc(lines, func(e Event) bool { return !owned[e.Stream] }); i >= 0 {
		t.Errorf("%+v", lines[i])
	}
	want := 0
	for _, w := range s.Logs().Written(sharedGroup, tail.Since, s.clock.Now().Add(-20*time.Second)) {
		if owned[w.Stream] {
			want++
		}
	}
	if len(lines) < want || want < 100 || leftOutLines(t, notes) == 0 {
		t.Errorf("%d of %d lines; %+v", len(lines), want, ofKind(notes, NoteOthers))
	}
	all, _ := s.watch(t, Tail{Cluster: "staging", Service: "checkout", Since: s.start.Add(-time.Minute), All: true}, time.Hour, nil)
	marked := 0
	for _, e := range all {
		if e.Unproven == owned[e.Stream] {
			t.Fatalf("%+v", e)
		}
		if e.Unproven {
			marked++
		}
	}
	if marked < 50 {
		t.Errorf("%d lines of others", marked)
	}
}

// Event capture remembers what ECS has forgotten.
func TestCapturedTasks(t *testing.T) {
	t.Parallel()
	s := Neighbours(t, sim.Options{}, "prod/checkout")
	s.clock.Advance(10 * time.Minute)
	s.start = s.clock.Now()
	mine, other := strings.Repeat("a", 32), strings.Repeat("b", 32)
	for i, id := range []string{mine, other} {
		at := s.start.Add(-time.Minute)
		s.Logs().Write(sharedGroup, "ecs/app/"+id, "line of "+id, at, at)
		event := fmt.Sprintf(`{"detail-type":"ECS Task State Change","detail":{"taskArn":"arn:aws:ecs:us-east-1:111122223333:task/prod/%s",`+
			`"clusterArn":"arn:aws:ecs:us-east-1:111122223333:cluster/%s","group":"service:checkout","lastStatus":"STOPPED"}}`, id, []string{"prod", "staging"}[i])
		s.Logs().Write("/aws/events/ecs/containerinsights/prod/performance", "x", event, at, at)
	}
	lines, notes := s.watch(t, Tail{Cluster: "prod", Service: "checkout", Since: s.start.Add(-2 * time.Minute)}, time.Hour, nil)
	text := fmt.Sprint(lines)
	if !strings.Contains(text, "line of "+mine) || strings.Contains(text, "line of "+other) || leftOutLines(t, notes) != 1 {
		t.Errorf("%s %+v", text, notes)
	}
}

// A log router writes the lines of several tasks to one stream; it says whose each is, or nobody does.
func TestSharedStream(t *testing.T) {
	t.Parallel()
	r := (&logReader{Caller: call.NewCaller(call.Setup{})}).wire(Tail{}, bounds{})
	o := r.owners
	set := newLogTarget(Target{Cluster: "prod", Service: "checkout"})
	mine, other := strings.Repeat("a", 32), strings.Repeat("b", 32)
	set.order = []*logTask{{task: aws.Task{ID: mine, Revision: "checkout:7"}}}
	r.writers.sets = []*logTarget{set}
	g := &logGroup{name: "/g"}
	s := &logStream{group: g, name: "all", set: set, container: "app", doubt: doubt{shared: true, unproven: true}}
	q := &query{group: g}
	line := func(id string) string {
		return `{"log":"x","ecs_task_arn":"arn:aws:ecs:us-east-1:1:task/prod/` + id + `"}`
	}
	at := time.UnixMilli(1)
	if own := o.writtenBy(s, q, line(mine), at); own == nil || own.task != mine || own.unproven || own.revision != "checkout:7" {
		t.Errorf("%+v", own)
	}
	for range 3 {
		if own := o.writtenBy(s, q, line(other), at); own != nil {
			t.Errorf("%+v", own)
		}
	}
	if len(o.order) != 1 || o.order[0].lines != 3 {
		t.Errorf("%+v", o.order)
	}
	if own := o.writtenBy(s, q, "plain", at); own != s || !own.written("", at, at, "plain").Unproven {
		t.Errorf("%+v", own)
	}
}

// What cannot be read of several costs a note and an attempt later; the others go on.
func TestOneGroupOfSeveralIsRefused(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]wire.Fault{
		"denied":  {Kind: wire.Deny, Service: "logs", Holding: `"/b"`},
		"broken":  {Kind: wire.Fail, Service: "logs", Holding: `"/b"`},
		"missing": {},
		"region":  {Kind: wire.Drop, Service: "logs", Holding: "eu-west-1"},
	} {
		for _, follow := range []bool{false, true} {
			s := stageOn(t, sim.Options{Account: "empty"})
			for i := range 30 {
				at := s.start.Add(time.Duration(i-20) * time.Second)
				s.Logs().Write("/a", "x", fmt.Sprint("a", i), at, at)
				s.Logs().Write("/b", "x", fmt.Sprint("b", i), at, at)
			}
			tail := Tail{Groups: []string{"/a", "/b"}, Since: s.start.Add(-time.Minute), Follow: follow}
			var lift func()
			switch name {
			case "missing":
				tail.Groups[1] = "/nope"
			case "region":
				tail.Groups[1] = "arn:aws:logs:eu-west-1:111122223333:log-group:/b"
				fallthrough
			default:
				lift = s.Faults().Add(fault)
			}
			lifted := false
			lines, notes := s.watch(t, tail, 3*time.Minute, func(passed time.Duration) {
				if passed > time.Minute && lift != nil && !lifted {
					lifted = true
					lift()
				}
			})
			count := map[string]int{}
			for _, e := range lines {
				count[e.Group]++
			}
			if count["/a"] < 20 || len(ofKind(notes, NoteUnread)) == 0 {
				t.Errorf("%s, follow %v: %v, %+v", name, follow, count, notes)
			}
			if follow && lift != nil && name != "region" && (count["/b"] != 30 || len(ofKind(notes, NoteRead)) != 1) {
				t.Errorf("%s: %v, %+v", name, count, notes)
			}
		}
	}
}

// Several services are read together, in order, and each line says whose it is.
func TestSeveralServices(t *testing.T) {
	t.Parallel()
	s := Neighbours(t, sim.Options{}, "prod/checkout", "staging/checkout", "staging/other")
	s.clock.Advance(10 * time.Minute)
	s.start = s.clock.Now()
	tail := Tail{Cluster: "prod", Service: "checkout", More: []Target{{Cluster: "staging", Service: "other"}, {Cluster: "staging", Service: "nope"}},
		Since: s.start.Add(-2 * time.Minute), Until: s.start.Add(-10 * time.Second)}
	lines, notes := s.watch(t, tail, time.Hour, nil)
	ordered(t, lines)
	count := map[string]int{}
	for _, e := range lines {
		count[e.Cluster+"/"+e.Service]++
	}
	if len(count) != 2 || len(lines) < 100 || count["prod/checkout"] < 20 || count["staging/other"] < 20 || leftOutLines(t, notes) < 20 {
		t.Errorf("%v", count)
	}
	if n := ofKind(notes, NoteUnread); len(n) != 1 || !strings.Contains(n[0].ID, "nope") {
		t.Errorf("%+v", notes)
	}
}
