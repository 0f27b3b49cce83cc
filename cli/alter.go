package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

// alteration is a verb that changes something: a literal of it is all that another one takes.
type alteration struct {
	use, short, long string
	// under is the verb that it is a verb of: "schedules" of schedules enable; empty for none.
	under string
	// words is how many words may follow the service, or what else is changed.
	words int
	// each takes the words apart, where several things may be changed at once: the words of each; nil for one thing.
	each func(words []string) [][]string
	// complete completes its words; nil where the first is a place and the others are not known.
	complete func(completer) complete
	// bare says that it may stand without any word.
	bare bool
	// plan adds to the plan; nil for nothing.
	plan func(*change.Plan)
	// flags adds flags of the verb's own; nil for none.
	flags func(*pflag.FlagSet)
	// make is the change, and what the plan has to say of how it was chosen.
	make func(ctx context.Context, r *reader, words []string) (change.Change, []string, error)
	// takes splits the words of the command line at the dash (-1 without one), and keeps what follows it; nil where nothing does.
	takes func(words []string, dash int) ([]string, error)
	// follow follows what was begun, without --wait; nil where --wait follows it.
	follow func(ctx context.Context, a *changeRun, r change.Receipt) error
}

// consent is how a change may go on without, or after, a question.
type consent struct {
	yes, wait, dry bool
	// together sends several without waiting for each to end.
	together bool
	// name confirms what is protected; it has to be the service's, or what the plan asks for.
	name string
}

// onService makes the change of a service that is named first.
func onService(make func(ctx context.Context, r *reader, s aws.Service, words []string) (change.Change, []string, error)) func(context.Context, *reader, []string) (change.Change, []string, error) {
	return func(ctx context.Context, r *reader, words []string) (change.Change, []string, error) {
		_, s, err := r.service(ctx, words[0])
		if err != nil {
			return nil, nil, err
		}
		return make(ctx, r, s, words[1:])
	}
}

const aboutAltering = `

ecscope prints the plan, then asks you to confirm it. Without a terminal, pass --yes. A protected service (--protect or the
settings file) must be confirmed by name, typed or with --confirm. The change is sent once, and only if the service hasn't
changed since the plan. With --wait, ecscope follows the change to its end, and the exit code tells how it ended.

Exit codes: 0 done, 1 failed (with --wait: also rolled back, stalled, replaced), 2 bad usage, 4 refused: nothing was sent.`

const aboutSeveral = `

You can name several. They make one plan, which you confirm once; the plan names those that can't be changed and leaves them
out. Changes are sent one after the other, and stop at the first failure. With --wait, each must succeed before the next is
sent. If anything was left out, failed or wasn't sent, the exit code is 1. If any of them is protected, confirm with the
cluster and the number, such as --confirm "prod 3".`

// every is each word as a thing of its own.
func every(words []string) (all [][]string) {
	for _, w := range words {
		all = append(all, []string{w})
	}
	return all
}

// alter makes a verb that changes something part of the command line.
func alter(p *program, v alteration) *cobra.Command {
	p.alterations[nameOf(v)] = v
	var o consent
	var words []string
	c := &cobra.Command{
		Use: v.use, Short: v.short, Long: v.long + aboutAltering, ValidArgsFunction: completes(v, completer{p}),
		Args: func(c *cobra.Command, args []string) (err error) {
			words, err = v.split(c.Name(), args, c.ArgsLenAtDash())
			return err
		},
		RunE: func(c *cobra.Command, _ []string) error {
			if p.output == asTSV {
				return &usage{c.Name() + " has no tsv output", "use the default text output, or -o json for one object"}
			}
			if v.each != nil && len(v.each(words)) > 1 {
				b := &batchRun{program: p, verb: v, consent: o, things: v.each(words)}
				return b.run(c.Context())
			}
			if o.together {
				return &usage{"--together needs several to change", usageOf(v)}
			}
			a := &changeRun{program: p, verb: v, consent: o, words: words}
			return a.run(c.Context())
		},
	}
	f := c.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "confirm the plan without asking")
	f.StringVar(&o.name, "confirm", "", "confirm the plan with the name it asks for: a protected service, or another family")
	if v.follow == nil {
		f.BoolVar(&o.wait, "wait", false, "follow the change to its end; the exit code tells how it ended")
	}
	if v.each != nil {
		c.Long += aboutSeveral
		f.BoolVar(&o.together, "together", false, "with --wait and several: send each as soon as the previous one is accepted, then follow all of them")
	}
	if v.flags != nil {
		v.flags(f)
	}
	f.BoolVar(&o.dry, "dry-run", false, "print the plan and change nothing")
	return c
}

// nameOf is what the command line calls a verb.
func nameOf(v alteration) string {
	name, _, _ := strings.Cut(v.use, " ")
	return strings.TrimSpace(v.under + " " + name)
}

func usageOf(v alteration) string { return "usage: ecscope " + strings.TrimSpace(v.under+" "+v.use) }

// parsed takes the flags out of the words of a command line that the record has.
func (v alteration) parsed(words []string) ([]string, error) {
	if v.flags == nil {
		return words, nil
	}
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	v.flags(f)
	err := f.Parse(words)
	return f.Args(), err
}

// split are the words of the command line that say what is changed, and how.
func (v alteration) split(name string, args []string, dash int) ([]string, error) {
	if v.takes != nil {
		words, err := v.takes(args, dash)
		if err != nil {
			return nil, err
		}
		args = words
	}
	switch {
	case len(args) == 0 && !v.bare:
		return nil, &usage{name + ": nothing is named to change", usageOf(v)}
	case v.each == nil && len(args) > 1+v.words:
		return nil, &usage{fmt.Sprintf("%s: unexpected argument %q", name, args[len(args)-1]), usageOf(v)}
	}
	return args, nil
}
