package tail

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

// Live Tail tells of itself every second; when it has not for so long, it is gone. Once it has begun, lines are polled a
// little longer, since those that were on their way are in neither.
const (
	stalled  = 15 * time.Second
	settling = 5 * time.Second
)

// LivePrice says what Live Tail costs. What a minute costs differs from region to region; AWS publishes it in its price list alone.
// Sources: https://docs.aws.amazon.com/cli/v1/reference/logs/start-live-tail.html; of the free minutes, the CloudWatch pricing page.
const LivePrice = "billed by the minute, 1,800 a month free"

// liveTail brings lines by Live Tail, where that is wanted.
type liveTail struct {
	c        *logReader
	places   *logPlaces
	writers  *logWriters
	intake   *intake
	session  *liveSession // nil while polling
	refused  bool         // Live Tail cannot be used until it is switched off and on again
	whole    bool         // it takes no pattern of ours
	attempts int          // to begin it
	taken    time.Time    // when its lines were last taken
	sampled  bool         // it leaves lines out
}

// keep keeps the Live Tail session, if one is wanted, and takes what it brought.
func (v *liveTail) keep(ctx context.Context, begun time.Time) error {
	if v.intake.out.tail.Live == nil || !v.intake.out.tail.Live() {
		v.refused, v.whole = false, false
		if v.session != nil {
			v.leave(begun)
			return v.intake.out.note(NotePolling, 0, "polling")
		}
		return nil
	}
	if v.session == nil {
		return v.goLive(ctx)
	}
	if err := v.bring(begun); err != nil {
		return err
	}
	switch err := v.session.over(v.c.Clock.Now()); {
	case err != nil:
		v.leave(v.session.updated().Add(v.intake.out.clock.skew))
		return v.intake.out.note(NoteLiveEnded, 0, "Live Tail: "+err.Error())
	case !slices.EqualFunc(v.session.scopes, v.scopes(), liveScope.equal):
		v.leave(begun)
		return v.goLive(ctx)
	}
	return nil
}

// leave ends the session. From a little before the moment on, lines are polled again.
func (v *liveTail) leave(last time.Time) {
	v.session.close()
	v.session = nil
	v.places.rewind(last.Add(-2 * settling))
}

// goLive begins a session, or says why not. A refusal holds until Live Tail is asked for anew.
func (v *liveTail) goLive(ctx context.Context) error {
	if v.refused {
		return nil
	}
	s, err := v.openSession(ctx)
	switch call.KindOf(err) {
	case call.Cancelled:
		return err
	case call.Throttled, call.Offline, call.Server, call.Expired:
		if v.attempts++; v.attempts < call.FaultRetries {
			return nil // polling goes on meanwhile
		}
	case call.Invalid:
		if v.pattern() != "" {
			v.whole = true // and is asked for again without it
			return nil
		}
	}
	if err != nil {
		v.refused, v.attempts = true, 0
		return v.intake.out.note(NotePolling, 0, "polling, because Live Tail isn't available: "+err.Error())
	}
	v.session, v.attempts = s, 0
	if len(s.scopes) == 0 {
		return nil
	}
	if s.scopes[0].pattern != "" {
		return v.intake.out.note(NoteLive, 0, "Live Tail started; CloudWatch sends only lines that may match the filter")
	}
	return v.intake.out.note(NoteLive, 0, "Live Tail started")
}

// pattern is what a session is to apply.
func (v *liveTail) pattern() string {
	t := v.intake.out.tail
	if t.Pattern != "" || t.LivePattern == nil || v.whole {
		return t.Pattern
	}
	return t.LivePattern()
}

// scopes are the sessions that are needed.
func (v *liveTail) scopes() []liveScope {
	all, pattern := v.places.scopes(), v.pattern()
	for i := range all {
		all[i].pattern = pattern
	}
	return all
}

// liveScope is what one session is asked for: groups of a region and, of a single one, the beginnings of stream names; and the pattern
// that it applies.
type liveScope struct {
	region   string
	groups   []*logGroup
	prefixes []string
	pattern  string
}

func (s liveScope) equal(o liveScope) bool {
	return s.region == o.region && s.pattern == o.pattern && slices.Equal(s.groups, o.groups) && slices.Equal(s.prefixes, o.prefixes)
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
func (v *liveTail) arn(ctx context.Context, g *logGroup) (string, error) {
	if g.id != "" {
		return g.id, nil
	}
	for _, s := range v.writers.sets {
		for _, m := range s.order {
			if parts := strings.SplitN(m.task.ARN, ":", 6); len(parts) == 6 {
				return "arn:" + parts[1] + ":logs:" + g.region + ":" + parts[4] + ":log-group:" + g.name, nil
			}
		}
	}
	op := call.Op("DescribeLogGroups", "look for log group "+clean.Text(g.name))
	out, err := retryLogs(ctx, v.c, op, g.region, func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
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
	return "", call.Absent(op, "no such log group")
}

// bring takes what the session has brought.
func (v *liveTail) bring(begun time.Time) error {
	updates, sampled, lost := v.session.take()
	for _, u := range updates {
		v.takeLive(u)
	}
	if lost {
		v.places.rewind(v.taken.Add(-2 * settling))
	}
	v.taken = begun
	for _, g := range v.places.groups {
		if v.session.covers(g.at, g.synced, v.intake.out.clock.skew) {
			g.at = begun
		}
		for _, s := range g.streams {
			if v.session.covers(s.at, s.synced, v.intake.out.clock.skew) {
				s.at = begun
			}
		}
	}
	if sampled == v.sampled {
		return nil
	}
	v.sampled = sampled
	if sampled {
		return v.intake.out.note(NoteSampled, 0, "Live Tail leaves lines out: more than 500 a second match")
	}
	return v.intake.out.note(NoteSampled, 0, "Live Tail no longer leaves lines out")
}

// takeLive takes a line of Live Tail.
func (v *liveTail) takeLive(e types.LiveTailSessionLogEvent) {
	id := awssdk.ToString(e.LogGroupIdentifier)
	i := slices.IndexFunc(v.places.groups, func(g *logGroup) bool { return id == g.name || strings.HasSuffix(id, ":"+g.name) })
	if i < 0 {
		return
	}
	s := v.places.groups[i].stream(awssdk.ToString(e.LogStreamName))
	if s == nil {
		if name := awssdk.ToString(e.LogStreamName); !v.intake.out.said[name] {
			v.intake.out.said[name] = true
			dueNow(v.writers.sets)
		}
		return
	}
	s.born = true
	at, message := milliseconds(e.Timestamp), awssdk.ToString(e.Message)
	v.intake.live(s, at, milliseconds(e.IngestionTime), message)
}

// errLimit is why a tail of many groups cannot be live.
var errLimit = errors.New("it accepts at most ten log groups")

// polled says whether what was read up to a moment is polled now.
func (v *liveTail) polled(at time.Time, synced bool) bool {
	return v.session == nil || !v.session.covers(at, synced, v.intake.out.clock.skew)
}
