package aws

import (
	"strconv"
	"strings"
	"time"

	"github.com/ecscope/ecscope/words"
)

// Event is one service event, written by the ECS scheduler. Repeats of one message are left out by ECS for up to
// six hours while its cause lasts, so an old event may still be true.
type Event struct {
	ID      string
	Time    time.Time
	Message string
	// Service and Cluster say whose event it is.
	Service, Cluster string
	// Revision is what the deployment runs that the message names; empty where it names none, or one that ECS lists no longer.
	Revision string
}

var deploymentID = words.Pattern(`\becs-svc/\d+\b`)

// Named is a text about the event that calls the deployment which the event names by its revision, where that is known.
func (e Event) Named(text string) string {
	if e.Revision == "" {
		return text
	}
	return NameDeployment(text, deploymentID().FindString(e.Message), e.Revision)
}

// NameDeployment calls a deployment, of which a text has the id, by its revision.
func NameDeployment(text, id, revision string) string {
	if id == "" || !strings.Contains(text, id) {
		return text
	}
	of := "deployment of " + revision
	return strings.NewReplacer("(deployment "+id+") deployment ", of+" ", "deployment "+id+" deployment ", of+" ", "to deployment "+id, "to "+revision,
		"to deploymentId "+id, "to "+revision, "for deployment "+id, "for "+revision, "deployment "+id, of, id, revision).Replace(text)
}

var moved = words.Pattern(`\) has (started|stopped) (\d+) (?:running )?tasks?\b`)

// Moved is how many tasks the scheduler says it started and how many it stopped: "(service api) has started 3 tasks: ...",
// "(service api) has stopped 1 running tasks: ...". Both are 0 where the event tells of something else.
// The forms are those that ECS documents as service event messages.
func (e Event) Moved() (started, stopped int) {
	m := moved().FindStringSubmatch(e.Message)
	if m == nil {
		return 0, 0
	}
	n, err := strconv.Atoi(m[2])
	switch {
	case err != nil:
		return 0, 0
	case m[1] == "started":
		return n, 0
	}
	return 0, n
}
