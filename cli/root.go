package cli

import (
	"cmp"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/guard"
)

const about = `A terminal program for operating Amazon ECS.

On a terminal, ecscope opens its screen at the cluster or service you name. If standard output is not a terminal, or with -o, it
prints: all clusters, the services of a cluster, or the tasks of a service.

A place is cluster, cluster/service, the ARN of either, or the name of a service that only one cluster has.`

const examples = `  ecscope --demo                     a simulated account inside the program
  ecscope prod/checkout              the service checkout in the cluster prod
  ecscope services prod -o json      the cluster's services, for a script`

// root is the whole command line.
func (p *program) root() (*cobra.Command, error) {
	c := &cobra.Command{
		Use: "ecscope [cluster[/service]]", Short: "Operate Amazon ECS from the terminal", Long: about, Example: examples,
		SilenceErrors: true, SilenceUsage: true,
		ValidArgsFunction: completer{p}.completePlace,
		PersistentPreRunE: func(c *cobra.Command, args []string) error { return cmp.Or(p.checkFlags(c), unset(c, args)) },
	}
	c.Version = buildFacts(debug.ReadBuildInfo())
	c.SetVersionTemplate("{{.Version}}")
	f := c.PersistentFlags()
	f.StringVarP(&p.profile, "profile", "p", "", "AWS profile")
	f.StringVarP(&p.region, "region", "r", "", "AWS region")
	f.BoolVar(&p.demo, "demo", false, "use a simulated account inside the program")
	f.StringVarP(&p.output, "output", "o", "", "print as table, json or tsv instead of opening the screen")
	f.Var(&p.readOnly, "read-only", "refuse everything that can change anything; --read-only=allow-forwards permits port forwards")
	f.Lookup("read-only").NoOptDefVal = guard.ReadOnly.String()
	f.StringArrayVar(&p.protect, "protect", nil, "ask for the name before a change or a session in what this pattern matches: cluster, service, cluster/service or an ARN (repeatable)")
	f.DurationVar(&p.timeout, "timeout", 0, "time limit for commands that print, such as 30s")
	p.flags = f
	c.SetFlagErrorFunc(flagError)
	c.Args = onePlace
	c.RunE = func(c *cobra.Command, args []string) error { return viewer{p}.bare(c, strings.Join(args, "")) }
	for _, command := range []func(*program) *cobra.Command{clustersCommand, servicesCommand, tasksCommand, stoppedCommand, eventsCommand,
		revisionsCommand, deploymentsCommand, instancesCommand, schedulesCommand, groupsCommand, describeCommand, logsCommand, queryCommand, whyCommand, reportCommand, problemsCommand, explainCommand,
		lintCommand, execCommand, cpCommand, forwardCommand, redeployCommand, pinCommand, rollbackCommand, continueCommand, scaleCommand,
		stopTaskCommand, taskProtectionCommand, drainCommand, configureCommand, runCommand, registerCommand, undoCommand, changesCommand, recentCommand,
		targetsCommand, scalingCommand, metricsCommand, waitCommand, diffCommand, loginCommand, configCommand, doctorCommand, simCommand, manCommand, versionCommand} {
		c.AddCommand(command(p))
	}
	c.SetHelpCommand(helpOn(c))
	c.InitDefaultCompletionCmd("completion")
	nameShell(c)
	return c, completer{p}.completeFlags(c)
}

// nameShell makes cobra's completion command refuse shells it does not know, instead of answering with its help.
func nameShell(root *cobra.Command) {
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.RunE = func(c *cobra.Command, args []string) error {
				name := strings.Join(args, " ")
				return &usage{fmt.Sprintf("completion: unknown shell %q%s", name, suggestion(name, verbs(c))),
					"usage: ecscope completion shell"}
			}
			c.Args = cobra.ArbitraryArgs
		}
	}
}

// onePlace refuses more than one place: the first word is then a misspelt verb.
func onePlace(c *cobra.Command, args []string) error {
	if len(args) < 2 {
		return nil
	}
	return unknownCommand(args[0], c)
}

func unknownCommand(name string, root *cobra.Command) error {
	return &usage{fmt.Sprintf("unknown command %q%s", name, slip(name, verbs(root))), "run ecscope --help for the commands"}
}

func verbs(c *cobra.Command) []string {
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return names
}

// helpOn replaces cobra's help command, which answers an unknown topic with the whole usage and success.
func helpOn(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [command]", Short: "Show help for a command",
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(args[0], root)
			}
			return c.Help()
		},
	}
}

// checkFlags refuses values that no command understands.
func (p *program) checkFlags(c *cobra.Command) error {
	p.understood = true
	if err := p.checkFormat(c); err != nil {
		return err
	}
	if p.timeout < 0 {
		return misuse("--timeout %s can't be negative", p.timeout)
	}
	return patterns(p.protect)
}

// unset refuses an empty argument, which is what a shell's variable without a value makes of a name: it is not all names. What follows --
// is another program's, and what is completed may be empty yet.
func unset(c *cobra.Command, args []string) error {
	if n := c.ArgsLenAtDash(); n >= 0 {
		args = args[:n]
	}
	if strings.HasPrefix(c.Name(), "__") || !slices.Contains(args, "") {
		return nil
	}
	return &usage{c.Name() + ": an argument is empty", "usage: " + c.UseLine()}
}

// misread says which value of a flag can't be read, and what would do. The words of Go's own parsers are for programmers.
func misread(err error) string {
	invalid, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err.Error()
	}
	f := invalid.GetFlag()
	forms := map[string]string{"int": "a whole number", "uint64": "a whole number, 0 or more", "float64": "a number", "duration": "a duration such as 30s or 5m",
		"bool": "true or false", "stringToInt": "name=number, such as prod/cart=50"}
	if form := forms[f.Value.Type()]; form != "" {
		return fmt.Sprintf("--%s %q is not %s", f.Name, invalid.GetValue(), form)
	}
	return err.Error()
}

// flagError says what is wrong with a flag in one line.
func flagError(c *cobra.Command, err error) error {
	missing, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return &usage{text: misread(err)}
	}
	if missing.GetSpecifiedShortnames() != "" {
		return &usage{fmt.Sprintf("unknown flag -%s", missing.GetSpecifiedName()), c.CommandPath() + " --help lists the flags"}
	}
	var known []string
	c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	name := "--" + missing.GetSpecifiedName()
	return &usage{"unknown flag " + name + slip(name, known), c.CommandPath() + " --help lists the flags"}
}
