package call

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	ssotypes "github.com/aws/aws-sdk-go-v2/service/sso/types"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/smithy-go"
)

// SSO is a session of IAM Identity Center. Its token lies in the AWS CLI's cache, so that a login with either serves both.
type SSO struct {
	// Profile is the profile that has the session; Session is the session's name, empty where the profile describes it
	// itself, as was usual before there were sso-session sections.
	Profile, Session string
	// Start is the URL of the access portal, Region where it is.
	Start, Region string

	scopes []string // nil for the default ones
	road   *Road
	client *ssooidc.Client
}

// LoginError says that somebody has to log in: the login to Session is over, or, where it is Missing, there was none.
type LoginError struct {
	Session string
	Missing bool
	err     error // may be nil
}

func (e *LoginError) Error() string {
	if e.Missing {
		return "not logged in to " + e.Session
	}
	return "the login to " + e.Session + " has expired"
}

// Unwrap is the cause, or nil.
func (e *LoginError) Unwrap() error { return e.err }

// SSO is the session of IAM Identity Center that the credentials begin with; an error where they begin elsewhere.
func (r *Road) SSO(ctx context.Context) (*SSO, error) {
	if r.Origin().Source != FromSSO {
		return nil, errors.New("the credentials don't come from IAM Identity Center")
	}
	s := &r.shared
	for s.Source != nil {
		s = s.Source
	}
	return newSSO(ctx, r, s)
}

// newSSO is the session of a profile.
func newSSO(ctx context.Context, r *Road, s *config.SharedConfig) (*SSO, error) {
	session := &SSO{Profile: plainName(s.Profile), Start: s.SSOStartURL, Region: s.SSORegion, road: r}
	if n := s.SSOSession; n != nil {
		if session.Region != "" && session.Region != n.SSORegion || session.Start != "" && session.Start != n.SSOStartURL {
			return nil, fmt.Errorf("profile %s and its sso-session %s differ in sso_region or sso_start_url", session.Profile, n.Name)
		}
		session.Session, session.Start, session.Region = plainName(n.Name), n.SSOStartURL, n.SSORegion
		session.scopes = r.options.Environ.scopes(session.Session)
	}
	for setting, v := range map[string]string{"sso_region": session.Region, "sso_start_url": session.Start} {
		if v == "" {
			return nil, fmt.Errorf("profile %s has no %s", session.Profile, setting)
		}
	}
	cfg := r.Config()
	cfg.Region = session.Region
	session.client = ssooidc.NewFromConfig(cfg, func(o *ssooidc.Options) { o.BaseEndpoint = r.Endpoint(ctx, "SSO_OIDC") })
	return session, nil
}

// Road is the way to AWS that the session was found on.
func (s *SSO) Road() *Road { return s.road }

// plainName is a name without the quotes that the files may put around it.
func plainName(name string) string { return strings.Trim(name, `"'`) }

// Name is what the AWS CLI calls the session's token by.
func (s *SSO) Name() string {
	if s.Session != "" {
		return s.Session
	}
	return s.Start
}

// scopes are the sso_registration_scopes of an sso-session, which the SDK does not read.
func (e Environ) scopes(session string) []string {
	f, err := os.Open(e.ConfigFile())
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // it was only read
	inside := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if section, ok := strings.CutPrefix(line, "["); ok {
			section, _, _ = strings.Cut(section, "]")
			word, name, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(section), "\t", " "), " ")
			inside = word == "sso-session" && plainName(strings.TrimSpace(name)) == session
			continue
		}
		if key, value, ok := strings.Cut(line, "="); inside && ok && strings.TrimSpace(key) == "sso_registration_scopes" {
			return strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
		}
	}
	return nil
}

// ssoRole is a role of IAM Identity Center, which a login gives.
type ssoRole struct {
	session       *SSO
	client        *sso.Client
	account, role string
	saved         saved
}

func newSSORole(ctx context.Context, r *Road, s *config.SharedConfig) (awssdk.CredentialsProvider, error) {
	session, err := newSSO(ctx, r, s)
	if err != nil {
		return nil, err
	}
	for setting, v := range map[string]string{"sso_account_id": s.SSOAccountID, "sso_role_name": s.SSORoleName} {
		if v == "" {
			return nil, fmt.Errorf("profile %s has no %s", session.Profile, setting)
		}
	}
	cfg := r.Config()
	cfg.Region = session.Region
	client := sso.NewFromConfig(cfg, func(o *sso.Options) { o.BaseEndpoint = r.Endpoint(ctx, "SSO") })
	kept := saved{r.options.Environ.below("cli", "cache", ssoKey(session, s.SSOAccountID, s.SSORoleName)+".json"), r.options.Now}
	return ssoRole{session, client, s.SSOAccountID, s.SSORoleName, kept}, nil
}

// Retrieve gets the role's credentials with the token of the login. Where the login is over, those that the AWS CLI keeps are
// good until they end; after that, if somebody can be asked, they may log in first. They are not written: nobody needs a copy.
func (p ssoRole) Retrieve(ctx context.Context) (awssdk.Credentials, error) {
	c, err := p.get(ctx)
	needed, over := errors.AsType[*LoginError](err)
	if !over {
		return c, err
	}
	if left, ok := p.saved.load(ctx); ok {
		return left, nil
	}
	ask := p.session.road.options.LogIn
	if ask == nil {
		return c, err
	}
	if err := ask(ctx, p.session, needed); err != nil {
		return awssdk.Credentials{}, &LoginError{needed.Session, needed.Missing, err}
	}
	return p.get(ctx)
}

func (p ssoRole) get(ctx context.Context) (awssdk.Credentials, error) {
	token, err := p.session.token(ctx)
	if err != nil {
		return awssdk.Credentials{}, err
	}
	out, err := p.client.GetRoleCredentials(ctx, &sso.GetRoleCredentialsInput{AccessToken: &token, AccountId: &p.account, RoleName: &p.role})
	if _, over := errors.AsType[*ssotypes.UnauthorizedException](err); over {
		return awssdk.Credentials{}, &LoginError{Session: p.session.Name(), err: err}
	}
	if err != nil {
		return awssdk.Credentials{}, err
	}
	c := out.RoleCredentials
	if c == nil {
		return awssdk.Credentials{}, errors.New("IAM Identity Center sent no credentials")
	}
	return awssdk.Credentials{AccessKeyID: awssdk.ToString(c.AccessKeyId), SecretAccessKey: awssdk.ToString(c.SecretAccessKey),
		SessionToken: awssdk.ToString(c.SessionToken), CanExpire: true, Expires: time.UnixMilli(c.Expiration).UTC(), Source: "SSO", AccountID: p.account}, nil
}

// refusedBy says whether AWS answered with one of the error codes.
func refusedBy(err error, codes ...string) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return false
	}
	for _, c := range codes {
		if api.ErrorCode() == c {
			return true
		}
	}
	return false
}
