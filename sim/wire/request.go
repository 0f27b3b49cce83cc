package wire

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
)

// request is one call, identified but not yet decoded.
type request struct {
	id, service, name, region string
	body                      []byte
	form                      url.Values // of a Query request
	protocol                  protocol
	action                    *action // nil when there is a problem
	problem                   *Error
}

// protocol reads and writes the bodies of one wire protocol.
type protocol interface {
	contentType() string
	read(*request) (any, error)
	reply(*request, any) ([]byte, error)
	fault(*request, *Error) []byte
}

// identify finds out which protocol, service and action a request is for. It
// never fails: what is wrong becomes the request's problem, so that even
// nonsense is logged and answered.
func (s *Server) identify(r *http.Request, body []byte) *request {
	req := &request{body: body, protocol: json11{}}
	scope, signed := scope(r)
	req.service, req.region = scope.service, scope.region
	kind := r.Header.Get("Content-Type")
	address := r.Header.Get("X-Amz-Target")
	if strings.HasPrefix(kind, json10{}.contentType()) {
		req.protocol = json10{}
	}
	if path := rpc2Address(r); path != "" {
		req.protocol, address = rpc2{}, path
	}
	if address == "" && strings.HasPrefix(kind, "application/x-www-form-urlencoded") {
		req.protocol = query{}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			req.problem = &Error{Code: "MalformedQueryString", Message: "The query string contains a syntax error"}
		}
		req.form = form
		address = form.Get("Version") + "." + form.Get("Action")
	}
	req.name = address[strings.LastIndex(address, ".")+1:]
	req.action = s.actions[address]
	at, routed := s.routed(r)
	if routed {
		req.protocol, req.name, req.action, req.body = rest{}, at.name, at.action, at.input(r, body)
	}
	switch {
	case req.problem != nil:
	case routed && (signed || !at.signed):
	case routed:
		req.problem = unsigned()
	case r.Method != http.MethodPost || req.action == nil:
		req.problem = unknownAction(req.name)
	case !signed:
		req.problem = unsigned()
	}
	if req.action != nil {
		req.service = req.action.service.Name
	}
	return req
}

func (r *request) refuse(e *Error) answer {
	return answer{status: e.status(), body: r.protocol.fault(r, e), code: e.Code, outcome: e.Code}
}

// token is the page token the request carries, under any of AWS's names.
func (r *request) token() string {
	if r.form != nil {
		return cmp.Or(r.form.Get("Marker"), r.form.Get("NextToken"))
	}
	if r.protocol == (rpc2{}) {
		tree, _ := cborTree(r.body) // as with JSON
		text, _ := tree["NextToken"].(string)
		return text
	}
	var in struct{ NextToken string }
	_ = json.Unmarshal(r.body, &in) // a malformed body is refused when it is decoded
	return in.NextToken
}

// token is the page token that an answer carries, or "".
func token(out any) string {
	v := reflect.Indirect(reflect.ValueOf(out))
	if v.Kind() != reflect.Struct {
		return ""
	}
	for _, name := range []string{"NextToken", "NextMarker"} {
		if f := v.FieldByName(name); f.Kind() == reflect.Pointer && !f.IsNil() && f.Elem().Kind() == reflect.String {
			return f.Elem().String()
		}
	}
	return ""
}

// pages remembers which page the tokens it has seen lead to.
type pages struct {
	mu     sync.Mutex
	number map[string]int // by action and token
}

// The tokens remembered; after so many, counting begins anew.
const maxTokens = 10_000

func (p *pages) page(action, token string) int {
	if token == "" {
		return 1
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if n, ok := p.number[action+" "+token]; ok {
		return n
	}
	return 2
}

func (p *pages) follow(action, token string, page int) {
	if token == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.number == nil || len(p.number) >= maxTokens {
		p.number = map[string]int{}
	}
	p.number[action+" "+token] = page + 1
}

// credential is what a signature says of itself.
type credential struct{ region, service string }

// scope reads the credential scope of a Signature Version 4 header:
// AWS4-HMAC-SHA256 Credential=KEY/20260102/us-east-1/ecs/aws4_request, …
func scope(r *http.Request) (credential, bool) {
	_, text, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	text, _, _ = strings.Cut(text, ",")
	part := strings.Split(strings.TrimSpace(text), "/")
	if len(part) != 5 || part[4] != "aws4_request" {
		return credential{}, false
	}
	return credential{part[2], part[3]}, true
}
