package limit

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// endless is a source without end.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestAll(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 9, 10} {
		text := strings.Repeat("y", n)
		for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
			if got, err := All(r, 10, "it"); string(got) != text || err != nil {
				t.Errorf("%q, %v of %q", got, err, text)
			}
		}
	}
	for _, r := range []io.Reader{strings.NewReader(strings.Repeat("y", 11)), iotest.DataErrReader(strings.NewReader(strings.Repeat("y", 11)))} {
		if got, err := All(r, 10, "it"); len(got) != 10 || err == nil || err.Error() != "it is longer than 10 bytes" {
			t.Errorf("%q, %v", got, err)
		}
	}
	source := &endless{}
	_, err := All(source, 1<<20, "the answer")
	if wrong, ok := errors.AsType[*Error](err); !ok || wrong.Most != 1<<20 || err.Error() != "the answer is longer than 1 MiB" {
		t.Errorf("%v", err)
	}
	if source.read > 1<<20+1 {
		t.Errorf("%d bytes were read", source.read)
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := File(path, "f", 5); string(got) != "12345" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := File(path, "f", 4); err == nil || err.Error() != "f is longer than 4 bytes" {
		t.Errorf("%v", err)
	}
	if _, err := File(path+"x", "f", 4); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	r := bufio.NewReaderSize(strings.NewReader("one\n"+strings.Repeat("x", 50)+"\nend"), 16)
	for _, want := range []string{"one\n", strings.Repeat("x", 50) + "\n"} {
		if got, err := Line(r, 51, "a line"); got != want || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
	if got, err := Line(r, 51, "a line"); got != "end" || err != io.EOF {
		t.Errorf("%q, %v", got, err)
	}
	source := &endless{}
	if _, err := Line(bufio.NewReader(source), 1<<10, "a line"); err == nil || err.Error() != "a line is longer than 1 KiB" {
		t.Errorf("%v", err)
	}
	if source.read > 8<<10 {
		t.Errorf("%d bytes were read", source.read)
	}
}
