package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestEnvironmentFileIsPrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, victim := filepath.Join(dir, "sim.env"), filepath.Join(dir, "victim")
	if err := os.WriteFile(path, []byte("old and longer than what comes"), 0o644); err != nil { //nolint:gosec // readable by all on purpose
		t.Fatal(err)
	}
	if err := writePrivate(path, "new"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	i, _ := os.Stat(path)
	if err != nil || string(text) != "new" || runtime.GOOS != "windows" && i.Mode().Perm() != 0o600 {
		t.Errorf("%q with mode %v, %v", text, i.Mode(), err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(victim, link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	if err := writePrivate(link, "secret"); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a planted link: %v", err)
	}
	if all, _ := os.ReadDir(dir); len(all) != 2 {
		t.Errorf("left behind: %v", all)
	}
}

func TestExposed(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]bool{"127.0.0.1:0": false, "127.9.9.9:1": false, "[::1]:0": false, "localhost:4510": false,
		":4510": true, "0.0.0.0:0": true, "[::]:0": true, "192.0.2.1:80": true, "host.example:80": true} {
		if exposed(listen) != want {
			t.Errorf("%s: %v", listen, !want)
		}
	}
}
