package aws

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/lock"
)

// Programs of one user know each other's sessions, and forget those of programs that are gone.
func TestRegistry(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "sessions")
	now := func() time.Time { return time.Unix(1e9, 0) }
	one, two := &sessionOpener{Caller: call.NewCaller(call.Setup{Now: now})}, &sessionOpener{Caller: call.NewCaller(call.Setup{Now: now})}
	one.held.registry.folder, two.held.registry.folder = folder, folder
	at := ExecTarget{Cluster: "prod", Task: "0f3c", Container: "app", Runtime: "0f3c-1"}
	shell := access{"wss://stream", "token"}.session("session-id", at)
	if got := two.Held(at, ""); len(got) != 0 {
		t.Errorf("%q", got)
	}
	end := one.Hold(shell, "a shell")
	endOther := one.Hold(access{}.session("other", ExecTarget{Runtime: "elsewhere"}), "a copy")
	if got := two.Held(at, ""); len(got) != 1 || got[0] != "a shell, open for 0s" {
		t.Errorf("%q", got)
	}
	if got := one.Held(at, "session-id"); len(got) != 0 {
		t.Errorf("its own: %q", got)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		info, _ := f.Info()
		text, _ := os.ReadFile(filepath.Join(folder, f.Name()))
		if info.Mode().Perm() != 0o600 || strings.Contains(string(text), "token") || strings.Contains(string(text), "wss") || strings.Contains(string(text), "session-id") {
			t.Errorf("%s: %s %s", f.Name(), info.Mode(), text)
		}
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Error(info, err)
	}
	end()
	if got := two.Held(at, ""); len(got) != 0 {
		t.Errorf("%q", got)
	}
	endOther()
	if files, err := os.ReadDir(folder); err != nil || len(files) != 0 {
		t.Error(files, err)
	}
	gone := filepath.Join(folder, "4242-GONE")
	for _, name := range []string{gone + ".lock", gone + ".json"} {
		if err := os.WriteFile(name, []byte(`[{"target":"`+at.String()+`","what":"a shell"}]`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := two.Held(at, ""); len(got) != 0 {
		t.Errorf("of the dead: %q", got)
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 0 {
		t.Error(files, err)
	}
}

// Another program's session is told with its process, and cleaned.
func TestRegisteredByAnother(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	c := &sessionOpener{Caller: call.NewCaller(call.Setup{Now: func() time.Time { return time.Unix(1e9, 0) }})}
	c.held.registry.folder = folder
	other := registry{folder: folder, file: filepath.Join(folder, "4242-ALIVE")}
	f, err := os.Create(other.file + ".lock")
	if err != nil {
		t.Fatal(err)
	}
	other.lock = f
	t.Cleanup(func() { _ = f.Close() })
	if err := lock.Take(f); err != nil {
		t.Fatal(err)
	}
	at := ExecTarget{Cluster: "prod", Task: "0f3c", Container: "app", Runtime: "0f3c-1"}
	other.write([]holding{{at.String(), "a \x1b[31mcopy", time.Unix(1e9-60, 0)}})
	if got := c.Held(at, ""); len(got) != 1 || strings.Contains(got[0], "\x1b") || !strings.HasSuffix(got[0], "open for 1m0s in process 4242") {
		t.Errorf("%q", got)
	}
	if err := os.WriteFile(other.file+".json", []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := c.Held(at, ""); len(got) != 0 {
		t.Errorf("%q", got)
	}
}
