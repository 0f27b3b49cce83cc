package wire

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// The longest list a Query request may spell out.
const maxListed = 1000

// decodeQuery reads the form of a Query request into an SDK input struct:
// lists are Name.member.1, structures Name.Part.
func (c *codec) decodeQuery(form url.Values, in any) error {
	known := map[string]bool{"Action": true, "Version": true}
	if err := c.queryStruct(reflect.ValueOf(in).Elem(), form, "", known); err != nil {
		return err
	}
	for name := range form {
		if !known[name] {
			return &Error{Code: "MalformedQueryString", Message: "Unknown parameter " + name}
		}
	}
	return nil
}

func (c *codec) queryStruct(v reflect.Value, form url.Values, prefix string, known map[string]bool) error {
	for _, m := range c.members(v.Type()) {
		if err := c.queryValue(v.Field(m.field), form, prefix+m.name, known); err != nil {
			return err
		}
	}
	return nil
}

func (c *codec) queryValue(v reflect.Value, form url.Values, name string, known map[string]bool) error {
	t := v.Type()
	if !spelled(form, name) {
		return nil
	}
	switch {
	case t.Kind() == reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		return c.queryValue(v.Elem(), form, name, known)
	case t.Kind() == reflect.Struct && !isTime(t):
		return c.queryStruct(v, form, name+".", known)
	case t.Kind() == reflect.Slice:
		known[name] = true // an empty list is spelled "Name="
		for i := 1; i <= maxListed && spelled(form, name+".member."+strconv.Itoa(i)); i++ {
			e := reflect.New(t.Elem()).Elem()
			if err := c.queryValue(e, form, name+".member."+strconv.Itoa(i), known); err != nil {
				return err
			}
			v.Set(reflect.Append(v, e))
		}
		return nil
	}
	known[name] = true
	return queryScalar(v, form.Get(name), name)
}

func queryScalar(v reflect.Value, text, name string) error {
	wrong := &Error{Code: "ValidationError", Message: fmt.Sprintf("%q is no valid value for %s", text, name)}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return wrong
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		if err != nil {
			return wrong
		}
		v.SetInt(n)
	case reflect.Float32, reflect.Float64:
		f, err := strconv.ParseFloat(text, v.Type().Bits())
		if err != nil {
			return wrong
		}
		v.SetFloat(f)
	case reflect.Struct:
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return wrong
		}
		v.Set(reflect.ValueOf(t))
	default:
		return wrong
	}
	return nil
}

// spelled tells whether the form says anything about a name or its parts.
func spelled(form url.Values, name string) bool {
	if form.Has(name) {
		return true
	}
	for k := range form {
		if strings.HasPrefix(k, name+".") {
			return true
		}
	}
	return false
}

// encodeQuery writes an SDK output as the XML of a Query answer.
func (c *codec) encodeQuery(action, space, id string, out any) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<%sResponse xmlns=%q><%sResult>", action, space, action)
	if v := reflect.Indirect(reflect.ValueOf(out)); v.IsValid() {
		if err := c.xmlStruct(&b, v, true); err != nil {
			return nil, err
		}
	}
	fmt.Fprintf(&b, "</%sResult><ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata></%sResponse>", action, id, action)
	return b.Bytes(), nil
}

func (c *codec) xmlStruct(b *bytes.Buffer, v reflect.Value, top bool) error {
	for _, m := range c.members(v.Type()) {
		f := v.Field(m.field)
		if absent(f) && !(top && f.Kind() == reflect.Slice) {
			continue
		}
		if err := c.xmlValue(b, m.name, f); err != nil {
			return err
		}
	}
	return nil
}

func (c *codec) xmlValue(b *bytes.Buffer, name string, v reflect.Value) error {
	v = reflect.Indirect(v)
	b.WriteString("<" + name + ">")
	switch {
	case isTime(v.Type()):
		b.WriteString(v.Interface().(time.Time).UTC().Format("2006-01-02T15:04:05.000Z"))
	case v.Kind() == reflect.Struct:
		if err := c.xmlStruct(b, v, false); err != nil {
			return err
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			if err := c.xmlValue(b, "member", v.Index(i)); err != nil {
				return err
			}
		}
	case v.Kind() == reflect.String:
		if err := xml.EscapeText(b, []byte(v.String())); err != nil {
			return err
		}
	case v.Kind() == reflect.Map || v.Kind() == reflect.Interface:
		return fmt.Errorf("encode %s: no wire form", v.Type())
	default:
		fmt.Fprint(b, v.Interface())
	}
	b.WriteString("</" + name + ">")
	return nil
}

// queryFault is the XML of a refused Query call.
func queryFault(e *Error, id string) []byte {
	var b bytes.Buffer
	b.WriteString("<ErrorResponse><Error><Type>" + queryParty(e.status()) + "</Type><Code>")
	_ = xml.EscapeText(&b, []byte(queryCode(e.Code)))
	b.WriteString("</Code><Message>")
	_ = xml.EscapeText(&b, []byte(e.Message))
	b.WriteString("</Message></Error><RequestId>" + id + "</RequestId></ErrorResponse>")
	return b.Bytes()
}

// queryParty says whose fault an error is.
func queryParty(status int) string {
	if status >= 500 {
		return "Receiver"
	}
	return "Sender"
}

// queryCode spells an error code the way the Query services do.
func queryCode(code string) string {
	switch code {
	case "ThrottlingException":
		return "Throttling"
	case "AccessDeniedException", "ExpiredTokenException":
		return strings.TrimSuffix(code, "Exception")
	case "UnknownOperationException":
		return "InvalidAction"
	case "MissingAuthenticationTokenException", "IncompleteSignatureException":
		return strings.TrimSuffix(code, "Exception")
	case "UnrecognizedClientException":
		return "InvalidClientTokenId"
	case "InvalidSignatureException":
		return "SignatureDoesNotMatch"
	case "ServerException":
		return "InternalFailure"
	}
	return code
}
