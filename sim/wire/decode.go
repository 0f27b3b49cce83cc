package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math"
	"reflect"
	"strconv"
	"time"
)

// decode reads a JSON body into an SDK input struct. It is stricter than AWS
// in one thing: AWS ignores members it does not know, this refuses them, so
// that a misspelt member is found by the first test that sends it.
func (c *codec) decode(body []byte, in any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return malformed("Unable to parse the request body as JSON.")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return malformed("Unexpected text after the request body.")
	}
	object, ok := tree.(map[string]any)
	if !ok {
		return malformed("%s found where a structure was expected.", kind(tree))
	}
	return c.fillStruct(reflect.ValueOf(in).Elem(), object, "")
}

func (c *codec) fillStruct(v reflect.Value, object map[string]any, path string) error {
	fields := make(map[string]int, len(object))
	for _, m := range c.members(v.Type()) {
		fields[m.name] = m.field
	}
	for name, value := range object {
		at := name
		if path != "" {
			at = path + "." + name
		}
		i, ok := fields[name]
		if !ok {
			return malformed("Unknown parameter in input: %q", at)
		}
		if value == nil {
			continue
		}
		if err := c.fill(v.Field(i), value, at); err != nil {
			return err
		}
	}
	return nil
}

func (c *codec) fill(v reflect.Value, value any, path string) error {
	t := v.Type()
	switch {
	case t.Kind() == reflect.Pointer:
		p := reflect.New(t.Elem())
		if err := c.fill(p.Elem(), value, path); err != nil {
			return err
		}
		v.Set(p)
		return nil
	case isTime(t):
		return fillTime(v, value, path)
	case isBlob(t):
		return fillBlob(v, value, path)
	}
	switch t.Kind() {
	case reflect.Struct:
		if object, ok := value.(map[string]any); ok {
			return c.fillStruct(v, object, path)
		}
	case reflect.Slice:
		if list, ok := value.([]any); ok {
			return c.fillList(v, list, path)
		}
	case reflect.Map:
		if object, ok := value.(map[string]any); ok {
			return c.fillMap(v, object, path)
		}
	case reflect.Interface:
		return &Error{Code: "InvalidParameterException", Message: path + " is not supported."}
	default:
		if text, ok := value.(string); ok && c.hear != nil {
			value = c.hear(text)
		}
		return fillScalar(v, value, path)
	}
	return mismatch(value, t, path)
}

func (c *codec) fillList(v reflect.Value, list []any, path string) error {
	s := reflect.MakeSlice(v.Type(), len(list), len(list))
	for i, value := range list {
		at := path + "[" + strconv.Itoa(i) + "]"
		if value == nil {
			return malformed("NULL_VALUE found where not expected (%s)", at)
		}
		if err := c.fill(s.Index(i), value, at); err != nil {
			return err
		}
	}
	v.Set(s)
	return nil
}

func (c *codec) fillMap(v reflect.Value, object map[string]any, path string) error {
	m := reflect.MakeMapWithSize(v.Type(), len(object))
	for name, value := range object {
		if value == nil {
			continue
		}
		e := reflect.New(v.Type().Elem()).Elem()
		if err := c.fill(e, value, path+"."+name); err != nil {
			return err
		}
		m.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), e)
	}
	v.Set(m)
	return nil
}

func fillScalar(v reflect.Value, value any, path string) error {
	switch got := value.(type) {
	case string:
		if v.Kind() == reflect.String {
			v.SetString(got)
			return nil
		}
	case bool:
		if v.Kind() == reflect.Bool {
			v.SetBool(got)
			return nil
		}
	case json.Number:
		switch v.Kind() {
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
			if n, err := got.Int64(); err == nil && !v.OverflowInt(n) {
				v.SetInt(n)
				return nil
			}
		case reflect.Float32, reflect.Float64:
			if f, err := got.Float64(); err == nil && !v.OverflowFloat(f) {
				v.SetFloat(f)
				return nil
			}
		}
	}
	return mismatch(value, v.Type(), path)
}

// fillTime reads epoch seconds with a fraction.
func fillTime(v reflect.Value, value any, path string) error {
	n, ok := value.(json.Number)
	if !ok {
		return mismatch(value, v.Type(), path)
	}
	f, err := n.Float64()
	if err != nil || math.Abs(f) > 1e12 {
		return mismatch(value, v.Type(), path)
	}
	v.Set(reflect.ValueOf(time.UnixMilli(int64(math.Round(f * 1000))).UTC()))
	return nil
}

func fillBlob(v reflect.Value, value any, path string) error {
	text, ok := value.(string)
	if !ok {
		return mismatch(value, v.Type(), path)
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return malformed("Unable to decode base64 (%s)", path)
	}
	v.SetBytes(raw)
	return nil
}

// mismatch words a wrong type the way AWS does, and adds where it was.
func mismatch(value any, want reflect.Type, path string) error {
	switch value.(type) {
	case []any:
		return malformed("Start of list found where not expected (%s)", path)
	case map[string]any:
		return malformed("Start of structure or map found where not expected. (%s)", path)
	}
	name := "Integer"
	switch want.Kind() {
	case reflect.String:
		name = "String"
	case reflect.Bool:
		name = "Boolean"
	case reflect.Float32, reflect.Float64:
		name = "Double"
	case reflect.Slice:
		name = "List"
	case reflect.Map, reflect.Struct:
		name = "Map"
	}
	if isTime(want) {
		name = "Timestamp"
	}
	return malformed("%s can not be converted to %s (%s)", kind(value), name, path)
}

func kind(value any) string {
	switch got := value.(type) {
	case nil:
		return "NULL_VALUE"
	case bool:
		if got {
			return "TRUE_VALUE"
		}
		return "FALSE_VALUE"
	case string:
		return "STRING_VALUE"
	case []any:
		return "Start of list"
	case map[string]any:
		return "Start of structure"
	}
	return "NUMBER_VALUE"
}
