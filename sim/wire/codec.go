package wire

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// codec maps the SDK's Go structs to the members of one service on the wire.
// It remembers the members of each struct it has seen.
type codec struct {
	upper bool                             // members keep their capital, as in SSM
	lower []string                         // structures whose members do not
	write func(member, text string) string // may change each string of an answer; nil: none
	hear  func(text string) string         // may change each string of a request; nil: none
	seen  sync.Map                         // reflect.Type → []member
}

// member is one field of a struct that travels.
type member struct {
	name  string // on the wire
	field int    // in the struct
}

// members lists what of a struct travels: its exported fields, but for the
// SDK's own ResultMetadata.
func (c *codec) members(t reflect.Type) []member {
	if m, ok := c.seen.Load(t); ok {
		return m.([]member)
	}
	var all []member
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || f.Anonymous || f.Name == "ResultMetadata" {
			continue
		}
		all = append(all, member{c.name(t.Name(), f.Name), i})
	}
	c.seen.Store(t, all)
	return all
}

func (c *codec) name(structure, field string) string {
	if c.upper && !slices.Contains(c.lower, structure) {
		return field
	}
	return strings.ToLower(field[:1]) + field[1:]
}

// isTime tells whether the type travels as a timestamp.
func isTime(t reflect.Type) bool { return t == reflect.TypeFor[time.Time]() }

// isBlob tells whether the type travels as base64.
func isBlob(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

// absent tells whether AWS would leave the value out: nil, or a string
// (enum) that was never set. Numbers and booleans are always sent.
func absent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return v.IsNil()
	case reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return isTime(v.Type()) && v.IsZero()
	}
	return false
}

// missing names the first required member that the input lacks, as AWS would
// complain about it, or returns "".
func (c *codec) missing(input reflect.Value, required []string) string {
	for _, name := range required {
		for _, m := range c.members(input.Type()) {
			if m.name != name {
				continue
			}
			label := strings.ToUpper(name[:1]) + name[1:]
			switch f := input.Field(m.field); f.Kind() {
			case reflect.Slice:
				if f.Len() == 0 {
					return label + " cannot be empty."
				}
			case reflect.Pointer:
				if f.IsNil() || f.Elem().Kind() == reflect.String && f.Elem().Len() == 0 {
					return label + " can not be blank."
				}
			case reflect.String:
				if f.Len() == 0 {
					return label + " can not be blank."
				}
			}
		}
	}
	return ""
}
