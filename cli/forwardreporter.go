package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/exec"
)

// forwardRow is a forward as `ecscope forward -o json` prints it, whenever it is ready or its state changes.
type forwardRow struct {
	Name        string `json:"name"`
	Place       string `json:"place"`
	Local       string `json:"local"`
	Remote      string `json:"remote"`
	Task        string `json:"task"`
	Container   string `json:"container"`
	Status      string `json:"status"`
	Error       string `json:"error"`
	In          int64  `json:"in"`
	Out         int64  `json:"out"`
	Connections int    `json:"connections"`
	Total       int    `json:"total"`
	Since       moment `json:"since"`
}

func newForwardRow(s exec.State) forwardRow {
	r := forwardRow{Name: s.Name, Place: s.Place, Local: s.Local, Remote: s.Remote, Task: s.Task, Container: s.Container, Status: string(s.Status),
		In: s.In, Out: s.Out, Connections: s.Connections, Total: s.Total, Since: moment{s.Since}}
	if s.Err != nil {
		r.Error = line(s.Err.Error())
	}
	return r
}

// forwardReporter tells what becomes of forwards.
type forwardReporter struct {
	*program
	forwards *exec.Forwards
	told     map[int]reportedState
}

// reportedState is what was told of a forward last.
type reportedState struct {
	status    exec.Status
	task, err string
}

// follow tells until ctx ends, which is no error, or every forward has.
func (w *forwardReporter) follow(ctx context.Context) error {
	for {
		var ended []error
		all := w.forwards.List()
		for _, s := range all {
			if err := w.report(s); err != nil {
				return err
			}
			if s.Status == exec.StatusEnded {
				ended = append(ended, fmt.Errorf("forward %s: %w", s.Remote, s.Err))
			}
		}
		if len(ended) == len(all) {
			return errors.Join(ended...)
		}
		select {
		case <-w.forwards.Changed():
		case <-ctx.Done():
			return nil
		}
	}
}

// report tells of a forward where that is new: a line when it is ready first, later notes.
func (w *forwardReporter) report(s exec.State) error {
	now := reportedState{status: s.Status, task: s.Task}
	if s.Err != nil {
		now.err = line(s.Err.Error())
	}
	before, known := w.told[s.ID]
	if known && before == now {
		return nil
	}
	w.told[s.ID] = now
	switch {
	case w.output == asJSON:
		e := json.NewEncoder(w.streams.Out)
		e.SetEscapeHTML(false)
		return e.Encode(newForwardRow(s))
	case !known:
		_, err := io.WriteString(w.streams.Out, cleared(s)+"\n")
		return err
	}
	w.streams.note(s.Local + " " + becomes(before, now, s))
	return nil
}

// cleared is a forward that is ready, in a line.
func cleared(s exec.State) string {
	text := s.Local + " → " + s.Remote + " through " + s.Place + " task " + clean.Text(aws.ShortID(s.Task)) + " container " + clean.Text(s.Container)
	if s.Name != "" {
		text = s.Name + ": " + text
	}
	return text
}

// becomes says what has changed of a forward.
func becomes(before, now reportedState, s exec.State) string {
	switch {
	case now.status == exec.StatusOpen && now.task != before.task:
		return "is open again through task " + clean.Text(aws.ShortID(s.Task))
	case now.status == exec.StatusOpen && before.status != exec.StatusOpen:
		return "is open again"
	case now.status == exec.StatusOpen:
		return cmp.Or(now.err, "works again")
	case now.status == exec.StatusIdle && now.err == "":
		return "is idle: its session ended unused, and the next connection opens another"
	case now.status == exec.StatusIdle:
		return "cannot be opened again: " + now.err + "; the next connection tries again"
	case now.err != "":
		return "is " + string(now.status) + ": " + now.err
	}
	return "is " + string(now.status)
}
