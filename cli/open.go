package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
)

// lookup is how long the screen may be held up to find out whether the place exists.
const lookup = 5 * time.Second

// bare is ecscope without a verb: the screen, or in print what it would show first.
func (p *program) bare(c *cobra.Command, text string) error {
	err := p.show(c.Context(), text)
	wrong, ok := errors.AsType[*usage](err)
	if !ok || text == "" || strings.ContainsAny(text, "/:") || wrong.hint != "" {
		return err
	}
	if near := nearest(text, verbs(c)); len(near) > 0 {
		wrong.hint = "or is it the command " + strings.Join(near, ", ") + "?"
	}
	return err
}

func (p *program) show(ctx context.Context, text string) error {
	switch {
	case p.streams.Interactive && p.output == "":
		return p.open(ctx, "", text)
	case text == "":
		return show(ctx, p, clusterVerb(), "")
	case strings.HasPrefix(text, "arn:") && strings.Contains(text, ":service/"),
		!strings.HasPrefix(text, "arn:") && strings.Contains(text, "/"):
		return show(ctx, p, taskVerb(), text)
	}
	return show(ctx, p, serviceVerb(), text)
}

// opens tells whether a verb opens the screen instead of printing.
func (p *program) opens(verb string) bool {
	return p.streams.Interactive && p.output == "" && slices.Contains(p.screen.Views, verb)
}

// open opens the interactive program at a view of a place.
func (p *program) open(ctx context.Context, view, text string) error {
	if p.screen.Open == nil {
		return &usage{"there is no screen to open", "-o table prints instead"}
	}
	c, err := p.client(ctx)
	if err != nil {
		return err
	}
	at, err := p.begin(ctx, c, text)
	if err != nil {
		return err
	}
	s := Start{Client: c, Cluster: at.cluster, Service: at.service, View: view}
	if p.demo {
		s.Banner = "demo"
	}
	return p.screen.Open(ctx, s)
}

// begin is the place to open the screen at. One that certainly does not exist is refused; an account that cannot be
// asked is the screen's to show.
func (p *program) begin(ctx context.Context, c *aws.Client, text string) (place, error) {
	ctx, cancel := context.WithTimeout(ctx, lookup)
	defer cancel()
	r := &reader{Client: c, progress: watch(nil, 0)}
	if p.streams.Watched {
		r.progress = watch(p.streams.Err, patience)
	}
	defer r.progress.stop()
	at, err := r.somewhere(ctx, text)
	if _, wrong := errors.AsType[*usage](err); wrong {
		return at, err
	}
	return at, nil
}
