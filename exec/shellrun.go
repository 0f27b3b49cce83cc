package exec

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"

	"github.com/muesli/cancelreader"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

// read reads what is typed, until the session ends. Before it is open ctrl-c gives up.
func (s *shellRun) read(t *terminal) {
	e := escapes{}
	for buffer := make([]byte, 4<<10); ; {
		n, err := t.keys.Read(buffer)
		if !s.begun.open.Load() && bytes.IndexByte(buffer[:n], 0x03) >= 0 {
			s.end(ErrGivenUp)
		}
		if send, what := e.filter(buffer[:n]); n > 0 {
			s.typed.put(send)
			switch what {
			case leave:
				s.end(errLeft)
			case help:
				s.screen.notice(keyHelp)
			}
		}
		switch {
		case errors.Is(err, cancelreader.ErrCanceled), s.ended():
			return
		case err != nil:
			s.end(errTerminal)
			return
		}
	}
}

// send sends what was typed.
func (s *shellRun) send() {
	for {
		b, ok := s.typed.take()
		if !ok {
			return
		}
		s.pulse.touch()
		if _, err := s.channel.Write(b); err != nil {
			return // who shows the output knows why
		}
	}
}

// keyHelp tells of the keys that are meant for this side.
const keyHelp = "at the beginning of a line: ~. ends the session, ~~ sends one ~, ~? shows this; everything else goes to the container"

// show shows the session's output until it ends.
func (s *shellRun) show() {
	for buffer := make([]byte, 32<<10); ; {
		n, err := s.channel.Read(buffer)
		if n > 0 {
			s.pulse.touch()
			switch err := s.markers.feed(buffer[:n], s.put, s.word); {
			case errors.Is(err, errOver):
				return
			case err != nil:
				s.end(errTerminal)
				return
			}
		}
		if missing, ok := errors.AsType[*Missing](err); ok {
			s.result.Missing += missing.Bytes
			s.screen.notice(missing.Error())
			continue
		}
		if err != nil {
			_ = s.put(s.markers.rest())
			return
		}
	}
}

// put shows output.
func (s *shellRun) put(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	s.begin()
	_, err := s.screen.Write(p)
	return err
}

// word takes what the script says to us.
func (s *shellRun) word(w string) error {
	s.begin()
	if text, ok := strings.CutPrefix(w, "exit "); ok {
		if s.result.Code, s.result.Known = exitCode(text); s.result.Known {
			return errOver
		}
	}
	return nil
}

// size tells the far side the terminal's size, if it is another than before.
func (s *shellRun) size(t *terminal, was [2]int) [2]int {
	cols, rows, ok := t.size()
	if is := [2]int{cols, rows}; ok && is != was && s.channel.Resize(cols, rows) == nil {
		return is
	}
	return was
}

// sizes does so whenever it may have changed.
func (s *shellRun) sizes(ctx context.Context, t *terminal, resized <-chan os.Signal, was [2]int) {
	for {
		select {
		case <-resized:
			was = s.size(t, was)
		case <-ctx.Done():
			return
		}
	}
}

// watch tells when the task begins to stop, and when the session is about to end because nothing passes.
func (s *shellRun) watch(ctx context.Context) {
	for told := false; s.Clock.sleep(ctx, watchEvery) == nil; {
		idle := s.pulse.idle()
		if !s.begun.open.Load() {
			idle = 0
		}
		if !told && idle >= warnAfter {
			s.screen.notice("no traffic for 18 minutes; Systems Manager ends the session at 20 minutes: press a key to keep it")
		}
		told = idle >= warnAfter
		if !s.stops.Load() {
			if reason, ok := s.stopping(ctx); ok {
				s.stops.Store(true)
				s.screen.notice("task " + clean.Text(s.Target.Task) + " is stopping" + reason + "; the session ends with it")
			}
		}
	}
}

// stopping says whether the task stops, and why. Trouble with looking is none of the session's.
func (s *Shell) stopping(ctx context.Context) (reason string, ok bool) {
	task, err := s.Client.Task(ctx, s.Target.Cluster, s.Target.Task)
	if call.KindOf(err) == call.NotFound {
		return "", true
	}
	if err != nil || task.Desired != "STOPPED" && task.Status != "STOPPED" {
		return "", false
	}
	if reason = strings.TrimSpace(task.Reason); reason != "" {
		reason = " (" + reason + ")"
	}
	return reason, true
}
