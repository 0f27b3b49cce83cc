//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
)

// A copy that does not fit on the disk says so, leaves nothing behind, and takes no name.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	needs.Time(t, "more than half a second")
	dir := t.TempDir()
	small := func(script string) *exec.Cmd {
		return exec.CommandContext(t.Context(), "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", //nolint:gosec // the test itself
			`mount -t tmpfs -o size=256k none "$1" && `+script, "sh", dir, os.Args[0])
	}
	if out, err := small("true").CombinedOutput(); err != nil {
		t.Skipf("no small disk can be made here: %v: %s", err, out)
	}
	s := simtest.Start(t, sim.Options{Listen: "127.0.0.1:0"})
	source := filepath.Join(t.TempDir(), "large")
	if err := os.MkdirAll(source, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(source, "file"), make([]byte, 600_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := ecscope(t.Context(), s.Env(), "cp", "-q", source, "tools/feature-flags:large").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, from := range []string{"large/file", "large"} {
		c := small(`{ "$2" cp tools/feature-flags:` + from + ` "$1/copy"; echo "code $?"; ls -A "$1"; }`)
		c.Env = append([]string{become + "=ecscope", "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, s.Env()...)
		out, err := c.CombinedOutput()
		text := string(out)
		if err != nil || !strings.Contains(text, "ecscope: "+dir+"/copy: the disk is full: no space left on device\n") ||
			!strings.Contains(text, "nothing was left behind") || !strings.HasSuffix(text, "code 1\n") {
			t.Errorf("%s: %v\n%s", from, err, text)
		}
	}
}
