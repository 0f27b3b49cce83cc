package center

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	ssotypes "github.com/aws/aws-sdk-go-v2/service/sso/types"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
)

// The grants that there are.
const (
	deviceGrant  = "urn:ietf:params:oauth:grant-type:device_code"
	codeGrant    = "authorization_code"
	refreshGrant = "refresh_token"
)

// pause is how often a program may ask whether somebody has logged in.
const pause = 5 * time.Second

// RegisterClient makes a program known.
func (c *Center) RegisterClient(in *ssooidc.RegisterClientInput) (*ssooidc.RegisterClientOutput, error) {
	if awssdk.ToString(in.ClientType) != "public" {
		return nil, refuse("InvalidClientMetadataException", "clientType must be public")
	}
	if in.IssuerUrl != nil && *in.IssuerUrl != StartURL {
		return nil, refuse("InvalidRequestException", "Invalid issuerUrl provided")
	}
	k := client{id: rand.Text(), secret: secretText(), expires: c.options.Now().Add(registered), scopes: in.Scopes, grants: in.GrantTypes, redirects: in.RedirectUris}
	if len(k.grants) == 0 {
		k.grants = []string{deviceGrant, refreshGrant}
	}
	if k.may(codeGrant) && (len(k.redirects) == 0 || in.IssuerUrl == nil) {
		return nil, refuse("InvalidRedirectUriException", "redirectUris and issuerUrl are required")
	}
	k.refreshesAllowed = len(k.scopes) > 0 && k.may(refreshGrant)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.clients) >= most {
		return nil, refuse("InvalidRequestException", "Too many clients are registered")
	}
	c.clients[k.id] = k
	return &ssooidc.RegisterClientOutput{ClientId: &k.id, ClientSecret: &k.secret, ClientIdIssuedAt: c.options.Now().Unix(), ClientSecretExpiresAt: k.expires.Unix()}, nil
}

// StartDeviceAuthorization begins a login with a code.
func (c *Center) StartDeviceAuthorization(in *ssooidc.StartDeviceAuthorizationInput) (*ssooidc.StartDeviceAuthorizationOutput, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, err := c.know(in.ClientId, in.ClientSecret)
	switch {
	case err != nil:
		return nil, err
	case awssdk.ToString(in.StartUrl) != StartURL:
		return nil, refuse("InvalidRequestException", "Invalid start url provided")
	case !k.may(deviceGrant):
		return nil, refuse("UnauthorizedClientException", "The client may not use the device flow")
	}
	if err := room(c); err != nil {
		return nil, err
	}
	device, user := secretText(), rand.Text()
	user = user[:4] + "-" + user[4:8]
	a := &attempt{client: k, expires: c.options.Now().Add(undergoing), pause: pause}
	c.attempts[device], c.open[user] = a, a
	page := c.options.URL() + "/device"
	return &ssooidc.StartDeviceAuthorizationOutput{DeviceCode: &device, UserCode: &user, VerificationUri: &page,
		VerificationUriComplete: new(page + "?user_code=" + user), ExpiresIn: int32(undergoing.Seconds()), Interval: int32(pause.Seconds())}, nil
}

// CreateToken gives an access token for a code that somebody confirmed, or for a refresh token.
func (c *Center) CreateToken(in *ssooidc.CreateTokenInput) (*ssooidc.CreateTokenOutput, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, err := c.know(in.ClientId, in.ClientSecret)
	if err != nil {
		return nil, err
	}
	switch grant := awssdk.ToString(in.GrantType); {
	case !k.may(grant):
		return nil, refuse("UnsupportedGrantTypeException", "The client may not use this grant")
	case grant == deviceGrant:
		err = c.device(k, awssdk.ToString(in.DeviceCode))
	case grant == codeGrant:
		err = c.redirected(k, in)
	default:
		err = c.renew(k, awssdk.ToString(in.RefreshToken))
	}
	if err != nil {
		return nil, err
	}
	out := &ssooidc.CreateTokenOutput{AccessToken: new(secretText()), ExpiresIn: int32(c.options.Token.Seconds()), TokenType: new("Bearer")}
	c.tokens[*out.AccessToken] = c.options.Now().Add(c.options.Token)
	if k.refreshesAllowed {
		out.RefreshToken = new(secretText())
		c.renewals[*out.RefreshToken] = k
	}
	return out, nil
}

// device judges a device code.
func (c *Center) device(k client, code string) error {
	a, now := c.attempts[code], c.options.Now()
	switch {
	case a == nil || a.client.id != k.id || a.pause == 0:
		return refuse("InvalidGrantException", "Invalid device code provided")
	case !now.Before(a.expires):
		return refuse("ExpiredTokenException", "The device code has expired")
	case a.decision == denied:
		return refuse("AccessDeniedException", "The user denied the request")
	case a.decision == allowed:
		delete(c.attempts, code)
		return nil
	case !a.asked.IsZero() && now.Sub(a.asked) < a.pause:
		a.pause += 5 * time.Second
		a.asked = now
		return refuse("SlowDownException", "The client asks too often")
	}
	a.asked = now
	return refuse("AuthorizationPendingException", "Nobody has decided yet")
}

// redirected judges the code that a browser brought back.
func (c *Center) redirected(k client, in *ssooidc.CreateTokenInput) error {
	code := awssdk.ToString(in.Code)
	a := c.attempts[code]
	delete(c.attempts, code) // it is good for one call
	sum := sha256.Sum256([]byte(awssdk.ToString(in.CodeVerifier)))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	switch {
	case a == nil || a.client.id != k.id || a.redirect == "" || a.redirect != awssdk.ToString(in.RedirectUri),
		subtle.ConstantTimeCompare([]byte(challenge), []byte(a.challenge)) != 1:
		return refuse("InvalidGrantException", "Invalid authorization code provided")
	case !c.options.Now().Before(a.expires):
		return refuse("ExpiredTokenException", "The authorization code has expired")
	}
	return nil
}

// renew judges a refresh token, which is good once.
func (c *Center) renew(k client, refresh string) error {
	of, ok := c.renewals[refresh]
	delete(c.renewals, refresh)
	if !ok || of.id != k.id {
		return refuse("InvalidGrantException", "Invalid refresh token provided")
	}
	return nil
}

// GetRoleCredentials gives the role's credentials to whoever holds an access token.
func (c *Center) GetRoleCredentials(in *sso.GetRoleCredentialsInput) (*sso.GetRoleCredentialsOutput, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.options.Now()
	until, ok := c.tokens[awssdk.ToString(in.AccessToken)]
	if !ok || !now.Before(until) {
		return nil, refuse("UnauthorizedException", "Session token not found or invalid")
	}
	if awssdk.ToString(in.AccountId) != c.options.Account || !slices.Contains([]string{Role}, awssdk.ToString(in.RoleName)) {
		return nil, refuse("ForbiddenException", "No access")
	}
	k := c.options.Keys
	return &sso.GetRoleCredentialsOutput{RoleCredentials: &ssotypes.RoleCredentials{AccessKeyId: &k.ID, SecretAccessKey: &k.Secret,
		SessionToken: &k.Token, Expiration: now.Add(c.options.Credentials).UnixMilli()}}, nil
}
