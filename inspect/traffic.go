package inspect

import (
	"math"

	"github.com/ecscope/ecscope/aws"
)

// Traffic is what the Application Load Balancers in front of a service counted lately: requests a second, answers 5XX a minute, and
// within how many milliseconds 99 of 100 requests were answered. Each is NaN where CloudWatch has no value of it.
type Traffic struct{ Requests, Errors, Latency float64 }

// Counting says how much is known of a service's traffic.
type Counting int

// NotCounted is a service without an Application Load Balancer in front, or without tasks; NotRead one of which that, or its traffic,
// was not read yet; Unreadable one of which it could not be; Counted one of which it is known.
const (
	NotRead Counting = iota
	NotCounted
	Unreadable
	Counted
)

// lately is of how many of the newest steps one with a value counts as now. The last one is not over.
const lately = 3

// Traffic is what was counted in front of a service in the last ten minutes or so.
func (m *Meter) Traffic(s aws.Service) (Traffic, Counting) {
	if !s.Described {
		return Traffic{}, NotRead
	}
	if s.Running == 0 || !s.Balanced() {
		return Traffic{}, NotCounted
	}
	targets := m.plan.Snapshot(s).Targets
	if groups := targets.Value; targets.Err != nil || len(counted(groups)) == 0 {
		return Traffic{}, uncounted(targets)
	}
	u, ok := m.Of(s.Cluster, s.Name)
	switch {
	case ok && u.Requests != nil:
		return Traffic{newest(u.Requests), newest(u.Errors), newest(u.Latency)}, Counted
	case m.Err() != nil:
		return Traffic{}, Unreadable
	}
	return Traffic{}, NotRead
}

// uncounted says why nothing is counted in front of target groups.
func uncounted(targets Known[[]aws.TargetGroup]) Counting {
	if targets.Err != nil {
		return Unreadable
	}
	if !targets.Asked() {
		return NotRead
	}
	for _, g := range targets.Value {
		if _, known := g.Counted(); !known {
			return Unreadable
		}
	}
	return NotCounted
}

// counted are the target groups in front of which requests are counted.
func counted(groups []aws.TargetGroup) (all []aws.TargetGroup) {
	for _, g := range groups {
		if yes, _ := g.Counted(); yes {
			all = append(all, g)
		}
	}
	return all
}

// newest is the value of the newest steps that has one; NaN where none has.
func newest(values []float64) float64 {
	if v, ok := aws.Last(values[max(0, len(values)-lately):]); ok {
		return v
	}
	return math.NaN()
}
