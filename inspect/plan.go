package inspect

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws/call"
)

// Plan decides what is read of an account, and when: what is on screen first, what moves often, what is at rest seldom, and
// nothing twice. Lists, problems and counts are drawn from what it has read. It is safe for concurrent use.
type Plan struct {
	*Views

	mu   sync.Mutex
	busy map[subject]bool
	last [lanes]job // the job that was begun last, with its time as seen
	calm time.Time  // the background of a small account does nothing before this
}

// NewPlan makes a plan of what an inspector reads.
func NewPlan(i *Inspector, p Pieces) *Plan {
	return &Plan{Views: &Views{fetcher: &fetcher{i, p, newLedger(), nobody{}, 0}}, busy: map[subject]bool{}}
}

// Refresh says how old what is on screen and at rest may become; usual is 15 seconds. It is called before anything is read. The
// request budget stays.
func Refresh(p *Plan, every time.Duration) { p.pace = every.Seconds() / usual.Seconds() }

// Step does the most urgent piece of reading in the background, if it is time for one, and says after how long to come
// again. What was never looked at is looked at without a pause, unless there is a great deal of it and nobody is in a hurry.
func (p *Plan) Step(ctx context.Context, hurry bool) time.Duration {
	a := p.agenda("")
	free := a.unread > 0 && (hurry || a.unread <= small)
	j, wait := p.choose(a, free)
	if j.run == nil {
		return wait
	}
	p.do(call.Background(ctx), j)
	if free {
		return 0
	}
	return restOf(p, p.agenda(""))
}

// do runs a job that was chosen. A job that its context ended did not happen.
func (p *Plan) do(ctx context.Context, j job) {
	p.ledger.follow(ctx, j.subject, p.Inspector.now, j.run)
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.busy, j.subject)
}

// atOnce is how many tasks a cluster may have for Causes to read them: 20 calls or so.
const atOnce = 1000

// Causes reads the tasks of clusters whose services are on screen, "" being all, where services are ill and no task was looked at yet:
// why one is ill, it says by how its tasks ended. It says whether it read any. Of large clusters it leaves that to Step.
func (p *Plan) Causes(ctx context.Context, cluster string) (read bool) {
	for _, name := range p.ledger.names() {
		if cluster != "" && cluster != name || !unexplained(p.fetcher, name) {
			continue
		}
		j := job{subject: subject{"tasks of", name}, run: func(ctx context.Context) error { return p.readTasks(ctx, name) }}
		p.mu.Lock()
		busy := p.busy[j.subject]
		p.busy[j.subject] = true
		p.mu.Unlock()
		if !busy {
			p.do(ctx, j)
			read = true
		}
	}
	return read
}

// unexplained says that services of a cluster are ill, and that nobody has tried to read its tasks, which are not many.
func unexplained(p *fetcher, cluster string) bool {
	if _, failed := p.ledger.trouble()[subject{"tasks of", cluster}]; failed || !p.ledger.at(cluster).tasks.IsZero() {
		return false
	}
	ill, tasks := false, 0
	for _, k := range p.servicesOf(cluster) {
		ill = ill || moving(k.verdict.State)
		tasks += k.Service.Running
	}
	return ill && tasks <= atOnce
}

// agenda is what there is to do in a cluster, "" being all.
func (p *Plan) agenda(cluster string) agenda {
	p.mu.Lock()
	busy := maps.Clone(p.busy)
	p.mu.Unlock()
	return newAgenda(p.fetcher, cluster, busy)
}

// choose takes the most urgent job that may be done now, or says how long to wait for one.
func (p *Plan) choose(a agenda, free bool) (job, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	best, wait := job{}, longest
	for l, j := range a.first {
		switch ready := p.readyAt(a, lane(l)); {
		case j.run == nil || p.busy[j.subject]:
		case free && !j.seen.IsZero():
		case !free && ready.After(a.now):
			wait = min(wait, ready.Sub(a.now))
		case best.run == nil || j.due(a.now) > best.due(a.now):
			best = j
		}
	}
	if best.run == nil {
		return best, max(shortest, wait)
	}
	p.busy[best.subject] = true
	begun := best
	begun.seen = a.now
	p.last[best.lane] = begun
	if a.once <= modest {
		p.calm = a.now.Add(time.Duration(best.calls) * time.Minute / restrained)
	}
	return best, 0
}

// The times between two looks at what there is to do.
const (
	shortest = 200 * time.Millisecond
	longest  = 15 * time.Second
)

// readyAt is when the next job of a lane may begin: the jobs of a lane are spread over their time, and what is overdue comes
// as fast as the lane allows.
func (p *Plan) readyAt(a agenda, l lane) time.Time {
	j, last := a.first[l], p.last[l]
	fast := time.Duration(float64(last.calls) / l.most() * float64(time.Second))
	slow := fast
	if a.rate[l] > 0 {
		slow = max(fast, time.Duration(float64(time.Second)/a.rate[l]))
	}
	at := last.seen.Add(slow)
	if j.due(a.now) >= 2 {
		at = last.seen.Add(fast)
	}
	if tenth := j.seen.Add(j.every / 10); tenth.After(at) {
		at = tenth
	}
	if at.Before(p.calm) {
		at = p.calm
	}
	return at
}

// restOf is how long nothing will be due.
func restOf(p *Plan, a agenda) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	wait := longest
	for l, j := range a.first {
		if j.run != nil && !p.busy[j.subject] {
			wait = min(wait, p.readyAt(a, lane(l)).Sub(a.now))
		}
	}
	return max(shortest, wait)
}
