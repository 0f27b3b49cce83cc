package aws

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
)

func taskID(t Task) string { return t.ID }

func described(rows []Task) []Task {
	return slices.DeleteFunc(rows, func(t Task) bool { return !t.Described })
}

// TestEveryTaskIsInOneList stops a task and follows it from the list of tasks to that of stopped ones and, when ECS has
// forgotten it, into the session's memory.
func TestEveryTaskIsInOneList(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a task is followed until it is forgotten")
	moment := sim.NewManualClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	o := population(1, 3, 4)
	o.Clock = moment
	s := simtest.Start(t, o)
	c, _ := opening(t, Options{Environ: s.Env(), Now: moment.Now})
	lists := func() (live, dead []Task) {
		t.Helper()
		live, err := awstest.Collect(c.Tasks(t.Context(), TaskQuery{Cluster: "cluster-1"}))
		if err != nil {
			t.Fatal(err)
		}
		dead, err = awstest.Collect(c.Stopped(t.Context(), "cluster-1"))
		if err != nil {
			t.Fatal(err)
		}
		s.Calls().Reset()
		all, err := awstest.Collect(c.AllTasks(t.Context(), TaskQuery{Cluster: "cluster-1"}))
		living, stopped := Apart(described(all))
		for i, pair := range [][2][]Task{{living, described(live)}, {stopped, described(dead)}} {
			if a, b := slices.Sorted(slices.Values(awstest.Names(pair[0], taskID))), slices.Sorted(slices.Values(awstest.Names(pair[1], taskID))); err != nil || !slices.Equal(a, b) {
				t.Fatalf("list %d: together there are %q, apart %q; %v", i, a, b, err)
			}
		}
		if n := s.Calls().Count("ListTasks"); n != 2 {
			t.Fatalf("%d lists are read for all tasks", n)
		}
		return described(live), described(dead)
	}
	live, dead := lists()
	if len(live) != 12 || len(dead) != 0 {
		t.Fatalf("%d tasks, %d stopped", len(live), len(dead))
	}
	victim, reason := live[5], "on a whim"
	if _, err := c.APIs().ECS.StopTask(t.Context(), &ecs.StopTaskInput{Cluster: &victim.Cluster, Task: &victim.ARN, Reason: &reason}); err != nil {
		t.Fatal(err)
	}
	stopping := false
	for range 60 {
		live, dead = lists()
		here := slices.ContainsFunc(live, func(x Task) bool { return x.ID == victim.ID })
		there := slices.ContainsFunc(dead, func(x Task) bool { return x.ID == victim.ID })
		if here == there {
			t.Fatalf("task among the live: %v, among the dead: %v", here, there)
		}
		lasting, err := awstest.Collect(c.Tasks(t.Context(), TaskQuery{Cluster: "cluster-1", Lasting: true}))
		if err != nil || slices.ContainsFunc(lasting, func(x Task) bool { return x.ID == victim.ID }) {
			t.Fatalf("a task that is being stopped is to last: %v", err)
		}
		for _, x := range live {
			stopping = stopping || x.ID == victim.ID && x.Desired == "STOPPED"
		}
		moment.Advance(5 * time.Second)
	}
	if !stopping || len(dead) != 1 || dead[0].Reason != reason || dead[0].Forgotten {
		t.Fatalf("seen stopping: %v; then %+v", stopping, dead)
	}
	moment.Advance(3 * time.Hour)
	_, dead = lists()
	if i := slices.IndexFunc(dead, func(x Task) bool { return x.ID == victim.ID }); i < 0 || !dead[i].Forgotten || dead[i].Reason != reason {
		t.Fatalf("after three hours: %+v", dead)
	}
	if x, err := c.Task(t.Context(), "cluster-1", victim.ID); err != nil || !x.Forgotten {
		t.Errorf("%+v, %v", x, err)
	}
	dead[0].Containers[0].Name = "spoiled"
	if x, _ := c.Task(t.Context(), "cluster-1", victim.ID); x.Containers[0].Name == "spoiled" {
		t.Error("the memory shares its values")
	}
}

func TestTasksOfAService(t *testing.T) {
	t.Parallel()
	_, c, _ := simulate(t, population(2, 3, 4))
	for q, want := range map[TaskQuery]int{
		{Cluster: "cluster-1", Service: "service-0002"}:               4,
		{Service: "service-0002"}:                                     8,
		{Cluster: "cluster-2", Family: "service-0001"}:                4,
		{Cluster: "cluster-2", Family: "service-0001", Stopped: true}: 0,
	} {
		rows, err := awstest.Collect(c.Tasks(t.Context(), q))
		if got := described(rows); err != nil || len(awstest.Names(got, taskID)) != want || len(got) != want {
			t.Errorf("%+v: %d tasks, %v", q, len(got), err)
		}
	}
}

// TestOlderAnswersAreIgnored has a server that takes back what it said.
func TestOlderAnswersAreIgnored(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	version, status := 7, "STOPPED"
	url := awstest.Server(t, func(w http.ResponseWriter, _ *http.Request, action, body string) {
		mu.Lock()
		defer mu.Unlock()
		if action == "DescribeTasks" {
			fmt.Fprintf(w, `{"tasks":[{"taskArn":"arn:aws:ecs:r:1:task/prod/abc","lastStatus":%q,"version":%d}]}`, status, version)
			return
		}
		if strings.Contains(body, "RUNNING") == (status == "RUNNING") {
			fmt.Fprint(w, `{"taskArns":["arn:aws:ecs:r:1:task/prod/abc"]}`)
			return
		}
		fmt.Fprint(w, `{"taskArns":[]}`)
	})
	c, _ := client(t, url)
	if rows, err := awstest.Collect(c.Stopped(t.Context(), "prod")); err != nil || len(described(rows)) != 1 {
		t.Fatalf("%+v, %v", rows, err)
	}
	mu.Lock()
	version, status = 6, "RUNNING"
	mu.Unlock()
	if rows, err := awstest.Collect(c.Tasks(t.Context(), TaskQuery{Cluster: "prod"})); err != nil || len(described(rows)) != 0 {
		t.Errorf("a stopped task runs again: %+v, %v", rows, err)
	}
}

func TestArchiveIsBounded(t *testing.T) {
	t.Parallel()
	needs.Time(t, "thousands of tasks")
	a := newArchive()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 2*archived + 1 {
		a.add(Task{ARN: fmt.Sprint(i), Stopped: start.Add(time.Duration(i) * time.Second)})
	}
	all := a.forgotten(a.mark(), func(Task) bool { return true }, nil)
	if len(all) > archived+archived/10 || all[0].ARN != fmt.Sprint(2*archived) || !all[0].Forgotten {
		t.Errorf("%d kept, newest %s", len(all), all[0].ARN)
	}
}
