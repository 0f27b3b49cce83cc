package config

import (
	"errors"
	"slices"
	"testing"
)

func TestTunnels(t *testing.T) {
	t.Parallel()
	s, err := Parse("c", []byte("tunnels:\n  db: {place: prod/checkout, container: app, host: db.internal, port: 5432, local: 15432}\n  web:\n    place: checkout\n    port: 80\n"), near)
	want := []Tunnel{
		{Name: "db", Place: "prod/checkout", Container: "app", Host: "db.internal", Port: 5432, Local: 15432, At: Position{"c", 2, 3}},
		{Name: "web", Place: "checkout", Port: 80, At: Position{"c", 3, 3}},
	}
	if err != nil || !slices.Equal(s.Tunnels, want) || s.At["tunnels"].Line != 2 {
		t.Errorf("%+v, %v", s.Tunnels, err)
	}
}

func TestTunnelsRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"tunnels: [db]":                                  "c:1:10: tunnels must be a mapping of names, not a list | " + TunnelHint,
		"tunnels: {db: 5432}":                            "c:1:15: tunnel db must be a mapping of place, container, host, port, local, not the number 5432 | " + TunnelHint,
		"tunnels: {a/b: {place: x, port: 1}}":            `c:1:11: "a/b" can't be the name of a tunnel | letters, digits, dots and dashes`,
		"tunnels: {db: {port: 5432}}":                    "c:1:11: tunnel db has no place | such as place: prod/checkout",
		"tunnels: {db: {place: x}}":                      "c:1:11: tunnel db has no port | such as port: 5432",
		"tunnels: {db: {place: x, port: 0}}":             `c:1:32: tunnels.db.port must be a port from 1 to 65535, not "0" | `,
		"tunnels: {db: {place: x, port: 65536}}":         `c:1:32: tunnels.db.port must be a port from 1 to 65535, not "65536" | `,
		"tunnels: {db: {place: x, port: http}}":          `c:1:32: tunnels.db.port must be a port from 1 to 65535, not "http" | `,
		"tunnels: {db: {place: x, port: [80]}}":          "c:1:32: tunnels.db.port must be a port from 1 to 65535, not a list | ",
		"tunnels: {db: {place: x y, port: 80}}":          `c:1:23: tunnels.db.place must be one word, not "x y" | `,
		"tunnels: {db: {place: x, host: , port: 80}}":    "c:1:32: host has no value | remove the line to leave it unset",
		"tunnels: {db: {place: x, prt: 80}}":             `c:1:26: unknown setting "prt" in tunnel db | nearest is place, port`,
		"tunnels: {db: {place: x, port: 80, port: 81}}":  "c:1:36: port is already set in line 1 | ",
		"tunnels: {d: {place: x, port: 80}, d: {}}":      "c:1:36: d is already set in line 1 | ",
		"tunnels: {db: {place: x, port: 80, local: -1}}": `c:1:43: tunnels.db.local must be a port from 1 to 65535, not "-1" | `,
	} {
		s, err := Parse("c", []byte(text), near)
		e, ok := errors.AsType[*Error](err)
		if !ok {
			t.Errorf("%q gives %+v, %v", text, s, err)
			continue
		}
		if got := e.Error() + " | " + e.Hint; got != want {
			t.Errorf("%q:\n%s\nwant\n%s", text, got, want)
		}
	}
}
