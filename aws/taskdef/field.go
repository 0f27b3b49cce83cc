package taskdef

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/secret"
)

// Field is one value of a task definition that was taken apart.
type Field struct {
	path   string // as it is shown: app.env.LOG_LEVEL
	list   string // the list it is in, as AWS calls it: environment; empty for a plain member
	root   string // the member of the definition that it is or is in, or of the container where inside is set
	inside bool
	value  string // as it came; numbers and strings alike
	masked string // the value without what looks like a secret in it
}

// Fields takes a task definition apart. The keys are exact, where paths are cleaned.
type Fields map[string]Field

// Fields are the values but for the name and what is told of the registration.
func (m Members) Fields() (Fields, error) {
	out := Fields{}
	for name, raw := range m {
		switch name {
		case "taskDefinitionArn", "revision", "family", "registeredAt", "registeredBy", "deregisteredAt", "deleteRequestedAt":
			continue
		}
		d := json.NewDecoder(strings.NewReader(string(raw)))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			return nil, fmt.Errorf("%s: %w", clean.Text(name), err)
		}
		if items, ok := v.([]any); ok && name == "containerDefinitions" {
			m.takeContainers(out, items)
			continue
		}
		out.take(Field{path: Visible(name), root: name}, name, name, v)
	}
	return out, nil
}

// takeContainers puts what a container has under its name, unless a member of the definition is called so.
func (m Members) takeContainers(out Fields, items []any) {
	for i, item := range items {
		k, _ := item.(map[string]any)
		name, ok := k["name"].(string)
		if !ok {
			name = strconv.Itoa(i)
		}
		path := Visible(name)
		if _, taken := m[name]; taken {
			path = "container " + path
		}
		key := out.free("containerDefinitions\x00" + name)
		if len(k) < 2 {
			out.add(Field{path: path, root: "name", inside: true}, key, fmt.Sprint("present ", item))
		}
		for member, v := range k {
			if member != "name" || !ok {
				out.take(Field{path: path + "." + Visible(called(member)), root: member, inside: true}, key+"\x00"+member, member, v)
			}
		}
	}
}

// called is the short word for some members.
func called(member string) string {
	switch member {
	case "environment":
		return "env"
	case "portMappings":
		return "ports"
	case "mountPoints":
		return "mounts"
	}
	return member
}

// take adds a value and all that is in it.
func (l Fields) take(at Field, key, member string, v any) {
	switch v := v.(type) {
	case nil:
	case map[string]any:
		if len(v) == 0 {
			l.add(at, key, "{}")
		}
		if chosen(member) {
			at.list = member
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			l.take(at.below(called(name), at.list), key+"\x00"+name, name, v[name])
		}
	case []any:
		l.takeList(at, key, member, v)
	default:
		l.add(at, key, scalar(v))
	}
}

// takeList adds a list: one of plain values as one value, one of objects by what tells them apart. An empty list is none.
func (l Fields) takeList(at Field, key, member string, items []any) {
	if len(items) == 0 {
		return
	}
	if !slices.ContainsFunc(items, func(v any) bool { _, object := v.(map[string]any); return object }) {
		if member == "requiresCompatibilities" || member == "compatibilities" {
			slices.SortFunc(items, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		}
		texts, plain := make([]string, len(items)), make([]string, len(items))
		for i, v := range items {
			texts[i], plain[i] = scalar(v), scalar(v)
			if s, ok := v.(string); ok {
				texts[i] = quote(s)
			}
		}
		if member == "command" || member == "entryPoint" {
			plain, _ = secret.Args(plain)
		} else {
			for i, text := range plain {
				plain[i], _ = secret.Mask("", text)
			}
		}
		for i, v := range items {
			if plain[i] != scalar(v) || texts[i] != scalar(v) {
				plain[i] = quote(plain[i])
			}
		}
		at.masked = "[" + strings.Join(plain, ", ") + "]"
		l.add(at, key, "["+strings.Join(texts, ", ")+"]")
		return
	}
	n := listKeyOf(member)
	for i, item := range items {
		object, ok := item.(map[string]any)
		name := strconv.Itoa(i)
		if ok {
			name = n.name(object, name)
		}
		n.take(l, at.below(name, member), l.free(key+"\x00"+name), item)
	}
}

// below is the place of something in what is at a place.
func (l Field) below(name, list string) Field {
	l.path, l.list = l.path+"."+Visible(name), list
	return l
}

// add puts a value in its place.
func (l Fields) add(at Field, key, value string) {
	at.value = value
	name := key[strings.LastIndexByte(key, 0)+1:]
	if !chosen(at.list) {
		name = ""
	}
	if at.masked == "" {
		at.masked, _ = secret.Mask(name, value)
	}
	l[key] = at
}

// free is a key that nothing is under yet: that of a second thing of the same name has a number.
func (l Fields) free(key string) string {
	taken := func(key string) bool {
		_, ok := l[key]
		return ok || slices.ContainsFunc(slices.Collect(maps.Keys(l)), func(k string) bool { return strings.HasPrefix(k, key+"\x00") })
	}
	free := key
	for n := 2; taken(free); n++ {
		free = key + "#" + strconv.Itoa(n)
	}
	return free
}

// scalar is a number, string or boolean as text.
func scalar(v any) string {
	n, ok := v.(json.Number)
	if !ok {
		return fmt.Sprint(v)
	}
	if f, err := n.Float64(); err == nil && f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return strconv.FormatInt(int64(f), 10)
	}
	return n.String()
}

// Visible is a text with what clean.Text would take from it written out.
func Visible(s string) string {
	if clean.Text(s) == s {
		return s
	}
	return clean.Text(strconv.Quote(s))
}
