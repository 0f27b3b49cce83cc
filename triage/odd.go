package triage

import (
	"fmt"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// odd is the first word of a service, its newest deployment or its tasks that is not known here: what it means for health nobody can tell.
func odd(c *evaluation) string {
	s, h := c.service, c.latest()
	known := func(what, word string, those ...string) string {
		if word == "" || slices.Contains(those, word) {
			return ""
		}
		return unknownWord(what, word)
	}
	all := []string{known("deployment controller", s.Controller, "ECS", "CODE_DEPLOY", "EXTERNAL"), known("scheduling strategy", s.Scheduling, "REPLICA", "DAEMON")}
	primaries := 0
	for _, d := range s.Deployments {
		if d.Status == "PRIMARY" {
			primaries++
		}
		all = append(all, known("deployment's status", d.Status, "PRIMARY", "ACTIVE", "INACTIVE"))
	}
	if primaries > 1 {
		all = append(all, fmt.Sprintf("%d of its deployments are PRIMARY, and a service moves to one", primaries))
	}
	for _, t := range s.TaskSets {
		all = append(all, known("task set's status", t.Status, "PRIMARY", "ACTIVE", "DRAINING"), known("task set's stability", t.Stability, "STEADY_STATE", "STABILIZING"))
	}
	if h.Finished.IsZero() && c.in.Now.Sub(h.Created) < oddNews {
		all = append(all, known("deployment's status", h.Status, "PENDING", "IN_PROGRESS", "STOP_REQUESTED", "STOPPED", "SUCCESSFUL", "ROLLBACK_REQUESTED",
			"ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"))
		for _, k := range h.Hooks {
			all = append(all, known("hook's status", k.Status, "AWAITING_ACTION", "IN_PROGRESS", "SUCCEEDED", "FAILED", "TIMED_OUT"))
		}
	}
	for _, t := range c.tasks {
		if t.Health == aws.NoHealth && t.Status == "RUNNING" {
			all = append(all, "ECS gives no health for its tasks")
		}
		all = append(all, known("tasks' health", t.Health, "HEALTHY", "UNHEALTHY", "UNKNOWN", aws.NoHealth), known("tasks' desired status", t.Desired, "RUNNING", "STOPPED", "PENDING"))
	}
	if n := hostless(c); n > 0 {
		all = append(all, fmt.Sprintf("%s %s on container instances that ECS doesn't list", words.Count(n, "task"), words.Agree(n, "is", "are")))
	}
	if i := slices.IndexFunc(all, func(text string) bool { return text != "" }); i >= 0 {
		return all[i]
	}
	return ""
}

// oddNews is for how long a deployment that has not ended counts.
const oddNews = 7 * 24 * time.Hour
