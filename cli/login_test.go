package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/center"
)

// profiled is an environment with a profile of IAM Identity Center, and one with keys.
func profiled(t *testing.T, s *sim.Server) []string {
	t.Helper()
	home := t.TempDir()
	text := "[profile sso]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = operator\n" +
		"[profile keys]\naws_access_key_id = A\naws_secret_access_key = S\n" +
		"[profile mfa]\nregion = us-east-1\nsource_profile = keys\nrole_arn = arn:aws:iam::111122223333:role/x\nmfa_serial = arn:aws:iam::111122223333:mfa/kim\n" +
		"[sso-session corp]\nsso_region = us-east-1\nsso_start_url = " + center.StartURL + "\n"
	if err := os.MkdirAll(filepath.Join(home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "AWS_ENDPOINT_URL=" + s.URL(), "AWS_EC2_METADATA_DISABLED=true"}
}

// confirms confirms the code that it is shown.
type confirms struct {
	*center.Center
	strings.Builder
}

func (c *confirms) Write(p []byte) (int, error) {
	_, rest, ok := strings.Cut(string(p), "enter the code ")
	if code, _, _ := strings.Cut(rest, "."); ok {
		c.Decide(code, true)
	}
	return c.Builder.Write(p)
}

func TestLogin(t *testing.T) {
	t.Parallel()
	server := start(t, small())
	environ := profiled(t, server)
	r := run(t, environ, "clusters", "--profile", "sso")
	if r.code != failed || r.err != "ecscope: list clusters: not logged in to corp\nrun `ecscope login --profile sso`\n" {
		t.Errorf("code %d: %s", r.code, r.err)
	}
	s, out, _ := ends(environ)
	err := &confirms{Center: server.Center()}
	s.Err, s.Sleep = err, func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	if code := Run(t.Context(), s, []string{"login", "--profile", "sso", "--use-device-code"}, Screen{}); code != done || out.String() != "logged in to corp\n" {
		t.Fatalf("code %d: %s%s", code, out, err)
	}
	if !strings.Contains(err.String(), server.URL()+"/device?user_code=") {
		t.Errorf("%s", err)
	}
	if r := succeed(t, environ, "clusters", "--profile", "sso"); !strings.Contains(r.out, "cluster-1") {
		t.Error(r.out)
	}
}

// Where nothing can be logged in to, it says where the credentials come from and what renews them.
func TestNothingToLogInTo(t *testing.T) {
	t.Parallel()
	server := start(t, small())
	for args, want := range map[string]result{
		"login --profile keys": {"the credentials come from the keys of profile keys\nto renew them: put new ones in the AWS credentials file\n", "", done},
		"login":                {"", "ecscope: no credentials found\n", failed},
		"login --demo":         {"", "ecscope: the demo needs no login\n", misused},
		"login sso":            {"", "usage: ecscope login --profile sso\n", misused},
		"login --profile sos":  {"", "did you mean sso?", misused},
		"login -o json":        {"", "login has no json", misused},
	} {
		if r := run(t, profiled(t, server), strings.Fields(args)...); r.code != want.code || r.out != want.out || !strings.Contains(r.err, want.err) {
			t.Errorf("%s: code %d\n%s%s", args, r.code, r.out, r.err)
		}
	}
}

// A code that nobody can be asked for is one error, with what is needed and how.
func TestCodeWithoutATerminal(t *testing.T) {
	t.Parallel()
	r := run(t, profiled(t, start(t, small())), "clusters", "--profile", "mfa")
	const want = "ecscope: list clusters: the role of profile mfa needs a code from the MFA device arn:aws:iam::111122223333:mfa/kim\n" +
		"run it on a terminal, where it asks for the code, or run `aws sts get-caller-identity --profile mfa` first: ecscope uses its cache\n"
	if r.code != failed || r.err != want {
		t.Errorf("code %d: %s", r.code, r.err)
	}
}

// On a terminal the screen opens, where one chooses; elsewhere there is an error.
func TestNowhereToGo(t *testing.T) {
	t.Parallel()
	environ := profiled(t, start(t, small()))
	for _, more := range []string{"", "AWS_REGION=us-east-1", "AWS_PROFILE=keys"} {
		env := append(environ[:len(environ):len(environ)], more)
		opened, r := interact(t, env, "prod/web")
		if opened == nil || opened.Client != nil || opened.Accounts.Look == nil || where(opened) != "prod/web " {
			t.Fatalf("%s opens %+v, code %d\n%s", more, opened, r.code, r.err)
		}
		found, err := opened.Accounts.Look(t.Context())
		if err != nil || len(found.Choices) != 3 || found.Lack.Credentials != (more != "AWS_PROFILE=keys") || found.Lack.Region == (more == "AWS_REGION=us-east-1") {
			t.Errorf("%s: %+v, %v", more, found, err)
		}
		if r := run(t, env, "clusters"); r.code == done || !strings.Contains(r.err, "ecscope --demo") {
			t.Errorf("code %d: %s", r.code, r.err)
		}
		demo, err := opened.Accounts.Demo(t.Context())
		if err != nil || demo.Client == nil || demo.Name != "demo" || demo.Journal != nil {
			t.Errorf("%+v, %v", demo, err)
		}
	}
	if opened, r := interact(t, environ, "--profile sso"); opened == nil || opened.Client == nil {
		t.Errorf("code %d: %s", r.code, r.err)
	}
}

// A profile that does not exist is like none on a terminal: those that there are can be chosen. Elsewhere the error names
// the files and the nearest.
func TestProfileThatDoesNotExist(t *testing.T) {
	t.Parallel()
	environ := profiled(t, start(t, small()))
	for _, by := range []string{"--profile", "AWS_PROFILE"} {
		env, flag := append(environ[:len(environ):len(environ)], "AWS_PROFILE=kyes"), ""
		if by == "--profile" {
			env, flag = environ, "--profile kyes "
		}
		opened, r := interact(t, env, flag+"prod/web")
		if opened == nil || opened.Client != nil || where(opened) != "prod/web " {
			t.Fatalf("%s opens %+v, code %d\n%s", by, opened, r.code, r.err)
		}
		found, err := opened.Accounts.Look(t.Context())
		if err != nil || len(found.Choices) != 3 || !found.Lack.Credentials || found.Lack.Tried[0].Found != "no such profile: did you mean keys?" {
			t.Errorf("%s: %+v, %v", by, found, err)
		}
		if c, err := opened.Accounts.Open(t.Context(), "keys", "us-east-1"); err != nil || c.Place().Profile != "keys" {
			t.Errorf("%s: %v", by, err)
		}
		r = run(t, env, strings.Fields(flag+"clusters")...)
		if r.code != misused || !strings.Contains(r.err, "no profile kyes in ") || !strings.Contains(r.err, "/.aws/config") || !strings.Contains(r.err, "did you mean keys?") {
			t.Errorf("%s: code %d: %s", by, r.code, r.err)
		}
	}
}

func TestBrowser(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tool := needs.Executable(t, filepath.Join(dir, "browse"), "#!/bin/sh\necho \"$@\" > "+dir+"/asked.tmp && mv "+dir+"/asked.tmp "+dir+"/asked\n")
	for _, c := range []struct {
		environ string
		there   bool
	}{{"BROWSER=" + tool, true}, {"SSH_CONNECTION=a", false}, {"BROWSER=/nowhere/browser", false}, {"DISPLAY=", false}} {
		s := Streams{Environ: []string{"PATH=/usr/bin:/bin", c.environ}}
		if got := s.browser() != nil; got != c.there {
			t.Errorf("%s: %v", c.environ, got)
		}
	}
	open := Streams{Environ: []string{"PATH=/usr/bin:/bin", "BROWSER=" + tool + " --new %s"}}.browser()
	for _, bad := range []string{"file:///etc/passwd", "--help", "javascript:1"} {
		if open(t.Context(), bad) == nil {
			t.Errorf("opened %s", bad)
		}
	}
	if err := open(t.Context(), "https://a/?b=%41"); err != nil {
		t.Fatal(err)
	}
	for {
		if text, err := os.ReadFile(filepath.Join(dir, "asked")); err == nil {
			if string(text) != "--new https://a/?b=%41\n" {
				t.Errorf("%q", text)
			}
			return
		}
		select {
		case <-t.Context().Done():
			return
		case <-time.After(5 * time.Millisecond): // a process of its own writes it
		}
	}
}
