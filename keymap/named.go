package keymap

import (
	"reflect"
	"strings"
	"sync"

	"charm.land/bubbles/v2/key"
)

// places are where in a Map the key of a name is: its group and its field there.
var places = sync.OnceValue(func() map[string][2]int {
	at := map[string][2]int{}
	all := reflect.TypeFor[Map]()
	for i := range all.NumField() {
		group := all.Field(i).Type
		for j := range group.NumField() {
			for _, name := range strings.Fields(group.Field(j).Tag.Get("name")) {
				if _, taken := at[name]; !taken {
					at[name] = [2]int{i, j}
				}
			}
		}
	}
	return at
})

// Named is the key that does what a verb of the command line does, or shows the screen of a name: the name tags tell.
func (m Map) Named(name string) (key.Binding, bool) {
	at, ok := places()[name]
	if !ok {
		return key.Binding{}, false
	}
	return reflect.ValueOf(m).Field(at[0]).Field(at[1]).Interface().(key.Binding), true
}
