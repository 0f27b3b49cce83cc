package screens

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
)

// names are the clusters and services that were seen, for the palette to complete. Readings fill it from their own
// goroutines.
type names struct {
	sync.Mutex
	clusters map[string]bool
	services map[string]string // cluster/name to the revision it runs
}

func (n *names) cluster(c aws.Cluster) {
	n.Lock()
	defer n.Unlock()
	n.clusters[c.Name] = true
}

func (n *names) service(s aws.Service) {
	n.Lock()
	defer n.Unlock()
	if s.Described || n.services[s.Cluster+"/"+s.Name] == "" {
		n.services[s.Cluster+"/"+s.Name] = s.Revision
	}
}

// running are the services seen that run a revision.
func (n *names) running(revision string) []string {
	n.Lock()
	defer n.Unlock()
	var all []string
	for service, r := range n.services {
		if r == revision {
			all = append(all, service)
		}
	}
	slices.Sort(all)
	return all
}

// allClusters and allServices are for the palette to complete.
func (n *names) allClusters() []string { return sorted(n, n.clusters) }

func (n *names) allServices() []string { return sorted(n, n.services) }

func sorted[T any](n *names, of map[string]T) []string {
	n.Lock()
	defer n.Unlock()
	return slices.Sorted(maps.Keys(of))
}

// seen passes pages on and shows every item to note.
func seen[T any](pages iter.Seq2[[]T, error], note func(T)) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		for page, err := range pages {
			for _, item := range page {
				note(item)
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

// noting is an account that tells the palette the names of the services that it reads.
type noting struct {
	Account
	inspect.Pieces
	names *names
}

func (n noting) DescribeServices(ctx context.Context, cluster string, rows []aws.Service) ([]aws.Service, error) {
	found, err := n.Pieces.DescribeServices(ctx, cluster, rows)
	for _, s := range found {
		n.names.service(s)
	}
	return found, err
}

func (n noting) Services(ctx context.Context, cluster string, first aws.Wanted) iter.Seq2[[]aws.Service, error] {
	return seen(n.Account.Services(ctx, cluster, first), n.names.service)
}
