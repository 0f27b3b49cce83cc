package exec

import (
	"archive/tar"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// archive is a tar of entries: a name, and what a link leads to.
func archive(entries ...tar.Header) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range entries {
		if h.Typeflag == tar.TypeReg {
			h.Size = 4
		}
		h.Mode = 0o4755
		_ = w.WriteHeader(&h)
		if h.Typeflag == tar.TypeReg {
			_, _ = w.Write([]byte("evil"))
		}
	}
	_ = w.Close()
	return b.Bytes()
}

// unpackIn unpacks below dir/root.
func unpackIn(t testing.TB, dir string, text []byte) (*unpacking, error) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(dir, "root"), 0o755); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(filepath.Join(dir, "root"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	u := &unpacking{root: root, limits: Limits{}.filled(), progress: func(int64) {}}
	return u, u.run(bytes.NewReader(text))
}

// Nothing that a container sends is written outside, and no link leads there.
func TestHostileArchives(t *testing.T) {
	t.Parallel()
	file, link, hard := byte(tar.TypeReg), byte(tar.TypeSymlink), byte(tar.TypeLink)
	for name, c := range map[string]struct {
		entries []tar.Header
		fails   bool
		files   int
		left    int
	}{
		"parent":             {[]tar.Header{{Name: "../evil", Typeflag: file}}, true, 0, 0},
		"parent within":      {[]tar.Header{{Name: "a/../../evil", Typeflag: file}}, true, 0, 0},
		"absolute":           {[]tar.Header{{Name: "/evil", Typeflag: file}}, true, 0, 0},
		"parent's folder":    {[]tar.Header{{Name: "../evil/", Typeflag: tar.TypeDir}}, true, 0, 0},
		"link out":           {[]tar.Header{{Name: "l", Typeflag: link, Linkname: "../evil"}}, false, 0, 1},
		"absolute link":      {[]tar.Header{{Name: "l", Typeflag: link, Linkname: "/etc/passwd"}}, false, 0, 1},
		"through a link":     {[]tar.Header{{Name: "l", Typeflag: link, Linkname: ".."}, {Name: "l/evil", Typeflag: file}}, false, 1, 1},
		"through a link in":  {[]tar.Header{{Name: "d", Typeflag: tar.TypeDir}, {Name: "l", Typeflag: link, Linkname: "d"}, {Name: "l/x", Typeflag: file}}, false, 1, 1},
		"over a link":        {[]tar.Header{{Name: "l", Typeflag: link, Linkname: "../evil"}, {Name: "l", Typeflag: file}}, false, 1, 1},
		"up and down":        {[]tar.Header{{Name: "l", Typeflag: link, Linkname: "d/../../evil"}}, false, 0, 1},
		"links in a row":     {[]tar.Header{{Name: "s/t/d", Typeflag: link, Linkname: "../.."}, {Name: "s/t/d/x", Typeflag: link, Linkname: "../../../y"}}, false, 0, 1},
		"hard link out":      {[]tar.Header{{Name: "h", Typeflag: hard, Linkname: "../secret"}}, false, 0, 1},
		"hard link absolute": {[]tar.Header{{Name: "h", Typeflag: hard, Linkname: "/etc/passwd"}}, false, 0, 1},
		"hard link":          {[]tar.Header{{Name: "f", Typeflag: file}, {Name: "h", Typeflag: hard, Linkname: "./f"}}, false, 1, 0},
		"links within":       {[]tar.Header{{Name: "a/l", Typeflag: link, Linkname: "../f"}, {Name: "f", Typeflag: file}}, false, 1, 0},
		"device":             {[]tar.Header{{Name: "dev", Typeflag: tar.TypeChar}, {Name: "p", Typeflag: tar.TypeFifo}}, false, 0, 2},
		"twice":              {[]tar.Header{{Name: "f", Typeflag: file}, {Name: "./f", Typeflag: file}}, false, 2, 0},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "secret"), []byte("secret"), 0o600)
		u, err := unpackIn(t, dir, archive(c.entries...))
		if (err != nil) != c.fails || u.files != c.files || len(u.left) != c.left {
			t.Errorf("%s: %d files, left %q, %v", name, u.files, u.left, err)
		}
		inside(t, name, dir)
	}
}

// inside complains about anything that came to be outside of dir/root, about links that lead there, and about setuid.
func inside(t testing.TB, what, dir string) {
	t.Helper()
	root := filepath.Join(dir, "root")
	real, _ := filepath.EvalSymlinks(root)
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if name == dir || name == filepath.Join(dir, "secret") {
			return nil
		}
		if err != nil || name != root && !strings.HasPrefix(name, root+string(filepath.Separator)) {
			t.Errorf("%s: %s, %v", what, name, err)
			return nil
		}
		if at, err := d.Info(); err == nil && at.Mode()&(fs.ModeSetuid|fs.ModeSetgid) != 0 {
			t.Errorf("%s: %s is %v", what, name, at.Mode())
		}
		if to, err := filepath.EvalSymlinks(name); err == nil && to != real && !strings.HasPrefix(to, real+string(filepath.Separator)) {
			t.Errorf("%s: %s leads to %s", what, name, to)
		}
		return nil
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add(archive(tar.Header{Name: "a/b", Typeflag: tar.TypeReg}, tar.Header{Name: "a/l", Typeflag: tar.TypeSymlink, Linkname: "../x"}))
	f.Add(archive(tar.Header{Name: "d/", Typeflag: tar.TypeDir}, tar.Header{Name: "h", Typeflag: tar.TypeLink, Linkname: "a"}))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		_, _ = unpackIn(t, dir, text)
		inside(t, "fuzz", dir)
		_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if d != nil && d.IsDir() {
				_ = os.Chmod(name, 0o700) // so that it can be removed
			}
			return nil
		})
	})
}

func FuzzDecoded(f *testing.F) {
	f.Add([]byte("eA==\r\n"), 3)
	f.Add([]byte(" 61 62\r\n"), 1)
	f.Fuzz(func(t *testing.T, text []byte, cut int) {
		for _, way := range []string{inBase64, inHex} {
			var whole, parts bytes.Buffer
			all, piecewise := &decoded{w: &whole, way: way}, &decoded{w: &parts, way: way}
			_, err := all.Write(text)
			at := min(max(cut, 0), len(text))
			_, err1 := piecewise.Write(text[:at])
			_, err2 := piecewise.Write(text[at:])
			if err == nil && err1 == nil && err2 == nil && whole.String() != parts.String() {
				t.Errorf("%q at %d: %q and %q", text, at, whole.String(), parts.String())
			}
		}
	})
}
