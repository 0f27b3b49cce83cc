package screens

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// commands runs commands in containers.
type commands struct {
	browse.Kit
	gate     gate
	shells   *shells
	sessions interface {
		Command(ctx context.Context, s ExecTarget, words []string, size [2]int, output io.Writer) (code int, err error)
		Note() string
	}
}

// ask asks for a command line for a container.
func (c *commands) ask(h nav.Host, on guard.Thing, value string, then func(nav.Host, string) tea.Cmd) {
	label := "command"
	if c.gate.flow.Desk.Name(on) != "" {
		label += ", " + on.String() + " is PROTECTED"
	}
	if c.sessions.Note() != "" {
		label += ", on this computer" // where the account is simulated
	}
	h.Prompt(nav.Prompt{Label: label + " $ ", Value: value, Done: func(h nav.Host, line string) tea.Cmd {
		if strings.TrimSpace(line) == "" {
			return nil
		}
		return then(h, line)
	}})
}

// run runs a command line in a container and shows its output, or where that is known to be impossible says why.
func (c *commands) run(h nav.Host, s ExecTarget, line string) tea.Cmd {
	if !c.gate.ready(h, s) {
		return nil
	}
	return c.gate.admit(h, guard.Command, s, "Run a command in", "Run", "$ "+line, func() tea.Cmd {
		h.Push(c.screen(s, line))
		return nil
	})
}

// Output is a command in a container: what it writes, as it comes, and how it ended. It ends with its screen.
type Output struct {
	*commands
	page       *browse.Page[struct{}]
	execTarget ExecTarget
	line       string

	feed  load.Feed[piece]
	began time.Time
	took  time.Duration
	code  int
	err   error
	end   ending
	text  outputLines
	// hidden says that something else is looked at, unopened that the checklist is to say why nothing was started.
	hidden, unopened bool

	width, height int
}

// ending is how a command ended, if it has.
type ending uint8

const (
	waiting ending = iota // to be started
	running
	exited
	broken
	cancelled
)

// piece is a part of what a command wrote or, once it has ended, its exit code.
type piece struct {
	text  []byte
	code  int
	ended bool
}

// screen shows the output of a command; the command begins when it is shown.
func (c *commands) screen(s ExecTarget, line string) nav.Screen {
	o := &Output{commands: c, execTarget: s, line: line}
	o.page = browse.NewPage(c.Kit, browse.Text[struct{}]{
		At: nav.Location{Cluster: s.Task.Cluster, Thing: startedBy(s.Task), View: "command"}, Title: "command", Noun: "output", Known: true, Fixed: true,
		Lines:   func(struct{}, int) []reader.Line { return o.lines() },
		Actions: o.actions(),
	})
	return o
}

func (o *Output) actions() []action.Action[struct{}] {
	x := o.Kit.Keys.Exec
	return []action.Action[struct{}]{
		{Key: x.Command, Reach: guard.Command, Run: func(h nav.Host, _ struct{}) tea.Cmd {
			o.ask(h, o.execTarget.Task.Guarded(), o.line, func(h nav.Host, line string) tea.Cmd { return o.run(h, o.execTarget, line) })
			return nil
		}},
		{Key: x.Shell, Reach: guard.Shell, Run: func(h nav.Host, _ struct{}) tea.Cmd { return o.shells.open(h, o.execTarget) }},
		{Key: x.Check, Run: func(h nav.Host, _ struct{}) tea.Cmd {
			h.Push(o.gate.checks.screen(o.execTarget, nil))
			return nil
		}},
	}
}

// Location is where the command runs.
func (o *Output) Location() nav.Location { return o.page.Location() }

// Keep says that the command runs: leaving the screen would end it.
func (o *Output) Keep() bool { return o.end == running }

// Title is the word in the header's path.
func (o *Output) Title() string { return "command" }

// Keys are how to end the command while it runs, then what every text can do.
func (o *Output) Keys() []key.Binding {
	if o.end == running {
		return append([]key.Binding{keymap.As(o.Kit.Keys.Everywhere.Back, "end the command")}, o.page.Keys()...)
	}
	return o.page.Keys()
}

// Resize tells the size of the body.
func (o *Output) Resize(width, height int) {
	o.width, o.height = width, max(0, height-2)
	o.page.Resize(width, o.height)
}

// Update takes a message.
func (o *Output) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m.(type) {
	case nav.Hidden:
		o.hidden = true
	case nav.Shown:
		o.hidden = false
		if o.end == waiting {
			o.began, o.end = o.Clock.Now(), running
			return o.feed.Start(h.Context(), o.source())
		}
		return tea.Batch(o.page.Update(h, m), o.explain())
	}
	p, next, ok := o.feed.Take(m)
	if !ok {
		return o.page.Update(h, m)
	}
	for _, one := range p.Items {
		o.text.write(one.text)
		if one.ended {
			o.stop(exited)
			o.code = one.code
		}
	}
	if p.Err != nil {
		o.stop(broken)
		o.err = p.Err
		if _, o.unopened = errors.AsType[*exec.Unopened](p.Err); !o.hidden {
			next = o.explain()
		}
	}
	o.page.Fill(struct{}{})
	return next
}

// explain shows, once, why the command could not be started: when somebody looks here, not over what they look at instead.
func (o *Output) explain() tea.Cmd {
	if !o.unopened {
		return nil
	}
	o.unopened = false
	return o.gate.checks.why(o.execTarget, o.err)
}

// source runs the command.
func (o *Output) source() load.Source[piece] {
	words, size := []string{"/bin/sh", "-c", o.line}, [2]int{o.width, o.height}
	return func(ctx context.Context) iter.Seq2[[]piece, error] {
		return func(yield func([]piece, error) bool) {
			code := 0
			written := load.Written(func(ctx context.Context, to io.Writer) (err error) {
				code, err = o.sessions.Command(ctx, o.execTarget, words, size, to)
				return err
			})
			for texts, err := range written(ctx) {
				page := make([]piece, len(texts))
				for i, t := range texts {
					page[i].text = t
				}
				if !yield(page, err) || err != nil {
					return
				}
			}
			yield([]piece{{code: code, ended: true}}, nil)
		}
	}
}

// lines are the output, and below it what went wrong.
func (o *Output) lines() []reader.Line {
	lines := o.text.lines()
	if o.err == nil {
		return lines
	}
	lines = append(lines, marked(theme.Bad, o.err.Error()))
	if hint := nav.HintOf(o.err); hint != "" {
		lines = append(lines, marked(theme.Plain, hint))
	}
	return lines
}

func (o *Output) stop(how ending) {
	if o.end == running {
		o.end, o.took = how, o.Clock.Now().Sub(o.began)
		o.text.flush()
	}
}

// Interrupt ends the command.
func (o *Output) Interrupt() bool {
	if o.end != running {
		return false
	}
	o.feed.Stop()
	o.stop(cancelled)
	o.page.Fill(struct{}{})
	return true
}

// Clear ends the search, then the command.
func (o *Output) Clear() bool { return o.page.Clear() || o.Interrupt() }

// View draws the body: the command, how it is, and its output.
func (o *Output) View() string {
	tone, word := o.state()
	paint := func(tone theme.Tone, text string) string {
		text, _ = theme.Cut(text, o.width)
		return o.Theme.Paint(tone, text)
	}
	return strings.Join([]string{paint(theme.Strong, " $ "+o.line), paint(tone, " "+theme.Glyph(tone)+" "+word), o.page.View()}, "\n")
}

// state says how the command is.
func (o *Output) state() (theme.Tone, string) {
	where := " in " + o.execTarget.words()
	if n := o.text.lost; n > 0 {
		where += fmt.Sprintf(" · the first %d lines were dropped", n)
	}
	after := " after " + o.took.Round(10*time.Millisecond).String()
	switch o.end {
	case exited:
		if o.code == 0 {
			return theme.Good, "exit code 0" + after + where
		}
		return theme.Bad, fmt.Sprintf("exit code %d", o.code) + after + where
	case broken:
		return theme.Bad, "it failed" + after + where + "; its exit code is unknown"
	case cancelled:
		return theme.Warn, "ended by you" + after + where + "; its exit code is unknown"
	}
	took := o.Clock.Now().Sub(o.began).Round(time.Second)
	return theme.Busy, fmt.Sprintf("running for %s%s · standard error is part of the output", took, where)
}
