package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path"
	"strings"
)

// route is where an action of a REST-JSON service is: a method and a path.
type route struct {
	name   string
	action *action
	signed bool
	// from adds to the input what of it is not in the body; nil for nothing.
	from func(r *http.Request, in map[string]any)
}

// REST registers an action of a REST-JSON service at a method and path ("POST /token"). Nobody signs the calls of such a
// service here: it has to look itself at what the caller holds. The input is the body and, where from is not nil, what that
// adds of the request.
func REST[I, O any](s *Server, svc Service, name, at string, from func(*http.Request, map[string]any), run func(*I) (*O, error), required ...string) {
	register(s, svc, name, run, required)
	s.rest[at] = route{name, s.actions[svc.Address+"."+name], false, from}
	delete(s.actions, svc.Address+"."+name) // it has no other address
}

// SignedREST is REST for a service whose calls are signed. The last part of a path is any name where it is {}.
func SignedREST[I, O any](s *Server, svc Service, name, at string, from func(*http.Request, map[string]any), run func(*I) (*O, error)) {
	REST(s, svc, name, at, from, run)
	to := s.rest[at]
	to.signed = true
	s.rest[at] = to
}

// input is the request as a JSON object. A body that cannot be read is refused when it is decoded.
func (to route) input(r *http.Request, body []byte) []byte {
	if to.from == nil {
		return body
	}
	in := map[string]any{}
	if len(bytes.TrimSpace(body)) > 0 {
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		if err := d.Decode(&in); err != nil {
			return body
		}
	}
	to.from(r, in)
	text, err := json.Marshal(in)
	if err != nil { // what was decoded marshals
		return body
	}
	return text
}

// rest is the protocol AWS REST-JSON.
type rest struct{ json11 }

func (rest) contentType() string { return "application/json" }

// fault words a refusal as OAuth does where the service speaks it (RFC 6749, 5.2).
func (rest) fault(r *request, e *Error) []byte {
	said := map[string]string{"__type": e.Code, "message": e.Message}
	if r.service == OAuth {
		said = map[string]string{"__type": e.Code, "error": oauthCode(e.Code), "error_description": e.Message}
	}
	body, err := json.Marshal(said)
	if err != nil { // strings always marshal
		return []byte("{}")
	}
	return body
}

// OAuth is the service whose refusals are those of OAuth.
const OAuth = "sso-oauth"

// oauthCode is authorization_pending of AuthorizationPendingException.
func oauthCode(code string) string {
	var b strings.Builder
	for i, r := range strings.TrimSuffix(code, "Exception") {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// routed is the REST-JSON action that a request is for.
func (s *Server) routed(r *http.Request) (route, bool) {
	at, ok := s.rest[r.Method+" "+r.URL.Path]
	if !ok {
		at, ok = s.rest[r.Method+" "+path.Join(path.Dir(r.URL.Path), "{}")]
	}
	return at, ok
}
