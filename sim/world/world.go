// Package world is an invented Amazon ECS account that moves: clusters, services, deployments, tasks and container
// instances whose states follow one another as they do in AWS, at the times AWS takes, with AWS's own words.
//
// The package speaks in the input and output structs of the AWS SDK and in nothing else; it opens no socket, starts no
// goroutine and sets no timer. [World.Advance] plays everything due up to a moment, so a caller who advances to the
// wall clock before each request has a live account, and one who advances a test's clock has a repeatable one: the same
// seed and the same calls at the same times give the same ids and the same story.
package world

import (
	"math/rand/v2"
	"sync"
	"time"
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
	lock sync.Locker
	*account
}

// New makes an empty account that holds nothing but the capacity providers FARGATE and FARGATE_SPOT.
func New(o Options) *World {
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if o.Account == "" {
		o.Account = "111122223333"
	}
	if o.Start.IsZero() {
		o.Start = time.Unix(0, 0)
	}
	a := &account{
		region:   o.Region,
		number:   o.Account,
		seed:     o.Seed,
		began:    o.Start.UTC(),
		now:      o.Start.UTC(),
		chance:   &chance{rng: rand.New(rand.NewPCG(o.Seed, 0x5ec5_c09e))},
		accepted: &acceptance{},
		clusters: map[string]*cluster{},
		families: map[string]*family{},
		settings: defaultSettings(),
		runs:     map[string][]*task{},
		outputs:  map[string][]output{},
	}
	a.network = &network{chance: a.chance, region: o.Region, zones: map[string]string{}}
	a.providers = builtinProviders(a)
	return &World{lock: &sync.Mutex{}, account: a}
}

// Now is the moment up to which the world has been played.
func (w *World) Now() time.Time {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.now
}

// Advance plays everything that is due up to and including to, in order. A moment in the past changes nothing. The cost
// depends on how much happens, not on how long it takes.
func (w *World) Advance(to time.Time) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.play(to.UTC())
}

// At has act called when the world reaches t, or at the next Advance when t has passed. The World that act receives is
// this one, already locked for act: act may call any method of it except Advance, and must not keep it. Acts of the
// same moment run in the order in which they were given.
func (w *World) At(t time.Time, act func(*World)) {
	w.lock.Lock()
	defer w.lock.Unlock()
	a := w.account
	a.at(t.UTC(), func() { act(&World{lock: unlocked{}, account: a}) })
}

// unlocked is the lock of a World whose caller already holds the real one.
type unlocked struct{}

func (unlocked) Lock()   {}
func (unlocked) Unlock() {}

// account is the state of a World; its methods expect the lock to be held.
type account struct {
	region, number string
	seed           uint64
	began          time.Time // the first moment
	now            time.Time
	*chance
	queue queue

	clusters     map[string]*cluster // by name
	clusterOrder []*cluster
	families     map[string]*family // by name
	providers    []*provider
	fates        []*fateRule // the last that matches decides
	settings     []setting
	network      *network
	runs         map[string][]*task // by client token
	scalers      []*scaler
	accepted     *acceptance
	outputs      map[string][]output // by log group
}
