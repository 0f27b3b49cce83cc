package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// encode writes an SDK output as the JSON that AWS sends. Unlike the SDK's
// own serializer it keeps zero numbers, false, and empty lists. A list of the
// answer itself is there even when nil.
func (c *codec) encode(out any) ([]byte, error) {
	var b bytes.Buffer
	v := reflect.Indirect(reflect.ValueOf(out))
	if !v.IsValid() {
		return []byte("{}"), nil
	}
	if v.Kind() != reflect.Struct {
		return nil, fmt.Errorf("encode %s: not a structure", v.Type())
	}
	err := c.structure(&b, v, true)
	return b.Bytes(), err
}

func (c *codec) structure(b *bytes.Buffer, v reflect.Value, top bool) error {
	b.WriteByte('{')
	first := true
	for _, m := range c.members(v.Type()) {
		f := v.Field(m.field)
		if absent(f) && !(top && f.Kind() == reflect.Slice) {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString(strconv.Quote(m.name))
		b.WriteByte(':')
		if err := c.value(b, m.name, f); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// value writes v, which travels as the member of that name or within it.
func (c *codec) value(b *bytes.Buffer, name string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer:
		return c.value(b, name, v.Elem())
	case reflect.Interface:
		return c.union(b, v.Elem())
	case reflect.Struct:
		if isTime(v.Type()) {
			b.WriteString(epoch(v.Interface().(time.Time)))
			return nil
		}
		return c.structure(b, v, false)
	case reflect.Slice:
		if isBlob(v.Type()) {
			b.WriteString(strconv.Quote(base64.StdEncoding.EncodeToString(v.Bytes())))
			return nil
		}
		return c.list(b, name, v)
	case reflect.Map:
		return c.table(b, v)
	case reflect.String:
		text := v.String()
		if c.write != nil {
			text = c.write(name, text)
		}
		return quote(b, text)
	}
	return scalar(b, v)
}

func quote(b *bytes.Buffer, text string) error {
	raw, err := json.Marshal(text)
	b.Write(raw)
	return err
}

func scalar(b *bytes.Buffer, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Bool:
		b.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		b.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Float32, reflect.Float64:
		f := v.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("encode %v: not a JSON number", f)
		}
		text := strconv.FormatFloat(f, 'f', -1, v.Type().Bits())
		if !strings.Contains(text, ".") {
			text += ".0"
		}
		b.WriteString(text)
	default:
		return fmt.Errorf("encode %s: no wire form", v.Type())
	}
	return nil
}

func (c *codec) list(b *bytes.Buffer, name string, v reflect.Value) error {
	b.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := c.value(b, name, v.Index(i)); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

func (c *codec) table(b *bytes.Buffer, v reflect.Value) error {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
	b.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := quote(b, k.String()); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := c.value(b, k.String(), v.MapIndex(k)); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// union writes the SDK's form of a union, a struct named <Union>Member<Name>
// with one field Value, as an object with one member.
func (c *codec) union(b *bytes.Buffer, v reflect.Value) error {
	if v = reflect.Indirect(v); !v.IsValid() {
		return errors.New("encode a union: nil")
	}
	_, name, ok := strings.Cut(v.Type().Name(), "Member")
	if !ok || v.Kind() != reflect.Struct || !v.FieldByName("Value").IsValid() {
		return fmt.Errorf("encode %s: not a union", v.Type())
	}
	b.WriteString("{" + strconv.Quote(c.name("", name)) + ":")
	if err := c.value(b, c.name("", name), v.FieldByName("Value")); err != nil {
		return err
	}
	b.WriteByte('}')
	return nil
}

// epoch is a timestamp as JSON 1.1 has it: seconds with milliseconds.
func epoch(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', -1, 64)
}
