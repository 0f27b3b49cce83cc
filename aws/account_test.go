package aws

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
)

const configuration = `
[default]
region = eu-central-1
[profile prod]
region = eu-west-1
endpoint_url = http://127.0.0.1:9/
[profile "prod two"]
region=us-east-1
services = local
[ profile	dev ]
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.example/start
[profile sso]
region = us-west-2
sso_session = corp
sso_account_id = 111122223333
sso_role_name = dev
[profile chained]
region = us-west-2
source_profile = sso
role_arn = arn:aws:iam::111122223333:role/ops
[services local]
ecs =
  endpoint_url = http://127.0.0.1:7
`

// home writes a configuration and returns an environment with nothing else in it.
func home(t *testing.T, more ...string) []string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), ".aws")
	write(t, filepath.Join(dir, "config"), configuration)
	write(t, filepath.Join(dir, "credentials"), "[default]\naws_access_key_id = AKIDOLD\naws_secret_access_key = x\n[ci]\n")
	return append([]string{"HOME=" + filepath.Dir(dir)}, more...)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	environ := home(t)
	for _, x := range []struct {
		options Options
		want    call.Place
		login   string
	}{
		{Options{}, call.Place{Region: "eu-central-1"}, ""},
		{Options{Region: "ap-south-1"}, call.Place{Region: "ap-south-1"}, ""},
		{Options{Profile: "prod"}, call.Place{Profile: "prod", Region: "eu-west-1", Endpoint: "http://127.0.0.1:9/"}, ""},
		{Options{Profile: "prod two"}, call.Place{Profile: "prod two", Region: "us-east-1", Endpoint: "http://127.0.0.1:7"}, ""},
		{Options{Profile: "sso"}, call.Place{Profile: "sso", Region: "us-west-2"}, "sso"},
		{Options{Profile: "chained"}, call.Place{Profile: "chained", Region: "us-west-2"}, "sso"},
		{Options{Environ: []string{"AWS_PROFILE=dev", "AWS_REGION=us-east-2", "AWS_ENDPOINT_URL=http://a", "AWS_ENDPOINT_URL_ECS=http://b"}},
			call.Place{Profile: "dev", Region: "us-east-2", Endpoint: "http://b"}, ""},
		{Options{Environ: []string{"AWS_PROFILE=prod", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true"}}, call.Place{Profile: "prod", Region: "eu-west-1"}, ""},
		{Options{Region: "nowhere", Environ: []string{"AWS_ENDPOINT_URL=http://a"}}, call.Place{Region: "nowhere", Endpoint: "http://a"}, ""},
	} {
		x.options.Environ = append(slices.Clone(environ), x.options.Environ...)
		c, err := Open(t.Context(), x.options)
		if err != nil {
			t.Errorf("%+v: %v", x.want, err)
			continue
		}
		if got := c.Place(); got != x.want || c.Source().Login(t.Context()) != map[string]string{"sso": "corp"}[x.login] {
			t.Errorf("%+v, %v; want %+v, %s", got, c.Source().Words(), x.want, x.login)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	t.Parallel()
	environ := home(t)
	for _, x := range []struct {
		options    Options
		kind       call.Kind
		text, hint string
	}{
		{Options{Profile: "prdo", Environ: environ}, call.NotFound, "open profile prdo: no profile prdo in ", "did you mean prod?"},
		{Options{Profile: "zzzzzz", Environ: environ}, call.NotFound, "", "use chained, ci, default, dev, prod"},
		{Options{Environ: append([]string{"AWS_PROFILE=dve"}, environ...)}, call.NotFound, "open profile dve", "did you mean dev?"},
		{Options{Profile: "x", Environ: []string{"HOME=" + t.TempDir()}}, call.NotFound, "", "aws configure sso"},
		{Options{Profile: "dev", Environ: environ}, call.Invalid, "no region", "--demo"},
		{Options{Region: "us-esat-1", Environ: environ}, call.Invalid, "us-esat-1 is not a region", "did you mean us-east-1, us-east-2"},
		{Options{Region: "Frankfurt", Environ: environ}, call.Invalid, "Frankfurt is not a region", "us-east-1"},
	} {
		_, err := Open(t.Context(), x.options)
		e, ok := err.(*call.Error)
		if !ok || call.KindOf(e) != x.kind || !strings.Contains(err.Error(), x.text) || !strings.Contains(e.Hint(), x.hint) {
			t.Errorf("%v (%s) | %+v, want %+v", err, call.KindOf(err), e, x)
		}
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	got, err := Profiles(Options{Environ: home(t)})
	if want := []string{"chained", "ci", "default", "dev", "prod", "prod two", "sso"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	if got, err := Profiles(Options{Environ: []string{"HOME=" + t.TempDir()}}); err != nil || len(got) != 0 {
		t.Errorf("%q, %v without files", got, err)
	}
}

func TestRegionsArePlausible(t *testing.T) {
	t.Parallel()
	for _, r := range append(call.Regions(), "us-iso-east-1", "us-isob-east-1", "ap-southeast-9", "eu-isoe-west-1") {
		if err := call.CheckRegion(r, false); err != nil {
			t.Error(err)
		}
	}
}

// TestCredentialsRenewThemselves has a server that accepts one key, and a credentials file that changes.
func TestCredentialsRenewThemselves(t *testing.T) {
	t.Parallel()
	var key atomic.Value
	key.Store("AKIDOLD")
	url := awstest.Server(t, func(w http.ResponseWriter, r *http.Request, _, _ string) {
		if !strings.Contains(r.Header.Get("Authorization"), "="+key.Load().(string)+"/") {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"__type":"ExpiredTokenException","message":"expired"}`)
			return
		}
		fmt.Fprint(w, `{"clusterArns":[]}`)
	})
	environ := home(t, "AWS_ENDPOINT_URL="+url)
	file := filepath.Join(strings.TrimPrefix(environ[0], "HOME="), ".aws", "credentials")
	c, h := opening(t, Options{Environ: environ})
	request := func() call.Kind {
		_, err := awstest.Collect(c.Clusters(t.Context()))
		if err == nil {
			return ""
		}
		return call.KindOf(err)
	}
	renew := func(id string) { write(t, file, "[default]\naws_access_key_id = "+id+"\naws_secret_access_key = x\n") }
	steps := []struct {
		name string
		do   func()
		want call.Kind
	}{
		{"at first", func() {}, ""},
		{"AWS calls them expired", func() { key.Store("AKIDNEW") }, call.Expired},
		{"new ones, but no time has passed", func() { renew("AKIDNEW") }, call.Expired},
		{"a few seconds later", func() { h.Advance(call.Pause) }, ""},
		{"expired and replaced in a moment, and told so", func() { key.Store("AKIDTHIRD"); renew("AKIDTHIRD"); c.Renew() }, ""},
		{"the file is gone", func() { renew(""); h.Advance(time.Minute); c.Renew() }, call.Unsigned},
	}
	for _, s := range steps {
		s.do()
		if got := request(); got != s.want {
			t.Fatalf("%s: %q, want %q", s.name, got, s.want)
		}
	}
}

func TestNoCredentials(t *testing.T) {
	t.Parallel()
	c, _ := opening(t, Options{Region: "us-east-1", Environ: []string{"HOME=" + t.TempDir()}})
	_, err := c.Identity(t.Context())
	e, ok := err.(*call.Error)
	if !ok || call.KindOf(e) != call.Unsigned || !strings.Contains(e.Hint(), "aws configure sso") || !strings.Contains(e.Hint(), "--demo") {
		t.Errorf("%v | %+v", err, e)
	}
}

func TestCredentialProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for script, want := range map[string]string{
		`echo '{"Version":1,"AccessKeyId":"AKIDPROC","SecretAccessKey":"s"}'`: "",
		`echo one >&2; echo run corp-login >&2; exit 3`:                       "list clusters: no credentials: credential_process: run corp-login",
		`echo 'secret stuff'`: "list clusters: no credentials: credential_process printed no usable credentials",
	} {
		path := filepath.Join(dir, fmt.Sprint(len(script)))
		write(t, path+".sh", script)
		write(t, path, "[profile p]\nregion = us-east-1\ncredential_process = sh "+path+".sh\n")
		url := awstest.Server(t, func(w http.ResponseWriter, r *http.Request, _, _ string) {
			if !strings.Contains(r.Header.Get("Authorization"), "AKIDPROC/") {
				w.WriteHeader(http.StatusForbidden)
			}
			fmt.Fprint(w, `{"clusterArns":[]}`)
		})
		c, _ := opening(t, Options{Profile: "p", Environ: []string{"AWS_CONFIG_FILE=" + path, "AWS_ENDPOINT_URL=" + url, "PATH=" + os.Getenv("PATH")}})
		_, err := awstest.Collect(c.Clusters(t.Context()))
		if got := fmt.Sprint(err); want == "" && err != nil || want != "" && got != want {
			t.Errorf("%s: %v", script, err)
		}
	}
}
