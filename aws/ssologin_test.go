package aws

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/center"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/wire"
)

// desk is a computer with profiles of IAM Identity Center: sso has an sso-session, old is of those before there were any.
type desk struct {
	*sim.Server
	t     *testing.T
	home  string
	clock *sim.ManualClock
}

// portal starts an account whose time is the clock's.
func portal(t *testing.T, o sim.Options) desk {
	t.Helper()
	d := desk{t: t, home: t.TempDir(), clock: sim.NewManualClock(time.Now().Truncate(time.Second))}
	o.Clock, o.Account = d.clock, "empty"
	d.Server = simtest.Start(t, o)
	const role = "sso_account_id = 111122223333\nsso_role_name = operator\n"
	write(t, filepath.Join(d.home, ".aws", "config"), "[profile sso]\nregion = us-east-1\nsso_session = corp\n"+role+
		"[profile old]\nregion = us-east-1\nsso_region = us-east-1\nsso_start_url = "+center.StartURL+"\n"+role+
		"[profile chained]\nsource_profile = sso\nrole_arn = arn:aws:iam::111122223333:role/x\nregion = us-east-1\n"+
		"[profile keys]\naws_access_key_id = A\naws_secret_access_key = S\n"+
		"[sso-session corp]\nsso_region = us-east-1\nsso_start_url = "+center.StartURL+"\nsso_registration_scopes = sso:account:access\n")
	return d
}

// environ is the computer's environment.
func (d desk) environ() []string {
	return []string{"HOME=" + d.home, "PATH=" + os.Getenv("PATH"), "AWS_ENDPOINT_URL=" + d.URL(), "AWS_EC2_METADATA_DISABLED=true"}
}

// options open a profile. Waiting lets the simulated time pass.
func (d desk) options(profile string) Options {
	return Options{Profile: profile, Environ: d.environ(), Share: 1, Now: d.clock.Now, Sleep: func(ctx context.Context, t time.Duration) error {
		d.clock.Advance(t)
		return ctx.Err()
	}}
}

// patient options wait for ever.
func (d desk) patient(profile string) Options {
	o := d.options(profile)
	o.Sleep = func(ctx context.Context, _ time.Duration) error {
		<-ctx.Done()
		return ctx.Err()
	}
	return o
}

func (d desk) open(o Options) *Client {
	d.t.Helper()
	c, err := Open(d.t.Context(), o)
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

// lists says whether the profile can be used.
func (d desk) lists(profile string) error {
	_, err := awstest.Collect(d.open(d.options(profile)).Clusters(d.t.Context()))
	return err
}

// browser is the operator's.
func (d desk) browser(allow bool) func(context.Context, string) error {
	return func(ctx context.Context, address string) error {
		go func() { _ = d.Center().Browse(ctx, d.Client(), address, allow) }()
		return nil
	}
}

// cache are the files of the login's cache, by name.
func (d desk) cache() map[string]string {
	all := map[string]string{}
	files, _ := filepath.Glob(filepath.Join(d.home, ".aws", "sso", "cache", "*"))
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			d.t.Fatal(err)
		}
		if s, err := os.Stat(f); err != nil || s.Mode().Perm() != 0o600 {
			d.t.Errorf("%s: %v, %v", f, s.Mode(), err)
		}
		all[filepath.Base(f)] = string(text)
	}
	return all
}

const corpToken = "ee0bfd2552fbd840c02cc48b6e823320543c450f.json" // the SHA-1 of "corp"

func TestLoginInTheBrowser(t *testing.T) {
	t.Parallel()
	d := portal(t, sim.Options{})
	if err := d.lists("sso"); call.KindOf(err) != call.Expired || !strings.Contains(err.Error(), "not logged in to corp") {
		t.Fatal(err)
	}
	c := d.open(d.patient("chained"))
	var steps []call.Step
	err := c.Source().LogIn(t.Context(), call.Login{Browse: d.browser(true), Show: func(s call.Step) { steps = append(steps, s) }})
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) != 1 || steps[0].Code != "" || !steps[0].Opened {
		t.Errorf("%+v", steps)
	}
	q, _ := url.Parse(steps[0].URL)
	if keys := slices.Sorted(maps.Keys(q.Query())); !slices.Equal(keys, []string{"client_id", "code_challenge", "code_challenge_method", "redirect_uri", "response_type", "scopes", "state"}) {
		t.Errorf("the address carries %q", keys)
	}
	if err := d.lists("sso"); err != nil {
		t.Error(err)
	}
	var token map[string]any
	files := d.cache()
	if err := json.Unmarshal([]byte(files[corpToken]), &token); err != nil || len(files) != 2 {
		t.Fatalf("%v in %q", err, files)
	}
	for _, k := range []string{"startUrl", "region", "accessToken", "expiresAt", "clientId", "clientSecret", "registrationExpiresAt", "refreshToken"} {
		if token[k] == nil {
			t.Errorf("the token lacks %s", k)
		}
	}
	// The next login uses the client that is registered.
	if err := c.Source().LogIn(t.Context(), call.Login{Browse: d.browser(true), Show: func(call.Step) {}}); err != nil || d.Calls().Count("RegisterClient") != 1 {
		t.Errorf("%v, registered %d times", err, d.Calls().Count("RegisterClient"))
	}
}

// An answer to another login changes nothing, and after the right one nobody listens any more.
func TestForeignState(t *testing.T) {
	t.Parallel()
	d := portal(t, sim.Options{})
	steps := make(chan call.Step, 1)
	done := make(chan error, 1)
	go func() {
		done <- d.open(d.patient("sso")).Source().LogIn(t.Context(), call.Login{Show: func(s call.Step) { steps <- s }})
	}()
	step := <-steps
	u, _ := url.Parse(step.URL)
	back := u.Query().Get("redirect_uri")
	for _, q := range []string{"", "?code=x", "?code=x&state=y", "?error=access_denied&state=", "/../x?code=x&state=" + u.Query().Get("state")} {
		if status := get(t, back+q); status != http.StatusBadRequest && status != http.StatusNotFound {
			t.Errorf("%s: %d", q, status)
		}
	}
	select {
	case err := <-done:
		t.Fatalf("the login ended: %v", err)
	default:
	}
	if err := d.Center().Browse(t.Context(), d.Client(), step.URL, true); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := http.Get(back); err == nil {
		t.Error("it still listens")
	}
	if err := d.lists("sso"); err != nil {
		t.Error(err)
	}
}

func get(t *testing.T, address string) int {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestLoginEnds(t *testing.T) {
	t.Parallel()
	d := portal(t, sim.Options{})
	nobody := func(context.Context, string) error { return errors.New("no browser") }
	for name, x := range map[string]struct {
		options Options
		login   call.Login
		want    error
	}{
		"denied in the browser": {d.patient("sso"), call.Login{Browse: d.browser(false)}, call.ErrLoginDenied},
		"late in the browser":   {d.options("sso"), call.Login{Browse: nobody}, call.ErrLoginLate},
		"denied with a code":    {d.options("sso"), call.Login{Device: true, Show: func(s call.Step) { d.Center().Decide(s.Code, false) }}, call.ErrLoginDenied},
		"late with a code":      {d.options("old"), call.Login{Browse: nobody}, call.ErrLoginLate},
	} {
		if x.login.Show == nil {
			x.login.Show = func(call.Step) {}
		}
		if err := d.open(x.options).Source().LogIn(t.Context(), x.login); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", name, err, x.want)
		}
	}
	if _, ok := d.cache()[corpToken]; ok {
		t.Error("there is a token")
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := d.open(d.patient("sso")).Source().LogIn(ctx, call.Login{Show: func(call.Step) { cancel() }}); call.KindOf(err) != call.Cancelled {
		t.Error(err)
	}
}

// A code is polled for at the pace that the service asks for, whatever it answers meanwhile.
func TestLoginWithCode(t *testing.T) {
	t.Parallel()
	needs.Time(t, "logins, step by step")
	for _, profile := range []string{"sso", "old"} {
		d := portal(t, sim.Options{})
		d.Faults().Add(wire.Fault{Kind: wire.Fail, Action: "CreateToken", Count: 1})
		var asked []time.Duration
		var step call.Step
		began := d.clock.Now()
		o := d.options(profile)
		o.Sleep = func(ctx context.Context, wait time.Duration) error {
			asked = append(asked, wait)
			if len(asked) > 1 {
				d.clock.Advance(wait - 2*time.Second) // sooner than it was asked for
			}
			if len(asked) == 6 {
				return d.Center().Browse(ctx, d.Client(), step.Complete, true)
			}
			return ctx.Err()
		}
		err := d.open(o).Source().LogIn(t.Context(), call.Login{Device: true, Show: func(s call.Step) {
			if !strings.Contains(s.Complete, s.Code) || strings.Contains(s.URL, s.Code) {
				t.Errorf("%+v", s)
			}
			step = s
		}})
		if err != nil {
			t.Fatal(err)
		}
		slower := false
		for i, wait := range asked {
			slower = slower || wait > 5*time.Second
			if wait < 5*time.Second || i > 0 && wait < asked[i-1] {
				t.Errorf("%s: waits %v", profile, asked)
			}
		}
		if !slower || d.clock.Now().Sub(began) > 10*time.Minute {
			t.Errorf("%s: waits %v", profile, asked)
		}
		if err := d.lists(profile); err != nil {
			t.Error(err)
		}
	}
}

// A token that ends is renewed by itself where the login allows that, else somebody has to log in.
func TestTokenEnds(t *testing.T) {
	t.Parallel()
	needs.Time(t, "logins, step by step")
	d := portal(t, sim.Options{})
	c := d.open(d.patient("sso"))
	logIn := func(profile string, login call.Login) {
		t.Helper()
		login.Show = func(s call.Step) { d.Center().Decide(s.Code, true) }
		o := d.patient(profile)
		if login.Device || profile == "old" {
			o = d.options(profile)
		}
		if err := d.open(o).Source().LogIn(t.Context(), login); err != nil {
			t.Fatal(err)
		}
	}
	logIn("sso", call.Login{Browse: d.browser(true)})
	logIn("old", call.Login{})
	first := d.cache()[corpToken]
	d.clock.Advance(7*time.Hour + 50*time.Minute) // within the CLI's quarter of an hour
	if err := d.lists("sso"); err != nil || d.cache()[corpToken] == first {
		t.Fatalf("not renewed: %v", err)
	}
	d.clock.Advance(9 * time.Hour)
	if err := d.lists("sso"); err != nil {
		t.Fatalf("not renewed: %v", err)
	}
	if err := d.lists("old"); call.KindOf(err) != call.Expired {
		t.Errorf("of old: %v", err)
	}
	d.Center().Revoke(true)
	c.Renew()
	_, err := awstest.Collect(c.Clusters(t.Context()))
	e, _ := errors.AsType[*call.Error](err)
	if e == nil || e.Kind() != string(call.Expired) || !strings.Contains(e.Hint(), "ecscope login --profile sso") || strings.Contains(err.Error(), "refresh cached") {
		t.Fatalf("%v | %s", err, e.Hint())
	}
	// Somebody who sits there is asked, and the call goes on.
	asked := 0
	o := d.patient("sso")
	o.LogIn = func(ctx context.Context, s *call.SSO, why *call.LoginError) error {
		asked++
		return call.LogIn(ctx, s, call.Login{Browse: d.browser(true), Show: func(call.Step) {}})
	}
	if _, err := awstest.Collect(d.open(o).Clusters(t.Context())); err != nil || asked != 1 {
		t.Errorf("%v, asked %d times", err, asked)
	}
	// What does not come through is the network's trouble and no login's.
	d.clock.Advance(9 * time.Hour)
	d.Faults().Add(wire.Fault{Kind: wire.Drop, Action: "CreateToken"})
	if err := d.lists("sso"); call.KindOf(err) != call.Offline {
		t.Errorf("%v (%s)", err, call.KindOf(err))
	}
}

// A client that AWS no longer knows is registered anew.
func TestClientForgotten(t *testing.T) {
	t.Parallel()
	d, other := portal(t, sim.Options{}), portal(t, sim.Options{})
	show := func(of desk) call.Login {
		return call.Login{Device: true, Show: func(s call.Step) { of.Center().Decide(s.Code, true) }}
	}
	if err := d.open(d.options("sso")).Source().LogIn(t.Context(), show(d)); err != nil {
		t.Fatal(err)
	}
	other.home = d.home
	if err := other.open(other.options("sso")).Source().LogIn(t.Context(), show(other)); err != nil {
		t.Fatal(err)
	}
	if err := other.lists("sso"); err != nil {
		t.Error(err)
	}
}

// The AWS CLI's logins serve ecscope, and ecscope's serve the AWS CLI.
func TestLoginsAreShared(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("aws")
	if err != nil || testing.Short() {
		t.Skip("the AWS CLI is not installed, or the run is a short one")
	}
	aws := func(d desk, said func(string), args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), path, args...)
		cmd.Env = append(d.environ(), "PYTHONUNBUFFERED=1", "AWS_PAGER=")
		out := &watched{said: said}
		cmd.Stdout, cmd.Stderr = out, out
		err := cmd.Run()
		return out.String(), err
	}
	version, err := aws(portal(t, sim.Options{}), nil, "--version")
	if err != nil {
		t.Fatalf("%v\n%s", err, version)
	}
	// 2.22 logs in through the browser, and endpoints can be set; of 1, the recent ones only read the cache.
	var major, minor int
	_, _ = fmt.Sscanf(version, "aws-cli/%d.%d", &major, &minor)
	if major == 2 && minor < 22 || major < 2 && minor < 29 {
		t.Skipf("%s is too old for this", version)
	}
	for flow, flags := range map[string][]string{"browser": {"--no-browser"}, "code": {"--no-browser", "--use-device-code"}, "of old": {"--no-browser"}} {
		t.Run(flow, func(t *testing.T) {
			t.Parallel()
			if major < 2 {
				t.Skip("version 1 of the AWS CLI does not log in")
			}
			d := portal(t, sim.Options{})
			// The CLI's time is the wall clock's, and so is this computer's.
			profile := map[bool]string{true: "old", false: "sso"}[flow == "of old"]
			var once sync.Once
			text, err := aws(d, func(text string) {
				if u := regexp.MustCompile(`http\S+(/authorize\?\S+|user_code=\S+)\s`).FindString(text); u != "" {
					once.Do(func() { go func() { _ = d.Center().Browse(t.Context(), d.Client(), strings.TrimSpace(u), true) }() })
				}
			}, append([]string{"sso", "login", "--profile", profile}, flags...)...)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if err := d.lists(profile); err != nil {
				t.Errorf("the CLI's login does not serve: %v", err)
			}
		})
	}
	t.Run("ours", func(t *testing.T) {
		t.Parallel()
		d := portal(t, sim.Options{})
		if err := d.open(d.patient("sso")).Source().LogIn(t.Context(), call.Login{Browse: d.browser(true), Show: func(call.Step) {}}); err != nil {
			t.Fatal(err)
		}
		if text, err := aws(d, nil, "sts", "get-caller-identity", "--profile", "sso"); err != nil || !strings.Contains(text, "111122223333") {
			t.Errorf("%v\n%s", err, text)
		}
	})
}

// watched is an output that somebody reads as it comes.
type watched struct {
	mu   sync.Mutex
	text strings.Builder
	said func(string)
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(p)
	if w.said != nil {
		w.said(w.text.String())
	}
	return len(p), nil
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// No secret of a login is anywhere but in its cache.
func TestLoginLeavesNothing(t *testing.T) {
	t.Parallel()
	d := portal(t, sim.Options{})
	var shown []string
	if err := d.open(d.patient("sso")).Source().LogIn(t.Context(), call.Login{Browse: d.browser(true), Show: func(s call.Step) { shown = append(shown, s.URL, s.Complete) }}); err != nil {
		t.Fatal(err)
	}
	var token map[string]string
	_ = json.Unmarshal([]byte(d.cache()[corpToken]), &token)
	for _, name := range []string{"accessToken", "refreshToken", "clientSecret"} {
		if token[name] == "" || strings.Contains(strings.Join(shown, " "), token[name]) {
			t.Errorf("%s is shown", name)
		}
		err := filepath.WalkDir(d.home, func(path string, f fs.DirEntry, err error) error {
			if err != nil || f.IsDir() || filepath.Base(filepath.Dir(path)) == "cache" {
				return err
			}
			text, err := os.ReadFile(path)
			if strings.Contains(string(text), token[name]) {
				t.Errorf("%s is in %s", name, path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
