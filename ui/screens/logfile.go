package screens

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
)

// askFile asks where to write what is shown. A file that exists is never written over.
func (l *Logs) askFile(h nav.Host) {
	name := l.tail.Service
	if name == "" {
		name = "ecs"
	}
	name += "-" + l.Clock.Now().Format("20060102-150405") + ".log"
	h.Prompt(nav.Prompt{Label: "write what is shown to: ", Value: name, Done: func(_ nav.Host, file string) tea.Cmd {
		if file == "" {
			return nil
		}
		shown, format := l.pane.Shown(), l.pane.Format()
		return func() tea.Msg { return written{l, file, writeLog(file, shown, format)} }
	}})
}

// writeLog writes entries to a new file.
func writeLog(file string, entries iter.Seq[logview.Entry], format logview.Format) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already, and is not written over: choose another name", file)
	}
	if err != nil {
		return fmt.Errorf("write the log: %w", err)
	}
	w := bufio.NewWriter(f)
	var line []byte
	for e := range entries {
		line = format.Append(line[:0], e)
		if _, err = w.Write(line); err != nil {
			break
		}
	}
	if err = errors.Join(err, w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("write the log: %w", err)
	}
	return nil
}
