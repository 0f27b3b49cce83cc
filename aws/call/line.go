package call

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/gorilla/websocket"
	"golang.org/x/net/http/httpproxy"
)

// connectTime is how long a connection may take to come about.
const connectTime = 5 * time.Second

// perHost is how many idle connections are kept to a host.
const perHost = 64

// Line is what every request and every websocket is sent through: the certificates that are trusted, the proxy, the
// dialer. No redirect is ever followed: a request carries a signature or a token that only its own host may see.
type Line struct {
	// Client sends requests. Alone sends each on a connection of its own, so that Go's transport, which writes a request
	// a second time where a connection that was used before breaks or an HTTP/2 server resets the stream, cannot.
	Client, Alone awssdk.HTTPClient

	proxy func(*url.URL) (*url.URL, error)
	roots func() *x509.CertPool // read at the first connection that is encrypted; its value is nil for the system's
	dial  func(ctx context.Context, network, address string) (net.Conn, error)
}

// newLine makes a line. A bundle of certificates replaces the system's.
func newLine(o Options, bundle string) (*Line, error) {
	l := &Line{proxy: proxies(o.Environ).ProxyFunc(), dial: o.Dial, roots: func() *x509.CertPool { return nil }}
	if l.dial == nil {
		l.dial = (&net.Dialer{Timeout: connectTime, KeepAlive: 30 * time.Second}).DialContext
	}
	if bundle != "" {
		path := o.Environ.expand(bundle)
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read the certificates in AWS_CA_BUNDLE or ca_bundle: %w", err)
		}
		if !certified(text) {
			return nil, fmt.Errorf("no certificate in %s (AWS_CA_BUNDLE or ca_bundle)", path)
		}
		l.roots = sync.OnceValue(func() *x509.CertPool {
			pool := x509.NewCertPool()
			pool.AppendCertsFromPEM(text)
			return pool
		})
	}
	if o.Transport != nil {
		l.Client = client(o.Transport)
		l.Alone = l.Client
		return l, nil
	}
	l.Client = client(&trusting{Transport: l.transport(), roots: l.roots})
	alone := l.transport()
	alone.DisableKeepAlives, alone.ForceAttemptHTTP2 = true, false
	alone.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	l.Alone = client(&trusting{Transport: alone, roots: l.roots})
	return l, nil
}

// certified says whether there is a certificate in a text. A bundle has some 150, which take longer to read than all else
// that is done at a start.
func certified(text []byte) bool {
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return false
		}
		if block.Type == "CERTIFICATE" && len(block.Headers) == 0 {
			if _, err := x509.ParseCertificate(block.Bytes); err == nil {
				return true
			}
		}
	}
}

// trusting reads the certificates that are trusted before the first request that needs them.
type trusting struct {
	*http.Transport
	roots func() *x509.CertPool
	once  sync.Once
}

// RoundTrip sends one request.
func (t *trusting) RoundTrip(r *http.Request) (*http.Response, error) {
	if proxy, err := t.Proxy(r); r.URL.Scheme != "http" || proxy != nil || err != nil {
		t.once.Do(func() { t.TLSClientConfig.RootCAs = t.roots() })
	}
	return t.Transport.RoundTrip(r)
}

// proxies are the proxies that the environment names.
func proxies(e Environ) *httpproxy.Config {
	if e.List == nil {
		return httpproxy.FromEnvironment()
	}
	return &httpproxy.Config{HTTPProxy: e.Value("HTTP_PROXY", "http_proxy"), HTTPSProxy: e.Value("HTTPS_PROXY", "https_proxy"),
		NoProxy: e.Value("NO_PROXY", "no_proxy"), CGI: e.Value("REQUEST_METHOD") != ""}
}

func (l *Line) transport() *http.Transport {
	return &http.Transport{
		Proxy:                 func(r *http.Request) (*url.URL, error) { return l.proxy(r.URL) },
		DialContext:           l.dial,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConns:          4 * perHost,
		MaxIdleConnsPerHost:   perHost,
		ForceAttemptHTTP2:     true,
	}
}

func (l *Line) secure() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: l.roots()}
}

// client sends requests through a transport. Every body passes here: what bounds their size belongs here too.
func client(t http.RoundTripper) awssdk.HTTPClient {
	return whole{&http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// WebSocket opens a websocket. It follows no redirect either.
func (l *Line) WebSocket(ctx context.Context, address string, header http.Header) (*websocket.Conn, *http.Response, error) {
	d := websocket.Dialer{ReadBufferSize: 16 << 10, WriteBufferSize: 4 << 10, NetDialContext: l.dial}
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil, err
	}
	if u.Scheme == "wss" {
		d.TLSClientConfig = l.secure()
	}
	switch u.Scheme { // proxies are chosen by the schemes of HTTP
	case "ws":
		u.Scheme = "http"
	case "wss":
		u.Scheme = "https"
	}
	proxy, err := l.proxy(u)
	if err != nil {
		return nil, nil, err
	}
	if proxy != nil {
		proxy, d.NetDialContext = l.through(proxy)
		d.Proxy = func(*http.Request) (*url.URL, error) { return proxy, nil }
	}
	return d.DialContext(ctx, address, header)
}

// through is a proxy as the websocket library knows it, and how it is connected to: it speaks to a proxy in the clear
// only, so that one behind TLS is dialed with TLS first.
func (l *Line) through(proxy *url.URL) (*url.URL, func(ctx context.Context, network, address string) (net.Conn, error)) {
	plain := *proxy
	switch proxy.Scheme {
	case "socks5h": // names are resolved by the proxy either way
		plain.Scheme = "socks5"
	case "https":
		plain.Scheme = "http"
		if plain.Port() == "" {
			plain.Host = net.JoinHostPort(plain.Hostname(), "443")
		}
		return &plain, func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := l.dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			secure := l.secure()
			secure.ServerName = proxy.Hostname()
			secured := tls.Client(conn, secure)
			if err := secured.HandshakeContext(ctx); err != nil {
				_ = conn.Close() // the handshake's error is the one to tell
				return nil, err
			}
			return secured, nil
		}
	}
	return &plain, l.dial
}
