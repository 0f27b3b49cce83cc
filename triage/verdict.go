package triage

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// State is how a service is, in one word.
type State string

// States of a service. Stalled has failed and does not move by itself; blocked cannot move until something outside it
// changes; unclear is not known.
const (
	Failing  State = "failing"
	Stalled  State = "stalled"
	Blocked  State = "blocked"
	Degraded State = "degraded"
	Changing State = "changing"
	Healthy  State = "healthy"
	Zero     State = "scaled to zero"
	Deleted  State = "deleted"
	Unclear  State = "unknown"
)

// Rank orders states, the worst first.
func (s State) Rank() int {
	return slices.Index([]State{Failing, Stalled, Blocked, Degraded, Unclear, Changing, Healthy, Zero, Deleted}, s)
}

// Bad says whether somebody should look.
func (s State) Bad() bool {
	return s == Failing || s == Stalled || s == Blocked || s == Degraded
}

// Input is what is known of a service. A part that is nil was not read; one that is empty but not nil holds nothing.
type Input struct {
	// Service is the service with its own deployments and events.
	Service aws.Service
	// Tasks are those that have not stopped, Stopped those that have; both may hold tasks of other services.
	Tasks, Stopped []aws.Task
	// History are the service deployments, newest first.
	History []aws.ServiceDeployment
	Targets []aws.TargetGroup
	Scaling *aws.Scaling
	// Load is what the service uses and answers.
	Load *aws.Load
	// Instances are the container instances of the service's cluster.
	Instances []aws.Instance
	// Revisions are the task definitions that are known; they tell which containers are essential.
	Revisions []aws.Revision
	// Stage is what was seen of the stage that the newest deployment is in.
	Stage StageSeen
	Now   time.Time
}

// Verdict is what is to be said of a service: one sentence, what supports it, and what to do.
type Verdict struct {
	State State `json:"state"`
	// Headline is the sentence, with counts. Since is when it began to be true; zero where that is not known.
	Headline string    `json:"headline"`
	Since    time.Time `json:"since,omitzero"`
	// Diagnosis is why; its rule is empty where nothing is wrong, or nothing tells why. Its Text is what AWS wrote.
	Diagnosis Diagnosis `json:"diagnosis,omitzero"`
	// Serves says what still works, in a sentence; empty where nothing is wrong.
	Serves   string   `json:"serves,omitempty"`
	Evidence []Fact   `json:"evidence,omitempty"`
	Remedies []Remedy `json:"remedies,omitempty"`
	// Missing names the parts that were not read and might say more, each with the reason; package inspect fills it in.
	Missing []string `json:"missing,omitempty"`
}

// Fact is something that supports a verdict. From is deployment, task, event, target, scaling, metric or hook; ID names the
// thing where it has a name.
type Fact struct {
	Time time.Time `json:"time,omitzero"`
	From string    `json:"from"`
	Text string    `json:"text"`
	ID   string    `json:"id,omitempty"`
}

// Action is what sort of thing a remedy does.
type Action string

// Actions: all but Show are changes. RollBack stops the deployment that is under way and goes back; Pin deploys a
// revision; Redeploy deploys the same once more; Scale sets the desired count; Continue lets a paused deployment go on;
// Register makes a revision and deploys it; Configure changes the service's settings; Unprotect takes a task's protection off.
const (
	RollBack Action = "roll back"
	Pin      Action = "pin"
	Redeploy Action = "redeploy"
	Scale    Action = "scale"
	Continue Action = "continue"

	Register  Action = "register"
	Configure Action = "configure"
	Unprotect Action = "unprotect"

	Show Action = "show"
)

// Remedy is something to do: a change to be proposed, or a screen to be opened. The members that Action does not need are
// empty.
type Remedy struct {
	Action Action `json:"action"`
	// Text says what it does and why, as the end of a key line.
	Text string `json:"text"`
	// Screen is stopped, logs, last-logs, events, targets, scaling, metrics, deployments, revisions or tasks.
	Screen string `json:"screen,omitempty"`
	// Revision is the one to go back to, family:number. Deployment is the ARN of the service deployment that is meant, where
	// it is known, and Hook its hook.
	Revision   string `json:"revision,omitempty"`
	Deployment string `json:"deployment,omitempty"`
	Hook       string `json:"hook,omitempty"`
	Desired    int    `json:"desired,omitempty"`
	Task       string `json:"task,omitempty"`
	// Set are the values to set, name=value, of a revision or of the service's settings.
	Set string `json:"set,omitempty"`
}

// Name is what the remedy is called wherever it has a key: the verb of the command line, or the screen.
func (r Remedy) Name() string {
	switch r.Action {
	case Show:
		return r.Screen
	case RollBack, Pin:
		return "rollback"
	case Unprotect:
		return "task-protection"
	}
	return string(r.Action)
}

// Words are the words of ecscope's command line that do the same for a service, but for its own name; nil where no verb does.
func (r Remedy) Words(cluster, service string) []string {
	at := cluster + "/" + service
	switch name := r.Name(); name {
	case "":
		return nil
	case "scale":
		return []string{name, at, strconv.Itoa(r.Desired)}
	case "configure", "register":
		all := []string{name, at}
		for _, set := range strings.Fields(r.Set) {
			if name == "register" {
				all = append(all, "--set", set)
				continue
			}
			flag, value, _ := strings.Cut(set, "=")
			all = append(all, "--"+flag, value)
		}
		if name == "register" {
			all = append(all, "--pin")
		}
		return all
	case "task-protection":
		return []string{name, "off", cluster + "/" + r.Task}
	case "metrics":
		return []string{name, at, "--since", "3h"}
	case "logs", "last-logs":
		if r.Task != "" {
			at = cluster + "/" + r.Task
		}
		return []string{"logs", at}
	default:
		return []string{name, at}
	}
}
