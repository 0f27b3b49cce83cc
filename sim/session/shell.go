package session

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/shlex"
)

// patience is how long the agent waits, when a command has ended, for the
// client to acknowledge all of the output.
const patience = 2 * time.Second

// How long an agent takes before it looks at what the client sends: until then
// it drops it.
const (
	opening     = 100 * time.Millisecond
	fastOpening = 10 * time.Millisecond
)

// searched is where a container's commands are.
const searched = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// spoken is an error in the agent's own words.
type spoken string

func (s spoken) Error() string { return string(s) }

// shell is the agent's part in a session with a command.
type shell struct{ *session }

// run runs the session's command on a terminal, until it ends.
func (s shell) run() string {
	s.rest(s.host.options.Startup, s.host.options.Startup)
	p, err := s.start()
	if err != nil {
		return fmt.Sprintf("\n----------ERROR-------\nUnable to start command: %s\n", err)
	}
	s.started(p)
	s.open()
	s.host.running.Go(func() { s.feed(p) })
	s.print(p)
	p.wait()
	s.drain(cmp.Or(s.host.options.Patience, patience))
	return ""
}

// start starts the command: its words, without a shell, as the agent does in
// a container.
func (s shell) start() (*process, error) {
	words, err := shlex.Split(s.what.command)
	if err != nil {
		return nil, spoken("Failed to parse commands input: " + err.Error() + "\n")
	}
	if len(words) == 0 {
		return nil, spoken("Failed to start pty: no command\n")
	}
	home, err := s.host.homes.of(s.target)
	if err != nil {
		return nil, err
	}
	file, err := s.find(words[0], home)
	if err != nil {
		return nil, spoken("Failed to start pty: " + err.Error() + "\n")
	}
	p, err := startProcess(file, words, home, s.environment(home))
	if err != nil {
		return nil, spoken("Failed to start pty: " + err.Error() + "\n")
	}
	return p, nil
}

// find is the file of a command.
func (s shell) find(name string, home home) (string, error) {
	none := s.host.faults.noCommands()
	if strings.ContainsRune(name, '/') {
		if none {
			return "", &fs.PathError{Op: "fork/exec", Path: name, Err: errors.New("no such file or directory")}
		}
		return name, nil
	}
	for dir := range strings.SplitSeq(home.tools()+":"+searched, ":") {
		file := filepath.Join(dir, name)
		if i, err := os.Stat(file); err == nil && !none && i.Mode().IsRegular() && i.Mode()&0o111 != 0 {
			return file, nil
		}
	}
	return "", fmt.Errorf("exec: %q: executable file not found in $PATH", name)
}

// environment is what keeps a process in its directory and its terminal
// right, and nothing of the container's: any variable may be one that a
// loader, a shell or an interpreter acts on, under whatever name. The tools in
// front of the others show those of the container.
func (s shell) environment(home home) []string {
	return []string{"HOSTNAME=" + s.target.Runtime, "PATH=" + home.tools() + ":" + searched, "HOME=" + home.dir, "TERM=xterm-256color", "LANG=C.UTF-8"}
}

// feed types on the terminal what the client sends, and sizes it.
func (s shell) feed(p *process) {
	for {
		select {
		case <-s.ctx.Done():
			return
		case f := <-s.inbox:
			s.press(p, f)
		}
		if len(s.inbox) == 0 {
			s.wake()
		}
	}
}

func (s shell) press(p *process, f frame) {
	switch f.payload {
	case data:
		s.touch()
		text, err := s.plain(f.body)
		if err == nil {
			_, _ = p.Write(text) // a program that has ended takes nothing
		}
	case size:
		var z struct{ Cols, Rows uint16 }
		if json.Unmarshal(f.body, &z) == nil {
			p.size(z.Cols, z.Rows)
		}
	case flag:
		if f.flag() == terminate {
			s.end("")
		}
	}
}

// flag is the flag that the message carries.
func (f frame) flag() uint32 {
	if len(f.body) != 4 {
		return 0
	}
	return binary.BigEndian.Uint32(f.body)
}

// print sends what the terminal shows, until nobody writes to it any more.
// What may be half a character waits for the rest.
func (s shell) print(p *process) {
	s.rest(time.Second, 0)
	buf, held := make([]byte, bodyLength), 0
	for {
		n, err := p.Read(buf[held:])
		if n += held; n > held {
			s.touch()
			held = half(buf[:n])
			if n > held && s.send(data, append([]byte(nil), buf[:n-held]...)) != nil {
				return
			}
			copy(buf, buf[n-held:n])
			s.rest(time.Millisecond, 0)
		}
		if err != nil {
			return // with what is held, as the agent does
		}
	}
}

// half is how many bytes at the end of b may be the beginning of a character
// of which the rest has not come.
func half(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if last := b[len(b)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) {
				return 0
			}
			return n
		}
	}
	return 0
}
