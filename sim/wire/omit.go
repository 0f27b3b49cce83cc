package wire

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/aws/smithy-go/encoding/cbor"
)

// lacking is an answer without a member, on any level: what is "member", or, where that is "member=text", with this text instead, and
// where that is "member=null" with a null.
func lacking(p protocol, body []byte, what string) []byte {
	member, text, other := strings.Cut(what, "=")
	switch p.(type) {
	case json10, json11:
		return lackingJSON(body, member, text, other)
	case query:
		name, instead := regexp.QuoteMeta(member), ""
		if other && text != "null" {
			instead = "<" + member + ">" + text + "</" + member + ">"
		}
		return regexp.MustCompile(`(?s)<`+name+`>.*?</`+name+`>|<`+name+`/>`).ReplaceAllLiteral(body, []byte(instead))
	case rpc2:
		tree, err := cbor.Decode(body)
		if err != nil {
			return body
		}
		var instead cbor.Value = cbor.String(text)
		if text == "null" {
			instead = &cbor.Nil{}
		}
		omitCBOR(tree, member, instead, other)
		return cbor.Encode(tree)
	}
	return body
}

func lackingJSON(body []byte, member, text string, other bool) []byte {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var all any
	if d.Decode(&all) != nil {
		return body
	}
	var instead any = text
	if text == "null" {
		instead = nil
	}
	omit(all, member, instead, other)
	out, err := json.Marshal(all)
	if err != nil {
		return body
	}
	return out
}

func omit(value any, member string, instead any, other bool) {
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			omit(one, member, instead, other)
		}
	case map[string]any:
		if _, has := v[member]; has && other {
			v[member] = instead
		} else {
			delete(v, member)
		}
		for _, one := range v {
			omit(one, member, instead, other)
		}
	}
}

func omitCBOR(value cbor.Value, member string, instead cbor.Value, other bool) {
	switch v := value.(type) {
	case cbor.List:
		for _, one := range v {
			omitCBOR(one, member, instead, other)
		}
	case cbor.Map:
		if _, has := v[member]; has && other {
			v[member] = instead
		} else {
			delete(v, member)
		}
		for _, one := range v {
			omitCBOR(one, member, instead, other)
		}
	}
}
