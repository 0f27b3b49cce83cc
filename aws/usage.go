package aws

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
)

// Use is what the services that are known make of a revision.
type Use struct {
	// Revision is family:number.
	Revision string
	// Services are those that run it, or are moving to it or away from it, as cluster/name.
	Services []string
	// Good is when a deployment of it last reached a steady state, Failed when one last did not; zero where none is known.
	Good, Failed time.Time
}

// Usage tells by revision (family:number) what services make of a family: of those given, the ones that run it now, with
// the newest of their history. What it could tell before an error comes with the error.
func (c *rolloutReader) Usage(ctx context.Context, family string, services []Service) (map[string]Use, error) {
	uses := map[string]Use{}
	var trouble error
	for _, s := range services {
		if !s.runs(family) {
			continue
		}
		history, err := c.Releases(ctx, s.Cluster, s.Name, 100, nil)
		if err != nil {
			trouble = err
		}
		note(uses, family, s, history)
		if call.KindOf(err) == call.Cancelled {
			break
		}
	}
	return uses, trouble
}

// runs says whether a service has anything to do with a family.
func (s Service) runs(family string) bool {
	of := func(revision string) bool { name, _ := plain.SplitRevision(revision); return name == family }
	return of(s.Revision) || slices.ContainsFunc(s.Deployments, func(d Deployment) bool { return of(d.Revision) }) ||
		slices.ContainsFunc(s.TaskSets, func(t TaskSet) bool { return of(t.Revision) })
}

// note adds what one service and its history tell of the revisions of a family.
func note(uses map[string]Use, family string, s Service, history []ServiceDeployment) {
	add := func(revision string, tell func(*Use)) {
		if name, _ := plain.SplitRevision(revision); name == family {
			u := uses[revision]
			u.Revision = revision
			tell(&u)
			uses[revision] = u
		}
	}
	running := []string{s.Revision}
	for _, d := range s.Deployments {
		running = append(running, d.Revision)
		add(d.Revision, func(u *Use) {
			switch d.Rollout {
			case "COMPLETED":
				u.Good = plain.Later(u.Good, d.Updated)
			case "FAILED":
				u.Failed = plain.Later(u.Failed, d.Updated)
			}
		})
	}
	for _, t := range s.TaskSets {
		running = append(running, t.Revision)
	}
	slices.Sort(running)
	for _, r := range slices.Compact(running) {
		add(r, func(u *Use) { u.Services = append(u.Services, s.Cluster+"/"+s.Name) })
	}
	for _, d := range history {
		add(d.Revision, func(u *Use) {
			replaced := d.Status == "STOPPED" && !strings.Contains(d.Reason, "circuit breaker") && !strings.Contains(d.Reason, "alarm")
			switch {
			case d.Status == "SUCCESSFUL":
				u.Good = plain.Later(u.Good, d.Finished)
			case d.Status == "STOPPED" && !replaced, strings.HasPrefix(d.Status, "ROLLBACK"):
				u.Failed = plain.Later(u.Failed, d.Created)
			}
		})
	}
}
