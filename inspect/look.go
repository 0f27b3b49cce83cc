package inspect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// look adds what is known of a cluster to a survey.
func (p *Plan) look(out *Survey, cluster string) {
	e, whole := p.ledger.at(cluster), true
	older := func(at time.Time) {
		if !at.IsZero() && (out.Oldest.IsZero() || at.Before(out.Oldest)) {
			out.Oldest = at
		}
	}
	for _, k := range p.servicesOf(cluster) {
		out.Services++
		if !k.Service.Described {
			whole = false
			continue
		}
		out.Seen++
		for _, list := range k.Service.Untold {
			out.lacks = append(out.lacks, k.Service.Lacks(list))
		}
		older(k.Service.Seen)
		if k.verdict.State.Bad() || k.verdict.Strange() {
			out.Problems = append(out.Problems, Problem{Thing: aws.ServiceThing, Cluster: cluster, Name: k.Service.Name, Service: k.Service, Verdict: k.verdict})
		}
	}
	if v, bad := broken(e.cluster); bad {
		out.Problems = append(out.Problems, Problem{Thing: aws.ClusterThing, Cluster: cluster, Name: cluster, Verdict: v})
	}
	older(e.tasks)
	if whole && !e.listed.IsZero() && !e.tasks.IsZero() {
		out.Looked++
	}
	now := p.Inspector.now()
	if e.loose.OK() && now.Sub(e.loose.Seen) <= stale {
		out.Problems = append(out.Problems, loose(p.Inspector, cluster, e.loose.Value)...)
	}
	if e.instances.OK() && now.Sub(e.instances.Seen) <= stale {
		out.Problems = append(out.Problems, hosts(cluster, e.instances.Value)...)
	}
}

// wrong is what could not be read of a cluster, "" being all, and what was lacking in what could. What the server does not offer is nothing to miss where it
// is an extra; without the others nothing can be judged.
func wrong(cluster string, failed map[subject]ending, lacks []error) error {
	errs := slices.Clone(lacks)
	for what, f := range failed {
		in, _, _ := strings.Cut(what.about, "/")
		if (cluster == "" || in == cluster || what.what == lastScaled) && (what.needed() || call.KindOf(f.err) != call.Unsupported) {
			errs = append(errs, f.err)
		}
	}
	return call.Distinct(errs)
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// loose are the problems of tasks that belong to no service, standalone and scheduled ones, by the group that started them:
// those that failed within the last hour, and those that run and are unhealthy.
func loose(i *Inspector, cluster string, tasks []aws.Task) []Problem {
	groups := map[string][]aws.Task{}
	for _, t := range tasks {
		name, _, _ := strings.Cut(t.Revision, ":")
		groups[cmp.Or(t.Group, name)] = append(groups[cmp.Or(t.Group, name)], t)
	}
	var all []Problem
	for _, group := range sorted(groups) {
		if v, bad := runs(i, group, groups[group]); bad {
			all = append(all, Problem{Thing: aws.TaskThing, Cluster: cluster, Name: group, Verdict: v})
		}
	}
	return all
}

// hosts are the problems of container instances: ECS cannot start, stop or watch tasks on one whose agent it does not hear.
func hosts(cluster string, instances []aws.Instance) []Problem {
	var all []Problem
	for _, h := range instances {
		m := MarkInstance(h)
		if m.Level != Bad && m.Level != Warn {
			continue
		}
		v := Verdict{Verdict: triage.Verdict{State: triage.Degraded}, Whole: true}
		v.Headline = fmt.Sprintf("%s: container instance %s; %s on it", m.Word, cmp.Or(h.EC2, h.ID), words.Plural(h.Running, "task runs", "tasks run"))
		v.Diagnosis.Text = h.Reason
		all = append(all, Problem{Thing: aws.InstanceThing, Cluster: cluster, Name: h.ID, Verdict: v})
	}
	return all
}

// broken says what is wrong with a cluster itself. What FAILED means is from types.Cluster of aws-sdk-go-v2/service/ecs v1.104.1.
func broken(c aws.Cluster) (Verdict, bool) {
	v := Verdict{Whole: true}
	switch m := MarkCluster(c); {
	case !c.Described || m.Level != Bad && m.Level != Unknown:
		return v, false
	case m.Level == Bad:
		v.State, v.Headline = triage.Failing, fmt.Sprintf("cluster %s is FAILED: the resources that its capacity providers need could not be created", c.Name)
	case c.Status == "":
		v.State, v.Headline = triage.Unclear, fmt.Sprintf("cluster %s: AWS gives no status", c.Name)
	default:
		v.State, v.Headline = triage.Unclear, fmt.Sprintf("cluster %s: its status is %s, which ecscope doesn't know", c.Name, c.Status)
	}
	return v, true
}
