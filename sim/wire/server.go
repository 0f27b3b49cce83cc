// Package wire speaks the wire protocols of AWS on the server's side: JSON
// 1.0 and 1.1, Query, and RPC v2 in CBOR, in the SDK's own input and output
// structs. It knows nothing of what the services mean; handlers are
// registered per action. It keeps a log of calls and can make any call go
// wrong on purpose.
//
// Where the server has keys, it answers only calls that are signed with them,
// but for those of REST-JSON services, which look at their callers themselves.
package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// The largest request body that is read; AWS refuses larger ones as well.
const maxBody = 8 << 20

// Options are what a server needs to know. The zero value works.
type Options struct {
	Clock    Clock  // nil means the wall clock
	Identity string // ARN of the caller, for refusals
	// Resource is the ARN that a denied call would have touched; nil means "*".
	Resource func(service, action string, body []byte) string
	// Enter refuses requests, also those of routes, before anything is read of
	// them but their headers; nil refuses none.
	Enter func(*http.Request) *Error
	// Keys are what calls have to be signed with; nil means that signatures
	// are not verified.
	Keys *Keys
	// Before runs before each call that is carried out.
	Before func(now time.Time)
	// Write may change each string of a JSON answer, given with the name of
	// its member, and Hear each string of a JSON request; nil changes nothing.
	Write func(member, text string) string
	Hear  func(text string) string
}

// Server answers AWS calls over HTTP. Register its actions before it serves.
type Server struct {
	options Options
	faults  Faults
	calls   *Calls
	actions map[string]*action // by protocol address: "Target.Action", "Version.Action"
	codecs  map[Service]*codec
	rest    map[string]route // by method and path: "POST /token"
	routes  *http.ServeMux
	pages   pages
	began   time.Time // by its clock
}

// New makes a server without any action.
func New(o Options) *Server {
	if o.Clock == nil {
		o.Clock = Wall{}
	}
	s := &Server{options: o, calls: newCalls(), actions: map[string]*action{}, codecs: map[Service]*codec{},
		rest: map[string]route{}, began: o.Clock.Now()}
	s.routes = http.NewServeMux()
	s.routes.HandleFunc("/", s.call)
	return s
}

// Faults are the troubles of this server.
func (s *Server) Faults() *Faults { return &s.faults }

// Calls is the log of this server.
func (s *Server) Calls() *Calls { return s.calls }

// Route serves a path of its own beside the AWS protocols, for what is not
// one answer to one request. The pattern is that of http.ServeMux.
func (s *Server) Route(pattern string, h http.Handler) { s.routes.Handle(pattern, h) }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.options.Enter != nil {
		if e := s.options.Enter(r); e != nil {
			s.turnAway(w, r, e)
			return
		}
	}
	s.routes.ServeHTTP(w, r)
}

// turnAway refuses a request of somebody who is not to know or to move
// anything here: it is in no log, and no fault or quota counts it.
func (s *Server) turnAway(w http.ResponseWriter, r *http.Request, e *Error) {
	req := s.identify(r, nil)
	req.id = requestID(0)
	if req.protocol == (query{}) {
		e.Status = http.StatusForbidden
	}
	w.Header().Set("Connection", "close") // what it sends is not read
	req.refuse(e).write(r.Context(), w, req)
}

// moment is the time that a signature's date is judged by: the wall clock's.
// Where the simulated time is another, the SDK, which corrects its clock by
// the answers it had, signs with what that was at any moment since the start.
func (s *Server) moment(proof signature) time.Time {
	now := time.Now()
	if _, wall := s.options.Clock.(Wall); wall {
		return now
	}
	at, err := time.Parse(stamp, proof.date)
	if err == nil && !at.Before(s.began.Add(-skew)) && !at.After(s.options.Clock.Now().Add(skew)) {
		return at
	}
	return now
}

// authenticate reads the body of a call that is signed with the server's keys.
// Who does not hold them is refused before that as far as the headers tell.
func (s *Server) authenticate(w http.ResponseWriter, r *http.Request) ([]byte, *Error) {
	var proof signature
	var e *Error
	at, open := s.routed(r)
	open = open && !at.signed
	if s.options.Keys != nil && !open {
		if proof, e = parseSignature(r.Header); e == nil {
			e = s.options.Keys.claims(r, proof, s.moment(proof))
		}
	}
	if e != nil {
		return nil, e
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, &Error{Code: "SerializationException", Message: "request body: " + err.Error(), Status: http.StatusRequestEntityTooLarge}
	}
	if s.options.Keys != nil && !open {
		e = s.options.Keys.verify(r, proof, body)
	}
	return body, e
}

func (s *Server) call(w http.ResponseWriter, r *http.Request) {
	body, e := s.authenticate(w, r)
	if e != nil {
		s.turnAway(w, r, e)
		return
	}
	req := s.identify(r, body)
	call := Call{Service: req.service, Action: req.name, Region: req.region, Page: 1, Input: body, Start: s.options.Clock.Now()}
	call.Page = s.pages.page(req.name, req.token())
	s.calls.begin(&call)
	req.id = call.ID
	a := s.answer(r.Context(), req, call)
	call.End = s.options.Clock.Now()
	call.Outcome, call.Answer = a.outcome, len(a.body)
	call.Cancelled = r.Context().Err() != nil
	s.calls.end(call) // before the answer, so that who has it finds it logged
	switch {
	case a.reset:
		reset(w)
		return
	case a.broken:
		panic(http.ErrAbortHandler) // the one way to close the connection without an answer
	}
	w.Header().Set("Date", call.End.UTC().Format(http.TimeFormat))
	if a.stream != nil {
		req.stream(w, r.Context(), a.stream)
		return
	}
	a.write(r.Context(), w, req)
}

// answer is what becomes of one call.
type answer struct {
	status  int
	body    []byte
	code    string // error code, "" for success
	outcome string
	broken  bool // the connection ends instead of an answer
	reset   bool // so does it, as an error
	// location is where a redirect leads; pour sends the body, nil for all at once.
	location string
	pour     func(context.Context, http.ResponseWriter, []byte)
	stream   *Stream // instead of a body
}

func (a answer) write(ctx context.Context, w http.ResponseWriter, req *request) {
	h := w.Header()
	h.Set("Content-Type", req.protocol.contentType())
	h.Set("x-amzn-requestid", req.id)
	if req.protocol == (rpc2{}) {
		h.Set("Smithy-Protocol", "rpc-v2-cbor")
	}
	if a.code != "" {
		h.Set("x-amzn-ErrorType", a.code)
		switch req.protocol.(type) {
		case json11, rest:
		default: // what spoke Query once still names its errors so
			h.Set("x-amzn-query-error", queryCode(a.code)+";"+queryParty(a.status))
		}
	}
	if a.location != "" {
		h.Set("Location", a.location)
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if a.pour != nil {
		a.pour(ctx, w, a.body)
		return
	}
	_, _ = w.Write(a.body) // a client that left has nobody to tell
}

// answer decides about the call: faults first, as a front end would, then
// the action itself.
func (s *Server) answer(ctx context.Context, req *request, call Call) answer {
	v := s.faults.judge(call, s.options.Clock.Now())
	if v.delay > 0 {
		if err := pause(ctx, s.options.Clock, v); err != nil {
			return answer{outcome: "cancelled", broken: true}
		}
	}
	if v.fault != nil {
		if a := lost(ctx, v.fault); a != nil {
			return *a
		}
		if e := v.fault.refuse(call, s.options.Identity, s.resource(req)); e != nil {
			return req.refuse(e)
		}
	}
	if req.problem != nil {
		return req.refuse(req.problem)
	}
	out, stream, err := s.carryOut(req)
	if err != nil {
		return req.refuse(refusal(err))
	}
	a := answer{status: http.StatusOK, body: out, outcome: OK, stream: stream}
	switch {
	case v.fault == nil:
	case v.fault.Kind == Lose:
		return answer{outcome: "lost", broken: true}
	default:
		spoil(v.fault, &a, req)
	}
	return a
}

// carryOut runs the action. A panic of a handler becomes an error that says
// so, and the server lives on.
func (s *Server) carryOut(req *request) (out []byte, stream *Stream, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &Error{Code: "InternalFailure", Message: fmt.Sprintf("panic in %s: %v", req.name, p)}
		}
	}()
	if s.options.Before != nil {
		s.options.Before(s.options.Clock.Now())
	}
	in, err := req.protocol.read(req)
	if err != nil {
		return nil, nil, err
	}
	result, err := req.action.run(in)
	if err != nil {
		return nil, nil, err
	}
	if stream, ok := result.(*Stream); ok {
		return nil, stream, nil
	}
	s.pages.follow(req.name, token(result), s.pages.page(req.name, req.token()))
	if req.action.silent {
		return nil, nil, nil
	}
	if out, err = req.protocol.reply(req, result); err != nil {
		return nil, nil, errors.Join(errors.New("answer "+req.name), err)
	}
	return out, nil, nil
}

func (s *Server) resource(req *request) string {
	if s.options.Resource == nil {
		return "*"
	}
	return s.options.Resource(req.service, req.name, req.body)
}

// requestID is a UUID made from the number of a call.
func requestID(n uint64) string {
	return fmt.Sprintf("%08x-5ec5-4c09-8e00-%012x", uint32(n*0x9e3779b1), n)
}
