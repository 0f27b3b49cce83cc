package tail

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// judge notes what a stream is.
func (o *owners) judge(g *logGroup, name string, x *outsider) {
	if o.judged == nil {
		o.judged = map[*logGroup]map[string]*outsider{}
	}
	if o.judged[g] == nil {
		o.judged[g] = map[string]*outsider{}
	}
	o.judged[g][name] = x
}

// leaveOut has the lines of a stream counted instead of read; or read and marked, where that is wanted.
func (o *owners) leaveOut(g *logGroup, name, who string) {
	if o.all {
		id := plain.Short(name)
		if !taskName().MatchString(id) {
			id = ""
		}
		g.streams[name] = &logStream{group: g, name: name, task: id, container: containerOf(name), at: o.writers.out.bounds.since, born: true,
			synced: true, doubt: doubt{unproven: true}}
		return
	}
	x := &outsider{group: g, stream: name, who: who}
	o.judge(g, name, x)
	o.order = append(o.order, x)
	o.fresh = true
}

// count counts a line that is left out, once however often it is read.
func (q *query) count(x *outsider, at time.Time) {
	again := x.by == q // lines of one millisecond that one query reads are several
	switch {
	case x.lines == 0:
		x.first, x.last = at, at
	case at.After(x.last) || again && at.Equal(x.last):
		x.last = at
	case at.Before(x.first) || again && at.Equal(x.first):
		x.first = at
	default:
		return
	}
	x.by = q
	x.lines++
}

// merge adds what another reading of the same found out.
func (o *owners) merge(other *owners) {
	for _, x := range other.order {
		i := slices.IndexFunc(o.order, func(y *outsider) bool {
			return y.stream == x.stream && y.group.name == x.group.name && y.group.region == x.group.region
		})
		if i >= 0 {
			o.order[i].lines += x.lines
		} else {
			x.group = o.writers.places.group(x.group.region, x.group.name)
			o.judge(x.group, x.stream, x)
			o.order = append(o.order, x)
		}
		o.fresh = true
	}
	o.crowded = o.crowded || other.crowded
}

// others notes which streams were left out, where that was not said.
func (o *owners) others() error {
	if !o.fresh {
		return nil
	}
	o.fresh, o.noted = false, o.writers.out.clock.now()
	lines := 0
	var names []string
	for _, x := range o.order {
		lines += x.lines
		name := clean.Text(x.stream)
		if x.who != "" {
			name += " (" + clean.Text(x.who) + ")"
		}
		names = append(names, name)
	}
	const most = 3
	more := ""
	if n := len(names) - most; n > 0 {
		names, more = names[:most], fmt.Sprintf(" and %d more", n)
	}
	count := words.Count(lines, "line")
	if o.crowded {
		count = "more than " + count
	}
	return o.writers.out.note(NoteOthers, 0, fmt.Sprintf("%s with %s of other or unknown tasks left out: %s%s", words.Count(len(o.order), "stream"), count,
		strings.Join(names, ", "), more))
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// nameProven has a query that stops reading a whole directory, since others crowd it, name the streams in it that are known to
// be of a task that is wanted.
func (o *owners) nameProven(q *query) {
	for _, s := range o.services() {
		for _, id := range sortedKeys(s.proof.events) {
			name := q.prefix + id
			container := containerOf(name)
			if q.group.streams[name] != nil || !s.wants(container) {
				continue
			}
			x := &logStream{group: q.group, name: name, set: s, task: id, container: container, at: q.from}
			q.group.streams[name] = x
			q.stretches = append(q.stretches, stretch{group: q.group, stream: x, from: q.from, to: q.to})
		}
	}
}
