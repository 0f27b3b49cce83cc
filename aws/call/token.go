package call

import (
	"context"
	"fmt"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
)

// early is how long before its end a token is renewed, and a client's registration not used any more: as the AWS CLI
// does it.
const early = 15 * time.Minute

// token is what a login leaves in ~/.aws/sso/cache, in the AWS CLI's form
// (https://github.com/aws/aws-cli/blob/v2/awscli/botocore/utils.py, SSOTokenFetcher).
type token struct {
	StartURL            string `json:"startUrl"`
	Region              string `json:"region"`
	AccessToken         string `json:"accessToken"`
	ExpiresAt           string `json:"expiresAt"`
	ClientID            string `json:"clientId,omitempty"`
	ClientSecret        string `json:"clientSecret,omitempty"`
	RegistrationExpires string `json:"registrationExpiresAt,omitempty"`
	RefreshToken        string `json:"refreshToken,omitempty"`
}

// registration is the client that logs in, as IAM Identity Center knows it. It is kept beside the tokens, in the CLI's
// form too.
type registration struct {
	ClientID     string   `json:"clientId"`
	ClientSecret string   `json:"clientSecret"`
	ExpiresAt    string   `json:"expiresAt"`
	Scopes       []string `json:"scopes,omitempty"`
	GrantTypes   []string `json:"grantTypes,omitempty"` // only of one that may log in through the browser
}

// stamp is a moment as these files hold it.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }

// left is how long until the moment that a file names; negative for one that cannot be read.
func (s *SSO) left(text string) time.Duration {
	at, err := cachedTime(text)
	if err != nil {
		return -1
	}
	return at.Sub(s.road.options.Now())
}

// tokenFile is where the token is kept; empty without a home.
func (s *SSO) tokenFile() string {
	return s.road.options.Environ.below("sso", "cache", digest(s.Name())+".json")
}

// registrationFile is where the client's registration is kept: named by the SHA-1 of what it was made for, as Python's
// json.dumps writes it.
func (s *SSO) registrationFile() string {
	scopes, session := "null", "null"
	if s.scopes != nil {
		quoted := make([]string, len(s.scopes))
		for i, x := range s.scopes {
			quoted[i] = python(x)
		}
		scopes = "[" + strings.Join(quoted, ", ") + "]"
	}
	if s.Session != "" {
		session = python(s.Session)
	}
	key := fmt.Sprintf(`{"region": %s, "scopes": %s, "session_name": %s, "startUrl": %s, "tool": "botocore"}`,
		python(s.Region), scopes, session, python(s.Start))
	return s.road.options.Environ.below("sso", "cache", digest(key)+".json")
}

// token is the access token. One that is about to end is renewed, where the login allows that.
func (s *SSO) token(ctx context.Context) (string, error) {
	var t token
	if !readCached(ctx, s.tokenFile(), &t) || t.AccessToken == "" {
		return "", &LoginError{Session: s.Name(), Missing: true}
	}
	left := s.left(t.ExpiresAt)
	if left > early || left > 0 && !s.renewable(t) {
		return t.AccessToken, nil
	}
	renewed, err := s.renew(ctx, t)
	switch {
	case err == nil:
		return renewed.AccessToken, nil
	case left > 0:
		return t.AccessToken, nil
	}
	return "", err
}

// renewable says whether a token can be had anew without a login.
func (s *SSO) renewable(t token) bool {
	return s.Session != "" && t.RefreshToken != "" && t.ClientID != "" && t.ClientSecret != "" && s.left(t.RegistrationExpires) > 0
}

// renew gets a token with the refresh token. Where another program was faster, and its token is good, that one counts.
func (s *SSO) renew(ctx context.Context, old token) (token, error) {
	over := &LoginError{Session: s.Name()}
	if !s.renewable(old) {
		return token{}, over
	}
	out, err := s.client.CreateToken(ctx, &ssooidc.CreateTokenInput{GrantType: new("refresh_token"),
		ClientId: &old.ClientID, ClientSecret: &old.ClientSecret, RefreshToken: &old.RefreshToken})
	if err == nil {
		t := s.received(out, registration{ClientID: old.ClientID, ClientSecret: old.ClientSecret, ExpiresAt: old.RegistrationExpires})
		return t, s.keep(t)
	}
	var now token
	if readCached(ctx, s.tokenFile(), &now) && now.AccessToken != old.AccessToken && s.left(now.ExpiresAt) > 0 {
		return now, nil
	}
	if refusedBy(err, "ExpiredTokenException", "InvalidGrantException", "InvalidClientException", "UnauthorizedClientException",
		"AccessDeniedException", "InvalidRequestException") {
		over.err = err
		return token{}, over
	}
	return token{}, err
}

// received is the token in an answer.
func (s *SSO) received(out *ssooidc.CreateTokenOutput, client registration) token {
	return token{StartURL: s.Start, Region: s.Region, AccessToken: awssdk.ToString(out.AccessToken),
		ExpiresAt: stamp(s.road.options.Now().Add(time.Duration(out.ExpiresIn) * time.Second)), RefreshToken: awssdk.ToString(out.RefreshToken),
		ClientID: client.ClientID, ClientSecret: client.ClientSecret, RegistrationExpires: client.ExpiresAt}
}

// keep writes the token where the AWS CLI looks for it.
func (s *SSO) keep(t token) error {
	if s.tokenFile() == "" {
		return fmt.Errorf("no home directory to keep the login in")
	}
	if err := writeCached(s.tokenFile(), t); err != nil {
		return fmt.Errorf("keep the login: %w", err)
	}
	return nil
}

// register is the client to log in with: the one that was registered before, or a new one.
func (s *SSO) register(ctx context.Context, in ssooidc.RegisterClientInput) (registration, error) {
	var known registration
	browser := len(in.GrantTypes) > 0
	if readCached(ctx, s.registrationFile(), &known) && known.ClientID != "" && s.left(known.ExpiresAt) > early &&
		known.through("authorization_code") == browser {
		return known, nil
	}
	in.ClientName, in.ClientType = new("ecscope"), new("public")
	out, err := s.client.RegisterClient(ctx, &in)
	if err != nil {
		return registration{}, err
	}
	r := registration{ClientID: awssdk.ToString(out.ClientId), ClientSecret: awssdk.ToString(out.ClientSecret),
		ExpiresAt: stamp(time.Unix(out.ClientSecretExpiresAt, 0)), Scopes: in.Scopes, GrantTypes: in.GrantTypes}
	if file := s.registrationFile(); file != "" {
		_ = writeCached(file, r) // without it the next login registers again
	}
	return r, nil
}

// through says whether the client may log in with a grant.
func (r registration) through(grant string) bool {
	for _, g := range r.GrantTypes {
		if g == grant {
			return true
		}
	}
	return false
}

// Standing is how it stands with a login: until when it lasts, zero where there is none, and whether it is renewed without
// anybody's doing.
type Standing struct {
	Until   time.Time
	Renewed bool
}

// Standing looks into the cache. It makes no call.
func (s *SSO) Standing(ctx context.Context) Standing {
	var t token
	if !readCached(ctx, s.tokenFile(), &t) || t.AccessToken == "" {
		return Standing{}
	}
	until, err := cachedTime(t.ExpiresAt)
	if err != nil {
		return Standing{}
	}
	return Standing{until, s.renewable(t)}
}
