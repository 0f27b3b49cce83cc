package screens

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

type scheduleSource interface {
	Schedules(ctx context.Context, cluster string) iter.Seq2[[]aws.Schedule, error]
	Schedule(ctx context.Context, ref string) (aws.Schedule, error)
	Runs(context.Context, aws.Schedule) (aws.ScheduleRuns, error)
}

// scheduleList is what runs tasks at set times.
type scheduleList struct {
	browse.Kit
	calendar
	source  scheduleSource
	actions []action.Action[inspect.Scheduled]
}

// scheduleChanges are the changes of a schedule. Each is followed to its end on the screen of changes.
func scheduleChanges(c *changes) []action.Action[inspect.Scheduled] {
	run := func(s inspect.Scheduled) change.Change { return c.changer.RunSchedule(s.Schedule, "", "") }
	turn := func(s inspect.Scheduled) change.Change {
		return c.changer.SwitchSchedule(s.Schedule, s.State == "DISABLED")
	}
	all := []action.Action[inspect.Scheduled]{{Key: keymap.As(c.keys.Run, "run now"), Rank: changing, Check: runsTask}, {Key: c.keys.Switch, Rank: changing, Alike: sameState}}
	for i, to := range []func(inspect.Scheduled) change.Change{run, turn} {
		does := all[i].Key.Help().Desc
		all[i].Ask = func(h nav.Host, s inspect.Scheduled, _ func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
			return c.Flow.Watch(h, does, []change.Part{{Name: s.Name, Change: to(s)}})
		}
		all[i].AskAll = func(h nav.Host, _ []inspect.Scheduled, then func(nav.Host, func(inspect.Scheduled) change.Change) tea.Cmd) tea.Cmd {
			return then(h, to)
		}
	}
	return all
}

func runsTask(s inspect.Scheduled) error {
	if len(s.Targets) > 1 {
		return fmt.Errorf("%s runs several tasks; to run one of them: ecscope schedules run %s --target ID", s.Name, s.Name)
	}
	return nil
}

// sameState is why schedules cannot be switched of which some are enabled and some are not.
func sameState(marked []inspect.Scheduled) error {
	for _, s := range marked[1:] {
		if (s.State == "DISABLED") != (marked[0].State == "DISABLED") {
			return fmt.Errorf("%s is %s and %s is %s: mark only schedules in the same state", marked[0].Name, strings.ToLower(marked[0].State), s.Name, strings.ToLower(s.State))
		}
	}
	return nil
}

// runsLast is for how long what was read of the runs of a schedule on screen is good.
const runsLast = 2 * time.Minute

// screen lists the schedules of a cluster, or with "" of all. The runs of those on screen are read.
func (l *scheduleList) screen(cluster string) nav.Screen {
	last := func(s inspect.Scheduled) State { m, _ := inspect.LastRun(s.Runs); return stateOf(m) }
	began := func(s inspect.Scheduled) time.Time { _, at := inspect.LastRun(s.Runs); return at }
	return browse.New(l.Kit, browse.Resource[inspect.Scheduled]{
		At: nav.Location{Cluster: cluster, View: "schedules"}, Title: "schedules", Noun: "schedules",
		Empty: "no schedules, and no rules of the default event bus, run tasks here; ecscope doesn't read rules of other event buses",
		ID:    func(s inspect.Scheduled) string { return s.ARN },
		Name:  func(s inspect.Scheduled) string { return s.Name },
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]inspect.Scheduled, error] {
			return l.rows(ctx, cluster)
		},
		Every: time.Minute,
		Sort:  "SCHEDULE",
		Partial: func(s inspect.Scheduled) bool {
			return !s.Runs.Asked() || s.Runs.OK() && l.now().Sub(s.Runs.Seen) > runsLast
		},
		Keep:   keepRuns,
		Detail: l.runs,
		SeenAt: func(s inspect.Scheduled) time.Time { return s.Seen },
		Fault:  func(s inspect.Scheduled) bool { return last(s).Tone == theme.Bad || l.state(s).Tone == theme.Warn },
		Columns: []table.Column[inspect.Scheduled]{
			glyph(l.state),
			least(16, plain("SCHEDULE", func(s inspect.Scheduled) string { return s.Name })),
			drop(5, word("STATE", l.state)),
			drop(4, least(16, plain("RUNS", func(s inspect.Scheduled) string { return scheduledTasks(s.Schedule) }))),
			least(16, plain("WHEN", func(s inspect.Scheduled) string { return s.Words() })),
			{Name: "NEXT", Cell: func(s inspect.Scheduled) table.Cell { return table.Cell{Text: inspect.NextRun(s.Schedule, l.now())} },
				Less: func(a, b inspect.Scheduled) bool { return l.sooner(a.Schedule, b.Schedule) }},
			drop(3, since(l.calendar, "LAST", began)),
			drop(2, least(10, word("RESULT", last))),
			wide(dim("KIND", func(s inspect.Scheduled) string { return s.Kind })),
			wide(dim("EXPRESSION", func(s inspect.Scheduled) string { return s.Expression })),
		},
		Open:    l.page,
		Actions: l.actions,
		Below: textBelow(l.Kit, func(s inspect.Scheduled) string { return s.Kind + " " + s.Name }, "opens it",
			func(s inspect.Scheduled, _, _ int) []reader.Line { return l.lines(s)[1:] }),
		BelowSmall: true,
		Copies: func(s inspect.Scheduled) []browse.Copy {
			return []browse.Copy{{Name: "name", Text: s.Name}, {Name: "ARN", Text: s.ARN}, {Name: "expression", Text: s.Expression, Why: noExpression(s)}}
		},
	})
}

func noExpression(s inspect.Scheduled) string {
	if s.Expression == "" {
		return "the rule has no schedule: it runs on events"
	}
	return ""
}

func (l *scheduleList) state(s inspect.Scheduled) State {
	return stateOf(inspect.MarkSchedule(s.Schedule, l.now()))
}

// sooner says whether a schedule runs before another; those that do not run come last.
func (l *scheduleList) sooner(a, b aws.Schedule) bool {
	x, y := a.Next(l.now()).At, b.Next(l.now()).At
	return !x.IsZero() && (y.IsZero() || x.Before(y))
}

// runs completes a schedule with its runs. What cannot be read of them is said in the row.
func (l *scheduleList) runs(ctx context.Context, s inspect.Scheduled) (inspect.Scheduled, error) {
	runs, err := l.source.Runs(ctx, s.Schedule)
	if call.KindOf(err) == call.Cancelled {
		return s, err
	}
	s.Runs = inspect.Read(runs, l.now())
	if err != nil {
		s.Runs = inspect.Known[aws.ScheduleRuns]{Value: runs, Err: err}
	}
	return s, nil
}

// scheduledTasks is what a schedule runs, and where.
func scheduledTasks(s aws.Schedule) string {
	var all []string
	for _, t := range s.Targets {
		text := t.Definition + " in " + t.Cluster
		if t.Count > 1 {
			text = fmt.Sprintf("%d × %s", t.Count, text)
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// page is everything about a schedule, and the runs of it that ECS still knows.
func (l *scheduleList) page(s inspect.Scheduled) nav.Screen {
	at := nav.Location{Thing: s.Name, View: "schedule"}
	if len(s.Targets) > 0 {
		at.Cluster = s.Targets[0].Cluster
	}
	return browse.NewPage(l.Kit, browse.Text[inspect.Scheduled]{
		At: at, Title: "schedule", Noun: s.Kind + " " + s.Name, Every: 30 * time.Second, First: s, Known: true,
		Read: func(ctx context.Context) (inspect.Scheduled, error) {
			now, err := l.source.Schedule(ctx, s.ARN)
			if err != nil {
				return inspect.Scheduled{}, err
			}
			return l.runs(ctx, inspect.Scheduled{Schedule: now})
		},
		Lines:   func(s inspect.Scheduled, _ int) []reader.Line { return l.lines(s) },
		Actions: slices.Clone(l.actions),
		Copies: func(s inspect.Scheduled) []browse.Copy {
			return []browse.Copy{{Name: "name", Text: s.Name}, {Name: "ARN", Text: s.ARN}}
		},
	})
}

func (l *scheduleList) lines(s inspect.Scheduled) []reader.Line {
	state := l.state(s)
	lines := section(nil, strings.ToUpper(s.Kind)+" "+s.Name)
	lines = append(lines, toned("state", theme.Glyph(state.Tone)+" "+state.Word, state.Tone), field("runs", s.Words()), field("expression", s.Expression))
	lines = optional(lines, "event pattern", s.Pattern)
	next := s.Next(l.now())
	switch {
	case next.Latest:
		lines = append(lines, field("next run", "at "+l.at(next.At)+" at the latest: only AWS knows when the rate started"))
	case !next.At.IsZero():
		lines = append(lines, field("next run", l.at(next.At)+"  in "+nav.Ago(next.At, l.now())))
	default:
		lines = append(lines, field("next run", "none: "+next.Why))
	}
	for _, d := range []struct {
		name string
		at   time.Time
	}{{"begins", s.Start}, {"ends", s.End}} {
		if !d.at.IsZero() {
			lines = append(lines, field(d.name, l.at(d.at)))
		}
	}
	if s.Deleted {
		lines = append(lines, field("afterwards", "it is deleted after its last run"))
	}
	lines = optional(lines, "description", s.Description)
	lines = optional(lines, "managed by", s.ManagedBy)
	lines = append(lines, field(map[string]string{aws.RuleSchedule: "event bus"}[s.Kind]+map[string]string{aws.PlannedSchedule: "group"}[s.Kind], s.Group), toned("ARN", s.ARN, theme.Dim))
	for _, t := range s.Targets {
		lines = append(lines, scheduleTargetLines(t)...)
	}
	if s.Others > 0 {
		lines = append(lines, nil, field("other targets", fmt.Sprint(s.Others)))
	}
	return append(lines, l.runLines(s)...)
}

func scheduleTargetLines(t aws.ScheduleTarget) []reader.Line {
	lines := section([]reader.Line{nil}, "TASK "+t.ID)[1:]
	lines = append(lines, field("cluster", t.Cluster), field("task definition", t.Definition))
	if !strings.Contains(t.Definition, ":") {
		lines = append(lines, field("", "the latest ACTIVE revision at that time"))
	}
	lines = append(lines, field("tasks", fmt.Sprint(t.Count)))
	lines = optional(lines, "launch type", t.Launch)
	lines = append(lines, field("role", t.Role))
	lines = optional(lines, "dead-letter queue", t.DeadLetter)
	for _, o := range t.Overrides {
		lines = append(lines, field("override", o))
	}
	if t.Computed {
		lines = append(lines, field("input", "made from the event"))
	}
	return lines
}

// runLines are the runs that ECS still knows, the newest first, and what they leave open.
func (l *scheduleList) runLines(s inspect.Scheduled) []reader.Line {
	lines := section([]reader.Line{nil}, "RUNS")[1:]
	for _, t := range s.Runs.Value.Tasks {
		m, _ := inspect.LastRun(inspect.Read(aws.ScheduleRuns{Tasks: []aws.Task{t}, Container: s.Runs.Value.Container}, l.now()))
		state := stateOf(m)
		lines = append(lines, reader.Line{{Text: "   " + theme.Glyph(state.Tone) + " ", Tone: state.Tone, Hang: true}, {Text: theme.Fit(l.when(t.Created), 26)},
			{Text: theme.Fit(t.Revision, 24)}, {Text: theme.Fit(aws.ShortID(t.ID), 12), Tone: theme.Dim}, {Text: state.Word, Tone: state.Tone}})
	}
	return append(lines, toned("", inspect.RunsNote(s.Schedule, s.Runs), theme.Dim))
}

// rows are the schedules of a cluster, without their runs.
func (l *scheduleList) rows(ctx context.Context, cluster string) iter.Seq2[[]inspect.Scheduled, error] {
	return func(yield func([]inspect.Scheduled, error) bool) {
		for page, err := range l.source.Schedules(ctx, cluster) {
			rows := make([]inspect.Scheduled, len(page))
			for i, s := range page {
				rows[i].Schedule = s
			}
			if !yield(rows, err) {
				return
			}
		}
	}
}

// keepRuns leaves a fresh row the runs that were read of the old one.
func keepRuns(old, fresh inspect.Scheduled) inspect.Scheduled {
	if !fresh.Runs.Asked() { // a listing brings none
		fresh.Runs = old.Runs
	}
	if fresh.Seen.Before(old.Seen) { // its runs took longer to read than the next listing
		fresh.Schedule = old.Schedule
	}
	return fresh
}
