package triage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/reason"
	"github.com/ecscope/ecscope/words"
)

// roomless says of tasks that wait for a container instance which capacity provider owes it, and what is left on those it has.
func roomless(c *evaluation, l tardy) {
	if l.kinds[instanceless] == 0 || l.kinds[instanceless] < l.n {
		return
	}
	var providers []string
	for _, t := range c.tasks {
		if t.Status == "PROVISIONING" && t.CapacityProvider != "" && !slices.Contains(providers, t.CapacityProvider) {
			providers = append(providers, t.CapacityProvider)
		}
	}
	d := c.book().named["awaits-instance"].diagnosis(fmt.Sprintf("%s, capacity provider %s", instanceless, strings.Join(providers, ", ")))
	d.Values.Add(reason.CapacityProvider, strings.Join(providers, " "))
	c.v.Diagnosis = confirmed(c, d)
	if c.in.Instances == nil {
		return
	}
	of := func(i aws.Instance) bool { return slices.Contains(providers, i.CapacityProvider) }
	n := 0
	for _, i := range c.in.Instances {
		if i.Described && i.Status == "ACTIVE" && of(i) {
			n++
			c.fact(i.Seen, "instance", i.ID, "%s", remains(i))
		}
	}
	if holds, _ := noInstances(c, nil); holds == no && n == 0 { // those of other providers do not count, and what is not described is not known
		c.v.Diagnosis.Facts = append(c.v.Diagnosis.Facts, "No container instance that is ACTIVE belongs to "+words.List(providers)+".")
	}
	roomOf(c, of)
}

// remains is what a container instance has left, in a line.
func remains(i aws.Instance) string {
	text := fmt.Sprintf("%s (%s) is %s: %d of %d CPU units and %d of %d MiB are free", i.ID, i.EC2, i.Status, i.CPUFree, i.CPU, i.MemoryFree, i.Memory)
	if !i.Connected {
		text += ", and its agent is disconnected"
	}
	return text
}
