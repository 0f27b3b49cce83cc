package screens

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// ownCommands run the operator's own programs on what is selected. Nothing of a credential is among what they can be given.
type ownCommands struct {
	browse.Kit
	all     []config.Command
	account interface{ Place() call.Place }
}

// ofService are those that a service has all fields of.
func (o *ownCommands) ofService() []action.Action[aws.Service] {
	return ownOf(o, []string{"cluster", "service", "family", "revision", "arn"}, func(s aws.Service) (nav.Location, map[string]string) {
		family, _, _ := strings.Cut(s.Revision, ":")
		return nav.Location{Cluster: s.Cluster, Thing: s.Name}, map[string]string{"cluster": s.Cluster, "service": s.Name, "family": family, "revision": s.Revision, "arn": s.ARN}
	})
}

// ofTask are those that a task has all fields of.
func (o *ownCommands) ofTask() []action.Action[aws.Task] {
	return ownOf(o, []string{"cluster", "service", "task", "family", "revision", "arn"}, func(t aws.Task) (nav.Location, map[string]string) {
		family, _, _ := strings.Cut(t.Revision, ":")
		return nav.Location{Cluster: t.Cluster, Thing: t.ID}, map[string]string{"cluster": t.Cluster, "service": t.Service, "task": t.ID, "family": family, "revision": t.Revision, "arn": t.ARN}
	})
}

// ownOf makes actions of the commands that name no other fields than the thing has.
func ownOf[T any](o *ownCommands, has []string, fields func(T) (nav.Location, map[string]string)) []action.Action[T] {
	has = append(has, "profile", "region")
	var all []action.Action[T]
	for _, c := range o.all {
		if slices.ContainsFunc(c.Fields(), func(f string) bool { return !slices.Contains(has, f) }) {
			continue
		}
		a := action.Action[T]{Key: key.NewBinding(key.WithKeys(c.Key), key.WithHelp(keymap.Label(c.Key), c.Name)), Rank: seldom,
			Check: func(on T) error {
				_, of := fields(on)
				for _, f := range c.Fields() {
					if of[f] == "" && slices.Contains([]string{"cluster", "service", "task", "family", "revision", "arn"}, f) {
						return fmt.Errorf("%s needs a %s, which is unknown here", c.Name, f)
					}
				}
				return nil
			},
			Run: func(h nav.Host, on T) tea.Cmd {
				at, of := fields(on)
				of["profile"], of["region"] = o.account.Place().Profile, o.account.Place().Region
				return o.run(h, c, at, c.Words(of))
			}}
		if !c.Reads {
			a.Reach = guard.Own
		}
		all = append(all, a)
	}
	return all
}

// run runs a program: on the terminal, which it has until it ends, or on a screen that shows what it printed.
func (o *ownCommands) run(h nav.Host, c config.Command, at nav.Location, words []string) tea.Cmd {
	if !c.Pane {
		return nav.OnTerminal(exec.Command(words[0], words[1:]...), func(err error) tea.Msg {
			return nav.Then(func(h nav.Host) tea.Cmd {
				if err != nil {
					h.Flash(fmt.Errorf("%s: %w", c.Name, err), "")
				}
				return nil
			})
		})
	}
	at.View = c.Name
	h.Push(browse.NewPage(o.Kit, browse.Text[printed]{
		At: at, Title: c.Name, Noun: "what " + c.Name + " prints", NoWrap: true,
		Read:  func(ctx context.Context) (printed, error) { return runHere(ctx, words) },
		Lines: func(p printed, _ int) []reader.Line { return p.lines(words) },
	}))
	return nil
}

// printed is what a program printed and how it ended.
type printed struct {
	text string
	end  string // empty where it ended well
	cut  bool
}

// What a program may print, and how long it may take to end once the screen is left.
const (
	mostPrinted = 1 << 20
	lastWords   = 2 * time.Second
)

// runHere runs a program without a terminal. It ends when its screen is left.
func runHere(ctx context.Context, words []string) (printed, error) {
	c := exec.CommandContext(ctx, words[0], words[1:]...)
	c.WaitDelay = lastWords
	out := &bounded{}
	c.Stdout, c.Stderr = out, out
	err := c.Run()
	p := printed{text: out.text.String(), cut: out.cut}
	ended, exited := errors.AsType[*exec.ExitError](err)
	switch {
	case ctx.Err() != nil:
		return p, ctx.Err()
	case exited:
		p.end = ended.Error()
	case err != nil:
		return p, err
	}
	return p, nil
}

// bounded keeps as much as is shown.
type bounded struct {
	text strings.Builder
	cut  bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := max(0, mostPrinted-b.text.Len())
	b.cut = b.cut || len(p) > room
	b.text.Write(p[:min(len(p), room)])
	return len(p), nil
}

// lines are what was printed, made harmless, below what was run.
func (p printed) lines(words []string) []reader.Line {
	lines := []reader.Line{{{Text: " $ " + clean.Text(strings.Join(words, " ")), Tone: theme.Dim}}}
	for text := range strings.Lines(clean.Lines(p.text)) {
		lines = append(lines, reader.Line{{Text: " " + strings.TrimSuffix(text, "\n")}})
	}
	if p.text == "" {
		lines = append(lines, reader.Line{{Text: " no output", Tone: theme.Dim}})
	}
	if p.cut {
		lines = append(lines, reader.Line{{Text: " … the rest is not shown", Tone: theme.Warn}})
	}
	if p.end != "" {
		lines = append(lines, reader.Line{{Text: " ✗ " + p.end, Tone: theme.Bad}})
	}
	return lines
}
