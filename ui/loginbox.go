package ui

import (
	"context"
	"iter"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// loginBox is an overlay that says what to do to log in, until that has happened. Esc gives up.
type loginBox struct {
	theme  *theme.Theme
	login  Login
	device bool
	step   *call.Step // nil before it is known
	feed   load.Feed[call.Step]
	body   *reader.Reader
	width  int
	height int
}

func newLoginBox(t *theme.Theme, l Login) *loginBox {
	b := &loginBox{theme: t, login: l, device: l.Browse == nil, body: reader.New(t)}
	b.body.SetWrap(true)
	return b
}

// Keys are what the box answers to.
func (b *loginBox) Keys() []key.Binding {
	keys := []key.Binding{key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "cancel"))}
	if b.step != nil {
		keys = append(keys, key.NewBinding(key.WithKeys("y"), key.WithHelp("y", "copy the address")))
	}
	if !b.device {
		keys = append(keys, key.NewBinding(key.WithKeys("c"), key.WithHelp("c", "log in with a code instead")))
	}
	return keys
}

// Resize tells the size of the screen.
func (b *loginBox) Resize(width, height int) {
	b.width, b.height = max(4, min(width-2, 100)), height
	b.layout()
}

func (b *loginBox) layout() {
	b.body.SetSize(b.width-4, 1)
	b.body.SetLines(b.lines())
	b.body.SetSize(b.width-4, min(b.body.Rows(), max(1, b.height-3)))
}

// Update takes the steps of the login and its end.
func (b *loginBox) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case nav.Shown:
		return b.feed.Start(h.Context(), b.steps)
	case tea.KeyPressMsg:
		return b.press(h, m.String())
	}
	p, next, ok := b.feed.Take(m)
	switch {
	case !ok:
		return nil
	case p.Err != nil:
		h.Pop()
		h.Flash(p.Err, "")
		return nil
	case p.Done:
		h.Pop()
		then := b.login.Then
		return func() tea.Msg { return then }
	}
	b.step = &p.Items[0]
	b.layout()
	return next
}

func (b *loginBox) press(h nav.Host, k string) tea.Cmd {
	switch {
	case k == "esc":
		h.Pop()
	case k == "y" && b.step != nil:
		return tea.SetClipboard(clean.Text(b.address()))
	case k == "c" && !b.device:
		b.device, b.step = true, nil
		b.layout()
		return b.feed.Start(h.Context(), b.steps)
	case k == "down":
		b.body.Down()
	case k == "up":
		b.body.Up()
	}
	return nil
}

// steps logs in, and yields what the operator has to do.
func (b *loginBox) steps(ctx context.Context) iter.Seq2[[]call.Step, error] {
	how := call.Login{Device: b.device, Browse: b.login.Browse}
	return func(yield func([]call.Step, error) bool) {
		gone := false
		how.Show = func(s call.Step) { gone = gone || !yield([]call.Step{s}, nil) }
		if err := b.login.Run(ctx, how); err != nil && !gone {
			yield(nil, err)
		}
	}
}

// address is the one that does the most.
func (b *loginBox) address() string {
	if b.step.Complete != "" {
		return b.step.Complete
	}
	return b.step.URL
}

func (b *loginBox) lines() []reader.Line {
	say := func(text string, tone theme.Tone) reader.Line {
		return reader.Line{{Text: clean.Text(text), Tone: tone}}
	}
	switch {
	case b.step == nil:
		return []reader.Line{say("asking IAM Identity Center…", theme.Dim)}
	case b.step.Code != "":
		return []reader.Line{say("Open this address in a browser on any device:", theme.Plain), say(b.step.URL, theme.Accent), nil,
			{{Text: "and enter the code  "}, {Text: clean.Text(b.step.Code), Tone: theme.Strong}}, nil,
			say("or open this address, which enters it for you:", theme.Plain), say(b.step.Complete, theme.Accent), nil, say("ecscope then continues on its own.", theme.Dim)}
	}
	first := "Log in with the browser window that opens. If none opens, open this address on this computer:"
	if !b.step.Opened {
		first = "Open this address in a browser on this computer:"
	}
	return []reader.Line{say(first, theme.Plain), nil, say(b.step.URL, theme.Accent), nil, say("ecscope then continues on its own.", theme.Dim)}
}

// View draws the box.
func (b *loginBox) View() string {
	return dialog.Box(b.theme, "Log in to "+clean.Text(b.login.Session), strings.Split(b.body.View(), "\n"), b.width)
}
