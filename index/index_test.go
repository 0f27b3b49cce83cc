package index

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

// What one program has seen the next one knows: names and how often what was chosen, readable for the owner alone.
func TestKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ecscope", "names", "1-eu.json")
	x := New()
	x.Service("prod", "api")
	x.Service("prod", "old")
	x.Cluster("gone")
	if err := x.Save(); err != nil {
		t.Fatalf("without a file: %v", err)
	}
	if err := x.Open(path); err != nil {
		t.Fatal(err)
	}
	x.Listed("prod", []string{"api", "web"})
	x.Only([]string{"prod", "batch"})
	x.Use("logs prod/api")
	x.Service("prod", "\x1b[31m") // no name that ECS allows
	if err := x.Save(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.Stat(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && (info.Mode().Perm() != 0o600 || folder.Mode().Perm() != 0o700) {
		t.Errorf("others can read it: %v in %v", info.Mode(), folder.Mode())
	}
	next := New()
	if err := next.Open(path); err != nil {
		t.Fatal(err)
	}
	if got := next.Services(); !slices.Equal(got, []string{"prod/api", "prod/web"}) {
		t.Errorf("services: %q", got)
	}
	if got := next.Clusters(); !slices.Equal(got, []string{"batch", "prod"}) {
		t.Errorf("clusters: %q", got)
	}
	if next.Uses()["logs prod/api"] != 1 {
		t.Errorf("uses: %v", next.Uses())
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".names-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q %v", left, err)
	}
}

// A file that somebody else has written adds no more than names, and one that makes no sense is said.
func TestForeignFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "names.json")
	for text, wrong := range map[string]bool{
		`{"clusters":["a\u001b[2J","ok"],"services":["ok/\u001b]0;x","noslash","ok/fine"],"uses":{"\u001bx":3,"logs ok/fine":-1},"watched":["ok/\u001b[2J","","a/b/c"]}`: false,
		`{"clusters":"prod"}`: true, `{`: true,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		x := New()
		if err := x.Open(path); (err != nil) != wrong {
			t.Errorf("%s: %v", text, err)
		}
		if !wrong && (!slices.Equal(x.Services(), []string{"ok/fine"}) || !slices.Equal(x.Clusters(), []string{"ok"}) || len(x.Uses()) > 0 || len(x.Watched()) > 0) {
			t.Errorf("%q %q %v", x.Clusters(), x.Services(), x.Uses())
		}
	}
}

// Bookmarks come back from the file in their order; what is too much, said twice or has control characters in it does not.
func TestBookmarks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "names.json")
	x := New()
	if err := x.Open(path); err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{"logs prod/b", "service prod/a", "problems", "problems"} {
		if _, err := x.Bookmark(place); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Save(); err != nil {
		t.Fatal(err)
	}
	y := New()
	if err := y.Open(path); err != nil {
		t.Fatal(err)
	}
	if got := y.Bookmarks(); !slices.Equal(got, []string{"logs prod/b", "service prod/a"}) {
		t.Errorf("%q", got)
	}
	for n := range mostBookmarks {
		_, err := y.Bookmark(fmt.Sprint("service prod/", n))
		if full := n >= mostBookmarks-2; (err != nil) != full {
			t.Errorf("the %dth: %v", n+3, err)
		}
	}
	odd := New()
	if err := os.WriteFile(path, []byte(`{"bookmarks":["", "a\u001b[31m", "b", "b"]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := odd.Open(path); err != nil || !slices.Equal(odd.Bookmarks(), []string{"b"}) {
		t.Errorf("%q, %v", odd.Bookmarks(), err)
	}
}
