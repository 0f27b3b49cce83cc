package wire

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"
)

// rpc2 is the protocol Smithy RPC v2 in CBOR: the path names service and
// operation, /service/X/operation/Y.
type rpc2 struct{}

// rpc2Address is the address of the action that a path names, or "".
func rpc2Address(r *http.Request) string {
	rest, ok := strings.CutPrefix(r.URL.Path, "/service/")
	service, operation, named := strings.Cut(rest, "/operation/")
	if !ok || !named || r.Header.Get("Smithy-Protocol") != "rpc-v2-cbor" {
		return ""
	}
	return service + "." + operation
}

func (rpc2) contentType() string { return "application/cbor" }

func (rpc2) read(r *request) (any, error) {
	in := r.action.fresh()
	tree, err := cborTree(r.body)
	if err != nil {
		return nil, err
	}
	if err := r.action.codec.fillStruct(reflect.ValueOf(in).Elem(), tree, ""); err != nil {
		return nil, err
	}
	return in, r.action.complete(in)
}

func (rpc2) reply(r *request, out any) ([]byte, error) {
	v := reflect.Indirect(reflect.ValueOf(out))
	if !v.IsValid() {
		return cbor.Encode(cbor.Map{}), nil
	}
	m, err := r.action.codec.cborStruct(v, true)
	if err != nil {
		return nil, err
	}
	return cbor.Encode(m), nil
}

func (rpc2) fault(_ *request, e *Error) []byte {
	return cbor.Encode(cbor.Map{"__type": cbor.String(e.Code), "message": cbor.String(e.Message)})
}

// cborTree reads a body into the tree that JSON would have been.
func cborTree(body []byte) (map[string]any, error) {
	if len(body) == 0 {
		return nil, nil
	}
	v, err := cbor.Decode(body)
	if err != nil {
		return nil, malformed("Unable to parse the request body as CBOR.")
	}
	tree, err := plain(v)
	if err != nil {
		return nil, err
	}
	object, ok := tree.(map[string]any)
	if !ok {
		return nil, malformed("%s found where a structure was expected.", kind(tree))
	}
	return object, nil
}

// plain is a value as encoding/json has it; a timestamp is its seconds, a
// blob its base64.
func plain(v cbor.Value) (any, error) {
	switch v := v.(type) {
	case cbor.Map:
		out := make(map[string]any, len(v))
		for k, e := range v {
			var err error
			if out[k], err = plain(e); err != nil {
				return nil, err
			}
		}
		return out, nil
	case cbor.List:
		out := make([]any, len(v))
		for i, e := range v {
			var err error
			if out[i], err = plain(e); err != nil {
				return nil, err
			}
		}
		return out, nil
	case *cbor.Tag:
		if v.ID == 1 {
			return plain(v.Value)
		}
	case cbor.Slice:
		return base64.StdEncoding.EncodeToString(v), nil
	case cbor.String:
		return string(v), nil
	case cbor.Bool:
		return bool(v), nil
	case cbor.Uint:
		return json.Number(strconv.FormatUint(uint64(v), 10)), nil
	case cbor.NegInt:
		return json.Number("-" + strconv.FormatUint(uint64(v), 10)), nil
	case cbor.Float32:
		return number(float64(v))
	case cbor.Float64:
		return number(float64(v))
	case *cbor.Nil, *cbor.Undefined:
		return nil, nil
	}
	return nil, malformed("A CBOR value of a kind that is not supported.")
}

func number(f float64) (any, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, malformed("%v is not a number.", f)
	}
	return json.Number(strconv.FormatFloat(f, 'f', -1, 64)), nil
}

// cborStruct writes an SDK struct; like JSON's it keeps zeros and false, and
// lists of the answer itself.
func (c *codec) cborStruct(v reflect.Value, top bool) (cbor.Map, error) {
	out := cbor.Map{}
	for _, m := range c.members(v.Type()) {
		f := v.Field(m.field)
		if absent(f) && !(top && f.Kind() == reflect.Slice) {
			continue
		}
		e, err := c.cborValue(m.name, f)
		if err != nil {
			return nil, err
		}
		out[m.name] = e
	}
	return out, nil
}

func (c *codec) cborValue(name string, v reflect.Value) (cbor.Value, error) {
	v = reflect.Indirect(v)
	switch v.Kind() {
	case reflect.Struct:
		if isTime(v.Type()) {
			return &cbor.Tag{ID: 1, Value: cbor.Float64(float64(v.Interface().(time.Time).UnixMilli()) / 1000)}, nil
		}
		return c.cborStruct(v, false)
	case reflect.Slice:
		if isBlob(v.Type()) {
			return cbor.Slice(v.Bytes()), nil
		}
		out := make(cbor.List, v.Len())
		for i := range out {
			var err error
			if out[i], err = c.cborValue(name, v.Index(i)); err != nil {
				return nil, err
			}
		}
		return out, nil
	case reflect.Map:
		out := cbor.Map{}
		for _, k := range v.MapKeys() {
			e, err := c.cborValue(k.String(), v.MapIndex(k))
			if err != nil {
				return nil, err
			}
			out[k.String()] = e
		}
		return out, nil
	}
	return c.cborScalar(name, v)
}

func (c *codec) cborScalar(name string, v reflect.Value) (cbor.Value, error) {
	switch v.Kind() {
	case reflect.String:
		text := v.String()
		if c.write != nil {
			text = c.write(name, text)
		}
		return cbor.String(text), nil
	case reflect.Bool:
		return cbor.Bool(v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if n := v.Int(); n < 0 {
			return cbor.NegInt(uint64(-n)), nil
		}
		return cbor.Uint(uint64(v.Int())), nil
	case reflect.Float32, reflect.Float64:
		return cbor.Float64(v.Float()), nil
	case reflect.Invalid:
		return nil, errors.New("encode nil: no wire form")
	}
	return nil, fmt.Errorf("encode %s: no wire form", v.Type())
}
