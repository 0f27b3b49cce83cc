package call

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"os"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
)

// patience is how long somebody may take to log in in the browser.
const patience = 10 * time.Minute

// Errors of a login.
var (
	ErrLoginDenied = errors.New("the login was denied in the browser")
	ErrLoginLate   = errors.New("the login was not confirmed in time")
)

// Login is how somebody logs in: with a code that they confirm in any browser, where Device is set or the profile allows
// nothing else, or else in a browser on this computer.
type Login struct {
	Device bool
	// Show says what the operator has to do. It is called once for each attempt, on any goroutine.
	Show func(Step)
	// Browse opens an address in the browser; nil where the operator does that.
	Browse func(ctx context.Context, address string) error
}

// Step is what the operator has to do: open URL in a browser and, where there is a Code, confirm it there. Complete is the
// address that holds the code too.
type Step struct {
	URL, Code, Complete string
	Opened              bool // a browser was asked to open URL
}

// LogIn logs in and leaves the token in the AWS CLI's cache. A client that AWS no longer knows is registered anew, once.
func (s *SSO) LogIn(ctx context.Context, l Login) error {
	f := flow{s, l}
	run := f.inBrowser
	if l.Device || s.Session == "" { // the browser's flow came after sso-session sections
		run = f.withCode
	}
	t, err := run(ctx)
	if refusedBy(err, "InvalidClientException", "UnauthorizedClientException") {
		_ = os.Remove(s.registrationFile())
		t, err = run(ctx)
	}
	switch {
	case refusedBy(err, "AccessDeniedException"):
		return ErrLoginDenied
	case refusedBy(err, "ExpiredTokenException"):
		return ErrLoginLate
	case err != nil:
		return err
	}
	return s.keep(t)
}

// flow is one login of a session.
type flow struct {
	*SSO
	how Login
}

func (f flow) show(ctx context.Context, s Step) {
	if f.how.Browse != nil && f.how.Browse(ctx, s.URL) == nil {
		s.Opened = true
	}
	f.how.Show(s)
}

// inBrowser is the authorization code flow with PKCE (RFC 7636, RFC 8252). What a browser's command line shows to other
// users of this computer is the address alone, and in it are the client's public id, the challenge and the state: no
// token, no secret, and not the verifier, without which a code is worth nothing.
func (f flow) inBrowser(ctx context.Context) (token, error) {
	scopes := f.scopes
	if len(scopes) == 0 {
		scopes = []string{"sso:account:access"}
	}
	client, err := f.register(ctx, ssooidc.RegisterClientInput{GrantTypes: []string{"authorization_code", "refresh_token"},
		RedirectUris: []string{"http://127.0.0.1" + callback}, IssuerUrl: &f.Start, Scopes: scopes})
	if err != nil {
		return token{}, err
	}
	base, err := f.base(ctx)
	if err != nil {
		return token{}, err
	}
	state, verifier := rand.Text(), rand.Text()+rand.Text()+rand.Text()
	r, err := listen(state)
	if err != nil {
		return token{}, err
	}
	defer r.close(ctx)
	challenge := sha256.Sum256([]byte(verifier))
	query := url.Values{"response_type": {"code"}, "client_id": {client.ClientID}, "redirect_uri": {r.address()}, "state": {state},
		"code_challenge_method": {"S256"}, "scopes": {strings.Join(scopes, " ")}, "code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}}
	f.show(ctx, Step{URL: base + "/authorize?" + query.Encode()})
	waiting, cancel := context.WithCancel(ctx)
	defer cancel()
	code, err := r.wait(waiting, f.road.options.after(waiting, patience))
	if err != nil {
		return token{}, err
	}
	out, err := f.client.CreateToken(ctx, &ssooidc.CreateTokenInput{GrantType: new("authorization_code"), ClientId: &client.ClientID,
		ClientSecret: &client.ClientSecret, Code: &code, CodeVerifier: &verifier, RedirectUri: new(r.address())}, once)
	if err != nil {
		return token{}, err
	}
	return f.received(out, client), nil
}

// once keeps a call from being tried again: a code is good for one.
func once(o *ssooidc.Options) { o.Retryer = awssdk.NopRetryer{} }

// base is the address of IAM Identity Center's OIDC service: the one that is configured, or AWS's own for the region.
func (f flow) base(ctx context.Context) (string, error) {
	v := f.road.variant()
	e, err := ssooidc.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, ssooidc.EndpointParameters{Region: &f.Region,
		Endpoint: f.road.Endpoint(ctx, "SSO_OIDC"), UseFIPS: new(v.fips == awssdk.FIPSEndpointStateEnabled),
		UseDualStack: new(v.dual == awssdk.DualStackEndpointStateEnabled)})
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(e.URI.String(), "/"), nil
}

// withCode is the device authorization flow (RFC 8628). The browser is opened at the page without the code, so that no
// command line holds that.
func (f flow) withCode(ctx context.Context) (token, error) {
	client, err := f.register(ctx, ssooidc.RegisterClientInput{Scopes: f.scopes})
	if err != nil {
		return token{}, err
	}
	d, err := f.client.StartDeviceAuthorization(ctx, &ssooidc.StartDeviceAuthorizationInput{ClientId: &client.ClientID,
		ClientSecret: &client.ClientSecret, StartUrl: &f.Start})
	if err != nil {
		return token{}, err
	}
	f.show(ctx, Step{URL: awssdk.ToString(d.VerificationUri), Code: awssdk.ToString(d.UserCode), Complete: awssdk.ToString(d.VerificationUriComplete)})
	pause := 5 * time.Second // the default of RFC 8628
	if d.Interval > 0 {
		pause = time.Duration(d.Interval) * time.Second
	}
	end := f.road.options.Now().Add(time.Duration(d.ExpiresIn) * time.Second)
	for d.ExpiresIn <= 0 || f.road.options.Now().Before(end) {
		if err := f.road.options.sleep(ctx, pause); err != nil {
			return token{}, err
		}
		out, err := f.client.CreateToken(ctx, &ssooidc.CreateTokenInput{GrantType: new("urn:ietf:params:oauth:grant-type:device_code"),
			ClientId: &client.ClientID, ClientSecret: &client.ClientSecret, DeviceCode: d.DeviceCode})
		switch {
		case err == nil:
			return f.received(out, client), nil
		case refusedBy(err, "SlowDownException"):
			pause += 5 * time.Second
		case !refusedBy(err, "AuthorizationPendingException"):
			return token{}, err
		}
	}
	return token{}, ErrLoginLate
}
