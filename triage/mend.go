package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/reason"
)

// roomier offers twice the memory where a container exceeded its limit: its own limit where it has one, and the task's where
// that has to grow as well. Sizes that Fargate does not have are not offered.
func roomier(c *evaluation, d death) {
	r := lookup(c.in.Revisions, d.task.Revision)
	i := slices.IndexFunc(r.Containers, func(k aws.ContainerDefinition) bool { return k.Name == d.why.Container })
	if d.task.Revision != c.service.Revision || i < 0 || !r.Described {
		return
	}
	task, own := atoi(r.Memory), r.Containers[i].Memory
	more, set := 2*task, ""
	if own > 0 {
		set = fmt.Sprintf("%s.memory=%d", r.Containers[i].Name, 2*own)
		more = task + own
	}
	if task > 0 {
		if slices.Contains(r.Compatibilities, "FARGATE") {
			sizes := accept.FargateMemory(atoi(r.CPU))
			at := slices.IndexFunc(sizes, func(n int) bool { return n >= more })
			if at < 0 {
				return
			}
			more = sizes[at]
		}
		set = strings.TrimSpace(fmt.Sprintf("memory=%d %s", more, set))
	}
	if set == "" {
		return
	}
	c.remedy(Remedy{Action: Register, Text: "a revision with more memory: " + set, Set: set})
}

// atoi is a number, 0 for anything else.
func atoi(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// spotless offers Fargate where only Fargate Spot was asked for, and had no room. Beside Spot it would not do: a task that is
// for Spot waits for Spot.
func spotless(c *evaluation, m Meaning) {
	shares := c.service.Capacity
	if m.Rule == "place-capacity" && len(shares) == 1 && shares[0].Provider == "FARGATE_SPOT" {
		c.remedy(Remedy{Action: Configure, Text: "Fargate instead of Fargate Spot, in a new deployment", Set: "capacity=FARGATE replace=on"})
	}
}

// unguard offers to take the protection off the tasks that ECS cannot stop, where it says how many they are and no more than
// these are left of the revisions before.
func unguard(c *evaluation) {
	var old []aws.Task
	for _, t := range c.tasks {
		if t.Revision != c.primary.Revision && t.Desired != "STOPPED" {
			old = append(old, t)
		}
	}
	if n := atoi(c.v.Diagnosis.Values.First(reason.Count)); n == 0 || n != len(old) || n > 3 {
		c.remedy(Remedy{Action: Show, Screen: "tasks", Text: "the tasks, with their protection"})
		return
	}
	for _, t := range old {
		c.remedy(Remedy{Action: Unprotect, Text: "remove the protection of task " + aws.ShortID(t.ID), Task: t.ID})
	}
}
