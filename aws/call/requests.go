package call

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// Requests is what was asked of one action since the client was opened.
type Requests struct {
	// Action is the call's name, Bucket what AWS counts it with: "service read".
	Action, Bucket string
	// Calls were sent in all, Minute within the last minute; Failed of Calls had no good answer, and Throttled of those were
	// one too many for AWS.
	Calls, Minute, Failed, Throttled int
	// Typical and Slowest are how long the answers of the last calls took: half of them took less than Typical.
	Typical, Slowest time.Duration
	// Last is when the last one was sent.
	Last time.Time
	// Rate is how many calls per second AWS allows the whole account in the region; where AWS does not document that, as for
	// load balancers and auto scaling, it is the smallest rate of ECS.
	Rate float64
}

// recentCalls is how many calls of an action are remembered one by one.
const recentCalls = 256

// meter counts the calls of a client.
type meter struct {
	mu      sync.Mutex
	actions map[string]*counted
}

// counted is what is known of the calls of one action: the totals, and the last calls in a ring.
type counted struct {
	bucket                   *bucket
	calls, failed, throttled int
	at                       [recentCalls]time.Time
	took                     [recentCalls]time.Duration
}

// sent notes a call that was answered, or was not.
func (m *meter) sent(action string, from *bucket, at time.Time, took time.Duration, err error, throttled bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.actions == nil {
		m.actions = map[string]*counted{}
	}
	k := m.actions[action]
	if k == nil {
		k = &counted{bucket: from}
		m.actions[action] = k
	}
	k.at[k.calls%recentCalls], k.took[k.calls%recentCalls] = at, took
	k.calls++
	if err != nil {
		k.failed++
	}
	if throttled {
		k.throttled++
	}
}

// Requests are the calls that a client has made, by action, the most frequent of the last minute first.
func (c *Caller) Requests() []Requests {
	m, now := &c.budget.meter, c.Clock.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]Requests, 0, len(m.actions))
	for action, k := range m.actions {
		r := k.sum(action, now)
		r.Rate = float64(k.bucket.full) / c.budget.share
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Requests) int {
		return cmp.Or(cmp.Compare(b.Minute, a.Minute), cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Action, b.Action))
	})
	return all
}

func (k *counted) sum(action string, now time.Time) Requests {
	g, _, _ := quota(Op(action, ""))
	n := min(k.calls, recentCalls)
	r := Requests{Action: action, Bucket: string(g), Calls: k.calls, Failed: k.failed, Throttled: k.throttled,
		Last: k.at[(k.calls-1)%recentCalls]}
	took := slices.Sorted(slices.Values(k.took[:n]))
	r.Typical, r.Slowest = took[n/2], took[n-1]
	for _, at := range k.at[:n] {
		if now.Sub(at) < time.Minute {
			r.Minute++
		}
	}
	return r
}
