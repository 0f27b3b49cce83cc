package screens

import (
	"slices"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/ui/logview"
)

// logWriters are who writes a log, and the colours and columns that tell them apart.
type logWriters struct {
	pane       *logview.Pane
	tail       *tail.Tail
	tasks      map[string]bool // that are read and have not ended
	containers map[string]bool // that have written
	revisions  map[string]bool // of the tasks that have written
	attached   map[string]bool // the revisions of the tasks that came
	sources    map[tail.Event]logview.Source
	coloured   bool // the operator has chosen what has the colours
}

func newLogWriters(p *logview.Pane, t *tail.Tail) *logWriters {
	w := &logWriters{pane: p, tail: t, tasks: map[string]bool{}, containers: map[string]bool{}, revisions: map[string]bool{}, sources: map[tail.Event]logview.Source{}}
	w.colour("task")
	return w
}

// arrived notes that a task of a revision came, and says whether that revision is another than those before.
func (w *logWriters) arrived(revision string) bool {
	if w.attached[revision] || revision == "" {
		return false
	}
	if w.attached == nil {
		w.attached = map[string]bool{}
	}
	w.attached[revision] = true
	return len(w.attached) > 1
}

// source is the number of who wrote a line.
func (w *logWriters) source(e tail.Event) logview.Source {
	if e.Container != "" {
		w.containers[e.Container] = true
	}
	if e.Revision != "" && e.Note == "" && !w.revisions[e.Revision] {
		w.revisions[e.Revision] = true
		if len(w.revisions) == 2 && !w.coloured && len(w.tail.More) == 0 {
			w.colour("revision") // a rollout: old and new are to be told apart
		}
	}
	who := tail.Event{Service: e.Service, Cluster: e.Cluster, Task: e.Task, Container: e.Container, Revision: e.Revision, Group: e.Group, Stream: e.Stream,
		Unproven: e.Unproven, Note: e.Note}
	if n, known := w.sources[who]; known {
		return n
	}
	n := w.register(e)
	w.sources[who] = n
	return n
}

// register makes a source of who wrote a line.
func (w *logWriters) register(e tail.Event) logview.Source {
	task := aws.ShortID(e.Task)
	if e.Unproven {
		task += "?"
	}
	return w.pane.Source(logview.Label{Name: "service", Value: e.Service}, logview.Label{Name: "task", Value: task}, logview.Label{Name: "container", Value: e.Container},
		logview.Label{Name: "revision", Value: e.Revision}, logview.Label{Name: "group", Value: e.Group}, logview.Label{Name: "stream", Value: e.Stream},
		logview.Label{Name: "cluster", Value: e.Cluster}, logview.Label{Name: "task id", Value: e.Task}, logview.Label{Name: "note", Value: string(e.Note)})
}

// nextColour gives the colours to the tasks, or during a rollout to the revisions, or to the containers.
func (w *logWriters) nextColour() {
	of := []string{"task", "revision", "container"}
	if len(w.tail.More) > 0 {
		of = append(of, "service")
	}
	w.coloured = true
	if at, fields := slices.Index(w.pane.Fields(), w.pane.ColouredField()), w.pane.Fields(); w.pane.Colour() == of[len(of)-1] && at+1 < len(fields) {
		w.pane.ColourField(fields[at+1])
		return
	}
	w.pane.ColourField("")
	w.colour(of[(slices.Index(of, w.pane.Colour())+1)%len(of)])
}

func (w *logWriters) colour(by string) {
	w.pane.SetColour(by)
	columns := []string{"task", "container"}
	if by == "revision" {
		columns = []string{"task", "revision", "container"}
	}
	if len(w.tail.More) > 0 || w.tail.Service != "" && len(w.tail.Groups) > 0 {
		columns = append([]string{"service"}, columns...)
	}
	w.pane.SetColumns(columns...)
}
