//go:build unix

package session

import (
	"fmt"
	"io"
	"os/exec"
	"syscall"
)

// guardian is told of each process that leads a session, as "+ 123" when it
// starts and "- 123" when it has ended. When the simulator is gone, however
// it went, the input ends: then the guardian kills their groups and, where
// there is a /proc, all that has its home in the scratch directory.
const guardian = `trap '' HUP INT TERM QUIT
all=' '
while read -r what pid; do
	case $what in
	+) all="$all$pid " ;;
	-) all="${all%% $pid *} ${all#* $pid }" ;;
	esac
done
exec 2>/dev/null
for pid in $all; do kill -KILL "-$pid"; done
for round in 1 2 3; do
	for file in $(grep -lsF "HOME=$1/" /proc/[0-9]*/environ); do
		pid=${file#/proc/}
		kill -KILL "${pid%/environ}"
	done
done
`

// lifeline is a process that ends those of the sessions after the simulator.
type lifeline struct {
	command *exec.Cmd
	input   io.WriteCloser
}

func newLifeline(dir string) (*lifeline, error) {
	c := exec.Command("/bin/sh", "-c", guardian, "ecscope-sim", dir) //nolint:noctx // it has to outlive every context
	c.Env, c.Dir = []string{"PATH=" + searched}, "/"
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // what the terminal sends is not for it
	input, err := c.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("lifeline: %w", err)
	}
	if err := c.Start(); err != nil {
		return nil, fmt.Errorf("lifeline: %w", err)
	}
	return &lifeline{c, input}, nil
}

// hold has a process end with the simulator, and release no longer.
func (l *lifeline) hold(pid int)    { _, _ = fmt.Fprintf(l.input, "+ %d\n", pid) }
func (l *lifeline) release(pid int) { _, _ = fmt.Fprintf(l.input, "- %d\n", pid) }

// close ends the lifeline alone.
func (l *lifeline) close() {
	if l == nil {
		return
	}
	_ = l.command.Process.Kill()
	_ = l.command.Wait() // it was killed
	_ = l.input.Close()
}
