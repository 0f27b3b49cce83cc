package screens

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/nav"
)

// overview are the screens of a whole account.
type overview struct {
	home      *homes
	clusters  *clusterList
	problems  *problemList
	forwards  *forwardList
	requests  *requestPage
	recent    *recentList
	instances *instanceList
	services  *serviceList
	groups    *groupList
	record    *recordList
	schedules *scheduleList
}

// places are where the palette can go in an account.
func (o *overview) places(clusters func() []string) []nav.Place {
	return []nav.Place{
		{Name: "home", Does: "the account at a glance", Open: func(string) (nav.Screen, error) { return o.home.screen(), nil }},
		{Name: "clusters", Does: "all clusters", Open: func(string) (nav.Screen, error) { return o.clusters.screen(), nil }},
		{Name: "services", Does: "the services of a cluster, or of all clusters", Wants: "[cluster]", Complete: clusters,
			Open: func(a string) (nav.Screen, error) { return o.services.screen(a), nil }},
		{Name: "problems", Does: "everything unhealthy in all clusters", Open: func(string) (nav.Screen, error) { return o.problems.screen(), nil }},
		{Name: "forwards", Does: "the port forwards of this program", Open: func(string) (nav.Screen, error) { return o.forwards.screen(), nil }},
		{Name: "requests", Does: "the calls to AWS, how they go, and what is planned", Open: func(string) (nav.Screen, error) { return o.requests.screen(), nil }},
		{Name: "recent", Does: "what changed in the last 30 minutes", Open: func(string) (nav.Screen, error) { return o.recent.screen(), nil }},
		{Name: "groups", Does: "the log groups of CloudWatch Logs", Open: func(string) (nav.Screen, error) { return o.groups.screen(), nil }},
		{Name: "changes", Does: "the changes made with ecscope on this computer", Open: func(string) (nav.Screen, error) { return o.record.screen(), nil }},
		{Name: "schedules", Does: "the schedules and rules that run tasks, in a cluster or in all", Wants: "[cluster]", Complete: clusters,
			Open: func(a string) (nav.Screen, error) { return o.schedules.screen(a), nil }},
		{Name: "instances", Does: "the container instances of a cluster", Wants: "cluster", Complete: clusters,
			Open: named("usage: :instances cluster", o.instances.screen)},
	}
}

// places are where the palette can go for what is in a service, which is one of the screens that show it.
func (v *views) places(service func(cluster, name string) nav.Screen, clusters, services func() []string) []nav.Place {
	either := func() []string { return append(slices.Clone(clusters()), services()...) }
	of := func(name, does string, screen func(cluster, service string) nav.Screen) nav.Place {
		return nav.Place{Name: name, Does: does, Wants: "cluster/service", Complete: services, Open: func(a string) (nav.Screen, error) {
			cluster, service, ok := strings.Cut(a, "/")
			if !ok || cluster == "" || service == "" {
				return nil, fmt.Errorf("usage: :%s cluster/service", name)
			}
			return screen(cluster, service), nil
		}}
	}
	return []nav.Place{
		of("service", "one service", service),
		of("report", "copy a service in ten lines, to hand over", v.revisions.page.links.reports.screen),
		{Name: "logs", Does: "the logs of services and log groups", Wants: "cluster/service…", Complete: services, Free: true,
			Open: func(a string) (nav.Screen, error) { return v.logs.several(strings.Fields(a)) }},
		{Name: "insights", Does: "query the logs of services and log groups with Logs Insights", Wants: "cluster/service…", Complete: services, Free: true,
			Open: func(a string) (nav.Screen, error) { return v.logs.queryOf(strings.Fields(a)) }},
		of("events", "the events of a service", v.events.screen),
		of("scaling", "the targets, auto scaling and metrics of a service", v.scaling.screen),
		of("rollout", "the rollout of a service, and earlier ones", func(cluster, name string) nav.Screen { return v.rollout.screen(cluster, name) }),
		{Name: "timeline", Does: "what happened to a cluster or a service", Wants: "cluster[/service]", Complete: either, Open: v.timeline.named},
		of("deployments", "the deployment history of a service", v.rollout.deployments.screen),
		{Name: "tasks", Does: "the tasks of a cluster or a service", Wants: "cluster[/service]", Complete: either, Open: v.tasks.named},
		{Name: "stopped", Does: "the stopped tasks of a cluster or a service", Wants: "[cluster[/service]]", Complete: either,
			Open: func(a string) (nav.Screen, error) {
				cluster, service, _ := strings.Cut(a, "/")
				return v.stopped.screen(cluster, service), nil
			}},
		{Name: "revisions", Does: "the revisions of a family, or of a service", Wants: "family|cluster/service", Complete: services, Free: true,
			Open: v.revisions.named},
		{Name: "describe", Does: "a cluster or a service as AWS describes it", Wants: "cluster[/service]", Complete: either, Open: v.describe.named},
		{Name: "revision", Does: "one revision", Wants: "family:number", Open: func(a string) (nav.Screen, error) {
			if !strings.Contains(a, ":") {
				return nil, errors.New("usage: :revision family:number")
			}
			return v.revisions.page.screen(a), nil
		}},
		{Name: "log", Does: "the lines of a log group", Wants: "group",
			Open: named("usage: :log group", v.logs.group)},
	}
}

// named opens a screen that needs a name, and asks for it where there is none.
func named(ask string, screen func(string) nav.Screen) func(string) (nav.Screen, error) {
	return func(a string) (nav.Screen, error) {
		if a == "" {
			return nil, errors.New(ask)
		}
		return screen(a), nil
	}
}

// named describes what was typed: a cluster, or a service in it.
func (p *documentPage) named(a string) (nav.Screen, error) {
	cluster, service, ok := strings.Cut(a, "/")
	switch {
	case cluster == "" || ok && service == "":
		return nil, errors.New("usage: :describe cluster[/service]")
	case !ok:
		return p.screen(aws.Ref{Thing: aws.ClusterThing, ID: cluster}), nil
	}
	return p.screen(aws.Ref{Thing: aws.ServiceThing, Cluster: cluster, ID: service}), nil
}

// named lists the tasks of what was typed: a cluster, or a service in it.
func (l *taskList) named(a string) (nav.Screen, error) {
	cluster, service, _ := strings.Cut(a, "/")
	if cluster == "" {
		return nil, errors.New("usage: :tasks cluster[/service]")
	}
	return l.screen(aws.TaskQuery{Cluster: cluster, Service: service}), nil
}

// named lists the revisions of what was typed: a family, or a service.
func (r *revisionList) named(a string) (nav.Screen, error) {
	if cluster, service, ok := strings.Cut(a, "/"); ok {
		return r.ofService(cluster, service), nil
	}
	if a == "" {
		return nil, errors.New("usage: :revisions family | cluster/service")
	}
	return r.ofFamily(a), nil
}
