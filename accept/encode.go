package accept

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/accept/tree"
)

// Encode makes a document of a value of the SDK: the input of an operation, or what is described and has the same members.
// Members that the operation's shape does not have are left out, and so is what is not set.
func (t *Table) Encode(operation string, in any) *tree.Node {
	v := reflect.Indirect(reflect.ValueOf(in))
	if !v.IsValid() {
		return &tree.Node{Kind: tree.Object}
	}
	return t.structure(v, operation)
}

func (t *Table) structure(v reflect.Value, shape string) *tree.Node {
	n := &tree.Node{Kind: tree.Object}
	for _, f := range t.shapes.structs[shape] {
		m := v.FieldByName(strings.ToUpper(f.name[:1]) + f.name[1:])
		if !m.IsValid() {
			continue
		}
		if value := t.encode(m, f.kind, f.required); value != nil {
			n.Set(f.name, value)
		}
	}
	return n
}

// encode is a value as a node; nil where it is not set. A zero that is required is set.
func (t *Table) encode(v reflect.Value, k kind, required bool) *tree.Node {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return t.encode(v.Elem(), k, true)
	case reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return &tree.Node{Kind: tree.Unknown}
	case reflect.Struct:
		if t.shapes.structs[k.name] == nil {
			return &tree.Node{Kind: tree.Unknown}
		}
		return t.structure(v, k.name)
	case reflect.Slice:
		if v.IsNil() {
			return nil
		}
		n := &tree.Node{Kind: tree.Array}
		for i := range v.Len() {
			if item := t.encode(v.Index(i), kind{name: k.name}, true); item != nil {
				n.Add(item)
			}
		}
		return n
	case reflect.Map:
		return t.mapping(v)
	}
	if v.IsZero() && !required || v.Kind() == reflect.String && v.Type() != reflect.TypeFor[string]() && v.Len() == 0 {
		return nil
	}
	return plain(v)
}

func (t *Table) mapping(v reflect.Value) *tree.Node {
	if v.IsNil() {
		return nil
	}
	n := &tree.Node{Kind: tree.Object}
	for _, key := range slices.SortedFunc(slices.Values(v.MapKeys()), func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) }) {
		n.Set(key.String(), plain(v.MapIndex(key)))
	}
	return n
}

func plain(v reflect.Value) *tree.Node {
	switch v.Kind() {
	case reflect.Bool:
		return &tree.Node{Kind: tree.Bool, Text: strconv.FormatBool(v.Bool())}
	case reflect.Int, reflect.Int32, reflect.Int64:
		return &tree.Node{Kind: tree.Number, Text: strconv.FormatInt(v.Int(), 10)}
	case reflect.Float32, reflect.Float64:
		return &tree.Node{Kind: tree.Number, Text: strconv.FormatFloat(v.Float(), 'f', -1, 64)}
	}
	return &tree.Node{Kind: tree.String, Text: fmt.Sprint(v)}
}
