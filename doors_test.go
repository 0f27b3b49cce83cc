//go:build linux

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
)

// tcpSockets are the TCP sockets that a process has, as /proc tells.
func tcpSockets(t *testing.T, pid string) []string {
	t.Helper()
	all, err := os.ReadDir("/proc/" + pid + "/fd")
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]bool{}
	for _, f := range all {
		link, _ := os.Readlink("/proc/" + pid + "/fd/" + f.Name())
		if inode, ok := strings.CutPrefix(link, "socket:["); ok {
			own[strings.TrimSuffix(inode, "]")] = true
		}
	}
	var found []string
	for _, table := range []string{"tcp", "tcp6"} {
		text, _ := os.ReadFile("/proc/" + pid + "/net/" + table)
		for line := range strings.Lines(string(text)) {
			if f := strings.Fields(line); len(f) > 9 && own[f[9]] {
				found = append(found, line)
			}
		}
	}
	return found
}

// await waits for what has to come.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	for late := time.Now().Add(60 * time.Second); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("in vain: ", what)
		}
	}
}

// simulator starts ecscope sim, and returns it with the environment that it wrote.
func simulator(t *testing.T, temp string) (*exec.Cmd, []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "env")
	c := ecscope(t.Context(), []string{"TMPDIR=" + temp}, "sim", "--env-file", file)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	await(t, "environment file", func() bool { _, err := os.Stat(file); return err == nil })
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"TMPDIR=" + temp}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "export "); ok {
			env = append(env, strings.ReplaceAll(v, "'", ""))
		}
	}
	return c, env
}

// ecscope is the program, run without a terminal.
func ecscope(ctx context.Context, environ []string, arguments ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, os.Args[0], arguments...) //nolint:gosec // the test itself
	c.Env = append([]string{become + "=ecscope", "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, environ...)
	return c
}

func alive(pid string) bool {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// The demo cannot be connected to: it has no TCP socket, listening or not, also while a shell is open.
func TestDemoDoesNotListen(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	sim, _ := simulator(t, t.TempDir())
	await(t, "a socket of the simulator", func() bool { return len(tcpSockets(t, pidOf(sim))) > 0 }) // so it would be seen
	temp := t.TempDir()
	demo := ecscope(t.Context(), []string{"TMPDIR=" + temp}, "--demo", "exec", "-i", "prod/inventory", "--", "sh", "-c", "echo $$ >"+temp+"/ready; sleep 1000")
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = demo.Process.Kill()
		_ = demo.Wait()
	}()
	await(t, "a shell of the demo", func() bool { _, err := os.Stat(temp + "/ready"); return err == nil })
	if found := tcpSockets(t, pidOf(demo)); len(found) > 0 {
		t.Errorf("the demo has TCP sockets:\n%s", strings.Join(found, ""))
	}
}

func pidOf(c *exec.Cmd) string { return strconv.Itoa(c.Process.Pid) }

// When a simulator is killed its processes end, whatever they ignore, and the next one removes its directory, but none
// that is in use or that is somebody else's.
func TestKilledSimulatorLeavesNothing(t *testing.T) {
	t.Parallel()
	needs.Time(t, "processes are started and killed")
	temp, elsewhere := t.TempDir(), t.TempDir()
	killed, env := simulator(t, temp)
	living, livingEnv := simulator(t, temp)
	ready := func(env []string, name string) []string {
		file := filepath.Join(temp, name)
		c := ecscope(t.Context(), env, "exec", "-i", "prod/inventory", "--", "sh", "-c",
			`trap "" HUP TERM INT; sleep 1000 & one=$!; setsid sleep 1000 & echo $$ $one $! >`+file+"; sleep 1000; sleep 1000")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = c.Process.Kill()
			_ = c.Wait()
		})
		var pids []string
		await(t, "a shell", func() bool { text, _ := os.ReadFile(file); pids = strings.Fields(string(text)); return len(pids) == 3 })
		return pids
	}
	doomed, kept := ready(env, "one"), ready(livingEnv, "two")
	if err := os.Symlink(elsewhere, filepath.Join(temp, "ecscope-sim-link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(temp, "ecscope-sim-young"), 0o700); err != nil {
		t.Fatal(err)
	}
	_ = killed.Process.Kill()
	for _, pid := range doomed {
		await(t, "the end of a process", func() bool { return !alive(pid) })
	}
	if all, _ := filepath.Glob(filepath.Join(temp, "ecscope-sim-*")); len(all) != 4 {
		t.Errorf("before the sweep: %v", all)
	}
	simulator(t, temp)
	if all, _ := filepath.Glob(filepath.Join(temp, "ecscope-sim-*")); len(all) != 3 {
		t.Errorf("after the sweep: %v", all)
	}
	for _, pid := range kept {
		if !alive(pid) {
			t.Errorf("process %s of the living simulator %d was ended", pid, living.Process.Pid)
		}
	}
	if _, err := os.Stat(elsewhere); err != nil {
		t.Error(err)
	}
}
