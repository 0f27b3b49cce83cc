package triage

import "time"

// together is how far apart tasks start that are started at once.
const together = 5 * time.Minute

// renewed counts the tasks that started last, and says when, where every task of a service is younger than its last deployment: they
// replaced others, of which ECS tells no more. Where an older one runs, the younger may have been added by scaling.
func renewed(c *evaluation, since time.Time) (n int, last time.Time) {
	var all []time.Time
	for _, t := range c.tasks {
		if t.Status != "RUNNING" || t.Desired == "STOPPED" {
			continue
		}
		if t.Started.Before(since.Add(together)) {
			return 0, time.Time{}
		}
		if all = append(all, t.Started); t.Started.After(last) {
			last = t.Started
		}
	}
	if len(all) != c.service.Running {
		return 0, time.Time{}
	}
	for _, at := range all {
		if last.Sub(at) <= together {
			n++
		}
	}
	return n, last
}
