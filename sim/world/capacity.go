package world

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// provider is a capacity provider.
type provider struct {
	seq  uint64
	data types.CapacityProvider
	tags []types.Tag
}

func (p *provider) view(withTags bool) types.CapacityProvider {
	v := clone(p.data)
	v.Tags = []types.Tag{}
	if withTags {
		v.Tags = append(v.Tags, clone(p.tags)...)
	}
	return v
}

// providers knows the capacity providers.
type providers struct {
	origin
	*timeline
	accepted *acceptance
	list     []*provider
}

// newProviders knows those that every account has.
func newProviders(o origin, t *timeline, accepted *acceptance) *providers {
	x := &providers{origin: o, timeline: t, accepted: accepted}
	for _, kind := range []types.CapacityProviderType{types.CapacityProviderTypeFargate, types.CapacityProviderTypeFargateSpot} {
		x.list = append(x.list, &provider{seq: x.seq(), data: types.CapacityProvider{
			Name: new(string(kind)), Type: kind, Status: types.CapacityProviderStatusActive,
			CapacityProviderArn: new(x.arn("capacity-provider", string(kind)))}})
	}
	return x
}

func (x *providers) add(p types.CapacityProvider) {
	p = clone(p)
	if p.CapacityProviderArn == nil {
		p.CapacityProviderArn = new(x.arn("capacity-provider", value(p.Name)))
	}
	p.Status = either(p.Status, types.CapacityProviderStatusActive)
	p.Type = either(p.Type, types.CapacityProviderTypeEc2Autoscaling)
	x.list = append(x.list, &provider{seq: x.seq(), data: p, tags: p.Tags})
}

// find finds a capacity provider by name or ARN; nil when there is none.
func (x *providers) find(ref string) *provider {
	i := slices.IndexFunc(x.list, func(p *provider) bool {
		return ref == *p.data.Name || ref == *p.data.CapacityProviderArn
	})
	if i < 0 {
		return nil
	}
	return x.list[i]
}

// belongTo says whether a capacity provider of managed instances belongs to a cluster.
func (x *providers) belongTo(cluster string) bool {
	return slices.ContainsFunc(x.list, func(p *provider) bool { return p.data.Cluster != nil && tail(*p.data.Cluster) == cluster })
}

// strategy are the names of capacity providers, with a default strategy that is made of them.
func (x *providers) strategy(refs []string, items []types.CapacityProviderStrategyItem) (names []string, err error) {
	names = []string{}
	for _, ref := range refs {
		p := x.find(ref)
		switch {
		case p == nil:
			return nil, invalid("The specified capacity provider was not found. Specify a valid name and try again.")
		case p.data.Status != types.CapacityProviderStatusActive: // https://github.com/hashicorp/terraform-provider-aws/issues/45693
			return nil, invalid("The specified capacity provider '%s' is not in an ACTIVE state. Specify a valid capacity provider and try again.", *p.data.Name)
		}
		names = append(names, *p.data.Name)
	}
	for _, item := range items {
		if !slices.Contains(names, value(item.CapacityProvider)) {
			return nil, invalid("The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. " +
				"Associate the capacity provider with the cluster and try again.")
		}
	}
	return names, x.accepted.part("strategy", &ecs.RunTaskInput{CapacityProviderStrategy: items})
}

// choose is the provider of the next task: first the bases are filled, then the weights decide.
func choose(strategy []types.CapacityProviderStrategyItem, used map[string]int32) string {
	best, load := "", 0.0
	for _, item := range strategy {
		n := used[*item.CapacityProvider]
		if n < item.Base {
			return *item.CapacityProvider
		}
		if item.Weight == 0 {
			continue
		}
		if l := float64(n-item.Base) / float64(item.Weight); best == "" || l < load {
			best, load = *item.CapacityProvider, l
		}
	}
	if best == "" && len(strategy) > 0 {
		best = *strategy[0].CapacityProvider
	}
	return best
}

func (x *providers) describe(in *ecs.DescribeCapacityProvidersInput) (*ecs.DescribeCapacityProvidersOutput, error) {
	if len(in.CapacityProviders) > 100 {
		return nil, invalid("CapacityProviders cannot have more than 100 items.")
	}
	out := &ecs.DescribeCapacityProvidersOutput{CapacityProviders: []types.CapacityProvider{}, Failures: []types.Failure{}}
	wanted := x.list
	if len(in.CapacityProviders) > 0 {
		wanted = nil
		for _, ref := range in.CapacityProviders {
			if p := x.find(ref); p == nil {
				out.Failures = append(out.Failures, missing(x.arn("capacity-provider", tail(ref))))
			} else if !slices.Contains(wanted, p) {
				wanted = append(wanted, p)
			}
		}
		slices.SortFunc(wanted, func(x, y *provider) int { return int(x.seq) - int(y.seq) })
	}
	page, next, err := list[*provider]{
		query: fmt.Sprint("providers", in.CapacityProviders), token: in.NextToken, size: in.MaxResults, def: 10, max: 10,
		items: wanted, key: func(p *provider) string { return ordinal(p.seq) },
	}.page()
	if err != nil {
		return nil, err
	}
	for _, p := range page {
		out.CapacityProviders = append(out.CapacityProviders, p.view(slices.Contains(in.Include, types.CapacityProviderFieldTags)))
	}
	out.NextToken = next
	return out, nil
}
