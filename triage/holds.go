package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// Hold is something that a rollout waits for, or that watches it.
type Hold struct {
	// Kind is hook, alarm, capacity, protection, limits, start, died, fewer, health, bake, step, cleanup, rollback, task set,
	// next, replaced, breaker or stage.
	Kind, Text string
	// Headline is what there is to know first where Text is not that.
	Headline string
	// Until is when it is over at the latest; zero where nothing says so.
	Until time.Time
	State State
	// Action is what ends it, where that is a change: Continue.
	Action Action
}

// holdsOf finds what a rollout waits for now, the most important first.
func holdsOf(c *evaluation, out *Rollout, o aws.RolloutConfiguration) {
	d := out.Deployment
	h := &holding{c, out, o}
	switch {
	case out.Status == RollingBack:
		h.back()
		return
	case h.still():
	case out.Status == BeingStopped:
		h.add("stage", Changing, "it is being stopped: %s", words.Constant(d.Status))
	case d.Status == "PENDING":
		h.add("stage", Changing, "ECS hasn't started it: its status is PENDING")
	}
	for _, k := range d.Hooks {
		h.hook(k)
	}
	for _, a := range d.Triggered {
		h.add("alarm", Failing, "alarm %s went off: %s", a, alarmEnd(o))
	}
	h.obstacles()
	h.fewer()
	if slices.ContainsFunc(out.Holds, func(k Hold) bool { return k.State == Stalled }) {
		return
	}
	switch d.Stage {
	case "BAKE_TIME":
		h.bake("bake", "bake time "+words.Brief(o.BakeTime), o.BakeTime, "then clean-up")
	case "PRODUCTION_TRAFFIC_SHIFT":
		if o.StepBake > 0 && d.Target.Production.Percent < 100 {
			h.bake("step", percent(d.Target.Production.Percent)+" for "+words.Brief(o.StepBake), o.StepBake, "then the next step")
		}
	case "CLEAN_UP":
		h.leaving("clean-up: ")
	}
	if o.Strategy == "ROLLING" || o.Strategy == "" || slices.Contains([]string{"", "SCALE_UP", "POST_SCALE_UP"}, d.Stage) {
		h.tasks()
	}
	if len(out.Holds) == 0 && d.Stage != "" && !slices.Contains(aws.Stages(), d.Stage) {
		h.add("stage", Unclear, "ECS says %s, a stage that this version of ecscope doesn't know", d.Stage)
	} else if len(out.Holds) == 0 && d.Stage != "" {
		h.add("stage", Changing, "%s continues on its own", words.Constant(d.Stage))
	} else if len(out.Holds) == 0 {
		h.add("stage", Unclear, "nothing ecscope read says what it is waiting for")
	}
}

// holding collects what holds a rollout up.
type holding struct {
	c   *evaluation
	out *Rollout
	o   aws.RolloutConfiguration
}

func (h *holding) add(kind string, state State, format string, args ...any) *Hold {
	h.out.Holds = append(h.out.Holds, Hold{Kind: kind, State: state, Text: fmt.Sprintf(format, args...)})
	return &h.out.Holds[len(h.out.Holds)-1]
}

// hook is a lifecycle hook: one that waits for somebody says what it does by itself, and when.
func (h *holding) hook(k aws.Hook) {
	name := k.Name()
	switch k.Status {
	case "AWAITING_ACTION":
		text, then := name+" is waiting for an answer; ECS gives no expiry", ""
		if left := k.Expires.Sub(h.c.in.Now); !k.Expires.IsZero() && left <= 0 {
			text = name + " is waiting for an answer; the time for one ended " + words.Ago(-left)
		} else if !k.Expires.IsZero() {
			left := words.Brief(k.Expires.Sub(h.c.in.Now))
			text = name + ": " + left + " left, then " + cmp.Or(k.Timeout, "something unknown")
			then = " · " + bySelf(k.Timeout) + " in " + left
		}
		one := h.add("hook", Blocked, "%s", text)
		one.Until, one.Action, one.Headline = k.Expires, Continue, "waits for you: hook "+k.ID+then
	case "IN_PROGRESS":
		h.add("hook", Changing, "%s is running", name)
	case "FAILED", "TIMED_OUT":
		if k.Failed() {
			h.add("hook", Failing, "%s: the deployment rolls back", k.Outcome())
		} else {
			h.add("hook", Changing, "%s timed out: the deployment continues", name)
		}
	case "SUCCEEDED":
	default:
		h.add("hook", Unclear, "%s: its status is %s", name, cmp.Or(k.Status, "not told"))
	}
}

// bySelf is what a hook does by itself.
func bySelf(action string) string {
	switch action {
	case "ROLLBACK":
		return "rolls back on its own"
	case "CONTINUE":
		return "continues on its own"
	}
	return "does " + cmp.Or(action, "something unknown") + " on its own"
}

func alarmEnd(o aws.RolloutConfiguration) string {
	if o.AlarmRollback {
		return "ECS rolls back"
	}
	return "ECS fails the deployment and doesn't roll back"
}

// bake is a time that has to pass. AWS does not say when a stage began, so that it is a limit unless the change was seen.
func (h *holding) bake(kind, what string, lasts time.Duration, then string) {
	b := h.out.Stages
	if lasts <= 0 {
		h.add(kind, Changing, "%s", words.Constant(h.out.Deployment.Stage))
		return
	}
	if b.Since.IsZero() {
		h.add(kind, Changing, "%s, %s; how much of it has passed is unknown", what, then)
		return
	}
	end := b.Since.Add(lasts)
	left := end.Sub(h.c.in.Now)
	switch {
	case left <= 0:
		h.add(kind, Changing, "%s is over, %s", what, then)
		return
	case b.Exact:
		h.add(kind, Changing, "%s: %s left, %s", what, words.Brief(left), then).Until = end
	default:
		h.add(kind, Changing, "%s: ≤ %s left, %s", what, words.Brief(left), then).Until = end
	}
}

// obstacles are what ECS says that it cannot do, and the new tasks that die.
func (h *holding) obstacles() {
	c := h.c
	fresh := h.fresh()
	if died := c.deathsOf(c.primary); c.losses(c.primary, died) > 0 && !c.recovered(c.primary, died) {
		text := c.toll(c.primary, died)
		if d := mainCause(died); d.task.ARN != "" {
			text += ": " + strings.TrimSuffix(gist(d.why), ".")
		}
		h.add("died", Failing, "%s", text)
	}
	if m, ok := c.newest(aboutCapacity); ok && fresh.Running+fresh.Pending < fresh.Wanted {
		h.add("capacity", Blocked, "no room for %s: %s", words.Plural(fresh.Wanted-fresh.Running-fresh.Pending, "new task", "new tasks"), said(c.Rules, m))
	}
	switch m, ok := blocking(c); {
	case ok && m.Rule == "protected-tasks":
		h.add("protection", Blocked, "%s", obstacle(m.Rule))
	case ok:
		h.add("limits", Blocked, "%s", obstacle(m.Rule))
	case locked(c, c.primary):
		h.add("limits", Blocked, "%s", obstacle(deadlockRule))
	}
}

// fewer says why fewer of the new tasks run than before, where none is said to have died.
func (h *holding) fewer() {
	seen, f := h.c.in.Stage, h.fresh()
	if f.Row.ID == "" || seen.Row != f.Row.ID || f.Running >= seen.Most || slices.ContainsFunc(h.out.Holds, func(k Hold) bool { return k.Kind == "died" }) {
		return
	}
	why := "ECS doesn't say why"
	stopped := h.c.in.Stopped
	gone := slices.IndexFunc(stopped, func(t aws.Task) bool { return of(f.Row, t) && !t.Started.IsZero() })
	switch {
	case f.Wanted < seen.Wanted:
		why = fmt.Sprintf("the desired count went from %d to %d", seen.Wanted, f.Wanted)
	case gone >= 0:
		why = "task " + aws.ShortID(stopped[gone].ID) + " was stopped" + trimmed(": ", stopped[gone].Reason)
	}
	h.add("fewer", Changing, "%d of %s %s, %d did before: %s", f.Running, words.Count(f.Wanted, "new task"), words.Agree(f.Running, "runs", "run"), seen.Most, why)
}

// said is what an event means or, where no rule knows, what it says.
func said(r *Rules, m Meaning) string {
	if e := r.Event(m.Event); e.Known() && e.Meaning != "" {
		return strings.TrimSuffix(e.Meaning, ".")
	}
	return m.Event.Message
}

// fresh is the new side.
func (h *holding) fresh() Side {
	if len(h.out.Sides) == 0 {
		return Side{}
	}
	return h.out.Sides[0]
}

// tasks are what the new tasks, and the rules for the old ones, still have to wait for.
func (h *holding) tasks() {
	f, old := h.fresh(), 0
	for _, s := range h.out.Sides[min(1, len(h.out.Sides)):] {
		old += s.Running + s.Pending
	}
	rolling := h.o.Strategy == "ROLLING" || h.o.Strategy == ""
	least, most := h.o.Bounds(h.c.service.Desired)
	switch {
	case locked(h.c, h.c.primary):
		return // what the limits ask for never happens
	case f.Pending > 0:
		h.add("start", Changing, "%d of %s %s starting%s", f.Pending, words.Count(f.Wanted, "new task"), words.Agree(f.Pending, "is", "are"), h.waiting())
	case f.Running < f.Wanted && rolling && h.o.Max > 0 && old > 0 && f.Running+old >= most:
		h.add("limits", Changing, "at most %s may exist (max %d %%): a new one starts when an old one stops", words.Count(most, "task"), h.o.Max)
	case f.Running < f.Wanted && !slices.ContainsFunc(h.out.Holds, func(k Hold) bool { return k.Kind == "capacity" || k.Kind == "died" }):
		h.add("start", Changing, "%d of %s run; ECS starts the others", f.Running, words.Count(f.Wanted, "new task"))
	}
	if f.TargetsKnown && f.Healthy < f.Running {
		h.add("health", Changing, "%d of %s %s healthy targets", f.Healthy, words.Count(f.Running, "new task"), words.Agree(f.Healthy, "is a", "are"))
	}
	if !rolling || h.out.Deployment.Stage == "CLEAN_UP" || h.out.Deployment.Stage == "BAKE_TIME" {
		return
	}
	switch {
	case old > 0 && f.Running < f.Wanted && h.o.MinHealthy > 0:
		h.add("limits", Changing, "old tasks stop as new ones become healthy: at least %d must stay healthy (min %d %%)", least, h.o.MinHealthy)
	case f.Running >= f.Wanted:
		h.leaving("")
	}
}

// leaving are the old tasks that still have to go.
func (h *holding) leaving(before string) {
	old, drain := 0, 0
	for _, t := range h.c.tasks {
		if t.Desired == "STOPPED" {
			drain++
		} else if f := h.fresh(); f.Row.ID != "" && !of(f.Row, t) {
			old++
		}
	}
	switch {
	case drain > 0:
		h.add("cleanup", Changing, "%s%s %s and %s", before, words.Count(drain, "old task"), words.Agree(drain, "drains", "drain"), words.Agree(drain, "stops", "stop"))
	case old > 0:
		h.add("cleanup", Changing, "%s%s still %s", before, words.Count(old, "old task"), words.Agree(old, "runs", "run"))
	case len(h.out.Holds) == 0:
		h.add("cleanup", Changing, "%sall new tasks are running; ECS hasn't marked it complete yet", before)
	}
}

// waiting is what the new tasks that have not started wait for.
func (h *holding) waiting() string {
	l := tardy{}
	for _, t := range h.c.tasks {
		if slices.Contains([]string{"PROVISIONING", "PENDING", "ACTIVATING"}, t.Status) && t.Desired != "STOPPED" && of(h.c.primary, t) {
			l.add(t, waits(t), t.Created)
		}
	}
	if l.n == 0 {
		return ""
	}
	return ": " + l.states()
}

// back is a rollback under way.
func (h *holding) back() {
	c, to := h.c, h.out.From
	d := h.out.Deployment
	if d.Status == "ROLLBACK_REQUESTED" {
		h.add("rollback", Changing, "a rollback was requested but hasn't started")
		return
	}
	text := fmt.Sprintf("going back to %s: %d of %s run", cmp.Or(d.BackTo, to, c.primary.Revision, "the revision before"), c.primary.Running, words.Count(max(c.service.Desired, c.primary.Desired), "task"))
	h.add("rollback", Degraded, "%s", reasoned(text, endReason(d)))
}
