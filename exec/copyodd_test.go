//go:build unix

package exec

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/ecscope/ecscope/needs"
)

// A link to a folder is copied as the folder, under the link's name.
func TestCopyLinked(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a real shell copies")
	i := images(t)[0]
	dir := t.TempDir()
	write(t, filepath.Join(dir, "folder/x"), []byte("1"), 0o644)
	for _, name := range []string{"folder", "folder/x"} {
		link := filepath.Join(dir, "link to "+filepath.Base(name))
		if err := os.Symlink(name, link); err != nil {
			t.Fatal(err)
		}
		total := int64(0)
		c := &Copy{Shell: i.shell, open: i.open, Progress: func(_, of int64) { total = of }}
		in, err := c.In(minute(t), link, i.root)
		if err != nil || in.To != filepath.Join(i.root, filepath.Base(link)) || in.Files != 1 || in.Bytes != 1 || total != 1 {
			t.Errorf("%s: %+v of %d, %v", name, in, total, err)
		}
	}
	alike(t, i.name, filepath.Join(i.root, "link to folder/x"), []byte("1"), 0o644)
}

// Folders keep their modes where they are moved into one that is there, and those that nobody may write are cleaned too.
func TestCopyModes(t *testing.T) {
	t.Parallel()
	i := images(t)[0]
	dir := t.TempDir()
	write(t, filepath.Join(i.root, "d/shut/x"), []byte("1"), 0o400)
	write(t, filepath.Join(i.root, "d/own/y"), []byte("2"), 0o600)
	write(t, filepath.Join(dir, "d/z"), []byte("3"), 0o644)
	modes := map[string]os.FileMode{"shut": 0o500, "own": 0o700}
	for name, mode := range modes {
		if err := os.Chmod(filepath.Join(i.root, "d", name), mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, at := range []string{dir, i.root} {
			_ = os.Chmod(filepath.Join(at, "d/shut"), 0o700) // so that it can be removed
		}
	})
	c := &Copy{Shell: i.shell, open: i.open, Force: true}
	if _, err := c.Out(minute(t), i.root+"/d", dir); err != nil {
		t.Fatal(err)
	}
	for name, mode := range modes {
		if at, err := os.Stat(filepath.Join(dir, "d", name)); err != nil || at.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, at, err)
		}
	}
	alike(t, i.name, filepath.Join(dir, "d/shut/x"), []byte("1"), 0o400)
	alike(t, i.name, filepath.Join(dir, "d/z"), []byte("3"), 0o644)
	emptied(t, i.name, dir)
	full := filepath.Join(t.TempDir(), "full")
	write(t, filepath.Join(full, "a/b/c"), nil, 0o400)
	for _, name := range []string{"a/b", "a", ""} {
		_ = os.Chmod(filepath.Join(full, name), 0)
	}
	if discard(full); !errors.Is(func() error { _, err := os.Lstat(full); return err }(), os.ErrNotExist) {
		t.Error("a folder stays because nobody may write it")
	}
}

// A name that looks like an option is one like others; one that cannot be told is refused before anything happens.
func TestCopyNames(t *testing.T) {
	t.Parallel()
	i := images(t)[0]
	dir := t.TempDir()
	write(t, filepath.Join(i.root, "-x"), []byte("1"), 0o750)
	c := &Copy{Shell: i.shell, open: i.open}
	if _, err := c.Out(minute(t), "-x", dir); err != nil {
		t.Error(err)
	}
	alike(t, i.name, filepath.Join(dir, "-x"), []byte("1"), 0o750)
	for _, name := range []string{"a\xff", "a\a", "a\x1b]0;x"} {
		_, in := c.In(minute(t), filepath.Join(dir, name), i.root)
		_, to := c.In(minute(t), filepath.Join(dir, "-x"), i.root+"/"+name)
		_, out := c.Out(minute(t), i.root+"/"+name, dir)
		for _, err := range []error{in, to, out} {
			if !errors.Is(err, ErrName) || bytes.ContainsAny([]byte(err.Error()), "\a\x1b") {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
}

// Only what a process can end with is taken for an exit code.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"0": 0, "7": 7, "255": 255, "256": -1, "-1": -1, "": -1, "1 2": -1} {
		if code, ok := exitCode(text); ok != (want >= 0) || ok && code != want {
			t.Errorf("%q: %d, %v", text, code, ok)
		}
	}
}
