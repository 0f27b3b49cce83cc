// Package timetable is what runs tasks at set times in the simulated account: the rules of Amazon EventBridge, and the
// schedules of EventBridge Scheduler. Where a target is a cluster, its tasks are run when they are due.
package timetable

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/cron"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// Book holds the rules and schedules of an account. It is safe for concurrent use. Its lock is never held while the world is
// asked for something.
type Book struct {
	*desk
	*Rules
	*Plans
}

// Rules are the rules of EventBridge.
type Rules struct {
	*desk
	rules []*rule
}

// Plans are the schedules of EventBridge Scheduler.
type Plans struct {
	*desk
	schedules []*schedule
}

// desk is what rules and schedules have in common: the account, the lock, and what is planned.
type desk struct {
	world           *world.World
	region, account string

	mu   sync.Mutex
	turn uint64 // of what was planned last
}

// New makes an empty book of a world's account.
func New(w *world.World, region, account string) *Book {
	d := &desk{world: w, region: region, account: account}
	return &Book{d, &Rules{desk: d}, &Plans{desk: d}}
}

// ARN names a thing of a service in the account.
func (b *desk) ARN(service, resource string) string {
	return "arn:aws:" + service + ":" + b.region + ":" + b.account + ":" + resource
}

// Role is the role that targets of the account's story are run with.
func (b *desk) Role() string { return "arn:aws:iam::" + b.account + ":role/ecsEventsRole" }

// plan is when something comes, and what it runs then.
type plan struct {
	turn       uint64 // that it was planned in: what was planned before no longer counts
	on         bool
	at         cron.Expression
	zone       *time.Location
	from       time.Time // when the last turn of a rate was
	start, end time.Time // zero for none
	runs       []*ecs.RunTaskInput
}

// next is when a plan comes after a moment.
func (p *plan) next(after time.Time) (time.Time, bool) {
	if p.start.After(after) {
		after = p.start.Add(-time.Nanosecond)
	}
	when, ok := p.at.Next(after, p.zone)
	if p.at.Every > 0 {
		when, ok = p.from.Add((after.Sub(p.from)/p.at.Every+1)*p.at.Every), true
	}
	return when, ok && (p.end.IsZero() || when.Before(p.end))
}

// await has a world run a plan when it is due next, and then again. The book is locked while of is called.
func (b *desk) await(w *world.World, p *plan) {
	now := w.Now()
	b.mu.Lock()
	b.turn++
	p.turn = b.turn
	turn := p.turn
	when, ok := p.next(now)
	ok = ok && p.on
	b.mu.Unlock()
	if !ok {
		return
	}
	w.At(when, func(w *world.World) {
		b.mu.Lock()
		due, runs := p.on && p.turn == turn, p.runs
		b.mu.Unlock()
		if !due {
			return
		}
		for _, in := range runs {
			_, _ = w.RunTask(in) // what is refused leaves no task, as with AWS
		}
		b.await(w, p)
	})
}

// mark is what tasks are started by: the maker and the name, of which 36 characters are kept.
func mark(maker, name string) string {
	text := maker + "/" + name
	return text[:min(36, len(text))]
}

// order makes a request to run tasks of a target's parameters, whose members have the names of the request's.
func order(parameters any, definition *string, count *int32, cluster *string, input, by string) *ecs.RunTaskInput {
	in := &ecs.RunTaskInput{}
	if text, err := json.Marshal(parameters); err == nil {
		_ = json.Unmarshal(text, in) // what has another form is left out
	}
	in.TaskDefinition, in.Cluster, in.StartedBy, in.Count = definition, cluster, &by, count
	if o := (types.TaskOverride{}); input != "" && json.Unmarshal([]byte(input), &o) == nil {
		in.Overrides = &o
	}
	return in
}

// isCluster says whether a target is a cluster.
func isCluster(arn string) bool {
	return strings.HasPrefix(arn, "arn:") && strings.Contains(arn, ":ecs:") && strings.Contains(arn, ":cluster/")
}

func refuse(status int, code, format string, args ...any) error {
	return &wire.Error{Code: code, Message: fmt.Sprintf(format, args...), Status: status}
}

// notValid refuses what does not pass a check that AWS documents.
func notValid(format string, args ...any) error {
	return refuse(400, "ValidationException", format+" (the simulator's wording)", args...)
}

func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

func either[T comparable](v, usual T) T {
	if v == *new(T) {
		return usual
	}
	return v
}

// named refuses what cannot be a name.
func named(what, name string) error {
	if name == "" || len(name) > 64 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != "" {
		return notValid("%q is no name of a %s: 1 to 64 letters, digits, and . - _", name, what)
	}
	return nil
}

// page is a part of a list in the order of its keys, and the token of the next one.
func page[T any](all []T, key func(T) string, token *string, size *int32) ([]T, *string, error) {
	n := int(value(size))
	if size == nil {
		n = 100
	}
	if n < 1 || n > 100 {
		return nil, nil, notValid("a page has 1 to 100 members, not %d", n)
	}
	slices.SortFunc(all, func(a, b T) int { return strings.Compare(key(a), key(b)) })
	if after := value(token); after != "" {
		all = slices.DeleteFunc(all, func(t T) bool { return key(t) <= after })
	}
	if len(all) <= n {
		return append([]T{}, all...), nil, nil
	}
	last := key(all[n-1])
	return all[:n], &last, nil
}
