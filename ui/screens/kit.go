// Package screens is what the operator sees: one file for each screen. Lists are declarations for browse; what a state
// means in a word and a tone is in health.go until a diagnosis says it better.
package screens

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// Account is what the screens read.
type Account interface {
	Place() aws.Place
	Clusters(context.Context) iter.Seq2[[]aws.Cluster, error]
	Services(ctx context.Context, cluster string, first aws.Wanted) iter.Seq2[[]aws.Service, error]
	Service(ctx context.Context, cluster, name string) (aws.Service, error)
	Tasks(context.Context, aws.TaskQuery) iter.Seq2[[]aws.Task, error]
	Stopped(ctx context.Context, cluster string) iter.Seq2[[]aws.Task, error]
	Task(ctx context.Context, cluster, id string) (aws.Task, error)
	Revisions(ctx context.Context, family string, first aws.Wanted) iter.Seq2[[]aws.Revision, error]
	Revision(ctx context.Context, name string) (aws.Revision, error)
	Deployments(ctx context.Context, cluster, service string) iter.Seq2[[]aws.ServiceDeployment, error]
	Instances(ctx context.Context, cluster string) iter.Seq2[[]aws.Instance, error]
	Describe(ctx context.Context, r aws.Ref, secrets bool) (aws.Document, error)
	Targets(context.Context, aws.Service) ([]aws.TargetGroup, error)
	Scaling(ctx context.Context, cluster, service string) (aws.Scaling, error)
	Metrics(ctx context.Context, services []aws.Service, since time.Duration) (map[string][]aws.Series, error)
	Logs(context.Context, aws.Tail) iter.Seq2[[]aws.LogEvent, error]
	LastWords(ctx context.Context, t aws.Task, container string, n int) ([]aws.LogEvent, error)
}

// Kit makes screens of one account.
type Kit struct {
	browse.Kit
	Account Account
	// Rules are what is known of failures.
	Rules *triage.Rules
	// Changer makes the changes.
	Changer Changer
	// Sessions opens shells, commands and port forwards in containers.
	Sessions Sessions
	// Settings are those of the settings file.
	Settings config.Settings
	// Zone is the time zone that times of day are shown in.
	Zone *time.Location
	// inspector reads and judges for all screens, and plans what is read when.
	inspector *inspect.Plan
	// names are what the palette completes; they are what the screens have seen.
	names *names
	// undos are how the last change of each service (cluster/name) is taken back.
	undos map[string]undo
}

// New makes a kit.
func New(k browse.Kit, a Account, p inspect.Pieces, rules *triage.Rules, zone *time.Location) *Kit {
	known := &names{clusters: map[string]bool{}, services: map[string]string{}}
	noted := noting{a, p, known}
	return &Kit{Kit: k, Account: a, Rules: rules, Zone: zone, undos: map[string]undo{},
		inspector: inspect.NewPlan(inspect.New(noted, rules, k.Clock.Now), noted), names: known}
}

// Home is the stack to begin with: the clusters, or straight to a cluster, or to a service in it.
func (k *Kit) Home(cluster, service string) []nav.Screen {
	home := []nav.Screen{k.Clusters()}
	if cluster != "" {
		home = append(home, k.Services(cluster))
	}
	if service != "" {
		home = append(home, k.Service(cluster, service))
	}
	return home
}

// ago is how long ago a time was.
func (k *Kit) ago(t time.Time) string { return nav.Ago(k.Clock.Now(), t) }

// at is a time of day today, or a date and a time.
func (k *Kit) at(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	t = t.In(k.Zone)
	now := k.Clock.Now().In(k.Zone)
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05")
	}
	if t.Year() == now.Year() {
		return t.Format("Jan _2 15:04")
	}
	return t.Format("2006-01-02 15:04")
}

// when is a time and how long ago that is.
func (k *Kit) when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return k.at(t) + "  " + k.ago(t) + " ago"
}

// size is what a task may use; where a task has no size of its own, its containers do.
func size(cpu, memory string) string {
	var parts []string
	if cpu != "" {
		parts = append(parts, cpu+" units")
	}
	if memory != "" {
		parts = append(parts, memory+" MiB")
	}
	return strings.Join(parts, ", ")
}

// glyph is the column of state signs, named so that a filter can ask for state:failing.
func glyph[T any](state func(T) State) table.Column[T] {
	return table.Column[T]{
		Cell: func(t T) table.Cell {
			s := state(t)
			return table.Cell{Text: theme.Glyph(s.Tone), Tone: s.Tone}
		},
		Less: func(a, b T) bool { return state(a).rank() < state(b).rank() },
		Min:  1, Max: 1,
	}
}

// plain is a column of ordinary text.
func plain[T any](name string, text func(T) string) table.Column[T] {
	return table.Column[T]{Name: name, Cell: func(t T) table.Cell { return table.Cell{Text: text(t)} }}
}

// dim is a column of text that stands back.
func dim[T any](name string, text func(T) string) table.Column[T] {
	return table.Column[T]{Name: name, Cell: func(t T) table.Cell { return table.Cell{Text: text(t), Tone: theme.Dim} }}
}

// since is a column that says how long ago something was; it sorts by the time.
func since[T any](k *Kit, name string, when func(T) time.Time) table.Column[T] {
	return table.Column[T]{
		Name:  name,
		Cell:  func(t T) table.Cell { return table.Cell{Text: k.ago(when(t)), Tone: theme.Dim} },
		Less:  func(a, b T) bool { return when(a).After(when(b)) },
		Right: true, Min: 4,
	}
}

// number is a column of numbers; what is not known yet is a dot.
func number[T any](name string, known func(T) bool, of func(T) int) table.Column[T] {
	return table.Column[T]{
		Name: name,
		Cell: func(t T) table.Cell {
			if !known(t) {
				return table.Cell{Text: "·", Tone: theme.Dim}
			}
			return table.Cell{Text: fmt.Sprint(of(t))}
		},
		Less:  func(a, b T) bool { return of(a) < of(b) },
		Right: true,
	}
}
