package inspect

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// Gauges reads what services use, which AWS bills, and what auto scaling aims at.
type Gauges interface {
	Loads(ctx context.Context, services []aws.Measured, since, period time.Duration) (map[string]aws.Load, error)
	ScalingPolicies(ctx context.Context, cluster, service string) ([]aws.ScalingPolicy, error)
	Load
	// MetricsAsked is how many metrics were asked for so far.
	MetricsAsked() int
}

// MeterAtOnce is for how many services one call reads what they use.
const MeterAtOnce = 250

// How often what services use is read for a list, for how far back, and in what steps; how old the targets of auto scaling may
// become, and how many calls are made for those at once.
const (
	meterEvery  = 5 * time.Minute
	meterBack   = time.Hour
	meterStep   = 5 * time.Minute
	targetsAge  = 30 * time.Minute
	targetCalls = 2
)

// Usage is how much of what its tasks reserve a service uses, in percent: averages over its tasks, oldest first. NaN is where
// CloudWatch has no value.
type Usage struct {
	CPU, Memory []float64
	// Requests a second, answers 5XX a minute and the 99th percentile of response times in milliseconds: what Application Load
	// Balancers count in front of it; nil where none are known there, or they were not asked.
	Requests, Errors, Latency []float64
	// CPUTarget and MemoryTarget are what auto scaling keeps them at; 0 where it does not, or that is not known.
	CPUTarget, MemoryTarget float64
	Seen                    time.Time
}

// Load is the same at its moments.
func (u Usage) Load() aws.Load {
	return aws.Load{From: u.Seen.Truncate(meterStep).Add(-meterBack), Step: meterStep, CPU: u.CPU, Memory: u.Memory,
		Requests: u.Requests, Errors: u.Errors, Latency: u.Latency}
}

// Meter remembers what services use. Nil, it is off. It is safe for concurrent use.
type Meter struct {
	plan   *Plan
	source Gauges

	mu      sync.RWMutex
	usage   map[string]Usage // by cluster/name
	tried   map[string]attempt
	targets map[string]target
	err     error
}

// attempt is when a service was asked for last, and whether that was with what load balancers count in front of it.
type attempt struct {
	at      time.Time
	counted bool
}

// target is what auto scaling aims at.
type target struct {
	cpu, memory float64
	seen        time.Time
}

// NewMeter makes a meter that has read nothing.
func NewMeter(p *Plan, g Gauges) *Meter {
	return &Meter{plan: p, source: g, usage: map[string]Usage{}, tried: map[string]attempt{}, targets: map[string]target{}}
}

// Read reads what those services use, by cluster/name, for which that is old: in one call. Of so many at once the rest waits.
// Traffic reads with it what load balancers count in front of them, as far as their target groups are known.
func (m *Meter) Read(ctx context.Context, ids []string, traffic bool) {
	if m == nil {
		return
	}
	now := m.plan.now()
	if due := m.due(ids, traffic, now); len(due) > 0 {
		found, err := m.source.Loads(ctx, due, meterBack, meterStep)
		m.keep(ctx, due, found, err, now)
	}
	m.aim(ctx, ids, now)
}

// due are the services to read now.
func (m *Meter) due(ids []string, traffic bool, now time.Time) (due []aws.Measured) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range m.plan.visible("", ids) {
		one, last := aws.Measured{Service: k.Service}, m.tried[k.key]
		if traffic {
			one.Groups = counted(k.Targets.Value)
		}
		fresh := now.Sub(last.at) < meterEvery && (last.counted || len(one.Groups) == 0)
		if k.Service.Described && k.Service.Running > 0 && !fresh && len(due) < MeterAtOnce {
			due = append(due, one)
			m.tried[k.key] = attempt{now, len(one.Groups) > 0}
		}
	}
	return due
}

// keep notes what was read. What could not be read because nobody waits for it any more was not tried.
func (m *Meter) keep(ctx context.Context, due []aws.Measured, found map[string]aws.Load, err error, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ctx.Err() != nil {
		for _, one := range due {
			delete(m.tried, key(one.Service.Cluster, one.Service.Name))
		}
		return
	}
	if m.err = err; err != nil {
		return
	}
	for k, l := range found {
		n := steps(l)
		m.usage[k] = Usage{CPU: l.CPU[:n], Memory: l.Memory[:n], Requests: upTo(l.Requests, n), Errors: upTo(l.Errors, n), Latency: upTo(l.Latency, n), Seen: now}
	}
}

// steps are how many steps of a load count. The newest is still being measured: where it has no value yet, it is left out.
func steps(l aws.Load) int {
	n := len(l.CPU)
	if n > 0 && math.IsNaN(l.CPU[n-1]) && math.IsNaN(l.Memory[n-1]) {
		n--
	}
	return n
}

func upTo(values []float64, n int) []float64 { return values[:min(len(values), n)] }

// aim reads what auto scaling aims at, for a few services that are registered for it: targets change seldom.
func (m *Meter) aim(ctx context.Context, ids []string, now time.Time) {
	calls := 0
	for _, k := range m.plan.visible("", ids) {
		m.mu.RLock()
		t, known := m.targets[k.key]
		m.mu.RUnlock()
		if calls == targetCalls || !k.Limits.Value.Registered || known && now.Sub(t.seen) < targetsAge {
			continue
		}
		calls++
		policies, err := m.source.ScalingPolicies(ctx, k.Service.Cluster, k.Service.Name)
		if ctx.Err() != nil {
			return
		}
		t = target{seen: now}
		if err == nil {
			t.cpu, t.memory = Aims(policies)
		}
		m.mu.Lock()
		m.targets[k.key] = t
		m.mu.Unlock()
	}
}

// Aims are what scaling policies keep CPU and memory at; 0 where they do not.
func Aims(policies []aws.ScalingPolicy) (cpu, memory float64) {
	for _, p := range policies {
		switch p.Metric {
		case aws.CPUMetric:
			cpu = p.Target
		case aws.MemoryMetric:
			memory = p.Target
		}
	}
	return cpu, memory
}

// Of is what a service uses, and whether that is known.
func (m *Meter) Of(cluster, name string) (Usage, bool) {
	if m == nil {
		return Usage{}, false
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	k := key(cluster, name)
	u, ok := m.usage[k]
	u.CPUTarget, u.MemoryTarget = m.targets[k].cpu, m.targets[k].memory
	return u, ok
}

// On says whether anything is read at all.
func (m *Meter) On() bool { return m != nil }

// Err is why the last reading failed; nil where it did not.
func (m *Meter) Err() error {
	if m == nil {
		return nil
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.err
}

// Asked is how many metrics were asked for so far.
func (m *Meter) Asked() int {
	if m == nil {
		return 0
	}
	return m.source.MetricsAsked()
}

// Together is what the services of a cluster use: averages over their tasks, as far as those are known.
func (m *Meter) Together(cluster string) (u Usage, ok bool) {
	if m == nil {
		return Usage{}, false
	}
	var cpu, memory mean
	for _, k := range m.plan.servicesOf(cluster) {
		if one, known := m.Of(cluster, k.Service.Name); known {
			if one.Seen.After(u.Seen) {
				u.Seen = one.Seen
			}
			cpu.add(one.CPU, k.Service.Running)
			memory.add(one.Memory, k.Service.Running)
			ok = true
		}
	}
	u.CPU, u.Memory = cpu.values(), memory.values()
	return u, ok
}

// mean is a weighted mean of series that end at the same time.
type mean struct{ sum, weight []float64 }

func (m *mean) add(values []float64, weight int) {
	for len(m.sum) < len(values) {
		m.sum, m.weight = append([]float64{0}, m.sum...), append([]float64{0}, m.weight...)
	}
	shift := len(m.sum) - len(values)
	for i, v := range values {
		if !math.IsNaN(v) {
			m.sum[i+shift] += v * float64(weight)
			m.weight[i+shift] += float64(weight)
		}
	}
}

func (m *mean) values() []float64 {
	all := make([]float64, len(m.sum))
	for i := range all {
		if all[i] = math.NaN(); m.weight[i] > 0 {
			all[i] = m.sum[i] / m.weight[i]
		}
	}
	return all
}
