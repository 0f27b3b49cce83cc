package keymap

import (
	"slices"
	"testing"
)

// No two keys that work on the same kind of screen may be one.
func TestClashes(t *testing.T) {
	t.Parallel()
	m := Default()
	for _, g := range m.Groups() {
		if len(g.On) == 0 || g.Name == "" {
			t.Errorf("a group has no name or no kind of screen: %q, %q", g.Name, g.On)
		}
	}
	n, ids := 0, map[string]bool{}
	for _, e := range Entries(m) {
		if ids[e.ID] {
			t.Errorf("two keys are called %s", e.ID)
		}
		ids[e.ID] = true
		for _, k := range e.Keys() {
			n++
			if other := Clash(m, e.ID, e.On, k); other != "" {
				t.Errorf("%s is both %s and %s", k, other, e.ID)
			}
			if err := Refuse(k); err != nil {
				t.Errorf("%s could not be set in the settings: %v", e.ID, err)
			}
		}
	}
	if n < 100 {
		t.Errorf("%d keys only", n)
	}
}

// Another key takes the place of all that one had, and help calls it so.
func TestWith(t *testing.T) {
	t.Parallel()
	m := With(Default(), []Rebinding{{"changes.rollback", []string{"Z"}}, {"moving.half_down", []string{"down", "alt+d"}}})
	if b := m.Changes.Back; b.Help().Key != "Z" || !slices.Equal(b.Keys(), []string{"Z"}) || b.Help().Desc != Default().Changes.Back.Help().Desc {
		t.Errorf("%v %v", b.Keys(), b.Help())
	}
	if b := m.Moving.HalfDown; b.Help().Key != "↓" || len(b.Keys()) != 2 {
		t.Errorf("%v %v", b.Keys(), b.Help())
	}
	if Default().Changes.Back.Help().Key != "B" {
		t.Error("the keymap as it comes was changed")
	}
	if other := Clash(m, "moving.half_down", []string{"list"}, "down"); other != "moving.down" {
		t.Errorf("down clashes with %q", other)
	}
	for _, k := range []string{"", "  ", "ab", "ctrl+", "ctrl+i", "ctrl+[", "ctrl+1", "ctrl+alt+x", "f13", "\x1b", "ctrl+shift+x"} {
		if Refuse(k) == nil {
			t.Errorf("%q can be bound", k)
		}
	}
	for _, k := range []string{"é", "f12", "alt+x", "ctrl+o", "pgup", "~"} {
		if err := Refuse(k); err != nil {
			t.Errorf("%q: %v", k, err)
		}
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
