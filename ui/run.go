package ui

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/edit"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/kept"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/screens"
	"github.com/ecscope/ecscope/ui/theme"
)

// Start says what to show, and where.
type Start struct {
	// Client is the account; nil where it is still to be chosen from Accounts.
	Client *aws.Client
	// Name stands for the account in the header where no profile is named: "demo".
	Name string
	// Cluster and Service are where to begin; both may be empty.
	Cluster, Service string
	// View is the place to begin at, by the palette's name for it: "tasks"; empty for the cluster or service itself.
	View string
	// Accounts is what else can be opened.
	Accounts Accounts
	// Questions are those for the codes of MFA devices; nil where none come.
	Questions <-chan call.Asked
	// Guard judges what may be done; Journal, where not nil, writes down what was done.
	Guard   guard.Guard
	Journal *change.Journal
	// Notices are shown once, at the start.
	Notices []string
	// Names is the folder in which the names of clusters and services are kept, Views the file of how lists are looked at; empty
	// where they are not.
	Names, Views string
	// InForce are the settings that count, and where each comes from; nil where nobody knows.
	InForce func(context.Context) ([]Setting, error)
	// Note says what is to be known of sessions in containers here; empty where they are what they seem.
	Note string
	// Hint is said on the first screen; it may be empty.
	Hint string
	// Find is a word that names no one place, and Found the services that it may mean: the palette offers them. Both may be empty.
	Find  string
	Found []string
	// Settings are those of the settings file.
	Settings config.Settings
	// Input and Output are the terminal; nil for the process's own.
	Input  io.Reader
	Output io.Writer
	// Environ is the environment that tells what the terminal can do; nil for the process's own.
	Environ []string
}

// Accounts is what can be opened instead of the account on screen, and how one logs in.
type Accounts struct {
	// Open opens another profile or region; nil where there is no choice.
	Open func(ctx context.Context, profile, region string) (*aws.Client, error)
	// Profiles are the names to choose from.
	Profiles func() []string
	// Browse opens an address in the browser of this computer; nil where there is none.
	Browse func(ctx context.Context, address string) error
	// Look finds out what is missing to open an account, and the profiles that there are. It is asked where Start has no
	// Client.
	Look func(ctx context.Context) (Found, error)
	// Source is where the credentials of a profile come from.
	Source func(ctx context.Context, profile string) (call.Provider, error)
	// Demo opens the simulated account; nil where there is none.
	Demo func(ctx context.Context) (Start, error)
}

// Found is what there is to begin with.
type Found struct {
	Lack    aws.Lack
	Choices []aws.Choice
}

// Run shows the program until it is quit. However it ends, the terminal is as it was.
func Run(ctx context.Context, s Start) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rules := triage.New()
	w := &wiring{start: s, keys: s.Settings.Keymap(), theme: theme.NewLook(lookOf(s)), clock: nav.Wall{}, zone: cmp.Or(s.Settings.Zone, time.Local), rules: rules,
		background: &background{forwards: exec.NewForwards(ctx, exec.Clock{})}, views: kept.New()}
	var unread error
	if s.Views != "" {
		unread = w.views.Open(s.Views)
	}
	if s.Names != "" {
		w.queries = index.NewQueries(filepath.Join(filepath.Dir(s.Names), "queries.json"))
	}
	defer func() {
		cancel() // also after a defect, which ends no screen
		w.background.close()
	}()
	defer thrifty()()
	p := New(ctx, Parts{Clock: w.clock, Keys: w.keys, Theme: w.theme, Account: w.first(),
		Switcher: w.switcher(), Ends: w.background.ends, Questions: s.Questions, Notices: s.Notices, Trouble: unread})
	err := errors.Join(s.onTerminal(p), w.views.Save())
	if lost := w.background.changes.Leave(); lost != nil {
		return lost // more than that the program was ended
	}
	return err
}

// Run shows the program until it is quit or its context ends. However it ends, the terminal is as it was.
func (p *Program) Run(options ...tea.ProgramOption) error {
	// Signals end the context, for whoever began it: two listeners would race for the exit code. And the end of the
	// context quits, because Bubble Tea's own way to be killed does not wait for what reads the terminal.
	var t *tea.Program
	pace := &pace{ticker: func() *time.Ticker { return tickerOf(t) }}
	replies := &replies{send: func(m tea.Msg) { t.Send(m) }, after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }, asked: pace.frame,
		ended: func() bool { return p.ctx.Err() != nil }}
	own := []tea.ProgramOption{tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler(),
		tea.WithFilter(func(_ tea.Model, m tea.Msg) tea.Msg { return replies.pass(bounded(m)) })}
	t = tea.NewProgram(paced{p, pace}, append(own, options...)...)
	if p.started != nil {
		p.started(t.Send)
	}
	defer context.AfterFunc(p.ctx, t.Quit)()
	_, err := t.Run()
	switch {
	case errors.Is(err, tea.ErrProgramPanic):
		return errDefect
	case p.ctx.Err() != nil, errors.Is(err, tea.ErrInterrupted):
		return context.Canceled
	}
	return err
}

// wiring makes what the program shows of an account.
type wiring struct {
	start      Start
	keys       keymap.Map
	theme      *theme.Theme
	clock      nav.Clock
	zone       *time.Location
	rules      *triage.Rules
	background *background
	views      *kept.Store
	queries    *index.Queries
}

// first is the account to begin with, or the page on which it is chosen.
func (w *wiring) first() Account {
	if w.start.Client == nil {
		return w.unopened()
	}
	a := w.account(w.start.Client, w.start.Cluster, w.start.Service)
	a.Find = w.start.Find
	return a
}

// accountReader is an account and its logs.
type accountReader struct {
	*aws.Client
	*tail.Reader
}

func (w *wiring) account(c *aws.Client, cluster, service string) Account {
	flow := &action.Flow{Desk: w.desk(), Theme: w.theme, Keys: w.keys, Clock: w.clock}
	kit, names := browse.Kit{Clock: w.clock, Keys: w.keys, Theme: w.theme, Flow: flow, Kept: w.views, Refresh: w.start.Settings.Refresh, Scope: strings.TrimSpace(cmp.Or(w.start.Name, c.Place().Profile) + " " + c.Place().Region)}, index.New()
	all := screens.New(screens.Parts{Kit: kit, Names: names, Queries: w.queries,
		Account: accountReader{c, tail.New(c)}, Pieces: aws.PiecesOf(c), Gauges: c, Rules: w.rules, Changer: edit.New(c), Settings: w.start.Settings, Zone: w.zone, Hint: w.start.Hint,
		Sessions: sessions{background: w.background, client: c, desk: flow.Desk, name: w.start.Name, note: w.start.Note, shell: w.start.Settings.Shell}})
	flow.Done, flow.Keep = all.Sent, all.Keep
	for _, s := range w.start.Found {
		cluster, name, _ := strings.Cut(s, "/")
		names.Service(cluster, name)
	}
	place := c.Place()
	name := place.Profile
	if w.start.Name != "" {
		name = w.start.Name
	}
	return Account{
		Name: name, Profile: place.Profile, Region: place.Region,
		Login: func(ctx context.Context) Login { return loginOf(ctx, c.Source(), w.start.Accounts.Browse) },
		Home:  w.home(all, cluster, service), Places: append(all.Places(), w.settingsPlace(kit)...),
		Notify: w.start.Settings.Notify, Watched: all.Watched,
		Mouse: !w.start.Settings.NoMouse, Names: names, Aliases: w.start.Settings.Aliases, Numbered: w.openNames(names, place.Region),
		ReadOnly: w.start.Guard.Mode != guard.Free, Throttled: c.Throttled, Renew: c.Renew,
		Look: func(ctx context.Context) (inspect.Survey, time.Duration) {
			survey, wait := all.Look(ctx)
			_ = names.Save() // where they cannot be kept, the next program finds them by itself
			return survey, wait
		},
		Identify: func(ctx context.Context) (string, error) {
			who, err := c.Identity(ctx)
			return who.Account, err
		},
	}
}

// openNames opens the names that are kept of an account in a region.
func (w *wiring) openNames(names *index.Index, region string) func(number string) error {
	if w.start.Names == "" {
		return nil
	}
	return func(number string) error {
		if file, ok := index.File(w.start.Names, number, region); ok {
			return names.Open(file)
		}
		return nil
	}
}

// desk is where every change of an account passes.
func (w *wiring) desk() *change.Desk {
	return &change.Desk{
		Guard: w.start.Guard, Journal: w.start.Journal, Now: w.clock.Now,
		Pending: &w.background.changes}
}

// home is the stack to begin with.
func (w *wiring) home(all *screens.Screens, cluster, service string) []nav.Screen {
	home := all.Home(cluster, service)
	for _, place := range all.Places() {
		if place.Name != w.start.View {
			continue
		}
		if s, err := place.Open(strings.TrimSuffix(cluster+"/"+service, "/")); err == nil {
			home = append(home, s)
		}
	}
	return home
}

func (w *wiring) switcher() Switcher {
	if w.start.Accounts.Open == nil {
		return nil
	}
	return choice{wiring: w}
}

// choice opens other profiles and regions, at a place.
type choice struct {
	*wiring
	cluster, service string
}

func (c choice) Profiles() []string { return c.start.Accounts.Profiles() }

func (c choice) Regions(now string) []string { return call.RegionsBeside(now) }

func (c choice) Open(ctx context.Context, profile, region string) (Account, error) {
	client, err := c.start.Accounts.Open(ctx, profile, region)
	if err != nil {
		return Account{}, err
	}
	return c.account(client, c.cluster, c.service), nil
}

// Demo opens the simulated account. There is no other way out of it than to quit.
func (c choice) Demo(ctx context.Context) (Account, error) {
	s, err := c.start.Accounts.Demo(ctx)
	if err != nil {
		return Account{}, err
	}
	w := *c.wiring
	w.start = s
	a := w.first()
	a.Alone = true
	return a, nil
}
