package triage

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// missingParts says of a service at rest which containers have failed inside tasks that run on without them: those that are not
// essential. ECS takes such a task for healthy.
func missingParts(c *evaluation) {
	count, names := map[string]int{}, []string{}
	for _, t := range c.tasks {
		for _, k := range t.Containers {
			if t.Status != "RUNNING" || t.Desired == "STOPPED" || !k.Exited || k.Exit == 0 || strings.HasPrefix(k.Name, "aws-guardduty-agent") {
				continue
			}
			what := fmt.Sprintf("%s has ended with exit code %d", k.Name, k.Exit)
			if count[what]++; count[what] == 1 {
				names = append(names, what)
			}
			if count[what] == 1 && k.Reason != "" {
				c.fact(t.Started, "task", t.ID, "%s: %s", k.Name, k.Reason)
			}
		}
	}
	for _, what := range names[:min(len(names), 3)] {
		c.v.Headline += fmt.Sprintf("; the container %s in %s", what, words.Count(count[what], "task"))
	}
	if len(names) > 0 {
		c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "which ones, and their containers"})
	}
}

// proxies says whether a container is the one that ECS adds to a task for Service Connect.
func proxies(container string) bool { return strings.HasPrefix(container, "ecs-service-connect-") }

// unwell is the one container of a task whose health check fails; empty where none or several are.
func unwell(t aws.Task) (name string) {
	for _, k := range t.Containers {
		if k.Health == "UNHEALTHY" && name != "" {
			return ""
		} else if k.Health == "UNHEALTHY" {
			name = k.Name
		}
	}
	return name
}

// attached are the attachments of a task that failed.
func attached(t aws.Task) (facts []string) {
	for _, a := range t.Attachments {
		if a.Status == "FAILED" {
			facts = append(facts, fmt.Sprintf("The attachment of type %s is FAILED.", a.Type))
		}
	}
	return facts
}
