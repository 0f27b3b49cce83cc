package screens

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// pastKept is how far back a timeline reaches. ECS forgets stopped tasks after about an hour and keeps a hundred events.
const pastKept = 24 * time.Hour

// ours is the kind of a happening that was a change made with this program.
const ours = "change"

// timelines make the timelines of services and of clusters.
type timelines struct {
	browse.Kit
	calendar
	source  serviceReader
	plan    *inspect.Plan
	journal *change.Journal
	more    func(inspect.Happening) nav.Screen
}

// screen is what happened to a service on one axis, or with "" to all services of a cluster.
func (t *timelines) screen(cluster, service string) nav.Screen {
	at := nav.Location{Cluster: cluster, Thing: service, View: "timeline"}
	of := cluster
	if service != "" {
		of = service
	}
	list := browse.New(t.Kit, browse.Resource[inspect.Happening]{
		At: at, Title: "timeline", Noun: "timeline of " + of, Empty: "no known events for " + of + " in 24 hours",
		ID: happeningID,
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]inspect.Happening, error] {
			return t.read(ctx, cluster, service)
		},
		Every: time.Minute, Sort: "TIME",
		Fault:   func(h inspect.Happening) bool { return happened(h).fault() },
		Columns: t.columns(service == ""),
		Open:    t.more,
		Copies:  copiesOf,
	})
	face := &timelineFace{theme: t.Theme, dates: t.calendar, plan: t.plan, list: list, at: at, span: time.Hour}
	return &Timeline{List: list, face: face, keys: t.Keys.Timeline}
}

// named is the timeline of what was typed: a cluster, or a service in it.
func (t *timelines) named(a string) (nav.Screen, error) {
	cluster, service, _ := strings.Cut(a, "/")
	if cluster == "" {
		return nil, errors.New("usage: :timeline cluster[/service]")
	}
	return t.screen(cluster, service), nil
}

func (t *timelines) columns(all bool) []table.Column[inspect.Happening] {
	columns := []table.Column[inspect.Happening]{
		glyph(happened),
		moment(t.calendar, happenedAt),
		drop(1, since(t.calendar, "AGE", happenedAt)),
	}
	if all {
		columns = append(columns, plain("SERVICE", func(h inspect.Happening) string { return h.Service }))
	}
	return append(columns, drop(2, dim("KIND", func(h inspect.Happening) string { return h.Kind })),
		table.Column[inspect.Happening]{Name: "WHAT", Flex: true, Min: 45, Cell: func(h inspect.Happening) table.Cell {
			return table.Cell{Text: h.BesideService(), Tone: happened(h).Tone}
		}})
}

// read reads the past of a service part by part. Of a cluster it is what is known already: only a cluster of which nothing is
// known is read first, as the account is looked at in the background anyhow.
func (t *timelines) read(ctx context.Context, cluster, service string) iter.Seq2[[]inspect.Happening, error] {
	from := t.now().Add(-pastKept)
	return func(yield func([]inspect.Happening, error) bool) {
		var err error
		var of aws.Service // any that tells the account and the region
		if service == "" {
			if len(t.plan.Known(cluster)) == 0 {
				for range t.plan.Look(ctx, cluster) {
				}
			}
			if ctx.Err() != nil || !yield(t.past(cluster, from), nil) {
				return
			}
			err = t.plan.Survey(cluster).Trouble()
			if all := t.plan.Known(cluster); len(all) > 0 {
				of = all[0]
			}
		} else {
			s, wrong := t.source.Service(ctx, cluster, service)
			if wrong != nil {
				yield(nil, wrong)
				return
			}
			of = s
			for known := range t.plan.Read(ctx, s) {
				if !known.History.Asked() { // until then a deployment has another name
					continue
				}
				if !yield(inspect.Past(t.plan.Inspector, known, from), nil) {
					return
				}
			}
		}
		mine, wrong := t.changes(of.Guarded(), cluster, service, from)
		if len(mine) > 0 && !yield(mine, nil) {
			return
		}
		if err = errors.Join(err, wrong); err != nil {
			yield(nil, err)
		}
	}
}

// past is what is known of the services of a cluster.
func (t *timelines) past(cluster string, from time.Time) []inspect.Happening {
	var all []inspect.Happening
	for _, s := range t.plan.Known(cluster) {
		all = append(all, inspect.Past(t.plan.Inspector, t.plan.Snapshot(s), from)...)
	}
	return all
}

// changes are those that were made with this program on this computer, in the account and the region of a service.
func (t *timelines) changes(of guard.Thing, cluster, service string, from time.Time) ([]inspect.Happening, error) {
	if t.journal == nil || of.Account == "" {
		return nil, nil
	}
	records, err := t.journal.All()
	var all []inspect.Happening
	for _, r := range records {
		if r.Account != of.Account || r.Region != of.Region || r.Cluster != cluster || service != "" && r.Service() != service || !r.Began.After(from) {
			continue
		}
		level := map[theme.Tone]inspect.Level{theme.Bad: inspect.Bad, theme.Warn: inspect.Warn, theme.Busy: inspect.Busy}[recordState(r).Tone]
		if level == inspect.Unknown {
			level = inspect.Idle
		}
		all = append(all, inspect.Happening{ID: "change " + r.ID + r.Began.String(), Cluster: cluster, Service: r.Service(), At: r.Began, Kind: ours,
			Mark: inspect.Mark{Level: level, Word: recordState(r).Word}, Text: r.What + " (with ecscope): " + recordState(r).Word})
	}
	return all, err
}

// Timeline is what happened to a service, or to those of a cluster: lanes on one axis, and below them a list in which the
// cursor chooses the moment that the axis marks.
type Timeline struct {
	*browse.List[inspect.Happening]
	face *timelineFace
	keys keymap.Timeline
}

// Keys are those of the list, and how much time the axis shows.
func (t *Timeline) Keys() []key.Binding {
	keys := t.List.Keys()
	at := min(1, len(keys))
	return slices.Insert(keys, at, t.keys.Closer, t.keys.Further)
}

// Menu is that of the list, and how much time the axis shows.
func (t *Timeline) Menu() []nav.Item {
	return append(t.List.Menu(), nav.Item{Key: t.keys.Closer}, nav.Item{Key: t.keys.Further})
}

// Update takes a message.
func (t *Timeline) Update(h nav.Host, m tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch k, ok := m.(tea.KeyPressMsg); {
	case ok && key.Matches(k, t.keys.Closer):
		t.face.zoom(-1)
	case ok && key.Matches(k, t.keys.Further):
		t.face.zoom(1)
	default:
		cmd = t.List.Update(h, m)
	}
	t.face.layout()
	return cmd
}

// Resize tells the size of the body.
func (t *Timeline) Resize(width, height int) {
	t.face.width, t.face.height = width, height
	t.face.layout()
}

// View draws the body.
func (t *Timeline) View() string { return t.face.view() }
