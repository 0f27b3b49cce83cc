package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// callsIn counts the calls of a time, as the server saw them, in all and by the bucket that AWS documents.
func callsIn(d *harness, span time.Duration) (all int, buckets map[string]int) {
	d.t.Helper()
	d.sim.Calls().Reset()
	d.advance(span)
	buckets = map[string]int{}
	for action, n := range d.sim.Calls().Counts() {
		all += n
		buckets[bucketOf(action)] += n
	}
	d.t.Logf("%d calls in %s: %v", all, span, d.sim.Calls().Counts())
	return all, buckets
}

func bucketOf(action string) string {
	switch {
	case strings.HasSuffix(action, "Clusters"):
		return "cluster read"
	case strings.HasSuffix(action, "Services"):
		return "service read"
	case strings.HasSuffix(action, "ServiceDeployments"):
		return "service deployment"
	case strings.HasSuffix(action, "Tasks"), strings.HasSuffix(action, "ContainerInstances"):
		return "cluster resource read"
	}
	return action
}

// At rest little is asked: the list of one steady cluster of 27 services makes at most 16 calls a minute, whatever the count
// in the header needs included.
func TestQuietList(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many simulated minutes")
	d := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 27, TasksPerService: 2}}, "cluster-1", "")
	d.settle()
	d.advance(5 * time.Minute)
	d.see("service-0001", "service-0027")
	if n, _ := callsIn(d, 10*time.Minute); n > 160 {
		t.Errorf("%d calls in ten minutes; at most 16 a minute", n)
	}
}

// Problems and Home over the 41 services of the demo, with all that goes on in it, make at most 30 calls a minute.
func TestQuietProblems(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many simulated minutes")
	for _, key := range []string{"", "!"} {
		t.Run("at "+key, func(t *testing.T) {
			t.Parallel()
			d := start(t, sim.Options{Seed: 1}, "", "")
			d.settle()
			if key != "" {
				d.press(key)
				d.settle()
			}
			d.advance(5 * time.Minute)
			if n, _ := callsIn(d, 10*time.Minute); n > 300 {
				t.Errorf("%d calls in ten minutes; at most 30 a minute", n)
			}
		})
	}
}

// Sixty clusters of fifty services: at most five in a hundred of each bucket that AWS documents, and nothing is older than
// ten minutes.
func TestQuietCrowd(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a large account")
	}
	d := start(t, sim.Options{Population: &sim.Population{Clusters: 60, ServicesPerCluster: 50, TasksPerService: 1}}, "", "")
	d.settle()
	d.typed(":services")
	d.press("enter")
	d.settle()
	d.advance(11 * time.Minute)
	_, buckets := callsIn(d, 5*time.Minute)
	for bucket, n := range buckets {
		if share := float64(n) / (20 * 300); share > 0.05 && bucket != "DescribeScalableTargets" {
			t.Errorf("%s: %d calls, %.1f in a hundred of what AWS allows", bucket, n, share*100)
		}
	}
	if old := d.clock.Now().Sub(d.p.problems.survey.Oldest); old > 10*time.Minute || !d.p.problems.survey.Done {
		t.Errorf("the oldest was read %s ago; %s", old, d.p.problems.survey.Unseen())
	}
	d.see("oldest ")
}

// A row on screen that fails is seen within 15 seconds, in a cluster and in the list of all clusters.
func TestFailureIsSeen(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many simulated minutes")
	for name, c := range map[string]struct {
		population sim.Population
		cluster    string
	}{
		"one cluster":  {sim.Population{ServicesPerCluster: 27, TasksPerService: 2}, "cluster-1"},
		"all clusters": {sim.Population{Clusters: 60, ServicesPerCluster: 3, TasksPerService: 2}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := start(t, sim.Options{Population: &c.population}, c.cluster, "")
			d.settle()
			if c.cluster == "" {
				d.typed(":services")
				d.press("enter")
				d.settle()
			}
			d.advance(3*time.Minute + 7*time.Second)
			d.see("2/2", " healthy ")
			d.unseen("0/2", "1/2")
			stopAll(t, d, "cluster-1", "service-0001")
			d.advance(15 * time.Second)
			if !strings.Contains(d.screen(), "0/2") && !strings.Contains(d.screen(), "1/2") {
				t.Errorf("15 seconds later:\n%s", d.screen())
			}
		})
	}
}

// stopAll stops all tasks of a service.
func stopAll(t *testing.T, d *harness, cluster, service string) {
	t.Helper()
	w := d.sim.World()
	tasks, err := w.ListTasks(&ecs.ListTasksInput{Cluster: &cluster, ServiceName: &service})
	if err != nil {
		t.Fatal(err)
	}
	for _, arn := range tasks.TaskArns {
		if _, err := w.StopTask(&ecs.StopTaskInput{Cluster: &cluster, Task: &arn}); err != nil {
			t.Fatal(err)
		}
	}
}

// What nobody sees asks for nothing: a list that is covered, and all of it while the terminal is not looked at.
func TestQuietWhenHidden(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 27, TasksPerService: 2}}, "cluster-1", "")
	d.settle()
	d.advance(time.Minute)
	d.press("?")
	d.settle()
	if _, buckets := callsIn(d, 5*time.Minute); buckets["service read"] > 10 {
		t.Errorf("under help %v", buckets)
	}
	d.press("esc")
	d.settle()
	d.send(tea.BlurMsg{})
	d.advance(time.Minute)
	if n, _ := callsIn(d, time.Hour); n > 0 {
		t.Errorf("%d calls while nobody looks", n)
	}
}
