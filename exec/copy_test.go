package exec

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
)

// grains is n bytes, none of them by chance.
func grains(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{7}).Read(b)
	return b
}

func write(t *testing.T, name string, content []byte, mode fs.FileMode) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
	return name
}

// alike complains where a file has other bytes or another mode.
func alike(t *testing.T, what, name string, content []byte, mode fs.FileMode) {
	t.Helper()
	got, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%s: %s has %d bytes of %d, %v", what, name, len(got), len(content), err)
		return
	}
	if at, err := os.Stat(name); err != nil || at.Mode() != mode {
		t.Errorf("%s: %s has mode %v, %v", what, name, at.Mode(), err)
	}
}

// emptied complains about what is left beside a copy.
func emptied(t *testing.T, what, dir string) {
	t.Helper()
	_ = filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || strings.Contains(filepath.Base(name), ".ecscope-") {
			t.Errorf("%s: %s was left: %v", what, name, err)
		}
		return nil
	})
}

func minute(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// variants are images with less and less in them.
func variants(t *testing.T) []image {
	var all []image
	for _, i := range images(t) {
		all = append(all, i, i.without(t, "base64", "sha256sum"), i.without(t, "stty", "md5sum", "sha256sum"))
	}
	return all
}

// What is copied in and out again is the same, with its mode, whichever way there is.
func TestCopyFiles(t *testing.T) {
	t.Parallel()
	needs.Time(t, "each shell of this machine copies")
	for _, i := range variants(t) {
		dir := t.TempDir()
		for name, content := range map[string][]byte{"empty": nil, "it's $HOME\\ \n *": []byte("text\r\n\x00\x04.\n"), "-random": grains(20_000)} {
			var done int64
			c := &Copy{Shell: i.shell, open: i.open, Progress: func(n, total int64) {
				if n < done || n > total {
					t.Errorf("%d of %d after %d", n, total, done)
				}
				done = n
			}}
			from := write(t, filepath.Join(dir, "from", name), content, 0o750)
			in, err := c.In(minute(t), from, i.root+"/")
			want := filepath.Join(i.root, name)
			if err != nil || in.To != want || in.Files != 1 || in.Bytes != int64(len(content)) || done != in.Bytes {
				t.Errorf("%s: %+v, %v", i.name, in, err)
				continue
			}
			alike(t, i.name, want, content, 0o750)
			done = 0
			out, err := c.Out(minute(t), want, dir)
			if err != nil || out.To != filepath.Join(dir, name) || out.Bytes != int64(len(content)) || done != out.Bytes || out.Checksum != in.Checksum {
				t.Errorf("%s: %+v, %v", i.name, out, err)
				continue
			}
			alike(t, i.name, out.To, content, 0o750)
		}
		emptied(t, i.name, dir)
		emptied(t, i.name, i.root)
	}
}

// A folder is copied with all that is in it, under a new name or into a folder that is there.
func TestCopyFolders(t *testing.T) {
	t.Parallel()
	needs.Time(t, "each shell of this machine copies")
	for _, i := range variants(t) {
		dir := t.TempDir()
		long := "a/" + strings.Repeat("long/", 30) + "name"
		files := map[string][]byte{"x": []byte("1"), long: grains(3000), "é/ü": nil, "a b/-c": []byte("2\n")}
		for name, content := range files {
			write(t, filepath.Join(dir, "src", name), content, 0o640)
		}
		if err := os.Symlink("../x", filepath.Join(dir, "src/a/link")); err != nil {
			t.Fatal(err)
		}
		c := &Copy{Shell: i.shell, open: i.open}
		in, err := c.In(minute(t), filepath.Join(dir, "src"), i.root+"/copy/")
		if err != nil || in.To != i.root+"/copy" || in.Files != 4 || in.Bytes != 3003 || len(in.Left) > 0 {
			t.Fatalf("%s: %+v, %v", i.name, in, err)
		}
		if err := os.Mkdir(filepath.Join(dir, "into"), 0o755); err != nil {
			t.Fatal(err)
		}
		for to, want := range map[string]string{"new": "new", "into": "into/copy"} {
			out, err := c.Out(minute(t), i.root+"/copy", filepath.Join(dir, to))
			if err != nil || out.To != filepath.Join(dir, want) || out.Files != 4 || out.Bytes != 3003 || len(out.Left) > 0 {
				t.Fatalf("%s: %+v, %v", i.name, out, err)
			}
			for name, content := range files {
				alike(t, i.name, filepath.Join(dir, want, name), content, 0o640)
			}
			if to, err := os.Readlink(filepath.Join(dir, want, "a/link")); to != "../x" {
				t.Errorf("%s: link to %s, %v", i.name, to, err)
			}
		}
		emptied(t, i.name, dir)
		emptied(t, i.name, i.root)
	}
}

// Nothing is replaced unasked; when asked, folders keep what the copy has not.
func TestCopyForce(t *testing.T) {
	t.Parallel()
	needs.Time(t, "each shell of this machine copies")
	for _, i := range images(t) {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "d/new"), []byte("new"), 0o644)
		write(t, filepath.Join(dir, "d/sub/both"), []byte("ours"), 0o644)
		write(t, filepath.Join(i.root, "d/sub/both"), []byte("theirs"), 0o600)
		write(t, filepath.Join(i.root, "d/old"), []byte("old"), 0o644)
		c := &Copy{Shell: i.shell, open: i.open}
		if _, err := c.In(minute(t), filepath.Join(dir, "d"), i.root); !errors.Is(err, ErrExists) {
			t.Errorf("%s: folder in: %v", i.name, err)
		}
		if _, err := c.In(minute(t), filepath.Join(dir, "d/sub/both"), i.root+"/d/sub"); !errors.Is(err, ErrExists) {
			t.Errorf("%s: file in: %v", i.name, err)
		}
		if _, err := c.Out(minute(t), i.root+"/d", dir); !errors.Is(err, ErrExists) {
			t.Errorf("%s: folder out: %v", i.name, err)
		}
		if _, err := c.Out(minute(t), i.root+"/d/old", filepath.Join(dir, "d/new")); !errors.Is(err, ErrExists) {
			t.Errorf("%s: file out: %v", i.name, err)
		}
		alike(t, i.name, filepath.Join(i.root, "d/sub/both"), []byte("theirs"), 0o600)
		c.Force = true
		if _, err := c.In(minute(t), filepath.Join(dir, "d"), i.root); err != nil {
			t.Errorf("%s: folder in by force: %v", i.name, err)
		}
		alike(t, i.name, filepath.Join(i.root, "d/sub/both"), []byte("ours"), 0o644)
		alike(t, i.name, filepath.Join(i.root, "d/old"), []byte("old"), 0o644)
		alike(t, i.name, filepath.Join(i.root, "d/new"), []byte("new"), 0o644)
		write(t, filepath.Join(dir, "d/new"), []byte("newer"), 0o644)
		if _, err := c.Out(minute(t), i.root+"/d", dir); err != nil {
			t.Errorf("%s: folder out by force: %v", i.name, err)
		}
		alike(t, i.name, filepath.Join(dir, "d/new"), []byte("new"), 0o644)
		alike(t, i.name, filepath.Join(dir, "d/old"), []byte("old"), 0o644)
		for _, in := range []bool{true, false} {
			for _, pair := range [][2]string{{"d", "f"}, {"f", "e"}} {
				write(t, filepath.Join(dir, "f"), nil, 0o644)
				write(t, filepath.Join(i.root, "f"), nil, 0o644)
				write(t, filepath.Join(dir, "e/f/x"), nil, 0o644)
				write(t, filepath.Join(i.root, "e/f/x"), nil, 0o644)
				copying, from, to := c.In, dir, i.root
				if !in {
					copying, from, to = c.Out, i.root, dir
				}
				if _, err := copying(minute(t), filepath.Join(from, pair[0]), filepath.Join(to, pair[1])); !errors.Is(err, ErrKind) {
					t.Errorf("%s: %v, in %v: %v", i.name, pair, in, err)
				}
			}
		}
		emptied(t, i.name, dir)
		emptied(t, i.name, i.root)
	}
}

// What cannot be copied is said, and leaves nothing.
func TestCopyFaults(t *testing.T) {
	t.Parallel()
	needs.Time(t, "each shell of this machine copies")
	for _, i := range images(t) {
		dir := t.TempDir()
		file := write(t, filepath.Join(dir, "file"), grains(200_000), 0o644)
		write(t, filepath.Join(i.root, "file"), grains(200_000), 0o644)
		write(t, filepath.Join(i.root, "d/file"), nil, 0o644)
		_ = os.Symlink("nowhere", filepath.Join(i.root, "dangling"))
		for name, c := range map[string]struct {
			image    image
			in       bool
			from, to string
			want     error
		}{
			"no file here":     {i, true, dir + "/none", i.root, ErrNoFile},
			"no file there":    {i, false, i.root + "/none", dir, ErrNoFile},
			"dangling":         {i, false, i.root + "/dangling", dir, ErrNoFile},
			"device here":      {i, true, "/dev/null", i.root, ErrOddFile},
			"device there":     {i, false, "/dev/null", dir, ErrOddFile},
			"no folder here":   {i, false, i.root + "/file", dir + "/none/x", ErrNoFolder},
			"no folder there":  {i, true, file, i.root + "/none/x", ErrNoFolder},
			"a folder is none": {i, true, file, i.root + "/none/", ErrNoFolder},
			"denied":           {i, true, file, "/proc/self/x", ErrUnwritten},
			"no sum":           {i.without(t, "sha256sum", "md5sum", "cksum"), true, file, i.root + "/y", ErrMissing},
			"no text":          {i.without(t, "base64", "od"), false, i.root + "/file", dir + "/y", ErrMissing},
			"no tar":           {i.without(t, "tar"), false, i.root + "/d", dir + "/y", ErrMissing},
			"no shell":         {image{shell: "/no/such/sh", root: i.root}, true, file, i.root, ErrNoShell},
		} {
			if i.name == "busybox" && c.want == ErrMissing {
				continue // its shell has the programs within itself
			}
			k := &Copy{Shell: c.image.shell, open: c.image.open}
			copying := k.Out
			if c.in {
				copying = k.In
			}
			if got, err := copying(minute(t), c.from, c.to); !errors.Is(err, c.want) || got.To != "" {
				t.Errorf("%s: %s: %+v, %v", i.name, name, got, err)
			}
		}
		emptied(t, i.name, dir)
		emptied(t, i.name, i.root)
	}
}

// broken is a session in which something goes wrong after so many bytes.
type broken struct {
	wire
	left int
	harm func(p []byte) ([]byte, error)
}

func (b *broken) Read(p []byte) (int, error) {
	n, err := b.wire.Read(p)
	if b.left -= n; b.left < 0 && err == nil {
		harmed, err := b.harm(p[:n])
		return copy(p, harmed), err
	}
	return n, err
}

// A session that ends too early or changes what it carries leaves nothing, on either side.
func TestCopyBroken(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a real shell copies")
	i := images(t)[0]
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "file"), grains(300_000), 0o644)
	write(t, filepath.Join(i.root, "there"), grains(300_000), 0o644)
	cut := errors.New("cut")
	harms := map[string]func(p []byte) ([]byte, error){
		"cut":     func([]byte) ([]byte, error) { return nil, cut },
		"changed": func(p []byte) ([]byte, error) { return bytes.ReplaceAll(p, []byte("z"), []byte("y")), nil },
		"garbled": func(p []byte) ([]byte, error) { return bytes.ReplaceAll(p, []byte("z"), []byte("?")), nil },
	}
	for name, harm := range harms {
		c := &Copy{Shell: i.shell, open: func(ctx context.Context, words []string) (wire, error) {
			k, err := i.open(ctx, words)
			return &broken{k, 100_000, harm}, err
		}}
		if got, err := c.Out(minute(t), i.root+"/there", dir); err == nil || name == "cut" && err != cut || name == "changed" && !errors.Is(err, ErrChecksum) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	c := &Copy{Shell: i.shell, open: i.open, Progress: func(done, _ int64) {
		if done > 0 {
			cancel()
		}
	}}
	if got, err := c.In(ctx, file, i.root); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %+v, %v", got, err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%v", entries)
	}
	emptied(t, "canceled", i.root)
	if _, err := os.Stat(filepath.Join(i.root, "file")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// Checksums are those of the programs that they are named after.
func TestChecksums(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{ // printf 123456789 | …
		"cksum": "930766865", "md5sum": "25f9e794323b453885f5181f1b624d0b",
		"sha256sum": "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
	} {
		c, ok := newChecksum(name)
		_, _ = c.Write([]byte("12345"))
		_, _ = c.Write([]byte("6789"))
		if c.String() != want || !ok {
			t.Errorf("%s: %s", name, c)
		}
	}
	if _, ok := newChecksum("sum"); ok {
		t.Error("sum is known")
	}
	if !slices.Equal([]fs.FileMode{mode("-rwsr-x-wT."), mode(""), mode("drwxr-xr-t")}, []fs.FileMode{0o752, 0o644, 0o755}) {
		t.Errorf("%o", mode("-rwsr-x-wT."))
	}
}
