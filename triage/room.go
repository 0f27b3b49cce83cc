package triage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// roomOf adds what a task of the service needs, and what the container instances that may take it have: how many take tasks at all, and
// what is free on them. It adds nothing where the state or the size of one of them is not known.
func roomOf(c *evaluation, may func(aws.Instance) bool) {
	var open []aws.Instance
	all, inactive, silent := 0, 0, 0
	facts := &c.v.Diagnosis.Facts
	for _, i := range c.in.Instances {
		if !may(i) && i.Described {
			continue
		}
		if !i.Described || i.Status == "" || i.CPU == 0 || i.Memory == 0 {
			return
		}
		switch all++; {
		case i.Status != "ACTIVE":
			inactive++
		case !i.Connected:
			silent++
		default:
			open = append(open, i)
		}
	}
	if len(open) < all {
		*facts = append(*facts, fmt.Sprintf("Of %s, %d %s tasks%s.", words.Count(all, "container instance"), len(open), words.Agree(len(open), "takes", "take"), shut(inactive, silent)))
	}
	r := lookup(c.in.Revisions, c.primary.Revision)
	cpu, memory := size(r)
	if cpu+memory > 0 {
		*facts = append(*facts, fmt.Sprintf("A task needs %d CPU units and %d MiB.", cpu, memory))
	}
	if len(open) > 0 {
		text, small := left(open, cpu, memory)
		if *facts = append(*facts, text); small {
			c.v.Diagnosis.Fix = "Use larger container instances, or lower what the task needs."
		}
	}
	*facts = append(*facts, foreign(r, open)...)
}

// left is what is free on container instances or, where none is large enough even when it is empty, how large they are.
func left(open []aws.Instance, cpu, memory int) (text string, small bool) {
	where, rooms := words.Count(len(open), "container instance"), []string{}
	what := "Free on " + where
	small = !slices.ContainsFunc(open, func(i aws.Instance) bool { return i.CPU >= cpu && i.Memory >= memory })
	if small {
		what = where + words.Agree(len(open), " is", " are") + " too small, even when empty"
	}
	for _, i := range open {
		n, m := i.CPUFree, i.MemoryFree
		if small {
			n, m = i.CPU, i.Memory
		}
		if has := fmt.Sprintf("%d CPU units and %d MiB", n, m); !slices.Contains(rooms, has) {
			rooms = append(rooms, has)
		}
	}
	more := ""
	if len(rooms) > 3 {
		more = fmt.Sprintf(", and %d more", len(rooms)-3)
	}
	return fmt.Sprintf("%s: %s%s.", what, strings.Join(rooms[:min(3, len(rooms))], "; "), more), small
}

// eligible says that a container instance is of those that the tasks of a service go to: of its capacity providers, where it has some.
func eligible(s aws.Service, i aws.Instance) bool {
	return len(s.Capacity) == 0 || slices.ContainsFunc(s.Capacity, func(share aws.CapacityShare) bool { return share.Provider == i.CapacityProvider })
}

// shut is why container instances take no tasks.
func shut(inactive, silent int) string {
	var why []string
	if inactive > 0 {
		why = append(why, fmt.Sprintf("%d %s not ACTIVE", inactive, words.Agree(inactive, "is", "are")))
	}
	if silent > 0 {
		why = append(why, fmt.Sprintf("the %s of %d %s disconnected", words.Agree(silent, "agent", "agents"), silent, words.Agree(silent, "is", "are")))
	}
	return trimmed("; ", strings.Join(why, ", "))
}

// foreign says that a revision is for an architecture that no container instance has.
func foreign(r aws.Revision, open []aws.Instance) []string {
	var have []string
	for _, i := range open {
		if i.Architecture == "" || strings.EqualFold(i.Architecture, r.Architecture) {
			return nil
		}
		if !slices.Contains(have, i.Architecture) {
			have = append(have, i.Architecture)
		}
	}
	if r.Architecture == "" || len(open) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("The revision is for %s, and the container instances that take tasks are %s.", r.Architecture, words.List(have))}
}

// size is how many CPU units and MiB a task of a revision takes on a container instance; 0 where it does not say. The reservation of a
// container counts where it has one.
// Source: memoryReservation in types.ContainerDefinition of aws-sdk-go-v2/service/ecs v1.104.1.
func size(r aws.Revision) (cpu, memory int) {
	for _, k := range r.Containers {
		cpu += k.CPU
		if k.Reservation > 0 {
			memory += k.Reservation
		} else {
			memory += k.Memory
		}
	}
	if r.CPU != "" {
		cpu = atoi(r.CPU)
	}
	if r.Memory != "" {
		memory = atoi(r.Memory)
	}
	return cpu, memory
}
