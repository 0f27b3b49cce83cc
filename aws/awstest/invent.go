package awstest

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

// Odd has a test try many odd answers: of a server that leaves out, nulls and makes up members of the outputs of the SDK, by action.
// amend changes the answers before they are served; it may be nil.
func Odd(t *testing.T, outputs map[string]any, amend func(r *rapid.T, answers map[string]string), try func(r *rapid.T, url string)) {
	t.Helper()
	var body atomic.Value
	url := Server(t, func(w http.ResponseWriter, _ *http.Request, action, _ string) {
		_, _ = io.WriteString(w, body.Load().(map[string]string)[action])
	})
	rapid.Check(t, func(r *rapid.T) {
		answers := map[string]string{}
		for action, out := range outputs {
			raw, err := json.Marshal(invent(r, reflect.TypeOf(out), 0))
			if err != nil {
				r.Fatal(err)
			}
			answers[action] = string(raw)
		}
		if amend != nil {
			amend(r, answers)
		}
		body.Store(answers)
		try(r, url)
	})
}

// invent makes a JSON value for a type of the SDK's.
func invent(r *rapid.T, t reflect.Type, depth int) any {
	if rapid.IntRange(0, 11).Draw(r, "odd") == 0 || depth > 5 {
		return nil
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return rapid.Float64Range(-1e12, 1e12).Draw(r, "time")
	case t.Kind() == reflect.Pointer:
		return invent(r, t.Elem(), depth)
	case t.Kind() == reflect.Slice:
		list := make([]any, rapid.IntRange(0, 2).Draw(r, "n"))
		for i := range list {
			list[i] = invent(r, t.Elem(), depth+1)
		}
		return list
	case t.Kind() == reflect.Struct:
		members := map[string]any{"unknown": 1}
		for i := range t.NumField() {
			f := t.Field(i)
			if f.IsExported() && f.Name != "NextToken" && f.Name != "ResultMetadata" && rapid.Bool().Draw(r, f.Name) {
				members[string(unicode.ToLower(rune(f.Name[0])))+f.Name[1:]] = invent(r, f.Type, depth+1)
			}
		}
		return members
	case t.Kind() == reflect.Bool:
		return rapid.Bool().Draw(r, "bool")
	case t.Kind() == reflect.Map:
		return map[string]string{"k\x1b[1m": "v\u202e"}
	case t.Kind() == reflect.String:
		return rapid.SampledFrom([]string{"", "x", "a/b/c", "api:1", "arn:aws:ecs:r:1:task/prod/\x1b[31mabc", "RUNNING", "STOPPED", "MISSING", "\u202e\n"}).Draw(r, "string")
	}
	return rapid.IntRange(-5, 1<<30).Draw(r, "number")
}
