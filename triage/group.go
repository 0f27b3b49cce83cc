package triage

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// Group is a number of stopped tasks that ended alike: of one revision, with one stop code, by one container with one exit
// code, for one reason but for ids and counts.
type Group struct {
	Revision, Service, Cluster, StopCode, Container string
	// Exit is the container's exit code, where it Exited.
	Exit   int
	Exited bool
	// Reason is the text they share, folded.
	Reason string
	// Diagnosis is that of the newest of them.
	Diagnosis Diagnosis
	// Tasks are the members, the newest end first; First and Last are when the oldest and the newest ended.
	Tasks       []aws.Task
	First, Last time.Time
	// Lived is how long the middle one of them ran; zero where it never did.
	Lived time.Duration
}

// Groups puts stopped tasks into groups, those with the newest end first. Revisions that are known help to tell which
// container ended its task; none are needed.
func (r *Rules) Groups(tasks []aws.Task, known ...aws.Revision) []Group {
	type key struct {
		revision, service, cluster, code, container, reason string
		exit                                                int
		exited                                              bool
	}
	at, before := map[key]int{}, &told{known: map[string]Diagnosis{}}
	var groups []Group
	for _, t := range tasks {
		if !t.Described {
			continue
		}
		revision := lookup(known, t.Revision)
		d := r.task(t, revision, before)
		first := culprit(t, revision)
		reason := r.Fold(cmp.Or(d.Text, t.Reason))
		k := key{t.Revision, t.Service, t.Cluster, t.StopCode, d.Container, reason, first.Exit, first.Exited}
		i, ok := at[k]
		if !ok {
			i = len(groups)
			at[k] = i
			groups = append(groups, Group{Revision: t.Revision, Service: t.Service, Cluster: t.Cluster, StopCode: t.StopCode,
				Container: d.Container, Exit: first.Exit, Exited: first.Exited, Reason: reason, Diagnosis: d})
		}
		g := &groups[i]
		if g.Tasks = append(g.Tasks, t); ended(t).After(ended(g.Tasks[0])) {
			g.Diagnosis = d
			last := len(g.Tasks) - 1
			g.Tasks[0], g.Tasks[last] = g.Tasks[last], g.Tasks[0]
		}
	}
	for i := range groups {
		groups[i].sum()
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return b.Last.Compare(a.Last) })
	return groups
}

func lookup(known []aws.Revision, name string) aws.Revision {
	for _, r := range known {
		if number, ok := strings.CutPrefix(name, r.Family+":"); ok && number == strconv.Itoa(r.Number) {
			return r
		}
	}
	return aws.Revision{}
}

// sum orders the members and finds what holds for all.
func (g *Group) sum() {
	slices.SortStableFunc(g.Tasks, func(a, b aws.Task) int { return ended(b).Compare(ended(a)) })
	g.Last, g.First = ended(g.Tasks[0]), ended(g.Tasks[len(g.Tasks)-1])
	var lives []time.Duration
	for _, t := range g.Tasks {
		if !t.Started.IsZero() {
			lives = append(lives, t.Ended().Sub(t.Started))
		}
	}
	if len(lives) > 0 {
		slices.Sort(lives)
		g.Lived = max(0, lives[len(lives)/2])
	}
}
