package screens

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/nav"
)

// Places are where the palette can go.
func (k *Kit) Places() []nav.Place {
	all := k.accountPlaces()
	all = append(all, k.servicePlaces()...)
	return append(all, k.otherPlaces()...)
}

func (k *Kit) accountPlaces() []nav.Place {
	clusters := k.names.allClusters
	return []nav.Place{
		{Name: "clusters", Does: "all clusters", Open: func(string) (nav.Screen, error) { return k.Clusters(), nil }},
		{Name: "services", Does: "the services of a cluster, or of all", Wants: "[cluster]", Complete: clusters,
			Open: func(a string) (nav.Screen, error) { return k.Services(a), nil }},
		{Name: "problems", Does: "everything unhealthy in all clusters", Open: func(string) (nav.Screen, error) { return k.Problems(), nil }},
		{Name: "forwards", Does: "the port forwards of this program", Open: func(string) (nav.Screen, error) { return k.Forwards(), nil }},
		{Name: "requests", Does: "what is asked of AWS, how that goes, and the plan", Open: func(string) (nav.Screen, error) { return requests(k), nil }},
		{Name: "recent", Does: "what changed in the last 30 minutes", Open: func(string) (nav.Screen, error) { return k.Recent(), nil }},
		{Name: "instances", Does: "the container instances of a cluster", Wants: "cluster", Complete: clusters,
			Open: named("instances of which cluster? type its name after it", func(a string) nav.Screen { return k.Instances(a) })},
	}
}

func (k *Kit) servicePlaces() []nav.Place {
	of := func(name, does string, screen func(cluster, service string) nav.Screen) nav.Place {
		return nav.Place{Name: name, Does: does, Wants: "cluster/service", Complete: k.names.allServices, Open: func(a string) (nav.Screen, error) {
			cluster, service, ok := strings.Cut(a, "/")
			if !ok || cluster == "" || service == "" {
				return nil, fmt.Errorf("%s of which service? type cluster/service after it", name)
			}
			return screen(cluster, service), nil
		}}
	}
	return []nav.Place{
		of("service", "one service", k.Service),
		{Name: "logs", Does: "the logs of services and log groups", Wants: "cluster/service…", Complete: k.names.allServices,
			Open: func(a string) (nav.Screen, error) { return severalLogs(k, strings.Fields(a)) }},
		of("events", "the events of a service", k.Events),
		of("scaling", "the targets, auto scaling and metrics of a service", k.Scaling),
		of("deployments", "the deployment history of a service", k.Deployments),
	}
}

func (k *Kit) otherPlaces() []nav.Place {
	services := k.names.allServices
	return []nav.Place{
		{Name: "tasks", Does: "the tasks of a cluster or a service", Wants: "cluster[/service]", Complete: services, Open: k.openTasks},
		{Name: "stopped", Does: "the stopped tasks of a cluster or a service", Wants: "[cluster[/service]]", Complete: services,
			Open: func(a string) (nav.Screen, error) {
				cluster, service, _ := strings.Cut(a, "/")
				return k.Stopped(cluster, service), nil
			}},
		{Name: "revisions", Does: "the revisions of a family, or of a service's", Wants: "family|cluster/service", Complete: services,
			Open: k.openRevisions},
		{Name: "revision", Does: "one revision", Wants: "family:number", Open: func(a string) (nav.Screen, error) {
			if !strings.Contains(a, ":") {
				return nil, errors.New("which revision? type family:number after it")
			}
			return k.Revision(a), nil
		}},
		{Name: "log", Does: "the lines of a log group", Wants: "group",
			Open: named("which log group? type its name after it", func(a string) nav.Screen { return k.GroupLogs(a) })},
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

func (k *Kit) openTasks(a string) (nav.Screen, error) {
	cluster, service, _ := strings.Cut(a, "/")
	if cluster == "" {
		return nil, errors.New("tasks of which cluster or service? type its name after it")
	}
	return k.Tasks(aws.TaskQuery{Cluster: cluster, Service: service}), nil
}

func (k *Kit) openRevisions(a string) (nav.Screen, error) {
	if cluster, service, ok := strings.Cut(a, "/"); ok {
		return k.ServiceRevisions(cluster, service), nil
	}
	if a == "" {
		return nil, errors.New("revisions of which family? type its name after it")
	}
	return k.Revisions(a), nil
}
