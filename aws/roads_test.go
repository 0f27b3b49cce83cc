package aws

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	"github.com/gorilla/websocket"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/needs"
)

// region is an AWS behind TLS with an authority of its own, and a proxy that leads to it. It notes what arrives.
type region struct {
	server, proxy *httptest.Server
	bundle        string // the file with the authority's certificate
	broken        bool   // every answer is 503

	mu      sync.Mutex
	arrived []string // action and host of each request
	proxied []string // hosts that the proxy was asked for
	direct  []string // hosts of AWS that were dialed without it
}

func newRegion(t *testing.T) *region {
	t.Helper()
	r := &region{bundle: filepath.Join(t.TempDir(), "ca.pem")}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		DNSNames: []string{"*.us-east-1.amazonaws.com", "*.us-east-1.api.aws", "*.amazonaws.com"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, r.bundle, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	r.server = httptest.NewUnstartedServer(http.HandlerFunc(r.answer))
	r.server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	r.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	r.server.StartTLS()
	r.proxy = httptest.NewServer(http.HandlerFunc(r.connect))
	t.Cleanup(func() {
		for _, s := range []*httptest.Server{r.proxy, r.server} {
			s.CloseClientConnections()
			s.Close()
		}
	})
	return r
}

func (r *region) note(list *[]string, s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*list = append(*list, s)
}

func (r *region) answer(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	_, action, _ := strings.Cut(q.Header.Get("X-Amz-Target"), ".")
	if form, err := url.ParseQuery(string(body)); action == "" && err == nil {
		action = form.Get("Action")
	}
	if websocket.IsWebSocketUpgrade(q) {
		action = "websocket"
	}
	r.note(&r.arrived, action+" "+q.Host)
	const role = `<Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`
	switch {
	case r.broken:
		w.WriteHeader(http.StatusServiceUnavailable)
	case action == "websocket":
		if c, err := (&websocket.Upgrader{}).Upgrade(w, q, nil); err == nil {
			_ = c.Close()
		}
	case strings.HasPrefix(action, "AssumeRole"):
		_, _ = io.WriteString(w, "<"+action+"Response><"+action+"Result>"+role+"</"+action+"Result></"+action+"Response>")
	case action == "ExecuteCommand":
		_, _ = io.WriteString(w, `{"session":{"sessionId":"s","tokenValue":"t","streamUrl":"wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/s"}}`)
	case action == "StartLiveTail":
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"AccessDeniedException","message":"no"}`)
	default:
		member, value := call.Needed(action), "[]"
		if !strings.HasSuffix(member, "s") {
			value = "{}"
		}
		_, _ = io.WriteString(w, `{"`+cmp.Or(member, "none")+`":`+value+`}`)
	}
}

// connect is the proxy: whatever host it is asked for, it leads to the region.
func (r *region) connect(w http.ResponseWriter, q *http.Request) {
	if q.Method != http.MethodConnect {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	r.note(&r.proxied, strings.TrimSuffix(q.Host, ":443"))
	there, err := net.Dial("tcp", r.server.Listener.Addr().String())
	if err != nil {
		return
	}
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		_ = there.Close()
		return
	}
	_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	go func() {
		_, _ = io.Copy(there, here)
		_ = there.Close()
	}()
	_, _ = io.Copy(here, there)
	_ = here.Close()
}

// dial leads to the region where a host of AWS is meant.
func (r *region) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if host, aws := strings.CutSuffix(address, ":443"); aws {
		r.note(&r.direct, host)
		address = r.server.Listener.Addr().String()
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

// road is one of the ways in which AWS is reached.
type road struct {
	action, service, profile string
	travel                   func(ctx context.Context, c *Client, r *region) error
}

func roads() []road {
	const keys, role = "aws_access_key_id = A\naws_secret_access_key = S\n", "role_arn = arn:aws:iam::111122223333:role/ops\n"
	sign := func(ctx context.Context, c *Client, _ *region) error {
		_, err := c.Credentials().Retrieve(ctx)
		return err
	}
	return []road{
		{"AssumeRole", "sts", role + "source_profile = base\n", sign},
		{"AssumeRoleWithWebIdentity", "sts", role + "web_identity_token_file = @token\n", sign},
		{"ListClusters", "ecs", keys, func(ctx context.Context, c *Client, _ *region) error {
			_, err := awstest.Collect(c.Clusters(ctx))
			return err
		}},
		{"UpdateService", "ecs", keys, func(ctx context.Context, c *Client, _ *region) error {
			_, err := c.APIs().ECS.UpdateService(ctx, &ecs.UpdateServiceInput{Service: new("web")}, c.Alone)
			return err
		}},
		{"ExecuteCommand", "ecs", keys, func(ctx context.Context, c *Client, _ *region) error {
			_, err := c.ExecuteCommand(ctx, ExecTarget{Cluster: "prod", Task: "t", Container: "app", Runtime: "r"}, "sh")
			return err
		}},
		{"websocket", "ssmmessages", keys, func(ctx context.Context, c *Client, r *region) error {
			host := "ssmmessages.us-east-1.amazonaws.com"
			if c.Place().Endpoint != "" {
				host = r.server.Listener.Addr().String()
			}
			conn, _, err := c.Dial(ctx, "wss://"+host+"/v1/data-channel/s", nil)
			if err == nil {
				_ = conn.Close()
			}
			return err
		}},
		{"StartLiveTail", "logs", keys, func(ctx context.Context, c *Client, _ *region) error {
			_, err := c.APIs().Logs("us-east-1").StartLiveTail(ctx, &cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{"arn:aws:logs:us-east-1:111122223333:log-group:g"}})
			if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorCode() == "AccessDeniedException" {
				return nil // the region's answer
			}
			return err
		}},
	}
}

// take opens an account whose profile and environment have a setting, and takes a road.
func (r *region) take(t *testing.T, w road, profile, environ string) error {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "token"), "jwt")
	fill := strings.NewReplacer("@token", filepath.Join(dir, "token"), "@server", r.server.URL, "@proxy", r.proxy.URL, "@bundle", r.bundle)
	write(t, filepath.Join(dir, "config"), fill.Replace("[profile base]\naws_access_key_id = A\naws_secret_access_key = S\n[profile p]\nregion = us-east-1\n"+w.profile+profile))
	c, _ := opening(t, Options{Profile: "p", Dial: r.dial,
		Environ: append([]string{"HOME=" + dir, "AWS_CONFIG_FILE=" + filepath.Join(dir, "config")}, strings.Fields(fill.Replace(environ))...)})
	return w.travel(t.Context(), c, r)
}

// Every setting counts on every road.
func TestSettingsOnAllRoads(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every setting on every road")
	const here = "endpoint"
	const services = "[services s]\nsts =\n  endpoint_url = @server\necs =\n  endpoint_url = @server\ncloudwatch_logs =\n  endpoint_url = @server\n"
	for name, x := range map[string]struct{ profile, environ, want, host string }{
		"AWS_ENDPOINT_URL":         {"", "AWS_CA_BUNDLE=@bundle AWS_ENDPOINT_URL=@server", here, ""},
		"AWS_ENDPOINT_URL_SERVICE": {"", "AWS_CA_BUNDLE=@bundle AWS_ENDPOINT_URL=http://127.0.0.1:9 AWS_ENDPOINT_URL_STS=@server AWS_ENDPOINT_URL_ECS=@server AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=@server", here, ""},
		"endpoint_url":             {"endpoint_url = @server\n", "AWS_CA_BUNDLE=@bundle", here, ""},
		"services":                 {"services = s\n" + services, "AWS_CA_BUNDLE=@bundle", here, ""},
		"ca_bundle":                {"ca_bundle = @bundle\nendpoint_url = @server\n", "", here, ""},
		"no bundle":                {"endpoint_url = @server\n", "", "untrusted", ""},
		"HTTPS_PROXY":              {"", "AWS_CA_BUNDLE=@bundle HTTPS_PROXY=@proxy", "proxy", ".us-east-1.amazonaws.com"},
		"https_proxy":              {"ca_bundle = @bundle\n", "https_proxy=@proxy", "proxy", ".us-east-1.amazonaws.com"},
		"NO_PROXY":                 {"", "AWS_CA_BUNDLE=@bundle HTTPS_PROXY=@proxy NO_PROXY=.amazonaws.com", "direct", ".us-east-1.amazonaws.com"},
		"AWS_USE_FIPS_ENDPOINT":    {"", "AWS_CA_BUNDLE=@bundle HTTPS_PROXY=@proxy AWS_USE_FIPS_ENDPOINT=true", "proxy", "-fips.us-east-1.amazonaws.com"},
		"use_fips_endpoint":        {"use_fips_endpoint = true\n", "AWS_CA_BUNDLE=@bundle HTTPS_PROXY=@proxy", "proxy", "-fips.us-east-1.amazonaws.com"},
		"dualstack off":            {"use_dualstack_endpoint = true\n", "AWS_CA_BUNDLE=@bundle HTTPS_PROXY=@proxy AWS_USE_DUALSTACK_ENDPOINT=false", "proxy", ".us-east-1.amazonaws.com"},
		"use_dualstack_endpoint":   {"use_dualstack_endpoint = true\n", "AWS_CA_BUNDLE=@bundle HTTPS_PROXY=@proxy", "proxy", ".us-east-1.api.aws"},
	} {
		for _, w := range roads() {
			t.Run(name+"/"+w.action, func(t *testing.T) {
				t.Parallel()
				r := newRegion(t)
				err := r.take(t, w, x.profile, x.environ)
				r.mu.Lock()
				defer r.mu.Unlock()
				if x.want == "untrusted" {
					var untrusted *tls.CertificateVerificationError
					if !errors.As(err, &untrusted) || len(r.arrived) > 0 {
						t.Errorf("%v, %q arrived", err, r.arrived)
					}
					return
				}
				if err != nil {
					t.Error(err)
				}
				host := w.service + x.host
				switch {
				case w.action == "StartLiveTail":
					host = "stream-" + host
				case w.action == "websocket": // AWS chooses its host
					host = "ssmmessages.us-east-1.amazonaws.com"
				}
				want := map[string]*[]string{"proxy": &r.proxied, "direct": &r.direct}
				if got := want[x.want]; got != nil && (!slices.Contains(*got, host) || len(r.proxied)+len(r.direct) != len(*got)) {
					t.Errorf("%q through the proxy, %q without, want %s by %s", r.proxied, r.direct, host, x.want)
				}
				if x.want == here {
					host = r.server.Listener.Addr().String()
				}
				if want := w.action + " " + host; !slices.Equal(r.arrived, []string{want}) {
					t.Errorf("%q arrived, want %s", r.arrived, want)
				}
			})
		}
	}
}

// Reads and credentials are tried as often as is set; what is sent once is sent once.
func TestAttemptsOnAllRoads(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	for _, w := range roads() {
		for profile, environ := range map[string]string{"": " AWS_MAX_ATTEMPTS=2", "max_attempts = 2\n": ""} {
			t.Run(w.action+environ, func(t *testing.T) {
				t.Parallel()
				r, want := newRegion(t), 1
				r.broken = true
				if err := r.take(t, w, profile, "AWS_CA_BUNDLE=@bundle AWS_ENDPOINT_URL=@server"+environ); err == nil {
					t.Error("no error")
				}
				if strings.HasPrefix(w.action, "AssumeRole") || w.action == "ListClusters" {
					want = 2
				}
				r.mu.Lock()
				defer r.mu.Unlock()
				if len(r.arrived) != want {
					t.Errorf("%d requests, want %d", len(r.arrived), want)
				}
			})
		}
	}
}
