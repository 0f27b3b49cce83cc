package aws

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// Live Tail tells of itself every second; when it has not for so long, it is gone. Once it has begun, lines are polled a
// little longer, since those that were on their way are in neither.
const (
	stalled  = 15 * time.Second
	settling = 5 * time.Second
)

// live keeps the Live Tail session, if one is wanted, and takes what it brought.
func (r *reading) live(ctx context.Context, begun time.Time) error {
	if r.t.Live == nil || !r.t.Live() {
		r.refused = false
		if r.session != nil {
			r.leave(begun)
			return r.note(NotePolling, 0, "polling")
		}
		return nil
	}
	if r.session == nil {
		return r.goLive(ctx)
	}
	if err := r.bring(begun); err != nil {
		return err
	}
	switch err := r.session.over(r.c.clock.now()); {
	case err != nil:
		r.leave(r.session.updated().Add(r.skew))
		return r.note(NoteLiveEnded, 0, "Live Tail: "+err.Error())
	case !slices.EqualFunc(r.session.scopes, r.scopes(), liveScope.equal):
		r.leave(begun)
		return r.goLive(ctx)
	}
	return nil
}

// leave ends the session. From a little before the moment on, lines are polled again.
func (r *reading) leave(last time.Time) {
	r.session.close()
	r.session = nil
	r.rewind(last.Add(-2 * settling))
}

// rewind has everything after a moment read again.
func (r *reading) rewind(to time.Time) {
	for _, g := range r.groups {
		if g.at.After(to) {
			g.at = to
		}
		for _, s := range g.streams {
			if s.at.After(to) {
				s.at = to
			}
		}
	}
}

// goLive begins a session, or says why not. A refusal holds until Live Tail is asked for anew.
func (r *reading) goLive(ctx context.Context) error {
	if r.refused {
		return nil
	}
	s, err := r.openSession(ctx)
	switch KindOf(err) {
	case Cancelled:
		return err
	case Throttled, Offline, Server, Expired:
		if r.attempts++; r.attempts < faultRetries {
			return nil // polling goes on meanwhile
		}
	}
	if err != nil {
		r.refused, r.attempts = true, 0
		return r.note(NotePolling, 0, "polling, since Live Tail cannot be used: "+err.Error())
	}
	r.session, r.attempts = s, 0
	if len(s.scopes) == 0 {
		return nil
	}
	return r.note(NoteLive, 0, "Live Tail has begun")
}

// liveScope is what one session is asked for: groups of a region and, of a single one, the beginnings of stream names.
type liveScope struct {
	region   string
	groups   []*logGroup
	prefixes []string
}

func (s liveScope) equal(o liveScope) bool {
	return s.region == o.region && slices.Equal(s.groups, o.groups) && slices.Equal(s.prefixes, o.prefixes)
}

// scopes are the sessions that are needed, one for each region.
func (r *reading) scopes() []liveScope {
	var all []liveScope
	for _, g := range r.groups {
		if !g.absent.IsZero() || !g.open && len(g.streams) == 0 {
			continue
		}
		i := slices.IndexFunc(all, func(s liveScope) bool { return s.region == g.region })
		if i < 0 {
			i, all = len(all), append(all, liveScope{region: g.region})
		}
		all[i].groups = append(all[i].groups, g)
	}
	for i, s := range all {
		if len(s.groups) == 1 && !s.groups[0].open {
			all[i].prefixes = s.groups[0].prefixes()
		}
	}
	return all
}

// prefixes are the beginnings of the names of a group's streams, nil where there are more than Live Tail takes.
func (g *logGroup) prefixes() []string {
	var all []string
	for _, s := range g.streams {
		d := s.directory()
		if d == "" || g.crowded[d] {
			d = s.name
		}
		if s.done.IsZero() {
			all = append(all, d)
		}
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) > mostNames {
		return nil
	}
	return all
}

// arn is the group's ARN, as Live Tail wants it: of the account that its tasks run in, or as CloudWatch tells it.
func (r *reading) arn(ctx context.Context, g *logGroup) (string, error) {
	if g.id != "" {
		return g.id, nil
	}
	for _, s := range r.sets {
		for _, m := range s.order {
			if parts := strings.SplitN(m.task.ARN, ":", 6); len(parts) == 6 {
				return "arn:" + parts[1] + ":logs:" + g.region + ":" + parts[4] + ":log-group:" + g.name, nil
			}
		}
	}
	op := operation{"DescribeLogGroups", "look for log group " + Clean(g.name)}
	out, err := retryLogs(ctx, r.c, op, g.region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
		return l.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &g.name})
	})
	if err != nil {
		return "", err
	}
	for _, found := range out.LogGroups {
		if awssdk.ToString(found.LogGroupName) == g.name {
			return strings.TrimSuffix(awssdk.ToString(found.Arn), ":*"), nil
		}
	}
	return "", absent(op, "there is no such log group")
}

// bring takes what the session has brought.
func (r *reading) bring(begun time.Time) error {
	updates, sampled, lost := r.session.take()
	for _, u := range updates {
		r.takeLive(u)
	}
	if lost {
		r.rewind(r.taken.Add(-2 * settling))
	}
	r.taken = begun
	for _, g := range r.groups {
		if r.session.covers(g.at, g.synced, r.skew) {
			g.at = begun
		}
		for _, s := range g.streams {
			if r.session.covers(s.at, s.synced, r.skew) {
				s.at = begun
			}
		}
	}
	if sampled == r.sampled {
		return nil
	}
	r.sampled = sampled
	if sampled {
		return r.note(NoteSampled, 0, "Live Tail leaves lines out: more than 500 a second match")
	}
	return r.note(NoteSampled, 0, "Live Tail no longer leaves lines out")
}

// takeLive takes a line of Live Tail.
func (r *reading) takeLive(e types.LiveTailSessionLogEvent) {
	id := awssdk.ToString(e.LogGroupIdentifier)
	i := slices.IndexFunc(r.groups, func(g *logGroup) bool { return id == g.name || strings.HasSuffix(id, ":"+g.name) })
	if i < 0 {
		return
	}
	s := r.groups[i].stream(awssdk.ToString(e.LogStreamName))
	if s == nil {
		if name := awssdk.ToString(e.LogStreamName); !r.noted[name] {
			r.noted[name] = true
			dueNow(r.sets)
		}
		return
	}
	s.born = true
	at, message := milliseconds(e.Timestamp), awssdk.ToString(e.Message)
	if r.covers(at) && r.seen.live(s, at, message) {
		r.line(s, "", at, milliseconds(e.IngestionTime), message)
	}
}

// errLimit is why a tail of many groups cannot be live.
var errLimit = errors.New("it takes ten log groups at most")
