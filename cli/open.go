package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/ui"
	"github.com/ecscope/ecscope/words"
)

// lookup is how long the screen may be held up to find out whether the place exists.
const lookup = 2 * time.Second

// bare is ecscope without a verb: the screen, or in print what it would show first.
func (p *program) bare(c *cobra.Command, text string) error {
	err := p.show(c.Context(), text)
	wrong, ok := errors.AsType[*usage](err)
	if !ok || text == "" || strings.ContainsAny(text, "/:") || wrong.hint != "" {
		return err
	}
	if near := words.NearestPath(text, verbs(c)); len(near) > 0 {
		wrong.hint = "or is it the command " + strings.Join(near, ", ") + "?"
	}
	return err
}

func (p *program) show(ctx context.Context, text string) error {
	switch {
	case p.streams.Interactive && p.output == "":
		return p.open(ctx, "", text, anything)
	case text == "":
		return show(ctx, p, clusterVerb(p, new(bool)), "")
	case strings.HasPrefix(text, "arn:") && strings.Contains(text, ":service/"),
		!strings.HasPrefix(text, "arn:") && strings.Contains(text, "/"):
		return show(ctx, p, p.taskVerb(), text)
	}
	return show(ctx, p, serviceVerb(p), text)
}

// opens tells whether a verb opens the screen instead of printing.
func (p *program) opens(verb string) bool {
	return p.streams.Interactive && p.output == "" && slices.Contains(p.screen.Views, verb)
}

// open opens the interactive program at a view of a place.
func (p *program) open(ctx context.Context, view, text string, takes scope) error {
	if p.screen.Open == nil {
		return &usage{"there is no screen to open", "-o table prints instead"}
	}
	asker := call.NewAsker()
	p.mfa = asker.Ask
	c, err := p.client(ctx)
	if err != nil {
		return err
	}
	at, err := p.begin(ctx, c, text, takes)
	if err != nil {
		return err
	}
	if view == "clusters" || view == "why" || view == "services" && at.cluster != "" {
		view = "" // what the place itself shows
	}
	s := ui.Start{Client: c, Cluster: at.cluster, Service: at.service, View: view, Open: p.another, Profiles: p.profiles, Questions: asker.Asked()}
	if s.Guard, err = p.guard(); err != nil {
		return err
	}
	s.Journal, s.Notices = p.journal(), p.abandoned()
	if s.Settings, err = p.settings(); err != nil {
		return err
	}
	if p.demo {
		s.Name, s.Note, s.Open, s.Profiles = "demo", demoSessions, nil, nil
	}
	return p.screen.Open(ctx, s)
}

// another opens another profile or region for the screen.
func (p *program) another(ctx context.Context, profile, region string) (*aws.Client, error) {
	environ, err := p.environ()
	if err != nil {
		return nil, err
	}
	return aws.Open(ctx, aws.Options{Profile: profile, Region: region, Environ: environ, Now: p.streams.Now, Ask: p.mfa})
}

func (p *program) profiles() []string {
	names, _ := aws.Profiles(aws.Options{Environ: p.streams.Environ})
	return names
}

// begin is the place to open the screen at. One that certainly does not exist is refused; an account that cannot be
// asked is the screen's to show.
func (p *program) begin(ctx context.Context, c *aws.Client, text string, takes scope) (place, error) {
	ctx, cancel := context.WithTimeout(ctx, lookup)
	defer cancel()
	r := p.read(c)
	defer r.progress.stop()
	var at place
	var err error
	switch takes {
	case aService, itsOwnWay:
		at, _, err = r.service(ctx, text)
	case aCluster:
		at, err = r.within(ctx, text)
	default:
		at, err = r.somewhere(ctx, text)
	}
	if _, wrong := errors.AsType[*usage](err); wrong || at.cluster == "" && at.service != "" {
		return at, err
	}
	return at, nil
}
