package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
)

const aboutForward = `Forward ports of this computer to a container over ECS Exec, or through it to another host with --host:

  ecscope forward prod/checkout 8080                         the container's port 8080
  ecscope forward prod/checkout 15432:5432 --host db.internal
  ecscope forward prod/checkout 8080,9090,:5005              several; :5005 picks any free local port
  ecscope forward db                                         the tunnel of that name in the settings file

When a forward is ready, a line says where it listens: on 127.0.0.1, unless you pass --listen. Other computers can't reach it,
but every user and every web page in a browser on this one can. If the local port is taken, ecscope uses the one 10000 above it, or
any free one. Notes on standard error report what happens later.

When the task stops, another task of the service takes over on the same local port; open connections are reset. AWS ends an
unused session after 20 minutes; the next connection then opens a new one. An agent serves two sessions in a container at once,
including shells; a third forward goes through another task of the service.

ctrl-c ends the forward and its sessions with exit code 0; SIGTERM gives 143, SIGHUP 129. The exit code is 1 if a forward can't be
opened (a checklist says why), or if the task has stopped and none takes its place. --timeout limits only the opening. With
-o json, ecscope prints an object whenever a forward is ready or its state changes.

Read-only mode refuses forwards, because anything sent through them could change something; --read-only=allow-forwards allows
them. A protected service (--protect or the settings file) must be confirmed by name, typed or with --confirm. Exit code 4: refused,
nothing was opened.`

const useForward = "forward [cluster/]service | cluster/task [local:]port[,…] | tunnel"

// ports are one forward's: here, and there.
type ports struct{ local, far int }

// forwardRun is one run of forward.
type forwardRun struct {
	*program
	host, container, listen, name string
	confirm                       string // the name of what is protected
	place                         string
	ports                         []ports
}

func forwardCommand(p *program) *cobra.Command {
	w := &forwardRun{program: p}
	c := &cobra.Command{
		Use: useForward, Short: "Forward ports to a container, or through it to another host", Long: aboutForward,
		Annotations: map[string]string{formatted: asText + " " + asJSON}, ValidArgsFunction: completer{p}.completeForward,
		Args: func(_ *cobra.Command, args []string) error { return w.check(args) },
		RunE: func(c *cobra.Command, _ []string) error { return w.run(c.Context()) },
	}
	f := c.Flags()
	f.StringVar(&w.host, "host", "", "forward to this host, which the container can reach, instead of the container")
	f.StringVar(&w.container, "container", "", "the container, if the task has several")
	f.StringVar(&w.listen, "listen", "", "address to listen on instead of 127.0.0.1; other computers may then reach the forward")
	f.StringVar(&w.name, "name", "", "a name for the forward")
	f.StringVar(&w.confirm, "confirm", "", confirmUsage)
	f.StringVarP(&p.output, "output", "o", "", "print as text or json (one object per line)")
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats(c), cobra.ShellCompDirectiveNoFileComp)) // it was just made
	return c
}

// completeForward completes tunnels and places.
func (k completer) completeForward(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	found, directive := k.completePlace(c, args, typed)
	if s, err := k.settings(); err == nil && len(args) == 0 {
		found = append(matching(tunnelNames(s), typed), found...)
	}
	return found, directive
}

// check reads place and ports, or finds the tunnel.
func (w *forwardRun) check(args []string) error {
	wrong := func(format string, more ...any) error {
		return &usage{"forward: " + fmt.Sprintf(format, more...), "usage: ecscope " + useForward}
	}
	switch {
	case len(args) == 0:
		return &usage{"forward: no service or task given", "usage: ecscope " + useForward}
	case len(args) == 1 && strings.ContainsAny(args[0], "/:"):
		return &usage{"forward: no port given for " + args[0], "add the port: ecscope forward " + quoted(args[0]) + " 8080"}
	case w.listen != "" && !addressLike(w.listen):
		return wrong("--listen %q is not an address", w.listen)
	case w.host != "" && strings.ContainsAny(w.host, "/: \t") && net.ParseIP(w.host) == nil:
		return wrong("--host %q is neither a name nor an address", w.host)
	case len(args) == 1:
		return w.tunnel(args[0])
	}
	w.place = args[0]
	for _, text := range strings.Split(strings.Join(args[1:], ","), ",") {
		p, err := readPorts(text)
		if err != nil {
			return wrong("%v", err)
		}
		w.ports = append(w.ports, p)
	}
	return nil
}

// addressLike says whether a text may be an address to listen on.
func addressLike(text string) bool { return text == "localhost" || net.ParseIP(text) != nil }

// readPorts reads port, local:port or :port.
func readPorts(text string) (ports, error) {
	local, far, both := strings.Cut(text, ":")
	if !both {
		far = local
	}
	p := ports{}
	for _, x := range []struct {
		text string
		to   *int
		from int
	}{{far, &p.far, 1}, {cmp.Or(local, "0"), &p.local, 0}} {
		n, err := strconv.Atoi(x.text)
		if err != nil || n < x.from || n > 65535 {
			return p, fmt.Errorf("%q is not a port: write 8080, 15432:5432 or :5432", text)
		}
		*x.to = n
	}
	return p, nil
}

// run opens the forwards and tells of them until it is interrupted, or none is left.
func (w *forwardRun) run(ctx context.Context) error {
	if err := w.allowed(guard.Forward); err != nil {
		return err
	}
	bounded, cancel := w.bounded(ctx)
	defer cancel()
	r, err := w.reader(bounded)
	if err != nil {
		return err
	}
	defer r.progress.stop()
	b, err := chooser{w.streams}.execTarget(bounded, r, w.place, w.container)
	if err == nil && !b.task.Exec {
		err = w.refusal(bounded, r, b, errors.New("ECS Exec is off for task "+b.task.ID))
	}
	if err == nil {
		r.progress.stop()
		err = w.admit(bounded, b.reachable(), w.confirm, "forward through "+b.container)
	}
	forwards := exec.NewForwards(context.WithoutCancel(ctx), exec.Clock{Now: w.streams.Now, Sleep: w.streams.Sleep})
	defer forwards.Close()
	m := &forwardReporter{program: w.program, forwards: forwards, told: map[int]reportedState{}}
	if err == nil {
		err = w.open(bounded, r, b, m)
	}
	switch {
	case ctx.Err() != nil:
		return unasked(ctx)
	case err != nil && bounded.Err() != nil:
		return context.Cause(bounded)
	case err != nil:
		return err
	}
	if err := m.follow(ctx); err != nil {
		return err
	}
	return unasked(ctx)
}

// open opens the forwards, one after the other.
func (w *forwardRun) open(ctx context.Context, r *reader, b execTarget, m *forwardReporter) error {
	find := exec.Finder{Client: r.Client, Cluster: b.task.Cluster, Service: b.task.Service, Container: b.container}
	at := place{b.task.Cluster, b.task.Service}
	if b.tasks == 0 {
		find.Task = b.task.ID
	}
	for _, p := range w.ports {
		r.progress.at("a session in "+b.String(), 0)
		s, err := m.forwards.Open(ctx, r.Client, exec.Spec{Name: w.name, Place: at.String(), Find: find.Find, Listen: w.listen, Local: p.local, Port: p.far,
			Host: w.host, Notice: w.waits})
		r.progress.stop()
		if err != nil {
			return w.refusal(ctx, r, b, err)
		}
		if err := m.report(s); err != nil {
			return err
		}
		if s.Wanted != 0 {
			w.streams.note(fmt.Sprintf("local port %d is taken or not allowed; using %s instead", s.Wanted, s.Local))
		}
		if ip := net.ParseIP(w.listen); w.listen != "" && w.listen != "localhost" && !ip.IsLoopback() {
			w.streams.note("anyone who can reach " + s.Local + " can reach " + s.Remote)
		}
	}
	return nil
}

// waits says what a session waits for; how its connection is, the forward's own lines tell.
func (w *forwardRun) waits(n exec.Notice) {
	if n.Waiting != "" {
		w.streams.note(n.Waiting)
	}
}

// refusal says why a forward could not be opened: with the checklist, unless the trouble is here.
func (w *forwardRun) refusal(ctx context.Context, r *reader, b execTarget, cause error) error {
	if _, here := errors.AsType[*net.OpError](cause); here || ctx.Err() != nil {
		return cause
	}
	return (&execRun{program: w.program}).refusal(ctx, r, b, cause)
}
