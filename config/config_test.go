package config

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/keymap"
)

// near finds the names that begin with the same letter.
func near(word string, known []string) []string {
	return slices.DeleteFunc(slices.Clone(known), func(k string) bool { return word == "" || k[0] != word[0] })
}

func TestParse(t *testing.T) {
	t.Parallel()
	s, err := Parse("c.yaml", []byte("# mine\nprofile: prod-sso\nregion: 'eu-west-1'\nprotect:\n  - prod*\n  - \"*/checkout\"\nread_only: true\nshell: /bin/zsh\n"), near)
	if err != nil {
		t.Fatal(err)
	}
	if s.Profile != "prod-sso" || s.Region != "eu-west-1" || !slices.Equal(s.Protect, []string{"prod*", "*/checkout"}) || s.ReadOnly != guard.ReadOnly {
		t.Errorf("%+v", s)
	}
	if at := s.At["region"].String(); at != "c.yaml:3:9" || s.Patterns[1] != (Position{"c.yaml", 6, 5}) || s.At["read_only"].Line != 7 || s.Shell != "/bin/zsh" {
		t.Errorf("region at %s, patterns %v", at, s.Patterns)
	}
	for _, nothing := range []string{"", "# only this\n", "---\n", "{}", "null"} {
		if s, err := Parse("c.yaml", []byte(nothing), near); err != nil || s.Profile != "" || len(s.At) > 0 {
			t.Errorf("%q: %+v, %v", nothing, s, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"profil: a":            `c:1:1: unknown setting "profil" | nearest is profile, protect`,
		"x: 1":                 `c:1:1: unknown setting "x" | use profile, region, protect, read_only, shell, timezone, theme, colors, glyphs, mouse, notify, refresh, metrics, logs, lint, aliases, keys, commands, tunnels`,
		"region: a\nregion: b": "c:2:1: region is already set in line 1 | ",
		"profile: 123":         `c:1:10: profile must be text, not the number 123 | put it in quotes: "123"`,
		"profile: true":        `c:1:10: profile must be text, not the boolean true | put it in quotes: "true"`,
		"profile:":             "c:1:9: profile has no value | remove the line to leave it unset",
		"profile: ''":          "c:1:10: profile is empty | remove the line to leave it unset",
		"profile: [a]":         "c:1:10: profile must be text, not a list | ",
		"profile: \"a\\nb\"":   "c:1:10: profile contains a line break or another control character | ",
		"read_only: yes":       `c:1:12: read_only must be true, false or allow-forwards, not "yes" | `,
		"shell: [sh]":          `c:1:8: shell must be text, not a list | `,
		"read_only: 1":         `c:1:12: read_only must be true, false or allow-forwards, not "1" | `,
		"protect: prod*":       `c:1:10: protect must be a list of patterns, not text | write protect: ["prod*"]`,
		"protect: [a, 7]":      `c:1:14: a pattern must be text, not the number 7 | put it in quotes: "7"`,
		"protect: ['pr[od']":   `c:1:11: "pr[od" is not a pattern | ` + guard.PatternHint,
		"protect: ['a/b/c']":   `c:1:11: "a/b/c" can't match anything: it is not the name of a cluster, service or family, cluster/service or an ARN | ` + guard.PatternHint,
		"protect: ['a,b']":     `c:1:11: "a,b" can't match anything: it is not the name of a cluster, service or family, cluster/service or an ARN | ` + guard.PatternHint,
		"protect:\n  - 'arn:aws:ec2:us-east-1:1:x'": `c:2:5: "arn:aws:ec2:us-east-1:1:x" can't match anything: it is not an ECS ARN | ` + guard.PatternHint,
		"protect: [&a x, *a]":                       `c:1:17: a pattern must be text, not a reference to "a" | `,
		"[1, 2]":                                    "c:1:1: the file must be a mapping of settings, not a list | such as read_only: true",
		"1: a":                                      "c:1:1: the name of a setting must be a word, not the number 1 | ",
		"profile: a\n---\nprofile: b":               "c:2:1: a second YAML document: only one is allowed | ",
		"profile: a\n  b: c":                        "c:2:1: invalid YAML: mapping values are not allowed in this context | ",
		"common: &b {profile: x}\n<<: *b\n":         `c:1:1: unknown setting "common" | nearest is colors, commands`,
		"logs: true":                                "c:1:7: logs must be a mapping of live, lines, bytes, since, not the boolean true | write logs: {live: …}",
		"theme: blue":                               `c:1:8: theme must be auto, dark or light, not "blue" | `,
		"colors: [16]":                              "c:1:9: colors must be auto, safe, high, 16 or none, not a list | ",
		"timezone: Mars":                            `c:1:11: timezone must be local, UTC or a name such as Europe/Berlin, not "Mars" | `,
		"timezone: ../../etc/passwd":                `c:1:11: timezone must be local, UTC or a name such as Europe/Berlin, not "../../etc/passwd" | `,
		"logs:\n  life: true":                       `c:2:3: unknown setting "life" in logs | nearest is live, lines`,
		"logs: {live: 1}":                           `c:1:14: logs.live must be true or false, not "1" | `,
		"logs: {lines: many}":                       `c:1:15: logs.lines must be a number such as 1000000, not "many" | `,
		"logs: {lines: 10}":                         `c:1:15: logs.lines is too small: "10" | `,
		"logs: {bytes: 256 MiBs}":                   `c:1:15: logs.bytes must be a size such as 256MiB, not "256 MiBs" | `,
		"logs: {bytes: 99999999GiB}":                `c:1:15: logs.bytes must be a size such as 256MiB, not "99999999GiB" | `,
		"logs: {bytes: [1]}":                        `c:1:15: logs.bytes must be a size such as 256MiB, not a list | `,
		"logs: {bytes: 12}":                         `c:1:15: logs.bytes is too small: "12" | `,
		"logs: {since: soon}":                       `c:1:15: logs.since must be a duration such as 15m or 2h, not "soon" | `,
		"logs: {since: -5m}":                        `c:1:15: logs.since is too small: "-5m" | `,
		"logs: {live: }":                            "c:1:14: live has no value | remove the line to leave it unset",
		"logs: {live: true, live: true}":            "c:1:20: live is already set in line 1 | ",
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

func TestParseLogs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Logs{
		"logs: {live: true, lines: 500000, bytes: 256MiB, since: 1h}": {true, 500_000, 256 << 20, time.Hour},
		"logs:\n  lines: 2_000_000\n  bytes: 1 gb":                    {Lines: 2_000_000, Bytes: 1_000_000_000},
		"logs: {bytes: 1048576, since: 90s}":                          {Bytes: 1 << 20, Since: 90 * time.Second},
		"logs: {}":                                                    {},
	} {
		s, err := Parse("c", []byte(text), near)
		if err != nil || s.Logs != want || want.Lines > 0 && s.At["logs.lines"].Line == 0 {
			t.Errorf("%s: %+v, %v", text, s, err)
		}
	}
}

func TestParseMode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]guard.Mode{"true": guard.ReadOnly, "false": guard.Free, "allow-forwards": guard.AllowForwards, "'true'": guard.ReadOnly} {
		if s, err := Parse("c", []byte("read_only: "+text), nil); err != nil || s.ReadOnly != want {
			t.Errorf("%s: %v, %v", text, s.ReadOnly, err)
		}
	}
}

func TestParseTellsAllErrors(t *testing.T) {
	t.Parallel()
	_, err := Parse("c", []byte("profil: a\nregion: 1\nprotect: ['[', ok, 3]\n"), nil)
	if n := strings.Count(err.Error(), "\n") + 1; n != 4 {
		t.Errorf("%d errors:\n%v", n, err)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if s, err := Read(path, near); err != nil || s.At != nil {
		t.Errorf("%+v, %v", s, err)
	}
	if err := os.WriteFile(path, []byte("region: us-east-2"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := Read(path, near); err != nil || s.Region != "us-east-2" {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := Read(filepath.Dir(path), near); err == nil || !strings.HasPrefix(err.Error(), "read the settings: ") {
		t.Errorf("a folder is read: %v", err)
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for _, p := range pairs {
				if v, ok := strings.CutPrefix(p, name+"="); ok {
					return v
				}
			}
			return ""
		}
	}
	for _, c := range []struct{ got, want []string }{
		{Places(env("HOME=/h"), "linux"), []string{"/h/.config/ecscope/config.yaml"}},
		{Places(env("HOME=/h", "XDG_CONFIG_HOME=/x"), "linux"), []string{"/x/ecscope/config.yaml"}},
		{Places(env("HOME=/h", "XDG_CONFIG_HOME=x"), "linux"), []string{"/h/.config/ecscope/config.yaml"}},
		{Places(env("HOME=/h"), "darwin"), []string{"/h/.config/ecscope/config.yaml", "/h/Library/Application Support/ecscope/config.yaml"}},
		{Places(env(), "linux"), nil},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	for got, want := range map[string]string{
		State("s", env("HOME=/h"), "linux"):                       "/h/.local/state/ecscope/s",
		State("s", env("HOME=/h", "XDG_STATE_HOME=/x"), "darwin"): "/x/ecscope/s",
		State("s", env("HOME=/h"), "darwin"):                      "/h/Library/Application Support/ecscope/s",
		State("s", env("LOCALAPPDATA=/l"), "windows"):             "/l/ecscope/s",
		State("s", env("XDG_STATE_HOME=x"), "linux"):              "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Whatever a file holds, it is read without a panic, and every error says where.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"profile: a\nprotect: [b*]", "a: &x [*x]", "---\n---", "? [a]\n: b", "<<: {}", "\xff", "protect: [[]]", "logs: {bytes: 9GiB, since: 3h}", "tunnels: {a: {place: b, port: 1}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse("c", []byte(text), near)
		if err == nil {
			for _, p := range s.Protect {
				if guard.CheckPattern(p) != nil {
					t.Errorf("the pattern %q is let in", p)
				}
			}
			return
		}
		all := []error{err}
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			all = joined.Unwrap()
		}
		for _, e := range all {
			if own, ok := e.(*Error); !ok || own.Line < 1 || own.Column < 1 || own.Text == "" {
				t.Errorf("%q: %v", text, e)
			}
		}
	})
}

// What a setting means names keys as they are bound.
func TestMeanings(t *testing.T) {
	t.Parallel()
	m := keymap.With(keymap.Default(), []keymap.Rebinding{{ID: "exec.shell", Keys: []string{"ctrl+t"}}, {ID: "logs.live", Keys: []string{"f9"}}})
	for key, text := range map[string]string{"shell": "the shell that `ctrl+t` and", "logs.live": "; `f9` switches back"} {
		if s, _ := Find(key); !strings.Contains(s.Means(m), text) {
			t.Errorf("%s: %s", key, s.Means(m))
		}
	}
	for _, s := range Table() {
		if strings.ContainsAny(s.Means(m), "{}") {
			t.Errorf("%s names a key that there is not: %s", s.Key, s.Means(m))
		}
	}
}

// The manual has the table of settings, and its example sets all of them. UPDATE_GOLDEN=1 writes the table.
func TestManual(t *testing.T) {
	t.Parallel()
	const file, begin, end = "../docs/settings.md", "<!-- settings -->\n", "<!-- /settings -->"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), begin)
	table, after, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatal("the manual has no place for the table")
	}
	if table != Manual() {
		if os.Getenv("UPDATE_GOLDEN") == "" {
			t.Errorf("the manual's table is not that of the settings: UPDATE_GOLDEN=1 go test ./config writes it")
		} else if err := os.WriteFile(file, []byte(before+begin+Manual()+end+after), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, example, _ := strings.Cut(string(text), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	s, err := Parse("settings.md", []byte(example), near)
	for _, line := range Table() {
		if _, set := s.At[line.Key]; !set {
			t.Errorf("the manual's example has no %s", line.Key)
		}
	}
	if err != nil {
		t.Errorf("the manual's example: %+v, %v", s, err)
	}
}
