package screens

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
)

// askWhat asks what to write to a file, where a filter makes a difference.
func (a *logHands) askWhat(h nav.Host) {
	if stats := a.pane.Stats(); stats.Shown == stats.Held {
		a.askFile(h, "everything loaded", a.pane.Held())
		return
	}
	items := []dialog.Item{{ID: "shown", Label: "what is shown"}, {ID: "held", Label: "everything loaded"}}
	h.Open(action.NewPick(a.Theme, "Write", items, func(h nav.Host, i dialog.Item) tea.Cmd {
		entries := a.pane.Shown()
		if i.ID == "held" {
			entries = a.pane.Held()
		}
		a.askFile(h, i.Label, entries)
		return nil
	}))
}

// askFile asks where to write entries, as they are now. A file that exists is never written over.
func (a *logHands) askFile(h nav.Host, what string, entries iter.Seq[logview.Entry]) {
	name := a.reading.tail.Service
	if name == "" {
		name = "ecs"
	}
	name += "-" + a.dates.clock.Now().Format("20060102-150405") + ".log"
	h.Prompt(nav.Prompt{Label: "write " + what + " to: ", Value: name, Done: func(_ nav.Host, file string) tea.Cmd {
		if file == "" {
			return nil
		}
		format := a.pane.Format()
		return func() tea.Msg { return written{a, file, writeLog(file, entries, format)} }
	}})
}

// writeLog writes entries to a new file.
func writeLog(file string, entries iter.Seq[logview.Entry], format logview.Format) error {
	return writeNew(file, "the log", func(w io.Writer) (err error) {
		var line []byte
		for e := range entries {
			line = format.Append(line[:0], e)
			if _, err = w.Write(line); err != nil {
				break
			}
		}
		return err
	})
}

// writeNew writes a new file, whole or not at all.
func writeNew(file, what string, write func(io.Writer) error) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s already exists: choose another name", file)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	w := bufio.NewWriter(f)
	if err = errors.Join(write(w), w.Flush(), f.Sync(), f.Close()); err != nil {
		_ = os.Remove(file) // rather none than a half
		return fmt.Errorf("write %s: %w", what, err)
	}
	return nil
}
