package aws

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// WayBack is what rolling a service back would do as things stand, and by which call. Call is StopServiceDeployment,
// ContinueServiceDeployment or UpdateService; where it is empty, Reason says why there is no way back, and Way what else
// to do.
type WayBack struct {
	Call string
	// From is what the service moves to or runs, To what it goes back to: family:number, empty where that is not known.
	From, To string
	// Deployment is the ARN of the service deployment that is stopped, Hook the id of the hook that is answered.
	Deployment, Hook string
	// Effects say what happens then, Warnings what should make one think.
	Effects, Warnings []string
	Reason, Way       string
}

// WayBack finds the way back by the service's deployment in progress with all its details (nil for none) and by its history,
// newest first. Unread is why the history could not be read.
func (s Service) WayBack(ongoing *ServiceDeployment, history []ServiceDeployment, unread error) WayBack {
	if refused := s.RolloutRefused("roll back"); refused != nil {
		return WayBack{Reason: refused.Reason, Way: refused.Way}
	}
	switch {
	case ongoing == nil:
		return s.wayOfPin(history, unread)
	case strings.HasPrefix(ongoing.Status, "ROLLBACK"):
		to, _ := s.before(*ongoing, history)
		return WayBack{To: to, Reason: s.Name + " is rolling back already", Way: "follow it in the list of deployments"}
	case ongoing.Status == "STOP_REQUESTED": // ECS takes another request, and does nothing more (DOC stop-service-deployment)
		return WayBack{Reason: "the rollout of " + s.Name + " is being stopped already", Way: "roll back when it has stopped"}
	}
	d := *ongoing
	w := WayBack{Call: "StopServiceDeployment", From: d.Revision, Deployment: d.ARN}
	w.To, w.Warnings = s.before(d, history)
	if i := slices.IndexFunc(d.Hooks, Hook.Waits); i >= 0 {
		w.Call, w.Hook = "ContinueServiceDeployment", d.Hooks[i].ID
	}
	w.Effects = []string{s.undone(d, w.To)}
	if len(d.Sources) == 0 {
		w.Effects = []string{"the rollout of " + cmp.Or(d.Revision, "the new revision") + ", which is in progress, stops"}
	}
	if w.Hook != "" {
		w.Effects = append(w.Effects, "the hook "+w.Hook+" waits for an answer: this is one")
	}
	return w
}

// before is what a deployment goes back to: the one revision that it came from or, of several, the one that had completed.
func (s Service) before(d ServiceDeployment, history []ServiceDeployment) (revision string, warnings []string) {
	switch len(d.Sources) {
	case 0:
		if good, _, ok := goodBeside(s, d.Revision, history); ok {
			return good, []string{"ECS doesn't name the revision it came from; " + good + " was the last good one"}
		}
		return "", []string{"ECS knows no earlier revision: there may be nothing to go back to"}
	case 1:
		return d.Sources[0].Revision, nil
	}
	var names []string
	for _, source := range d.Sources {
		completed := func(r Deployment) bool { return r.Revision == source.Revision && r.Rollout == "COMPLETED" }
		succeeded := func(h ServiceDeployment) bool { return h.To == source.ARN && h.Status == "SUCCESSFUL" }
		if slices.ContainsFunc(s.Deployments, completed) || slices.ContainsFunc(history, succeeded) {
			return source.Revision, nil
		}
		names = append(names, cmp.Or(source.Revision, plain.Short(source.ARN)))
	}
	return "", []string{"it came from " + words.List(names) + ": ECS doesn't say which one it goes back to"}
}

// RunningBeside is how many tasks of other deployments than one run.
func (s Service) RunningBeside(id string) int {
	n := 0
	for _, d := range s.Deployments {
		if d.ID != id {
			n += d.Running
		}
	}
	return n
}

// undone says what a rollback to a revision, empty where it is not known, does where a deployment stands: to the traffic, to the old
// tasks, to the new ones.
func (s Service) undone(d ServiceDeployment, to string) string {
	stay := 0
	target, _ := s.Primary()
	unseen := d.Revision != "" && d.Revision != target.Revision // its own row is not there yet
	for _, r := range s.Deployments {
		if (unseen || r.ID != target.ID) && (to == "" || r.Revision == to) {
			stay += r.Running
		}
	}
	to = cmp.Or(to, "the revision before")
	tasks := fmt.Sprintf("%s of %s %s", words.Count(stay, "task"), to, words.Agree(stay, "still runs and stays", "still run and stay"))
	if starts := max(0, s.Desired-stay); starts > 0 {
		tasks += fmt.Sprintf(", %d %s", starts, words.Agree(starts, "starts", "start"))
	}
	stops := "; the rollout of " + cmp.Or(d.Revision, "the new revision") + ", which is in progress, stops"
	at, place := slices.Index(Stages(), d.Stage), func(stage string) int { return slices.Index(Stages(), stage) }
	shifts := slices.ContainsFunc(append(slices.Clone(d.Sources), d.Target), func(r RevisionShare) bool { return r.Production.Known })
	switch st := cmp.Or(d.Rules.Strategy, s.Rollout.Strategy, "ROLLING"); {
	case st == "ROLLING" || at < 0 || !shifts:
		return tasks + stops
	case at < place("TEST_TRAFFIC_SHIFT"):
		return "no traffic has shifted; " + tasks + stops
	case at < place("PRE_PRODUCTION_TRAFFIC_SHIFT"):
		return "the test traffic goes back to " + to + "; " + tasks + stops
	case d.Stage == "CLEAN_UP":
		return "the traffic goes back to " + to + ", whose tasks are being stopped: " + tasks + stops
	}
	return "the traffic goes back to " + to + " in one step; " + tasks + stops
}

// wayOfPin is the way back where nothing is known to be in progress.
func (s Service) wayOfPin(history []ServiceDeployment, unread error) WayBack {
	good, when, ok := goodBeside(s, s.Revision, history)
	known := " is the last other revision known to be good"
	if source := cameFrom(s, history); !ok && source != "" {
		good, ok, known = source, true, " is what ran before; nothing tells whether it was steady"
	}
	if !ok {
		reason := "no revision of " + s.Name + " before " + cmp.Or(s.Revision, "this one") + " is known to be good"
		if unread != nil {
			reason += ": " + unread.Error()
		}
		return WayBack{Reason: reason, Way: "choose a revision to pin"}
	}
	why := "no rollout is in progress: "
	p, ok := s.Primary()
	if !ok && s.Controller == "ECS" {
		why = "whether a rollout is in progress can't be told: "
	}
	if p.Rollout == "IN_PROGRESS" {
		why = "the deployment history lists no deployment that could be stopped: "
	}
	if unread != nil {
		why = "can't tell whether a rollout could be stopped instead: " + unread.Error() + "; "
	}
	why += good + known
	if !when.IsZero() {
		why += ", steady at " + when.UTC().Format("2006-01-02 15:04 UTC")
	}
	return WayBack{Call: "UpdateService", From: s.Revision, To: good, Effects: []string{why}, Warnings: wentBack(s, history, good)}
}

// wentBack says that the newest deployment was already taken back to what the service runs: another way back goes beyond that.
func wentBack(s Service, history []ServiceDeployment, good string) []string {
	if len(history) == 0 || history[0].Status != "ROLLBACK_SUCCESSFUL" || history[0].Revision == s.Revision {
		return nil
	}
	d := history[0]
	if d.BackTo != "" && d.BackTo != s.Revision {
		return nil
	}
	how := "was rolled back"
	if FailedItself(d) {
		how = "failed (" + cmp.Or(d.Culprit(), "circuit breaker") + ") and was rolled back"
	}
	return []string{fmt.Sprintf("%s is already live again: %s %s. This goes further back, to %s", s.Revision, cmp.Or(d.Revision, "the newest deployment"), how, good)}
}

// cameFrom is the one revision that the newest deployment of the service's present revision replaced; empty where that is not known.
func cameFrom(s Service, history []ServiceDeployment) string {
	if len(history) == 0 || history[0].Revision != s.Revision || len(history[0].Sources) != 1 || history[0].Sources[0].Revision == s.Revision {
		return ""
	}
	return history[0].Sources[0].Revision
}

// goodBeside is the newest revision other than one that reached a steady state, and when.
func goodBeside(s Service, revision string, history []ServiceDeployment) (string, time.Time, bool) {
	other := slices.DeleteFunc(slices.Clone(history), func(d ServiceDeployment) bool { return d.Revision == revision })
	good, when, ok := lastGood(s, other)
	return good, when, ok && good != revision
}

// RolloutRefused refuses what another controller than ECS does with a rollout; doing is what is wanted: "roll back".
func (s Service) RolloutRefused(doing string) *change.Refused {
	switch {
	case s.Status != "ACTIVE":
		return &change.Refused{Reason: fmt.Sprintf("%s is %s: there is nothing to %s", s.Name, cmp.Or(s.Status, "unknown"), doing)}
	case s.Controller == "CODE_DEPLOY" && doing == "roll back":
		return &change.Refused{Reason: "CodeDeploy deploys " + s.Name,
			Way: "stop its deployment with a rollback: aws deploy stop-deployment --deployment-id ID --auto-rollback-enabled"}
	case s.Controller == "CODE_DEPLOY":
		return &change.Refused{Reason: "CodeDeploy deploys " + s.Name, Way: doing + " its deployment in CodeDeploy"}
	case s.Controller != "ECS":
		return &change.Refused{Reason: fmt.Sprintf("the deployment controller of %s is %s: its task sets are created outside ECS", s.Name, cmp.Or(s.Controller, "unknown")),
			Way: doing + " with the tool that created the task sets"}
	}
	return nil
}
