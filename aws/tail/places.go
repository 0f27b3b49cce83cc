package tail

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws/plain"
)

// logPlaces are the groups and streams that are read, and how far each was.
type logPlaces struct {
	groups []*logGroup
	bounds *bounds
	home   string // the region of groups that name none
}

// group is the group of that name, taken up where it is new.
func (p *logPlaces) group(region, name string) *logGroup {
	for _, g := range p.groups {
		if g.region == region && g.name == name {
			return g
		}
	}
	g := &logGroup{region: region, name: name, streams: map[string]*logStream{}, crowded: map[string]bool{}}
	p.groups = append(p.groups, g)
	return g
}

// openGroup is a group that is asked for by name or ARN (arn:aws:logs:region:account:log-group:name, with or without ":*"); with a stream
// only that is read.
func (p *logPlaces) openGroup(region, name, stream string) *logGroup {
	g := &logGroup{region: region, name: name, open: true, reach: reach{only: stream}, streams: map[string]*logStream{}}
	if parts := strings.SplitN(name, ":", 8); len(parts) >= 7 && parts[0] == "arn" {
		g.region, g.name, g.id = parts[3], parts[6], strings.Join(parts[:7], ":")
	}
	if g.region == "" {
		g.region = p.home
	}
	g.at = p.bounds.since
	return g
}

// sorted streams of all groups that are not open, in the order of their names.
func (p *logPlaces) streams() []*logStream {
	var all []*logStream
	for _, g := range p.groups {
		if g.open {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(g.streams)) {
			all = append(all, g.streams[name])
		}
	}
	return all
}

// stretches is what is to be read of the streams that are wanted, from their positions less an overlap.
func (p *logPlaces) stretches(wanted func(at time.Time, synced bool) bool, overlap time.Duration) []stretch {
	var all []stretch
	for _, g := range p.groups {
		if g.open && wanted(g.at, g.synced) {
			all = append(all, stretch{group: g, from: plain.Later(p.bounds.since, g.at.Add(-overlap)), to: p.bounds.until})
		}
	}
	for _, s := range p.streams() {
		if s.done.IsZero() && wanted(s.at, s.synced) {
			all = append(all, stretch{group: s.group, stream: s, from: plain.Later(p.bounds.since, s.at.Add(-overlap)), to: p.bounds.until})
		}
	}
	return all
}

// recent are the streams that were left not long ago.
func (p *logPlaces) recent(from time.Time) []stretch {
	var stretches []stretch
	for _, s := range p.streams() {
		if !s.done.IsZero() && s.done.After(from) {
			stretches = append(stretches, stretch{group: s.group, stream: s, from: plain.Later(p.bounds.since, from), to: p.bounds.until})
		}
	}
	return stretches
}

// rewind has everything after a moment read again.
func (p *logPlaces) rewind(to time.Time) {
	for _, g := range p.groups {
		if g.at.After(to) {
			g.at = to
		}
		for _, s := range g.streams {
			if s.at.After(to) {
				s.at = to
			}
		}
	}
}

// lag is how far behind the streams are that were read least lately.
func (p *logPlaces) lag(now func() time.Time) time.Duration {
	oldest := now()
	for _, g := range p.groups {
		if g.fails() {
			continue
		}
		if g.open && g.at.Before(oldest) {
			oldest = g.at
		}
		for _, s := range g.streams {
			if !g.open && s.done.IsZero() && s.at.Before(oldest) {
				oldest = s.at
			}
		}
	}
	return now().Sub(oldest).Truncate(time.Millisecond)
}

// alone says that no other group is read: then there is nothing to go on with while this one cannot be.
func (p *logPlaces) alone(g *logGroup) bool {
	for _, o := range p.groups {
		if o != g && !o.fails() && o.absent.IsZero() && (o.open || len(o.streams) > 0) {
			return false
		}
	}
	return true
}

// scopes are the sessions that are needed, one for each region.
func (p *logPlaces) scopes() []liveScope {
	var all []liveScope
	for _, g := range p.groups {
		if !g.absent.IsZero() || !g.open && len(g.streams) == 0 {
			continue
		}
		i := slices.IndexFunc(all, func(s liveScope) bool { return s.region == g.region })
		if i < 0 {
			i, all = len(all), append(all, liveScope{region: g.region})
		}
		all[i].groups = append(all[i].groups, g)
	}
	for i, s := range all {
		switch g := s.groups[0]; {
		case len(s.groups) == 1 && g.only != "":
			all[i].prefixes = []string{g.only}
		case len(s.groups) == 1 && !g.open:
			all[i].prefixes = g.prefixes()
		}
	}
	return all
}
