package triage

import (
	"strings"

	"github.com/ecscope/ecscope/aws"
)

// essential says whether a container may stop its task. Where the revision is not known all may, and so may those that it does
// not name: ECS adds them, such as the proxy of Service Connect.
func essential(of aws.Revision, name string) bool {
	for _, k := range of.Containers {
		if k.Name == name {
			return k.Essential
		}
	}
	return true
}

// culprit is the container whose end ended the task, as far as can be told: ECS says not which was first. The others are
// stopped after it, with SIGTERM and then SIGKILL.
func culprit(t aws.Task, of aws.Revision) aws.Container {
	best, points := aws.Container{}, -1
	for _, k := range t.Containers {
		if p := suspicion(t, of, k); p > points {
			best, points = k, p
		}
	}
	return best
}

func suspicion(t aws.Task, of aws.Revision, k aws.Container) int {
	p := 0
	switch {
	case broke(t, of, k):
		return 20 // whatever the exit code of the container that waited for it, which never ran
	case k.Exited && strings.Contains(k.Reason, "OutOfMemory"):
		p = 8
	case k.Exited && k.Exit != 0 && k.Exit != killed && k.Exit != terminated:
		p = 7
	case k.Exited && k.Exit == killed && !slow(t):
		p = 6
	case k.Exited && k.Exit == 0:
		p = 5
	case k.Exited && k.Exit == killed:
		p = 4
	case k.Exited:
		p = 3
	case k.Reason != "":
		p = 2
	}
	if essential(of, k.Name) {
		p += 10
	}
	if strings.HasPrefix(k.Name, "aws-guardduty-agent") {
		p = 0
	}
	return p
}
