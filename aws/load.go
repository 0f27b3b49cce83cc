package aws

import (
	"math"
	"time"
)

// Load is what a service uses and answers, a value for each step, oldest first. NaN is where CloudWatch has no value.
type Load struct {
	From time.Time
	Step time.Duration
	// CPU and Memory are percent of what the tasks reserve, averages over the tasks.
	CPU, Memory []float64
	// Requests a second, answers 5XX of the targets a minute, and within how many milliseconds 99 of 100 requests were
	// answered, the slowest target group counting: nil where no Application Load Balancer is known in front of the service.
	Requests, Errors, Latency []float64
	// Groups are the same of each target group, by name.
	Groups map[string]Load
	// Asked is how many metrics were asked for.
	Asked int
}

// To is the end of the last step.
func (l Load) To() time.Time { return l.From.Add(l.Step * time.Duration(len(l.CPU))) }

// LoadOf puts together what was measured of a service.
func LoadOf(all []Measure) Load {
	l := loadOf(all)
	parts := map[string][]Measure{}
	for _, one := range all {
		if one.Of != "" {
			parts[one.Of] = append(parts[one.Of], one)
		}
	}
	l.Groups = map[string]Load{}
	for name, part := range parts {
		l.Groups[name] = loadOf(part)
	}
	return l
}

// Served is what target groups have answered in the last minutes: requests a second, answers 5XX a minute, and within how many
// milliseconds 99 of 100 were answered, the slowest group counting. Each is NaN where CloudWatch has no value of it.
func (l Load) Served(groups []string) (requests, errors, latency float64) {
	const lately = 5
	requests, errors, latency = math.NaN(), math.NaN(), math.NaN()
	newest := func(values []float64) []float64 {
		if v, ok := Last(values[max(0, len(values)-lately):]); ok {
			return []float64{v}
		}
		return []float64{math.NaN()}
	}
	sum := func(a, b float64) float64 { return a + b }
	for _, name := range groups {
		g := l.Groups[name]
		requests = overlaid([]float64{requests}, newest(g.Requests), sum)[0]
		errors = overlaid([]float64{errors}, newest(g.Errors), sum)[0]
		latency = overlaid([]float64{latency}, newest(g.Latency), func(a, b float64) float64 { return max(a, b) })[0]
	}
	return requests, errors, latency
}

// loadOf is a load of some measures.
func loadOf(all []Measure) Load {
	l := Load{Asked: len(all)}
	for _, one := range all {
		l.From, l.Step = one.From, one.Step
		switch one.Name {
		case "CPUUtilization":
			l.CPU = one.Values
		case "MemoryUtilization":
			l.Memory = one.Values
		case RequestCount:
			l.Requests = overlaid(l.Requests, one.Values, func(a, b float64) float64 { return a + b/one.Step.Seconds() })
		case TargetErrors:
			l.Errors = overlaid(l.Errors, one.Values, func(a, b float64) float64 { return a + b*float64(time.Minute)/float64(one.Step) })
		case ResponseTime:
			l.Latency = overlaid(l.Latency, one.Values, func(a, b float64) float64 { return max(a, 1000*b) })
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

// overlaid adds values to those that are there already; a step has a value where one of them has.
func overlaid(all, more []float64, join func(a, b float64) float64) []float64 {
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

// Last is the newest value of a series that has one; false where none has.
func Last(values []float64) (float64, bool) {
	for i := len(values) - 1; i >= 0; i-- {
		if !math.IsNaN(values[i]) {
			return values[i], true
		}
	}
	return 0, false
}
