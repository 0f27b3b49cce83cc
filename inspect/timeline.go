package inspect

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// Kinds of a Happening besides deployment, event and stopped, which a timeline tells apart.
const (
	RolledBack = "rollback"
	Scaled     = "scaling"
	Alarmed    = "alarm"
)

// together is how close to each other tasks of one crash group end that are one happening of a timeline.
const together = time.Minute

// Past is what is known to have happened to a service after a moment, the newest first. Nothing is asked for it.
func Past(i *Inspector, s Snapshot, from time.Time) []Happening {
	found := slices.Concat(rolloutsOf(i, s, from), deathsOf(i, s.Stopped.Value, from), Activities(s, from), eventsOf(i, s, from))
	slices.SortStableFunc(found, func(a, b Happening) int { return b.At.Compare(a.At) })
	return found
}

// Unread are the parts of a service's past that are not known, each with the reason; none where nothing was read of it yet.
func Unread(i *Inspector, cluster, name string) []string {
	i.mu.RLock()
	defer i.mu.RUnlock()
	k := i.services[key(cluster, name)]
	if k == nil {
		return nil
	}
	var all []string
	for _, p := range k.Snapshot.parts() {
		if p.why != "" && slices.Contains([]string{"events", "deployments", "stopped tasks", "deployment history", "scaling"}, p.name) {
			all = append(all, p.name+": "+p.why)
		}
	}
	return all
}

// rolloutsOf are the deployments of the history, with how they ended and what went back; without a history, those that the
// service itself names.
func rolloutsOf(i *Inspector, s Snapshot, from time.Time) []Happening {
	tasks := everyTask(s)
	if len(s.History.Value) == 0 {
		return slices.DeleteFunc(ChangesOf(s.Service, tasks, i.rules, from), func(h Happening) bool { return h.Kind != "deployment" })
	}
	var found []Happening
	ends := Endings(s.History.Value)
	for _, d := range s.History.Value {
		end, over := ends[d.ARN], cmp.Or(d.Finished, d.Stopped)
		if d.InProgress() {
			over = time.Time{}
		}
		h := Happening{ID: d.ARN, Cluster: s.Service.Cluster, Service: s.Service.Name, At: d.Created, Until: over, Kind: "deployment",
			Label: RevisionNumber(d.Revision), Mark: Mark{LevelOf(end.State), end.Word}, Text: deploymentText(d.Revision, end.Word)}
		if d.Created.After(from) || over.After(from) || d.InProgress() {
			found = append(found, h)
		}
		if d.RollbackStarted.After(from) {
			h.ID, h.At, h.Until, h.Kind, h.Label = d.ARN+" back", d.RollbackStarted, time.Time{}, RolledBack, RevisionNumber(d.BackTo)
			h.Mark = Mark{Warn, "rolled back"}
			h.Text = "rolled back"
			if d.InProgress() {
				h.Text = "going back"
			}
			if d.BackTo != "" {
				h.Text += " to " + d.BackTo
			}
			if d.RollbackReason != "" {
				h.Text += ": " + Shortened(byRevision(s.Service, tasks, d.RollbackReason))
			}
			found = append(found, h)
		}
	}
	return found
}

// RevisionNumber is the number of a revision with its colon; empty where it has none.
func RevisionNumber(revision string) string {
	if _, n, ok := strings.Cut(revision, ":"); ok {
		return ":" + n
	}
	return ""
}

// deathsOf are the stopped tasks by cause, those that ended together as one.
func deathsOf(i *Inspector, stopped []aws.Task, from time.Time) []Happening {
	var found []Happening
	for _, g := range i.Groups(stoppedAfter(stopped, from)) {
		for len(g.Tasks) > 0 {
			n := 1
			for n < len(g.Tasks) && g.Tasks[n-1].Stopped.Sub(g.Tasks[n].Stopped) <= together {
				n++
			}
			part := g
			part.Tasks, part.Last, part.First = g.Tasks[:n], g.Tasks[0].Stopped, g.Tasks[n-1].Stopped
			for _, h := range Deaths([]triage.Group{part}, from) {
				h.ID, h.At, h.Until = part.Tasks[n-1].ARN, part.First, part.Last
				found = append(found, h)
			}
			g.Tasks = g.Tasks[n:]
		}
	}
	return found
}

// Activities are what auto scaling did to a service after a moment, and what it did not do and why.
func Activities(s Snapshot, from time.Time) []Happening {
	var found []Happening
	settings := triage.Settings(s.Scaling.Value, s.Service)
	for _, a := range s.Scaling.Value.Activities {
		if !a.Started.After(from) {
			continue
		}
		h := Happening{ID: cmp.Or(a.ID, a.Started.String()), Cluster: s.Service.Cluster, Service: s.Service.Name, At: a.Started, Kind: Scaled,
			Mark: Mark{Idle, ""}, Text: "auto scaling: " + ActivityText(a)}
		if count, ok := a.SetTo(); ok {
			h.Label, h.Mark.Word = strconv.Itoa(count), map[int]string{1: "up", -1: "down"}[settings[0].Way]
			if settings[0].Other {
				h.Text += " · something else had changed the count"
			}
			settings = settings[1:]
		}
		if strings.EqualFold(a.Status, "failed") {
			h.Mark = Mark{Bad, "failed"}
		}
		found = append(found, h)
	}
	return found
}

// everyTask is every task known of a service, those that run and those that stopped.
func everyTask(s Snapshot) []aws.Task { return slices.Concat(s.Tasks.Value, s.Stopped.Value) }

// eventsOf are the events that say more than routine. What auto scaling did is known better where its activities are.
func eventsOf(i *Inspector, s Snapshot, from time.Time) []Happening {
	scaling := s.Scaling.OK() && s.Scaling.Value.Registered
	var found []Happening
	for _, h := range ChangesOf(s.Service, everyTask(s), i.rules, from) {
		text := strings.ToLower(h.Text)
		switch {
		case h.Kind != "event":
			continue
		case strings.Contains(text, "alarm"):
			h.Kind = Alarmed
		case strings.Contains(text, "desired count") && scaling:
			continue
		case strings.Contains(text, "desired count"):
			h.Kind = Scaled
		}
		found = append(found, h)
	}
	return found
}
