package change

import "time"

// Outcome is how far a rollout has come.
type Outcome string

// The outcomes. All but Moving are ends.
const (
	Moving     Outcome = "in progress"
	Succeeded  Outcome = "succeeded"
	Failed     Outcome = "failed"
	Stalled    Outcome = "stalled" // failed, and there is nothing to roll back to
	RolledBack Outcome = "rolled back"
	Replaced   Outcome = "replaced" // by another deployment, of somebody else
)

// Progress is one look at a rollout. Steady is not success: the outcome compares what runs with what was asked for.
type Progress struct {
	Outcome Outcome
	// Running of Desired tasks run of what the service moves to now: the new deployment, or the one it goes back to. Failed
	// tasks of the new one died, and the breaker stops at Threshold (0 unknown).
	Running, Desired, Failed, Threshold int
	// Revision is what the service is moving to now, Text one line for people.
	Revision, Text string
	// Exit is the exit code of what was run once; nil where nothing was, or where it has none.
	Exit *int
	Seen time.Time
}

// Ended says whether there is nothing more to follow.
func (p Progress) Ended() bool { return p.Outcome != Moving }
