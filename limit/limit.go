// Package limit bounds what is read, so that nobody who sends or writes without end fills the memory.
package limit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// Error says what is longer than it may be.
type Error struct {
	What string // what is read: a path, or words
	Most int64  // in bytes
}

// Error names both.
func (e *Error) Error() string { return fmt.Sprintf("%s is longer than %s", e.What, Size(e.Most)) }

// Size writes a number of bytes in the largest unit that needs no fraction: 32 MiB.
func Size(n int64) string {
	for _, u := range []struct {
		bytes int64
		name  string
	}{{1 << 40, "TiB"}, {1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= u.bytes && n%u.bytes == 0 {
			return fmt.Sprintf("%d %s", n/u.bytes, u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}

// ParseSize reads a number of bytes: 512KiB, 256MiB, 1GiB, 500MB, or without a unit.
func ParseSize(text string) (n int64, ok bool) {
	m := sizes().FindStringSubmatch(strings.ReplaceAll(text, "_", ""))
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	step := int64(1000)
	if m[3] != "" {
		step = 1024
	}
	const most = 1 << 50
	for range strings.Index(" kmgt", strings.ToLower(m[2] + " ")[:1]) {
		if n *= step; n > most {
			return 0, false
		}
	}
	return n, err == nil && n <= most
}

var sizes = words.Pattern(`^(\d{1,12}) ?(?i:([kmgt])(i?)b)?$`)

// Reader reads at most so many bytes of r. More of them is an *Error, and not an end.
func Reader(r io.Reader, most int64, what string) io.Reader {
	return &reader{r, most, &Error{what, most}}
}

type reader struct {
	r    io.Reader
	left int64
	err  error
}

// Read reads.
func (l *reader) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, l.err
	}
	if int64(len(p)) > l.left+1 { // one more tells the end from too much
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n - 1, l.err
	}
	return n, err
}

// All reads everything, where that is not more than most bytes.
func All(r io.Reader, most int64, what string) ([]byte, error) {
	return io.ReadAll(Reader(r, most, what))
}

// File reads a whole file, of whatever kind, where it is not longer than most bytes.
func File(path, what string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	text, err := All(f, most, what)
	return text, errors.Join(err, f.Close())
}

// Line reads to the end of a line, which is returned with it. A line of more than most bytes is an *Error.
func Line(r *bufio.Reader, most int, what string) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if line = append(line, part...); len(line) > most {
			return "", &Error{what, int64(most)}
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return string(line), err
		}
	}
}
