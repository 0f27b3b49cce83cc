package tail

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/plain"
)

// marker is the note of a task's end.
func (s *logTarget) marker(m *logTask) Event {
	text, container := ending(m.task)
	return s.event(Event{Time: m.task.Stopped, Note: NoteStopped, Task: m.task.ID, Revision: m.task.Revision, Container: container, Message: text})
}

// ending is why a task stopped, in a few words with the exit code that matters, and the container that it was.
func ending(t aws.Task) (text, container string) {
	culprit := -1
	for i, k := range t.Containers {
		expected := !k.Exited || k.Exit == 0 || k.Exit == 143 || k.Exit == 137 && k.Reason == ""
		switch {
		case culprit < 0 && (k.Reason != "" || k.Exited):
			culprit = i
		case k.Reason != "" && t.Containers[culprit].Reason == "", !expected && t.Containers[culprit].Exit == 0:
			culprit = i
		}
	}
	text = t.Reason
	if text == "" && t.Forgotten {
		text = "ECS has forgotten why"
	}
	if culprit < 0 {
		return text, ""
	}
	k := t.Containers[culprit]
	if k.Reason != "" {
		text = k.Reason
	}
	if k.Exited {
		text = strings.TrimPrefix(fmt.Sprintf("%s, exit %d", text, k.Exit), ", ")
	}
	return text, k.Name
}

// markEnded notes the end of each task that has died, once all it wrote was read by a round that began long enough after.
func (w *logWriters) markEnded(begun time.Time) {
	for _, set := range w.sets {
		for _, m := range set.order {
			if m.ended || !m.task.Dead() || begun.Before(plain.Later(m.task.Stopped, m.task.Exited).Add(drain)) {
				continue
			}
			if slices.ContainsFunc(m.streams, func(s *logStream) bool { return s.group.absent.IsZero() && !s.group.fails() && s.at.Before(begun) }) {
				continue
			}
			m.ended = true
			for _, s := range m.streams {
				if !s.group.fails() { // what it wrote is read once that can be
					s.done = begun
				}
			}
			if w.out.bounds.covers(m.task.Stopped) {
				w.out.order.add(set.marker(m))
			}
		}
	}
}
