package inspect

import (
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// Watchlist is what the operator watches: services, by cluster/name, and clusters.
type Watchlist interface {
	Watched() []string
	Watches(id string) bool
}

// nobody watches nothing.
type nobody struct{}

func (nobody) Watched() []string   { return nil }
func (nobody) Watches(string) bool { return false }

// Favor has what is watched read before other things, and more often. It is called before anything is read.
func Favor(p *Plan, w Watchlist) { p.watched = w }

// urgency makes what is watched more urgent than other things that are as old.
func urgency(p *fetcher, k *known, due float64) float64 {
	if p.watched.Watches(k.key) {
		return 2 * due
	}
	return due
}

// watchedFirst puts the clusters in which something is watched before the others.
func watchedFirst(p *fetcher, clusters []string) []string {
	in := map[string]bool{}
	for _, id := range p.watched.Watched() {
		cluster, _, _ := strings.Cut(id, "/")
		in[cluster] = true
	}
	slices.SortStableFunc(clusters, func(a, b string) int {
		switch {
		case in[a] == in[b]:
			return 0
		case in[a]:
			return -1
		}
		return 1
	})
	return clusters
}

// Watched is a service or a cluster that is watched, and how it is as far as is known.
type Watched struct {
	// Cluster and Name say which; Name is empty for a cluster.
	Cluster, Name string
	Service       aws.Service
	Level         Level
	// Word is its state; what could not be found out is said there. Cause is why a service is so; empty where nothing is wrong.
	Word, Cause string
	// Since is when it began to be so, Seen when that was read; zero where that is not known.
	Since, Seen time.Time
	// State is compared with the one before; empty where not everything that it depends on was read.
	State string
}

// ID is cluster/name, or the name of the cluster.
func (w Watched) ID() string { return strings.TrimSuffix(w.Cluster+"/"+w.Name, "/") }

// WatchedOf are all things that are watched, in the order of their names. Nothing is asked for.
func WatchedOf(p *Plan) []Watched {
	var all []Watched
	for _, id := range p.watched.Watched() {
		cluster, name, of := strings.Cut(id, "/")
		if of {
			all = append(all, watchedService(p.fetcher, cluster, name))
		} else {
			all = append(all, watchedCluster(p, cluster))
		}
	}
	return all
}

func watchedService(p *fetcher, cluster, name string) Watched {
	w := Watched{Cluster: cluster, Name: name, Word: "not looked at yet"}
	p.Inspector.mu.RLock()
	k := p.Inspector.services[key(cluster, name)]
	p.Inspector.mu.RUnlock()
	switch e := p.ledger.at(cluster); {
	case k == nil && e.listed.IsZero() && (p.ledger.when().IsZero() || p.ledger.has(cluster)):
		return w
	case k == nil:
		w.Word, w.Seen, w.State = "gone: ECS no longer lists this service", e.listed, "gone"
		if e.listed.IsZero() {
			w.Word, w.Seen = "gone: its cluster no longer exists", p.ledger.when()
		}
		return w
	case !k.Service.Described:
		return w
	}
	w.Service, w.Level, w.Seen = k.Service, k.verdict.Level(), k.Service.Seen
	w.Word, w.Since = string(k.verdict.State), k.verdict.Since
	if k.verdict.Level() == Bad || k.verdict.Level() == Warn {
		w.Cause = k.verdict.Brief()
	}
	if k.settled(p.Inspector.now()) {
		w.State = w.Word
	}
	return w
}

// settled says that everything was read that the state of a service depends on.
func (k *known) settled(now time.Time) bool {
	if k.verdict.State == triage.Unclear || eventful(&k.Service, now) && !k.History.Asked() {
		return false
	}
	return !slices.ContainsFunc(k.parts(), func(r reading) bool { return r.counts && r.why != "" })
}

func watchedCluster(p *Plan, name string) Watched {
	w := Watched{Cluster: name, Word: "not looked at yet"}
	if !p.ledger.has(name) {
		if at := p.ledger.when(); !at.IsZero() {
			w.Word, w.Seen, w.State = "gone: ECS no longer lists this cluster", at, "gone"
		}
		return w
	}
	is := p.Cluster(p.ledger.at(name).cluster)
	w.Level, w.Word, w.Seen = is.Level, is.Word, is.Oldest
	if is.Level != Unknown && is.Seen >= is.Services && !p.ledger.at(name).tasks.IsZero() {
		w.State = is.Level.Word()
	}
	return w
}

// has says whether a cluster is known; when is when the clusters were listed.
func (l *ledger) has(cluster string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.clusters[cluster] != nil
}

func (l *ledger) when() time.Time {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.listed
}
