package triage

import (
	"fmt"
	"strconv"

	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/words"
)

// answer is whether a condition holds.
type answer int

const (
	unsure answer = iota // nothing that was read tells
	yes
	no
)

// condition says whether a snapshot confirms what a text makes likely, and what it says of it in a sentence.
type condition func(c *evaluation, v reason.Values) (answer, string)

// conditions are those that rules can name.
func conditions() map[string]condition {
	return map[string]condition{
		"no-instances":   noInstances,
		"agent-lost":     agentLost,
		"protected-many": protectedMany,
		"percent-blocks": percentBlocks,
	}
}

// noInstances holds where the cluster has no container instance that takes tasks.
func noInstances(c *evaluation, _ reason.Values) (answer, string) {
	if c.in.Instances == nil {
		return unsure, ""
	}
	active, all := 0, 0
	for _, i := range c.in.Instances {
		if !i.Described {
			return unsure, ""
		}
		if all++; i.Status == "ACTIVE" {
			active++
		}
	}
	switch {
	case active > 0:
		return no, fmt.Sprintf("The cluster has %s that %s ACTIVE now.", words.Count(active, "container instance"), words.Agree(active, "is", "are"))
	case all > 0:
		return yes, fmt.Sprintf("The cluster has %s, and none is ACTIVE.", words.Count(all, "container instance"))
	}
	return yes, "The cluster has no container instance."
}

// agentLost holds where the agent of a container instance is disconnected now.
func agentLost(c *evaluation, _ reason.Values) (answer, string) {
	lost, all := 0, 0
	for _, i := range c.in.Instances {
		if i.Described {
			if all++; !i.Connected {
				lost++
			}
		}
	}
	switch {
	case all == 0:
		return unsure, ""
	case lost > 0:
		return yes, fmt.Sprintf("The agents of %d of %s are disconnected now.", lost, words.Count(all, "container instance"))
	}
	return no, fmt.Sprintf("The agents of all %s are connected now.", words.Count(all, "container instance"))
}

// protectedMany holds where more tasks are protected than the service wants.
func protectedMany(c *evaluation, v reason.Values) (answer, string) {
	n, err := strconv.Atoi(v.First(reason.Count))
	if err != nil {
		return unsure, ""
	}
	fact := fmt.Sprintf("%s %s protected; the service wants %d and runs %d.", words.Count(n, "task"), words.Agree(n, "is", "are"), c.service.Desired, c.service.Running)
	if n > c.service.Desired {
		return yes, fact
	}
	return no, fact
}

// percentBlocks holds where the percentages leave no task to stop first and none to start first.
func percentBlocks(c *evaluation, _ reason.Values) (answer, string) {
	o := c.service.Rollout
	desired := c.service.Desired
	if o.Max == 0 || desired == 0 {
		return unsure, ""
	}
	least, most := o.Bounds(desired)
	fact := fmt.Sprintf("Of %s, at least %d %% (%d) must run and at most %d %% (%d) may.", words.Count(desired, "task"), o.MinHealthy, least, o.Max, most)
	if least >= desired && most <= desired {
		return yes, fact
	}
	return no, fact
}
