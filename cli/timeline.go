package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
)

// entryRow is something that happened, once or several times in a row.
type entryRow struct {
	Time     moment `json:"time"`
	Until    moment `json:"until"`
	Times    int    `json:"times"`
	From     string `json:"from"`
	Severity string `json:"severity"`
	Rule     string `json:"rule"`
	Text     string `json:"text"`
	Meaning  string `json:"meaning"`
}

// day is how far back a timeline goes. What is no good news stays in it for longer: ECS does not repeat itself.
const day = 24 * time.Hour

// timeline is what happened to a service, in order of time: its events, collapsed, the stops of its tasks, its deployments and
// what auto scaling set.
func timeline(rules *triage.Rules, q inspected, groups []triage.Group, now time.Time) []entryRow {
	var all []entryRow
	all = append(all, recurring(rules, rules.Collapse(q.Service.Events))...)
	for _, g := range groups {
		all = append(all, newStopEntry(g))
	}
	ends := inspect.Endings(q.History.Value)
	for _, d := range q.History.Value {
		all = append(all, deploymentEntries(d, ends[d.ARN].Sentence())...)
	}
	for _, h := range inspect.Activities(q.Snapshot, now.Add(-day)) {
		if h.Label != "" || h.Mark.Level == inspect.Bad { // it set a count, or failed
			all = append(all, event(h.At, "scaling", h.Text))
		}
	}
	if !q.History.OK() {
		for _, d := range q.Service.Deployments {
			all = append(all, event(d.Created, "deployment", "deployment of "+d.Revision+" began"))
		}
	}
	all = slices.DeleteFunc(all, func(e entryRow) bool {
		return e.Time.IsZero() || e.Severity == string(triage.Info) && now.Sub(e.Until.Time) > day
	})
	slices.SortStableFunc(all, func(a, b entryRow) int {
		return cmp.Or(a.Time.Compare(b.Time.Time), a.Until.Compare(b.Until.Time))
	})
	return all
}

// often is how many times an event comes back before its runs make one entry.
const often = 3

// recurring are the events as entries. What comes back again and again, as the same events do around each task that dies, is
// one entry from the first time to the last.
func recurring(rules *triage.Rules, runs []triage.Run) []entryRow {
	key := func(r triage.Run) string { return r.Rule + " " + rules.Fold(r.Events[0].Message) }
	times := map[string]int{}
	for _, r := range runs {
		times[key(r)]++
	}
	var all []entryRow
	at := map[string]int{}
	for _, r := range runs {
		k := key(r)
		if i, ok := at[k]; ok && times[k] > often {
			all[i].Time, all[i].Times = moment{r.Oldest}, all[i].Times+len(r.Events)
			continue
		}
		at[k] = len(all)
		all = append(all, newEventEntry(r))
	}
	return all
}

func event(at time.Time, from, text string) entryRow {
	return entryRow{Time: moment{at}, Until: moment{at}, Times: 1, From: from, Severity: string(triage.Info), Text: text}
}

func newEventEntry(run triage.Run) entryRow {
	e := entryRow{Time: moment{run.Oldest}, Until: moment{run.Newest}, Times: len(run.Events), From: "event",
		Severity: string(run.Severity), Rule: run.Rule, Text: run.Events[0].Message, Meaning: run.Meaning.Meaning}
	if run.Reason != nil {
		e.Meaning += " " + run.Reason.Cause
	}
	return e
}

func newStopEntry(g triage.Group) entryRow {
	many := "task"
	if len(g.Tasks) > 1 {
		many = fmt.Sprintf("%d tasks", len(g.Tasks))
	}
	text := fmt.Sprintf("%s of %s stopped: %s", many, g.Revision, cmp.Or(g.Diagnosis.Text, g.Reason, g.StopCode))
	if g.Exited {
		text += fmt.Sprintf(" (%s: exit code %d)", g.Container, g.Exit)
	}
	severity := g.Diagnosis.Severity
	if g.Diagnosis.Kind == triage.Expected {
		severity = triage.Info
	}
	return entryRow{Time: moment{g.First}, Until: moment{g.Last}, Times: len(g.Tasks), From: "task", Severity: string(severity),
		Rule: g.Diagnosis.Rule, Text: text, Meaning: g.Diagnosis.Cause}
}

// deploymentEntries are when a deployment began, was rolled back and ended, and how.
func deploymentEntries(d aws.ServiceDeployment, end string) []entryRow {
	what := cmp.Or(d.Revision, d.ID)
	all := []entryRow{event(cmp.Or(d.Started, d.Created), "deployment", "deployment of "+what+" began")}
	if !d.RollbackStarted.IsZero() {
		e := event(d.RollbackStarted, "deployment", strings.TrimSuffix("rollback of "+what+" began: "+d.RollbackReason, ": "))
		e.Severity = string(triage.Error)
		all = append(all, e)
	}
	if at := cmp.Or(d.Finished, d.Stopped); !at.IsZero() {
		all = append(all, event(at, "deployment", "deployment of "+what+" ended: "+end))
	}
	return all
}
