package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/session"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/triage"
)

const workplace = "cluster-1/service-0001"

// shelled is an account of one service whose tasks have ECS Exec. Their network loses, doubles and reorders messages.
func shelled(t *testing.T, change func(*sim.Population)) *sim.Server {
	t.Helper()
	needs.Shell(t)
	o := sim.Options{Population: &sim.Population{Clusters: 1, ServicesPerCluster: 1, TasksPerService: 2, Revisions: 1, Exec: true},
		Sessions: session.Options{Patience: time.Minute}} // everything has to arrive, on a busy computer too
	if change != nil {
		change(o.Population)
	}
	s := start(t, o)
	bad := session.Trouble{Loss: 0.03, Twice: 0.05, Late: 0.05}
	s.Sessions().Faults().ToClient(bad)
	s.Sessions().Faults().ToAgent(bad)
	return s
}

// execute runs a command line with an input.
func execute(t *testing.T, s *sim.Server, input string, args ...string) result {
	t.Helper()
	streams, out, err := ends(s.Env())
	streams.In = strings.NewReader(input)
	code := Run(t.Context(), streams, args, Screen{})
	return result{out.String(), err.String(), code}
}

func TestExec(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a network that loses messages")
	s := shelled(t, nil)
	for _, c := range []struct{ input, args, out, err string }{
		{"", "exec|" + workplace + "|--|sh|-c|echo out; echo err >&2; exit 7", "out\nerr\n", "-- in container app of task "},
		{"", "exec|service-0001|-q|--|sh|-c|exit 7", "", ""},
		{"", "exec|-q|" + workplace + "|--|sh|-c|cat; exit 7", "", ""},
		{"a\x00\x04\r\n.\n", "exec|-q|-i|" + workplace + "|--|sh|-c|cat; exit 7", "a\x00\x04\r\n.\n", ""},
		{"", "exec|-q|" + workplace + "|--container|app|--|sh|-c|kill -KILL $$", "", ""},
		{"", "exec|-q|" + workplace + "|--|-x", "", ""},
		{"", "exec|-q|--protect|cluster-*|--confirm|service-0001|" + workplace + "|--|sh|-c|exit 7", "", "-- cluster-1/service-0001 is protected"},
	} {
		r := execute(t, s, c.input, strings.Split(c.args, "|")...)
		want := 7
		switch {
		case strings.Contains(c.args, "KILL"):
			want = 137
		case strings.HasSuffix(c.args, "-x"):
			want, c.out = 127, r.out
		}
		if r.code != want || r.out != c.out || !strings.HasPrefix(r.err, c.err) || c.err == "" && r.err != "" {
			t.Errorf("%s: code %d, %q\n%s", c.args, r.code, r.out, r.err)
		}
	}
	if n := len(s.Sessions().Live()); n > 0 {
		t.Errorf("%d sessions are open", n)
	}
}

// Trouble ends in a sentence that says what and what next, and code 1; no session stays open.
func TestExecTrouble(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	for name, c := range map[string]struct {
		trouble func(*sim.Server)
		args    string
		says    []string
	}{
		"no agent": {func(s *sim.Server) { s.Sessions().Faults().Disconnect(true) }, "true", []string{"open a session in container app", "no session opened"}},
		"no shell": {func(s *sim.Server) { s.Sessions().Faults().NoShell(true) }, "true", []string{"the image doesn't have the shell that runs the command: /bin/sh", "--shell"}},
		"denied": {func(s *sim.Server) { s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ExecuteCommand"}) }, "true",
			[]string{"open a session in container app", "unchecked you need ecs:ExecuteCommand"}},
		"refused token": {func(s *sim.Server) { s.Sessions().Faults().RefuseTokens(100) }, "true", []string{"the gateway refused the session"}},
		"killed":        {nil, "sh -c kill·-9·$PPID;sleep·9", []string{"ended before the command did", "check whether"}},
		"timeout":       {nil, "sleep 100", []string{"the command did not finish within 3s; its session was ended"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := shelled(t, nil)
			if c.trouble != nil {
				c.trouble(s)
			}
			args := append([]string{"exec", "-q", workplace}, strings.Fields("-- "+c.args)...)
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "·", " ")
			}
			if name == "timeout" {
				args = append([]string{"--timeout", "3s"}, args...)
			}
			r := execute(t, s, "", args...)
			for _, text := range c.says {
				if !strings.Contains(r.err, text) {
					t.Errorf("it does not say %q", text)
				}
			}
			if r.code != failed || r.out != "" || len(s.Sessions().Live()) > 0 {
				t.Errorf("code %d, %q, %d sessions\n%s", r.code, r.out, len(s.Sessions().Live()), r.err)
			}
		})
	}
}

// A detached command is left alone; what is printed shows its output and its exit code.
func TestExecDetached(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	s := shelled(t, nil)
	stop := filepath.Join(t.TempDir(), "stop")
	r := execute(t, s, "", "exec", workplace, "--detach", "--", "sh", "-c", "echo up; until [ -e "+stop+" ]; do sleep 0.1; done; exit 6")
	shown := regexp.MustCompile(`(?m)^process \d+ in container app of task [0-9a-f]+\noutput: ecscope (exec .*)\nexit code, when it has ended: ecscope (exec .*)\n$`).FindStringSubmatch(r.out)
	if r.code != done || shown == nil || !strings.Contains(r.err, "ends with its container") {
		t.Fatalf("code %d, %q\n%s", r.code, r.out, r.err)
	}
	if n := len(s.Sessions().Live()); n > 0 {
		t.Errorf("%d sessions are open", n)
	}
	if r := execute(t, s, "", strings.Fields(strings.Replace(shown[1], " -f ", " ", 1))...); r.code != done || r.out != "up\n" {
		t.Errorf("code %d, %q\n%s", r.code, r.out, r.err)
	}
	if err := os.WriteFile(stop, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; {
		r := execute(t, s, "", strings.Fields(shown[2])...)
		if r.out == "6\n" {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("code %d, %q\n%s", r.code, r.out, r.err)
		}
	}
	for _, file := range regexp.MustCompile(`/\S+\.log`).FindAllString(shown[1], 1) {
		_, _ = os.Remove(file), os.Remove(file+".exit")
	}
	r = execute(t, s, "", "exec", "-q", workplace, "--detach", "--", "sh", "-c", "echo soon; exit 3")
	if r.code != 3 || r.out != "soon\n" || !strings.Contains(r.err, "it has already ended, with exit code 3") {
		t.Errorf("code %d, %q\n%s", r.code, r.out, r.err)
	}
}

// Control-c interrupts the command, which may say something yet.
func TestExecInterrupted(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	s := shelled(t, nil)
	ctx, end := cancelable(t)
	streams, _, stderr := ends(s.Env())
	said := &once{text: "ready", do: end}
	streams.Out = said
	args := []string{"exec", "-q", workplace, "--", "sh", "-c", "trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 0.1; done"}
	if code := Run(ctx, streams, args, Screen{}); code != interrupted || stderr.Len() > 0 {
		t.Errorf("code %d\n%s", code, stderr)
	}
	if n := len(s.Sessions().Live()); n > 0 {
		t.Errorf("%d sessions are open", n)
	}
}

func TestExecChecklist(t *testing.T) {
	t.Parallel()
	off := shelled(t, func(p *sim.Population) { p.Exec = false })
	for _, args := range [][]string{{"exec", workplace, "--", "true"}, {"cp", workplace + ":/x", "."}} {
		if r := execute(t, off, "", args...); r.code != failed || r.out != "" || !strings.HasPrefix(r.err, "not ready for a session\n") ||
			!strings.Contains(r.err, "\n  failed    ECS Exec is off for this task") || !strings.Contains(r.err, "--enable-execute-command") ||
			!strings.Contains(r.err, "ecscope: ECS Exec is off for task ") {
			t.Errorf("%s: code %d\n%s%s", args, r.code, r.out, r.err)
		}
	}
	for s, want := range map[*sim.Server]int{off: unhealthy, shelled(t, nil): done, shelled(t, func(p *sim.Population) { p.ReadOnly = true }): unhealthy} {
		r := execute(t, s, "", "exec", workplace, "--check", "-o", "json")
		var l checklist
		if err := json.Unmarshal([]byte(r.out), &l); err != nil || r.code != want || l.Ready != (want == done) || l.Container != "app" || len(l.Checks) < 9 {
			t.Errorf("code %d, want %d, %v\n%s%s", r.code, want, err, r.out, r.err)
		} else if first := l.Checks[0].Outcome; (first == triage.Failed) != (want == unhealthy) {
			t.Errorf("first comes what %s", first)
		}
		if r := execute(t, s, "", "exec", workplace, "--check"); r.code != want || !strings.Contains(r.out, "ready for a session") {
			t.Errorf("code %d, want %d\n%s", r.code, want, r.out)
		}
	}
}

func TestContainerChoice(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a network that loses messages")
	s := shelled(t, func(p *sim.Population) { p.Sidecars = []string{"envoy", "datadog"} })
	if r := execute(t, s, "", "exec", workplace, "--", "true"); r.code != done || !strings.Contains(r.err, "in container app of task") {
		t.Errorf("code %d: %s", r.code, r.err)
	}
	tasks := succeed(t, s.Env(), "tasks", workplace, "-o", "json")
	id := names(t, tasks.out, "id")[0]
	if r := execute(t, s, "", "exec", "cluster-1/"+id, "--container", "app", "--", "true"); r.code != done || r.err != "" {
		t.Errorf("code %d: %s", r.code, r.err)
	}
}

func TestExecMisused(t *testing.T) {
	t.Parallel()
	s := shelled(t, nil)
	for args, says := range map[string]string{
		"exec":                                        "exec: no service or task given",
		"exec " + workplace:                           "a shell needs a terminal",
		"exec " + workplace + " ls":                   "put the command after --: ecscope exec " + workplace + " -- ls",
		"exec " + workplace + " --":                   "no command after --",
		"exec " + workplace + " --detach":             "--detach needs a command",
		"exec " + workplace + " --detach -i -- ls":    "--detach and -i can't be combined",
		"exec " + workplace + " -i":                   "-i needs a command",
		"exec " + workplace + " -o json":              "-o works with --check only",
		"exec -o tsv --check x":                       "exec has no tsv output",
		"exec --check x -- ls":                        "--check takes no command",
		"exec cluster-1/servce-0001 -- ls":            "nearest is cluster-1/service-0001",
		"exec " + workplace + " --container ap -- ls": "nearest is app",
		"cp":                               "cp: no source or destination given",
		"cp a":                             "no destination for a",
		"cp a b":                           "neither path is in a container",
		"cp a:/b c:/d":                     "both paths are in a container",
		"cp " + workplace + ": x":          "no path in the container, such as prod/checkout:/path",
		"cp a b c":                         `unexpected argument "c"`,
		"cp a cluster-1/servce-0001:/x":    "nearest is cluster-1/service-0001",
		"cp ./a:b .":                       "neither path",
		"cp -o json " + workplace + ":x y": "cp has no json",
	} {
		r := execute(t, s, "", strings.Fields(args)...)
		if r.code != misused || r.out != "" || !strings.HasPrefix(r.err, "ecscope: ") || !strings.Contains(r.err, says) || strings.Count(r.err, "\n") > 2 {
			t.Errorf("%s: code %d, %q\n%s", args, r.code, r.out, r.err)
		}
	}
	for _, args := range []string{"exec " + workplace + " -- ls", "cp a " + workplace + ":/x"} {
		if r := execute(t, s, "", strings.Fields("--read-only "+args)...); r.code != denied || !strings.Contains(r.err, "read-only mode") {
			t.Errorf("%s: code %d\n%s", args, r.code, r.err)
		}
	}
}

// What is copied is the same on both sides, also over a bad network, and is said; there is no bar in a pipe.
func TestCp(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a network that loses messages")
	s := shelled(t, nil)
	dir := t.TempDir()
	content := bytes.Repeat([]byte("0123456789\x00\xff\r\n"), 10_000)
	if err := os.WriteFile(filepath.Join(dir, "a b"), content, 0o640); err != nil {
		t.Fatal(err)
	}
	task := names(t, succeed(t, s.Env(), "tasks", workplace, "-o", "json").out, "id")[0]
	inside := "cluster-1/" + task + ":"
	r := execute(t, s, "", "cp", filepath.Join(dir, "a b"), inside+"copy")
	if r.code != done || r.err != "" || !strings.HasSuffix(r.out, "/copy: 1 file, 140 kB, SHA-256 verified\n") {
		t.Fatalf("code %d, %q\n%s", r.code, r.out, r.err)
	}
	if r = execute(t, s, "", "cp", filepath.Join(dir, "a b"), inside+"copy"); r.code != failed || !strings.Contains(r.err, "already exists\npass --force") {
		t.Errorf("code %d\n%s", r.code, r.err)
	}
	if r = execute(t, s, "", "cp", inside+"copy", filepath.Join(dir, "back")); r.code != done || r.err != "" {
		t.Fatalf("code %d\n%s", r.code, r.err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "back")); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if r = execute(t, s, "", "cp", "-q", dir, inside+"folder"); r.code != done || r.out+r.err != "" {
		t.Errorf("code %d\n%s%s", r.code, r.out, r.err)
	}
	if r = execute(t, s, "", "cp", workplace+":/no/such", dir); r.code != failed || !strings.Contains(r.err, "there is no such file or folder") {
		t.Errorf("code %d\n%s", r.code, r.err)
	}
	if n := len(s.Sessions().Live()); n > 0 {
		t.Errorf("%d sessions are open", n)
	}
}

func TestBar(t *testing.T) {
	t.Parallel()
	at := time.Unix(0, 0)
	s, _, stderr := ends(nil)
	s.Now, s.Watched = func() time.Time { return at }, true
	b := s.bar()
	for n := int64(0); n <= 1000; n += 10 {
		at = at.Add(time.Second / 50)
		b.at(n*1000, 1_000_000)
	}
	b.stop()
	b.at(1, 2)
	text := stderr.String()
	if n := strings.Count(text, "\r\x1b[K"); n < 15 || n > 25 || !strings.HasSuffix(text, " 100 %  1.0 MB of 1.0 MB  495 kB/s\r\x1b[K") {
		t.Errorf("drawn %d times: %q", n, text)
	}
}
