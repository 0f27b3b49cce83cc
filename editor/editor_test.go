package editor

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestDraft(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no sed to edit with")
	}
	d, err := New("../a.json", "one\n")
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(d.file)
	if err != nil || info.Mode().Perm() != 0o600 || filepath.Base(d.file) != "a.json" {
		t.Errorf("%v, %v", info, err)
	}
	env := func(name string) string {
		if name == "EDITOR" {
			return "sed -i.bak s/one/two/"
		}
		return ""
	}
	if out, err := d.Command(env).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if text, err := d.Text(); err != nil || text != "two\n" {
		t.Errorf("%q, %v", text, err)
	}
	d.Remove()
	d.Remove()
	if _, err := os.Stat(d.folder); !os.IsNotExist(err) {
		t.Errorf("something stays: %v", err)
	}
}
