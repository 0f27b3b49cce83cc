package sim_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	signer "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// signed signs a request with the keys of the server, as at a moment.
func signed(t testing.TB, s *sim.Server, r *http.Request, body string, at time.Time) {
	t.Helper()
	k, sum := s.Keys(), sha256.Sum256([]byte(body))
	c := awssdk.Credentials{AccessKeyID: k.ID, SecretAccessKey: k.Secret, SessionToken: k.Token}
	if err := signer.NewSigner().SignHTTP(t.Context(), c, r, hex.EncodeToString(sum[:]), "ecs", "us-east-1", at); err != nil {
		t.Fatal(err)
	}
}

// request is a call of an action in a protocol.
func request(t *testing.T, s *sim.Server, protocol, address, action, body string) *http.Request {
	t.Helper()
	path := "/"
	if protocol == "cbor" {
		path = "/service/" + address + "/operation/" + action
	}
	if protocol == "query" {
		body = url.Values{"Version": {address}, "Action": {action}}.Encode()
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	switch protocol {
	case "cbor":
		r.Header.Set("Smithy-Protocol", "rpc-v2-cbor")
		r.Header.Set("Content-Type", "application/cbor")
	case "query":
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	default:
		r.Header.Set("Content-Type", "application/x-amz-json-"+protocol)
		r.Header.Set("X-Amz-Target", address+"."+action)
	}
	return r
}

func ask(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// refused reports whether an answer is one of AWS's refusals of a stranger, and nothing else.
func refused(status int, text string) bool {
	for _, code := range []string{"MissingAuthenticationToken", "UnrecognizedClient", "InvalidClientTokenId", "InvalidSignature",
		"SignatureDoesNotMatch", "IncompleteSignature", "AccessDenied"} {
		if strings.Contains(text, code) {
			return status >= 400 && status < 500
		}
	}
	return false
}

// Whoever does not hold the keys gets nothing, of any action, in any protocol.
func TestStrangersGetNothing(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every action, attacked in each way")
	s, _ := start(t, sim.Options{})
	with := func(name, v string) func(*http.Request) { return func(r *http.Request) { r.Header.Set(name, v) } }
	attacks := map[string]func(*http.Request){
		"no signature": func(r *http.Request) { r.Header.Del("Authorization") },
		"no token":     func(r *http.Request) { r.Header.Del("X-Amz-Security-Token") },
		"wrong token":  with("X-Amz-Security-Token", "guessed"),
		"date moved": func(r *http.Request) {
			r.Header.Set("X-Amz-Date", time.Now().UTC().Add(time.Minute).Format("20060102T150405Z"))
		},
		"foreign host":   func(r *http.Request) { r.Host = "evil.example" },
		"foreign origin": with("Origin", "http://evil.example"),
		"null origin":    with("Origin", "null"),
		"header added":   with("X-Amz-Extra", "1"),
	}
	n := 0
	for action, service := range s.Actions() {
		for _, protocol := range []string{"1.0", "1.1", "query", "cbor"} {
			for name, attack := range attacks {
				r := request(t, s, protocol, service.Address, action, "{}")
				body := "{}"
				if protocol == "query" {
					body = url.Values{"Version": {service.Address}, "Action": {action}}.Encode()
				}
				signed(t, s, r, body, time.Now())
				attack(r)
				if status, text := ask(t, r); !refused(status, text) {
					t.Errorf("%s of %s in %s: %d %.200s", name, action, protocol, status, text)
				}
				n++
			}
		}
	}
	if n < 1000 || len(s.Calls().All()) != 0 {
		t.Errorf("%d attacks, %d calls logged", n, len(s.Calls().All()))
	}
}

// A signature is good for what was signed and when, and for nothing else.
func TestSignatures(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{})
	const ecs = "AmazonEC2ContainerServiceV20141113"
	for name, c := range map[string]struct {
		late  time.Duration
		spoil func(*http.Request)
		want  string
	}{
		"good":          {0, func(*http.Request) {}, "clusterArns"},
		"a bit late":    {-4 * time.Minute, func(*http.Request) {}, "clusterArns"},
		"a bit early":   {4 * time.Minute, func(*http.Request) {}, "clusterArns"},
		"expired":       {-6 * time.Minute, func(*http.Request) {}, "Signature expired"},
		"not yet":       {6 * time.Minute, func(*http.Request) {}, "Signature not yet current"},
		"other action":  {0, func(r *http.Request) { r.Header.Set("X-Amz-Target", ecs+".ListTasks") }, "InvalidSignature"},
		"other body":    {0, func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("[]")), 2 }, "InvalidSignature"},
		"unsigned body": {0, func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD") }, "InvalidSignature"},
		"query":         {0, func(r *http.Request) { r.URL.RawQuery = "a=b" }, "InvalidSignature"},
		"other digit": {0, func(r *http.Request) {
			a := []byte(r.Header.Get("Authorization"))
			a[len(a)-1] ^= 1
			r.Header.Set("Authorization", string(a))
		}, "Signature"},
		"cut":      {0, func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e") }, "IncompleteSignature"},
		"basic":    {0, func(r *http.Request) { r.Header.Set("Authorization", "Basic YTpi") }, "IncompleteSignature"},
		"own page": {0, func(r *http.Request) { r.Header.Set("Origin", s.URL()) }, "clusterArns"},
	} {
		r := request(t, s, "1.1", ecs, "ListClusters", "{}")
		signed(t, s, r, "{}", time.Now().Add(c.late))
		c.spoil(r)
		if _, text := ask(t, r); !strings.Contains(text, c.want) {
			t.Errorf("%s: %.300s, want %s", name, text, c.want)
		}
	}
	r := request(t, s, "1.1", ecs, "ListClusters", "{}")
	r.URL.Host = strings.Replace(r.URL.Host, "127.0.0.1", "localhost", 1)
	r.Host = r.URL.Host
	signed(t, s, r, "{}", time.Now())
	if _, text := ask(t, r); !strings.Contains(text, "clusterArns") {
		t.Errorf("localhost: %s", text)
	}
}

// The gateway of the sessions answers neither a foreign host nor a foreign page.
func TestGatewayIsGuarded(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{})
	for host, origin := range map[string]string{"evil.example": "", "127.0.0.1:1": "", "": "http://evil.example"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/v1/data-channel/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		if status, text := ask(t, r); status != http.StatusForbidden || !refused(status, text) {
			t.Errorf("host %q, origin %q: %d %s", host, origin, status, text)
		}
	}
}
