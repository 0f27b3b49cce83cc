package aws

import (
	"slices"
	"strconv"
	"time"
)

// TargetGroup is a load balancer's target group and the health of its targets.
type TargetGroup struct {
	ARN, Name string
	// Type is instance, ip or lambda.
	Type     string
	Protocol string
	Port     int
	// Path and Matcher are the health check's, where it is one over HTTP; Matcher is a list of codes such as "200-299".
	Path, Matcher string
	// Interval and Timeout are the health check's; Unhealthy is how many failures in a row make a target unhealthy.
	Interval, Timeout  time.Duration
	Healthy, Unhealthy int
	// Deregistration is how long a target drains: the task that it belongs to stops after it. Zero where that is not known.
	Deregistration time.Duration
	// Balancers are the ARNs of the load balancers in front of it, as far as they are known.
	Balancers []string
	Targets   []Target
	Seen      time.Time
}

// Target is one registration in a target group. Its ID is an address, or an instance's id.
type Target struct {
	ID   string
	Port int
	Zone string
	// State is initial, healthy, unhealthy, unhealthy.draining, unused, draining or unavailable; Reason a code such as
	// Target.ResponseCodeMismatch; Description a sentence.
	State, Reason, Description string
}

// Address is where a target is reached: its ID, and its port where it has one.
func (t Target) Address() string {
	if t.Port == 0 {
		return t.ID
	}
	return t.ID + ":" + strconv.Itoa(t.Port)
}

// Told says that AWS gives a target's state, and one that is known here.
func (t Target) Told() bool {
	return slices.Contains([]string{"initial", "healthy", "unhealthy", "unhealthy.draining", "unused", "draining", "unavailable"}, t.State)
}

// Fails says that a target fails its health checks; one that is unhealthy.draining keeps its connections for a while, and gets no new ones.
// Source: target_health_state.unhealthy.draining_interval_seconds of TargetGroupAttribute in types of
// aws-sdk-go-v2/service/elasticloadbalancingv2 v1.63.8.
func (t Target) Fails() bool { return t.State == "unhealthy" || t.State == "unhealthy.draining" }
