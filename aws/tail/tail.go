// Package tail has the logs of whatever writes them: services, tasks and log groups are read, merged by time and followed, and each
// line says whose it is. It also finds log groups, and asks queries of CloudWatch Logs Insights.
package tail

import (
	"context"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
)

// Target is a service (all its tasks, as they come and go) or a task, narrowed to one container or not.
type Target struct{ Cluster, Service, Task, Container string }

// Tail says which logs to read and how: those of services, tasks and log groups.
type Tail struct {
	// Cluster, Service, Task and Container are the first target, if there is one; More are others.
	Cluster, Service, Task, Container string
	More                              []Target
	// Groups are log groups by name or ARN, of Region; an empty Region is the client's.
	Groups []string
	Region string
	// Stream is the only stream of Groups that is read; empty for all of them.
	Stream string
	// Since and Until bound the time of the lines: Since is included, Until is not; both to the millisecond. With a zero
	// Since there is no bound for the newest lines (Newest or Limit), a tail (Follow) begins now, and anything else an hour
	// before Until. With a zero Until there is none.
	Since, Until time.Time
	// Follow goes on for ever, or to Until.
	Follow bool
	// NowFirst has a tail with a Since begin with what is written now: what is older comes behind it, the newest first, in pages of
	// its own, and NoteProgress with an empty message says that all of it is there. Enough, which is asked from another
	// goroutine, ends the reading of what is older; nil is never.
	NowFirst bool
	Enough   func() bool
	// Newest yields the newest line first. It cannot be combined with Follow.
	Newest bool
	// Limit is how many lines of history there are at most, zero for all: the last ones, or the first ones where Newest is
	// not set and Since is. All lines of the last millisecond come, even if they are a few more, so that a call for what is
	// older (Until being the oldest line's time) neither repeats nor misses one. With Follow, new lines do not count.
	Limit int
	// Wanted leaves lines out, which do not count to Limit; nil leaves none out.
	Wanted func(Event) bool
	// Pattern is a CloudWatch filter pattern, at most 1,024 bytes; the server applies it.
	Pattern string
	// Past is a pattern for history alone: what is written from the call of Logs on comes whole, and so may the
	// last two minutes before it. It cannot be combined with Pattern.
	Past string
	// Reach is told, from another goroutine, up to when all lines have come, each time that a tail has looked for new ones; nil for
	// nobody. Lines that CloudWatch gets later than about two seconds after they were written may be older.
	Reach func(time.Time)
	// All has lines come, marked as unproven, that nothing shows to be of a target but that are where a target's are: of other
	// services, of tasks that ECS has forgotten. Without it they are counted in a note.
	All bool
	// Live says whether to use Live Tail, which costs money by the minute, rather than to poll. It is asked every second or
	// so, from another goroutine, so that a tail can be switched while it runs; nil is never.
	Live func() bool
	// LivePattern is a pattern that the Live Tail session applies, where Pattern is empty; it is asked as Live is, and where it has
	// changed another session begins. What is polled until then comes whole. Nil is none.
	LivePattern func() string
}

// logReader reads what containers write, from CloudWatch Logs.
type logReader struct {
	*call.Caller
	account *aws.Client
	// logs is the client of CloudWatch Logs in a region.
	logs func(region string) *cloudwatchlogs.Client
}

// Reader reads the logs of one account: it tails them, finds their groups and what a task said last, and asks queries of Logs
// Insights. It is safe for concurrent use.
type Reader struct {
	*logReader
	*insightsReader
}

// New reads the logs of the account that a client reads.
func New(client *aws.Client) *Reader {
	lines := &logReader{client.Caller, client, client.APIs().Logs}
	return &Reader{lines, &insightsReader{lines}}
}

// Logs yields the lines of a tail in pages. Within a page, lines are ordered by time, and so are the pages, but for lines
// that reach CloudWatch more than about two seconds after others that are newer: those come when they come. Each line
// comes once. A tail survives throttling, lost connections, logins that have expired and a computer that slept, and says
// so in notes; what ends it is an error of kind Denied, Invalid, NotFound (the service, task or group asked for) or
// Unsupported, Until, or its context. History gives up on the rest as well. Where only one of several targets, groups or
// regions cannot be read, that is a note, and the others go on.
//
// The sequence waits for whoever reads it. Whatever it has to do beside that ends with it.
func (c *logReader) Logs(ctx context.Context, t Tail) iter.Seq2[[]Event, error] {
	return func(yield func([]Event, error) bool) {
		r, err := c.newReading(t)
		if err != nil {
			yield(nil, err)
			return
		}
		defer r.live.close()
		if err := r.run(ctx, yield); err != nil {
			yield(nil, err)
		}
	}
}

// targetsOf are the services and tasks of a tail.
func targetsOf(t Tail) []Target {
	if t.Service == "" && t.Task == "" {
		return t.More
	}
	return append([]Target{{t.Cluster, t.Service, t.Task, t.Container}}, t.More...)
}
