// Package ui is the program: the stack of screens, the frame around them, and the routing of what happens to them.
package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/prompt"
	"github.com/ecscope/ecscope/ui/theme"
)

// Account is what the program shows of one account in one region, and where it can go in it.
type Account struct {
	// Name is the profile, or empty where none is named: then the account's number stands in its place.
	Name, Profile, Region string
	// Home is the stack to begin with, from the bottom up.
	Home   []nav.Screen
	Places []nav.Place
	// Names are what is known of the names in it; nil where no account is open.
	Names Names
	// Find is what the palette looks for at the start; empty for nothing.
	Find string
	// Aliases are names of the operator's own for what is typed in the palette.
	Aliases []config.Alias
	// Numbered is told the account's number once it is known, away from the drawing goroutine; it may be nil.
	Numbered func(number string) error
	// Alone says that no other account can be opened from this one.
	Alone bool
	// Mouse takes the mouse from the terminal.
	Mouse bool
	// Notify is how the settings want to be told of what happens. Watched is what is watched, as far as it is known; nil where
	// nothing can be.
	Notify  string
	Watched func(context.Context) []inspect.Watched
	// ReadOnly is said in the header.
	ReadOnly bool
	// Throttled is true while AWS makes us wait. Renew makes the next call read the credentials again.
	Throttled func() bool
	Renew     func()
	// Look goes on looking at all of the account, slowly, and says what it has found and after how long to go on; nil where
	// nobody looks.
	Look func(context.Context) (inspect.Survey, time.Duration)
	// Identify asks for the account's number.
	Identify func(context.Context) (string, error)
	// Login is how the credentials are renewed now; nil where nothing is known of that.
	Login func(context.Context) Login
}

// Program is the Bubble Tea model.
type Program struct {
	ctx       context.Context
	clock     nav.Clock
	keys      keymap.Map
	theme     *theme.Theme
	account   Account
	switcher  Switcher
	ends      func() string
	questions <-chan call.Asked
	notices   []string
	started   func(send func(tea.Msg)) // is told how to reach the running program; may be nil

	stack   []*frame
	last    nav.Screen // what was on top before the last change of the top
	overlay *layer
	prompt  *question
	history map[string][]string // what was entered before, by the prompt's label
	flash   flash

	width, height int
	blurred       bool
	cmds          []tea.Cmd
	leaving       bool
	warned        bool   // that something is under way
	number        string // of the account, once AWS has told it
	opened        int    // counts the accounts that were opened
	problems      problems
}

// Switcher opens another profile or region; it may be nil where there is no choice.
type Switcher interface {
	Profiles() []string
	// Regions are those that can be gone to from a region; all where it is empty.
	Regions(now string) []string
	// Open opens an account. An empty profile is the default one, an empty region the profile's own.
	Open(ctx context.Context, profile, region string) (Account, error)
	// Demo opens the simulated account.
	Demo(ctx context.Context) (Account, error)
}

// Parts are what a program is made of.
type Parts struct {
	Clock    nav.Clock
	Keys     keymap.Map
	Theme    *theme.Theme
	Account  Account
	Switcher Switcher
	// Ends says what is open and ends with the program, such as "2 forwards are open", or is empty; it may be nil.
	Ends func() string
	// Notices are shown at the start, until they are read.
	Notices []string
	// Questions are those for the codes of MFA devices; nil where none come.
	Questions <-chan call.Asked
	// Trouble is said at the start; it may be nil.
	Trouble error
}

// New makes a program whose screens end with the context.
func New(ctx context.Context, p Parts) *Program {
	if p.Ends == nil {
		p.Ends = func() string { return "" }
	}
	var said flash
	if p.Trouble != nil {
		said = flash{text: p.Trouble.Error(), tone: theme.Bad}
	}
	return &Program{flash: said, ctx: ctx, clock: p.Clock, keys: p.Keys, theme: p.Theme, account: p.Account, switcher: p.Switcher, ends: p.Ends, questions: p.Questions, notices: p.Notices,
		history: map[string][]string{}}
}

// frame is a screen on the stack and the context that ends when it leaves.
type frame struct {
	screen nav.Screen
	ctx    context.Context
	cancel context.CancelFunc
}

// layer is an open overlay and the context that ends when it closes.
type layer struct {
	overlay nav.Overlay
	ctx     context.Context
	cancel  context.CancelFunc
}

// question is an open prompt and the screen that asked.
type question struct {
	nav.Prompt
	line *prompt.Prompt
	host nav.Host
	// first is a question that comes before overlays; behind is what was being typed.
	first  bool
	behind *question
}

type second struct{}

// Init shows the first screens.
func (p *Program) Init() tea.Cmd {
	p.enter(p.account)
	if p.account.Find != "" {
		lookFor(p, p.account.Find)
	}
	if len(p.notices) > 0 {
		p.open(action.NewNotice(p.theme, "Outcome unknown", p.notices))
	}
	p.do(tea.RequestBackgroundColor, p.clock.After(time.Second, second{}), p.listen())
	return p.flush()
}

// Update routes one message.
func (p *Program) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	p.route(m)
	return p, p.flush()
}

func (p *Program) do(cmds ...tea.Cmd) { p.cmds = append(p.cmds, cmds...) }

func (p *Program) flush() tea.Cmd {
	cmd := tea.Batch(guarded(p.cmds)...)
	p.cmds = nil
	return cmd
}
