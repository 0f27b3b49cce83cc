package world

import (
	"reflect"
	"time"
)

// clone copies v and everything it points to, so that nobody outside shares the account's memory.
func clone[T any](v T) T {
	src := reflect.ValueOf(&v).Elem()
	var dst T
	deepCopy(reflect.ValueOf(&dst).Elem(), src)
	return dst
}

func deepCopy(dst, src reflect.Value) {
	switch src.Kind() {
	case reflect.Pointer:
		if !src.IsNil() {
			p := reflect.New(src.Type().Elem())
			deepCopy(p.Elem(), src.Elem())
			dst.Set(p)
		}
	case reflect.Slice:
		if !src.IsNil() {
			dst.Set(reflect.MakeSlice(src.Type(), src.Len(), src.Len()))
			for i := range src.Len() {
				deepCopy(dst.Index(i), src.Index(i))
			}
		}
	case reflect.Map:
		if !src.IsNil() {
			dst.Set(reflect.MakeMapWithSize(src.Type(), src.Len()))
			for _, k := range src.MapKeys() {
				v := reflect.New(src.Type().Elem()).Elem()
				deepCopy(v, src.MapIndex(k))
				dst.SetMapIndex(k, v)
			}
		}
	case reflect.Struct:
		dst.Set(src)
		if _, ok := src.Interface().(time.Time); ok {
			return
		}
		for i := range src.NumField() {
			if src.Type().Field(i).IsExported() {
				deepCopy(dst.Field(i), src.Field(i))
			}
		}
	default:
		dst.Set(src)
	}
}
