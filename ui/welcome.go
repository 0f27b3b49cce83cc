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
	offers
	feed          load.Feed[Found]
	within        context.Context // as long as the page is there
	width, height int
}

// offers is what there is to begin with.
type offers struct {
	wiring *wiring
	found  Found
	known  bool
	err    error
	region string // that was chosen here; empty for none
	at     int    // the row with the cursor: of those that begin something, then of the profiles
}

// ready is a profile that can be opened now: somebody has logged in to it.
type ready struct {
	page    *welcome
	profile string
}

// unopened is what stands for an account that is still to be chosen.
func (w *wiring) unopened() Account {
	page := &welcome{offers: offers{wiring: w}}
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
		w.within = h.Context()
		if w.known {
			return nil
		}
		return w.look()
	case nav.Refresh:
		return w.look()
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
			return tea.Batch(next, w.open(account("", "")))
		}
	}
	return next
}

func (w *welcome) look() tea.Cmd {
	return w.feed.Start(w.within, load.One(w.wiring.start.Accounts.Look))
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
	case key.Matches(k, d.Demo) && w.wiring.start.Accounts.Demo != nil:
		return w.open(func(ctx context.Context, s Switcher) (Account, error) { return s.Demo(ctx) })
	case key.Matches(k, d.Profile):
		return w.pickProfile(h)
	case key.Matches(k, d.Region):
		return w.pickRegion(h, w.choose)
	case key.Matches(k, m.Open):
		return w.take(h)
	}
	return nil
}

// beginning is a row of the page: a key, and what it begins.
type beginning struct {
	key  key.Binding
	does string
	note string
}

// looked says whether what was found is all there is: nothing is asserted before, nor after an error.
func (o *offers) looked() bool { return o.known && o.err == nil }

// starts are what one can begin with now.
func (o *offers) starts() []beginning {
	d := o.wiring.keys.Dialog
	var rows []beginning
	if o.wiring.start.Accounts.Demo != nil {
		rows = append(rows, beginning{d.Demo, "Look around a simulated account", "no AWS account, no cost"})
	}
	if n := len(o.found.Choices); n > 0 {
		rows = append(rows, beginning{d.Profile, "Choose a profile", fmt.Sprintf("%d in the AWS configuration", n)})
	}
	if slices.ContainsFunc(o.found.Choices, func(c aws.Choice) bool { return c.Login != "" }) {
		note := "opens the browser"
		if o.wiring.start.Accounts.Browse == nil {
			note = "with a code, in any browser"
		}
		rows = append(rows, beginning{o.wiring.keys.Everywhere.Login, "Log in with IAM Identity Center", note})
	}
	note := ""
	switch {
	case o.region != "":
		note = o.region
	case !o.looked():
	case o.found.Lack.Region:
		note = "not set"
	default:
		note = "already set"
	}
	return append(rows, beginning{d.Region, "Choose a region", note})
}

func (o *offers) rows() int { return len(o.starts()) + len(o.found.Choices) }

// selected is the profile with the cursor, if it is on one.
func (o *offers) selected() (aws.Choice, bool) {
	i := o.at - len(o.starts())
	if i < 0 || i >= len(o.found.Choices) {
		return aws.Choice{}, false
	}
	return o.found.Choices[i], true
}

// take does what the row with the cursor says.
func (w *welcome) take(h nav.Host) tea.Cmd {
	if c, ok := w.selected(); ok {
		return w.enter(h, c.Profile, false)
	}
	if rows := w.starts(); w.at < len(rows) {
		k := rows[w.at].key
		if slices.Equal(k.Keys(), w.wiring.keys.Everywhere.Login.Keys()) {
			if l := w.login(w.within); l.Run != nil {
				h.Open(newLoginBox(w.wiring.theme, l))
				return nil
			}
			h.Flash(nil, "your logins are still valid: choose a profile")
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
	switch {
	case len(items) > 0:
	case !w.known:
		h.Flash(nil, "still reading the AWS configuration")
		return nil
	case w.err != nil:
		h.Flash(w.err, "")
		return nil
	default:
		h.Flash(errors.New("no AWS profiles: create one with `aws configure sso` or `aws configure`"), "")
		return nil
	}
	h.Open(action.NewPick(w.wiring.theme, "Profile", items, func(h nav.Host, i dialog.Item) tea.Cmd { return w.enter(h, i.ID, false) }).Narrowing(""))
	return nil
}

func (w *welcome) pickRegion(h nav.Host, chosen func(nav.Host, string) tea.Cmd) tea.Cmd {
	var items []dialog.Item
	for _, r := range call.Regions() {
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
	return w.open(account(w.found.Lack.Profile, region))
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
		h.Open(newLoginBox(w.wiring.theme, loginTo(w.wiring.start.Accounts, c, ready{w, profile})))
		return nil
	case w.region == "" && c.Region == "":
		return w.pickRegion(h, func(_ nav.Host, region string) tea.Cmd { return w.open(account(profile, region)) })
	}
	return w.open(account(profile, w.region))
}

// open opens an account away from the drawing goroutine.
func (w *welcome) open(to func(context.Context, Switcher) (Account, error)) tea.Cmd {
	ctx, s := w.within, choice{w.wiring, w.wiring.start.Cluster, w.wiring.start.Service}
	return func() tea.Msg {
		a, err := to(ctx, s)
		return switched{account: a, err: err}
	}
}

// account opens a profile in a region.
func account(profile, region string) func(context.Context, Switcher) (Account, error) {
	return func(ctx context.Context, s Switcher) (Account, error) { return s.Open(ctx, profile, region) }
}

// login is what L does on the page: the login of the profile with the cursor, which is opened then, or else of the first
// session that needs one.
func (w *welcome) login(context.Context) Login {
	if c, ok := w.selected(); ok && c.Login != "" {
		return loginTo(w.wiring.start.Accounts, c, ready{w, c.Profile})
	}
	now := w.wiring.clock.Now()
	i := slices.IndexFunc(w.found.Choices, func(c aws.Choice) bool { return c.Login != "" && c.Err == nil && !c.LoggedIn(now) })
	if i < 0 {
		return Login{}
	}
	return loginTo(w.wiring.start.Accounts, w.found.Choices[i], nav.Refresh{})
}

func loginTo(accounts Accounts, c aws.Choice, then tea.Msg) Login {
	return Login{Session: c.Login, Browse: accounts.Browse, Then: then, Run: func(ctx context.Context, how call.Login) error {
		s, err := accounts.Source(ctx, c.Profile)
		if err != nil {
			return err
		}
		return s.LogIn(ctx, how)
	}}
}
