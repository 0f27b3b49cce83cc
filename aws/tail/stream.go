package tail

import (
	"strings"
	"time"
)

// logGroup is a log group that a reading reads.
type logGroup struct {
	region, name string
	// id is what calls name the group by, where that is its ARN; empty for the name.
	id string
	// open groups are read whole; of the others only the streams that are known to be wanted.
	open bool
	reach
	streams map[string]*logStream
	crowded map[string]bool // directories in which others write much more than is wanted
	absent  time.Time       // when the group was last found missing; zero where it is there
	blind   bool            // whether streams exist may not be asked
	setback setback         // why it cannot be read at the moment
}

// reach is how far an open group was read: see logStream.
type reach struct {
	only   string // the stream that alone is read; empty for all
	at     time.Time
	synced bool
}

// logStream is one stream of a group, and who writes it.
type logStream struct {
	group                     *logGroup
	name                      string
	set                       *logTarget // nil where nothing is known to write it
	task, container, revision string
	doubt
	// at is up to where the stream was read, but for lines that come late.
	at time.Time
	// synced streams were read once since they are known.
	synced bool
	// born streams exist: a line of them was seen, or the server said so. Naming one that does not exist is an error.
	born bool
	asking
	past
}

// doubt is what is not known of who writes a stream.
type doubt struct {
	// shared streams have lines of several tasks, and unproven ones are not known to be of what is read.
	shared, unproven bool
	by               map[string]*logStream // the parts of a shared stream, by task
}

// asking is when it was last asked whether a stream exists, and how long until it is asked again.
type asking struct {
	asked time.Time
	pause time.Duration
}

// past is what of a stream is over.
type past struct {
	// horizon is up to where it is no longer known which lines were seen (from where on, if the newest come first): they are
	// taken to have been. It is zero where all are known.
	horizon time.Time
	// done is when the stream was left: its task has ended and all it wrote is read. Late lines are still looked for.
	done time.Time
}

// directory is the stream's name up to the last slash: <prefix>/<container>/. Streams without one have none.
func (s *logStream) directory() string { return s.name[:strings.LastIndexByte(s.name, '/')+1] }

// stream is the stream of a group by its name. Open groups know all; others nil where it is not wanted.
func (g *logGroup) stream(name string) *logStream {
	s := g.streams[name]
	if s == nil && g.open {
		s = &logStream{group: g, name: name, born: true}
		g.streams[name] = s
	}
	return s
}

// WriterOf are the container and the task that the name of a stream names, as the driver awslogs makes them: prefix/container/task. They
// are empty where it is made in another way.
func WriterOf(stream string) (container, task string) {
	parts := strings.Split(stream, "/")
	n := len(parts)
	if n < 3 || len(parts[n-1]) != 32 || strings.Trim(parts[n-1], "0123456789abcdef") != "" {
		return "", ""
	}
	return parts[n-2], parts[n-1]
}
