package aws

import (
	"slices"
	"strings"
)

// groupName is the name in a target group's ARN, …:targetgroup/name/id.
func groupName(arn string) string {
	_, rest, _ := strings.Cut(arn, ":targetgroup/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// Of finds the task behind a target: by the address of its network interface, or by the host port that it has on a
// container instance, of which hosts are those that are known. Of several tasks that have had the same address the one
// that has not stopped counts, or else the youngest. It is false where none fits: the task has been forgotten, or
// something else is registered.
func (g TargetGroup) Of(t Target, tasks []Task, hosts []Instance) (Task, bool) {
	var found Task
	for _, k := range tasks {
		if !k.has(t, hosts) {
			continue
		}
		if found.ARN == "" || found.Dead() && !k.Dead() || found.Dead() == k.Dead() && k.Created.After(found.Created) {
			found = k
		}
	}
	return found, found.ARN != ""
}

// has says whether a target is this task.
func (t Task) has(target Target, hosts []Instance) bool {
	if target.ID == "" {
		return false
	}
	for _, a := range t.Attachments {
		for _, d := range a.Details {
			if (d.Key == "privateIPv4Address" || d.Key == "privateIPv6Address") && d.Value == target.ID {
				return true
			}
		}
	}
	bound := false
	for _, k := range t.Containers {
		if slices.ContainsFunc(k.Interfaces, func(i Interface) bool { return i.IPv4 == target.ID || i.IPv6 == target.ID }) {
			return true
		}
		bound = bound || slices.ContainsFunc(k.Bindings, func(b Binding) bool { return b.HostPort == target.Port })
	}
	return bound && slices.ContainsFunc(hosts, func(h Instance) bool { return h.ARN == t.Instance && h.EC2 == target.ID })
}
