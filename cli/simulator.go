package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/scenarios"
	"github.com/ecscope/ecscope/sim/world"
)

// aboutSim is followed by the incidents.
const aboutSim = `Serve a simulated AWS account to any program that talks to AWS.

It writes environment variables that point a program at it, as shell commands, and runs until you interrupt it:

  ecscope sim --listen 127.0.0.1:4510 --env-file demo.env &
  . ./demo.env; aws ecs list-clusters

Without --env-file, it prints them.

A container's shell (aws ecs execute-command, ecscope exec) is a real /bin/sh on this computer, run as you in a scratch directory. It
is not a sandbox. Every call must be signed with the credentials in that environment: keep them to yourself. The shell's own
environment holds none of the container's variables; env and printenv list them.

Incidents for --scenario:
`

func simCommand(p *program) *cobra.Command {
	var o sim.Options
	var rates map[string]int
	var file string
	c := &cobra.Command{
		Use: "sim", Short: "Serve a simulated AWS account to other programs", Long: aboutSim,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return misuse("sim: unexpected argument %q", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			o.Logs.Rate = map[string]float64{}
			for service, lines := range rates {
				o.Logs.Rate[service] = float64(lines)
			}
			return serve(c.Context(), p, o, file)
		},
	}
	// The incidents are a large document: it is read by who asks for it, not at each start of the program.
	help := c.HelpFunc()
	c.SetHelpFunc(func(c *cobra.Command, args []string) {
		c.Long = aboutSim + incidents()
		help(c, args)
	})
	f := c.Flags()
	f.StringVar(&o.Listen, "listen", "127.0.0.1:0", "address to listen on; port 0 picks a free one")
	f.StringVar(&file, "env-file", "", "write the environment to this file, which only you can read, instead of printing it")
	f.Uint64Var(&o.Seed, "seed", 0, "seed for all ids and events")
	f.StringVar(&o.Region, "region", world.Region, "the account's Region")
	f.StringVar(&o.Number, "account-id", "111122223333", "the account's id, twelve digits")
	f.Float64Var(&o.Speed, "speed", 1, "clock speed: 60 turns a minute into a second")
	f.StringVar(&o.Account, "account", "", "the account to simulate: "+strings.Join(sim.Accounts(), ", "))
	f.StringVar(&o.Scenario, "scenario", "", "play one incident, by its id, instead of the account")
	f.DurationVar(&o.Latency, "latency", 0, "extra time for each call")
	f.StringToIntVar(&rates, "lines", nil, "log lines per second for each task of a service: prod/cart=5000 (repeatable)")
	f.BoolVar(&o.Quotas, "throttle", false, "throttle at the request quotas that AWS documents")
	return c
}

// incidents are the ids and titles of all incidents, or why they cannot be read.
func incidents() (lines string) {
	all, err := scenarios.All()
	if err != nil {
		return "\n  " + err.Error()
	}
	for _, s := range all {
		lines += fmt.Sprintf("\n  %-24s %s", s.ID, s.Title)
	}
	return lines
}

// serve runs the simulated account until the context ends.
func serve(ctx context.Context, p *program, o sim.Options, file string) error {
	if err := oneOf("account", o.Account, sim.Accounts()); err != nil {
		return err
	}
	if err := possible(o); err != nil {
		return err
	}
	if err := knownScenario(o.Scenario); err != nil {
		return err
	}
	server, err := sim.Start(o)
	if bad, ok := errors.AsType[*net.AddrError](err); ok {
		return &usage{fmt.Sprintf("--listen %q: %s", o.Listen, bad.Err), "write host:port, such as 127.0.0.1:4510"}
	}
	if err != nil {
		return err
	}
	p.simulator = server
	for _, service := range slices.Sorted(maps.Keys(o.Logs.Rate)) {
		if !sim.Has(server, service) {
			fmt.Fprintf(p.streams.Err, "warning: the account has no service %s: --lines counts once somebody creates it\n", line(service))
		}
	}
	var lines strings.Builder
	fmt.Fprintf(&lines, "unset %s\n", strings.Join(sim.Profiles(), " "))
	for _, v := range server.Env() {
		name, value, _ := strings.Cut(v, "=")
		fmt.Fprintf(&lines, "export %s=%s\n", name, quoted(value))
	}
	if file != "" {
		err = writePrivate(file, lines.String())
	} else {
		_, err = fmt.Fprint(p.streams.Out, lines.String())
	}
	if err != nil {
		return err
	}
	if exposed(o.Listen) {
		fmt.Fprintf(p.streams.Err, "warning: other computers can reach %s; anyone with the credentials can run commands on this computer as you, and traffic is unencrypted\n", o.Listen)
	}
	fmt.Fprintf(p.streams.Err, "serving the simulated account at %s; ctrl-c stops it\n", server.URL())
	return server.Wait(ctx)
}

// mostLines is how many lines a second a task of the simulator can write.
const mostLines = 1_000_000

// possible refuses what no account can be.
func possible(o sim.Options) error {
	if err := o.Check(); err != nil {
		return &usage{text: err.Error()}
	}
	for _, service := range slices.Sorted(maps.Keys(o.Logs.Rate)) {
		at, err := (&reader{}).place(service)
		if n := o.Logs.Rate[service]; err != nil || at.service == "" || n < 1 || n > mostLines {
			return misuse("--lines %s=%.0f: write cluster/service=lines, with 1 to %d lines a second", service, n, mostLines)
		}
	}
	return nil
}

func oneOf(sort, name string, known []string) error {
	if name == "" || slices.Contains(known, name) {
		return nil
	}
	return unknown(sort, name, known)
}

// knownScenario accepts an id or what stands before its first dash.
func knownScenario(name string) error {
	if name == "" {
		return nil
	}
	all, err := scenarios.All()
	if err != nil {
		return err
	}
	var ids []string
	for _, s := range all {
		ids = append(ids, s.ID)
		if short, _, _ := strings.Cut(s.ID, "-"); short == name {
			return nil
		}
	}
	return oneOf("scenario", name, ids)
}
