package inspect

import (
	"context"
	"iter"
	"slices"

	"github.com/ecscope/ecscope/aws"
)

// Clusters yields the clusters for a list on screen, as they are known where that is not old.
func (p *fetcher) Clusters(ctx context.Context) iter.Seq2[[]aws.Cluster, error] {
	p.ledger.mu.RLock()
	listed := p.ledger.listed
	p.ledger.mu.RUnlock()
	if p.now().Sub(listed) >= pulse {
		return p.readClusters(ctx)
	}
	return func(yield func([]aws.Cluster, error) bool) {
		var rows []aws.Cluster
		for _, name := range p.ledger.names() {
			rows = append(rows, p.ledger.at(name).cluster)
		}
		yield(rows, nil)
	}
}

// readClusters lists the clusters, names before details, and remembers them.
func (p *fetcher) readClusters(ctx context.Context) iter.Seq2[[]aws.Cluster, error] {
	return func(yield func([]aws.Cluster, error) bool) {
		began := p.Inspector.now()
		all, failed := map[string]aws.Cluster{}, false
		for page, err := range p.Inspector.account.Clusters(ctx) {
			failed = failed || err != nil
			for _, c := range page {
				all[c.Name] = c
			}
			if !yield(page, err) {
				return
			}
		}
		if failed {
			return
		}
		var rows []aws.Cluster
		for _, c := range all {
			rows = append(rows, c)
		}
		p.ledger.described(rows, began)
		p.ledger.forget(rows, began)
	}
}

// readTasks reads the tasks of a cluster once for all of its services, living and stopped, and keeps those of none.
func (p *fetcher) readTasks(ctx context.Context, cluster string) error {
	i, began := p.Inspector, p.Inspector.now()
	all, err := tasksOf(i.account.AllTasks(ctx, aws.TaskQuery{Cluster: cluster}))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if passing(err) {
		return err
	}
	living, stopped := aws.Apart(all)
	byService := func(tasks []aws.Task) map[string][]aws.Task {
		all := map[string][]aws.Task{}
		for _, t := range tasks {
			all[t.Service] = append(all[t.Service], t)
		}
		return all
	}
	dead, alive := byService(stopped), byService(living)
	e := p.ledger.at(cluster)
	hosts, none := e.instances, e.cluster.Described && e.cluster.Instances == 0
	for _, k := range p.servicesOf(cluster) {
		name := k.Service.Name
		revisions := i.revisionsOf(ctx, dead[name])
		amend(i, k.Service, func(s *Snapshot) {
			s.Stopped = take(s.Stopped, slices.Clip(append([]aws.Task{}, dead[name]...)), err, began)
			s.Tasks = take(s.Tasks, slices.Clip(append([]aws.Task{}, alive[name]...)), err, began)
			s.Revisions = revisions
			switch {
			case none || err == nil && !onInstances(k.Service, alive[name]):
				s.Instances = Read([]aws.Instance{}, began)
			case hosts.OK():
				s.Instances = hosts
			}
		})
	}
	i.revisionsOf(ctx, dead[""])
	p.ledger.set(cluster, func(e *entry) {
		e.loose = take(e.loose, append(alive[""], dead[""]...), err, began)
		if err == nil {
			e.tasks = began
		}
	})
	return err
}

// readHosts reads the container instances of a cluster once for all of its services.
func (p *fetcher) readHosts(ctx context.Context, cluster string) error {
	i, began := p.Inspector, p.Inspector.now()
	rows, err := collect(i.account.Instances(ctx, cluster), func(r aws.Instance) string { return r.ARN }, whole)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if passing(err) {
		return err
	}
	for _, k := range p.servicesOf(cluster) {
		if !onInstances(k.Service, k.Tasks.Value) {
			continue
		}
		readNeeds(ctx, i, k.Service)
		amend(i, k.Service, func(s *Snapshot) { s.Instances = take(s.Instances, rows, err, began) })
	}
	p.ledger.set(cluster, func(e *entry) {
		e.instances = take(e.instances, rows, err, began)
		if err == nil {
			e.hosts = began
		}
	})
	return err
}
