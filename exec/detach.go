package exec

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"strings"
)

// runDetached starts its words without the session's terminal, so that they go on without it: their output goes into a
// file, and when they have ended their exit code into another one. The file is the first that can be written. After a
// second it says what has become of them.
const runDetached = `_f=;for _d in "$TMPDIR" /tmp /var/tmp /dev/shm "$HOME";do [ -n "$_d" ]&&(umask 077;set -C;: >"$_d/$1") 2>/dev/null&&_f=$_d/$1&&break;done;` +
	`[ -n "$_f" ]||{ echo unwritten;exit 0;};shift;trap "" HUP;_s=;command -v setsid >/dev/null 2>&1&&_s=setsid;` +
	`$_s "$0" -c '_f=$1;shift;("$@");_c=$?;(umask 077;echo $_c >"$_f.exit")' sh "$_f" "$@" </dev/null >"$_f" 2>&1 &` +
	`echo "started $! $_f";sleep 1;if [ -s "$_f.exit" ];then echo "ended $(cat "$_f.exit")";head -c 4096 "$_f";fi`

// Detached is a command that goes on in its container without a session.
type Detached struct {
	// Process is its id in the container, Output the file of its output there, and Exit that of its exit code, once it
	// has ended.
	Process, Output, Exit string
	// Ended says that it had ended after a second, with Code; Said is the beginning of its output then.
	Ended bool
	Code  int
	Said  []byte
}

// Why a command cannot be detached.
var (
	// ErrUndetached is a command for a Windows container.
	ErrUndetached = errors.New("can't detach a command in a Windows container: that needs a POSIX shell there")
	// ErrUnwritable is a container in which no file can be written.
	ErrUnwritable = errors.New("can't write a file for the command's output in /tmp, /var/tmp or /dev/shm")
)

// Detach starts the command so that it goes on when the session ends: it takes no input, and its output goes into a file
// of the container. It ends with the container.
func Detach(ctx context.Context, c Command) (Detached, error) {
	if c.Target.Windows {
		return Detached{}, &Unopened{ErrUndetached}
	}
	shell, out := cmp.Or(c.Shell, defaultShell), &bytes.Buffer{}
	c.Stdin, c.Stdout, c.Screen = nil, out, false
	c.Words = append([]string{shell, "-c", runDetached, shell, "ecscope-" + strings.ToLower(rand.Text()[:8]) + ".log"}, c.Words...)
	if _, err := c.Run(ctx); err != nil {
		return Detached{}, err
	}
	first, rest, _ := strings.Cut(out.String(), "\n")
	if first == "unwritten" {
		return Detached{}, &Ended{ErrUnwritable, c.Target, "", "mount a volume there, or redirect the command's output elsewhere"}
	}
	state, where, _ := strings.Cut(first, " ")
	process, file, ok := strings.Cut(where, " ")
	if state != "started" || !ok {
		return Detached{}, &Ended{ErrBroken, c.Target, "it didn't report what it started", ""}
	}
	d := Detached{Process: process, Output: file, Exit: file + ".exit"}
	if code, said, ended := strings.Cut(strings.TrimPrefix(rest, "ended "), "\n"); strings.HasPrefix(rest, "ended ") && ended {
		d.Code, d.Ended = exitCode(code)
		d.Said = []byte(said)
	}
	return d, nil
}
