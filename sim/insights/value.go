package insights

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// value is what a field or an expression is in a row. The zero value is that there is none.
type value struct {
	text string
	num  float64
	sort sort
}

type sort uint8

const (
	absent sort = iota
	textual
	numeric // num is the value, and text how it is shown where that is not empty
)

func textOf(s string) value { return value{text: s, sort: textual} }

func numberOf(n float64) value { return value{num: n, sort: numeric} }

func truth(b bool) value {
	if b {
		return numberOf(1)
	}
	return numberOf(0)
}

// String is how the value is shown. Numbers have at most four decimals.
func (v value) String() string {
	if v.sort == numeric && v.text == "" {
		return strconv.FormatFloat(math.Round(v.num*1e4)/1e4, 'f', -1, 64)
	}
	return v.text
}

// number is the value as a number, if it is one or reads as one.
func (v value) number() (float64, bool) {
	switch v.sort {
	case numeric:
		return v.num, true
	case textual:
		n, err := strconv.ParseFloat(strings.TrimSpace(v.text), 64)
		return n, err == nil
	}
	return 0, false
}

func (v value) true() bool {
	return v.sort == numeric && v.num != 0 || v.sort == textual && v.text == "true"
}

// compare orders two values: as numbers if both are, else as texts; what there is none of comes first.
func compare(a, b value) int {
	x, isX := a.number()
	y, isY := b.number()
	switch {
	case isX && isY && x < y:
		return -1
	case isX && isY && x > y:
		return 1
	case isX && isY:
		return 0
	}
	return strings.Compare(a.String(), b.String())
}

// Event is one event of a log that a query looks at. Times are in milliseconds since 1970.
type Event struct {
	At, Ingested                 int64
	Stream, Log, Message, Handle string
}

// row is an event, or a line of statistics, with what was made of it.
type row struct {
	event  *Event // nil for statistics
	fields map[string]string
	own    map[string]value
}

// instant is how times are shown.
const instant = "2006-01-02 15:04:05.000"

func stamp(ms int64) value {
	return value{text: time.UnixMilli(ms).UTC().Format(instant), num: float64(ms), sort: numeric}
}

// get is a field of a row.
func (r *row) get(name string) value {
	if v, ok := r.own[name]; ok {
		return v
	}
	e := r.event
	if e == nil {
		return value{}
	}
	switch name {
	case "@timestamp":
		return stamp(e.At)
	case "@ingestionTime":
		return stamp(e.Ingested)
	case "@message":
		return textOf(e.Message)
	case "@logStream":
		return textOf(e.Stream)
	case "@log":
		return textOf(e.Log)
	case "@ptr":
		return textOf(e.Handle)
	}
	if r.fields == nil {
		r.fields = discovered(e.Message)
	}
	if text, ok := r.fields[name]; ok {
		return textOf(text)
	}
	return value{}
}

func (r *row) set(name string, v value) {
	if r.own == nil {
		r.own = map[string]value{}
	}
	r.own[name] = v
}

// discovered are the fields of an event that is a JSON object, those within others with dots between the names.
func discovered(message string) map[string]string {
	all := map[string]string{}
	if !strings.HasPrefix(strings.TrimSpace(message), "{") {
		return all
	}
	d := json.NewDecoder(strings.NewReader(message))
	d.UseNumber()
	var object map[string]any
	if d.Decode(&object) == nil {
		flatten(all, "", object)
	}
	return all
}

func flatten(all map[string]string, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			flatten(all, join(path, name), inner)
		}
	case []any:
		for i, inner := range v {
			flatten(all, join(path, strconv.Itoa(i)), inner)
		}
	case string:
		all[path] = v
	case json.Number:
		all[path] = v.String()
	case bool:
		all[path] = strconv.FormatBool(v)
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
