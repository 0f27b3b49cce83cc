package ui

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/center"
	"github.com/ecscope/ecscope/sim/simtest"
)

// signed opens the program with a profile of IAM Identity Center to which nobody is logged in.
func signed(t *testing.T, browse func(*sim.Server) func(context.Context, string) error) *harness {
	t.Helper()
	clock := &fakeClock{ManualClock: sim.NewManualClock(noon())}
	server := simtest.Start(t, sim.Options{Seed: 1, Clock: clock.ManualClock, Login: center.Options{Token: time.Hour}})
	home := t.TempDir()
	const config = "[profile corp-prod]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = operator\n" +
		"[sso-session corp]\nsso_region = us-east-1\nsso_start_url = " + center.StartURL + "\n"
	if err := os.MkdirAll(filepath.Join(home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	client, err := aws.Open(t.Context(), aws.Options{Profile: "corp-prod", Environ: []string{"HOME=" + home, "AWS_ENDPOINT_URL=" + server.URL()},
		Now: clock.Now, Sleep: clock.Sleep, Share: 1000})
	if err != nil {
		t.Fatal(err)
	}
	s := Start{Client: client}
	if browse != nil {
		s.Accounts.Browse = browse(server)
	}
	return open(t, server, clock, s)
}

// A login that ends while a screen is open: the rows stay, L logs in through the browser, and the screen goes on.
func TestLoginThroughTheBrowser(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := signed(t, func(s *sim.Server) func(context.Context, string) error {
		return func(ctx context.Context, address string) error {
			go func() { _ = s.Center().Browse(ctx, s.Client(), address, true) }()
			return nil
		}
	})
	d.settle()
	d.see("not logged in to corp", "✗ expired")
	d.press("L")
	d.until("reading the credentials again")
	d.gone("not logged in")
	d.until("tools")
	d.revoked()
	d.press("L")
	d.until("reading the credentials again")
	d.gone("stale")
	d.see("tools")
}

// revoked ends the login, and waits until the screen shows that.
func (d *harness) revoked() {
	d.t.Helper()
	d.sim.Center().Revoke(true)
	d.advance(2 * time.Minute)
	d.see("stale: expired", "tools")
}

// Without a browser there is a code; it can be copied and given up.
func TestLoginWithACode(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := signed(t, nil)
	d.settle()
	d.press("L")
	d.until("and enter the code")
	code := regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}`).FindString(d.screen())
	d.press("y")
	d.until("Log in to corp")
	d.see(code, "/device", "/device?user_code="+code, "ecscope then continues on its own", "esc cancel", "y copy the address")
	d.unseen("log in with a code instead")
	d.press("esc")
	d.unseen("Log in to corp")
	d.press("L")
	d.until("and enter the code")
	next := regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}`).FindString(d.screen())
	if next == code || !d.sim.Center().Decide(next, true) {
		t.Fatalf("codes %s, %s", code, next)
	}
	if err := d.clock.AwaitSome(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	d.clock.Advance(6 * time.Second)
	d.until("reading the credentials again")
	d.gone("not logged in")
	d.until("tools")
}

// gone waits until a text is no longer on screen.
func (d *harness) gone(text string) {
	d.t.Helper()
	for late := time.After(20 * time.Second); strings.Contains(d.screen(), text); {
		select {
		case m := <-d.results:
			d.pending--
			d.handle(m)
		case <-late:
			d.t.Fatalf("the screen still shows %q:\n%s", text, d.screen())
		}
	}
}
