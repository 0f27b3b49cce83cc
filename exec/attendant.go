package exec

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// pulse notes when a session's last byte passed.
type pulse struct {
	clock Clock
	at    atomic.Int64 // in nanoseconds since 1970
}

func (p *pulse) touch() { p.at.Store(p.clock.now().UnixNano()) }

func (p *pulse) idle() time.Duration { return time.Duration(p.clock.now().UnixNano() - p.at.Load()) }

const (
	// watchEvery is how often a session is looked at.
	watchEvery = 10 * time.Second
	// warnAfter is how long nothing may pass before the end for being idle is announced.
	warnAfter = 18 * time.Minute
)

// idleCommand is what is said of a command that has been silent for a long time.
const idleCommand = "no traffic for 18 minutes; Systems Manager ends an idle session at 20 minutes, and the command with it. " +
	"Use ecscope exec --detach for commands that stay silent this long"

// attendant reports on a session that nobody types to: that it takes long to begin, that it is about to be ended because it
// is idle, and that output is missing.
type attendant struct {
	pulse
	tell    func(Notice) // may be nil
	missing atomic.Int64 // bytes
	begun   chan struct{}
	once    sync.Once
}

func newAttendant(k Clock, tell func(Notice)) *attendant {
	if tell == nil {
		tell = func(Notice) {}
	}
	a := &attendant{pulse: pulse{clock: k}, tell: tell, begun: make(chan struct{})}
	a.touch()
	return a
}

// begin says that the session's script has begun.
func (a *attendant) begin() { a.once.Do(func() { close(a.begun) }) }

// attend reports until ctx ends. waiting is the sentence about a session that has not begun.
func (a *attendant) attend(ctx context.Context, waiting func() string) {
	early, cancel := a.clock.within(ctx, Late)
	defer cancel()
	select {
	case <-a.begun:
	case <-early.Done():
		if ctx.Err() == nil {
			a.tell(Notice{Waiting: waiting()})
		}
	}
	cancel()
	for told := false; a.clock.sleep(ctx, watchEvery) == nil; {
		idle := a.idle() >= warnAfter
		if idle && !told {
			a.tell(Notice{Waiting: idleCommand})
		}
		told = idle
	}
}

// lossy reports output that is missing, and says whether err is about such.
func (a *attendant) lossy(err error) bool {
	missing, ok := errors.AsType[*Missing](err)
	if ok {
		a.missing.Add(missing.Bytes)
		a.tell(Notice{Waiting: missing.Error()})
	}
	return ok
}
