package keymap

import (
	"slices"
	"testing"
)

// No two keys that work on the same kind of screen may be one.
func TestClashes(t *testing.T) {
	t.Parallel()
	taken := map[string]string{}
	for _, g := range Default().Groups() {
		if len(g.On) == 0 || g.Name == "" {
			t.Errorf("a group has no name or no kind of screen: %q, %q", g.Name, g.On)
		}
		for _, b := range g.Keys {
			for _, on := range g.On {
				for _, k := range b.Keys() {
					if other, ok := taken[on+" "+k]; ok {
						t.Errorf("%s is both %q and %q on a %s", k, other, b.Help().Desc, on)
					}
					taken[on+" "+k] = b.Help().Desc
				}
			}
		}
	}
	if len(taken) < 100 {
		t.Errorf("%d keys only", len(taken))
	}
}

// Keys that a terminal, a multiplexer or flow control would swallow or rename are never bound.
func TestForbidden(t *testing.T) {
	t.Parallel()
	forbidden := []string{"ctrl+a", "ctrl+b", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+[", "ctrl+s", "ctrl+q", " "}
	for _, g := range Default().Groups() {
		for _, b := range g.Keys {
			for _, k := range b.Keys() {
				if slices.Contains(forbidden, k) || len(k) > 1 && k[0] == 'f' && k[1] >= '0' && k[1] <= '9' {
					t.Errorf("%q is bound to %q", k, b.Help().Desc)
				}
			}
			if b.Help().Desc == "" || b.Help().Key == "" {
				t.Errorf("%v has no help", b.Keys())
			}
		}
	}
}
