package scenarios_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecscope/ecscope/sim/scenarios"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// recording is what an operator who looks every second sees of a scenario.
type recording struct {
	events  []string // oldest first
	at      []int    // seconds of each
	rows    [][]row  // the deployments, second by second
	stopped []types.Task
	start   time.Time
	ids     map[string]bool // of the events seen
}

// play stages a scenario and watches it for some seconds.
func play(t *testing.T, s scenarios.Scenario, seconds int) recording {
	t.Helper()
	r := recording{start: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), ids: map[string]bool{}}
	w := world.New(world.Options{Seed: 1, Start: r.start})
	if err := s.Stage(w, new(wire.Faults)); err != nil {
		t.Fatal(err)
	}
	for second := 0; second <= seconds; second++ {
		w.Advance(r.start.Add(time.Duration(second) * time.Second))
		r.look(t, w)
		if second%600 == 0 || second == seconds {
			r.markEnded(t, w)
		}
	}
	return r
}

// look notes the new events and the deployments.
func (r *recording) look(t *testing.T, w *world.World) {
	t.Helper()
	out, err := w.DescribeServices(&ecs.DescribeServicesInput{Cluster: new(scenarios.Cluster), Services: []string{scenarios.Service}})
	if err != nil || len(out.Services) != 1 {
		t.Fatalf("describe: %v %+v", err, out)
	}
	var rows []row
	for _, d := range out.Services[0].Deployments {
		rows = append(rows, row{*d.Status, string(d.RolloutState), int(d.DesiredCount), int(d.RunningCount), int(d.PendingCount), int(d.FailedTasks)})
	}
	r.rows = append(r.rows, rows)
	for _, e := range slices.Backward(out.Services[0].Events) {
		if e.CreatedAt.Before(r.start) {
			continue
		}
		if r.ids[*e.Id] {
			continue
		}
		r.ids[*e.Id] = true
		r.events, r.at = append(r.events, *e.Message), append(r.at, int(e.CreatedAt.Sub(r.start).Seconds()))
	}
}

// markEnded notes the tasks that have stopped altogether.
func (r *recording) markEnded(t *testing.T, w *world.World) {
	t.Helper()
	in := &ecs.ListTasksInput{Cluster: new(scenarios.Cluster), ServiceName: new(scenarios.Service), DesiredStatus: types.DesiredStatusStopped}
	for {
		list, err := w.ListTasks(in)
		if err != nil {
			t.Fatal(err)
		}
		if len(list.TaskArns) > 0 {
			out, err := w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: new(scenarios.Cluster), Tasks: list.TaskArns})
			if err != nil {
				t.Fatal(err)
			}
			r.stopped = append(r.stopped, slices.DeleteFunc(out.Tasks, func(k types.Task) bool { return k.StoppedAt == nil })...)
		}
		if in.NextToken = list.NextToken; in.NextToken == nil {
			return
		}
	}
}

// near tells whether two moments are alike: within 30 s, or a fifth of what
// passed since the trigger.
func near(got, want int) bool { return max(got-want, want-got) <= max(30, want/5) }

// pattern turns a text with placeholders into an expression. Deployment ids
// that occurred before must be the same again; how many tasks the scheduler
// starts in one go is its own business.
func pattern(text string, ids map[string]string) *regexp.Regexp {
	text = strings.TrimSuffix(text, " ...")
	p := regexp.QuoteMeta(text)
	p = regexp.MustCompile(`arn:aws:elasticloadbalancing:[\w:/-]+`).ReplaceAllString(p, `arn:aws:elasticloadbalancing:\S+`)
	p = strings.ReplaceAll(p, `\{S\}`, scenarios.Service)
	p = strings.ReplaceAll(p, `\{TG\}`, `arn:aws:elasticloadbalancing:\S+`)
	p = regexp.MustCompile(`\\{T\d\\}`).ReplaceAllString(p, `[0-9a-f]{32}`)
	p = strings.ReplaceAll(p, "stopped 2 pending", `stopped \d+ pending`)
	p = regexp.MustCompile(`has started \d+ tasks:.*`).ReplaceAllString(p, `has started \d+ tasks:( \(task [0-9a-f]{32}\))+\.`)
	for name, id := range ids {
		p = strings.ReplaceAll(p, `\{`+name+`\}`, regexp.QuoteMeta(id))
	}
	return regexp.MustCompile("^" + regexp.MustCompile(`\\{(OLD|NEW|RB)\\}`).ReplaceAllString(p, `(?P<$1>ecs-svc/\d+)`))
}

// checkEvents wants the events of the steps in their order. Steps of the
// same two seconds have none.
func checkEvents(t *testing.T, s scenarios.Scenario, r recording) {
	t.Helper()
	ids, from, last := map[string]string{}, 0, -10
	for _, step := range s.Steps {
		if step.Event == "" {
			continue
		}
		if step.T-last <= 2 {
			from = max(0, from-2)
		}
		p, found := pattern(step.Event, ids), false
		for i := from; i < len(r.events) && !found; i++ {
			m := p.FindStringSubmatch(r.events[i])
			if m == nil || !near(r.at[i], step.T) {
				continue
			}
			for j, name := range p.SubexpNames() {
				if name != "" {
					ids[name] = m[j]
				}
			}
			from, last, found = i+1, step.T, true
		}
		if !found {
			t.Errorf("no event at %d s: %s\n%s", step.T, step.Event, r)
			return
		}
	}
}

func (r recording) String() string {
	var b strings.Builder
	for i := range r.events {
		fmt.Fprintf(&b, "%5d %.150s\n", r.at[i], r.events[i])
	}
	for i := range r.rows {
		if i == 0 || !slices.Equal(r.rows[i], r.rows[i-1]) {
			fmt.Fprintf(&b, "%5d %v\n", i, r.rows[i])
		}
	}
	for _, k := range r.stopped {
		fmt.Fprintf(&b, "%s %s %.80s\n", k.StoppedAt, k.StopCode, awssdk.ToString(k.StoppedReason))
	}
	return b.String()
}

// row is one deployment as the operator sees it.
type row struct {
	status, rollout                   string
	desired, running, pending, failed int
}

// alike compares a deployment with the script's. The script's captures do not
// agree on the desired count of a deployment on its way out, nor on whether a
// task that has only just been asked for counts as pending.
func alike(got, want row) bool {
	if want.status != "PRIMARY" || want.pending == 0 && want.running < want.desired {
		got.pending = want.pending
	}
	if want.status != "PRIMARY" {
		got.desired = want.desired
	}
	return got == want
}

// beyond are the rows of a capture that the world does not have: there the
// breaker took 44 s after the third failure, here it acts at once.
func beyond(s scenarios.Scenario, step scenarios.Step) bool {
	return s.ID == "s10-breaker-rollback" && (step.T == 660 || step.T == 704)
}

// checkRows wants each step's deployments around its time.
func checkRows(t *testing.T, s scenarios.Scenario, r recording) {
	t.Helper()
	for _, step := range s.Steps {
		var want []row
		for _, w := range step.Rows {
			want = append(want, row{w[0].(string), w[1].(string), w[2].(int), w[3].(int), w[4].(int), w[5].(int)})
		}
		found := want == nil || beyond(s, step)
		for at, got := range r.rows {
			found = found || near(at, step.T) && slices.EqualFunc(got, want, alike)
		}
		if !found {
			t.Errorf("never around %d s: %v\n%s", step.T, want, r)
		}
	}
}

// checkTasks wants each step's stopped task.
func checkTasks(t *testing.T, s scenarios.Scenario, r recording) {
	t.Helper()
	code := regexp.MustCompile(`stopCode=(\w+)`)
	for _, step := range s.Steps {
		m := code.FindStringSubmatch(step.Task)
		if m == nil {
			continue
		}
		found := slices.ContainsFunc(r.stopped, func(k types.Task) bool {
			if string(k.StopCode) != m[1] || !pattern(step.Stopped, nil).MatchString(*k.StoppedReason) {
				return false
			}
			app := k.Containers[0]
			return near(int(k.StoppedAt.Sub(r.start).Seconds()), step.T) &&
				(step.Container == "" || app.Reason != nil && *app.Reason == step.Container) &&
				(step.Exit == nil || app.ExitCode != nil && *app.ExitCode == *step.Exit)
		})
		if !found {
			t.Errorf("no stopped task at %d s: %s %q\n%s", step.T, m[0], step.Stopped, r)
		}
	}
}

func TestScenariosFollowTheirScript(t *testing.T) {
	t.Parallel()
	all, err := scenarios.All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 18 {
		t.Fatalf("%d scenarios", len(all))
	}
	for n, s := range all {
		t.Run(s.ID, func(t *testing.T) {
			t.Parallel()
			if found, err := scenarios.Find("s" + fmt.Sprintf("%02d", n+1)); err != nil || found.ID != s.ID {
				t.Fatalf("found %s, %v", found.ID, err)
			}
			last := s.Steps[len(s.Steps)-1].T
			r := play(t, s, min(last+last/5, 4000))
			checkEvents(t, s, r)
			checkRows(t, s, r)
			checkTasks(t, s, r)
		})
	}
	if _, err := scenarios.Find("s99"); err == nil {
		t.Error("found s99")
	}
}

// TestOperating plays what operators wait for: a rollout that a protected task holds, a drain without room, a failed migration.
func TestOperating(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for id, look := range map[string]func(w *world.World) string{
		"s16": func(w *world.World) string {
			out, err := w.DescribeServices(&ecs.DescribeServicesInput{Cluster: new(scenarios.Cluster), Services: []string{scenarios.Service}})
			if err != nil || len(out.Services) != 1 {
				return fmt.Sprint(err)
			}
			d := out.Services[0].Deployments
			return fmt.Sprintf("%d deployments, %s, old %d", len(d), d[0].RolloutState, d[len(d)-1].RunningCount)
		},
		"s17": func(w *world.World) string {
			list, err := w.ListContainerInstances(&ecs.ListContainerInstancesInput{Cluster: new(scenarios.Cluster)})
			if err != nil {
				return err.Error()
			}
			out, err := w.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{Cluster: new(scenarios.Cluster), ContainerInstances: list.ContainerInstanceArns})
			if err != nil {
				return err.Error()
			}
			i := out.ContainerInstances[0]
			return fmt.Sprintf("%s with %d", *i.Status, i.RunningTasksCount)
		},
		"s18": func(w *world.World) string {
			list, err := w.ListTasks(&ecs.ListTasksInput{Cluster: new(scenarios.Cluster), Family: new("api-migrate"), DesiredStatus: types.DesiredStatusStopped})
			if err != nil || len(list.TaskArns) != 1 {
				return fmt.Sprint(list, err)
			}
			out, err := w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: new(scenarios.Cluster), Tasks: list.TaskArns})
			if err != nil {
				return err.Error()
			}
			k := out.Tasks[0]
			return fmt.Sprintf("%s exit %d by %s", k.StopCode, *k.Containers[0].ExitCode, *k.StartedBy)
		},
	} {
		s, err := scenarios.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		w := world.New(world.Options{Seed: 1, Start: start})
		if err := s.Stage(w, new(wire.Faults)); err != nil {
			t.Fatal(err)
		}
		w.Advance(start.Add(20 * time.Minute))
		want := map[string]string{"s16": "2 deployments, IN_PROGRESS, old 1", "s17": "DRAINING with 2", "s18": "EssentialContainerExited exit 1 by release-pipeline"}[id]
		if got := look(w); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}
