package index

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// mostWatched is how many things can be watched in an account and region: each of them is read often.
const mostWatched = 100

// Watch has a service, by cluster/name, or a cluster watched from now on.
func (x *Index) Watch(id string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.watched[id] && len(x.watched) >= mostWatched {
		return fmt.Errorf("%d are watched already, which is as many as can be", mostWatched)
	}
	if !x.watch(id) {
		return errors.New("this has no name that ECS allows")
	}
	x.changed = true
	return nil
}

func (x *Index) watch(id string) bool {
	cluster, service, of := strings.Cut(id, "/")
	if !sound(cluster) || of && !sound(service) || len(x.watched) >= mostWatched {
		return x.watched[id]
	}
	x.watched[id] = true
	return true
}

// Unwatch has one watched no longer.
func (x *Index) Unwatch(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.changed = x.changed || x.watched[id]
	delete(x.watched, id)
}

// Watches says whether one is watched.
func (x *Index) Watches(id string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.watched[id]
}

// Watched are all that are watched, in order. They stay when they are gone: that, too, is worth to know.
func (x *Index) Watched() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Sorted(maps.Keys(x.watched))
}
