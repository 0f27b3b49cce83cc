package wire

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Service is one AWS service as its protocol addresses it.
type Service struct {
	Name    string // as in signatures and IAM: "ecs"
	Address string // X-Amz-Target without the action, or the Version of a Query service
	Upper   bool   // members begin with a capital; always so in Query
	Space   string // XML namespace of a Query service
	// Lower names the structures whose members begin with a small letter although Upper is set, between spaces.
	Lower string
}

// action is one registered operation.
type action struct {
	service  Service
	codec    *codec
	required []string
	fresh    func() any // a new input
	run      func(in any) (any, error)
	silent   bool // it is answered with an empty body
}

// JSON11 registers an action of a JSON 1.1 service. The input and output are
// the SDK's structs; required are the members without which a call is
// refused, as they are spelled on the wire. An error with ErrorCode and
// ErrorMessage, such as the SDK's own exceptions and *Error, is answered as
// such; any other as ServerException.
func JSON11[I, O any](s *Server, svc Service, name string, run func(*I) (*O, error), required ...string) {
	register(s, svc, name, run, required)
}

// Silent11 registers an action of a JSON 1.1 service that has no output: AWS answers it with an empty body.
func Silent11[I, O any](s *Server, svc Service, name string, run func(*I) (*O, error)) {
	register(s, svc, name, run, nil)
	s.actions[svc.Address+"."+name].silent = true
}

// RPC2 registers an action of a service that speaks Smithy RPC v2 in CBOR and,
// to those who would rather, JSON 1.0, at the same address.
func RPC2[I, O any](s *Server, svc Service, name string, run func(*I) (*O, error), required ...string) {
	svc.Upper = true
	register(s, svc, name, run, required)
}

// Query registers an action of a Query service, which answers in XML.
func Query[I, O any](s *Server, svc Service, name string, run func(*I) (*O, error), required ...string) {
	svc.Upper = true
	register(s, svc, name, run, required)
}

func register[I, O any](s *Server, svc Service, name string, run func(*I) (*O, error), required []string) {
	c := s.codecs[svc]
	if c == nil {
		c = &codec{upper: svc.Upper, lower: strings.Fields(svc.Lower), write: s.options.Write, hear: s.options.Hear}
		s.codecs[svc] = c
	}
	s.actions[svc.Address+"."+name] = &action{
		service:  svc,
		codec:    c,
		required: required,
		fresh:    func() any { return new(I) },
		run: func(in any) (any, error) {
			out, err := run(in.(*I))
			if err != nil {
				return nil, err
			}
			return out, nil
		},
	}
}

// complete refuses an input that lacks what the action cannot do without.
func (a *action) complete(in any) error {
	if text := a.codec.missing(reflect.ValueOf(in).Elem(), a.required); text != "" {
		return &Error{Code: "InvalidParameterException", Message: text}
	}
	return nil
}

// json11 is the protocol AWS JSON 1.1.
type json11 struct{}

func (json11) contentType() string { return "application/x-amz-json-1.1" }

func (json11) read(r *request) (any, error) {
	in := r.action.fresh()
	if err := r.action.codec.decode(r.body, in); err != nil {
		return nil, err
	}
	return in, r.action.complete(in)
}

func (json11) reply(r *request, out any) ([]byte, error) { return r.action.codec.encode(out) }

func (json11) fault(_ *request, e *Error) []byte {
	body, err := json.Marshal(map[string]string{"__type": e.Code, "message": e.Message})
	if err != nil { // strings always marshal
		return []byte("{}")
	}
	return body
}

// json10 is the protocol AWS JSON 1.0, which differs in name only.
type json10 struct{ json11 }

func (json10) contentType() string { return "application/x-amz-json-1.0" }

// query is the protocol AWS Query.
type query struct{}

func (query) contentType() string { return "text/xml" }

func (query) read(r *request) (any, error) {
	in := r.action.fresh()
	if err := r.action.codec.decodeQuery(r.form, in); err != nil {
		return nil, err
	}
	return in, r.action.complete(in)
}

func (query) reply(r *request, out any) ([]byte, error) {
	return r.action.codec.encodeQuery(r.name, r.action.service.Space, r.id, out)
}

func (query) fault(r *request, e *Error) []byte { return queryFault(e, r.id) }

// Actions are the registered actions by name, and their services.
func (s *Server) Actions() map[string]Service {
	all := map[string]Service{}
	for address, a := range s.actions {
		all[address[strings.LastIndexByte(address, '.')+1:]] = a.service
	}
	return all
}
