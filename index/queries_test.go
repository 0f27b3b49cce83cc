package index

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

// Queries are there again in the next program, those of two programs together, each once, and readable for the owner alone.
func TestQueriesAreKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ecscope", "queries.json")
	one, two := NewQueries(path), NewQueries(path)
	for _, add := range []struct {
		to   *Queries
		text string
	}{{one, "stats count()"}, {two, "limit 5"}, {one, "filter a = 1"}, {one, "stats count()"}, {one, "\x1b[31m"}} {
		if err := add.to.Add(add.text); err != nil {
			t.Fatal(err)
		}
	}
	if got := NewQueries(path).All(); !slices.Equal(got, []string{"limit 5", "filter a = 1", "stats count()"}) {
		t.Errorf("%q", got)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	for i := range 2 * mostQueries {
		_ = NewQueries("").Add(fmt.Sprint(i)) // has no file
		one.all = newest(append(one.all, fmt.Sprint(i)))
	}
	if all := one.All(); len(all) != mostQueries || all[len(all)-1] != fmt.Sprint(2*mostQueries-1) {
		t.Errorf("%d queries", len(all))
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := NewQueries(path).Add("limit 1"); err == nil {
		t.Error("a file that cannot be read is written over")
	}
}
