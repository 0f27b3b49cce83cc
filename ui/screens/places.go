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
	clusters := k.names.allClusters
	services := k.names.allServices
	ofCluster := func(name, does string, screen func(string) nav.Screen) nav.Place {
		return nav.Place{Name: name, Does: does, Wants: "cluster", Complete: clusters, Open: func(a string) (nav.Screen, error) {
			if a == "" {
				return nil, fmt.Errorf("%s of which cluster? type its name after it", name)
			}
			return screen(a), nil
		}}
	}
	ofService := func(name, does string, screen func(cluster, service string) nav.Screen) nav.Place {
		return nav.Place{Name: name, Does: does, Wants: "cluster/service", Complete: services, Open: func(a string) (nav.Screen, error) {
			cluster, service, ok := strings.Cut(a, "/")
			if !ok || cluster == "" || service == "" {
				return nil, fmt.Errorf("%s of which service? type cluster/service after it", name)
			}
			return screen(cluster, service), nil
		}}
	}
	return []nav.Place{
		{Name: "clusters", Does: "all clusters", Open: func(string) (nav.Screen, error) { return k.Clusters(), nil }},
		{Name: "services", Does: "the services of a cluster, or of all", Wants: "[cluster]", Complete: clusters,
			Open: func(a string) (nav.Screen, error) { return k.Services(a), nil }},
		ofService("service", "one service", k.Service),
		{Name: "tasks", Does: "the tasks of a cluster or a service", Wants: "cluster[/service]", Complete: services, Open: k.openTasks},
		{Name: "stopped", Does: "the stopped tasks of a cluster or a service", Wants: "[cluster[/service]]", Complete: services,
			Open: func(a string) (nav.Screen, error) {
				cluster, service, _ := strings.Cut(a, "/")
				return k.Stopped(cluster, service), nil
			}},
		ofService("events", "the events of a service", k.Events),
		ofService("scaling", "the targets, auto scaling and metrics of a service", k.Scaling),
		ofService("deployments", "the deployment history of a service", k.Deployments),
		{Name: "revisions", Does: "the revisions of a family, or of a service's", Wants: "family|cluster/service", Complete: services,
			Open: k.openRevisions},
		{Name: "revision", Does: "one revision", Wants: "family:number", Open: func(a string) (nav.Screen, error) {
			if !strings.Contains(a, ":") {
				return nil, errors.New("which revision? type family:number after it")
			}
			return k.Revision(a), nil
		}},
		ofService("logs", "the logs of a service", k.ServiceLogs),
		{Name: "log", Does: "the lines of a log group", Wants: "group", Open: func(a string) (nav.Screen, error) {
			if a == "" {
				return nil, errors.New("which log group? type its name after it")
			}
			return k.GroupLogs(a), nil
		}},
		{Name: "problems", Does: "everything unhealthy in all clusters", Open: func(string) (nav.Screen, error) { return k.Problems(), nil }},
		{Name: "recent", Does: "what changed in the last 30 minutes", Open: func(string) (nav.Screen, error) { return k.Recent(), nil }},
		ofCluster("instances", "the container instances of a cluster", k.Instances),
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
