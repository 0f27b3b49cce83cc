package screens

import (
	"cmp"
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
)

// views are the screens that show more of a service or a task.
type views struct {
	logs      *logScreens
	stopped   *crashList
	events    *eventList
	words     *lastLines
	revisions *revisionList
	scaling   *scalingPage
	rollout   *rollouts
	timeline  *timelines
	tasks     *taskList
	describe  *documentPage
}

// ranked opens a screen; its rank is its place in the key line.
func ranked[T any](rank int, key key.Binding, screen func(T) nav.Screen) action.Action[T] {
	a := action.Open(key, screen)
	a.Rank = rank
	return a
}

// ofService open what there is to see of a service.
func (v *views) ofService(s keymap.Service) (before, after []action.Action[aws.Service]) {
	revisions := ranked(looking, s.Revisions, func(s aws.Service) nav.Screen { return v.revisions.ofService(s.Cluster, s.Name) })
	revisions.Check = hasRevision
	before = []action.Action[aws.Service]{
		v.serviceLogs(s),
		ranked(first, s.Stopped, func(s aws.Service) nav.Screen { return v.stopped.screen(s.Cluster, s.Name) }),
		ranked(first, s.Events, func(s aws.Service) nav.Screen { return v.events.screen(s.Cluster, s.Name) }),
		ranked(looking, s.LastWords, func(s aws.Service) nav.Screen { return v.words.service(s.Cluster, s.Name) }),
		revisions,
	}
	after = []action.Action[aws.Service]{
		ranked(looking, s.Scaling, func(s aws.Service) nav.Screen { return v.scaling.screen(s.Cluster, s.Name) }),
		ranked(looking, s.Deployments, func(s aws.Service) nav.Screen { return v.rollout.screen(s.Cluster, s.Name) }),
		ranked(looking, s.Timeline, func(s aws.Service) nav.Screen { return v.timeline.screen(s.Cluster, s.Name) }),
		ranked(looking, s.Tasks, func(s aws.Service) nav.Screen {
			return v.tasks.screen(aws.TaskQuery{Cluster: s.Cluster, Service: s.Name})
		}),
		ranked(looking, s.Describe, func(s aws.Service) nav.Screen {
			return v.describe.screen(aws.Ref{Thing: aws.ServiceThing, Cluster: s.Cluster, ID: s.Name})
		}),
	}
	return before, after
}

// moment is the screen that shows more of something that happened to a service.
func (v *views) moment(h inspect.Happening) nav.Screen {
	switch h.Kind {
	case "deployment", inspect.RolledBack:
		return v.rollout.screen(h.Cluster, h.Service)
	case "stopped":
		return v.stopped.screen(h.Cluster, h.Service)
	case inspect.Scaled:
		return v.scaling.screen(h.Cluster, h.Service)
	case "event", inspect.Alarmed:
		return v.events.screen(h.Cluster, h.Service)
	}
	if h.Service == "" { // a change of a task, or of an instance
		return v.tasks.screen(aws.TaskQuery{Cluster: h.Cluster})
	}
	return v.rollout.cockpits.screen(h.Cluster, h.Service)
}

// ofTask open what there is to see of a task, whether it runs or has stopped.
func (v *views) ofTask(s keymap.Service) []action.Action[aws.Task] {
	return []action.Action[aws.Task]{
		v.taskLogs(s),
		ranked(looking, s.LastWords, func(t aws.Task) nav.Screen { return v.words.task(t) }),
		ranked(looking, s.Revisions, func(t aws.Task) nav.Screen {
			family, _, _ := strings.Cut(t.Revision, ":")
			return v.revisions.ofFamily(family)
		}),
		ranked(looking, s.Describe, func(t aws.Task) nav.Screen {
			return v.describe.screen(aws.Ref{Thing: aws.TaskThing, Cluster: t.Cluster, ID: t.ID})
		}),
	}
}

// serviceLogs open the logs of a service, or those of all that are marked together.
func (v *views) serviceLogs(s keymap.Service) action.Action[aws.Service] {
	a := action.OpenAll(s.Logs, func(s aws.Service) nav.Screen { return v.logs.service(s.Cluster, s.Name) }, func(all []aws.Service) nav.Screen {
		var targets []tail.Target
		for _, s := range all {
			targets = append(targets, tail.Target{Cluster: s.Cluster, Service: s.Name})
		}
		return v.logs.together("services", targets)
	})
	a.Rank = first
	return a
}

// taskLogs open the logs of a task, or those of all that are marked together.
func (v *views) taskLogs(s keymap.Service) action.Action[aws.Task] {
	a := action.OpenAll(s.Logs, func(t aws.Task) nav.Screen { return v.logs.task(t) }, func(all []aws.Task) nav.Screen {
		var targets []tail.Target
		for _, t := range all {
			targets = append(targets, tail.Target{Cluster: t.Cluster, Task: t.ID})
		}
		return v.logs.together("tasks", targets)
	})
	a.Rank = first
	return a
}

func hasRevision(s aws.Service) error {
	return cmp.Or(readYet(s), aws.Unrevised(s))
}
