package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/words"
)

// place is a cluster, or a service in it. A service without a cluster is one that has to be looked for.
type place struct{ cluster, service string }

func (p place) String() string {
	if p.service == "" {
		return p.cluster
	}
	return p.cluster + "/" + p.service
}

// place reads cluster, cluster/service or the ARN of either. An empty text is the whole account.
func (r *reader) place(text string) (place, error) {
	if strings.HasPrefix(text, "arn:") {
		ref, err := r.arn(text)
		switch {
		case err != nil:
			return place{}, err
		case ref.Thing == aws.ClusterThing:
			return place{cluster: ref.ID}, nil
		case ref.Thing == aws.ServiceThing:
			return place{ref.Cluster, ref.ID}, nil
		}
		return place{}, misuse("%s is neither a cluster nor a service", text)
	}
	cluster, service, slash := strings.Cut(text, "/")
	if text != "" && cluster == "" || slash && service == "" || strings.Contains(service, "/") {
		return place{}, &usage{fmt.Sprintf("%q is not a place", text), "write cluster or cluster/service"}
	}
	return place{cluster, service}, nil
}

// somewhere reads a place that may be the whole account, a cluster or a service, and makes sure that it exists. A
// single word which is no cluster may be a service's name.
func (r *reader) somewhere(ctx context.Context, text string) (place, error) {
	p, err := r.place(text)
	if err != nil || text == "" {
		return p, err
	}
	if p.cluster == "" || p.service != "" {
		p, _, err = r.find(ctx, p)
		return p, err
	}
	err = r.knownCluster(ctx, p.cluster)
	wrong, ok := errors.AsType[*usage](err)
	if !ok {
		return p, err
	}
	found, lookErr := r.locate(ctx, p.cluster)
	switch {
	case lookErr != nil:
		return p, &usage{fmt.Sprintf("%v; ecscope couldn't check whether a service has that name: %v", err, lookErr), wrong.hint}
	case len(found) == 0:
		return p, err
	}
	return only(p.cluster, found)
}

// service reads a place that has to be a service, and the service.
func (r *reader) service(ctx context.Context, text string) (place, aws.Service, error) {
	p, err := r.place(text)
	if err != nil {
		return p, aws.Service{}, err
	}
	if p.service == "" {
		p = place{service: p.cluster}
	}
	return r.find(ctx, p)
}

// within reads a place that has to be a cluster or the whole account.
func (r *reader) within(ctx context.Context, text string) (place, error) {
	p, err := r.place(text)
	switch {
	case err != nil || text == "":
		return p, err
	case p.service != "":
		return p, misuse("%s is a service, not a cluster", p)
	}
	return p, r.knownCluster(ctx, p.cluster)
}

// find reads the service that is named, or says which names come nearest.
func (r *reader) find(ctx context.Context, p place) (place, aws.Service, error) {
	if p.cluster == "" {
		found, err := r.locate(ctx, p.service)
		if err == nil && len(found) == 0 {
			err = r.unknownService(ctx, p)
		}
		if err != nil {
			return p, aws.Service{}, err
		}
		if p, err = only(p.service, found); err != nil {
			return p, aws.Service{}, err
		}
	}
	r.progress.at("service "+p.String(), 0)
	s, err := r.Service(ctx, p.cluster, p.service)
	if call.KindOf(err) != call.NotFound {
		return p, s, err
	}
	if err := r.knownCluster(ctx, p.cluster); err != nil {
		return p, s, err
	}
	return p, s, r.unknownService(ctx, p)
}

// knownCluster complains about a cluster that certainly does not exist, with the names that come nearest.
func (r *reader) knownCluster(ctx context.Context, name string) error {
	r.progress.at("cluster "+name, 0)
	if _, err := r.Cluster(ctx, name); call.KindOf(err) != call.NotFound {
		return nil
	}
	names, _ := r.clusterNames(ctx)
	return unknown("cluster", name, names)
}

func (r *reader) unknownService(ctx context.Context, p place) error {
	if p.cluster != "" {
		return unknown("service", p.service, prefixed(p.cluster, r.serviceNames(ctx, p.cluster)))
	}
	clusters, _ := r.clusterNames(ctx)
	if slices.Contains(clusters, p.service) {
		return &usage{fmt.Sprintf("%q is a cluster, not a service", p.service), "name a service of it: " + p.service + "/service"}
	}
	ctx, cancel := context.WithTimeout(ctx, recollection)
	defer cancel()
	var all []string
	for _, c := range clusters {
		all = append(all, prefixed(c, r.serviceNames(ctx, c))...)
	}
	return unknown("service", p.service, all)
}

func prefixed(cluster string, names []string) []string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = place{cluster, n}.String()
	}
	return all
}

// locate looks for a service of this name in all clusters, one call for each.
func (r *reader) locate(ctx context.Context, name string) ([]place, error) {
	clusters, err := r.clusterNames(ctx)
	if err != nil {
		return nil, err
	}
	var found []place
	for i, c := range clusters {
		r.progress.at("clusters to find "+name, i)
		_, err := r.Service(ctx, c, name)
		switch {
		case err == nil:
			found = append(found, place{c, name})
		case call.KindOf(err) != call.NotFound:
			return nil, err
		}
	}
	return found, nil
}

// only refuses to choose.
func only(name string, found []place) (place, error) {
	if len(found) == 1 {
		return found[0], nil
	}
	var names []string
	for _, p := range found {
		names = append(names, p.String())
	}
	slices.SortFunc(names, words.Natural)
	return place{}, &ambiguous{misuse("service %q is in %d clusters: %s", name, len(names), strings.Join(names, ", ")), names}
}

// ambiguous is a word that names several services.
type ambiguous struct {
	error
	services []string
}

// Unwrap is the misuse that it is where nobody can be asked.
func (a *ambiguous) Unwrap() error { return a.error }
