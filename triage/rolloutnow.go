package triage

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// RolloutStatus is where a service stands between two revisions.
type RolloutStatus string

// Statuses of a rollout. AtRest is a service with no deployment in progress; a rollout that nobody judged has none.
const (
	AtRest       RolloutStatus = "at rest"
	InProgress   RolloutStatus = "in progress"
	Paused       RolloutStatus = "paused"
	RollingBack  RolloutStatus = "rolling back"
	BeingStopped RolloutStatus = "stopping"
	Unsure       RolloutStatus = "unknown"
)

// Rollout is how a service gets from one revision to another: how far it is, what holds it up, and the way back.
type Rollout struct {
	Status     RolloutStatus
	Controller string
	// Strategy is how it goes, in words: "canary 10 %, then 100 %".
	Strategy string
	// Deployment is the history's entry of it, or of the last one; zero where the history has none or was not read.
	Deployment aws.ServiceDeployment
	// From and To are family:number; empty where they are not known.
	From, To string
	Since    time.Time
	Stages   StageBar
	// Sides are the revisions that have tasks, the new one first.
	Sides []Side
	// Holds are what it waits for now, the most important first; Watches what watches it, and what comes next.
	Holds, Watches []Hold
	Back           aws.WayBack
	// Ended is how it ended, or the last one did, where none is in progress.
	Ended Ending
	// Missing says what is not known of it, each with the reason or with where the rest is.
	Missing []string
}

// Moving says whether something is known to be on its way.
func (r Rollout) Moving() bool { return r.Status != AtRest && r.Status != Unsure && r.Status != "" }

// Headline is what there is to know first, in a sentence.
func (r Rollout) Headline() string {
	switch {
	case r.Status == Unsure:
		return "whether a deployment is in progress can't be told"
	case !r.Moving():
		return r.Ended.Sentence()
	case len(r.Holds) > 0:
		return cmp.Or(r.Holds[0].Headline, r.Holds[0].Text)
	}
	return string(r.Status)
}

// RolloutOf says how the rollout of a service stands. It is the only judge of that.
func RolloutOf(r *Rules, in Input) Rollout {
	c := &evaluation{Rules: r, in: in, service: in.Service}
	c.primary, _ = in.Service.Primary()
	c.gather()
	out := Rollout{Status: AtRest, Controller: in.Service.Controller}
	if in.Service.Controller != "ECS" {
		handedOut(c, &out)
		return out
	}
	d := c.latest()
	late := c.primary.Rollout == "IN_PROGRESS" && !d.Created.IsZero() && c.primary.Created.Sub(d.Created) > time.Minute && !c.goingBack() // the history is older
	out.Deployment, out.To, out.Since = d, d.Revision, cmp.Or(d.Started, d.Created)
	rules := d.Rules
	if !d.Described || late {
		rules = in.Service.Rollout
	}
	out.Strategy = strategyWords(rules)
	switch {
	case stuckBack(c):
		out.Ended = EndingOf(in.History, 0)
	case d.InProgress() && !late:
		out.Status = statusOf(d)
		if out.To == "" && !c.goingBack() {
			out.To = c.primary.Revision // its service revision could not be read
		}
	case c.primary.Rollout == "IN_PROGRESS":
		out.Status, out.Deployment = InProgress, aws.ServiceDeployment{}
		out.To, out.Since = c.primary.Revision, c.primary.Created
		if c.goingBack() {
			out.Status, out.From, out.To = RollingBack, c.primary.Revision, c.abandoned().Revision
		}
		out.Missing = append(out.Missing, unlisted(in, d))
	case unknownRollout(in.Service, c.primary):
		out.Status, out.To, out.Since, out.Deployment = Unsure, c.primary.Revision, c.primary.Created, aws.ServiceDeployment{}
		out.Missing = append(out.Missing, unknownWord("rollout state", c.primary.Rollout))
	default:
		out.Ended = EndingOf(in.History, 0)
	}
	sidesOf(c, &out, rules)
	if out.Moving() || d.ARN != "" && in.Stage.Deployment == d.ARN { // what was watched to its end keeps its bar
		out.Stages = stageBar(out.Deployment, rules, in.Stage)
	}
	if out.Moving() {
		holdsOf(c, &out, rules)
		out.Watches = watchesOf(c, out, rules)
	}
	out.Back = wayBack(in, out)
	return out
}

// unlisted says why the history does not tell of a rollout that the service is in.
func unlisted(in Input, newest aws.ServiceDeployment) string {
	switch {
	case in.History == nil:
		return "stages, traffic and hooks: the deployment history was not read"
	case newest.ARN == "":
		return "stages, traffic and hooks: the deployment history is empty"
	case newest.Finished.IsZero() && !newest.InProgress() && newest.Created.Sub(primaryOf(in).Created).Abs() < time.Minute:
		return "stages, traffic and hooks: " + unknownWord("deployment's status", newest.Status)
	}
	return "stages, traffic and hooks: the deployment history doesn't have this one yet"
}

func primaryOf(in Input) aws.Deployment {
	p, _ := in.Service.Primary()
	return p
}

// wayBack is what B would do now. Where the history was read and holds no deployment in progress, none can be stopped.
func wayBack(in Input, r Rollout) aws.WayBack {
	if r.Deployment.InProgress() {
		return in.Service.WayBack(&r.Deployment, in.History, nil)
	}
	if r.Status != AtRest && in.History == nil {
		return in.Service.WayBack(nil, nil, errors.New("the deployment history was not read"))
	}
	return in.Service.WayBack(nil, in.History, nil)
}

func statusOf(d aws.ServiceDeployment) RolloutStatus {
	switch {
	case strings.HasPrefix(d.Status, "ROLLBACK"):
		return RollingBack
	case d.Status == "STOP_REQUESTED":
		return BeingStopped
	case slices.ContainsFunc(d.Hooks, waiting):
		return Paused
	}
	return InProgress
}

func waiting(h aws.Hook) bool { return h.Status == "AWAITING_ACTION" }

// strategyWords are how a service replaces its tasks, in words.
func strategyWords(o aws.RolloutConfiguration) string {
	switch o.Strategy {
	case "":
		return ""
	case "ROLLING":
		return "rolling"
	case "BLUE_GREEN":
		return "blue/green"
	case "CANARY", "LINEAR":
		if o.Step <= 0 {
			return words.Constant(o.Strategy)
		}
	}
	switch o.Strategy {
	case "CANARY":
		return fmt.Sprintf("canary %s, then 100 %%", percent(o.Step))
	case "LINEAR":
		return fmt.Sprintf("linear, %s each step", percent(o.Step))
	}
	return words.Constant(o.Strategy)
}

func percent(p float64) string { return fmt.Sprintf("%g %%", p) }

// handedOut is what is known of a service that another controller deploys: its task sets.
func handedOut(c *evaluation, out *Rollout) {
	s, old := c.service, ""
	for _, t := range s.TaskSets {
		side := Side{Name: strings.ToLower(t.Status), Revision: t.Revision, Wanted: t.Desired, Running: t.Running, Pending: t.Pending, Created: t.Created,
			Scale: aws.Weight{Percent: t.Scale, Known: true}, Row: aws.Deployment{ID: t.ID, Revision: t.Revision, Created: t.Created}}
		countSide(c, &side)
		out.Sides = append(out.Sides, side)
		if t.Status == "PRIMARY" {
			out.From = t.Revision
		}
		if outlived(s, t) {
			if t.Running+t.Pending > 0 {
				out.Status = InProgress
				old = t.Revision
			}
			out.Holds = append(out.Holds, Hold{Kind: "task set", State: Changing, Text: fmt.Sprintf("the task set of %s, which served before, still runs %d of %d", t.Revision, t.Running, t.Desired)})
		} else if setMoves(s, t) {
			out.Status, out.To, out.Since = InProgress, t.Revision, t.Created
			out.Holds = append(out.Holds, Hold{Kind: "task set", State: Changing, Text: fmt.Sprintf("%s task set of %s: %s, %d of %d run at scale %g %%",
				strings.ToLower(t.Status), t.Revision, cmp.Or(words.Constant(t.Stability), "no stability status"), t.Running, t.Desired, t.Scale)})
		}
		out.Missing = append(out.Missing, restOf(s, t))
	}
	if len(s.TaskSets) == 0 {
		out.Missing = append(out.Missing, "the service has no task set: "+cmp.Or(s.Controller, "its controller")+" must create one")
	}
	for _, t := range standby(s) {
		out.Missing = append(out.Missing, atNothing(t))
	}
	if out.To == "" {
		out.To, out.From = out.From, old
	}
	if !out.Moving() {
		out.Ended = Ending{Word: "no deployment in progress", State: Healthy}
	}
	out.Back = s.WayBack(nil, c.in.History, nil)
}

// atNothing says that a task set asks for no task.
func atNothing(t aws.TaskSet) string {
	return fmt.Sprintf("the task set %s of %s stands at %g %% and asks for no task: its controller has to scale it", t.ID, t.Revision, t.Scale)
}

// outlived says that a task set is left over: it is older than the one that serves.
func outlived(s aws.Service, t aws.TaskSet) bool {
	return t.Status == "ACTIVE" && slices.ContainsFunc(s.TaskSets, func(p aws.TaskSet) bool { return p.Status == "PRIMARY" && t.Created.Before(p.Created) })
}

// restOf says where the rest of a task set's deployment is.
func restOf(s aws.Service, t aws.TaskSet) string {
	switch {
	case s.Controller == "CODE_DEPLOY" && strings.HasPrefix(t.External, "d-"):
		return "stages, traffic and hooks of " + t.Revision + " are CodeDeploy's: aws deploy get-deployment --deployment-id " + t.External
	case s.Controller == "CODE_DEPLOY":
		return "stages, traffic and hooks of " + t.Revision + " are CodeDeploy's"
	case t.External != "":
		return "the tool that created the task set of " + t.Revision + " calls it " + t.External + ": it has the rest"
	}
	return "the rest is in the tool that created the task set of " + t.Revision
}
