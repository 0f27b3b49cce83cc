package cli

import (
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
)

// serviceRow is a service as `ecscope services` prints it.
type serviceRow struct {
	Name              string                `json:"name"`
	Cluster           string                `json:"cluster"`
	ARN               string                `json:"arn"`
	Status            string                `json:"status"`
	State             string                `json:"state"`
	Headline          string                `json:"headline"`
	Desired           int                   `json:"desired"`
	Running           int                   `json:"running"`
	Pending           int                   `json:"pending"`
	Revision          string                `json:"revision"`
	Rollout           string                `json:"rollout"`
	LaunchType        string                `json:"launch_type"`
	CapacityProviders texts                 `json:"capacity_providers"`
	PlatformVersion   string                `json:"platform_version"`
	Scheduling        string                `json:"scheduling"`
	Controller        string                `json:"controller"`
	Strategy          string                `json:"strategy"`
	Exec              bool                  `json:"exec"`
	Created           moment                `json:"created"`
	Deployments       list[rolloutRow]      `json:"deployments"`
	TaskSets          list[taskSetRow]      `json:"task_sets"`
	LoadBalancers     list[loadBalancerRow] `json:"load_balancers"`
	UnknownLists      texts                 `json:"unknown_lists"`
	Tags              tags                  `json:"tags"`

	tone state
}

// rolloutRow is one of the deployments that a service has at the moment.
type rolloutRow struct {
	ID       string `json:"id"`
	Status   string `json:"status"`
	Revision string `json:"revision"`
	Rollout  string `json:"rollout"`
	Reason   string `json:"reason"`
	Desired  int    `json:"desired"`
	Running  int    `json:"running"`
	Pending  int    `json:"pending"`
	Failed   int    `json:"failed"`
	Created  moment `json:"created"`
	Updated  moment `json:"updated"`
}

// taskSetRow is a task set of a service which CodeDeploy or another controller deploys.
type taskSetRow struct {
	ID        string `json:"id"`
	Status    string `json:"status"`
	Stability string `json:"stability"`
	Revision  string `json:"revision"`
	Desired   int    `json:"desired"`
	Running   int    `json:"running"`
	Pending   int    `json:"pending"`
	Created   moment `json:"created"`
	Updated   moment `json:"updated"`
}

type loadBalancerRow struct {
	TargetGroup string `json:"target_group"`
	Name        string `json:"name"`
	Container   string `json:"container"`
	Port        int    `json:"port"`
}

func newServiceRow(s aws.Service, v inspect.Verdict) serviceRow {
	r := serviceRow{
		Name: s.Name, Cluster: s.Cluster, ARN: s.ARN, Status: s.Status, State: string(v.State), Headline: v.Headline, tone: tone(v.Level()),
		Desired: s.Desired, Running: s.Running, Pending: s.Pending, Revision: s.Revision,
		LaunchType: s.LaunchType, PlatformVersion: s.Platform, Scheduling: s.Scheduling, Controller: s.Controller,
		Strategy: s.Rollout.Strategy, Exec: s.Exec, Created: moment{s.Created}, Tags: s.Tags,
	}
	if d, ok := s.Primary(); ok {
		r.Rollout = d.Rollout
	}
	for _, list := range s.Untold {
		r.UnknownLists = append(r.UnknownLists, string(list))
	}
	for _, c := range s.Capacity {
		r.CapacityProviders = append(r.CapacityProviders, c.Provider)
	}
	for _, d := range s.Deployments {
		r.Deployments = append(r.Deployments, rolloutRow{
			ID: d.ID, Status: d.Status, Revision: d.Revision, Rollout: d.Rollout, Reason: d.Reason,
			Desired: d.Desired, Running: d.Running, Pending: d.Pending, Failed: d.Failed,
			Created: moment{d.Created}, Updated: moment{d.Updated},
		})
	}
	for _, t := range s.TaskSets {
		r.TaskSets = append(r.TaskSets, taskSetRow{
			ID: t.ID, Status: t.Status, Stability: t.Stability, Revision: t.Revision,
			Desired: t.Desired, Running: t.Running, Pending: t.Pending,
			Created: moment{t.Created}, Updated: moment{t.Updated},
		})
	}
	for _, b := range s.LoadBalancers {
		r.LoadBalancers = append(r.LoadBalancers, loadBalancerRow{b.TargetGroup, b.Name, b.Container, b.Port})
	}
	return r
}
