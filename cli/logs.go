package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/logline"
)

// Formats that only logs have.
const (
	asText = "text"
	asRaw  = "raw"
)

const aboutLogs = `Print the logs of services or tasks, merged by time, or follow them. New tasks join as they start, and a task that ends leaves a
line that says why. A place is cluster/service, cluster/task or a log group (a name that begins with a slash, or an ARN). Several
are read together, and * matches any name: prod/* or */checkout.

On a terminal, a single service without any flag of this command opens the log screen. Anything else prints, oldest line first.

A line is shown as a service's if ECS links its task to the service now, or did earlier: in the service's events, or in the
cluster's event capture. Other streams in the same log group (of another cluster or service, or of tasks that ECS has forgotten)
are left out and counted in a note. --all-streams prints them too, with a question mark after the task.

--since defaults to 15m (logs.since in the settings file), with -f to now, with --limit to as far back as needed, and for a stopped
task to 15m before its end. Times are 15m, 2h or 3d ago, 14:05 (the most recent one), "2026-03-04 14:05" or RFC 3339. With -f,
--until lies ahead: 10m is in ten minutes, 14:05 the next one.

--grep and --exclude take regular expressions ((?i) ignores case; ^ and $ match the ends of a line). An event must match every
--grep and no --exclude. --filter takes the terms of the screen: text, re:pattern, level>=warn, status>=500, container=app. --level
understands JSON, logfmt and the usual text formats; events without a level are left out. The lines of a stack trace go with its
first line. -A, -B and -C print lines around the matches, like grep.

If --grep, --filter or --level requires a text or a level, CloudWatch returns only past events that have it. A stack trace that was
written line by line is then missing the lines without the text; with a level it comes whole. --whole reads everything. Live Tail
is filtered the same way.

Notes, such as a stopped task or throttling, are lines that begin with "--": among the others on a terminal, otherwise on standard
error. With -o json they are objects among the others. -o raw prints only messages.

The exit code is 1 if something could not be read: a log group, a region, one of several places. Everything else is still printed.
If there are no lines at all, a note says so, and the exit code is 0.

ctrl-c ends -f with exit code 0, and so do --timeout, --until, and the end of the task, if you named one.`

const useLogs = "logs PLACE..."

// logRun is one run of logs.
type logRun struct {
	*program
	logFlags
	places   []string
	chosen   bool // --live says which
	filter   lineFilter
	context  surroundings
	from, to time.Time // as the flags say; zero where they do not
}

// logFlags are the flags of logs, as they were typed.
type logFlags struct {
	groups                           []string
	container, since, until, pattern string
	level                            string
	grep, exclude, terms             []string
	limit, around                    int
	follow, live, all, whole         bool
}

func logsCommand(p *program) *cobra.Command {
	l := &logRun{program: p}
	c := &cobra.Command{
		Use: useLogs, Short: "Print the logs of services, tasks or log groups, or follow them", Long: aboutLogs,
		Annotations: map[string]string{formatted: asText + " " + asJSON + " " + asRaw}, ValidArgsFunction: completer{p}.completePlace,
		Args: func(_ *cobra.Command, args []string) error { return l.check(args) },
		RunE: func(c *cobra.Command, args []string) error {
			l.chosen = c.Flags().Changed("live")
			if p.opens("logs") && len(l.places) == 1 && !taskLike(l.places[0]) && !strings.Contains(l.places[0], "*") && !flagged(l.program, c.Flags()) {
				return viewer{p}.open(c.Context(), "logs", l.places[0], aService)
			}
			return l.run(c.Context())
		},
	}
	c.SetFlagErrorFunc(logFlagError)
	f := c.Flags()
	f.BoolVarP(&l.follow, "follow", "f", false, "follow new lines")
	f.StringVar(&l.since, "since", "", "start: 15m, 1d12h, 14:05, \"yesterday 14:05\", RFC 3339, or a range such as 2h..1h")
	f.StringVar(&l.until, "until", "", "end, in the same forms")
	f.StringVar(&l.container, "container", "", "only this container of the service or task")
	f.StringArrayVar(&l.groups, "group", nil, "a log group by name or ARN (repeatable)")
	f.BoolVar(&l.all, "all-streams", false, "also print lines not known to be the service's, marked with ?")
	f.StringArrayVar(&l.grep, "grep", nil, "only events that match a regular expression (repeatable)")
	f.StringArrayVar(&l.exclude, "exclude", nil, "no events that match a regular expression (repeatable)")
	f.StringArrayVar(&l.terms, "filter", nil, "only events that match a filter term of the screen, such as status>=500 (repeatable)")
	f.BoolVar(&l.whole, "whole", false, "read all past events instead of letting CloudWatch filter them")
	f.IntVarP(&l.context.after, "after-context", "A", 0, "print this many lines after each match")
	f.IntVarP(&l.context.before, "before-context", "B", 0, "print this many lines before each match")
	f.IntVarP(&l.around, "context", "C", 0, "print this many lines before and after each match")
	f.StringVar(&l.level, "level", "", "only events of this level or worse: "+strings.Join(logline.Levels(), ", "))
	f.IntVarP(&l.limit, "limit", "n", 0, "at most this many lines, the last ones")
	f.StringVar(&l.pattern, "pattern", "", "a CloudWatch filter pattern, which AWS applies")
	f.BoolVar(&l.live, "live", false, "follow with Live Tail, which AWS bills by the minute")
	f.StringVarP(&p.output, "output", "o", "", "print as text, json (one object per line) or raw (messages only)")
	for flag, known := range map[string][]string{"level": logline.Levels(), "output": formats(c)} {
		_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(known, cobra.ShellCompDirectiveNoFileComp)) // both were just made
	}
	return c
}

// flagged tells whether flags of this command are set, and not only those that every command has.
func flagged(p *program, f *pflag.FlagSet) (set bool) {
	f.Visit(func(f *pflag.Flag) { set = set || p.flags.Lookup(f.Name) == nil })
	return set
}

// check refuses words and flags that do not go together.
func (l *logRun) check(args []string) error {
	wrong := func(text string) error { return &usage{"logs: " + text, "usage: ecscope " + useLogs} }
	l.places = nil
	for _, text := range args {
		if groupLike(text) {
			l.groups = append(l.groups, text)
		} else {
			l.places = append(l.places, text)
		}
	}
	l.context.before, l.context.after = max(l.context.before, l.around), max(l.context.after, l.around)
	switch {
	case len(l.places)+len(l.groups) == 0:
		return &usage{"logs: no service, task or log group given", "usage: ecscope " + useLogs}
	case len(l.places) == 0 && l.container != "":
		return wrong("--container works with a service or a task, not with a log group")
	case min(l.context.before, l.context.after, l.around) < 0:
		return wrong("-A, -B and -C can't be negative")
	case l.live && !l.follow:
		return wrong("--live needs --follow")
	case l.limit < 0:
		return wrong(fmt.Sprintf("--limit %d: nearest is %d", l.limit, -l.limit))
	case len(l.pattern) > 1024:
		return wrong(fmt.Sprintf("--pattern is longer than 1024 bytes: %d", len(l.pattern)))
	}
	for _, g := range l.groups {
		if g == "" {
			return wrong("--group is empty")
		}
	}
	return nil
}

// groupLike tells a log group from other places: it begins with a slash, which no other does, or is an ARN that says so.
func groupLike(text string) bool {
	return strings.HasPrefix(text, "/") || strings.HasPrefix(text, "arn:") && strings.Contains(text, ":log-group:")
}

// run reads and prints until there is no more, or nobody wants more.
func (l *logRun) run(ctx context.Context) error {
	var err error
	if l.filter, err = newLineFilter(l.grep, l.exclude, l.terms, l.level); err != nil {
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
	t, err := l.tail(bounded, r)
	if err == nil {
		err = l.print(bounded, r, t)
	}
	switch {
	case err != nil && bounded.Err() != nil && ctx.Err() == nil:
		return context.Cause(bounded)
	case len(l.groups) > 0 && len(l.places) == 0 && call.KindOf(err) == call.NotFound:
		hint := "the name is awslogs-group in the task definition: ecscope describe family:revision"
		if e, ok := errors.AsType[*call.Error](err); ok && e.Hint() != "" {
			hint = e.Hint()
		}
		return &usage{err.Error(), hint}
	case call.KindOf(err) == call.Invalid && l.pattern != "":
		return &usage{text: err.Error()}
	}
	return err
}
