package nav

import (
	"os"
	"os/exec"

	tea "charm.land/bubbletea/v2"
)

// OnTerminal runs a program that has the terminal until it ends; then is told how. It gets the terminal itself, not what stands
// before it: through a pipe an editor would not draw, and a program that ended would be waited for until the next key.
func OnTerminal(c *exec.Cmd, then func(error) tea.Msg) tea.Cmd {
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	return tea.ExecProcess(c, then)
}
