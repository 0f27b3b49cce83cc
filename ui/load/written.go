package load

import (
	"context"
	"io"
	"iter"
)

// Written makes a source of what a function writes: a page of pieces, each as it was written, as soon as somebody takes
// them. A writer that is far ahead of its reader waits. The source ends when the function has, with its error; where
// nobody reads on, the function's context ends, and is waited for.
func Written(write func(context.Context, io.Writer) error) Source[[]byte] {
	return func(ctx context.Context) iter.Seq2[[][]byte, error] {
		return func(yield func([][]byte, error) bool) {
			ctx, cancel := context.WithCancel(ctx)
			pieces, ended := make(chan []byte, 64), make(chan error, 1)
			go func() {
				defer close(pieces)
				ended <- drained(ctx, write, pipe{ctx, pieces})
			}()
			defer func() {
				cancel()
				for range pieces {
					// until the function has ended
				}
			}()
			for piece := range pieces {
				if !yield(gather(piece, pieces), nil) {
					return
				}
			}
			if err := <-ended; err != nil {
				yield(nil, err)
			}
		}
	}
}

// gather takes what else is there already.
func gather(first []byte, more <-chan []byte) [][]byte {
	all := [][]byte{first}
	for {
		select {
		case piece, ok := <-more:
			if !ok {
				return all
			}
			all = append(all, piece)
		default:
			return all
		}
	}
}

// drained runs the function and turns a panic into an error, as for every source.
func drained(ctx context.Context, write func(context.Context, io.Writer) error, to io.Writer) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = defect(r)
		}
	}()
	return write(ctx, to)
}

// pipe is a writer into a channel.
type pipe struct {
	ctx context.Context
	to  chan<- []byte
}

func (p pipe) Write(b []byte) (int, error) {
	select {
	case p.to <- append([]byte(nil), b...):
		return len(b), nil
	case <-p.ctx.Done():
		return 0, p.ctx.Err()
	}
}
