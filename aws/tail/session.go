package tail

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// liveSession is a Live Tail session, or one for each region. It is read by goroutines of its own, since CloudWatch drops
// what is not read; they end with it.
type liveSession struct {
	scopes  []liveScope
	clock   call.Clock
	cancel  context.CancelFunc
	readers sync.WaitGroup

	mu      sync.Mutex
	waiting int       // sessions that have not begun
	began   time.Time // when the last of them did
	heard   time.Time // of the last update
	lines   []types.LiveTailSessionLogEvent
	sampled bool // lines were left out since the last time
	samples bool // and in the last update
	lost    bool // lines were dropped, since nobody took them
	err     error
	bell    func()
}

// mostHeard is how many lines a session keeps for whoever is slow to take them.
const mostHeard = 50_000

// openSession asks for the sessions that are needed.
func (v *liveTail) openSession(ctx context.Context) (*liveSession, error) {
	s := &liveSession{scopes: v.scopes(), clock: v.c.Clock, heard: v.c.Clock.Now()}
	s.waiting = len(s.scopes)
	session, cancel := context.WithCancel(ctx)
	s.cancel = cancel
	for _, one := range s.scopes {
		out, err := v.openScope(ctx, session, cancel, one)
		if err != nil {
			s.close()
			return nil, err
		}
		s.readers.Go(func() {
			if err := call.Sound("read Live Tail", func() error { s.read(out.GetStream()); return nil })(); err != nil {
				s.end(err)
			}
		})
	}
	return s, nil
}

// openScope asks for one session, which lasts as long as its context. Until it is answered, ctx bounds it as well.
func (v *liveTail) openScope(ctx, session context.Context, cancel context.CancelFunc, s liveScope) (*cloudwatchlogs.StartLiveTailOutput, error) {
	op := call.Op("StartLiveTail", "start Live Tail")
	if len(s.groups) > 10 {
		return nil, call.NewError(call.Unsupported, op.Words, "", errLimit)
	}
	in := &cloudwatchlogs.StartLiveTailInput{LogEventFilterPattern: plain.Optional(s.pattern), LogStreamNamePrefixes: s.prefixes}
	for _, g := range s.groups {
		arn, err := v.arn(ctx, g)
		if err != nil {
			return nil, err
		}
		in.LogGroupIdentifiers = append(in.LogGroupIdentifiers, arn)
	}
	out, e := askLogs(ctx, v.c, op, s.region, func(limited context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.StartLiveTailOutput, error) {
		stop := context.AfterFunc(limited, cancel)
		defer stop()
		return l.StartLiveTail(session, in)
	})
	if e != nil {
		return nil, e
	}
	return out, nil
}

// read takes what one session sends until it ends.
func (s *liveSession) read(stream *cloudwatchlogs.StartLiveTailEventStream) {
	for e := range stream.Events() {
		switch e := e.(type) {
		case *types.StartLiveTailResponseStreamMemberSessionStart:
			s.start()
		case *types.StartLiveTailResponseStreamMemberSessionUpdate:
			s.put(e.Value)
		}
	}
	s.end(stream.Close())
}

func (s *liveSession) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting--
	s.began = s.clock.Now()
	s.heard = s.began
}

func (s *liveSession) put(u types.LiveTailSessionUpdate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = s.clock.Now()
	s.lines = append(s.lines, u.SessionResults...)
	if extra := len(s.lines) - mostHeard; extra > 0 {
		s.lines, s.lost = s.lines[extra:], true
	}
	s.samples = u.SessionMetadata != nil && u.SessionMetadata.Sampled
	s.sampled = s.sampled || s.samples
	s.ring()
}

// end notes why a session ended.
func (s *liveSession) end(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	timeout := new(types.SessionTimeoutException)
	switch {
	case errors.As(err, &timeout):
		s.err = errors.New("the session ended after three hours; starting another")
	case s.err == nil && err != nil:
		s.err = errors.New("the session was cut: " + clean.Sentence(call.Innermost(err)) + "; starting another")
	case s.err == nil:
		s.err = errors.New("the session was cut; starting another")
	}
	s.ring()
}

// ring wakes whoever waits. The lock is held.
func (s *liveSession) ring() {
	if s.bell != nil {
		s.bell()
	}
}

// take is what came since the last time, whether lines are left out, and whether some were lost because they were not
// taken in time.
func (s *liveSession) take() (lines []types.LiveTailSessionLogEvent, sampled, lost bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines, sampled, lost = s.lines, s.sampled, s.lost
	s.lines, s.sampled, s.lost = nil, s.samples, false
	return lines, sampled, lost
}

// over is why the session is at its end; nil while it is not.
func (s *liveSession) over(now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil && now.Round(0).Sub(s.heard.Round(0)) > stalled {
		return errors.New("no data for a while; starting another session")
	}
	return s.err
}

// updated is when the session was last heard of.
func (s *liveSession) updated() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heard.Round(0).UTC()
}

// covers says whether a stream that was polled up to a moment needs no polling any more.
func (s *liveSession) covers(at time.Time, synced bool, skew time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return synced && s.waiting == 0 && at.After(s.began.Round(0).Add(skew+settling))
}

// close ends the session and waits for its goroutines.
func (s *liveSession) close() {
	s.cancel()
	s.readers.Wait()
}

// close ends the session, if there is one.
func (v *liveTail) close() {
	if v.session != nil {
		v.session.close()
	}
}

// nap sleeps, but no longer than until Live Tail brings something.
func (v *liveTail) nap(ctx context.Context, d time.Duration) error {
	if v.session == nil {
		return v.c.Clock.Sleep(ctx, d)
	}
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	v.session.wake(cancel)
	defer v.session.wake(nil)
	err := v.c.Clock.Sleep(limited, d)
	if ctx.Err() == nil && limited.Err() != nil {
		return nil
	}
	return err
}

// wake has a function called as soon as there is something to take.
func (s *liveSession) wake(bell func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bell = bell; bell != nil && (len(s.lines) > 0 || s.err != nil) {
		bell()
	}
}
