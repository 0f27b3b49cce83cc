package inspect

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/words"
)

// Pieces reads parts of lists, so that only what is old is read again.
type Pieces interface {
	ServiceNames(ctx context.Context, cluster string) ([]aws.Service, error)
	DescribeServices(ctx context.Context, cluster string, rows []aws.Service) ([]aws.Service, error)
	DescribeClusters(ctx context.Context, rows []aws.Cluster) ([]aws.Cluster, error)
	// Requests are the calls that were made so far.
	Requests() []call.Requests
	Limits(ctx context.Context, cluster string, services []string) (map[string]aws.Scaling, error)
	LastScaled(ctx context.Context) (map[string]aws.ScalingActivity, error)
}

// fetcher reads parts of an account and remembers them: services and what surrounds them in the inspector, the rest in the
// ledger.
type fetcher struct {
	*Inspector
	pieces  Pieces
	ledger  *ledger
	watched Watchlist
	// pace is how much longer than usual things may wait to be read again; 0 is as usual.
	pace float64
}

// known is a service with what is known of it and the verdict on it. Key is cluster/name.
type known struct {
	Snapshot
	verdict Verdict
	key     string
	told    *telling
}

// servicesOf are the services of a cluster.
func (p *fetcher) servicesOf(cluster string) []*known {
	p.ledger.mu.RLock()
	defer p.ledger.mu.RUnlock()
	e := p.ledger.clusters[cluster]
	if e == nil {
		return nil
	}
	i := p.Inspector
	i.mu.RLock()
	defer i.mu.RUnlock()
	all := make([]*known, 0, len(e.names))
	for _, k := range e.names {
		if s := i.services[k]; s != nil {
			all = append(all, s)
		}
	}
	return all
}

// mostDue are the services of a cluster that it is time to describe, as many as one call takes.
func (p *fetcher) mostDue(cluster string) []aws.Service {
	moved, now, services := p.ledger.at(cluster).moved, p.Inspector.now(), p.servicesOf(cluster)
	due := func(k *known) float64 {
		j := job{seen: k.Service.Seen, every: patience(p, k, moved)}
		if !k.Service.Described {
			j.seen = time.Time{}
		}
		return urgency(p, k, j.due(now))
	}
	slices.SortStableFunc(services, func(a, b *known) int { return cmp.Or(cmp.Compare(due(b), due(a)), cmp.Compare(a.key, b.key)) })
	var rows []aws.Service
	for _, k := range services[:min(len(services), aws.ServicesAtOnce)] {
		rows = append(rows, k.Service)
	}
	return rows
}

// describe describes services of one cluster and forgets those that are gone.
func (p *fetcher) describe(ctx context.Context, cluster string, rows []aws.Service) error {
	if len(rows) == 0 {
		return nil
	}
	found, err := p.pieces.DescribeServices(ctx, cluster, rows)
	p.Inspector.See(found)
	if err != nil {
		return err
	}
	var gone []string
	lost := 0
	for _, r := range rows {
		at := slices.IndexFunc(found, func(f aws.Service) bool { return f.Name == r.Name })
		switch {
		case at >= 0 && found[at].Described:
		case r.Described:
			gone = append(gone, r.Name)
		default:
			lost++ // listed a moment ago, so it is there
		}
	}
	p.drop(cluster, gone)
	if lost > 0 {
		return fmt.Errorf("describe services of %s: AWS lists %s that it doesn't describe", cluster, words.Count(lost, "service"))
	}
	return nil
}

// relist lists the services of a cluster again.
func (p *fetcher) relist(ctx context.Context, cluster string) error {
	began := p.Inspector.now()
	rows, err := p.pieces.ServiceNames(ctx, cluster)
	if err != nil {
		return err
	}
	p.Inspector.See(rows)
	p.drop(cluster, p.ledger.relisted(cluster, rows, began))
	return nil
}

// drop forgets services that are gone.
func (p *fetcher) drop(cluster string, names []string) {
	p.ledger.set(cluster, func(e *entry) {
		for _, n := range names {
			delete(e.names, n)
		}
	})
	i := p.Inspector
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, n := range names {
		delete(i.services, key(cluster, n))
	}
}

// readLimits reads within which limits auto scaling keeps the services of a cluster.
func (p *fetcher) readLimits(ctx context.Context, cluster string) error {
	began, services := p.Inspector.now(), p.servicesOf(cluster)
	var names []string
	for _, k := range services {
		names = append(names, k.Service.Name)
	}
	found, err := p.pieces.Limits(ctx, cluster, names)
	for _, k := range services {
		l, ok := found[k.Service.Name]
		switch {
		case ok:
			amend(p.Inspector, k.Service, func(s *Snapshot) { s.Limits = Read(l, began) })
			p.ledger.scales(l.Registered)
		case err != nil && !passing(err):
			amend(p.Inspector, k.Service, func(s *Snapshot) { s.Limits = take(s.Limits, l, err, began) })
		}
	}
	if err == nil {
		p.ledger.set(cluster, func(e *entry) { e.limits = began })
	}
	return err
}

// readScaled reads what auto scaling did last, to find the services that it failed to scale.
func readScaled(ctx context.Context, p *fetcher) error {
	began := p.Inspector.now()
	last, err := p.pieces.LastScaled(ctx)
	if err == nil {
		p.ledger.mu.Lock()
		p.ledger.scaled = Read(last, began)
		p.ledger.mu.Unlock()
	}
	return err
}

func (p *fetcher) pulse(ctx context.Context) error {
	var rows []aws.Cluster
	for _, name := range p.ledger.names() {
		c := p.ledger.at(name).cluster
		c.ARN = cmp.Or(c.ARN, c.Name)
		rows = append(rows, c)
	}
	began := p.Inspector.now()
	found, err := p.pieces.DescribeClusters(ctx, rows)
	if err == nil {
		p.ledger.described(found, began)
	}
	return err
}

func (p *fetcher) listClusters(ctx context.Context) error {
	for _, err := range p.readClusters(ctx) {
		if err != nil {
			return err
		}
	}
	return nil
}

// outdated says that it is time to list the services of a cluster again.
func (p *fetcher) outdated(cluster string) bool {
	e := p.ledger.at(cluster)
	return p.Inspector.now().Sub(e.listed) >= listRest || e.regular.After(e.listed)
}

// Known are the services that are known of a cluster, "" being all clusters.
func (p *fetcher) Known(cluster string) []aws.Service {
	clusters := []string{cluster}
	if cluster == "" {
		clusters = p.ledger.names()
	}
	var rows []aws.Service
	for _, c := range clusters {
		for _, k := range p.servicesOf(c) {
			rows = append(rows, k.Service)
		}
	}
	return rows
}

// keepPulse takes the clusters' pulse where it is old: it says whose services to look at.
func keepPulse(ctx context.Context, p *fetcher) {
	p.ledger.mu.RLock()
	old := p.Inspector.now().Sub(p.ledger.pulsed) >= paced(p, glance)-time.Second
	p.ledger.mu.RUnlock()
	if old {
		p.ledger.follow(ctx, subject{"pulse of", "all clusters"}, p.Inspector.now, p.pulse)
	}
}
