package aws

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws/call"
)

// LastGood is the newest revision (family:number) of which a service's deployment reached its steady state, and when it
// did; the revision that is being rolled out, or that has just failed, does not count. Where AWS tells no history it is
// what the service's own rows and events tell. The error is of kind NotFound where nothing ever was good.
func (c *rolloutReader) LastGood(ctx context.Context, cluster, service string) (revision string, when time.Time, err error) {
	now, _, err := c.services.DescribeService(ctx, cluster, service)
	if err != nil {
		return "", time.Time{}, err
	}
	moving := now.unsettled()
	history, trouble := c.Releases(ctx, now.Cluster, now.Name, 100, func(d ServiceDeployment) bool {
		return d.Status == "SUCCESSFUL" && d.Revision != moving
	})
	if r, at, ok := lastGood(now, history); ok {
		return r, at, nil
	}
	trouble = cmp.Or(trouble, now.Lacks(EventList))
	words := call.Of("find the last good revision of "+now.Name, now.Cluster)
	why := errors.New("none of its known deployments reached a steady state")
	if trouble != nil {
		why = call.Plain(why.Error()+" (can't read its history: "+call.Reason(trouble)+")", trouble)
	}
	return "", time.Time{}, call.NewError(call.NotFound, words, "", why)
}

// unsettled is the revision that a service moves to or failed to move to; empty where it has settled or goes back.
func (s Service) unsettled() string {
	if p, ok := s.Primary(); ok && p.Rollout != "COMPLETED" && !strings.Contains(p.Reason, "rolling back") {
		return p.Revision
	}
	return ""
}

// lastGood finds the last good revision in what is known of a service. history is newest first.
func lastGood(s Service, history []ServiceDeployment) (revision string, when time.Time, ok bool) {
	moving := s.unsettled()
	for _, d := range history {
		if d.Status == "SUCCESSFUL" && d.Revision != "" && d.Revision != moving {
			return d.Revision, d.Finished, true
		}
	}
	rows := slices.SortedStableFunc(slices.Values(s.Deployments), func(a, b Deployment) int { return b.Created.Compare(a.Created) })
	for _, d := range rows {
		if d.Rollout == "COMPLETED" && d.Revision != moving {
			return d.Revision, d.Updated, true
		}
	}
	for i, d := range rows {
		until := time.Time{}
		if i > 0 {
			until = rows[i-1].Created
		}
		if at, ok := s.steadied(d, until); ok && d.Rollout == "" && (d.Revision != moving || moving == "" || d.Status == "PRIMARY") {
			return d.Revision, at, true
		}
	}
	return "", time.Time{}, false
}

// steadied is when the events tell that a service was steady with a deployment, which was the newest up to a time (zero
// is now), or that the deployment completed.
func (s Service) steadied(d Deployment, until time.Time) (time.Time, bool) {
	for _, e := range s.Events {
		steady := strings.Contains(e.Message, "has reached a steady state") && e.Time.After(d.Created) && (until.IsZero() || e.Time.Before(until))
		if steady || d.ID != "" && strings.Contains(e.Message, "(deployment "+d.ID+") deployment completed") {
			return e.Time, true
		}
	}
	return time.Time{}, false
}
