package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
)

// All that was written arrives, in order, and then how it ended.
func TestWritten(t *testing.T) {
	t.Parallel()
	wrong := errors.New("lost")
	var want, got []byte
	source := Written(func(_ context.Context, w io.Writer) error {
		buffer := make([]byte, 0, 16) // a writer may use its buffer again
		for i := range 1000 {
			buffer = fmt.Appendf(buffer[:0], "%d\n", i)
			want = append(want, buffer...)
			if _, err := w.Write(buffer); err != nil {
				return err
			}
		}
		return wrong
	})
	var end error
	for pieces, err := range source(t.Context()) {
		for _, p := range pieces {
			got = append(got, p...)
		}
		end = err
	}
	if !bytes.Equal(got, want) || !errors.Is(end, wrong) {
		t.Errorf("%d of %d bytes, %v", len(got), len(want), end)
	}
}

// Who stops reading ends the writer, and has it ended.
func TestWrittenLeft(t *testing.T) {
	t.Parallel()
	ended := false
	source := Written(func(ctx context.Context, w io.Writer) error {
		defer func() { ended = true }()
		for {
			if _, err := w.Write([]byte("y\n")); err != nil {
				return err
			}
		}
	})
	for range source(t.Context()) {
		break
	}
	if !ended {
		t.Error("the writer goes on")
	}
	broken := Written(func(context.Context, io.Writer) error { panic("out of range") })
	for _, err := range broken(t.Context()) {
		if err == nil {
			t.Error("a panic is no error")
		}
	}
}
