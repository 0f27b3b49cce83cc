package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/accept/tree"
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/lint"
)

// subjects reads what a text names in the account: a revision, a service with its revision, or the newest of a family.
// Beside an error they are what could be read.
func (r *reader) subjects(ctx context.Context, rules *lint.Rules, text string) ([]*lint.Subject, error) {
	switch {
	case strings.HasPrefix(text, "arn:") && strings.Contains(text, ":task-definition/"), strings.Contains(text, ":") && !strings.Contains(text, "/"):
		name, err := r.named(text)
		if err != nil || !strings.Contains(name, ":") {
			return nil, misuse("%q is not a revision: write family:41 or an ARN", text)
		}
		return r.registered(ctx, rules, name)
	case strings.Contains(text, "/"):
		_, s, err := r.service(ctx, text)
		if err != nil {
			return nil, err
		}
		return r.serving(ctx, rules, s)
	}
	return r.word(ctx, rules, text)
}

// word is a service that only one cluster has, else a family.
func (r *reader) word(ctx context.Context, rules *lint.Rules, text string) ([]*lint.Subject, error) {
	found, err := r.locate(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(found) > 0 {
		at, err := only(text, found)
		if err != nil {
			return nil, err
		}
		s, err := r.Service(ctx, at.cluster, at.service)
		if err != nil {
			return nil, err
		}
		return r.serving(ctx, rules, s)
	}
	families, err := r.familyNames(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(families, text) {
		return nil, unknown("service or family", text, families)
	}
	return r.registered(ctx, rules, text)
}

// registered is a revision by itself.
func (r *reader) registered(ctx context.Context, rules *lint.Rules, name string) ([]*lint.Subject, error) {
	r.progress.at("revision "+name, 0)
	v, n, err := r.Definition(ctx, name)
	if err != nil {
		return nil, r.noRevision(ctx, name, err)
	}
	return []*lint.Subject{rules.Subject(fmt.Sprintf("%s:%d", v.Family, v.Number), accept.Request{Operation: "RegisterTaskDefinition", Root: n})}, nil
}

// serving is a service and the revision that it runs. What it runs in is there as far as it can be read.
func (r *reader) serving(ctx context.Context, rules *lint.Rules, s aws.Service) ([]*lint.Subject, error) {
	if wrong := aws.Unrevised(s); wrong != nil {
		return nil, misuse("%v; name the revision", wrong)
	}
	r.progress.at("revision "+s.Revision, 0)
	_, task, err := r.Definition(ctx, s.TaskDefinition)
	if err != nil {
		return nil, err
	}
	name := s.Cluster + "/" + s.Name
	r.progress.at("what "+name+" runs in", 0)
	service, err := r.ServiceDefinition(ctx, rules.Table(), s.Cluster, s.Name)
	if err != nil {
		return nil, err
	}
	q := accept.Request{Operation: "CreateService", Root: service}
	cluster, noCluster := r.Cluster(ctx, s.Cluster)
	if noCluster == nil {
		q.Cluster = clusterDocument(cluster)
	}
	groups, noTargets := r.Targets(ctx, s)
	q.Targets = targetDocument(groups)
	scaling, noScaling := r.Scaling(ctx, s.Cluster, s.Name)
	if noScaling == nil {
		q.Scaling = tree.New(map[string]any{"registered": scaling.Registered, "minCapacity": scaling.Min, "maxCapacity": scaling.Max})
	}
	return []*lint.Subject{rules.Subject(name, accept.Request{Operation: "RegisterTaskDefinition", Root: task}), rules.Subject(name, q)}, errors.Join(noCluster, noTargets, noScaling)
}

// clusterDocument is what the rules ask of a cluster. What else it has is not known.
func clusterDocument(c aws.Cluster) *tree.Node {
	n := tree.New(map[string]any{"registeredContainerInstancesCount": c.Instances})
	n.Open = true
	var providers []any
	for _, p := range c.CapacityProviders {
		providers = append(providers, p)
	}
	n.Set("capacityProviders", tree.New(providers))
	if c.Insights != "" {
		n.Set("settings", tree.New([]any{map[string]any{"name": "containerInsights", "value": c.Insights}}))
	}
	return n
}

// targetDocument is what the rules ask of target groups. Those that could not be read are not known.
func targetDocument(all []aws.TargetGroup) *tree.Node {
	n := &tree.Node{Kind: tree.Array, Open: true}
	for _, g := range all {
		one := tree.New(map[string]any{"targetGroupArn": g.ARN, "targetType": g.Type})
		one.Open = true
		n.Add(one)
	}
	return n
}
