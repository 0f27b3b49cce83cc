package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
)

// scope is what a verb may be asked about.
type scope int

const (
	anything  scope = iota // the whole account, a cluster or a service
	noPlace                // no place at all
	aCluster               // the whole account or a cluster
	aService               // a service, which has to be named
	itsOwnWay              // something else, which has to be named
)

// verb is a command that prints rows.
type verb[T any] struct {
	use, short string
	// nouns is what the rows are: "no services".
	nouns string
	takes scope
	// prints says for which words it prints although the screen has such a view; nil for none.
	prints  func(text string) bool
	read    func(ctx context.Context, r *reader, place string) ([]T, error)
	order   func(a, b T) int
	columns []column[T]
	// judge is the error that the rows amount to, an *illness; nil for none.
	judge func(rows []T) error
}

// command makes a verb part of the command line.
func command[T any](p *program, v verb[T]) *cobra.Command {
	c := &cobra.Command{Use: v.use, Short: v.short}
	c.Args = func(c *cobra.Command, args []string) error { return v.check(c.Name(), args) }
	if v.takes == noPlace {
		c.ValidArgsFunction = cobra.NoFileCompletions
	} else {
		c.ValidArgsFunction = completer{p}.completePlace
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		place := ""
		if len(args) > 0 {
			place = args[0]
		}
		if p.opens(c.Name()) && (v.prints == nil || !v.prints(place)) {
			return viewer{p}.open(c.Context(), c.Name(), place, v.takes)
		}
		return show(c.Context(), p, v, place)
	}
	return c
}

func (v verb[T]) check(name string, args []string) error {
	switch {
	case v.takes >= aService && len(args) == 0:
		return &usage{name + ": no cluster or service given", "usage: ecscope " + v.use}
	case v.takes == noPlace && len(args) > 0, len(args) > 1:
		return &usage{fmt.Sprintf("%s: unexpected argument %q", name, args[len(args)-1]), "usage: ecscope " + v.use}
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
	if err := (rowTable[T]{v.columns, rows}).write(p.streams.Out, p.output, p.streams.look()); err != nil {
		return err
	}
	for _, n := range append(r.notes, r.Omitted()...) {
		fmt.Fprintln(p.streams.Err, line(n))
	}
	if len(rows) == 0 && p.output != asJSON && p.output != asTSV {
		fmt.Fprintln(p.streams.Err, "no "+v.nouns)
	}
	if v.judge == nil {
		return err
	}
	return errors.Join(err, v.judge(rows))
}
