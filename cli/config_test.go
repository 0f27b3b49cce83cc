package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/guard"
)

// settled is an environment with a settings file, and the file's path.
func settled(t *testing.T, text string, environ ...string) ([]string, string) {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "ecscope", "config.yaml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return append(environ, "XDG_CONFIG_HOME="+folder), path
}

// inForce are the settings in force as value, source and origin, without those that say where files are.
func inForce(t *testing.T, environ []string, args ...string) map[string]string {
	t.Helper()
	var rows []settingRow
	if err := json.Unmarshal([]byte(succeed(t, environ, append(args, "config", "-o", "json")...).out), &rows); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, r := range rows {
		if !strings.HasSuffix(r.Name, "_file") {
			all[r.Name] = strings.TrimPrefix(all[r.Name]+", "+strings.Join([]string{r.Value, r.Source, filepath.Base(r.At)}, " "), ", ")
		}
	}
	return all
}

func TestConfig(t *testing.T) {
	t.Parallel()
	text := "profile: a\nregion: eu-west-1\nprotect: [prod*, x/y]\nread_only: true\nshell: zsh\n"
	aws := filepath.Join(t.TempDir(), "aws")
	if err := os.WriteFile(aws, []byte("[profile a]\nregion=us-west-2\n[profile b]\nregion=us-west-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text          string
		environ, args []string
		want          map[string]string
	}{
		{"", nil, nil, map[string]string{"profile": " default .", "region": " default .", "protect": " default .", "read_only": "false default ."}},
		{text, nil, nil, map[string]string{"profile": "a file config.yaml:1:10", "region": "eu-west-1 file config.yaml:2:9",
			"protect": "prod* file config.yaml:3:11, x/y file config.yaml:3:18", "read_only": "true file config.yaml:4:12", "shell": "zsh file config.yaml:5:8"}},
		{text, []string{"AWS_PROFILE=b", "AWS_DEFAULT_REGION=us-east-2"}, nil, map[string]string{
			"profile": "b environment AWS_PROFILE", "region": "us-east-2 environment AWS_DEFAULT_REGION"}},
		{text, []string{"AWS_PROFILE=b", "AWS_REGION=us-east-2"}, []string{"--profile", "c", "-r", "us-east-1", "--protect", "z", "--read-only=false"}, map[string]string{
			"profile": "c flag --profile", "region": "us-east-1 flag --region", "protect": "z flag --protect, prod* file config.yaml:3:11, x/y file config.yaml:3:18",
			"read_only": "false flag --read-only"}},
		{"read_only: allow-forwards\n", nil, nil, map[string]string{"read_only": "allow-forwards file config.yaml:1:12"}},
		{"read_only: true\n", []string{"ECSCOPE_READ_ONLY=allow-forwards"}, nil, map[string]string{"read_only": "allow-forwards environment ECSCOPE_READ_ONLY"}},
		{"", []string{"ECSCOPE_READ_ONLY=false"}, []string{"--read-only"}, map[string]string{"read_only": "true flag --read-only"}},
		{"", nil, []string{"--read-only=allow-forwards"}, map[string]string{"read_only": "allow-forwards flag --read-only"}},
		{"profile: a\n", nil, nil, map[string]string{"region": "us-west-2 aws ."}},
		{"logs: {live: true, bytes: 64MiB, since: 90m}\n", nil, nil, map[string]string{"logs.live": "true file config.yaml:1:14", "logs.lines": "1000000 default .",
			"logs.bytes": "64MiB file config.yaml:1:27", "logs.since": "1h30m file config.yaml:1:41"}},
		{"timezone: Europe/Berlin\n", nil, nil, map[string]string{"timezone": "Europe/Berlin file config.yaml:1:11"}},
		{text, nil, []string{"--demo"}, map[string]string{"profile": " demo .", "read_only": "true file config.yaml:4:12"}},
	} {
		environ, _ := settled(t, c.text, append(c.environ, "AWS_CONFIG_FILE="+aws)...)
		got := inForce(t, environ, c.args...)
		for name, want := range c.want {
			if got[name] != want {
				t.Errorf("%q with %q and %q: %s is %q, want %q", c.text, c.environ, c.args, name, got[name], want)
			}
		}
	}
}

func TestSettingsAreInForce(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	environ, _ := settled(t, "read_only: true\n", s.Env()...)
	if r := run(t, environ, "redeploy", "checkout", "--yes"); r.code != denied {
		t.Errorf("code %d: %s", r.code, r.err)
	}
	environ, _ = settled(t, "protect: [prod]\n", s.Env()...)
	if r := run(t, environ, "redeploy", "checkout", "--yes"); r.code != denied || !strings.Contains(r.err, "--confirm checkout") {
		t.Errorf("code %d: %s", r.code, r.err)
	}
	s.unsent()
	environ, _ = settled(t, "read_only: true\nprotect: [a, b/c]\n", append(s.Env(), "XDG_STATE_HOME="+s.home)...)
	opened, r := interact(t, environ, "--protect d", Terminal().Views...)
	if opened == nil || opened.Guard.Mode != guard.ReadOnly || strings.Join(opened.Guard.Protected, " ") != "d a b/c" || opened.Journal.Path != filepath.Join(s.home, "ecscope", "changes.jsonl") {
		t.Errorf("opened with %+v: %s", opened, r.err)
	}
	if opened, _ := interact(t, environ, "--demo --read-only=false"); opened == nil || opened.Guard.Mode != guard.Free || opened.Journal != nil {
		t.Errorf("the demo opens with %+v", opened)
	}
}

// The environment's credentials and region count before the profile and region of the file, and the file's region before
// that of the AWS configuration.
func TestFileGivesWayToTheEnvironment(t *testing.T) {
	t.Parallel()
	s := start(t, small())
	environ, _ := settled(t, "profile: nobody\nregion: eu-west-1\n", append(s.Env(), "AWS_PROFILE=")...)
	if r := run(t, environ, "clusters"); r.code != misused || !strings.Contains(r.err, "nobody") || !strings.Contains(r.err, "config.yaml:1:10") {
		t.Errorf("code %d: %s", r.code, r.err)
	}
	environ, _ = settled(t, "region: eu-wst-1\n", "HOME="+t.TempDir())
	if r := run(t, environ, "clusters"); r.code != misused || !strings.Contains(r.err, "eu-west-1") || !strings.Contains(r.err, "config.yaml:1:9") {
		t.Errorf("code %d: %s", r.code, r.err)
	}
}

func TestWrongSettings(t *testing.T) {
	t.Parallel()
	environ, path := settled(t, "read_onyl: true\nprotect: prod\n")
	for _, args := range []string{"clusters", "config", "--demo", "redeploy x --yes"} {
		r := run(t, environ, strings.Fields(args)...)
		want := "ecscope: " + path + `:1:1: unknown setting "read_onyl"` + "\nnearest is read_only\necscope: " + path + ":2:10: protect must be a list of patterns, not text\nwrite protect: [\"prod\"]\n"
		if r.code != misused || r.out != "" || r.err != want {
			t.Errorf("ecscope %s: code %d: %s", args, r.code, r.err)
		}
	}
	succeed(t, environ, "version")
}
