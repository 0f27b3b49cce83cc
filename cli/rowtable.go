package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The formats of --output.
const (
	asTable = "table"
	asJSON  = "json"
	asTSV   = "tsv"
)

// rowTable is rows of one sort and how people read them. T is a struct whose json tags are the documented schema.
type rowTable[T any] struct {
	columns []column[T]
	rows    []T
}

// write prints all rows at once, so that a reader gets complete data or nothing.
func (s rowTable[T]) write(w io.Writer, format string, look look) error {
	var b bytes.Buffer
	switch format {
	case asJSON:
		if err := encode(&b, s.rows); err != nil {
			return err
		}
	case asTSV:
		s.tsv(&b)
	default:
		s.table(&b, look)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// encode writes an array, also where there is nothing to write.
func encode[T any](w io.Writer, rows []T) error {
	if rows == nil {
		rows = []T{}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(rows)
}

// tsv writes the members that are one value or a list of text, in the order of the schema.
func (s rowTable[T]) tsv(b *bytes.Buffer) {
	row := reflect.TypeFor[T]()
	var flat [][]int
	var head []string
	for _, f := range reflect.VisibleFields(row) {
		if f.IsExported() && isFlat(f.Type) {
			flat = append(flat, f.Index)
			head = append(head, f.Tag.Get("json"))
		}
	}
	b.WriteString(strings.Join(head, "\t") + "\n")
	for _, r := range s.rows {
		v := reflect.ValueOf(r)
		for n, i := range flat {
			if n > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(line(value(v.FieldByIndex(i).Interface())))
		}
		b.WriteByte('\n')
	}
}

// isFlat tells whether a member fits in one field of a line.
func isFlat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Int, reflect.Int64, reflect.Float64, reflect.Bool:
		return true
	case reflect.Pointer:
		return slices.Contains([]reflect.Kind{reflect.Int, reflect.Int64, reflect.Float64}, t.Elem().Kind())
	case reflect.Slice:
		return t.Elem().Kind() == reflect.String
	}
	return t == reflect.TypeFor[moment]()
}

// value is a flat member as text; no time is no text, nor is a number that is not known.
func value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case *int:
		if v != nil {
			return strconv.Itoa(*v)
		}
	case *int64:
		if v != nil {
			return strconv.FormatInt(*v, 10)
		}
	case *float64:
		if v != nil {
			return value(*v)
		}
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case moment:
		return v.String()
	case texts:
		return strings.Join(v, ",")
	}
	return ""
}

// texts is a list of text, never null in JSON.
type texts []string

// MarshalJSON writes an array, also where there is nothing to write.
func (t texts) MarshalJSON() ([]byte, error) { return array(t) }

// list is a list of objects, never null in JSON.
type list[T any] []T

// MarshalJSON writes an array, also where there is nothing to write.
func (l list[T]) MarshalJSON() ([]byte, error) { return array(l) }

func array[T any](all []T) ([]byte, error) {
	if all == nil {
		all = []T{}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(all)
	return b.Bytes(), err
}

// moment is a time as the output shows it: RFC 3339, UTC, whole seconds, so that jq's fromdate reads it; null where
// there is none.
type moment struct{ time.Time }

func (m moment) String() string {
	if m.IsZero() {
		return ""
	}
	return m.UTC().Format(time.RFC3339)
}

// MarshalJSON is the text, or null.
func (m moment) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(m.String())
}
