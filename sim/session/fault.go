package session

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Trouble is what befalls the messages of one direction. The zero value is a
// good network. Shares go from 0 to 1. The gateway's own messages, such as
// channel_closed, get through always.
type Trouble struct {
	Loss  float64 // share of messages that are lost
	Twice float64 // share of messages that arrive twice
	Late  float64 // share of messages that later ones overtake
	// Delay is how long each message takes, Jitter how much longer at most;
	// messages with jitter overtake one another.
	Delay, Jitter time.Duration
	// CutAfter cuts a connection after so many messages in this direction;
	// 0 never does. Cuts is how many connections are cut so; 0 means all.
	CutAfter, Cuts int
}

// Faults are the troubles of the sessions. They can change at any time, and
// what is said of messages holds for connections that are open already.
type Faults struct {
	mu                 sync.Mutex
	random             *rand.Rand
	toClient, toAgent  Trouble
	clientCuts, cuts   int // connections cut so far, by direction
	refusals           refusals
	disconnected, bare bool
	late               time.Duration
}

func newFaults(seed uint64) *Faults {
	return &Faults{random: rand.New(rand.NewPCG(seed, 0x5e55_1045)), late: 30 * time.Millisecond}
}

// ToClient sets what befalls the messages from agents to clients.
func (f *Faults) ToClient(t Trouble) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.toClient, f.clientCuts = t, 0
}

// ToAgent sets what befalls the messages from clients to agents.
func (f *Faults) ToAgent(t Trouble) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.toAgent, f.cuts = t, 0
}

// RefuseTokens refuses the next n websockets, whatever their token.
func (f *Faults) RefuseTokens(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refusals.tokens = n
}

// RefuseResumes makes the next n calls to ResumeSession find no session.
func (f *Faults) RefuseResumes(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refusals.resumes = n
}

// Disconnect makes agents unreachable for new sessions, or reachable again:
// calls that open a session fail with TargetNotConnected.
func (f *Faults) Disconnect(off bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.disconnected = off
}

// NoShell takes every command out of every image, or puts them back.
func (f *Faults) NoShell(none bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.bare = none
}

// Away takes the gateway off the network for so long: it refuses websockets.
// With a cut of the connections it is an outage in which all is lost that is
// on its way, and all that agents send meanwhile.
func (f *Faults) Away(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refusals.until = time.Now().Add(d)
}

// refusals are what the gateway refuses.
type refusals struct {
	tokens, resumes int       // how many are refused from now on
	until           time.Time // everything is
}

// refuses reports whether something is refused, and counts it.
func (f *Faults) refuses(what func(*refusals) bool) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return what(&f.refusals)
}

func (r *refusals) token() bool  { return take(&r.tokens) }
func (r *refusals) resume() bool { return take(&r.resumes) }
func (r *refusals) all() bool    { return time.Now().Before(r.until) }

// take takes one of what is left.
func take(left *int) bool {
	if *left == 0 {
		return false
	}
	*left--
	return true
}

func (f *Faults) unreachable() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.disconnected
}

func (f *Faults) noCommands() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.bare
}

// verdict is what becomes of one message: when its copies arrive, and
// whether the connection is cut after it.
type verdict struct {
	after []time.Duration
	cut   bool
}

// judge decides about the nth message of a connection, counted from one.
func (f *Faults) judge(toClient bool, n int) verdict {
	f.mu.Lock()
	defer f.mu.Unlock()
	t, cuts := f.toAgent, &f.cuts
	if toClient {
		t, cuts = f.toClient, &f.clientCuts
	}
	var v verdict
	if t.CutAfter > 0 && n >= t.CutAfter && (t.Cuts == 0 || *cuts < t.Cuts) {
		*cuts++
		v.cut = true
	}
	if t.Loss > 0 && f.random.Float64() < t.Loss {
		return v
	}
	copies := 1
	if t.Twice > 0 && f.random.Float64() < t.Twice {
		copies = 2
	}
	for range copies {
		d := t.Delay
		if t.Jitter > 0 {
			d += time.Duration(f.random.Int64N(int64(t.Jitter)))
		}
		if t.Late > 0 && f.random.Float64() < t.Late {
			d += time.Duration(f.random.Int64N(int64(f.late)))
		}
		v.after = append(v.after, d)
	}
	return v
}
