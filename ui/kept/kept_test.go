package kept

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// What is set is there after a restart, in a file that only its owner can read; what is as it comes takes no place.
func TestStore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a", "views.json")
	s := New()
	if err := s.Open(path); err != nil {
		t.Fatal(err)
	}
	v := View{Columns: []string{"SERVICE", "tag:team"}, Sort: "FOR", Inverted: true}
	s.SetView("services", v)
	s.SetFilter("demo us-east-1 services prod", Filter{Text: "api", Faults: true})
	s.SetView("tasks", View{Wide: true})
	s.SetView("tasks", View{})
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if text, _ := os.ReadFile(path); strings.Contains(string(text), "tasks") {
		t.Errorf("%s", text)
	}
	again := New()
	if err := again.Open(path); err != nil || !reflect.DeepEqual(again.View("services"), v) || again.Filter("demo us-east-1 services prod") != (Filter{"api", true}) {
		t.Errorf("%v %v %v", again.View("services"), again.Filter("demo us-east-1 services prod"), err)
	}
	var none *Store
	none.SetView("services", v)
	none.SetFilter("x", Filter{Text: "y"})
	if none.Save() != nil || none.View("services").Sort != "" || none.Filter("x").Text != "" {
		t.Error("nothing keeps something")
	}
}

// What cannot be read is said, and stays as it is; what does not belong there is left out; it does not grow without end.
func TestStoreRefuses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "views.json")
	if err := os.WriteFile(path, []byte(`{"views": 7}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := New()
	if err := s.Open(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("%v", err)
	}
	s.SetView("x", View{Sort: "y"})
	if text, _ := os.ReadFile(path); s.Save() != nil || string(text) != `{"views": 7}` {
		t.Errorf("%s", text)
	}
	if err := os.WriteFile(path, []byte(`{"views": {"a": {"columns": ["B\u001b", "C"]}, "d\u0007": {"sort": "E"}}, "filters": {"f": {"text": "\u009b1m"}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s = New()
	if err := s.Open(path); err != nil || fmt.Sprint(s.all) != "{map[a:{[C]  false false}] map[]}" {
		t.Errorf("%v, %v", s.all, err)
	}
	for i := range 2 * mostFilters {
		s.SetFilter(fmt.Sprint(i), Filter{Faults: true})
	}
	if n := len(s.all.Filters); n != mostFilters {
		t.Errorf("%d filters", n)
	}
}
