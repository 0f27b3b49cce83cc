package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	osexec "os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/google/shlex"

	"github.com/ecscope/ecscope/needs"
)

// image is what a container has: programs in one folder, and a shell among them. Sessions with it are processes on a
// terminal of their own, without a network.
type image struct {
	name, shell, path, root string
}

// images are those that this machine can make: its own programs under each shell that it has, and busybox alone.
func images(t *testing.T) []image {
	t.Helper()
	needs.Shell(t)
	var all []image
	for _, name := range []string{"sh", "dash", "bash"} {
		if shell, err := osexec.LookPath(name); err == nil {
			all = append(all, image{name: name, shell: shell, path: os.Getenv("PATH")})
		}
	}
	if box, err := osexec.LookPath("busybox"); err == nil {
		dir := t.TempDir()
		if out, err := osexec.Command(box, "--install", "-s", dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		all = append(all, image{name: "busybox", shell: filepath.Join(dir, "sh"), path: dir})
	}
	if len(all) == 0 {
		t.Skip("there is no shell here")
	}
	for i := range all {
		all[i].root = t.TempDir()
	}
	return all
}

// without is the image with what scripts use but the programs that are named, and nothing else.
func (i image) without(t *testing.T, names ...string) image {
	t.Helper()
	dir := t.TempDir()
	for _, name := range strings.Fields("sh cat ls wc mv chmod mkdir rm tr base64 od sha256sum md5sum cksum tar tee find stty sleep") {
		for _, from := range filepath.SplitList(i.path) {
			file := filepath.Join(from, name)
			if _, err := os.Stat(file); err == nil && !slices.Contains(names, name) {
				_ = os.Symlink(file, filepath.Join(dir, name)) // the first of a name counts
			}
		}
	}
	i.name, i.path, i.root = i.name+" without "+strings.Join(names, ", "), dir, t.TempDir()
	return i
}

// open is an opener.
func (i image) open(ctx context.Context, words []string) (wire, error) {
	words, err := shlex.Split(Quote(words))
	if err != nil {
		return nil, err
	}
	cmd := osexec.Command(words[0], words[1:]...)
	cmd.Env, cmd.Dir = []string{"PATH=" + i.path, "TERM=xterm-256color"}, i.root
	end, err := pty.Start(cmd)
	if errors.Is(err, pty.ErrUnsupported) {
		return nil, err
	}
	if err != nil {
		return &session{said: fmt.Sprintf("Unable to start command: %v", err)}, nil
	}
	s := &session{end: end, cmd: cmd}
	context.AfterFunc(ctx, func() { _ = s.Close() })
	return s, nil
}

// session is a process on a terminal.
type session struct {
	end  *os.File
	cmd  *osexec.Cmd
	said string
	once sync.Once
	lock sync.Mutex // of the file's descriptor
	over bool
}

func (s *session) Read(p []byte) (int, error) {
	if s.end == nil {
		return 0, io.EOF
	}
	n, err := s.end.Read(p[:min(len(p), 1024)]) // as the agent does
	if err != nil {
		err = io.EOF // a terminal whose processes are gone is an error of input and output
	}
	return n, err
}

func (s *session) Write(p []byte) (int, error) { return s.end.Write(p) }

func (s *session) Resize(cols, rows int) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.end == nil || s.over {
		return io.EOF
	}
	return pty.Setsize(s.end, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
}

func (s *session) Said() string { return s.said }

// Waiting is nothing.
func (s *session) Waiting() string { return "" }

func (s *session) Close() error {
	s.once.Do(func() {
		if s.end != nil {
			s.lock.Lock()
			s.over = true
			s.lock.Unlock()
			_ = s.end.Close() // which hangs up only when nobody reads any more
			_ = s.cmd.Process.Signal(syscall.SIGHUP)
			late := time.AfterFunc(10*time.Second, func() { _ = s.cmd.Process.Kill() })
			_ = s.cmd.Wait()
			late.Stop()
		}
	})
	return nil
}
