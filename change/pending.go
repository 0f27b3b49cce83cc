package change

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// Pending are the changes that are under way. Whoever wants to leave gives them up; the record then says what is known.
// The zero value is ready.
type Pending struct {
	mu      sync.Mutex
	next    int
	changes map[int]*Sending
	unknown []error
	group   sync.WaitGroup
}

// Sending is one change on its way. It travels in the context that Change.Apply gets.
type Sending struct {
	title  string
	sent   atomic.Bool
	gaveUp context.Context
	giveUp context.CancelFunc
}

// Unknown is that a change was sent and nobody can say whether it was carried out.
type Unknown struct {
	// Title is what the change was to do; Err is why its outcome is not known.
	Title string
	Err   error
}

// ErrGivenUp is why an answer was not awaited.
var ErrGivenUp = errors.New("gave up waiting for the answer")

// Error says that the outcome is unknown, and why.
func (u *Unknown) Error() string { return u.Title + ": sent; outcome unknown: " + u.Err.Error() }

// Unwrap is why.
func (u *Unknown) Unwrap() error { return u.Err }

type sendingKey struct{}

// SendingOf is the change that a context belongs to, or nil.
func SendingOf(ctx context.Context) *Sending {
	s, _ := ctx.Value(sendingKey{}).(*Sending)
	return s
}

// Begun notes that the request is on the wire. A nil receiver is fine.
func (s *Sending) Begun() {
	if s != nil {
		s.sent.Store(true)
	}
}

// GivenUp says whether nobody waits for the answer any more.
func (s *Sending) GivenUp() bool { return s != nil && s.gaveUp.Err() != nil }

// Patient is ctx without its end: it ends only when the answer is given up. Call stop when it is over.
func (s *Sending) Patient(ctx context.Context) (patient context.Context, stop func()) {
	free, cancel := context.WithCancel(context.WithoutCancel(ctx))
	if s == nil {
		return free, cancel
	}
	release := context.AfterFunc(s.gaveUp, cancel)
	return free, func() { release(); cancel() }
}

// begin adds a change. The context it returns ends with ctx, and when the change is given up.
func (p *Pending) begin(ctx context.Context, title string) (context.Context, *Sending, func(error)) {
	s := &Sending{title: title}
	s.gaveUp, s.giveUp = context.WithCancel(context.WithoutCancel(ctx))
	within, cancel := context.WithCancel(context.WithValue(ctx, sendingKey{}, s))
	release := context.AfterFunc(s.gaveUp, cancel)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.changes == nil {
		p.changes = map[int]*Sending{}
	}
	p.next++
	id := p.next
	p.changes[id] = s
	p.group.Add(1)
	return within, s, func(err error) {
		release()
		cancel()
		s.giveUp()
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.changes, id)
		if u, ok := errors.AsType[*Unknown](err); ok {
			p.unknown = append(p.unknown, u)
		}
		p.group.Done()
	}
}

// Sent is the title of a change under way whose request is on the wire; empty where there is none.
func (p *Pending) Sent() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.changes {
		if s.sent.Load() {
			return s.title
		}
	}
	return ""
}

// GiveUp stops waiting for the answers of all changes under way.
func (p *Pending) GiveUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.changes {
		s.giveUp()
	}
}

// Leave gives up all changes under way, waits until the record says so, and returns those whose outcome became unknown
// by that, joined; nil for none.
func (p *Pending) Leave() error {
	p.mu.Lock()
	p.unknown = nil
	p.mu.Unlock()
	p.GiveUp()
	p.group.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.Join(p.unknown...)
}
