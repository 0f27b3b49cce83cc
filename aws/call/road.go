// Package call is how AWS is called. A Road is the way there: endpoints, certificates, proxies and credentials, decided once for every call
// and every socket. A Caller makes the calls on it: the request budget, what is tried again, and what went wrong, as an Error of a Kind.
// It makes no call of its own but those that credentials need.
package call

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
)

// Options say what to read and how to reach AWS.
type Options struct {
	Environ Environ
	// Profile is the profile's name as the files spell it; empty for none. Explicit says that it was asked for by name,
	// and not only by the environment: then keys in the environment do not count.
	Profile  string
	Explicit bool
	// Region overrides environment and profile.
	Region string
	// Ask asks the operator for the code of an MFA device; nil where nobody can be asked.
	Ask Ask
	// LogIn is called where a login is needed, and logs in; nil where nobody can be asked. ErrDeclined says that the operator
	// does not want to.
	LogIn func(ctx context.Context, s *SSO, why *LoginError) error
	// LoginKey is the key that logs in again where there are keys; empty on the command line.
	LoginKey string
	// Now is the clock and Sleep waits by it; nil for the wall clock.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
	// Transport carries every HTTP request instead of a transport of Go's; nil for the latter.
	Transport http.RoundTripper
	// Dial opens every connection, of requests and of websockets, instead of the network's own; nil for the latter.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

func (o Options) sleep(ctx context.Context, d time.Duration) error {
	if o.Sleep != nil {
		return o.Sleep(ctx, d)
	}
	return Wait(ctx, d)
}

// after is closed when the time is over, but not where the context ends first.
func (o Options) after(ctx context.Context, d time.Duration) <-chan struct{} {
	over := make(chan struct{})
	go func() {
		if o.sleep(ctx, d) == nil {
			close(over)
		}
	}()
	return over
}

// Road is the way to AWS that environment and profile describe.
type Road struct {
	options Options
	shared  config.SharedConfig
	line    *Line
}

// Open reads environment and files. It makes no call.
func Open(ctx context.Context, o Options) (*Road, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	r := &Road{options: o}
	if o.Profile != "" {
		file := func(path string) []string {
			return slices.DeleteFunc([]string{path}, func(s string) bool { return s == "" })
		}
		shared, err := config.LoadSharedConfigProfile(ctx, o.Profile, func(l *config.LoadSharedConfigOptions) {
			l.ConfigFiles, l.CredentialsFiles = file(o.Environ.ConfigFile()), file(o.Environ.CredentialsFile())
			l.Logger = logging.Nop{}
		})
		if err != nil {
			return nil, err
		}
		r.shared = shared
	}
	if _, err := r.attempts(); err != nil {
		return nil, err
	}
	if at := r.Endpoint(ctx, "ECS"); at != nil && !strings.HasPrefix(*at, "https://") && !strings.HasPrefix(*at, "http://") {
		return nil, fmt.Errorf("the endpoint URL for ECS must begin with https:// or http://, not %q", *at)
	}
	line, err := newLine(o, r.setting("AWS_CA_BUNDLE", r.shared.CustomCABundle))
	r.line = line
	return r, err
}

// setting is a variable's value or, without it, the profile's.
func (r *Road) setting(variable, profile string) string {
	if v := r.options.Environ.Value(variable); v != "" {
		return v
	}
	return profile
}

// Region is where to call; empty where nothing says it.
func (r *Road) Region() string {
	if r.options.Region != "" {
		return r.options.Region
	}
	if e := r.options.Environ.Region(); e != "" {
		return e
	}
	return r.shared.Region
}

// Line is what every request and websocket is sent through.
func (r *Road) Line() *Line { return r.line }

// Config is the SDK's configuration, for any client but without credentials.
func (r *Road) Config() awssdk.Config {
	return awssdk.Config{Region: r.Region(), HTTPClient: r.line.Client, Logger: logging.Nop{}, Retryer: r.retryer,
		AppID: r.setting("AWS_SDK_UA_APP_ID", r.shared.AppID), ConfigSources: []any{r.variant()}}
}

// Endpoint is the address configured for a service, such as "ECS" or "CLOUDWATCH_LOGS"; nil for AWS's own.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
func (r *Road) Endpoint(ctx context.Context, service string) *string {
	e := r.options.Environ
	if ignore := r.shared.IgnoreConfiguredEndpoints; e.on("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ||
		e.Value("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == "" && ignore != nil && *ignore {
		return nil
	}
	url := e.Value("AWS_ENDPOINT_URL_"+service, "AWS_ENDPOINT_URL")
	if own, ok, err := r.shared.GetServiceBaseEndpoint(ctx, service); url == "" && ok && err == nil {
		url = own
	}
	if url == "" {
		url = r.shared.BaseEndpoint
	}
	if url == "" {
		return nil
	}
	return &url
}

// Attempts is how often a read may be tried in all where the configuration says so; zero where it does not.
func (r *Road) Attempts() int {
	n, _ := r.attempts() // Open has looked at the error
	return n
}

func (r *Road) attempts() (int, error) {
	n := r.shared.RetryMaxAttempts
	if text := r.options.Environ.Value("AWS_MAX_ATTEMPTS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1 {
			return 0, fmt.Errorf("AWS_MAX_ATTEMPTS must be a number from 1, not %q", text)
		}
	}
	mode := r.setting("AWS_RETRY_MODE", string(r.shared.RetryMode))
	switch {
	case mode != "" && mode != "standard" && mode != "adaptive" && mode != "legacy":
		return 0, fmt.Errorf("the retry mode must be standard, adaptive or legacy, not %q", mode)
	case n == 0 && mode == "legacy":
		n = 5
	case n == 0 && mode != "":
		n = retry.DefaultMaxAttempts
	}
	return n, nil
}

// retryer is for the calls that credentials need. Those of the account have a budget of their own.
func (r *Road) retryer() awssdk.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		if n := r.Attempts(); n > 0 {
			o.MaxAttempts = n
		}
	})
}

// variant is which of AWS's own endpoints are meant. The SDK's clients look for it in their configuration's sources.
type variant struct {
	fips awssdk.FIPSEndpointState
	dual awssdk.DualStackEndpointState
}

func (r *Road) variant() variant {
	v := variant{r.shared.UseFIPSEndpoint, r.shared.UseDualStackEndpoint}
	switch e := r.options.Environ; {
	case e.on("AWS_USE_FIPS_ENDPOINT"):
		v.fips = awssdk.FIPSEndpointStateEnabled
	case e.Value("AWS_USE_FIPS_ENDPOINT") != "":
		v.fips = awssdk.FIPSEndpointStateDisabled
	}
	switch e := r.options.Environ; {
	case e.on("AWS_USE_DUALSTACK_ENDPOINT"):
		v.dual = awssdk.DualStackEndpointStateEnabled
	case e.Value("AWS_USE_DUALSTACK_ENDPOINT") != "":
		v.dual = awssdk.DualStackEndpointStateDisabled
	}
	return v
}

// GetUseFIPSEndpoint is what the SDK asks for.
func (v variant) GetUseFIPSEndpoint(context.Context) (awssdk.FIPSEndpointState, bool, error) {
	return v.fips, v.fips != awssdk.FIPSEndpointStateUnset, nil
}

// GetUseDualStackEndpoint is what the SDK asks for.
func (v variant) GetUseDualStackEndpoint(context.Context) (awssdk.DualStackEndpointState, bool, error) {
	return v.dual, v.dual != awssdk.DualStackEndpointStateUnset, nil
}
