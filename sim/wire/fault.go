package wire

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"
)

// Kind is what a fault does to a call.
type Kind int

// What a fault can do. The first answers later, the next five refuse, the
// others break the connection or the answer.
const (
	Delay    Kind = iota + 1 // waits Fault.Delay before the call is carried out
	Throttle                 // ThrottlingException: Rate exceeded
	Deny                     // AccessDeniedException
	Unknown                  // UnknownOperationException, as if the action did not exist
	Fail                     // HTTP 500, ServerException
	Expire                   // ExpiredTokenException
	Drop                     // closes the connection; nothing is carried out
	Garble                   // carries it out and answers with what no parser accepts
	Lose                     // carries it out and closes the connection before the answer
	Hang                     // never answers; nothing is carried out
	Reset                    // resets the connection; nothing is carried out
	// These carry it out, and spoil the answer.
	Hollow     // no body
	Bare       // {}, whatever the answer has to hold
	Cut        // half of the body, then the connection closes
	Retype     // members of the answer have another type
	RetypeRows // so have members of the rows in it
	Redirect   // HTTP 307 to somewhere else
	Drip       // byte by byte, and never the last
	Bloat      // 10 MB more than it has to hold
	Omit       // a member is left out wherever the answer has it, or has another text, or null
)

// Fault is trouble for calls that match. Zero fields match every call.
type Fault struct {
	Kind        Kind
	Service     string        // "ecs"
	Action      string        // "DescribeServices"
	Region      string        // "us-east-1"
	Holding     string        // a text that the input has, such as the name of a log group
	Page        int           // the nth page of a list, from 1
	Count       int           // how many calls it strikes; 0 = until removed
	From, Until time.Time     // when it strikes; zero = always
	Delay       time.Duration // for Delay
	Message     string        // instead of AWS's usual words; of Omit the member, or member=text
}

// Faults decides which calls go wrong. All methods are safe for concurrent
// use, while the server runs.
type Faults struct {
	mu     sync.Mutex
	active []*force
	quota  quota
}

// force is a fault in force.
type force struct {
	Fault
	spare int             // how many calls it lets pass first
	free  <-chan struct{} // ends a delay; nil for none
}

// Add puts a fault in force and returns the function that lifts it.
func (f *Faults) Add(fault Fault) (remove func()) { return f.add(&force{Fault: fault}) }

// Hold delays matching calls, after so many that pass, until free is closed, or for an hour.
func (f *Faults) Hold(fault Fault, spare int, free <-chan struct{}) (remove func()) {
	fault.Kind, fault.Delay = Delay, time.Hour
	return f.add(&force{fault, spare, free})
}

func (f *Faults) add(p *force) (remove func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active = append(f.active, p)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.active = slices.DeleteFunc(f.active, func(q *force) bool { return q == p })
	}
}

// Clear lifts all faults; quotas stay.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active = nil
}

// Limit puts quotas in force, all full, instead of those before. No bucket
// means no limit. Calls over a quota are answered with ThrottlingException.
func (f *Faults) Limit(buckets ...Bucket) { f.quota.set(buckets) }

// verdict is what is to happen to one call.
type verdict struct {
	delay time.Duration
	free  <-chan struct{} // ends the delay; nil for none
	fault *Fault          // nil = carry it out
}

// judge decides about one call and uses up the faults that strike. Delays
// add up; of the others the oldest strikes, except that an expired token is
// found before anything else.
func (f *Faults) judge(call Call, now time.Time) verdict {
	f.mu.Lock()
	defer f.mu.Unlock()
	var v verdict
	var struck *force
	for _, x := range f.active {
		switch {
		case !x.matches(call, now):
		case x.spare > 0:
			x.spare--
		case x.Kind == Delay:
			v.delay, v.free = v.delay+x.Delay, x.free
			x.use()
		case struck == nil, x.Kind == Expire && struck.Kind != Expire:
			struck = x
		}
	}
	if struck != nil {
		v.fault = &Fault{Kind: struck.Kind, Message: struck.Message}
		struck.use()
	}
	if (struck == nil || !struck.Kind.before()) && !f.quota.take(call.Service, call.Action, now) {
		v.fault = &Fault{Kind: Throttle}
	}
	f.active = slices.DeleteFunc(f.active, func(x *force) bool { return x.Count < 0 })
	return v
}

// before says whether a fault strikes before a call counts: it takes nothing of the quotas.
func (k Kind) before() bool { return k == Expire || k == Drop || k == Reset || k == Hang }

func (f *Fault) matches(call Call, now time.Time) bool {
	return (f.Service == "" || f.Service == call.Service) &&
		(f.Action == "" || f.Action == call.Action) &&
		(f.Region == "" || f.Region == call.Region) &&
		(f.Holding == "" || bytes.Contains(call.Input, []byte(f.Holding))) &&
		(f.Page == 0 || f.Page == call.Page) &&
		(f.From.IsZero() || !now.Before(f.From)) &&
		(f.Until.IsZero() || now.Before(f.Until))
}

// use counts one strike; a fault used up has a negative count.
func (f *Fault) use() {
	if f.Count > 0 {
		if f.Count--; f.Count == 0 {
			f.Count = -1
		}
	}
}

// refuse is the error the fault answers with, or nil where it does not
// refuse but breaks.
func (f *Fault) refuse(call Call, identity, resource string) *Error {
	var e *Error
	switch f.Kind {
	case Throttle:
		e = &Error{Code: "ThrottlingException", Message: "Rate exceeded"}
	case Deny:
		e = denied(identity, call.Service, call.Action, resource)
	case Unknown:
		e = unknownAction(call.Action)
	case Fail:
		e = &Error{Code: "ServerException", Message: "Service Unavailable. Please try again later."}
	case Expire:
		e = &Error{Code: "ExpiredTokenException", Message: "The security token included in the request is expired"}
	default:
		return nil
	}
	if f.Message != "" {
		e.Message = f.Message
	}
	return e
}

// pause waits as long as a verdict says.
func pause(ctx context.Context, c Clock, v verdict) error {
	short, cancel := context.WithCancel(ctx)
	defer cancel()
	if v.free != nil {
		go func() {
			select {
			case <-v.free:
				cancel()
			case <-short.Done():
			}
		}()
	}
	if err := c.Sleep(short, v.delay); err != nil {
		return ctx.Err() // nil where it was set free
	}
	return nil
}
