package sim

import (
	"crypto/rand"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/sim/wire"
)

// A session runs commands on this computer, as the user who runs the
// simulator, and what the account holds decides about them. So every call has
// to be signed with the credentials of Env, which are others for each server.

// accessKey is the key of AWS's own documentation. It is no secret; those
// beside it are.
const accessKey = "AKIAIOSFODNN7EXAMPLE"

// newKeys are credentials that nobody can guess.
func newKeys() wire.Keys {
	return wire.Keys{ID: accessKey, Secret: rand.Text() + rand.Text(), Token: rand.Text() + rand.Text()}
}

// enter refuses requests under a foreign name or from a foreign page, before
// anything is made of them: a web page can have its own name lead here.
func (s *Server) enter(r *http.Request) *wire.Error {
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !s.named(r.Host, local) {
		return &wire.Error{Code: "AccessDeniedException", Message: "The simulator does not answer under this host name.", Status: http.StatusForbidden}
	}
	for _, origin := range r.Header.Values("Origin") {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" || !s.named(u.Host, local) {
			return &wire.Error{Code: "AccessDeniedException", Message: "The simulator does not answer pages of another origin.", Status: http.StatusForbidden}
		}
	}
	return nil
}

// named reports whether a host, with its port, is a name of the server: this
// computer's own, the address that was reached, or the one to listen on.
func (s *Server) named(host string, local net.Addr) bool {
	if _, ok := s.listener.(*memory); ok {
		return host == inside
	}
	if local == nil {
		return false
	}
	at, port, err := net.SplitHostPort(local.String())
	if err != nil {
		return false
	}
	name, asked, err := net.SplitHostPort(host)
	if err != nil {
		name, asked = strings.Trim(host, "[]"), "80"
	}
	own, _, _ := net.SplitHostPort(s.listener.Addr().String()) // what URL says
	names := []string{"localhost", "127.0.0.1", "::1", at, own, s.door.name}
	return asked == port && name != "" && slices.Contains(names, strings.ToLower(name))
}
