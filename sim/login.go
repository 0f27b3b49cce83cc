package sim

import (
	"net/http"

	"github.com/ecscope/ecscope/sim/center"
	"github.com/ecscope/ecscope/sim/wire"
)

// Center is the IAM Identity Center of the account. It gives the keys of Env to
// those who log in, which takes one of them.
func (s *Server) Center() *center.Center { return s.door.center }

// registerLogin gives the wire the actions of IAM Identity Center, and the
// pages that a browser shows.
func registerLogin(s *Server, o Options) {
	o.Login.Now, o.Login.URL, o.Login.Account, o.Login.Keys = o.Clock.Now, s.URL, s.home.account, s.door.keys
	c := center.New(o.Login)
	s.door.center = c
	oidc := wire.Service{Name: wire.OAuth, Address: "SSOOIDC"}
	portal := wire.Service{Name: "awsssoportal", Address: "SWBPortalService"}
	wire.REST(s.wire, oidc, "RegisterClient", "POST /client/register", nil, c.RegisterClient, "clientName", "clientType")
	wire.REST(s.wire, oidc, "StartDeviceAuthorization", "POST /device_authorization", nil, c.StartDeviceAuthorization, "clientId", "clientSecret", "startUrl")
	wire.REST(s.wire, oidc, "CreateToken", "POST /token", nil, c.CreateToken, "clientId", "clientSecret", "grantType")
	wire.REST(s.wire, portal, "GetRoleCredentials", "GET /federation/credentials", func(r *http.Request, in map[string]any) {
		q := r.URL.Query()
		in["accessToken"], in["accountId"], in["roleName"] = r.Header.Get("x-amz-sso_bearer_token"), q.Get("account_id"), q.Get("role_name")
	}, c.GetRoleCredentials, "accessToken", "accountId", "roleName")
	s.wire.Route("/authorize", http.HandlerFunc(c.Authorize))
	s.wire.Route("/device", http.HandlerFunc(c.Device))
}
