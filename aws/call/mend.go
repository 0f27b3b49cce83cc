package call

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
)

// mistyped is an answer with a member of another type than the SDK expects.
type mistyped struct {
	text string // services[3].desiredCount is a string instead of a number
	err  error
}

func (m *mistyped) Error() string { return m.text }

func (m *mistyped) Unwrap() error { return m.err }

// misread says whether an answer came that would be as unreadable a second time.
func misread(err error) bool {
	return errors.As(err, new(*mistyped)) || errors.As(err, new(*Incomplete))
}

// decoded makes a call. Where the SDK cannot decode a row of the answer, the others are decoded, and the answer's
// failures name that row and the member. Other members of a wrong type end in an error that names them.
func decoded[I, O any](ctx context.Context, do func(context.Context, I, ...func(*ecs.Options)) (O, error), in I,
	options ...func(*ecs.Options)) (O, error) {
	var raw bytes.Buffer
	out, err := do(ctx, in, append(slices.Clip(options), keeping("answer", &raw))...)
	if decoding := new(smithy.DeserializationError); err == nil || !errors.As(err, &decoding) {
		return out, err
	}
	mended, wrong := mend(raw.Bytes(), reflect.TypeFor[O]())
	if mended == nil {
		if wrong != "" {
			err = &mistyped{wrong, err}
		}
		return out, err
	}
	return do(ctx, in, func(o *ecs.Options) { o.HTTPClient = replay(mended) })
}

// replay answers with a body instead of asking the server.
type replay []byte

// Do returns the body.
func (r replay) Do(request *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: request,
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}, ContentLength: int64(len(r)),
		Body: io.NopCloser(bytes.NewReader(r)),
	}, nil
}

// mend moves the rows of an answer that do not fit the SDK's type to the answer's failures; a number where a text belongs is
// its digits. It returns nil where that is not enough, and what is wrong as far as it is known.
func mend(body []byte, want reflect.Type) (mended []byte, wrong string) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var answer map[string]any
	if want.Kind() != reflect.Pointer || decoder.Decode(&answer) != nil || answer == nil {
		return nil, ""
	}
	failures, _ := answer["failures"].([]any)
	_, has := want.Elem().FieldByName("Failures")
	moved := textsOf(answer, want.Elem())
	for name, value := range answer {
		rows, ok := value.([]any)
		if field := fieldOf(want.Elem(), name); ok && has && name != "failures" && field != nil && field.Kind() == reflect.Slice {
			kept := []any{} // a list that is empty is a list
			for _, row := range rows {
				odd := misfit(row, field.Elem(), "")
				if odd == "" {
					kept = append(kept, row)
					continue
				}
				moved = true
				failures = append(failures, map[string]any{"arn": identity(row, name), "reason": "the response is invalid", "detail": odd})
			}
			answer[name] = kept
		}
	}
	if len(failures) > 0 {
		answer["failures"] = failures
	}
	if odd := misfit(answer, want.Elem(), ""); odd != "" || !moved {
		return nil, odd
	}
	mended, err := json.Marshal(answer)
	if err != nil {
		return nil, ""
	}
	return mended, ""
}

// textsOf makes texts of the numbers that members of a value have where the SDK's type has texts, and says whether there were
// any. Nothing is lost by it, and servers that imitate AWS write such numbers. A list of numbers in place of names stays what
// it is: none of them would be the name of anything.
func textsOf(value any, want reflect.Type) (quoted bool) {
	for want.Kind() == reflect.Pointer {
		want = want.Elem()
	}
	set := func(item any, t reflect.Type, put func(string)) {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if n, ok := item.(json.Number); ok && t.Kind() == reflect.String {
			put(n.String())
			quoted = true
		} else if textsOf(item, t) {
			quoted = true
		}
	}
	switch v := value.(type) {
	case map[string]any:
		for name, item := range v {
			if want.Kind() == reflect.Map {
				set(item, want.Elem(), func(text string) { v[name] = text })
			} else if want.Kind() == reflect.Struct {
				if t := fieldOf(want, name); t != nil {
					set(item, t, func(text string) { v[name] = text })
				}
			}
		}
	case []any:
		for _, item := range v {
			if want.Kind() == reflect.Slice && textsOf(item, want.Elem()) {
				quoted = true
			}
		}
	}
	return quoted
}

// identity is the ARN of a row: services have a serviceArn.
func identity(row any, list string) string {
	members, _ := row.(map[string]any)
	arn, ok := members[strings.TrimSuffix(list, "s")+"Arn"].(string)
	if !ok {
		return "one of the " + list
	}
	return arn
}

// fieldOf is the type of the field for a member; nil where the SDK does not know it.
func fieldOf(t reflect.Type, member string) reflect.Type {
	if member == "" {
		return nil
	}
	f, ok := t.FieldByName(strings.ToUpper(member[:1]) + member[1:])
	if !ok || !f.IsExported() {
		return nil
	}
	return f.Type
}

// misfit says what of a value does not fit a type of the SDK: the first member in alphabetical order; empty where all fit.
func misfit(value any, want reflect.Type, path string) string {
	for want.Kind() == reflect.Pointer {
		want = want.Elem()
	}
	if value == nil || want.Kind() == reflect.Interface {
		return ""
	}
	switch v := value.(type) {
	case map[string]any:
		return misfitMembers(v, want, path)
	case []any:
		if want.Kind() != reflect.Slice {
			break
		}
		for i, item := range v {
			if odd := misfit(item, want.Elem(), fmt.Sprintf("%s[%d]", path, i)); odd != "" {
				return odd
			}
		}
		return ""
	case string:
		if want.Kind() == reflect.String {
			return ""
		}
	case bool:
		if want.Kind() == reflect.Bool {
			return ""
		}
	case json.Number:
		if want == reflect.TypeFor[time.Time]() || want.Kind() == reflect.Float64 || want.Kind() == reflect.Float32 {
			return ""
		}
		if _, err := v.Int64(); err == nil && (want.Kind() == reflect.Int32 || want.Kind() == reflect.Int64) {
			return ""
		}
	}
	return fmt.Sprintf("%s is %s instead of %s", strings.TrimPrefix(path, "."), jsonKind(value), kindName(want))
}

func misfitMembers(members map[string]any, want reflect.Type, path string) string {
	isMap := want.Kind() == reflect.Map
	if !isMap && (want.Kind() != reflect.Struct || want == reflect.TypeFor[time.Time]()) {
		return fmt.Sprintf("%s is an object instead of %s", strings.TrimPrefix(path, "."), kindName(want))
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var t reflect.Type
		if isMap {
			t = want.Elem()
		} else if t = fieldOf(want, name); t == nil {
			continue
		}
		if odd := misfit(members[name], t, path+"."+name); odd != "" {
			return odd
		}
	}
	return ""
}

// jsonKind names what a value of JSON is.
func jsonKind(value any) string {
	switch v := value.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case json.Number:
		return "the number " + v.String()
	}
	return "something else"
}

// kindName names what of JSON a type of the SDK is read from.
func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "a boolean"
	case reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Slice:
		return "a list"
	case reflect.Float32, reflect.Float64:
		return "a number"
	}
	if t == reflect.TypeFor[time.Time]() {
		return "a time"
	}
	return "an object"
}
