package screens

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// checkup is what a session in a container takes, and how it stands with that.
type checkup struct {
	execTarget ExecTarget
	service    aws.Service // zero where no service started the task, or where it could not be read
	checks     []triage.Check
}

// Checklist is whether a session can be opened in a container, condition by condition, and why opening one did not
// succeed where that was tried. It follows the task: an agent that is starting is seen to run.
type Checklist struct {
	*browse.Page[checkup]
	execTarget ExecTarget
	failed     error
}

// checkPages makes the checklists of containers.
type checkPages struct {
	browse.Kit
	rules   *triage.Rules
	targets targets
	account interface {
		serviceReader
		instanceSource
	}
	changer interface {
		SwitchExec(s aws.Service, on bool) change.Change
		Redeploy(aws.Service) change.Change
	}
	note interface{ Note() string }
	// shell opens a shell where the checklist says that one can be opened.
	shell func(nav.Host, ExecTarget) tea.Cmd
}

// screen is the checklist of a container.
func (p *checkPages) screen(s ExecTarget, failed error) nav.Screen {
	c := &Checklist{execTarget: s, failed: failed}
	c.Page = browse.NewPage(p.Kit, browse.Text[checkup]{
		At: nav.Location{Cluster: s.Task.Cluster, Thing: startedBy(s.Task), View: "exec check"}, Title: "exec check", Noun: "the task of " + s.words(), Every: 3 * time.Second,
		First: p.checkup(s, aws.Service{}, aws.Instance{}), Known: true,
		Read:    func(ctx context.Context) (checkup, error) { return p.examine(ctx, s) },
		Lines:   func(on checkup, _ int) []reader.Line { return p.lines(on, c.failed) },
		Actions: p.actions(),
	})
	return c
}

// failed is told when a session could not be opened.
type failed struct {
	execTarget ExecTarget
	err        error
}

// Update takes a message.
func (c *Checklist) Update(h nav.Host, m tea.Msg) tea.Cmd {
	if f, ok := m.(failed); ok && c.is(f.execTarget) {
		c.failed = f.err
		m = nav.Refresh{}
	}
	return c.Page.Update(h, m)
}

func (c *Checklist) is(s ExecTarget) bool {
	return c.execTarget.Task.ID == s.Task.ID && c.execTarget.Container == s.Container
}

// why shows the checklist of a container in which no session could be opened.
func (p *checkPages) why(s ExecTarget, err error) tea.Cmd {
	return func() tea.Msg {
		return nav.Show{
			Is: func(on nav.Screen) bool {
				c, ok := on.(*Checklist)
				return ok && c.is(s)
			},
			New:  func() nav.Screen { return p.screen(s, err) },
			Then: failed{s, err},
		}
	}
}

func (p *checkPages) checkup(s ExecTarget, of aws.Service, on aws.Instance) checkup {
	checks := p.rules.Exec(s.Task, s.Container, s.Revision, on)
	for i, c := range checks {
		if c.Enable && of.Exec {
			checks[i].Fix = "It was turned on for the service after this task started. Redeploy the service: new tasks will have it."
		}
	}
	urgency := []triage.Outcome{triage.Failed, triage.Warned, triage.Unchecked, triage.Passed}
	slices.SortStableFunc(checks, func(a, b triage.Check) int {
		return slices.Index(urgency, a.Outcome) - slices.Index(urgency, b.Outcome)
	})
	return checkup{execTarget: s, service: of, checks: checks}
}

// examine reads everything anew. What cannot be read stays unchecked, but for the task itself.
func (p *checkPages) examine(ctx context.Context, before ExecTarget) (checkup, error) {
	s, err := p.targets.at(ctx, before.Task.Cluster, before.Task.ID)
	if err != nil {
		return checkup{}, err
	}
	s.Container = before.Container
	var of aws.Service
	if s.Task.Service != "" {
		of, _ = p.account.Service(ctx, s.Task.Cluster, s.Task.Service)
	}
	return p.checkup(s, of, p.instanceOf(ctx, s.Task)), ctx.Err()
}

// instanceOf is the container instance that a task runs on; zero on Fargate, and where it cannot be read.
func (p *checkPages) instanceOf(ctx context.Context, t aws.Task) aws.Instance {
	if t.Instance == "" {
		return aws.Instance{}
	}
	for page, err := range p.account.Instances(ctx, t.Cluster) {
		if err != nil {
			break
		}
		for _, i := range page {
			if i.ARN == t.Instance {
				return i
			}
		}
	}
	return aws.Instance{}
}

func (p *checkPages) actions() []action.Action[checkup] {
	c, x := p.Keys.Changes, p.Keys.Exec
	return []action.Action[checkup]{
		{Key: c.Exec, Check: p.switchable, Change: func(c checkup) change.Change { return p.changer.SwitchExec(c.service, true) }},
		{Key: c.Redeploy, Check: known, Change: func(c checkup) change.Change { return p.changer.Redeploy(c.service) }},
		{Key: x.Shell, Reach: guard.Shell, Run: func(h nav.Host, c checkup) tea.Cmd { return p.shell(h, c.execTarget) }},
	}
}

func known(c checkup) error {
	switch {
	case c.execTarget.Task.Service == "":
		return errors.New("this task belongs to no service: start another one with ECS Exec on")
	case !c.service.Described:
		return fmt.Errorf("%s hasn't been read yet", c.execTarget.Task.Service)
	}
	return nil
}

func (p *checkPages) switchable(c checkup) error {
	if err := known(c); err != nil || !c.service.Exec {
		return err
	}
	return fmt.Errorf("ECS Exec is already on for %s; %s", c.service.Name, keymap.Does(p.Keys.Changes.Redeploy, "redeploys it, so all its tasks get it"))
}

func (p *checkPages) lines(c checkup, failed error) []reader.Line {
	lines := []reader.Line{checkHead(c, failed)}
	if failed != nil {
		lines = append(lines, marked(theme.Bad, failed.Error()))
		if hint := nav.HintOf(failed); hint != "" {
			lines = append(lines, marked(theme.Plain, hint))
		}
	}
	if note := p.note.Note(); note != "" {
		lines = append(lines, marked(theme.Warn, note))
	}
	lines = append(lines, nil)
	for _, one := range c.checks {
		tone := checkTone(one.Outcome)
		lines = append(lines, reader.Line{{Text: " " + theme.Glyph(tone) + " ", Tone: tone},
			{Text: theme.Fit(checkWord(one.Outcome), 11), Tone: tone, Hang: true}, {Text: one.Text}})
		if one.Fix != "" {
			lines = append(lines, reader.Line{{Text: strings.Repeat(" ", 14), Hang: true}, {Text: one.Fix, Tone: theme.Strong}})
		}
		if key, does := p.mend(c, one); does != "" {
			lines = append(lines, reader.Line{{Text: strings.Repeat(" ", 14)}, {Text: key, Tone: theme.Key}, {Text: "  " + does, Tone: theme.Accent}})
		}
	}
	return lines
}

// mend is the key that mends what a check found, and what it does; empty where there is none.
func (p *checkPages) mend(c checkup, one triage.Check) (key, does string) {
	switch {
	case !one.Enable:
	case p.switchable(c) == nil:
		return p.Keys.Changes.Exec.Help().Key, "turns it on for " + c.service.Name + " and redeploys it, after you confirm"
	case known(c) == nil:
		return p.Keys.Changes.Redeploy.Help().Key, "redeploys " + c.service.Name + ", after you confirm"
	}
	return "", ""
}

// checkHead says in a line how it stands.
func checkHead(c checkup, tried error) reader.Line {
	n := func(o triage.Outcome) int {
		return len(slices.DeleteFunc(slices.Clone(c.checks), func(one triage.Check) bool { return one.Outcome != o }))
	}
	where := c.execTarget.Container + " of task " + aws.ShortID(c.execTarget.Task.ID) + " (" + c.execTarget.Task.Revision + ")"
	switch failed, warned := n(triage.Failed), n(triage.Warned); {
	case failed > 0:
		return marked(theme.Bad, fmt.Sprintf("Not ready: %s for %s", words.Plural(failed, "check fails", "checks fail"), where))
	case tried != nil:
		return marked(theme.Warn, "No session opened in "+where+", although no check fails")
	case warned > 0:
		return marked(theme.Warn, fmt.Sprintf("Ready, with %s: you can open a session in %s", words.Count(warned, "warning"), where))
	}
	return marked(theme.Good, "Ready: you can open a session in "+where)
}

// marked is a text behind its sign; where it wraps, it continues under itself.
func marked(tone theme.Tone, text string) reader.Line {
	plain := tone
	if tone == theme.Good || tone == theme.Unknown {
		plain = theme.Plain
	}
	return reader.Line{{Text: " " + theme.Glyph(tone) + " ", Tone: tone, Hang: true}, {Text: text, Tone: plain}}
}

func checkTone(o triage.Outcome) theme.Tone {
	switch o {
	case triage.Failed:
		return theme.Bad
	case triage.Warned:
		return theme.Warn
	case triage.Passed:
		return theme.Good
	}
	return theme.Unknown
}

func checkWord(o triage.Outcome) string {
	switch o {
	case triage.Failed:
		return "failed"
	case triage.Warned:
		return "warning"
	case triage.Passed:
		return "passed"
	}
	return "unchecked"
}
