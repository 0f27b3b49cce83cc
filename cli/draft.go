package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// draft reads what a text names in the account: a revision, a service with its revision, or the newest of a family.
func (r *reader) draft(ctx context.Context, text string) (draft, error) {
	switch {
	case strings.HasPrefix(text, "arn:") && strings.Contains(text, ":task-definition/"), strings.Contains(text, ":") && !strings.Contains(text, "/"):
		name, err := r.named(text)
		if err != nil || !strings.Contains(name, ":") {
			return draft{}, misuse("%q is not a revision: they are written family:41 or as an ARN", text)
		}
		return r.registered(ctx, name)
	case strings.Contains(text, "/"):
		_, s, err := r.service(ctx, text)
		if err != nil {
			return draft{}, err
		}
		return r.serving(ctx, s)
	}
	return r.word(ctx, text)
}

// word is a service that only one cluster has, else a family.
func (r *reader) word(ctx context.Context, text string) (draft, error) {
	found, err := r.locate(ctx, text)
	if err != nil {
		return draft{}, err
	}
	if len(found) > 0 {
		at, err := only(text, found)
		if err != nil {
			return draft{}, err
		}
		s, err := r.Service(ctx, at.cluster, at.service)
		if err != nil {
			return draft{}, err
		}
		return r.serving(ctx, s)
	}
	families, err := r.familyNames(ctx)
	if err != nil {
		return draft{}, err
	}
	if !slices.Contains(families, text) {
		return draft{}, unknown("service or family", text, families)
	}
	return r.registered(ctx, text)
}

// registered is a revision by itself.
func (r *reader) registered(ctx context.Context, name string) (draft, error) {
	r.progress.at("revision "+name, 0)
	v, err := r.Revision(ctx, name)
	if err != nil {
		return draft{}, r.noRevision(ctx, name, err)
	}
	return draft{name: fmt.Sprintf("%s:%d", v.Family, v.Number), revision: v}, nil
}

// serving is a service and the revision that it runs. What it runs in is checked as far as it can be read.
func (r *reader) serving(ctx context.Context, s aws.Service) (draft, error) {
	if s.TaskDefinition == "" {
		return draft{}, misuse("service %s/%s has no task definition of its own: name its revision", s.Cluster, s.Name)
	}
	r.progress.at("revision "+s.Revision, 0)
	v, err := r.Revision(ctx, s.TaskDefinition)
	if err != nil {
		return draft{}, err
	}
	d := draft{name: s.Cluster + "/" + s.Name, revision: v, setting: triage.Setting{Service: &s}}
	r.progress.at("what "+d.name+" runs in", 0)
	lack := func(what string, err error) {
		if err != nil {
			r.note(what + " not checked: " + err.Error())
		}
	}
	cluster, err := r.Cluster(ctx, s.Cluster)
	if lack("cluster", err); err == nil {
		d.setting.Cluster, d.setting.Instances = &cluster, cluster.Instances
	}
	d.setting.Targets, err = r.Targets(ctx, s)
	lack("targets", err)
	scaling, err := r.Scaling(ctx, s.Cluster, s.Name)
	if lack("scaling", err); err == nil {
		d.setting.Scaling = &scaling
	}
	return d, ctx.Err()
}
