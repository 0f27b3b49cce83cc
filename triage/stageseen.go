package triage

import (
	"fmt"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// StageSeen is what somebody who looks again and again has seen of a deployment: since when it is in its stage, how far it
// had come before, and how many of its tasks ran.
type StageSeen struct {
	Deployment string // ARN
	Stage      string // with the weight of its step
	Since      time.Time
	Exact      bool // the change was seen
	Furthest   string
	Weight     float64 // the most production traffic that was asked for, in percent
	Looked     time.Time
	// Row is the service's row of what it moves to, Most how many of its tasks have run at once, and Wanted how many there were
	// to be then.
	Row          string
	Most, Wanted int
}

// See is what is seen with one more look at a deployment.
func (s StageSeen) See(d aws.ServiceDeployment) StageSeen {
	const often = 15 * time.Second // between two looks that see a change
	at := fmt.Sprintf("%s %g", d.Stage, d.Target.Production.Percent)
	switch {
	case s.Deployment != d.ARN:
		s = StageSeen{Deployment: d.ARN, Stage: at, Since: d.Seen, Row: s.Row, Most: s.Most, Wanted: s.Wanted}
	case s.Stage != at:
		s.Stage, s.Since, s.Exact = at, d.Seen, d.Seen.Sub(s.Looked) <= often
	}
	if d.Seen.After(s.Looked) {
		s.Looked = d.Seen
	}
	if d.Status != "IN_PROGRESS" {
		return s
	}
	if far := slices.Index(aws.Stages(), s.Furthest); slices.Index(aws.Stages(), d.Stage) > far {
		s.Furthest = d.Stage
	}
	if d.Target.Production.Known {
		s.Weight = max(s.Weight, d.Target.Production.Percent)
	}
	return s
}

// Count is what is seen with one more look at a service: how many tasks of the deployment that it is in run.
func (s StageSeen) Count(v aws.Service) StageSeen {
	p, ok := v.Primary()
	switch {
	case !ok || p.Rollout != "IN_PROGRESS":
		s.Row, s.Most, s.Wanted = "", 0, 0
	case s.Row != p.ID || p.Running >= s.Most:
		s.Row, s.Most, s.Wanted = p.ID, p.Running, max(p.Desired, v.Desired)
	}
	return s
}
