package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
)

// welcome is the first page where no account can be opened: what was tried, the profiles and regions that there are, and
// the demo.
type welcome struct {
	wiring *wiring
	feed   load.Feed[Found]
	found  Found
	known  bool
	region string // that was chosen here; empty for none
	at     int    // the row with the cursor: of the rows of the page, then of the profiles
	width  int
	height int
	err    error
}

// ready is a profile that can be opened now: somebody has logged in to it.
type ready struct {
	page    *welcome
	profile string
}

// unopened is what stands for an account that is still to be chosen.
func (w *wiring) unopened() Account {
	page := &welcome{wiring: w}
	return Account{Name: "no account", Region: "no region", Home: []nav.Screen{page}, Login: page.login,
		ReadOnly: w.start.Guard.Mode != guard.Free}
}

// Title is the page's word in the header.
func (w *welcome) Title() string { return "start" }

// Keys are what can be begun with.
func (w *welcome) Keys() []key.Binding {
	d := w.wiring.keys.Dialog
	return []key.Binding{d.Demo, d.Profile, w.wiring.keys.Everywhere.Login, d.Region, w.wiring.keys.Everywhere.Leave}
}

// Resize tells the size of the body.
func (w *welcome) Resize(width, height int) { w.width, w.height = width, height }

// Update takes a message.
func (w *welcome) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case nav.Shown:
		if w.known {
			return nil
		}
		return w.look(h)
	case nav.Refresh:
		return w.look(h)
	case ready:
		if m.page != w {
			return nil
		}
		return w.enter(h, m.profile, true)
	case tea.KeyPressMsg:
		return w.press(h, m)
	}
	p, next, ok := w.feed.Take(m)
	switch {
	case !ok:
		return nil
	case p.Err != nil:
		w.known, w.err = true, p.Err
	case !p.Done:
		again := w.known
		w.found, w.known, w.err = p.Items[0], true, nil
		w.at = min(w.at, max(0, w.rows()-1))
		if again && !w.found.Lack.Missing() { // somebody has set something up meanwhile
			return tea.Batch(next, w.open(h, "", ""))
		}
	}
	return next
}

func (w *welcome) look(h nav.Host) tea.Cmd {
	return w.feed.Start(h.Context(), load.One(w.wiring.start.Accounts.Look))
}

func (w *welcome) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	d, m := w.wiring.keys.Dialog, w.wiring.keys.Moving
	switch {
	case key.Matches(k, m.Up):
		w.at = max(0, w.at-1)
	case key.Matches(k, m.Down):
		w.at = min(max(0, w.rows()-1), w.at+1)
	case key.Matches(k, m.Top):
		w.at = 0
	case key.Matches(k, m.Bottom):
		w.at = max(0, w.rows()-1)
	case key.Matches(k, d.Demo):
		return w.demo(h)
	case key.Matches(k, d.Profile):
		return w.pickProfile(h)
	case key.Matches(k, d.Region):
		return w.pickRegion(h, w.choose)
	case key.Matches(k, m.Open):
		return w.take(h)
	}
	return nil
}

// start is a row of the page: a key, and what it begins.
type start struct {
	key  key.Binding
	does string
	note string
}

// starts are what one can begin with now.
func (w *welcome) starts() []start {
	d := w.wiring.keys.Dialog
	var rows []start
	if w.wiring.start.Accounts.Demo != nil {
		rows = append(rows, start{d.Demo, "Look around a simulated account", "no AWS account, no cost"})
	}
	if n := len(w.found.Choices); n > 0 {
		rows = append(rows, start{d.Profile, "Choose a profile", fmt.Sprintf("%d in the AWS configuration", n)})
	}
	if slices.ContainsFunc(w.found.Choices, func(c aws.Choice) bool { return c.Login != "" }) {
		note := "opens the browser"
		if w.wiring.start.Accounts.Browse == nil {
			note = "with a code, in any browser"
		}
		rows = append(rows, start{w.wiring.keys.Everywhere.Login, "Log in with IAM Identity Center", note})
	}
	note := "none is set"
	switch {
	case w.region != "":
		note = w.region
	case !w.found.Lack.Region && w.known:
		note = "set already"
	}
	return append(rows, start{d.Region, "Choose a region", note})
}

func (w *welcome) rows() int { return len(w.starts()) + len(w.found.Choices) }

// selected is the profile with the cursor, if it is on one.
func (w *welcome) selected() (aws.Choice, bool) {
	i := w.at - len(w.starts())
	if i < 0 || i >= len(w.found.Choices) {
		return aws.Choice{}, false
	}
	return w.found.Choices[i], true
}

// take does what the row with the cursor says.
func (w *welcome) take(h nav.Host) tea.Cmd {
	if c, ok := w.selected(); ok {
		return w.enter(h, c.Profile, false)
	}
	if rows := w.starts(); w.at < len(rows) {
		k := rows[w.at].key
		if slices.Equal(k.Keys(), w.wiring.keys.Everywhere.Login.Keys()) {
			if l := w.login(h.Context()); l.Run != nil {
				h.Open(newLoginBox(w.wiring.theme, l))
				return nil
			}
			h.Flash(nil, "the logins last: choose a profile")
			return nil
		}
		return w.press(h, pressOf(k.Keys()[0]))
	}
	return nil
}

func (w *welcome) pickProfile(h nav.Host) tea.Cmd {
	var items []dialog.Item
	for _, c := range w.found.Choices {
		items = append(items, dialog.Item{ID: c.Profile, Label: c.Profile, Note: c.Kind})
	}
	if len(items) == 0 {
		h.Flash(errors.New("the AWS configuration has no profile: `aws configure sso` or `aws configure` makes one"), "")
		return nil
	}
	h.Open(action.NewPick(w.wiring.theme, "Profile", items, func(h nav.Host, i dialog.Item) tea.Cmd { return w.enter(h, i.ID, false) }).Narrowing(""))
	return nil
}

func (w *welcome) pickRegion(h nav.Host, chosen func(nav.Host, string) tea.Cmd) tea.Cmd {
	var items []dialog.Item
	for _, r := range aws.Regions() {
		items = append(items, dialog.Item{ID: r, Label: r})
	}
	h.Open(action.NewPick(w.wiring.theme, "Region", items, func(h nav.Host, i dialog.Item) tea.Cmd { return chosen(h, i.ID) }).Narrowing(w.region))
	return nil
}

// choose takes a region, and opens the account where nothing else is missing.
func (w *welcome) choose(h nav.Host, region string) tea.Cmd {
	w.region = region
	if w.found.Lack.Credentials || !w.known {
		h.Flash(nil, region+" it is: choose a profile")
		return nil
	}
	return w.open(h, w.found.Lack.Profile, region)
}

// enter opens a profile: after a login where one is needed, and a question for the region where nothing names one.
func (w *welcome) enter(h nav.Host, profile string, loggedIn bool) tea.Cmd {
	i := slices.IndexFunc(w.found.Choices, func(c aws.Choice) bool { return c.Profile == profile })
	if i < 0 {
		return nil
	}
	c := w.found.Choices[i]
	switch {
	case c.Err != nil:
		h.Flash(c.Err, "")
		return nil
	case !loggedIn && !c.LoggedIn(w.wiring.clock.Now()):
		h.Open(newLoginBox(w.wiring.theme, w.loginTo(c, ready{w, profile})))
		return nil
	case w.region == "" && c.Region == "":
		return w.pickRegion(h, func(_ nav.Host, region string) tea.Cmd { return w.open(h, profile, region) })
	}
	return w.open(h, profile, w.region)
}

// open opens an account away from the drawing goroutine.
func (w *welcome) open(h nav.Host, profile, region string) tea.Cmd {
	return w.switching(h, func(ctx context.Context, s Switcher) (Account, error) { return s.Open(ctx, profile, region) })
}

func (w *welcome) demo(h nav.Host) tea.Cmd {
	if w.wiring.start.Accounts.Demo == nil {
		return nil
	}
	return w.switching(h, func(ctx context.Context, s Switcher) (Account, error) { return s.Demo(ctx) })
}

func (w *welcome) switching(h nav.Host, to func(context.Context, Switcher) (Account, error)) tea.Cmd {
	ctx, s := h.Context(), choice{w.wiring, w.wiring.start.Cluster, w.wiring.start.Service}
	return func() tea.Msg {
		a, err := to(ctx, s)
		return switched{account: a, err: err}
	}
}

// login is what L does on the page: the login of the profile with the cursor, which is opened then, or else of the first
// session that needs one.
func (w *welcome) login(context.Context) Login {
	if c, ok := w.selected(); ok && c.Login != "" {
		return w.loginTo(c, ready{w, c.Profile})
	}
	now := w.wiring.clock.Now()
	i := slices.IndexFunc(w.found.Choices, func(c aws.Choice) bool { return c.Login != "" && c.Err == nil && !c.LoggedIn(now) })
	if i < 0 {
		return Login{}
	}
	return w.loginTo(w.found.Choices[i], nav.Refresh{})
}

func (w *welcome) loginTo(c aws.Choice, then tea.Msg) Login {
	accounts := w.wiring.start.Accounts
	return Login{Session: c.Login, Browse: accounts.Browse, Then: then, Run: func(ctx context.Context, how call.Login) error {
		s, err := accounts.Source(ctx, c.Profile)
		if err != nil {
			return err
		}
		return s.LogIn(ctx, how)
	}}
}
