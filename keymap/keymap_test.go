package keymap

import (
	"slices"
	"testing"

	"charm.land/bubbles/v2/key"
)

// No two keys that work at the same time may be one.
func TestClashes(t *testing.T) {
	t.Parallel()
	m := Default()
	groups := map[string][]key.Binding{}
	for _, g := range m.Groups() {
		groups[g.Name] = g.Keys
	}
	together := [][]string{
		{"everywhere", "moving", "lists", "clusters, services, tasks", "changes", "sessions", "revisions"},
		{"dialogs of changes"}, {"everywhere", "logs"},
		{"everywhere", "texts", "sessions"},
	}
	for _, names := range together {
		taken := map[string]string{}
		for _, n := range names {
			if len(groups[n]) == 0 {
				t.Fatalf("no group is called %q", n)
			}
			for _, b := range groups[n] {
				for _, k := range b.Keys() {
					if other, ok := taken[k]; ok {
						t.Errorf("%s is both %q and %q", k, other, b.Help().Desc)
					}
					taken[k] = b.Help().Desc
				}
			}
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
