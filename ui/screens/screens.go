// Package screens is what the operator sees: one file for each screen. Lists are declarations for browse; what a state
// means in a word and a tone is in health.go until a diagnosis says it better.
//
// Each kind of screen is made by a small type that holds what that kind needs and no more: the part of the account it
// reads, how it is drawn, and the kinds that it leads to. New puts them together, from those that lead nowhere to the
// list of clusters; nothing else knows all of them.
package screens

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
)

// Parts are what the screens of an account are made of.
type Parts struct {
	browse.Kit
	Account Account
	// Names are the names of clusters and services that were seen.
	Names *index.Index
	// Queries are the queries of logs that were asked before; nil where they are not kept.
	Queries *index.Queries
	// Pieces reads parts of lists, for the plan of what is read when.
	Pieces inspect.Pieces
	// Gauges reads what services use; nil where nothing does.
	Gauges inspect.Gauges
	// Rules are what is known of failures.
	Rules *triage.Rules
	// Changer makes the changes.
	Changer Changer
	// Sessions opens shells, commands and port forwards in containers.
	Sessions Sessions
	// Settings are those of the settings file.
	Settings config.Settings
	// Hint is said on the first screen; it may be empty.
	Hint string
	// Zone is the time zone that times of day are shown in.
	Zone *time.Location
}

// Screens are the screens of one account.
type Screens struct {
	overview *overview
	service  *cockpits
	places   []nav.Place
	sender   *sender
	plan     *inspect.Plan
}

// Home is the stack to begin with: the account at a glance, or straight to a cluster, or to a service in it.
func (s *Screens) Home(cluster, service string) []nav.Screen {
	home := []nav.Screen{s.overview.home.screen()}
	if cluster != "" {
		home = append(home, s.Services(cluster))
	}
	if service != "" {
		home = append(home, s.service.screen(cluster, service))
	}
	return home
}

// Services is the list of the services of a cluster, or with "" of all clusters.
func (s *Screens) Services(cluster string) nav.Screen { return s.overview.services.screen(cluster) }

// Places are where the palette can go.
func (s *Screens) Places() []nav.Place { return s.places }

// Sent keeps the undo of a change that was sent, and shows its service, which follows what becomes of it.
func (s *Screens) Sent(h nav.Host, c change.Change, p change.Plan, r change.Receipt) tea.Cmd {
	return s.sender.sent(h, c, p, r)
}

// Keep keeps the undo of a change that was sent.
func (s *Screens) Keep(p change.Plan, r change.Receipt) { s.sender.keep(p, r) }

// Look goes on looking at the account in the background, for the count in the header, out of the way of everything that
// somebody waits for.
func (s *Screens) Look(ctx context.Context) (inspect.Survey, time.Duration) {
	wait := s.plan.Step(ctx, false)
	return s.plan.Survey(""), wait
}
