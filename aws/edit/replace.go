package edit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// taskBounds are the fewest tasks that stay healthy and the most that run while others are replaced: the minimum healthy
// percent rounded up, the maximum percent down. Where AWS does not tell them they are its defaults.
func taskBounds(s aws.Service) (least, most int) {
	var o aws.RolloutConfiguration
	o.MinHealthy, o.Max = percents(s)
	return o.Bounds(s.Desired)
}

// percents are the minimum healthy and the maximum percent: ECS's own where the service names none.
func percents(s aws.Service) (least, most int) {
	switch {
	case s.Rollout.Max != 0:
		return s.Rollout.MinHealthy, s.Rollout.Max
	case s.Scheduling == "DAEMON":
		return 0, 100
	}
	return 100, 200
}

// immobile says why the service's percents let no task be replaced; empty where they do not.
func immobile(s aws.Service) string {
	least, most := taskBounds(s)
	if s.Desired == 0 || least < s.Desired || most > s.Desired {
		return ""
	}
	low, high := percents(s)
	return fmt.Sprintf("minimum healthy %d%% and maximum %d%% of %d leave no room to start or stop a task", low, high, s.Desired)
}

// replacing says how a deployment replaces the tasks.
func replacing(s *planContext) string {
	least, most := taskBounds(s.service)
	n := words.Count(s.service.Desired, "task")
	switch {
	case s.service.Desired == 0:
		return "starts no tasks: the desired count is 0"
	case s.service.Rollout.Strategy != "" && s.service.Rollout.Strategy != "ROLLING":
		return fmt.Sprintf("starts %s next to the old ones, then shifts the traffic (%s)", n, s.service.Rollout.Strategy)
	}
	return fmt.Sprintf("replaces %s, with at least %d healthy and at most %d running meanwhile", n, least, most)
}

// caution adds what should make one think before a deployment begins.
func caution(s *planContext, p *change.Plan) {
	v := s.service
	if d, ok := v.Primary(); ok && d.Rollout == "IN_PROGRESS" {
		p.Warnings = append(p.Warnings, fmt.Sprintf("a rollout of %s is in progress (%d of %d running%s) and will be replaced",
			d.Revision, d.Running, max(d.Desired, v.Desired), dead(d.Failed)))
		p.Hold = "a rollout of " + d.Revision + " is in progress"
	}
	_, most := taskBounds(v)
	p.Load = change.Load{Tasks: v.Desired, Extra: max(0, most-v.Desired), Takes: lasted(s.releases)}
	if why := immobile(v); why != "" && v.Rollout.Strategy != "BLUE_GREEN" {
		p.Warnings = append(p.Warnings, "the rollout can't proceed: "+why)
	}
	if v.Desired == 0 && v.Scheduling != "DAEMON" {
		p.Warnings = append(p.Warnings, "the desired count is 0: nothing will run, so you won't see whether it works")
	}
	if v.Scheduling == "DAEMON" {
		p.Warnings = append(p.Warnings, "a DAEMON: the old task on an instance stops before the new one starts")
	}
	if len(v.LoadBalancers) > 0 && v.Grace == 0 {
		p.Warnings = append(p.Warnings, "load balancer without a health check grace period: tasks that start slowly are stopped as unhealthy")
	}
	if len(v.Rollout.Alarms) > 0 {
		p.Warnings = append(p.Warnings, "deployment alarms may fail the rollout: "+strings.Join(v.Rollout.Alarms, ", "))
	}
	s.autoscaling(p)
}

// lasted is how long the newest deployment that went well took; 0 where none is known.
func lasted(releases []aws.ServiceDeployment) time.Duration {
	for _, d := range releases {
		if d.Status == "SUCCESSFUL" && !d.Started.IsZero() && d.Finished.After(d.Started) {
			return d.Finished.Sub(d.Started)
		}
	}
	return 0
}

func dead(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d died", n)
}

// autoscaling warns of auto scaling, and of not knowing about it.
func (s *planContext) autoscaling(p *change.Plan) {
	switch a := s.scaling; {
	case s.unread.scaling != nil:
		p.Warnings = append(p.Warnings, "can't tell whether auto scaling is on: "+call.Reason(s.unread.scaling))
	case a != nil:
		p.Warnings = append(p.Warnings, fmt.Sprintf("auto scaling keeps %d to %d tasks and doesn't scale in during a deployment", a.Min, a.Max))
	}
}

// images says of each image that is named by a tag what it was, and warns where the tag is of those that move.
func (s *planContext) images(p *change.Plan) {
	if s.chosen == nil {
		return
	}
	running := s.digests()
	for _, k := range s.chosen.Containers {
		tag := tagged(k.Image)
		if tag == "" {
			continue
		}
		note := fmt.Sprintf("%s: the tag %s is resolved again", k.Name, tag)
		if s.chosen.ARN == s.service.TaskDefinition {
			note += "; " + now(running[k.Name])
		} else if digest, when := s.resolved(s.chosen.Name(), k.Name); digest != "" {
			note += fmt.Sprintf("; it was %s on %s", brief(digest), when.Format("2006-01-02 15:04 UTC"))
		} else if s.unread.releases != nil {
			note += "; the earlier digest is unknown: " + call.Reason(s.unread.releases)
		}
		p.Effects = append(p.Effects, note)
		if floating(tag) {
			p.Warnings = append(p.Warnings, fmt.Sprintf("%s: %s is a mutable tag: new tasks may run a different image than before", k.Name, tag))
		}
	}
}

// now says what digests run.
func now(digests []string) string {
	if len(digests) == 0 {
		return "the running digest is unknown"
	}
	text := "now " + strings.Join(plain.Each(digests, brief), " and ") + " runs"
	if len(digests) > 1 {
		text = strings.TrimSuffix(text, "s")
	}
	return text
}

// brief is as much of a digest as tells it apart.
func brief(digest string) string {
	if kind, hex, ok := strings.Cut(digest, ":"); ok && len(hex) > 12 {
		return kind + ":" + hex[:12]
	}
	return digest
}

// byService are the tasks by service, in words.
func byService(tasks []aws.Task) string {
	n := map[string]int{}
	for _, t := range tasks {
		n[t.Service]++
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(n)) {
		parts = append(parts, fmt.Sprintf("%d of %s", n[name], cmp.Or(name, "no service")))
	}
	return words.List(parts)
}

// tagged is the tag of an image; it is empty for one that is named by digest.
func tagged(image string) string {
	if strings.Contains(image, "@") {
		return ""
	}
	name := image[strings.LastIndexByte(image, '/')+1:]
	if _, tag, ok := strings.Cut(name, ":"); ok {
		return tag
	}
	return "latest"
}

// floating says whether a tag is of the sort that is moved to new images: no digit in it, or just a version's first or
// first two numbers.
func floating(tag string) bool {
	digits := strings.Trim(strings.TrimPrefix(tag, "v"), "0123456789")
	return tag != "" && (!strings.ContainsAny(tag, "0123456789") || digits == "" && len(tag) <= 4 || digits == "." && len(tag) <= 7)
}
