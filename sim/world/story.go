package world

import (
	"reflect"
	"strings"
	"sync"
)

// Story is this account as whoever makes up its past sees it: their ARNs, images and reasons name the default Region and
// account, and are moved to where this one is. What the callers of the account say stays as it is.
func (w *World) Story() *World {
	p := w.parts
	where := p.clusters.origin
	if where == (origin{Region, Account}) {
		return w
	}
	m := &move{strings.NewReplacer(Region, where.region, Account, where.number)}
	return open(moved{w.core.lock, m}, p)
}

// move puts other places in texts.
type move struct{ texts *strings.Replacer }

// moved is the lock of a World whose callers' texts are moved.
type moved struct {
	sync.Locker
	move *move
}

// moving is what moves the texts of the callers of a World with that lock; nil where nothing does.
func moving(l sync.Locker) *move {
	switch l := l.(type) {
	case moved:
		return l.move
	case unlocked:
		return l.move
	}
	return nil
}

// arrive copies what a World with that lock is given, and moves the texts in it.
func arrive[T any](l sync.Locker, v T) T {
	v = clone(v)
	if m := moving(l); m != nil {
		m.put(reflect.ValueOf(&v).Elem())
	}
	return v
}

func (m *move) put(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			m.put(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			m.put(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if e := v.MapIndex(k); e.Kind() == reflect.String {
				v.SetMapIndex(k, reflect.ValueOf(m.texts.Replace(e.String())).Convert(e.Type()))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				m.put(v.Field(i))
			}
		}
	case reflect.String:
		v.SetString(m.texts.Replace(v.String()))
	}
}
