package inspect

import (
	"fmt"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// outcomes are how the tasks of one group are, and how those ended that did so within the last hour.
type outcomes struct {
	ended, failed int
	untold        int // of those that failed, without an exit code
	since         time.Time
	newest        aws.Task // of those that failed
	sick          []aws.Task
	late          []aws.Task
}

func (o *outcomes) add(i *Inspector, t aws.Task) {
	v := i.Task(t)
	if _, late := triage.Late(t, i.now()); late {
		o.late = append(o.late, t)
	}
	switch {
	case t.Status != "STOPPED" && v.Level == Bad:
		o.sick = append(o.sick, t)
	case t.Status != "STOPPED" || i.now().Sub(t.Stopped) > time.Hour:
	case v.Level != Bad:
		o.ended++
	default:
		o.ended++
		if v.Diagnosis.Rule == "code-essential-exited" {
			o.untold++ // without its exit code a run may have done what it should
		}
		if o.failed++; o.failed == 1 || t.Stopped.After(o.newest.Stopped) {
			o.newest = t
		}
		if o.since.IsZero() || t.Stopped.Before(o.since) {
			o.since = t.Stopped
		}
	}
}

// tardy is what is said of the tasks that take too long to start; empty where there are none.
func (o *outcomes) tardy(now time.Time, of string) string {
	if len(o.late) == 0 {
		return ""
	}
	youngest := slices.MaxFunc(o.late, func(a, b aws.Task) int { return a.Created.Compare(b.Created) })
	text := fmt.Sprintf("%s%s did not start within %s", words.Count(len(o.late), "task"), of, words.Span(now.Sub(youngest.Created)))
	if len(o.late) == 1 {
		what, _ := triage.Late(youngest, now)
		text += ": " + what
	}
	return text
}

// runs judges the tasks of one group. The newest that failed tells why; one after which another ended well, or runs, is over. Those that
// do not start are told of besides.
func runs(i *Inspector, group string, tasks []aws.Task) (Verdict, bool) {
	group = aws.GroupName(group)
	var o outcomes
	for _, t := range tasks {
		o.add(i, t)
	}
	last := i.Task(slices.MaxFunc(tasks, func(a, b aws.Task) int { return a.Created.Compare(b.Created) }))
	if last.Level == Good || last.Level == Idle {
		o.failed = 0
	}
	v := Verdict{Verdict: triage.Verdict{State: triage.Degraded}, Whole: true}
	late := o.tardy(i.now(), "")
	switch {
	case o.failed > 0:
		v.Since, v.Diagnosis = o.since, i.Task(o.newest).Diagnosis
		v.Headline = fmt.Sprintf("%d of %s of %s failed in the last hour", o.failed, words.Count(o.ended, "run"), group)
		if o.untold == o.failed {
			v.State = triage.Unclear
			v.Headline = fmt.Sprintf("%d of %s of %s ended in the last hour without an exit code: whether %s is unknown", o.failed, words.Count(o.ended, "run"), group, words.Agree(o.failed, "it failed", "they failed"))
		}
	case len(o.sick) > 0:
		v.Diagnosis = i.Task(o.sick[0]).Diagnosis
		v.Headline = fmt.Sprintf("%s of %s %s unhealthy", words.Count(len(o.sick), "running task"), group, words.Agree(len(o.sick), "is", "are"))
	case late != "":
		v.Since, v.Headline = slices.MinFunc(o.late, func(a, b aws.Task) int { return a.Created.Compare(b.Created) }).Created, o.tardy(i.now(), " of "+group)
		return v, true
	default:
		return Verdict{}, false
	}
	if late != "" {
		v.Headline += "; " + late
	}
	return v, true
}
