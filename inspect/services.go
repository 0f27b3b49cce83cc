package inspect

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// unhurried is after how long all services of a scope are read anew where that failed: of one cluster, of all clusters.
const (
	unhurried = 15 * time.Second
	slowly    = 5 * time.Minute
)

// Views are what lists on screen show of an account.
type Views struct {
	*fetcher

	mu    sync.Mutex
	calls float64   // that may be made now for what is on screen
	since time.Time // when they were counted
	anew  time.Time // what was seen before is old: the operator wants it read again
}

// Services yields the services of a cluster, "" being all clusters, each judged, for a list on screen: the first time all of
// them, those on screen first; afterwards what is known of all, and anew what is on screen and old.
func (p *Views) Services(ctx context.Context, cluster string, onScreen aws.Wanted) iter.Seq2[[]aws.Service, error] {
	if p.unread(cluster) {
		return p.all(ctx, cluster, onScreen)
	}
	return func(yield func([]aws.Service, error) bool) {
		var errs []error
		if cluster != "" && p.outdated(cluster) {
			errs = append(errs, p.relist(ctx, cluster))
		}
		if rows := p.Known(cluster); len(rows) > 0 && !yield(rows, nil) {
			return
		}
		broken := map[string]bool{}
		for _, batch := range p.batches(ctx, cluster, onScreen, (*known).age) {
			if in := batch[0].Cluster; !broken[in] {
				err := p.describe(ctx, in, batch)
				errs, broken[in] = append(errs, err), err != nil
			}
			if !yield(p.again(batch), nil) || ctx.Err() != nil {
				return
			}
		}
		if err := errors.Join(append(errs, p.remembered(cluster))...); err != nil {
			yield(nil, err)
		}
	}
}

// Expire has all services of a cluster read anew at the next look.
func (p *Views) Expire(cluster string) {
	p.ledger.mu.Lock()
	defer p.ledger.mu.Unlock()
	delete(p.ledger.whole, cluster)
	delete(p.ledger.whole, "")
}

// Retry has everything tried again at the next look that could not be read, and what is on screen read anew.
func (p *Views) Retry() {
	p.ledger.retry()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.anew = p.Inspector.now()
}

// wanted is before when what was seen has to be read anew.
func wanted(p *Views) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.anew
}

// ExpireClusters has the clusters listed anew at the next look.
func (p *Views) ExpireClusters() {
	p.ledger.mu.Lock()
	defer p.ledger.mu.Unlock()
	p.ledger.listed = time.Time{}
}

// unread says that a scope was never read whole, or failed some time ago.
func (p *Views) unread(cluster string) bool {
	p.ledger.mu.RLock()
	defer p.ledger.mu.RUnlock()
	w, ok := p.ledger.whole[cluster]
	if !ok && cluster != "" {
		w, ok = p.ledger.whole[""]
		if e := p.ledger.clusters[cluster]; e == nil || len(e.names) == 0 {
			ok = false
		}
	}
	patient := unhurried
	if cluster == "" {
		patient = slowly
	}
	return !ok || w.err != nil && p.Inspector.now().Sub(w.at) >= patient
}

// remembered is what failed when a scope was read whole, as long as that counts.
func (p *Views) remembered(cluster string) error {
	p.ledger.mu.RLock()
	defer p.ledger.mu.RUnlock()
	return p.ledger.whole[cluster].err
}

// all reads all services of a scope.
func (p *Views) all(ctx context.Context, cluster string, onScreen aws.Wanted) iter.Seq2[[]aws.Service, error] {
	return func(yield func([]aws.Service, error) bool) {
		began := p.Inspector.now()
		seen, some := map[string][]aws.Service{}, false
		var errs []error
		for page, err := range p.Inspector.account.Services(ctx, cluster, onScreen) {
			errs = append(errs, err)
			p.Inspector.See(page)
			p.ledger.service(page)
			for _, s := range page {
				seen[s.Cluster] = append(seen[s.Cluster], s)
				some = some || s.Described
			}
			if !yield(page, err) {
				return
			}
		}
		if ctx.Err() != nil {
			return
		}
		failed := errors.Join(errs...)
		if failed == nil {
			for c, rows := range seen {
				p.drop(c, p.ledger.relisted(c, rows, began))
			}
		}
		p.ledger.mu.Lock()
		defer p.ledger.mu.Unlock()
		if failed == nil || some && cluster == "" {
			p.ledger.whole[cluster] = ending{at: began, err: failed}
		}
	}
}

// again are services as they are known now.
func (p *Views) again(rows []aws.Service) []aws.Service {
	var all []aws.Service
	for _, r := range rows {
		if s := p.Inspector.Snapshot(r); s.Service.ARN != "" {
			if _, ok := p.Inspector.Verdict(r.Cluster, r.Name); ok {
				all = append(all, s.Service)
			}
		}
	}
	return all
}

// Next is after how long some of what is on screen, by cluster/name, is old; not above zero where some is.
func (p *Views) Next(cluster string, onScreen []string) time.Duration {
	now, next := p.Inspector.now(), paced(p.fetcher, glance)
	for _, k := range p.visible(cluster, onScreen) {
		next = min(next, paced(p.fetcher, k.age())-now.Sub(k.Service.Seen))
	}
	return next
}

// age is how old a row on screen may become.
func (k *known) age() time.Duration {
	if moving(k.verdict.State) {
		return closely
	}
	return glance
}

func (p *Views) visible(cluster string, onScreen []string) []*known {
	var all []*known
	i := p.Inspector
	i.mu.RLock()
	defer i.mu.RUnlock()
	for _, id := range onScreen {
		if k := i.services[id]; k != nil && (cluster == "" || k.Service.Cluster == cluster) {
			all = append(all, k)
		}
	}
	return all
}

// batches are the rows on screen that are old, each batch a call: those that move and those of clusters that moved first,
// then the oldest, as many as there is room for beside the background. Where a call would have room for more, the oldest
// services beside them come along.
func (p *Views) batches(ctx context.Context, cluster string, onScreen aws.Wanted, age func(*known) time.Duration) [][]aws.Service {
	if onScreen == nil {
		return nil
	}
	now, anew := p.Inspector.now(), wanted(p)
	of := map[string][]*known{}
	for _, k := range p.visible(cluster, onScreen()) {
		if !k.Service.Described || k.Service.Seen.Before(anew) || now.Sub(k.Service.Seen) >= paced(p.fetcher, age(k))-time.Second {
			of[k.Service.Cluster] = append(of[k.Service.Cluster], k)
		}
	}
	calls := 0
	for _, rows := range of {
		calls += (len(rows) + aws.ServicesAtOnce - 1) / aws.ServicesAtOnce
	}
	if float64(calls) > p.room() {
		keepPulse(ctx, p.fetcher)
	}
	var all [][]aws.Service
	for _, c := range sorted(of) {
		slices.SortStableFunc(of[c], func(a, b *known) int { return a.Service.Seen.Compare(b.Service.Seen) })
		for batch := range slices.Chunk(of[c], aws.ServicesAtOnce) {
			all = append(all, p.filled(c, batch))
		}
	}
	slices.SortStableFunc(all, func(a, b []aws.Service) int { return cmp.Or(p.urgent(b)-p.urgent(a), a[0].Seen.Compare(b[0].Seen)) })
	return all[:p.spend(len(all))]
}

// Again looks at what is on screen, by cluster/name, that may have changed.
func (p *Plan) Again(ctx context.Context, onScreen aws.Wanted) Survey {
	for _, batch := range p.batches(ctx, "", onScreen, func(*known) time.Duration { return glance }) {
		what := subject{"services of", batch[0].Cluster}
		p.ledger.follow(ctx, what, p.Inspector.now, func(ctx context.Context) error { return p.describe(ctx, batch[0].Cluster, batch) })
	}
	return p.Survey("")
}

// urgent is 1 for a batch that holds something that moves, or whose cluster moved since it was seen.
func (p *Views) urgent(batch []aws.Service) int {
	moved := p.ledger.at(batch[0].Cluster).moved
	for _, s := range batch {
		if v, ok := p.Inspector.Verdict(s.Cluster, s.Name); !s.Described || s.Seen.Before(moved) || ok && moving(v.State) {
			return 1
		}
	}
	return 0
}

// filled is a batch with the most urgent other services of its cluster.
func (p *Views) filled(cluster string, batch []*known) []aws.Service {
	var rows []aws.Service
	for _, k := range batch {
		rows = append(rows, k.Service)
	}
	for _, s := range p.mostDue(cluster) {
		if len(rows) < aws.ServicesAtOnce && !slices.ContainsFunc(rows, func(r aws.Service) bool { return r.Name == s.Name }) {
			rows = append(rows, s)
		}
	}
	return rows
}

// room is how many calls may be made within a glance for what is on screen: what is left of five in a hundred that AWS
// documents beside what the background makes.
func (p *Views) room() float64 {
	a := newAgenda(p.fetcher, "", nil)
	return max(4, (0.95-min(serviceLane.most(), a.rate[serviceLane]))*glance.Seconds())
}

// spend takes so many calls out of those that may be made now, or as many as there are.
func (p *Views) spend(n int) int {
	room, now := p.room(), p.Inspector.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.since.IsZero() {
		p.calls = room
	}
	p.calls = min(room, p.calls+now.Sub(p.since).Seconds()*room/glance.Seconds())
	p.since = now
	n = min(n, int(p.calls))
	p.calls -= float64(n)
	return n
}
