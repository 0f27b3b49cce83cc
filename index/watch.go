package index

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// mostWatched is how many things can be watched in an account and region: each of them is read often.
const mostWatched = 100

// Watchlist is what is watched: services, by cluster/name, and clusters. It is safe for concurrent use.
type Watchlist struct {
	mu      sync.Mutex
	ids     map[string]bool
	changed bool
}

// Watch has a service, by cluster/name, or a cluster watched from now on.
func (w *Watchlist) Watch(id string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.ids[id]:
		return nil
	case len(w.ids) >= mostWatched:
		return fmt.Errorf("you already watch %d, the maximum", mostWatched)
	case !watchable(id):
		return errors.New("this is not a name that ECS allows")
	}
	w.ids[id], w.changed = true, true
	return nil
}

func watchable(id string) bool {
	cluster, service, of := strings.Cut(id, "/")
	return sound(cluster) && (!of || sound(service))
}

// Unwatch has one watched no longer.
func (w *Watchlist) Unwatch(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changed = w.changed || w.ids[id]
	delete(w.ids, id)
}

// Watches says whether one is watched.
func (w *Watchlist) Watches(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ids[id]
}

// Watched are all that are watched, in order. They stay when they are gone: that, too, is worth knowing.
func (w *Watchlist) Watched() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Sorted(maps.Keys(w.ids))
}

// take adds what a file holds.
func (w *Watchlist) take(ids []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range ids {
		if watchable(id) && len(w.ids) < mostWatched {
			w.ids[id] = true
		}
	}
}

// news says whether anything has changed since it was asked last.
func (w *Watchlist) news() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	changed := w.changed
	w.changed = false
	return changed
}
