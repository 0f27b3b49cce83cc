package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/ecscope/ecscope/limit"
	"github.com/ecscope/ecscope/lock"
)

// Queries are the queries of logs that were asked, for them to be asked again. They are safe for concurrent use. Who adds one sees to
// it that it holds no secret.
type Queries struct {
	mu   sync.Mutex
	path string
	all  []string // the oldest first
}

// The most queries that are kept, the bytes of one, and of their file.
const (
	mostQueries   = 100
	mostQuery     = 10_000
	mostQueryFile = 4 << 20
)

// NewQueries are those that a file holds, which need not exist; an empty path is none.
func NewQueries(path string) *Queries {
	q := &Queries{path: path}
	q.all, _ = q.read() // a file that cannot be read has none; Add says so
	return q
}

// read reads the file.
func (q *Queries) read() (all []string, err error) {
	if q.path == "" {
		return nil, nil
	}
	text, err := limit.File(q.path, q.path, mostQueryFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil:
		err = json.Unmarshal(text, &all)
	}
	return slices.DeleteFunc(all, func(s string) bool { return !plain(s) }), err
}

// plain says whether a query is one that is kept: a line of text.
func plain(text string) bool {
	odd := func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError }
	return text != "" && len(text) <= mostQuery && !slices.ContainsFunc([]rune(text), odd)
}

// All are the queries, the oldest first.
func (q *Queries) All() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.all)
}

// Add takes a query up as the newest, and writes the file anew with what other programs have added. Where that fails, the query is
// known to this program alone.
func (q *Queries) Add(text string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all = newest(append(q.all, text))
	if q.path == "" {
		return nil
	}
	kept, err := q.read()
	if err == nil {
		var out []byte
		if out, err = json.Marshal(newest(append(kept, q.all...))); err == nil {
			err = lock.Replace(q.path, out)
		}
	}
	if err != nil {
		return fmt.Errorf("keep the query in %s: %w", q.path, err)
	}
	return nil
}

// newest are the last of some queries, each once.
func newest(all []string) []string {
	var kept []string
	for _, one := range slices.Backward(all) {
		if plain(one) && !slices.Contains(kept, one) && len(kept) < mostQueries {
			kept = append(kept, one)
		}
	}
	slices.Reverse(kept)
	return kept
}
