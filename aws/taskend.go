package aws

import (
	"cmp"
	"fmt"
	"time"

	"github.com/ecscope/ecscope/clean"
)

// TaskEnd is how a task that was to do something once has ended.
type TaskEnd struct {
	// Code is the exit code of the container that counts; nil where it has none.
	Code *int
	// Cut says that the task was stopped before it had ended by itself.
	Cut bool
	// Text says it in a line.
	Text string
}

// Well says whether what was to be done is done.
func (e TaskEnd) Well() bool { return e.Code != nil && *e.Code == 0 && !e.Cut }

// EndOf is how a stopped task has ended for a container: by its exit code, or without one because it never ran.
func (t Task) EndOf(container string) TaskEnd {
	end := TaskEnd{Cut: t.StopCode != "" && t.StopCode != "EssentialContainerExited"}
	why := clean.Sentence(t.Reason)
	for _, k := range t.Containers {
		if k.Name != container {
			continue
		}
		if k.Exited {
			end.Code = new(k.Exit)
		}
		why = cmp.Or(clean.Sentence(k.Reason), why)
	}
	switch {
	case end.Code == nil:
		end.Text = container + " has no exit code: " + cmp.Or(why, t.StopCode, "AWS gives no reason")
		return end
	case end.Cut:
		end.Text = fmt.Sprintf("the task was stopped (%s): %s; the exit code of %s is %d", t.StopCode, cmp.Or(why, "AWS gives no reason"), container, *end.Code)
		return end
	}
	end.Text = fmt.Sprintf("%s exited with code %d", container, *end.Code)
	if !t.Started.IsZero() && t.Exited.After(t.Started) {
		end.Text += " after " + t.Exited.Sub(t.Started).Round(time.Second).String()
	}
	if *end.Code != 0 && why != "" && why != "Essential container in task exited" {
		end.Text += ": " + why
	}
	return end
}
