package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/ecscope/ecscope/change"
)

// recorder writes changes down, and tells of those whose programs were cut off.
type recorder struct{ *admission }

// journal is where changes are written down; nil where nothing is to be left behind, or there is no place for it.
func (j *recorder) journal() *change.Journal {
	if path := j.changesFile(); path != "" {
		return &change.Journal{Path: path}
	}
	return nil
}

// desk is where the changes of this run pass. A change that cannot be recorded is sent all the same, for it may be the one
// that ends an incident; but that is said before.
func (j *recorder) desk() (*change.Desk, error) {
	g, err := j.guard()
	return &change.Desk{Guard: g, Journal: j.journal(), Now: j.streams.Now, Pending: &change.Pending{},
		Unrecorded: func(err error) error {
			j.streams.note(err.Error() + "; sending the change unrecorded")
			return nil
		}}, err
}

// guarded runs apply and listens to signals meanwhile: the first ctrl-c says what is awaited, the second gives up, and so
// does a request to terminate or a hangup. A signal that gives up ends ctx as well, which is awaited, so that the exit code
// tells of it.
func (j *recorder) guarded(ctx context.Context, pending *change.Pending, apply func()) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	over, ended := make(chan struct{}), make(chan struct{})
	gaveUp := false
	go func() {
		defer close(ended)
		for interrupts := 0; ; {
			select {
			case <-over:
				return
			case s := <-signals:
				if title := pending.Sent(); s == os.Interrupt && interrupts == 0 && title != "" {
					j.streams.note(title + " is sent; waiting for the answer. Press ctrl-c again to give up; the outcome is then unknown")
					interrupts++
					continue
				}
				gaveUp = true
				pending.GiveUp()
			}
		}
	}()
	defer func() {
		close(over)
		<-ended
		signal.Stop(signals)
		if gaveUp {
			<-ctx.Done()
		}
	}()
	apply()
}

// abandoned are sentences about changes whose programs were cut off, each told once.
func (j *recorder) abandoned() []string {
	journal := j.journal()
	if journal == nil {
		return nil
	}
	records, err := journal.Abandoned(j.streams.Now())
	var all []string
	for _, r := range records {
		all = append(all, j.lost(r))
	}
	if err != nil {
		all = append(all, "the record of changes: "+err.Error())
	}
	return all
}

// lost says that the outcome of a change is not known, and how to look.
func (j *recorder) lost(r change.Record) string {
	words := looking(r.Thing, r.Cluster, r.Name)
	if r.Token != "" {
		words = lookingBy(r.Cluster, r.Token)
	}
	return fmt.Sprintf("%s (%s/%s, started %s): ecscope was cut off, and the outcome is unknown. To see what runs now: %s",
		r.What, r.Cluster, r.Name, dated(r.Began), shell(in(r.Profile, r.Region, words...)))
}

// looking is the command that shows how what was changed is now.
func looking(thing, cluster, name string) []string {
	switch thing {
	case "task":
		return []string{"ecscope", "why", cluster + "/" + name}
	case "task definition":
		return []string{"ecscope", "revisions", name}
	case "container instance":
		return []string{"ecscope", "instances", cluster}
	}
	return []string{"ecscope", "deployments", cluster + "/" + name}
}

// lookingBy is the command that shows what a request with a token began.
func lookingBy(cluster, token string) []string {
	return []string{"aws", "ecs", "list-tasks", "--cluster", cluster, "--started-by", "ecscope/" + token}
}

// dated is a time in a sentence.
func dated(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }
