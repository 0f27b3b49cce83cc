package inspect

import (
	"cmp"
	"slices"

	"github.com/ecscope/ecscope/aws"
)

// Pulse is how an account is at a glance: what is known of it, without asking for anything.
type Pulse struct {
	Survey
	Counts Counts
	// Rows are the clusters, the worst first.
	Rows []ClusterPulse
}

// Counts are how many services are at each level. Those that were not judged yet are Unknown.
type Counts map[Level]int

// Total is how many services were counted.
func (c Counts) Total() int {
	n := 0
	for _, of := range c {
		n += of
	}
	return n
}

// Levels are the levels, the worst first.
func Levels() []Level { return []Level{Bad, Warn, Busy, Unknown, Good, Idle} }

// ClusterPulse is a cluster at a glance.
type ClusterPulse struct {
	aws.Cluster
	ClusterView
	Counts Counts
	// Up and Wanted are the tasks of its services that run and that should, as far as those were described.
	Up, Wanted int
}

// Pulse is what is known of the account now.
func (p *Plan) Pulse() Pulse {
	out := Pulse{Survey: p.Survey(""), Counts: Counts{}}
	for _, name := range p.ledger.names() {
		c := p.ledger.at(name).cluster
		row := ClusterPulse{Cluster: c, ClusterView: p.Cluster(c), Counts: Counts{}}
		for _, k := range p.servicesOf(name) {
			level := k.verdict.Level()
			if !k.Service.Described {
				level = Unknown
			}
			row.Counts[level]++
			out.Counts[level]++
			row.Up, row.Wanted = row.Up+k.Service.Running, row.Wanted+k.Service.Desired
		}
		out.Rows = append(out.Rows, row)
	}
	slices.SortFunc(out.Rows, ClusterPulse.Compare)
	return out
}

// Compare orders clusters: the one with the most services that fail first, then the one with the most that are degraded.
func (c ClusterPulse) Compare(other ClusterPulse) int {
	for _, l := range []Level{Bad, Warn} {
		if n := cmp.Compare(other.Counts[l], c.Counts[l]); n != 0 {
			return n
		}
	}
	return cmp.Or(cmp.Compare(c.Level.Rank(), other.Level.Rank()), cmp.Compare(c.Cluster.Name, other.Cluster.Name))
}
