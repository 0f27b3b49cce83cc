package exec

import (
	"archive/tar"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ecscope/ecscope/needs"
)

// A folder from a container ends at its limits, and the error says which one and how high it is.
func TestUnpackLimits(t *testing.T) {
	t.Parallel()
	files := func(n int) (all []tar.Header) {
		for i := range n {
			all = append(all, tar.Header{Name: fmt.Sprintf("f%d", i), Typeflag: tar.TypeReg})
		}
		return all
	}
	for name, c := range map[string]struct {
		limits  Limits
		entries []tar.Header
		want    error
		says    string
	}{
		"bytes":                   {Limits{Bytes: 11}, files(3), ErrTooLarge, "which is 11 bytes"},
		"bytes that fit":          {Limits{Bytes: 12}, files(3), nil, ""},
		"entries":                 {Limits{Entries: 2}, files(3), ErrTooMany, "which is 2"},
		"entries that fit":        {Limits{Entries: 3}, files(3), nil, ""},
		"what is left out counts": {Limits{Entries: 1}, []tar.Header{{Name: "a", Typeflag: tar.TypeFifo}, {Name: "b", Typeflag: tar.TypeFifo}}, ErrTooMany, ""},
		"depth":                   {Limits{Depth: 2}, []tar.Header{{Name: "./a/b/c", Typeflag: tar.TypeReg}}, ErrTooDeep, "which is 2"},
		"depth that fits":         {Limits{Depth: 3}, []tar.Header{{Name: "./a/b/c", Typeflag: tar.TypeReg}}, nil, ""},
		"usual depth":             {Limits{}, []tar.Header{{Name: strings.Repeat("d/", 500) + "f", Typeflag: tar.TypeReg}}, ErrTooDeep, "which is 100"},
		"long name":               {Limits{}, []tar.Header{{Name: strings.Repeat("n", 5000), Typeflag: tar.TypeReg}}, ErrLongName, "5000 bytes, and the limit is 4096"},
	} {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "root"), 0o755); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(filepath.Join(dir, "root"))
		if err != nil {
			t.Fatal(err)
		}
		u := &unpacking{root: root, limits: c.limits.filled(), progress: func(int64) {}}
		err = u.run(strings.NewReader(string(archive(c.entries...))))
		_ = root.Close()
		if !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Of very many things that are left out, the first are named and the others counted.
func TestManyLeftOut(t *testing.T) {
	t.Parallel()
	var all []tar.Header
	for i := range mostLeft + 7 {
		all = append(all, tar.Header{Name: fmt.Sprint("pipe", i), Typeflag: tar.TypeFifo})
	}
	u, err := unpackIn(t, t.TempDir(), archive(all...))
	if err != nil || len(u.left) != mostLeft+1 || u.left[mostLeft] != "7 more" {
		t.Errorf("%d, the last is %q: %v", len(u.left), u.left[len(u.left)-1], err)
	}
}

// A copy ends at its limits, be it a file or a folder, also where the container sends without end, and nothing is left.
func TestCopyLimits(t *testing.T) {
	t.Parallel()
	needs.Time(t, "more than half a second")
	for _, i := range images(t) {
		dir := t.TempDir()
		large := write(t, filepath.Join(i.root, "large"), grains(30_000), 0o644)
		write(t, filepath.Join(i.root, "d/a"), grains(9_000), 0o644)
		write(t, filepath.Join(i.root, "d/b"), grains(9_000), 0o644)
		for name, c := range map[string]struct {
			from   string
			limits Limits
			want   error
		}{
			"file": {large, Limits{Bytes: 29_999}, ErrTooLarge}, "folder": {i.root + "/d", Limits{Bytes: 17_999}, ErrTooLarge},
			"entries": {i.root + "/d", Limits{Entries: 2}, ErrTooMany},
		} {
			_, err := (&Copy{Shell: i.shell, open: i.open, Limits: c.limits}).Out(minute(t), c.from, filepath.Join(dir, "copy"))
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.from+" in container") || strings.Contains(err.Error(), "unpack") {
				t.Errorf("%s, %s: %v", i.name, name, err)
			}
		}
		if _, err := os.Lstat(filepath.Join(dir, "copy")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: something has the final name: %v", i.name, err)
		}
		emptied(t, i.name, dir)
	}
}

// The shell of a hostile image sends for ever, whatever it is asked: before a copy begins, within it, in words.
func TestEndlessContainer(t *testing.T) {
	t.Parallel()
	i := images(t)[0]
	for name, text := range map[string]string{
		"before":  `while :;do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx;done`,
		"content": `printf '\033]ecscope;%s;begin file base64 sha256sum -rw-r--r-- 3\a' "$4";while :;do echo eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4;done`,
		"nothing": `printf '\033]ecscope;%s;begin file base64 sha256sum -rw-r--r-- 3\a' "$4";while :;do echo "                                                              ";done`,
		"words":   `while :;do printf '\033]ecscope;%s;begun xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\a' "$4";done`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			shell := needs.Executable(t, filepath.Join(dir, "shell"), "#!/bin/sh\n"+text+"\n")
			c := &Copy{Shell: shell, open: i.open, Limits: Limits{Bytes: 10_000, Entries: 1}}
			_, err := c.Out(minute(t), "/x", filepath.Join(dir, "copy"))
			want := ErrBroken
			if name == "content" {
				want = ErrTooLarge
			}
			if !errors.Is(err, want) {
				t.Errorf("out: %v", err)
			}
			emptied(t, name, dir)
			if _, err := c.In(minute(t), shell, "/x"); !errors.Is(err, ErrBroken) {
				t.Errorf("in: %v", err)
			}
		})
	}
}

// A full disk is told of in words.
func TestStored(t *testing.T) {
	t.Parallel()
	err := stored(&fs.PathError{Op: "write", Path: "/tmp/.x.ecscope-1", Err: syscall.ENOSPC}, "/tmp/x")
	if !errors.Is(err, ErrFull) || !strings.HasPrefix(err.Error(), "/tmp/x: the disk is full: ") {
		t.Errorf("%v", err)
	}
	if err := stored(fs.ErrPermission, "/tmp/x"); !errors.Is(err, fs.ErrPermission) || errors.Is(err, ErrFull) {
		t.Errorf("%v", err)
	}
}
