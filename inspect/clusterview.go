package inspect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// ClusterView is how a cluster is: the worst of what is known in it, in words, and how much of it was looked at.
type ClusterView struct {
	Level          Level
	Word           string
	Seen, Services int
	// Problems are what is wrong in it, the worst first.
	Problems []Problem
	// Oldest is when the oldest of it was read; zero where nothing was.
	Oldest time.Time
}

// Cluster says how a cluster is. That it is well is said only of one in which every service was looked at.
func (p *Plan) Cluster(c aws.Cluster) ClusterView {
	s := Survey{}
	p.look(&s, c.Name)
	slices.SortFunc(s.Problems, Worse)
	v := ClusterView{Level: Unknown, Seen: s.Seen, Services: max(s.Services, c.Services), Problems: s.Problems, Oldest: s.Oldest}
	counts := map[string]int{}
	for _, found := range s.Problems {
		word, l := string(found.Verdict.State), found.Verdict.Level()
		if found.Thing == aws.ServiceThing {
			counts[word]++
		} else {
			counts[string(found.Thing)]++
		}
		if v.Level == Unknown || l.Rank() < v.Level.Rank() {
			v.Level = l
		}
	}
	own := MarkCluster(c)
	switch changing, up, unknown := p.moves(c.Name); {
	case !c.Described:
	case own.Level != Good:
		delete(counts, string(aws.ClusterThing)) // that is its own status
		if len(counts) == 0 || own.Level.Rank() < v.Level.Rank() {
			v.Level = own.Level
		}
		v.Word = strings.Trim(own.Word+", "+tally(counts), ", ")
	case len(counts) > 0:
		v.Word = tally(counts)
	case s.Seen < v.Services && s.Seen > 0:
		v.Word = fmt.Sprintf("%d of %d looked at", s.Seen, v.Services)
	case s.Seen < v.Services, p.ledger.at(c.Name).tasks.IsZero():
		v.Word = "not looked at"
	case unknown > 0:
		v.Word = words.Plural(unknown, "service not known", "services not known")
	case changing > 0:
		v.Level, v.Word = Busy, fmt.Sprintf("%d changing", changing)
	case up == 0 && c.Running == 0:
		v.Level, v.Word = Idle, "nothing runs"
	default:
		v.Level, v.Word = Good, "steady"
	}
	return v
}

// moves counts the services of a cluster that change, those that are well, and those of which nobody knows.
func (p *fetcher) moves(cluster string) (changing, up, unknown int) {
	for _, k := range p.servicesOf(cluster) {
		switch k.verdict.Level() {
		case Busy:
			changing++
		case Good:
			up++
		case Unknown:
			unknown++
		}
	}
	return changing, up, unknown
}

// mostTally is how long a tally may be: a column of a narrow screen.
const mostTally = 40

// tally is "2 failing, 1 degraded", the worst first. What is too much to be named is counted.
func tally(counts map[string]int) string {
	all := sorted(counts)
	slices.SortStableFunc(all, func(a, b string) int {
		return cmp.Compare(uint(triage.State(a).Rank()), uint(triage.State(b).Rank()))
	})
	var parts []string
	for _, w := range all {
		part := fmt.Sprintf("%d %s", counts[w], w)
		switch aws.Thing(w) {
		case aws.TaskThing:
			part = words.Plural(counts[w], "kind of task failing", "kinds of tasks failing")
		case aws.InstanceThing:
			part = words.Plural(counts[w], "instance in trouble", "instances in trouble")
		}
		parts = append(parts, part)
	}
	text, more := strings.Join(parts, ", "), 0
	for n := len(parts) - 1; n > 0 && len(text) > mostTally; n-- {
		more += counts[all[n]]
		text = fmt.Sprintf("%s, %d more", strings.Join(parts[:n], ", "), more)
	}
	return text
}
