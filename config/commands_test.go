package config

import (
	"errors"
	"strings"
	"testing"
)

// A program's fields are what is selected, each within its argument.
func TestCommands(t *testing.T) {
	t.Parallel()
	s, err := Parse("c", []byte("commands:\n  the runbook: {key: ctrl+t, run: [open, 'https://x/{cluster}/{service}?a={service}'], reads: true, pane: true}\n"), near)
	if err != nil || len(s.Commands) != 1 {
		t.Fatal(s.Commands, err)
	}
	c := s.Commands[0]
	if c.Name != "the runbook" || c.Key != "ctrl+t" || !c.Reads || !c.Pane || strings.Join(c.Fields(), " ") != "cluster service" {
		t.Errorf("%+v", c)
	}
	words := c.Words(map[string]string{"cluster": "a b; rm {service}", "service": "$(x)"})
	if len(words) != 2 || words[1] != "https://x/a b; rm {service}/$(x)?a=$(x)" {
		t.Errorf("%q", words)
	}
}

// What could not run, or whose key does something else, is refused where it stands.
func TestCommandsRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"commands: [a]":                                                                   "c:1:11: commands must be a mapping of names, not a list | " + commandHint,
		"commands:\n  a: open":                                                            "c:2:6: command a must be a mapping of key, run, reads, pane, not text | " + commandHint,
		"commands:\n  a: {run: [open]}":                                                   "c:2:3: command a has no key | ",
		"commands:\n  a: {key: ctrl+t}":                                                   "c:2:3: command a has nothing to run | ",
		"commands:\n  a: {key: ctrl+t, run: open x}":                                      "c:2:25: commands.a.run must be a list of words: the program and its arguments, not text | ",
		"commands:\n  a: {key: ctrl+t, run: ['{service}']}":                               "c:2:3: command a has a field as the name of its program | ",
		"commands:\n  a: {key: ctrl+t, run: [x, '{token}']}":                              "c:2:29: unknown field {token} | nearest is task",
		"commands:\n  a: {key: l, run: [x]}":                                              "c:2:12: commands.a.key: l is already service.logs | choose another key",
		"commands:\n  a: {key: '~', run: [x]}\n  b: {key: '~', run: [y]}":                 "c:3:12: commands.b.key: ~ is already commands.a | ",
		"keys: {service.logs: '~'}\ncommands:\n  a: {key: '~', run: [x]}":                 "c:3:12: commands.a.key: ~ is already service.logs | ",
		"commands:\n  a: {key: '~', run: [x], shell: true}":                               `c:2:27: unknown setting "shell" in command a | `,
		"commands:\n  a: {key: [x, y], run: [x]}":                                         "c:2:12: commands.a.key must be one key | ",
		"commands:\n  a: {key: '~', run: [x], reads: 1}":                                  `c:2:34: commands.a.reads must be true or false, not "1" | `,
		"keys: {service.logs: '~'}\ncommands:\n  a: {key: l, run: [x, '{service}-logs']}": "",
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
