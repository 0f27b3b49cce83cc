package call

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/aws/smithy-go"

	"github.com/ecscope/ecscope/words"
)

// extras remembers which optional parts of an answer AWS refuses, by action: an extra that was refused once is not asked
// for again. The zero value is ready to use.
type extras struct {
	mu      sync.Mutex
	refused map[string]map[string]error
}

// included are the optional parts that a request asks for: its member Include.
func included(request any) []string {
	list, ok := includeOf(reflect.ValueOf(request))
	if !ok {
		return nil
	}
	var names []string
	for i := range list.Len() {
		names = append(names, list.Index(i).String())
	}
	return names
}

func includeOf(request reflect.Value) (reflect.Value, bool) {
	if request.Kind() != reflect.Pointer || request.IsNil() || request.Elem().Kind() != reflect.Struct {
		return reflect.Value{}, false
	}
	list := request.Elem().FieldByName("Include")
	return list, list.IsValid() && list.Kind() == reflect.Slice && list.Type().Elem().Kind() == reflect.String
}

// without is a copy of a request that does not ask for some of its optional parts.
func without[I any](request I, dropped []string) I {
	if len(dropped) == 0 {
		return request
	}
	fresh := reflect.New(reflect.TypeOf(request).Elem())
	fresh.Elem().Set(reflect.ValueOf(request).Elem())
	list, _ := includeOf(fresh)
	kept := reflect.MakeSlice(list.Type(), 0, list.Len())
	for i := range list.Len() {
		if !slices.Contains(dropped, list.Index(i).String()) {
			kept = reflect.Append(kept, list.Index(i))
		}
	}
	list.Set(kept)
	return fresh.Interface().(I)
}

// attempts are the sets of extras to leave out, one after the other: tags are refused most often, so they go first, then
// all others, then everything.
func (e *extras) attempts(action string, names []string) [][]string {
	known := e.dropped(action, names)
	all := [][]string{known}
	if len(names) == 0 {
		return all
	}
	isTags := func(s string) bool { return s == "TAGS" }
	for _, drop := range [][]string{
		slices.DeleteFunc(slices.Clone(names), func(s string) bool { return !isTags(s) }),
		slices.DeleteFunc(slices.Clone(names), isTags),
		names,
	} {
		drop = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(known), drop...))))
		if !slices.ContainsFunc(all, func(other []string) bool { return slices.Equal(other, drop) }) {
			all = append(all, drop)
		}
	}
	return all
}

// dropped are the extras among names that AWS has refused.
func (e *extras) dropped(action string, names []string) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var known []string
	for _, n := range names {
		if e.refused[action][n] != nil {
			known = append(known, n)
		}
	}
	slices.Sort(known)
	return known
}

// remember keeps which extras are refused, and why.
func (e *extras) remember(action string, names []string, why error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.refused == nil {
		e.refused = map[string]map[string]error{}
	}
	if e.refused[action] == nil {
		e.refused[action] = map[string]error{}
	}
	for _, n := range names {
		if e.refused[action][n] == nil {
			e.refused[action][n] = why
		}
	}
}

// why is the reason for which AWS refused an extra; nil where it did not.
func (e *extras) why(action, name string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.refused[action][name]
}

// RefusedExtra is the reason for which AWS refused an optional part of an answer; nil where it did not.
func (c *Caller) RefusedExtra(action, name string) error { return c.extras.why(action, name) }

// Omitted says which optional parts of its answers AWS refused so far, each with the reason, in a stable order.
func (c *Caller) Omitted() []string {
	c.extras.mu.Lock()
	defer c.extras.mu.Unlock()
	var all []string
	for _, action := range slices.Sorted(maps.Keys(c.extras.refused)) {
		for _, name := range slices.Sorted(maps.Keys(c.extras.refused[action])) {
			what := words.Constant(name)
			all = append(all, action+" answers without "+what+": "+Reason(c.extras.refused[action][name]))
		}
	}
	return all
}

// overExtra says whether a refusal may be about an optional part and not about the call itself. Tags need a permission
// of their own, and ARNs in the long form.
func overExtra(op Operation, err error) bool {
	switch KindOf(err) {
	case Invalid:
		return true
	case Denied:
		return !strings.Contains(err.Error(), ":"+op.Action)
	case Unsupported:
		refused := smithy.APIError(nil)
		return errors.As(err, &refused) && refused.ErrorCode() == "UnsupportedFeatureException"
	}
	return false
}
