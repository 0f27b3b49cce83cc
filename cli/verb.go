package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
)

// verb is a command that prints rows.
type verb[T any] struct {
	use, short, long string
	// nouns is what the rows are: "no services".
	nouns string
	// needs says that the place is not optional; none that there is none.
	needs, none bool
	// prints says that it never opens the screen.
	prints  bool
	read    func(ctx context.Context, r *reader, place string) ([]T, error)
	order   func(a, b T) int
	columns []column[T]
}

// command makes a verb part of the command line.
func command[T any](p *program, v verb[T]) *cobra.Command {
	c := &cobra.Command{Use: v.use, Short: v.short, Long: v.long}
	c.Args = func(c *cobra.Command, args []string) error { return v.check(c.Name(), args) }
	if v.none {
		c.ValidArgsFunction = cobra.NoFileCompletions
	} else {
		c.ValidArgsFunction = p.completePlace
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		place := ""
		if len(args) > 0 {
			place = args[0]
		}
		if !v.prints && p.opens(c.Name()) {
			return p.open(c.Context(), c.Name(), place)
		}
		return show(c.Context(), p, v, place)
	}
	return c
}

func (v verb[T]) check(name string, args []string) error {
	switch {
	case v.needs && len(args) == 0:
		return &usage{fmt.Sprintf("%s of what?", name), "usage: ecscope " + v.use}
	case v.none && len(args) > 0, len(args) > 1:
		return &usage{fmt.Sprintf("%s: one word too many: %q", name, args[len(args)-1]), "usage: ecscope " + v.use}
	}
	return nil
}

// show reads and prints. What could be read is printed although something else failed.
func show[T any](ctx context.Context, p *program, v verb[T], place string) error {
	bounded, cancel := p.bounded(ctx)
	defer cancel()
	r, err := p.reader(bounded)
	if err != nil {
		return err
	}
	rows, err := v.read(bounded, r, place)
	r.progress.stop()
	if err != nil && bounded.Err() != nil {
		err = context.Cause(bounded)
	}
	if ctx.Err() != nil || err != nil && len(rows) == 0 {
		return err
	}
	slices.SortStableFunc(rows, v.order)
	if err := (sheet[T]{v.columns, rows}).write(p.streams.Out, p.output, p.look()); err != nil {
		return err
	}
	if len(rows) == 0 && p.output != asJSON && p.output != asTSV {
		fmt.Fprintln(p.streams.Err, "no "+v.nouns)
	}
	return err
}
