package ui

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// How much garbage there may be before it is collected: so many percent of what is held, but no more than so many bytes or a sixteenth of
// what is held, whichever is more. Most of what is held for long are logs, which are quick to look through for the collector, since they
// hold no pointers.
const (
	collected = 40
	slack     = 12 << 20
	share     = 16
)

// thrift keeps the process small: after each collection it sets the runtime's limit of memory to what lives and a little more, so that
// what is not used goes back to the system.
type thrift struct {
	mu    sync.Mutex
	ended bool
	stats []metrics.Sample // what lives, and what the runtime takes beside it
}

// beside are the metrics of what the runtime takes beside what lives, as far as its limit counts it.
func beside() []string {
	return []string{"/memory/classes/heap/unused:bytes", "/memory/classes/heap/stacks:bytes", "/memory/classes/metadata/mcache/inuse:bytes",
		"/memory/classes/metadata/mcache/free:bytes", "/memory/classes/metadata/mspan/inuse:bytes", "/memory/classes/metadata/mspan/free:bytes",
		"/memory/classes/metadata/other:bytes", "/memory/classes/os-stacks:bytes", "/memory/classes/other:bytes", "/memory/classes/profiling/buckets:bytes"}
}

// thrifty has garbage collected sooner than is usual, unless somebody chose how much there may be. What it returns undoes that.
func thrifty() (undo func()) {
	const usual = 100
	percent, limit := debug.SetGCPercent(collected), debug.SetMemoryLimit(-1)
	if percent != usual || limit != math.MaxInt64 {
		debug.SetGCPercent(percent)
		return func() {}
	}
	t := &thrift{stats: []metrics.Sample{{Name: "/gc/heap/live:bytes"}}}
	for _, name := range beside() {
		t.stats = append(t.stats, metrics.Sample{Name: name})
	}
	t.await()
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.ended = true
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

// await has the limit set after the next collection, which collects what is made here.
func (t *thrift) await() {
	runtime.AddCleanup(&struct{ *thrift }{}, (*thrift).bound, t)
}

// bound sets the limit, and waits for the next collection.
func (t *thrift) bound() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return
	}
	metrics.Read(t.stats)
	live := t.stats[0].Value.Uint64()
	most := live + max(slack, live/share)
	for _, s := range t.stats[1:] {
		most += s.Value.Uint64()
	}
	debug.SetMemoryLimit(int64(most))
	t.await()
}
