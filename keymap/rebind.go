package keymap

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
)

// Entry is one key: its name in the settings, what it is bound to, the kinds of screen on which it works, and what one wants of
// it: to look, find, change, get in or move.
type Entry struct {
	ID     string
	On     []string
	Intent string
	key.Binding
}

// Entries are all the keys, in the order of help.
func Entries(m Map) []Entry {
	var entries []Entry
	each(&m, func(id string, tag func(string) string, field reflect.Value) {
		entries = append(entries, Entry{id, strings.Fields(tag("on")), tag("intent"), field.Interface().(key.Binding)})
	})
	return entries
}

// each visits all the keys, with the tags of each or else of its group. The name of one is that of its group and its own, such as
// logs.next; where a verb of the command line does the same, it is called so: changes.rollback.
func each(m *Map, visit func(id string, tag func(string) string, field reflect.Value)) {
	all := reflect.ValueOf(m).Elem()
	for i := range all.NumField() {
		group, tag := all.Field(i), all.Type().Field(i).Tag
		for j := range group.NumField() {
			field := group.Type().Field(j)
			name := snake(field.Name)
			if names := strings.Fields(field.Tag.Get("name")); len(names) > 0 {
				name = strings.ReplaceAll(names[0], "-", "_")
			}
			visit(snake(all.Type().Field(i).Name)+"."+name, func(of string) string { return cmp.Or(field.Tag.Get(of), tag.Get(of)) }, group.Field(j))
		}
	}
}

// snake writes a name of Go as settings do: HalfDown is half_down.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Intent is what one wants of a key that a screen has, as Entry says it: the one that is called so, else one that is the same key
// on such a screen. Keys of the operator's own are there to look.
func Intent(m Map, b key.Binding, on string) string {
	same := ""
	for _, e := range Entries(m) {
		switch {
		case !slices.Equal(e.Keys(), b.Keys()):
		case e.Help().Desc == b.Help().Desc:
			return e.Intent
		case same == "" && slices.Contains(e.On, on):
			same = e.Intent
		}
	}
	return cmp.Or(same, "look")
}

// IDs are the names of all keys in the settings.
func IDs() []string {
	var ids []string
	for _, e := range Entries(Default()) {
		ids = append(ids, e.ID)
	}
	return ids
}

// Rebinding puts other keys in the place of those that one has.
type Rebinding struct {
	ID   string
	Keys []string
}

// With is the keymap with other keys in some places.
func With(m Map, changes []Rebinding) Map {
	each(&m, func(id string, _ func(string) string, field reflect.Value) {
		for _, c := range changes {
			if c.ID == id && len(c.Keys) > 0 {
				b := field.Interface().(key.Binding)
				field.Set(reflect.ValueOf(bind(b.Help().Desc, c.Keys...)))
			}
		}
	})
	return m
}

// Clash says what a key does already where another is to have it: on a kind of screen on which both work; empty where it is
// free. Those of an entry of the same name do not count.
func Clash(m Map, id string, on []string, k string) string {
	for _, e := range Entries(m) {
		if e.ID == id || !slices.Contains(e.Keys(), k) {
			continue
		}
		if slices.ContainsFunc(e.On, func(kind string) bool { return slices.Contains(on, kind) }) {
			return e.ID
		}
	}
	return ""
}

// Refuse says why a key cannot be bound by its name, or nil.
func Refuse(k string) error {
	named := []string{"enter", "esc", "tab", "shift+tab", "space", "backspace", "delete", "insert", "up", "down", "left", "right", "home", "end", "pgup", "pgdown"}
	for i := range 12 {
		named = append(named, fmt.Sprintf("f%d", i+1))
	}
	if slices.Contains(named, k) {
		return nil
	}
	base, control := strings.CutPrefix(k, "ctrl+")
	base, alt := strings.CutPrefix(base, "alt+")
	r, n := utf8.DecodeRuneInString(base)
	switch {
	case control && alt, n == 0, n != len(base), r == utf8.RuneError, !unicode.IsPrint(r), unicode.IsSpace(r):
		return fmt.Errorf("unknown key %q", k)
	case control && strings.ContainsRune("him[j", r):
		return fmt.Errorf("terminals send another key for %s", k)
	case control && (r < 'a' || r > 'z'):
		return fmt.Errorf("terminals don't send %s", k)
	}
	return nil
}

// Lacks says what a key that was bound anew cannot do without, or nil: what quits whatever happens stays, and the keys that say
// how far back a log begins are as many as there are steps.
func Lacks(e Entry) error {
	switch e.ID {
	case "everywhere.interrupt":
		if !slices.Contains(e.Keys(), "ctrl+c") {
			return errors.New("ctrl+c always quits: keep it in the list")
		}
	case "logs.range":
		if n := len(Default().Logs.Range.Keys()); len(e.Keys()) != n {
			return fmt.Errorf("it needs %d keys, from the shortest time to the longest", n)
		}
	}
	return nil
}

// Does is a key and what it does, in a sentence: "esc clears the marks".
func Does(b key.Binding, what string) string { return b.Help().Key + " " + what }
