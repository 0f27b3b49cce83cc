package inspect

import (
	"context"
	"math"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// LoadBack is for how far back the load of a service is read.
const LoadBack = time.Hour

// Load is what a service uses and answers, a value for each step, oldest first. NaN is where CloudWatch has no value.
type Load struct {
	From time.Time
	Step time.Duration
	// CPU and Memory are percent of what the tasks reserve, averages over the tasks.
	CPU, Memory []float64
	// Requests a second, answers 5XX of the targets a minute, and within how many milliseconds 99 of 100 requests were
	// answered, the slowest target group counting: nil where no Application Load Balancer is known in front of the service.
	Requests, Errors, Latency []float64
	// Asked is how many metrics were asked for.
	Asked int
}

// To is the end of the last step.
func (l Load) To() time.Time { return l.From.Add(l.Step * time.Duration(len(l.CPU))) }

// Load reads the load of a service on the screen of which somebody is; AWS bills that.
func (m *Meter) Load(ctx context.Context, s aws.Service, groups []aws.TargetGroup) (Load, error) {
	all, err := m.source.Measures(ctx, s, groups, LoadBack)
	return LoadOf(all), err
}

// LoadOf puts together what was measured of a service.
func LoadOf(all []aws.Measure) Load {
	l := Load{Asked: len(all)}
	for _, one := range all {
		l.From, l.Step = one.From, one.Step
		switch one.Name {
		case "CPUUtilization":
			l.CPU = one.Values
		case "MemoryUtilization":
			l.Memory = one.Values
		case aws.RequestCount:
			l.Requests = joined(l.Requests, one.Values, func(a, b float64) float64 { return a + b/one.Step.Seconds() })
		case aws.TargetErrors:
			l.Errors = joined(l.Errors, one.Values, func(a, b float64) float64 { return a + b*float64(time.Minute)/float64(one.Step) })
		case aws.ResponseTime:
			l.Latency = joined(l.Latency, one.Values, func(a, b float64) float64 { return max(a, 1000*b) })
		}
	}
	// A load balancer reports how many answers were errors only where there were any. Where it has counted requests and says
	// nothing of errors, there were none.
	for i := range min(len(l.Errors), len(l.Requests)) {
		if math.IsNaN(l.Errors[i]) && !math.IsNaN(l.Requests[i]) {
			l.Errors[i] = 0
		}
	}
	return l
}

// joined adds values to those that are there already; a step has a value where one of them has.
func joined(all, more []float64, join func(a, b float64) float64) []float64 {
	for len(all) < len(more) {
		all = append(all, math.NaN())
	}
	for i, v := range more {
		switch {
		case math.IsNaN(v):
		case math.IsNaN(all[i]):
			all[i] = join(0, v)
		default:
			all[i] = join(all[i], v)
		}
	}
	return all
}
