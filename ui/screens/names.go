package screens

import (
	"context"
	"iter"
	"slices"
	"sync"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/inspect"
)

// names are the clusters and services that were seen. Readings fill it from their own goroutines.
type names struct {
	*index.Index
	mu        sync.Mutex
	revisions map[string]string // of cluster/name the revision it runs
}

func (n *names) cluster(c aws.Cluster) { n.Cluster(c.Name) }

func (n *names) service(s aws.Service) {
	n.Service(s.Cluster, s.Name)
	n.mu.Lock()
	defer n.mu.Unlock()
	if s.Described || n.revisions[s.Cluster+"/"+s.Name] == "" {
		n.revisions[s.Cluster+"/"+s.Name] = s.Revision
	}
}

// running are the services seen that run a revision.
func (n *names) running(revision string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []string
	for service, r := range n.revisions {
		if r == revision {
			all = append(all, service)
		}
	}
	slices.Sort(all)
	return all
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

// noting is an account that notes the names of the clusters and services that it reads.
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

// ServiceNames lists all services of a cluster, so that one which is not among them is gone.
func (n noting) ServiceNames(ctx context.Context, cluster string) ([]aws.Service, error) {
	found, err := n.Pieces.ServiceNames(ctx, cluster)
	if err == nil {
		all := make([]string, len(found))
		for i, s := range found {
			all[i] = s.Name
		}
		n.names.Listed(cluster, all)
	}
	return found, err
}

func (n noting) Services(ctx context.Context, cluster string, first aws.Wanted) iter.Seq2[[]aws.Service, error] {
	return seen(n.Account.Services(ctx, cluster, first), n.names.service)
}

func (n noting) Clusters(ctx context.Context) iter.Seq2[[]aws.Cluster, error] {
	return func(yield func([]aws.Cluster, error) bool) {
		var all []string
		whole := true
		for page, err := range n.Account.Clusters(ctx) {
			for _, c := range page {
				n.names.cluster(c)
				all = append(all, c.Name)
			}
			whole = whole && err == nil
			if !yield(page, err) {
				return
			}
		}
		if whole && ctx.Err() == nil {
			n.names.Only(all)
		}
	}
}
