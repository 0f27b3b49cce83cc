package screens

import (
	"iter"
	"slices"
	"sync"

	"github.com/ecscope/ecscope/aws"
)

// names are the clusters and services that were seen, for the palette to complete. Readings fill it from their own
// goroutines.
type names struct {
	sync.Mutex
	clusters, services map[string]bool
}

func (n *names) cluster(c aws.Cluster) {
	n.Lock()
	defer n.Unlock()
	n.clusters[c.Name] = true
}

func (n *names) service(s aws.Service) {
	n.Lock()
	defer n.Unlock()
	n.services[s.Cluster+"/"+s.Name] = true
}

func (n *names) sorted(of func(*names) map[string]bool) func() []string {
	return func() []string {
		n.Lock()
		defer n.Unlock()
		var all []string
		for name := range of(n) {
			all = append(all, name)
		}
		slices.Sort(all)
		return all
	}
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
