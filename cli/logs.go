package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws"
)

// Formats that only logs have.
const (
	asText = "text"
	asRaw  = "raw"
)

const aboutLogs = `Print what the containers of a service or a task have written, merged by time, or follow it: new tasks join in, and one
that ends leaves a line that says why. --group reads whole log groups instead.

On a terminal, a service without any flag of this command opens the screen, where there is one for logs. Anything else prints,
oldest line first.

--since is 15m where nothing is said (logs.since in the settings file), with -f it is now, with --limit as far back as it takes, and for a task that has
stopped it is 15m before its end. Times are 15m, 2h or 3d ago, 14:05 (the last one there was), "2026-03-04 14:05" or RFC 3339. With
-f, --until lies ahead: 10m is in ten minutes, 14:05 the next one.

--grep and --exclude are regular expressions ((?i) ignores case, ^ and $ are ends of a line); what is written has to match
every --grep and no --exclude. --level tells by JSON, logfmt and the usual formats of text; what names no level is left out.

Notes, such as that a task stopped or that AWS throttles, are lines that begin with "--": on a terminal between the others,
else on standard error; with -o json they are objects among the others. -o raw prints messages and nothing else.

ctrl-c is how -f ends: exit code 0. So is the end of --timeout or --until, and of the task, if it was one.`

const useLogs = "logs [cluster/]service | cluster/task"

// logRun is one run of logs.
type logRun struct {
	*program
	groups                           []string
	container, since, until, pattern string
	level                            string
	grep, exclude                    []string
	limit                            int
	follow, live                     bool
	chosen                           bool // --live says which
	sieve                            sieve
	from, to                         time.Time // as the flags say; zero where they do not
}

func (p *program) logs() *cobra.Command {
	l := &logRun{program: p}
	c := &cobra.Command{
		Use: useLogs, Short: "Print the logs of a service or a task, or follow them", Long: aboutLogs,
		Annotations: map[string]string{formatted: asText + " " + asJSON + " " + asRaw}, ValidArgsFunction: p.completePlace,
		Args: func(_ *cobra.Command, args []string) error { return l.check(args) },
		RunE: func(c *cobra.Command, args []string) error {
			place := strings.Join(args, "")
			l.chosen = c.Flags().Changed("live")
			if p.opens("logs") && !taskLike(place) && !l.flagged(c.Flags()) {
				return p.open(c.Context(), "logs", place, aService)
			}
			return l.run(c.Context(), place)
		},
	}
	f := c.Flags()
	f.BoolVarP(&l.follow, "follow", "f", false, "go on with what comes")
	f.StringVar(&l.since, "since", "", "from when on: 15m, 1d12h, 14:05, \"yesterday 14:05\", RFC 3339, or a range: 2h..1h")
	f.StringVar(&l.until, "until", "", "up to when")
	f.StringVar(&l.container, "container", "", "one container of the service or task")
	f.StringArrayVar(&l.groups, "group", nil, "a log group by name or ARN, instead of a service or task (repeatable)")
	f.StringArrayVar(&l.grep, "grep", nil, "only what matches a regular expression (repeatable)")
	f.StringArrayVar(&l.exclude, "exclude", nil, "nothing that matches a regular expression (repeatable)")
	f.StringVar(&l.level, "level", "", "only what is at least so serious: "+strings.Join(severities(), ", "))
	f.IntVarP(&l.limit, "limit", "n", 0, "of what there is, the last so many at most")
	f.StringVar(&l.pattern, "pattern", "", "a CloudWatch filter pattern, which AWS applies")
	f.BoolVar(&l.live, "live", false, "follow with Live Tail, which AWS bills by the minute")
	f.StringVarP(&p.output, "output", "o", "", "print as text, json (an object in each line) or raw (messages only)")
	for flag, known := range map[string][]string{"level": severities(), "output": formats(c)} {
		_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(known, cobra.ShellCompDirectiveNoFileComp)) // both were just made
	}
	return c
}

// flagged tells whether flags of this command are set, and not only those that every command has.
func (l *logRun) flagged(f *pflag.FlagSet) (set bool) {
	f.Visit(func(f *pflag.Flag) { set = set || l.flags.Lookup(f.Name) == nil })
	return set
}

// check refuses words and flags that do not go together.
func (l *logRun) check(args []string) error {
	wrong := func(text string) error { return &usage{"logs: " + text, "usage: ecscope " + useLogs} }
	switch {
	case len(args) > 1:
		return wrong(fmt.Sprintf("one word too many: %q", args[1]))
	case len(args) == 0 && len(l.groups) == 0:
		return &usage{"logs of what?", "usage: ecscope " + useLogs}
	case len(args) == 1 && len(l.groups) > 0:
		return wrong(fmt.Sprintf("%s and --group exclude each other", args[0]))
	case len(l.groups) > 0 && l.container != "":
		return wrong("--container is of a service or a task, not of a log group")
	case l.live && !l.follow:
		return wrong("--live goes with --follow")
	case l.limit < 0:
		return wrong(fmt.Sprintf("--limit %d: nearest is %d", l.limit, -l.limit))
	case len(l.pattern) > 1024:
		return wrong(fmt.Sprintf("a --pattern has at most 1024 bytes, not %d", len(l.pattern)))
	}
	for _, g := range l.groups {
		if g == "" {
			return wrong("--group is empty")
		}
	}
	return nil
}

// run reads and prints until there is no more, or nobody wants more.
func (l *logRun) run(ctx context.Context, text string) error {
	var err error
	if l.sieve, err = newSieve(l.grep, l.exclude, l.level); err != nil {
		return err
	}
	if err := l.bound(l.streams.Now()); err != nil {
		return err
	}
	bounded, cancel := l.bounded(ctx)
	defer cancel()
	r, err := l.reader(bounded)
	if err != nil {
		return err
	}
	if s, err := l.settings(); err == nil && l.follow && !l.chosen {
		l.live = s.Logs.Live
	}
	defer r.progress.stop()
	t, err := l.tail(bounded, r, text)
	if err == nil {
		err = l.print(bounded, r, t)
	}
	switch {
	case err != nil && bounded.Err() != nil && ctx.Err() == nil:
		return context.Cause(bounded)
	case len(l.groups) > 0 && aws.KindOf(err) == aws.NotFound:
		hint := "awslogs-group in a task definition is the name: ecscope describe family:revision"
		if e, ok := errors.AsType[*aws.Error](err); ok && e.Hint() != "" {
			hint = e.Hint()
		}
		return &usage{err.Error(), hint}
	case aws.KindOf(err) == aws.Invalid && l.pattern != "":
		return &usage{text: err.Error()}
	}
	return err
}
