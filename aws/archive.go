package aws

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// archive keeps the stopped tasks that the client has seen, since ECS forgets them after an hour or so: the newest ones.
type archive struct {
	mu    sync.Mutex
	tasks map[string]record
	count int // records ever made
}

// record is a task and when it came in, counted in records.
type record struct {
	task Task
	at   int
}

// archived is how many stopped tasks are kept.
const archived = 10000

func newArchive() *archive { return &archive{tasks: map[string]record{}} }

// add keeps a stopped task, unless a newer version of it is there.
func (a *archive) add(t Task) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if old, ok := a.tasks[t.ARN]; ok && old.task.Version > t.Version {
		return
	}
	a.count++
	a.tasks[t.ARN] = record{t.clone(), a.count}
	if len(a.tasks) > archived+archived/10 {
		a.shrink()
	}
}

// shrink drops the tasks that stopped first.
func (a *archive) shrink() {
	moments := make([]time.Time, 0, len(a.tasks))
	for _, r := range a.tasks {
		moments = append(moments, r.task.Stopped)
	}
	slices.SortFunc(moments, time.Time.Compare)
	oldest := moments[len(moments)-archived]
	maps.DeleteFunc(a.tasks, func(_ string, r record) bool { return r.task.Stopped.Before(oldest) })
}

// settled is the stopped task by its ARN, if nothing about it can change any more: it was seen a minute after it stopped.
func (a *archive) settled(arn string) (Task, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r, ok := a.tasks[arn]
	if !ok || r.task.Stopped.IsZero() || r.task.Seen.Sub(r.task.Stopped) < time.Minute {
		return Task{}, false
	}
	return r.task.clone(), true
}

// newer is the stopped task, if an answer about it is older than what is known.
func (a *archive) newer(t Task) (Task, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r, ok := a.tasks[t.ARN]
	if !ok || r.task.Version <= t.Version {
		return Task{}, false
	}
	return r.task.clone(), true
}

// task is a stopped task by cluster and id.
func (a *archive) task(cluster, id string) (Task, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range a.tasks {
		if r.task.ID == id && (cluster == "" || r.task.Cluster == cluster) {
			return r.task.clone(), true
		}
	}
	return Task{}, false
}

// mark is a moment in the archive's life.
func (a *archive) mark() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.count
}

// forgotten are the tasks that match, were there at the mark and are not among those that ECS listed after it.
func (a *archive) forgotten(mark int, match func(Task) bool, listed map[string]bool) []Task {
	a.mu.Lock()
	defer a.mu.Unlock()
	var gone []Task
	for arn, r := range a.tasks {
		if r.at <= mark && !listed[arn] && match(r.task) {
			t := r.task.clone()
			t.Forgotten = true
			gone = append(gone, t)
		}
	}
	slices.SortFunc(gone, func(x, y Task) int { return y.Stopped.Compare(x.Stopped) })
	return gone
}
