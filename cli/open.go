package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui"
	"github.com/ecscope/ecscope/words"
)

// lookup is how long the screen may be held up to find out whether the place exists.
const lookup = 2 * time.Second

// viewer opens the screen, or prints what that would show.
type viewer struct{ *program }

// bare is ecscope without a verb: the screen, or in print what it would show first.
func (v viewer) bare(c *cobra.Command, text string) error {
	err := v.show(c.Context(), text)
	wrong, ok := errors.AsType[*usage](err)
	if !ok || text == "" || strings.ContainsAny(text, "/:") || wrong.hint != "" {
		return err
	}
	if near := words.NearestPath(text, verbs(c)); len(near) > 0 {
		wrong.hint = "or did you mean the command " + strings.Join(near, ", ") + "?"
	}
	return err
}

func (v viewer) show(ctx context.Context, text string) error {
	switch {
	case v.streams.Interactive && v.output == "":
		return v.open(ctx, "", text, anything)
	case text == "":
		return show(ctx, v.program, clusterVerb(v.program, new(bool)), "")
	case strings.HasPrefix(text, "arn:") && strings.Contains(text, ":service/"),
		!strings.HasPrefix(text, "arn:") && strings.Contains(text, "/"):
		return show(ctx, v.program, taskVerb(v.program), text)
	}
	return show(ctx, v.program, serviceVerb(v.program), text)
}

// opens tells whether a verb opens the screen instead of printing.
func (p *program) opens(verb string) bool {
	return p.streams.Interactive && p.output == "" && slices.Contains(p.screen.Views, verb)
}

// open opens the interactive program at a view of a place.
func (v viewer) open(ctx context.Context, view, text string, takes scope) error {
	if v.screen.Open == nil {
		return &usage{"no screen to open here", "-o table prints instead"}
	}
	asker := call.NewAsker()
	v.mfa, v.onScreen = asker.Ask, true
	s, err := beginning(v.program)
	if err != nil {
		return err
	}
	s.View, s.Questions, s.Accounts = view, asker.Asked(), accounts(v.program)
	if lacking(ctx, v.program) {
		if !strings.HasPrefix(text, "arn:") {
			s.Cluster, s.Service, _ = strings.Cut(text, "/")
		}
	} else if err := v.reach(ctx, &s, text, takes); err != nil {
		return err
	}
	if view == "targets" || view == "metrics" {
		s.View = "scaling" // which shows all three
	}
	if view == "clusters" || view == "why" || view == "services" && s.Cluster != "" {
		s.View = "" // what the place itself shows
	}
	return v.screen.Open(ctx, s)
}

// reach opens the account, and finds the place to begin at.
func (v viewer) reach(ctx context.Context, s *ui.Start, text string, takes scope) error {
	c, err := v.client(ctx)
	if err != nil {
		return err
	}
	at, err := v.begin(ctx, c, text, takes)
	if err != nil {
		if s.Find, s.Found = text, v.alike(ctx, c, text, err); takes != anything || len(s.Found) == 0 {
			return err
		}
		at = place{}
	}
	s.Client, s.Cluster, s.Service = c, at.cluster, at.service
	if v.demo {
		demonstrate(s)
	}
	return nil
}

// alike are the services that a word may mean which names no place: those that are called so, or of the names that are kept those
// that hold it.
func (v viewer) alike(ctx context.Context, c *aws.Client, text string, err error) []string {
	if several, ok := errors.AsType[*ambiguous](err); ok {
		return several.services
	}
	if _, wrong := errors.AsType[*usage](err); !wrong || strings.ContainsAny(text, "/: ") || v.demo {
		return nil
	}
	var found []string
	kept := slices.DeleteFunc(completer(v).seen(ctx, c), func(n string) bool { return !strings.Contains(n, "/") })
	for _, n := range kept {
		if _, name, _ := strings.Cut(n, "/"); strings.Contains(strings.ToLower(name), strings.ToLower(text)) {
			found = append(found, n)
		}
	}
	return found
}

// beginning is what the screen is opened with, whatever the account.
func beginning(p *program) (ui.Start, error) {
	s := ui.Start{Journal: p.journal(), Notices: p.abandoned(), Names: p.namesFolder(), Views: viewsFile(p.choices), InForce: configRun{p}.onScreen}
	var err error
	if s.Guard, err = p.guard(); err != nil {
		return s, err
	}
	if s.Settings, err = p.settings(); err != nil {
		return s, err
	}
	return s, appearance(p, &s.Settings.Look)
}

// appearance takes from the environment how the screen looks, where that says so.
func appearance(p *program, look *config.Look) error {
	for key, to := range map[string]*string{"theme": &look.Theme, "colors": &look.Colors, "glyphs": &look.Glyphs} {
		r := p.inForce(key)
		if t, _ := config.Find(key); r.Source == fromEnvironment && !slices.Contains(t.Values, r.Value) {
			return &usage{fmt.Sprintf("%s is %s, not %q", r.At, t.Type, r.Value), ""}
		}
		*to = r.Value
	}
	return nil
}

// demonstrate makes it the simulated account's.
func demonstrate(s *ui.Start) {
	s.Name, s.Note, s.Accounts = "demo", demoSessions, ui.Accounts{}
	k := s.Settings.Keymap()
	s.Hint = "DEMO, nothing here is real: " + keymap.Does(k.Moving.Open, "opens the worst") + " · " + keymap.Does(k.Everywhere.Problems, "problems") + " · " +
		keymap.Does(k.Everywhere.Help, "all keys")
}

// lacking says whether there is no account to open: no region, or no credentials.
func lacking(ctx context.Context, p *program) bool {
	if p.demo {
		return false
	}
	environ, err := p.environ()
	if err != nil {
		return false
	}
	l, err := aws.Lacking(ctx, aws.Options{Profile: p.profile, Region: p.region, Environ: environ, Now: p.streams.Now})
	return err == nil && l.Missing()
}

// accounts are what the screen can open.
func accounts(p *program) ui.Accounts {
	options := func(profile, region string) (aws.Options, error) {
		environ, err := p.environ()
		return aws.Options{Profile: profile, Region: region, Environ: environ, Now: p.streams.Now, Ask: p.mfa, LoginKey: p.loginKey()}, err
	}
	return ui.Accounts{
		Browse: p.streams.browser(),
		Open: func(ctx context.Context, profile, region string) (*aws.Client, error) {
			o, err := options(profile, region)
			if err != nil {
				return nil, err
			}
			return aws.Open(ctx, o)
		},
		Profiles: func() []string { return profiles(p) },
		Source: func(ctx context.Context, profile string) (call.Provider, error) {
			o, err := options(profile, "")
			if err != nil {
				return call.Provider{}, err
			}
			return aws.SourceOf(ctx, o)
		},
		Look: func(ctx context.Context) (ui.Found, error) {
			o, err := options(p.profile, p.region)
			if err != nil {
				return ui.Found{}, err
			}
			lack, err := aws.Lacking(ctx, o)
			if err != nil {
				return ui.Found{}, err
			}
			choices, err := aws.Choices(ctx, o)
			return ui.Found{Lack: lack, Choices: choices}, err
		},
		Demo: func(ctx context.Context) (ui.Start, error) { return demo(ctx, p) },
	}
}

// profiles are the names of those that there are; what cannot be read has none.
func profiles(p *program) []string {
	names, _ := aws.Profiles(aws.Options{Environ: p.streams.Environ})
	return names
}

// demo is the simulated account, chosen on the screen.
func demo(ctx context.Context, p *program) (ui.Start, error) {
	o := aws.Options{Now: p.streams.Now, Sleep: p.streams.Sleep}
	if err := p.startDemo(&o); err != nil {
		return ui.Start{}, err
	}
	c, err := aws.Open(ctx, o)
	if err != nil {
		return ui.Start{}, err
	}
	s, err := beginning(p)
	s.Client, s.Journal, s.Notices, s.Names, s.Views = c, nil, nil, "", "" // nothing is written down of what is invented
	demonstrate(&s)
	return s, err
}

// begin is the place to open the screen at. One that certainly does not exist is refused; an account that cannot be
// asked is the screen's to show.
func (v viewer) begin(ctx context.Context, c *aws.Client, text string, takes scope) (place, error) {
	ctx, cancel := context.WithTimeout(ctx, lookup)
	defer cancel()
	r := v.read(ctx, c)
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
