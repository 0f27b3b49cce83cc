package screens

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/ui/nav"
)

// through says whether the tunnel goes through a container.
func through(t config.Tunnel, s ExecTarget) bool {
	here := []string{s.Task.Cluster + "/" + s.Task.Service, s.Task.Service, s.Task.Cluster + "/" + s.Task.ID, s.Task.ARN}
	place := t.Place[strings.LastIndex(t.Place, ":service/")+1:]
	return place != "" && slices.Contains(here, strings.TrimPrefix(place, "service/")) && (t.Container == "" || t.Container == s.Container)
}

// text is the tunnel as it is typed.
func tunnelText(t config.Tunnel) string {
	text := strconv.Itoa(t.Port)
	switch {
	case strings.Contains(t.Host, ":"):
		text = "[" + t.Host + "]:" + text
	case t.Host != "":
		text = t.Host + ":" + text
	}
	if t.Local != 0 && t.Local != t.Port {
		text = strconv.Itoa(t.Local) + ":" + text
	}
	return text
}

// forwards opens port forwards.
type forwards struct {
	gate     gate
	sessions interface {
		Forward(context.Context, ExecTarget, exec.Spec) (exec.State, error)
	}
	tunnels []config.Tunnel
	list    key.Binding // lists what is open
}

// ask asks which ports, offering those of the container's definition and of the settings.
func (f *forwards) ask(h nav.Host, s ExecTarget) tea.Cmd {
	if !f.gate.ready(h, s) {
		return nil
	}
	offers := f.offers(s)
	h.Prompt(nav.Prompt{
		Label: "port of " + s.Container + ", or host:port: ", History: "forward",
		Suggest: func(typed string) []nav.Suggestion {
			return slices.DeleteFunc(slices.Clone(offers), func(o nav.Suggestion) bool { return !strings.HasPrefix(o.Text, typed) })
		},
		Change: func(typed string) error {
			if strings.TrimSpace(typed) == "" {
				return nil
			}
			_, err := ports(typed)
			return err
		},
		Done: func(h nav.Host, text string) tea.Cmd { return f.forward(h, s, text) },
	})
	return nil
}

func (f *forwards) offers(s ExecTarget) []nav.Suggestion {
	var offers []nav.Suggestion
	for _, t := range f.tunnels {
		if through(t, s) {
			offers = append(offers, nav.Suggestion{Text: tunnelText(t), Hint: t.Name + ", of the settings"})
		}
	}
	for _, d := range s.Revision.Containers {
		if d.Name != s.Container {
			continue
		}
		for _, p := range d.Ports {
			offers = append(offers, nav.Suggestion{Text: strconv.Itoa(p.Container), Hint: strings.TrimSpace("port of " + d.Name + " " + p.Name)})
		}
	}
	return offers
}

// forward opens what was typed, where that may be.
func (f *forwards) forward(h nav.Host, s ExecTarget, text string) tea.Cmd {
	all, err := ports(text)
	if err != nil || len(all) == 0 {
		return nil // nothing was typed; the prompt accepts no other
	}
	name := ""
	for _, t := range f.tunnels {
		if through(t, s) && tunnelText(t) == text {
			name = t.Name
		}
	}
	return f.gate.admit(h, guard.Forward, s, "Forward "+text+" through", "Forward", "", func() tea.Cmd { return f.open(h, s, name, all) })
}

// open opens forwards in the background, one for each port.
func (f *forwards) open(h nav.Host, s ExecTarget, name string, all []exec.Spec) tea.Cmd {
	h.Flash(nil, "opening a session in "+s.words()+"…")
	ctx := context.WithoutCancel(h.Context()) // forwards outlive the screen that they were asked on
	var cmds []tea.Cmd
	for _, spec := range all {
		spec.Name, spec.Place = name, place(s.Task)
		cmds = append(cmds, func() tea.Msg {
			ctx, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			state, err := f.sessions.Forward(ctx, s, spec)
			return nav.Then(func(top nav.Host) tea.Cmd { return f.opened(top, h, s, state, err) })
		})
	}
	return tea.Batch(cmds...)
}

// place is how a task's place is told of.
func place(t aws.Task) string {
	if of := startedBy(t); of != "" {
		return t.Cluster + "/" + of
	}
	return t.Cluster
}

// opened says where a forward listens. Where none opened, the checklist shows why, if the screen that it was asked on is
// still looked at.
func (f *forwards) opened(top, asked nav.Host, s ExecTarget, state exec.State, err error) tea.Cmd {
	if err != nil {
		top.Flash(err, "")
		if _, here := errors.AsType[*net.OpError](err); here || asked.Context() != top.Context() {
			return nil // it is nothing of the container's, or the operator is elsewhere by now
		}
		return f.gate.checks.why(s, err)
	}
	word := state.Local + " forwards to " + state.Remote
	if state.Wanted != 0 {
		word += fmt.Sprintf(" (local port %d is taken)", state.Wanted)
	}
	top.Flash(nil, word+"; "+f.list.Help().Key+" lists the forwards")
	return nil
}

// ports reads what is to be forwarded: port, local:port, host:port or local:host:port, several with commas between.
func ports(text string) ([]exec.Spec, error) {
	var all []exec.Spec
	for part := range strings.SplitSeq(text, ",") {
		spec, err := portOf(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		all = append(all, spec)
	}
	return all, nil
}

func portOf(text string) (exec.Spec, error) {
	wrong := fmt.Errorf("%q is not a port: type 8080, 18080:8080, db.internal:5432 or 15432:db.internal:5432", text)
	var s exec.Spec
	host, last := "", text
	if at := strings.LastIndexByte(text, ':'); at >= 0 {
		host, last = text[:at], text[at+1:]
	}
	port, ok := number16(last)
	if !ok {
		return s, wrong
	}
	s.Port, s.Local = port, port
	if local, rest, found := strings.Cut(host, ":"); found || host != "" {
		if n, ok := number16(local); ok {
			s.Local, host = n, rest
		}
	}
	s.Host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.ContainsAny(s.Host, " /\\@[]") || strings.Contains(s.Host, ":") && net.ParseIP(s.Host) == nil {
		return s, wrong
	}
	return s, nil
}

// number16 is a port number.
func number16(text string) (int, bool) {
	n, err := strconv.ParseUint(text, 10, 16)
	return int(n), err == nil && n > 0
}
