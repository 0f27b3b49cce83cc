package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

// line is a port's session as bytes: a *Channel.
type line interface {
	io.ReadWriteCloser
	SendFlag(Flag) error
	Flags() <-chan Flag
	Agent() string
	Said() string
	Done() <-chan struct{}
	Err() error
}

// remote is where ports are forwarded to.
type remote interface {
	// dial opens a session with a container for a port of s.
	dial(ctx context.Context, t aws.ExecTarget, s Spec, notice func(Notice)) (line, error)
	// gone says whether a task has stopped for certain.
	gone(ctx context.Context, t aws.ExecTarget) bool
}

// account is the containers of an AWS account.
type account struct{ client *aws.Client }

func (a account) dial(ctx context.Context, t aws.ExecTarget, s Spec, notice func(Notice)) (line, error) {
	session, err := a.client.ForwardPort(ctx, t, s.Host, s.Port)
	if err != nil {
		return nil, err
	}
	return Dial(ctx, a.client, session, Options{Notice: notice, Handshake: true, What: fmt.Sprintf("a forward of port %d", s.Port)})
}

func (a account) gone(ctx context.Context, t aws.ExecTarget) bool {
	task, err := a.client.Task(ctx, t.Cluster, t.Task)
	return call.KindOf(err) == call.NotFound || err == nil && (!task.Stopped.IsZero() || task.Status == "STOPPED" || task.Status == "DEPROVISIONING")
}

// link is a session of a forward's, with what goes over it.
type link struct {
	line    line
	carrier *multiplex
	of      *forward
	target  aws.ExecTarget
	ctx     context.Context // its cause is why the link has ended
	end     context.CancelCauseFunc
	hang    context.CancelFunc // frees the line, once it is closed
	work    sync.WaitGroup
	closing sync.Once
}

// newLink opens a session, which lives as long as ctx.
func newLink(ctx context.Context, end context.CancelCauseFunc, of *forward, t aws.ExecTarget) (*link, error) {
	l := &link{of: of, target: t, ctx: ctx, end: end}
	var open context.Context
	open, l.hang = context.WithCancel(context.WithoutCancel(ctx)) // longer than ctx: there is a goodbye to say
	opened := context.AfterFunc(ctx, l.hang)
	var err error
	l.line, err = of.to.dial(open, t, of.spec, l.notice)
	if opened(); err != nil {
		l.hang()
		return nil, err
	}
	if l.carrier, err = newMultiplex(l); err != nil {
		_ = l.line.Close()
		l.hang()
		return nil, fmt.Errorf("forward port %d: %w", of.spec.Port, err)
	}
	l.work.Go(of.guarded(func() { end(l.why(l.carrier.run(ctx))) }))
	l.work.Go(of.guarded(l.listen))
	l.work.Go(of.guarded(l.watch))
	return l, nil
}

// why is why a link has ended, where its carrier says that the line is broken by err.
func (l *link) why(err error) error {
	select {
	case <-l.line.Done():
		err = l.line.Err()
	default:
	}
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, ErrOver) {
		return ended(ErrOver, l.target, l.line.Said())
	}
	return err
}

// listen notices the end of the line.
func (l *link) listen() {
	select {
	case <-l.line.Done():
		l.end(l.why(nil))
	case <-l.ctx.Done():
	}
}

// takeSignals takes what the far side has said beside its data, up to the data that was read last: that it cannot connect comes
// before the end of the stream.
func (l *link) takeSignals() {
	for {
		select {
		case f := <-l.line.Flags():
			if f == ConnectToPortError {
				l.of.refusals.Add(1)
				l.of.blame(l.nobody())
			}
		default:
			return
		}
	}
}

// nobody says that the port cannot be connected to.
func (l *link) nobody() error {
	s := l.of.spec
	if s.Host == "" {
		return fmt.Errorf("nothing listens on port %d of %s; check the container's port: it must listen on 127.0.0.1 or all addresses",
			s.Port, place(l.target))
	}
	return fmt.Errorf("can't reach %s from %s; check the name, the port and the security groups between them",
		net.JoinHostPort(clean.Text(s.Host), strconv.Itoa(s.Port)), place(l.target))
}

// look is how often a link over which nothing comes is looked after while it is used; unused, it is every sixth time.
const look = 20 * time.Second

// watch notices where the task has stopped although its session seems to go on.
func (l *link) watch() {
	var seen int64
	for n := 1; l.of.clock.sleep(l.ctx, look) == nil; n++ {
		in, used := l.of.in.Load(), l.of.open.Load() > 0 || n%6 == 0
		if used && in == seen && l.of.to.gone(l.ctx, l.target) {
			l.end(fmt.Errorf("task %s has stopped", clean.Text(l.target.Task)))
			return
		}
		seen = in
	}
}

// notice tells of a connection that was lost and is resumed, over which the link's connections live on.
func (l *link) notice(n Notice) {
	if _, is, _ := l.of.session(); is == StatusOpening && l.of.spec.Notice != nil {
		l.of.spec.Notice(n)
	}
	l.of.noticed(l, n)
}

// cut tells of a connection that was closed for the sake of the others.
func (l *link) cut(d time.Duration) {
	l.of.blame(fmt.Errorf("closed a connection whose program read nothing for %s, so that the others can continue", d))
}

// carry carries a connection.
func (l *link) carry(c *connection) { l.carrier.carry(l.ctx, c) }

// goodbye is how long the far side may take to end a session that it is told to end.
const goodbye = time.Second

// close ends the session and returns when nothing goes over it any more. The flag ends it also for those who may not call
// TerminateSession.
func (l *link) close() { l.closing.Do(l.shut) }

func (l *link) shut() {
	l.end(nil)
	l.work.Go(l.of.guarded(func() { _ = l.line.SendFlag(TerminateSession) }))
	late := time.NewTimer(goodbye)
	defer late.Stop()
	select {
	case <-l.line.Done():
	case <-late.C:
	}
	l.carrier.close()
	_ = l.line.Close() // what cannot be ended ends by itself when it is idle
	l.hang()
	l.work.Wait()
}

// ErrOver is a session that the far side ended.
var ErrOver = errors.New("the other side ended it")
