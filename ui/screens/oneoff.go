package screens

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/edit"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/nav"
)

// askCommand asks for the command of a task that is to run once with a service's settings; nothing is the revision's own.
func (c *changes) askCommand(h nav.Host, s aws.Service, then func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
	h.Prompt(nav.Prompt{Label: fmt.Sprintf("run once with the settings of %s $ ", s.Name), History: "run",
		Done: func(h nav.Host, line string) tea.Cmd {
			return then(h, c.changer.RunTask(edit.OneOff{Cluster: s.Cluster, Service: s.Name, Command: commandWords(line)}))
		}})
	return nil
}

// commandWords are the words of a command line. One that means something to a shell is left to a shell of the container.
func commandWords(line string) []string {
	line = strings.TrimSpace(line)
	switch {
	case line == "":
		return nil
	case strings.ContainsAny(line, "'\"\\$`|&;<>()*?[]{}~#!\n"):
		return []string{"/bin/sh", "-c", line}
	}
	return strings.Fields(line)
}
