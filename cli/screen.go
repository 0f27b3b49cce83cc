package cli

import (
	"context"

	"github.com/ecscope/ecscope/ui"
)

// Terminal is the interactive program on this process's terminal.
func Terminal() Screen {
	return Screen{
		Views: []string{"clusters", "services", "tasks", "stopped", "events", "revisions", "deployments", "instances", "logs",
			"why", "problems"},
		Open: func(ctx context.Context, s Start) error {
			u := ui.Start{Client: s.Client, Name: s.Banner, Note: s.Note, Cluster: s.Cluster, Service: s.Service, View: s.View,
				Open: s.Open, Profiles: s.Profiles, Questions: s.Questions, Guard: s.Guard, Journal: s.Journal, Notices: s.Notices, Shell: s.Shell}
			u.Logs.Live, u.Logs.Lines, u.Logs.Bytes, u.Logs.Since = s.Logs.Live, s.Logs.Lines, s.Logs.Bytes, s.Logs.Since
			for _, t := range s.Tunnels {
				u.Tunnels = append(u.Tunnels, ui.Tunnel{Name: t.Name, Place: t.Place, Container: t.Container, Host: t.Host, Port: t.Port, Local: t.Local})
			}
			return ui.Run(ctx, u)
		},
	}
}
