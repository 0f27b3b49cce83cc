package world

import (
	"sync"
	"time"
)

// Where an account is, and whose, unless its options say otherwise.
const (
	Region  = "us-east-1"
	Account = "111122223333"
)

// Options are what a new World needs to know. The zero value is a world in us-east-1, account 111122223333, that starts
// at the Unix epoch.
type Options struct {
	Seed    uint64    // decides every id and every jitter
	Start   time.Time // the world's first moment; presets usually start in the past and advance to now
	Region  string    // default us-east-1
	Account string    // twelve digits, default 111122223333
}

// World is one account in one Region. Its methods may be called from several goroutines; each is one atomic step.
type World struct {
	core
	ECSCalls
	ContainerCalls
	WatchCalls
	BalanceCalls
	Stage
	Seeds
}

// ECSCalls are the calls of Amazon ECS.
type ECSCalls struct {
	AccountCalls
	ClusterCalls
	DefinitionCalls
	InstanceCalls
	ReleaseCalls
	ServiceCalls
	TaskCalls
}

// core is what the calls of a World have in common. The lock is held during each.
type core struct {
	lock  sync.Locker
	parts *parts
}

// New makes an empty account that holds nothing but the capacity providers FARGATE and FARGATE_SPOT.
func New(o Options) *World {
	o.Region, o.Account = either(o.Region, Region), either(o.Account, Account)
	if o.Start.IsZero() {
		o.Start = time.Unix(0, 0)
	}
	return open(&sync.Mutex{}, assemble(o))
}

// Now is the moment up to which the world has been played.
func (w *World) Now() time.Time {
	w.core.lock.Lock()
	defer w.core.lock.Unlock()
	return w.parts.timeline.now
}

// Advance plays everything that is due up to and including to, in order. A moment in the past changes nothing. The cost
// depends on how much happens, not on how long it takes.
func (w *World) Advance(to time.Time) {
	w.core.lock.Lock()
	defer w.core.lock.Unlock()
	w.parts.timeline.play(to.UTC())
}

// At has act called when the world reaches t, or at the next Advance when t has passed. The World that act receives is
// this one, already locked for act: act may call any method of it except Advance, and must not keep it. Acts of the
// same moment run in the order in which they were given.
func (w *World) At(t time.Time, act func(*World)) {
	w.core.lock.Lock()
	defer w.core.lock.Unlock()
	p, inside := w.parts, unlocked{moving(w.core.lock)}
	p.timeline.at(t.UTC(), func() { act(open(inside, p)) })
}

// unlocked is the lock of a World whose caller already holds the real one.
type unlocked struct{ move *move }

func (unlocked) Lock()   {}
func (unlocked) Unlock() {}
