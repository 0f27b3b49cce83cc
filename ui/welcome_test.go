package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/center"
)

// unopened opens the program where nothing says which account is meant, with profiles of several kinds to choose from.
func unopened(t *testing.T, profiles bool, environ ...string) *harness {
	t.Helper()
	server, clock := simulated(t, sim.Options{Seed: 1})
	home, k := t.TempDir(), server.Keys()
	keys := "aws_access_key_id = " + k.ID + "\naws_secret_access_key = " + k.Secret + "\naws_session_token = " + k.Token + "\n"
	text := "[profile settings-only]\nregion = eu-west-1\n"
	if profiles {
		text += "[profile prod-sso]\nsso_session = corp\nregion = us-east-1\nsso_account_id = 111122223333\nsso_role_name = operator\n" +
			"[profile legacy]\n" + keys +
			"[profile admin-mfa]\nregion = us-east-1\nsource_profile = legacy\nrole_arn = arn:aws:iam::111122223333:role/x\nmfa_serial = arn:aws:iam::111122223333:mfa/kim\n" +
			"[profile odd]\nsso_session = corp\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = x\n" +
			"[sso-session corp]\nsso_region = us-east-1\nsso_start_url = " + center.StartURL + "\n"
	}
	if err := os.MkdirAll(filepath.Join(home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	environ = append([]string{"HOME=" + home, "AWS_ENDPOINT_URL=" + server.URL(), "AWS_EC2_METADATA_DISABLED=true"}, environ...)
	options := func(profile, region string) aws.Options {
		return aws.Options{Profile: profile, Region: region, Environ: environ, Now: clock.Now, Sleep: clock.Sleep, Share: 1000}
	}
	return open(t, server, clock, Start{Accounts: Accounts{
		Open: func(ctx context.Context, profile, region string) (*aws.Client, error) {
			return aws.Open(ctx, options(profile, region))
		},
		Profiles: func() []string { return nil },
		Browse: func(ctx context.Context, address string) error {
			go func() { _ = server.Center().Browse(ctx, server.Client(), address, true) }()
			return nil
		},
		Source: func(ctx context.Context, profile string) (call.Provider, error) {
			return aws.SourceOf(ctx, options(profile, ""))
		},
		Look: func(ctx context.Context) (Found, error) {
			lack, err := aws.Lacking(ctx, options("", ""))
			if err != nil {
				return Found{}, err
			}
			choices, err := aws.Choices(ctx, options("", ""))
			for i := range lack.Tried {
				if lack.Tried[i].Place == "profile default" {
					lack.Tried[i].Found = "there is none in ~/.aws/config" // without the test's folder
				}
			}
			return Found{lack, choices}, err
		},
		Demo: func(ctx context.Context) (Start, error) {
			c, err := aws.Open(ctx, aws.Options{Environ: server.Env(), Now: clock.Now, Sleep: clock.Sleep, Share: 1000})
			return Start{Client: c, Name: "demo"}, err
		},
	}})
}

func TestFirstPage(t *testing.T) {
	t.Parallel()
	d := unopened(t, true)
	d.settle()
	d.see("no account · no region", "It found no credentials yet", "AWS_ACCESS_KEY_ID is not set", "○ not logged in", "role, on keys", "asks for an MFA code", "not usable")
	d.unseen("settings-only")
	d.see("WHAT THE DEMO SHOWS")
	d.script("size 120x40\ngolden welcome\nsize 80x24\ngolden welcome-narrow")
	d.see("START", "PROFILES", "admin-mfa", "prod-sso", "ecscope doesn't call AWS until you choose")
	d.unseen("WHAT THE DEMO SHOWS")
	if n := len(d.sim.Calls().All()); n > 0 {
		t.Errorf("%d calls before anything was chosen", n)
	}
	// What cannot be used says why.
	d.press("G", "k")
	d.press("enter")
	d.see("differ in sso_region")
	// A login on the way, then the account.
	d.press("down", "enter")
	d.until("prod-sso · us-east-1")
	d.until("tools")
	d.press("q")
	d.see("Quit?")
}

// Each key of the page does what it says.
func TestFirstPageKeys(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a long walk through the program")
	d := unopened(t, true)
	d.settle()
	d.press("L")
	d.until("Log in to corp")
	d.gone("Log in to corp") // it covers the rows
	d.gone("not logged in")
	d.see("no account · no region", "prod-sso", "us-east-1")
	d.press("p")
	d.typed("legacy")
	d.press("enter") // which names no region
	d.see("Region")
	d.typed("us-east-1")
	d.press("enter")
	d.until("legacy · us-east-1")
	d.until("tools")

	d = unopened(t, true)
	d.settle()
	d.press("r")
	d.typed("us-east-1")
	d.press("enter")
	d.see("us-east-1 it is: choose a profile")
	d.press("esc", "p")
	d.typed("legacy")
	d.press("enter")
	d.until("legacy · us-east-1")

	d = unopened(t, false)
	d.settle()
	d.unseen("Choose a profile", "Log in with", "PROFILES")
	d.press("p")
	d.see("no AWS profiles")
	d.press("d")
	d.until("demo · us-east-1")
	d.until("tools")
	d.press("ctrl+p")
	d.see("the demo account has one profile and one region")
}

// With credentials and no region, the region is all that is asked for.
func TestFirstPageWithoutRegion(t *testing.T) {
	t.Parallel()
	d := unopened(t, false, "AWS_ACCESS_KEY_ID=A", "AWS_SECRET_ACCESS_KEY=S")
	d.settle()
	d.see("doesn't know the region yet", "none set: --region")
	d.unseen("AWS_ACCESS_KEY_ID is not set")
	d.press("r")
	d.typed("eu-west-3")
	d.press("enter")
	d.until("eu-west-3 ▸")
}

// Before the answer, and after none, the page asserts nothing of the account.
func TestFirstPageSaysOnlyWhatIsKnown(t *testing.T) {
	t.Parallel()
	server, clock := simulated(t, sim.Options{Seed: 1})
	answer := make(chan error)
	d := open(t, server, clock, Start{Accounts: Accounts{Look: func(ctx context.Context) (Found, error) {
		select {
		case err := <-answer:
			return Found{}, err
		case <-ctx.Done():
			return Found{}, ctx.Err()
		}
	}}})
	asserted := []string{"found no credentials", "know the region yet", "not set", "already set"}
	d.see("fixes it.", "looking for credentials…")
	d.unseen(asserted...)
	d.press("p")
	d.see("still reading the AWS configuration")
	answer <- errors.New("the configuration is no text")
	d.until("✗ the configuration is no text")
	d.unseen(asserted...)
	d.press("p")
	d.unseen("no AWS profiles", "still reading")
	if text := d.p.flash.text; text != "the configuration is no text" {
		t.Errorf("p says %q", text)
	}
}
