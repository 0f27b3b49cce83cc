//go:build !windows

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
)

// A shell has the terminal to itself, and gives it back: the screen is there again, and the next key reaches it.
func TestShell(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	w := open(t, "ecscope", "--demo", "tools/feature-flags") // which has one task
	w.see("DEPLOYMENTS")
	for i, key := range []string{"?", "e"} {
		w.types("s")
		w.see("scratch directory")
		w.types(fmt.Sprintf("echo hel''lo $((6*7+%d))\r", i))
		w.see(fmt.Sprint("hello ", 42+i))
		w.types("exit\r")
		w.see("DEPLOYMENTS")
		w.types(key)
		w.see(map[string]string{"?": "ON THIS SCREEN", "e": "▸ events"}[key])
		w.types("\x1b")
		w.see("DEPLOYMENTS")
	}
	for _, port := range []string{"8080", "8081"} {
		w.types("F")
		w.see("port of app")
		w.types(port + "\r")
		w.see("forwards to app:" + port)
	}
	w.types("s") // one more than a container takes: it waits, and says for what
	w.see("ecscope has 2 others there")
	w.types("\x03")
	w.see("DEPLOYMENTS")
	w.types("\x03")
	w.see("2 port forwards are open")
	w.types("\x03")
	w.end(0)
}

// A program of the operator's own, and the editor, have the terminal itself; when they end, the screen is there again without a key.
func TestProgramsHaveTheTerminal(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	folder := t.TempDir()
	file := filepath.Join(folder, "ecscope", "config.yaml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	const terminal = "test -t 0 && test -t 1 && echo on the''-terminal; read -r x"
	if err := os.WriteFile(file, []byte("commands: {ask: {key: f9, run: [/bin/sh, -c, \""+strings.Replace(terminal, "the", "my", 1)+"\"]}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := openIn(t, []string{"XDG_CONFIG_HOME=" + folder, "VISUAL=sh -c '" + strings.ReplaceAll(terminal, "''", "") + "; true'"}, "ecscope", "--demo", "tools/feature-flags")
	w.see("DEPLOYMENTS")
	for _, step := range [][3]string{{"\x1b[20~", "on my-terminal", "DEPLOYMENTS"}, {"M", "on the-terminal", "nothing was changed"}} {
		w.types(step[0])
		w.see(step[1])
		w.types("word\r")
		w.see(step[2])
	}
	w.types("q")
	w.see("SERVICE")
	w.types("\x03")
	w.end(0)
}

// A task that stops takes its shell with it: the same container of another task is offered.
func TestShellReplaced(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	clock := sim.NewManualClock(time.Now())
	server := simtest.Start(t, sim.Options{Seed: 1, Clock: clock})
	w := openIn(t, server.Env(), "ecscope", "prod/inventory")
	w.see("DEPLOYMENTS")
	w.types("s")
	w.see("leave: exit")
	task := regexp.MustCompile(`task ([0-9a-f]{8})`).FindStringSubmatch(w.screen.String())[1]
	w.types("printf '\\033[2J\\033[H'; echo hel''lo\r")
	w.see("hello")
	stop(t, server, task)
	clock.Advance(5 * time.Minute)
	w.see("Task " + task + " is gone")
	w.types("y")
	w.see("leave: exit")
	if strings.Contains(w.screen.String(), "container app  task "+task) {
		t.Errorf("it is the same task:\n%s", w.screen)
	}
	w.types("echo a''gain\r")
	w.see("again")
	w.types("exit\r")
	w.see("DEPLOYMENTS")
	w.types("\x03")
	w.end(0)
}

// stop is another operator who stops a task, of whose id the beginning is known.
func stop(t *testing.T, server *sim.Server, id string) {
	t.Helper()
	tasks, err := server.World().ListTasks(&ecs.ListTasksInput{Cluster: new("prod"), ServiceName: new("inventory")})
	if err != nil {
		t.Fatal(err)
	}
	for _, arn := range tasks.TaskArns {
		if strings.Contains(arn, "/"+id) {
			if _, err := server.World().StopTask(&ecs.StopTaskInput{Cluster: new("prod"), Task: &arn}); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no task of inventory is called %s: %v", id, tasks.TaskArns)
}

// Whoever ends the process during a shell finds the terminal as it was, too.
func TestShellSignals(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal, for each signal")
	for signal, code := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, "ecscope", "--demo", "prod/inventory")
			w.see("DEPLOYMENTS")
			w.types("s")
			w.see("scratch directory")
			w.types("echo hel''lo\r")
			w.see("hello")
			if err := w.command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			w.end(code)
		})
	}
}
