package call

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// desk is an STS that accepts the code 123456 and notes the roles that are asked for.
type desk struct {
	mu    sync.Mutex
	calls []string // role, key that signed, code
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	_, role, _ := strings.Cut(r.Form.Get("RoleArn"), "/")
	_, key, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	key, _, _ = strings.Cut(key, "/")
	d.mu.Lock()
	d.calls = append(d.calls, strings.TrimSpace(role+" "+key+" "+r.Form.Get("TokenCode")))
	d.mu.Unlock()
	if r.Form.Get("SerialNumber") != "" && r.Form.Get("TokenCode") != "123456" {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<ErrorResponse><Error><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed with invalid MFA one time pass code. </Message></Error></ErrorResponse>`)
		return
	}
	fmt.Fprintf(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>KEY-%s</AccessKeyId><SecretAccessKey>S</SecretAccessKey>`+
		`<SessionToken>T</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`, role)
}

// at opens a road for a profile: one needs a code, chained has it as its source.
func (d *desk) at(t *testing.T, profile, home string, ask Ask) *Road {
	t.Helper()
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	path := filepath.Join(home, "config")
	const text = "[profile keys]\naws_access_key_id = BASE\naws_secret_access_key = S\n" +
		"[profile one]\nregion = us-east-1\nrole_arn = arn:aws:iam::111122223333:role/one\nsource_profile = keys\nmfa_serial = arn:aws:iam::111122223333:mfa/ana\n" +
		"[profile chained]\nregion = us-east-1\nrole_arn = arn:aws:iam::444455556666:role/two\nsource_profile = one\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), Options{Profile: profile, Explicit: true, Ask: ask,
		Environ: Environ{[]string{"HOME=" + home, "AWS_CONFIG_FILE=" + path, "AWS_ENDPOINT_URL_STS=" + s.URL}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *Road) key(ctx context.Context) (string, error) {
	p, err := r.Credentials(ctx)
	if err != nil {
		return "", err
	}
	c, err := p.Retrieve(ctx)
	return c.AccessKeyID, err
}

func TestCodeIsAskedForUntilItIsRight(t *testing.T) {
	t.Parallel()
	d, home, codes := &desk{}, t.TempDir(), []string{"12", "000000", "123456"}
	var complaints []string
	key, err := d.at(t, "chained", home, func(_ context.Context, q Question) (string, error) {
		complaints = append(complaints, q.Complaint)
		code := codes[0]
		codes = codes[1:]
		return code, nil
	}).key(t.Context())
	if err != nil || key != "KEY-two" {
		t.Fatalf("%s, %v", key, err)
	}
	if len(complaints) != 3 || complaints[0] != "" || complaints[1] != "the code must have six digits" || !strings.Contains(complaints[2], "invalid MFA one time pass code") {
		t.Errorf("%q", complaints)
	}
	if want := []string{"one BASE 000000", "one BASE 123456", "two KEY-one"}; !slices.Equal(d.calls, want) {
		t.Errorf("%q, want %q", d.calls, want)
	}
	// The next program finds the role in the cache, and asks nobody.
	if key, err := d.at(t, "one", home, nil).key(t.Context()); err != nil || key != "KEY-one" || len(d.calls) != 3 {
		t.Errorf("%s, %v, %q", key, err, d.calls)
	}
}

func TestNoCode(t *testing.T) {
	t.Parallel()
	d := &desk{}
	if _, err := d.at(t, "one", t.TempDir(), func(context.Context, Question) (string, error) { return "", ErrDeclined }).key(t.Context()); !errors.Is(err, ErrDeclined) {
		t.Error(err)
	}
	for _, ask := range []Ask{nil, func(context.Context, Question) (string, error) { return "", ErrUnasked }} {
		_, err := d.at(t, "one", t.TempDir(), ask).key(t.Context())
		if e, ok := errors.AsType[*CodeError](err); !ok || *e != (CodeError{"one", "arn:aws:iam::111122223333:mfa/ana"}) {
			t.Error(err)
		}
	}
	if len(d.calls) > 0 {
		t.Errorf("%q", d.calls)
	}
}

// Calls that need the role at once share one question, and questions of several roles come one after the other.
func TestOneQuestionAtATime(t *testing.T) {
	t.Parallel()
	d, asker := &desk{}, NewAsker()
	var all sync.WaitGroup
	for range 2 {
		p, err := d.at(t, "one", t.TempDir(), asker.Ask).Credentials(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			all.Go(func() {
				if c, err := p.Retrieve(t.Context()); err != nil || c.AccessKeyID != "KEY-one" {
					t.Errorf("%+v, %v", c, err)
				}
			})
		}
	}
	for range 2 {
		q := <-asker.Asked()
		select {
		case <-asker.Asked():
			t.Error("a question while another one is open")
		default:
		}
		q.Answer("123456")
	}
	all.Wait()
	if len(d.calls) != 2 {
		t.Errorf("%q", d.calls)
	}
}
