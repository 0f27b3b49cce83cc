// Package index keeps the names of the clusters and services that were seen, how often what was chosen in the palette, so
// that a service is found before any list has read it, which of them are watched, and which places are bookmarked; and the queries of logs that were asked. On
// disk it holds names, counts and those queries, and nothing else.
package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/ecscope/ecscope/limit"
	"github.com/ecscope/ecscope/lock"
)

// Index is the names of one account in one region. It is safe for concurrent use.
type Index struct {
	mu        sync.Mutex
	path      string
	changed   bool
	clusters  map[string]map[string]bool // to the names of its services
	uses      map[string]int
	sorted    []string // cluster/name of all services; nil where one came or went since
	bookmarks []string
	*Watchlist
}

// file is what is on disk.
type file struct {
	Clusters  []string       `json:"clusters"`
	Services  []string       `json:"services"`
	Uses      map[string]int `json:"uses,omitempty"`
	Watched   []string       `json:"watched,omitempty"`
	Bookmarks []string       `json:"bookmarks,omitempty"`
}

// The most that is read and kept: a file, names of each kind, and choices.
const (
	mostText  = 16 << 20
	mostNames = 100_000
	mostUses  = 200
)

// New is an index that knows nothing and has no file.
func New() *Index {
	return &Index{clusters: map[string]map[string]bool{}, uses: map[string]int{}, Watchlist: &Watchlist{ids: map[string]bool{}}}
}

// Cluster notes that there is a cluster.
func (x *Index) Cluster(name string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.add(name, "")
}

// Service notes that a cluster has a service.
func (x *Index) Service(cluster, name string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.add(cluster, name)
}

// Listed takes all the services of a cluster: others that it was thought to have are gone.
func (x *Index) Listed(cluster string, names []string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	had := x.clusters[cluster]
	delete(x.clusters, cluster)
	x.sorted = nil
	x.add(cluster, "")
	for _, n := range names {
		x.add(cluster, n)
	}
	x.changed = x.changed || !maps.Equal(had, x.clusters[cluster])
}

// Only takes all the clusters that there are.
func (x *Index) Only(clusters []string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, c := range clusters {
		x.add(c, "")
	}
	before := len(x.clusters)
	x.sorted = nil
	maps.DeleteFunc(x.clusters, func(c string, _ map[string]bool) bool { return !slices.Contains(clusters, c) })
	x.changed = x.changed || before != len(x.clusters)
}

func (x *Index) add(cluster, service string) {
	if !sound(cluster) || len(x.clusters) >= mostNames {
		return
	}
	names, ok := x.clusters[cluster]
	if !ok {
		names = map[string]bool{}
		x.clusters[cluster], x.changed, x.sorted = names, true, nil
	}
	if service != "" && sound(service) && !names[service] && len(names) < mostNames {
		names[service], x.changed, x.sorted = true, true, nil
	}
}

// sound says whether a name is one that ECS allows: letters, digits, dashes and underscores, at most 255.
func sound(name string) bool {
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}
	return name != "" && len(name) <= 255 && !strings.ContainsFunc(name, odd)
}

// Clusters are the names of the clusters, in order.
func (x *Index) Clusters() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Sorted(maps.Keys(x.clusters))
}

// Services are cluster/name of all services, in order.
func (x *Index) Services() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.services()
}

func (x *Index) services() []string {
	if x.sorted == nil {
		for c, names := range x.clusters {
			for n := range names {
				x.sorted = append(x.sorted, c+"/"+n)
			}
		}
		slices.Sort(x.sorted)
	}
	return slices.Clone(x.sorted)
}

// Use notes that something was chosen; Uses is how often it was.
func (x *Index) Use(what string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.uses[what]++
	x.changed = true
	for len(x.uses) > mostUses {
		delete(x.uses, slices.MinFunc(slices.Collect(maps.Keys(x.uses)), func(a, b string) int { return x.uses[a] - x.uses[b] }))
	}
}

// Uses is how often each was chosen.
func (x *Index) Uses() map[string]int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return maps.Clone(x.uses)
}

// File is where the names of an account in a region are kept, and whether they can be.
func File(folder, account, region string) (string, bool) {
	plain := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }
	name := account + "-" + region
	return filepath.Join(folder, name+".json"), account != "" && !strings.ContainsFunc(name, plain)
}

// Single is the file of the only account that was seen in a region; false where there are several, or none.
func Single(folder, region string) (string, bool) {
	files, err := filepath.Glob(filepath.Join(folder, strings.Repeat("[0-9]", 12)+"-"+region+".json"))
	if err != nil || len(files) != 1 {
		return "", false
	}
	return files[0], true
}

// Open adds what a file holds, which need not exist, and keeps the names there from now on.
func (x *Index) Open(path string) error {
	text, err := limit.File(path, path, mostText)
	var f file
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	case err == nil:
		err = json.Unmarshal(text, &f)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.path = path
	if err != nil {
		return fmt.Errorf("read the names in %s: %w", path, err)
	}
	for _, c := range f.Clusters {
		x.add(c, "")
	}
	for _, s := range f.Services {
		if cluster, name, ok := strings.Cut(s, "/"); ok {
			x.add(cluster, name)
		}
	}
	x.Watchlist.take(f.Watched)
	for _, place := range f.Bookmarks {
		x.keep(place)
	}
	for what, n := range f.Uses {
		if n > 0 && len(x.uses) < mostUses && printable(what) {
			x.uses[what] += n
		}
	}
	return nil
}

// printable says whether a text is one line without control characters, and no longer than a name may be.
func printable(text string) bool {
	return len(text) <= 600 && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 })
}

// Save writes the file anew if there is one and something has changed. Only its owner can read it. Where that fails, nothing
// is written from then on.
func (x *Index) Save() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.changed = x.Watchlist.news() || x.changed; x.path == "" || !x.changed {
		return nil
	}
	text, err := json.Marshal(file{slices.Sorted(maps.Keys(x.clusters)), x.services(), x.uses, x.Watched(), x.bookmarks})
	if err == nil {
		err = lock.Replace(x.path, text)
	}
	if err != nil {
		err = fmt.Errorf("write the names in %s: %w", x.path, err)
		x.path = ""
		return err
	}
	x.changed = false
	return nil
}
