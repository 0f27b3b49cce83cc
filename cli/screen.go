package cli

import "github.com/ecscope/ecscope/ui"

// Terminal is the interactive program on this process's terminal.
func Terminal() Screen {
	return Screen{
		Views: []string{"clusters", "services", "tasks", "stopped", "events", "revisions", "deployments", "instances", "groups", "logs",
			"why", "problems", "scaling", "targets", "metrics", "recent", "changes"},
		Open: ui.Run,
	}
}
