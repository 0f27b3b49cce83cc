package tail

import (
	"time"

	"github.com/ecscope/ecscope/words"
)

// writerArn finds the task in a line of a log router, which adds who has written it.
var writerArn = words.Pattern(`"ecs_task_arn":\s*"arn:[^"]*:task/(?:[^"/]*/)?([0-9a-f-]{32,36})"`)

// writtenBy is the stream for a line of a stream that several tasks share: that of the task that the line names, or the shared
// one, whose lines are unproven, where it names none. It is nil, and the line is counted, where the task is not one that is read.
func (o *owners) writtenBy(s *logStream, q *query, message string, at time.Time) *logStream {
	m := writerArn().FindStringSubmatch(message)
	if m == nil {
		return s
	}
	own, known := s.by[m[1]]
	if !known {
		if s.by == nil {
			s.by = map[string]*logStream{}
		}
		own = o.ownerOf(s, m[1])
		s.by[m[1]] = own
	}
	name := s.name + " (task " + m[1] + ")"
	switch {
	case own != nil:
		return own
	case o.judged[q.group][name] == nil:
		x := &outsider{group: q.group, stream: name}
		o.judge(q.group, name, x)
		o.order, o.fresh = append(o.order, x), true
	}
	if o.writers.out.bounds.covers(at) {
		q.count(o.judged[q.group][name], at)
	}
	return nil
}

// ownerOf is the part of a shared stream that one task writes; nil where it is not one that is read.
func (o *owners) ownerOf(s *logStream, id string) *logStream {
	part := &logStream{group: s.group, name: s.name, container: s.container, task: id, at: s.at, born: true}
	for _, set := range o.writers.sets {
		for _, m := range set.order {
			if m.task.ID == id {
				part.set, part.revision = set, m.task.Revision
				return part
			}
		}
		if set.ofService() && set.proof.events[id] {
			part.set = set
			return part
		}
	}
	if part.unproven = true; o.all {
		return part
	}
	return nil
}
