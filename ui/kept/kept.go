// Package kept keeps how lists are looked at, over restarts: which columns, in what order, which filter. On disk it holds what
// the operator chose and typed, and nothing of the account besides.
package kept

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/ecscope/ecscope/limit"
	"github.com/ecscope/ecscope/lock"
)

// View is how the lists of a kind are shown. Zero is as they come.
type View struct {
	Columns  []string `json:"columns,omitempty"`
	Sort     string   `json:"sort,omitempty"`
	Inverted bool     `json:"inverted,omitempty"`
	Wide     bool     `json:"wide,omitempty"`
}

// Filter is which rows of one list are shown. Zero is all.
type Filter struct {
	Text   string `json:"text,omitempty"`
	Faults bool   `json:"faults,omitempty"`
}

// file is what is on disk.
type file struct {
	Views   map[string]View   `json:"views,omitempty"`
	Filters map[string]Filter `json:"filters,omitempty"`
}

// The most that is read and kept.
const (
	mostText    = 1 << 20
	mostViews   = 100
	mostFilters = 500
	mostWord    = 600
)

// Store is what is kept. It is safe for concurrent use, and nil keeps nothing.
type Store struct {
	mu      sync.Mutex
	path    string
	changed bool
	all     file
}

// New is a store without a file.
func New() *Store { return &Store{all: file{map[string]View{}, map[string]Filter{}}} }

// View is how the lists of a kind are shown.
func (s *Store) View(kind string) View {
	if s == nil {
		return View{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Views[kind]
}

// SetView keeps how the lists of a kind are shown.
func (s *Store) SetView(kind string, v View) {
	if s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.changed = put(s.all.Views, kind, v, mostViews) || s.changed
	}
}

// Filter is which rows of a list are shown.
func (s *Store) Filter(list string) Filter {
	if s == nil {
		return Filter{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Filters[list]
}

// SetFilter keeps which rows of a list are shown.
func (s *Store) SetFilter(list string, f Filter) {
	if s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.changed = put(s.all.Filters, list, f, mostFilters) || s.changed
	}
}

// put keeps a value, none for zero, and says whether that changed anything. Of too many one gives way.
func put[T any](in map[string]T, name string, v T, most int) bool {
	old, had := in[name]
	if zero := reflect.ValueOf(v).IsZero(); zero || len(name) > mostWord {
		delete(in, name)
		return had
	}
	for other := range maps.Keys(in) {
		if had || len(in) < most {
			break
		}
		delete(in, other)
	}
	in[name] = v
	return !reflect.DeepEqual(old, v)
}

// Open reads a file, which need not exist, and keeps everything there from now on.
func (s *Store) Open(path string) error {
	text, err := limit.File(path, path, mostText)
	var f file
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	case err == nil:
		err = json.Unmarshal(text, &f)
	}
	if err != nil {
		return fmt.Errorf("read list settings from %s: %w; ecscope won't overwrite the file", path, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.path = path
	for kind, v := range f.Views {
		if v.Columns = slices.DeleteFunc(v.Columns, odd); !odd(kind) && !odd(v.Sort) {
			put(s.all.Views, kind, v, mostViews)
		}
	}
	for list, v := range f.Filters {
		if !odd(list) && !odd(v.Text) {
			put(s.all.Filters, list, v, mostFilters)
		}
	}
	return nil
}

// odd says whether a text is too long, or has control characters in it.
func odd(text string) bool {
	return len(text) > mostWord || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 })
}

// Save writes the file anew if there is one and something has changed. Only its owner can read it. Where that fails, nothing is
// written from then on.
func (s *Store) Save() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.path == "" || !s.changed {
		return nil
	}
	text, err := json.MarshalIndent(s.all, "", "  ")
	if err == nil {
		err = lock.Replace(s.path, append(text, '\n'))
	}
	if err != nil {
		err = fmt.Errorf("write list settings to %s: %w", s.path, err)
		s.path = ""
		return err
	}
	s.changed = false
	return nil
}
