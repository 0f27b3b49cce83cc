package wire

import (
	"encoding/json"
	"net/http"
	"strings"
)

// route is where an action of a REST-JSON service is: a method and a path.
type route struct {
	name   string
	action *action
	// input is the request as a JSON object.
	input func(r *http.Request, body []byte) []byte
}

// REST registers an action of a REST-JSON service at a method and path ("POST /token"). Nobody signs the calls of such a
// service here: it has to look itself at what the caller holds. The input is the body or, where it is not nil, what from
// makes of the request.
func REST[I, O any](s *Server, svc Service, name, at string, from func(*http.Request) map[string]string, run func(*I) (*O, error), required ...string) {
	register(s, svc, name, run, required)
	input := func(_ *http.Request, body []byte) []byte { return body }
	if from != nil {
		input = func(r *http.Request, _ []byte) []byte {
			text, err := json.Marshal(from(r))
			if err != nil { // strings always marshal
				return nil
			}
			return text
		}
	}
	s.rest[at] = route{name, s.actions[svc.Address+"."+name], input}
	delete(s.actions, svc.Address+"."+name) // it has no other address
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
	return at, ok
}
