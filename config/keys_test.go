package config

import (
	"errors"
	"strings"
	"testing"
)

// Keys of the file take the place of those that one has; several may change places.
func TestKeys(t *testing.T) {
	t.Parallel()
	s, err := Parse("c", []byte("keys:\n  changes.rollback: Z\n  logs.next: [ctrl+n, \"~\"]\n  service.logs: e\n  service.events: l\n  tables.mark: ' '\n  everywhere.home: 9\n"), near)
	if err != nil {
		t.Fatal(err)
	}
	m := s.Keymap()
	if m.Changes.Back.Help().Key != "Z" || strings.Join(m.Logs.Next.Keys(), " ") != "ctrl+n ~" || m.Service.Logs.Keys()[0] != "e" || m.Tables.Mark.Keys()[0] != "space" || m.Everywhere.Home.Keys()[0] != "9" {
		t.Errorf("%v", s.Keys)
	}
	if at := s.At["keys.service.logs"]; at.Line != 4 {
		t.Errorf("service.logs stands at %s", at)
	}
}

// What clashes, or names no key, is refused where it stands.
func TestKeysRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"keys: Z":                                                           "c:1:7: keys must be a mapping of names to keys, not text | " + keysHint,
		"keys:\n  changes.rolback: Z":                                       `c:2:3: unknown key name "changes.rolback" | nearest is `,
		"keys:\n  changes.rollback: R":                                      "c:2:21: keys.changes.rollback: R is already changes.redeploy | give changes.redeploy another key, too",
		"keys:\n  service.logs: q":                                          "c:2:17: keys.service.logs: q is already everywhere.leave | ",
		"keys:\n  text.copy: j":                                             "c:2:14: keys.text.copy: j is already moving.down | ",
		"keys:\n  service.logs: Z\n  changes.rollback: Z":                   "c:3:21: keys.changes.rollback: Z is already service.logs, in line 2 | give one of them another key",
		"keys:\n  dialog.command: ctrl+c":                                   "c:2:19: keys.dialog.command: ctrl+c is already everywhere.interrupt | ",
		"keys:\n  changes.rollback: ctrl+i":                                 "c:2:21: keys.changes.rollback: terminals send another key for ctrl+i | ",
		"keys:\n  changes.rollback: shift+b":                                `c:2:21: keys.changes.rollback: unknown key "shift+b" | `,
		"keys:\n  changes.rollback: [Z, Z]":                                 "c:2:25: keys.changes.rollback has Z twice | ",
		"keys:\n  changes.rollback: []":                                     "c:2:21: keys.changes.rollback has no key | ",
		"keys:\n  changes.rollback: {a: b}":                                 "c:2:21: keys.changes.rollback must be a key or a list of keys, not a mapping | ",
		"keys:\n  changes.rollback: ~":                                      "c:2:21: changes.rollback has no value | ",
		"keys:\n  everywhere.interrupt: ctrl+x":                             "c:2:25: keys.everywhere.interrupt: ctrl+c always quits: keep it in the list | ",
		"keys:\n  logs.range: [7, 8]":                                       "c:2:15: keys.logs.range: it needs 7 keys, from the shortest time to the longest | ",
		"keys:\n  service.logs: Z\n  service.logs: V":                       "c:3:3: service.logs is already set in line 2 | ",
		"keys: {service.logs: e, service.events: x, service.stopped: '\\'}": "",
	} {
		_, err := Parse("c", []byte(text), near)
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		e, ok := errors.AsType[*Error](err)
		if !ok {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := e.Error() + " | " + e.Hint; !strings.HasPrefix(got, want) {
			t.Errorf("%q:\n%s\nwant\n%s", text, got, want)
		}
	}
}
