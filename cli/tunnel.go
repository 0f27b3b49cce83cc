package cli

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"

	"github.com/ecscope/ecscope/config"
)

// tunnel takes over what the settings file says of a name. Flags count before it.
func (w *forwardRun) tunnel(name string) error {
	s, err := w.settings()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(s.Tunnels, func(t config.Tunnel) bool { return t.Name == name })
	if i < 0 {
		err := unknown("tunnel", name, tunnelNames(s))
		if u, ok := errors.AsType[*usage](err); ok {
			u.hint = "define tunnels in the settings file, or add a port to a service: ecscope forward " + quoted(name) + " 8080"
		}
		return err
	}
	t := s.Tunnels[i]
	w.place, w.ports = t.Place, []ports{{cmp.Or(t.Local, t.Port), t.Port}}
	w.name, w.host, w.container = cmp.Or(w.name, t.Name), cmp.Or(w.host, t.Host), cmp.Or(w.container, t.Container)
	return nil
}

// tunnelNames are the names of the tunnels in the settings file.
func tunnelNames(s config.Settings) []string {
	var names []string
	for _, t := range s.Tunnels {
		names = append(names, t.Name)
	}
	return names
}

// tunnelRows are the tunnels as `ecscope config` prints them.
func tunnelRows(s config.Settings) []settingRow {
	var rows []settingRow
	for _, t := range s.Tunnels {
		text := t.Place
		if t.Container != "" {
			text += " container " + t.Container
		}
		far := strconv.Itoa(t.Port)
		if t.Host != "" {
			far = net.JoinHostPort(t.Host, far)
		}
		rows = append(rows, settingRow{"tunnels." + t.Name, fmt.Sprintf("%s: %d to %s", text, cmp.Or(t.Local, t.Port), far), fromFile, t.At.String()})
	}
	return rows
}
