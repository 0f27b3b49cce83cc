package triage

import (
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// What is normal for a while is not for ever: tasks that start, that stop, and whose health does not count yet.
func TestTiming(t *testing.T) {
	t.Parallel()
	r := open(t)
	ago := func(d time.Duration) time.Time { return noon().Add(-d) }
	task := func(id, status string, change func(*aws.Task)) aws.Task {
		k := aws.Task{ARN: id, ID: id, Cluster: "prod", Service: "api", Revision: "api:41", Status: status, Created: ago(time.Hour),
			Started: ago(time.Hour), LaunchType: "FARGATE", Described: true}
		if change != nil {
			change(&k)
		}
		return k
	}
	starting := func(d time.Duration, change func(*aws.Task)) aws.Task {
		return task("s", "PENDING", func(k *aws.Task) {
			k.Created, k.Started = ago(d), time.Time{}
			if change != nil {
				change(k)
			}
		})
	}
	sick := func(d time.Duration) aws.Task {
		return task("h"+d.String(), "RUNNING", func(k *aws.Task) { k.Started, k.Health = ago(d), "UNHEALTHY" })
	}
	stopping := func(d time.Duration) aws.Task {
		return task("d", "DEACTIVATING", func(k *aws.Task) { k.Stopping = ago(d) })
	}
	ready := task("r", "RUNNING", nil)
	onHost := stopping(2 * time.Hour)
	onHost.LaunchType = "EC2"
	for _, x := range []struct {
		name     string
		grace    time.Duration
		running  int
		tasks    []aws.Task
		state    State
		headline string
	}{
		{"starts", 0, 1, []aws.Task{ready, starting(9*time.Minute, nil)}, Changing, "api is scaling out: 1 of 2 tasks run"},
		{"does not start", 0, 1, []aws.Task{ready, starting(15*time.Minute, nil)}, Degraded,
			"1 task of api:41 did not start within 15 minutes: PENDING, no image pull reported"},
		{"pulls for ever", 0, 0, []aws.Task{starting(15*time.Minute, func(k *aws.Task) { k.PullStarted = ago(14 * time.Minute) })}, Failing,
			"1 task of api:41 did not start within 15 minutes: PENDING, pulling the image"},
		{"within the grace period", 10 * time.Minute, 2, []aws.Task{ready, sick(2 * time.Minute)}, Changing,
			"1 of 2 tasks of api:41 fails health checks within the grace period: it counts in 8 minutes"},
		{"after the grace period", 10 * time.Minute, 2, []aws.Task{ready, sick(11 * time.Minute)}, Degraded, "1 of 2 tasks of api:41 is unhealthy"},
		{"without one", 0, 2, []aws.Task{sick(time.Minute)}, Degraded, "1 of 2 tasks of api:41 is unhealthy"},
		{"stops", 0, 2, []aws.Task{ready, ready, stopping(2 * time.Minute)}, Healthy, ""},
		{"the grace period hides nothing", 10 * time.Minute, 1, []aws.Task{sick(2 * time.Minute), starting(15*time.Minute, nil)}, Degraded,
			"1 task of api:41 did not start within 15 minutes: PENDING, no image pull reported"},
		{"one counts already", 10 * time.Minute, 2, []aws.Task{sick(2 * time.Minute), sick(11 * time.Minute)}, Failing, ""},
		{"stops on a host, as long as nobody knows", 0, 2, []aws.Task{ready, ready, onHost}, Healthy, ""},
		{"does not stop", 0, 2, []aws.Task{ready, ready, stopping(2 * time.Hour)}, Degraded, "1 task of api:41 has been stopping for 2 hours (limit 2 minutes): DEACTIVATING"},
	} {
		s := steadyService()
		s.Running, s.Pending, s.Desired, s.Grace = x.running, 2-x.running, 2, x.grace
		v := r.Service(Input{Service: s, Tasks: x.tasks, Now: noon()})
		if v.State != x.state || x.headline != "" && v.Headline != x.headline {
			t.Errorf("%s: %s: %q", x.name, v.State, v.Headline)
		}
	}
}
