// Package logs is an invented CloudWatch Logs: what the containers of a simulated account write, made up when it is
// asked for, and the actions that read it.
//
// Nothing is stored and nothing runs: each line follows from the seed, the container and its number, so that any part of
// any stream can be made at any time, and is the same each time. When a line can be seen is part of it: as in AWS, lines
// are ingested some time after they were written, and not always in their order.
package logs

import (
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ecscope/ecscope/sim/world"
)

// Options are how the containers log and what CloudWatch does to it. The zero value is a quiet account and a well-behaved
// CloudWatch.
type Options struct {
	Seed uint64
	// Rate is how many lines a second the main container of each task writes, by "cluster/service"; others follow their
	// nature, which is about one.
	Rate map[string]float64
	// Late is the share of lines, from 0 to 1, that are ingested up to LateBy later than others.
	Late   float64
	LateBy time.Duration
	// Repeat is the share of events that an answer holds twice, and Twice of those that were ingested twice, under two ids.
	Repeat, Twice float64
	// Empty makes each nth page an empty one that leads on to the next; 0 for none.
	Empty int
}

// Store is the log groups of an account.
type Store struct {
	world   *world.World
	now     func() time.Time
	region  string
	account string

	mu       sync.Mutex
	options  Options
	rates    map[string][]rate // by service, oldest first
	written  map[string]map[string][]event
	sessions int
}

// rate is how fast a service logs from a moment on.
type rate struct {
	from  time.Time
	lines float64 // per second and task
}

// New makes the log groups that the containers of a world write to. The world is up to date whenever it is asked.
func New(w *world.World, now func() time.Time, region, account string, o Options) *Store {
	s := &Store{world: w, now: now, region: region, account: account, options: o, rates: map[string][]rate{}, written: map[string]map[string][]event{}}
	for service, lines := range o.Rate {
		s.rates[service] = []rate{{lines: lines}}
	}
	return s
}

// Speed has the main container of each task of a service ("cluster/service") write so many lines a second from now on.
func (s *Store) Speed(service string, lines float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rates[service] = append(s.rates[service], rate{s.now(), lines})
}

// Change alters the options, but for the rates, from now on. The lines that were written change as well.
func (s *Store) Change(alter func(*Options)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	alter(&s.options)
}

// Write puts a line into a stream, which is made where it is missing: written and ingested when it is said.
func (s *Store) Write(group, stream, message string, written, ingested time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	NewWriter(s).write(group, stream, message, written, ingested)
}

// write appends a line to a stream. The lock is held.
func (w Writer) write(group, stream, message string, written, ingested time.Time) {
	s := w.store
	if s.written[group] == nil {
		s.written[group] = map[string][]event{}
	}
	lines := s.written[group][stream]
	e := event{at: written.UnixMilli(), ingested: ingested.UnixMilli(), stream: stream, number: uint64(len(lines)), text: message}
	s.written[group][stream] = append(lines, e)
}

// Line is one line as it was written, whether or not it can be seen yet.
type Line struct {
	ID, Stream, Message string
	Written, Ingested   time.Time
}

// Written is all lines of a group from a moment on and before another, in the order in which they were written: what an
// answer should hold.
func (s *Store) Written(group string, from, to time.Time) []Line {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.group(group)
	if g == nil {
		return nil
	}
	var out []Line
	for _, e := range g.between(g.sources, from.UnixMilli(), to.UnixMilli()) {
		out = append(out, Line{e.id(), e.stream, e.text, time.UnixMilli(e.at).UTC(), time.UnixMilli(e.ingested).UTC()})
	}
	return out
}

// group is a log group as it is now.
type group struct {
	name    string
	sources []source // in the order of their names
	now     int64
	options Options
}

// source is a stream and what writes it: a container or, where there is none, whoever called Write.
type source struct {
	name    string
	output  world.Output
	rates   []rate
	hash    uint64
	written []event
}

// group finds a group, nil where there is none. The lock is held.
func (s *Store) group(name string) *group {
	outputs, written := s.world.Outputs(name), s.written[name]
	if len(outputs) == 0 && written == nil {
		return nil
	}
	g := &group{name: name, now: s.now().UnixMilli(), options: s.options}
	for _, o := range outputs {
		g.sources = append(g.sources, source{name: o.Stream, output: o, rates: s.speed(o), hash: sum(o.Stream) ^ s.options.Seed*0x9e3779b97f4a7c15})
	}
	for name, lines := range written {
		if i := slices.IndexFunc(g.sources, func(src source) bool { return src.name == name }); i >= 0 {
			g.sources[i].written = lines // a container's stream that others write to as well
			continue
		}
		g.sources = append(g.sources, source{name: name, written: lines, hash: sum(name)})
	}
	slices.SortStableFunc(g.sources, func(a, b source) int { return strings.Compare(a.name, b.name) })
	return g
}

// speed is how fast a container logs, over time.
func (s *Store) speed(o world.Output) []rate {
	if n := nature(o.Container); n > 0 {
		return []rate{{lines: n}}
	}
	if known := s.rates[o.Cluster+"/"+o.Service]; len(known) > 0 {
		if known[0].from.IsZero() {
			return known
		}
		return append([]rate{{lines: usual(o)}}, known...)
	}
	return []rate{{lines: usual(o)}}
}

// nature is how fast a sidecar logs; 0 for the main container.
func nature(container string) float64 {
	switch container {
	case "envoy":
		return 0.8
	case "datadog":
		return 0.05
	case "router":
		return 0.02
	}
	return 0
}

// usual is how fast a main container logs by nature: each family in its own way.
func usual(o world.Output) float64 { return 0.4 + float64(sum(o.Family)%20)/10 }

func sum(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// names are the names of all groups, sorted. The lock is held.
func (s *Store) names() []string {
	all := s.world.LogGroups()
	for name := range s.written {
		all = append(all, name)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
