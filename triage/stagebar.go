package triage

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// StageMark is how far a rollout is with a stage.
type StageMark string

// Marks of stages. Broken is the stage in which it was given up.
const (
	StageDone   StageMark = "done"
	StageNow    StageMark = "now"
	StageNext   StageMark = "next"
	StageBroken StageMark = "broken"
	StageUnsure StageMark = "unknown"
)

// Stage is one stage of a rollout, by AWS's name.
type Stage struct {
	Name string
	Mark StageMark
}

// StageBar are the stages of a rollout in their order; none where nothing tells of them.
type StageBar struct {
	Stages []Stage
	// At is the stage that it is in, in AWS's word, and Place how many it is of how many; Step is the step of its traffic.
	At, Place, Step string
	// Note says what the bar cannot: that ECS names a stage that is not known here, or one that it had left.
	Note string
	// Since is when it was first seen in the stage; it may have been there before, unless Exact.
	Since time.Time
	Exact bool
}

// stageBar are the stages of a deployment as far as it tells of them.
func stageBar(d aws.ServiceDeployment, o aws.RolloutConfiguration, seen StageSeen) StageBar {
	b := StageBar{At: d.Stage}
	if seen.Deployment == d.ARN && d.ARN != "" {
		b.Since, b.Exact = seen.Since, seen.Exact
	} else {
		seen = StageSeen{}
	}
	switch {
	case strings.HasPrefix(d.Status, "ROLLBACK"):
		goes := "is going"
		if !d.InProgress() {
			goes = "went"
		}
		// The stage of a rollback may be its own: only who saw it before knows how far the deployment had come.
		if seen.Furthest == "" {
			if d.Stage != "" {
				b.Note = "it " + goes + " back; how far it got is unknown (ECS says " + d.Stage + ")"
			}
			return b
		}
		d.Stage, b.Note = seen.Furthest, "it got as far as "+seen.Furthest+" and "+goes+" back"
	case d.Stage == "" && seen.Furthest != "" && d.InProgress():
		d.Stage, b.Note = seen.Furthest, "ECS gives no stage; it had got as far as "+seen.Furthest
	case d.Status == "IN_PROGRESS":
		b.Note = wentBack(d, seen)
	}
	names := stagesOf(d, o)
	at := slices.Index(names, d.Stage)
	if d.Stage == "PRE_PRODUCTION_TRAFFIC_SHIFT" && (at < 0 || d.Target.Production.Percent > 0) {
		at = slices.Index(names, "PRODUCTION_TRAFFIC_SHIFT") // no hook is at it, or it is between two steps
	}
	b.Step = stepOf(d, o)
	for i, name := range names {
		b.Stages = append(b.Stages, Stage{name, markOf(i, at, d.Stage, d)})
	}
	switch {
	case at >= 0:
		b.Place = fmt.Sprintf("%d of %d", at+1, len(names))
	case d.Stage != "":
		b.Note = "ECS says " + d.Stage + ", a stage that this version of ecscope doesn't know"
	}
	return b
}

// wentBack says that a deployment in progress is less far than it was seen to be; empty where it is not.
func wentBack(d aws.ServiceDeployment, seen StageSeen) string {
	between := d.Stage == "PRE_PRODUCTION_TRAFFIC_SHIFT" && seen.Furthest == "PRODUCTION_TRAFFIC_SHIFT" // two steps
	at, far := slices.Index(aws.Stages(), d.Stage), slices.Index(aws.Stages(), seen.Furthest)
	switch w := d.Target.Production; {
	case at >= 0 && at < far && !between:
		return "ECS says " + d.Stage + " after " + seen.Furthest + ": it went back there"
	case w.Known && w.Percent < seen.Weight:
		return fmt.Sprintf("ECS asks for %s of the production traffic after %s: it went back there", percent(w.Percent), percent(seen.Weight))
	}
	return ""
}

func markOf(i, at int, stage string, d aws.ServiceDeployment) StageMark {
	switch {
	case d.Status == "SUCCESSFUL":
		return StageDone
	case at < 0 && stage == "":
		return StageNext
	case at < 0:
		return StageUnsure
	case i < at:
		return StageDone
	case i > at:
		return StageNext
	case d.Status == "IN_PROGRESS" || d.Status == "PENDING":
		return StageNow
	}
	return StageBroken
}

// stagesOf are the stages that a deployment passes: those of its strategy, those that its hooks are at, and the one it is in.
func stagesOf(d aws.ServiceDeployment, o aws.RolloutConfiguration) []string {
	want := []string{"SCALE_UP", "CLEAN_UP"}
	if shifts := o.Strategy != "ROLLING" && o.Strategy != ""; !shifts || d.Stage != "PRE_PRODUCTION_TRAFFIC_SHIFT" {
		want = append(want, d.Stage) // else the bar would have a stage that goes away again
	}
	switch {
	case d.ARN == "", o.Strategy == "" && d.Stage == "", (o.Strategy == "ROLLING" || o.Strategy == "") && d.Stage == "" && len(o.Hooks) == 0:
		return nil
	case o.Strategy != "ROLLING" && o.Strategy != "":
		want = append(want, "PRE_SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT",
			"POST_PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME")
		if len(d.Sources) > 1 {
			want = append(want, "RECONCILE_SERVICE")
		}
	case o.BakeTime > 0 || len(o.Alarms) > 0:
		want = append(want, "BAKE_TIME")
	}
	for _, h := range o.Hooks {
		want = append(want, h.Stages...)
	}
	return slices.DeleteFunc(aws.Stages(), func(s string) bool { return !slices.Contains(want, s) })
}

// stepOf is the step that the production traffic of a canary or a linear deployment is at. It follows from the weight, not
// from counting looks.
func stepOf(d aws.ServiceDeployment, o aws.RolloutConfiguration) string {
	w := d.Target.Production
	if !w.Known || o.Step <= 0 || o.Strategy != "CANARY" && o.Strategy != "LINEAR" {
		return ""
	}
	all := stepsOf(o)
	n := min(all, int(math.Ceil(w.Percent/o.Step-1e-9)))
	switch {
	case d.Stage == "PRE_PRODUCTION_TRAFFIC_SHIFT":
		return fmt.Sprintf("before step %d of %d", min(all, n+1), all)
	case d.Stage == "PRODUCTION_TRAFFIC_SHIFT":
		return fmt.Sprintf("step %d of %d", max(1, n), all)
	}
	return ""
}

// stepsOf is in how many steps production traffic is shifted; 1 where it goes at once.
func stepsOf(o aws.RolloutConfiguration) int {
	switch {
	case o.Step <= 0 || o.Step >= 100:
		return 1
	case o.Strategy == "LINEAR":
		return int(math.Ceil(100/o.Step - 1e-9))
	case o.Strategy == "CANARY":
		return 2
	}
	return 1
}
