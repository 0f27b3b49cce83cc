package inspect

import (
	"cmp"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// Mark is how a thing is: a word, and how much it matters.
type Mark struct {
	Level Level
	Word  string
}

// marked is an enum value with its level; one that is not known, or absent, is unknown and keeps its word.
func marked(word string, levels map[string]Level) Mark {
	return Mark{levels[word], words.Constant(word)}
}

// MarkRollout is how one of the deployments is that a service has at the moment, or one of its task sets.
func MarkRollout(d aws.Deployment) Mark {
	m := marked(d.Rollout, map[string]Level{"FAILED": Bad, "IN_PROGRESS": Busy, "COMPLETED": Good, "STEADY_STATE": Good, "STABILIZING": Busy})
	switch {
	case d.Rollout == "":
		m.Word = strings.TrimSpace(words.Constant(d.Status) + ", no rollout state")
	case d.Rollout == "IN_PROGRESS" && d.Failed > 0:
		m.Level = Bad
	}
	return m
}

// MarkCluster is how a cluster is by its own status, whatever its services do.
func MarkCluster(c aws.Cluster) Mark {
	if !c.Described {
		return Mark{Unknown, ""}
	}
	return marked(c.Status, map[string]Level{"ACTIVE": Good, "PROVISIONING": Busy, "DEPROVISIONING": Busy, "INACTIVE": Idle, "FAILED": Bad})
}

// MarkInstance is how a container instance is.
func MarkInstance(i aws.Instance) Mark {
	switch {
	case !i.Described:
		return Mark{Unknown, ""}
	case i.Status == "REGISTRATION_FAILED":
		return Mark{Bad, words.Constant(i.Status)}
	case i.Health == "IMPAIRED":
		return Mark{Bad, "impaired"}
	case !i.Connected && i.Status != "DEREGISTERING":
		return Mark{Warn, "agent disconnected"}
	}
	return marked(i.Status, map[string]Level{"ACTIVE": Good, "DRAINING": Busy, "REGISTERING": Busy, "DEREGISTERING": Busy})
}

// MarkTarget is how a target of a load balancer is, in its own word. One whose health checks are off is of unknown health.
func MarkTarget(t aws.Target) Mark {
	if t.Fails() {
		return Mark{Bad, t.State}
	}
	return Mark{map[string]Level{"healthy": Good, "initial": Busy, "draining": Busy, "unused": Idle}[t.State], cmp.Or(t.State, "state unknown")}
}

// Rollouts are the deployments that a service has at the moment; where another controller deploys it, its task sets.
func Rollouts(s aws.Service) []aws.Deployment {
	all := s.Deployments
	for _, t := range s.TaskSets {
		all = append(all[:len(all):len(all)], aws.Deployment{ID: t.ID, Status: t.Status, Revision: t.Revision, Rollout: t.Stability,
			Desired: t.Desired, Running: t.Running, Pending: t.Pending, Created: t.Created, Updated: t.Updated})
	}
	return all
}

// TaskSets are the task sets of a service as entries of its history, which ECS does not keep for them.
func TaskSets(s aws.Service) []aws.ServiceDeployment {
	var all []aws.ServiceDeployment
	for _, t := range s.TaskSets {
		all = append(all, aws.ServiceDeployment{ARN: t.ARN, ID: t.ID, Service: s.Name, Cluster: s.Cluster, Status: t.Stability, Stage: t.Status,
			Reason: words.Constant(t.Status) + " task set of " + s.Controller, Revision: t.Revision, Requested: t.Desired, Running: t.Running, Pending: t.Pending,
			Created: t.Created, Started: t.Created, Described: true, Seen: s.Seen})
	}
	return all
}
