package edit

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
)

// TestCommandAsksForTheSame reads the command as a shell would and compares what it asks for with what is sent.
func TestCommandAsksForTheSame(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	var environ []string
	keys := "[profile o'brien prod]\n"
	for _, v := range s.Env() {
		switch name, value, _ := strings.Cut(v, "="); name {
		case "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN":
			keys += strings.ToLower(name) + " = " + value + "\n"
		case "AWS_CONFIG_FILE":
		default:
			environ = append(environ, v)
		}
	}
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte(keys), 0o600); err != nil {
		t.Fatal(err)
	}
	environ = append(environ, "AWS_CONFIG_FILE="+path)
	c, err := aws.Open(t.Context(), aws.Options{Environ: environ, Profile: "o'brien prod", Share: 1, Now: s.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	s.Client, s.Editor = c, New(c)
	for _, c := range []change.Change{s.Pin(s.checkout(), "2"), s.Redeploy(s.checkout())} {
		s.Calls().Reset()
		p, _ := s.made(c)
		words := shellSplit(t, p.Command)
		if !slices.Equal(words[:3], []string{"aws", "ecs", "update-service"}) {
			t.Fatalf("%q", words)
		}
		asked := map[string]any{}
		for i := 3; i < len(words); i++ {
			name := camel(strings.TrimPrefix(words[i], "--"))
			if i+1 < len(words) && !strings.HasPrefix(words[i+1], "--") {
				i++
				asked[name] = words[i]
			} else {
				asked[name] = true
			}
		}
		if asked["region"] != "us-east-1" || asked["profile"] != "o'brien prod" {
			t.Errorf("%q", words)
		}
		delete(asked, "region")
		delete(asked, "profile")
		sent, _ := json.Marshal(s.body(s.writes()[0]))
		same, _ := json.Marshal(asked)
		if string(sent) != string(same) {
			t.Errorf("the command asks for %s, sent was %s", same, sent)
		}
	}
}

// TestCommandWorksWithTheCLI runs the printed commands as they stand.
func TestCommandWorksWithTheCLI(t *testing.T) {
	t.Parallel()
	needs.AWSCLI(t)
	s := staged(t, shop())
	run := func(c change.Change) {
		t.Helper()
		cmd := exec.CommandContext(s.ctx, "sh", "-c", s.planned(c).Command)
		cmd.Env = append(os.Environ(), s.Env()...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, strings.Join(cmd.Args, " "), out)
		}
	}
	run(s.Pin(s.checkout(), "3"))
	before := s.checkout()
	if before.Revision != "checkout:3" {
		t.Errorf("runs %s", before.Revision)
	}
	run(s.Redeploy(before))
	if d, ok := began(before, s.checkout()); !ok || d.Revision != "checkout:3" {
		t.Errorf("began %+v", d)
	}
	s.deregister("checkout:2")
	run(s.refused(s.Pin(s.checkout(), "2")).Instead)
	if fields, _, err := s.Diff(s.ctx, "checkout:2", "checkout:6"); err != nil || len(fields) != 1 {
		t.Errorf("the copy differs: %+v, %v", fields, err)
	}
}

// TestAnotherLiteral is a change that is yet to come: it takes no more than this.
func TestAnotherLiteral(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	p, r := s.made(s.SwitchExec(s.checkout(), true))
	if now := s.checkout(); !now.Exec || r.Deployment == "" || !strings.HasSuffix(p.Command, "--enable-execute-command --force-new-deployment --region us-east-1") {
		t.Errorf("exec %v, receipt %+v, %s", now.Exec, r, p.Command)
	}
	if again := s.refused(s.SwitchExec(s.checkout(), true)); !strings.Contains(again.Reason, "already on for checkout") {
		t.Errorf("%+v", again)
	}
	if p.Undo == nil || p.Undo.Title() != "Turn ECS Exec off for checkout" {
		t.Errorf("undo %v", p.Undo)
	}
	s.clock.Advance(300e9)
	_, moving := s.made(s.Pin(s.checkout(), "4"))
	s.clock.Advance(20e9)
	s.made(s.change(s.checkout(), aborting))
	if end := s.follow(moving); end.Outcome != change.RolledBack || end.Revision != "checkout:5" {
		t.Errorf("%+v", end)
	}
}

// shellSplit reads words, single quotes and backslashes.
func shellSplit(t *testing.T, line string) []string {
	t.Helper()
	var words []string
	var word strings.Builder
	quoted, any := false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			quoted, any = !quoted, true
		case quoted:
			word.WriteByte(c)
		case c == '\\' && i+1 < len(line):
			i++
			word.WriteByte(line[i])
		case c == ' ':
			if any || word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
			any = false
		case strings.IndexByte("$`\"|&;<>()*?[]{}~#!", c) >= 0:
			t.Fatalf("an unquoted %q in %s", c, line)
		default:
			word.WriteByte(c)
		}
	}
	return append(words, word.String())
}

// camel is the API's name for a flag.
func camel(flag string) string {
	parts := strings.Split(flag, "-")
	for i, p := range parts[1:] {
		parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "")
}

func TestShellWords(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"a", "", "a b", "it's", `\`, "$HOME", "`id`", "a;b", "~", "*", "é", "--x=1", "#"} {
		out, err := exec.CommandContext(t.Context(), "sh", "-c", "printf %s "+call.ShellWord(s)).Output()
		if err != nil || string(out) != s {
			t.Errorf("%q becomes %q: %v", s, out, err)
		}
	}
}
