package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// In copies a file or folder from here to a path of the container; into a folder that exists under its own name. Until it
// is complete and its checksum is right it has another name.
func (c *Copy) In(ctx context.Context, local, remote string) (Copied, error) {
	name, err := filepath.Abs(local)
	if err == nil {
		err = nameable(remote, filepath.Base(name))
	}
	if err != nil {
		return Copied{}, err
	}
	at, err := os.Stat(local)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Copied{}, fmt.Errorf("%s: %w", local, ErrNoFile)
	case err != nil:
		return Copied{}, err
	case !at.IsDir() && !at.Mode().IsRegular():
		return Copied{}, fmt.Errorf("%s: %w", local, ErrOddFile)
	}
	i := &upload{Copy: c, remote: remote, from: source{folder: at.IsDir()}}
	if i.from.path, err = filepath.EvalSymlinks(name); err != nil { // where it is a link to a folder, nothing in it would be found
		return Copied{}, err
	}
	kind, force := "file", "no"
	if i.from.folder {
		kind = "dir"
	}
	if c.Force {
		force = "yes"
	}
	if i.from.total, err = extent(i.from.path); err != nil {
		return Copied{}, err
	}
	words := []string{remote, filepath.Base(name), kind, fmt.Sprintf("%o", at.Mode().Perm()), force}
	if err := c.talk(ctx, role{copyIn, words, func([]byte) error { return nil }, i.word, spoken}); err != nil {
		return Copied{}, err
	}
	i.done.Checksum = i.sum.name
	return i.done, nil
}

// extent is how many bytes there are to copy.
func extent(local string) (total int64, err error) {
	err = filepath.WalkDir(local, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		at, err := d.Info()
		if err == nil && at.Mode().IsRegular() {
			total += at.Size()
		}
		return err
	})
	return total, err
}

// source is what is copied.
type source struct {
	path   string
	folder bool
	mode   fs.FileMode // known of what is in a container
	total  int64       // bytes; 0 where that is not known
}

// outcome is what a script says of a copy.
type outcome struct {
	bad   string // how its reading or writing failed
	sum   string
	wrong error // what it was removed for
}

// upload is one copy into a container.
type upload struct {
	*Copy
	from   source
	remote string
	done   Copied // its sender's until that has ended, but for To
	sum    checksum
	said   outcome
	sent   chan error // of the sender
}

// word takes what the script says to us.
func (i *upload) word(t *talk, sort, rest string) error {
	switch sort {
	case "missing":
		return i.fault(i.remote, ErrMissing, rest)
	case "folder":
		return i.fault(rest, ErrNoFolder, "")
	case "exists":
		return i.fault(rest, ErrExists, "")
	case "other":
		return i.fault(rest, ErrKind, "")
	case "denied":
		return i.fault(i.remote, ErrUnwritten, rest)
	case "ready":
		return i.begin(t, rest)
	case "open":
		return i.start(t, rest)
	case "got", "took":
		if rest != "0" {
			i.said.bad = rest
		}
	case "sum":
		i.said.sum = rest
	case "end":
		return i.judge(t, rest)
	case "done":
		if i.said.wrong != nil {
			return i.said.wrong
		}
		if rest != "" {
			return i.fault(i.done.To, ErrUnwritten, rest)
		}
		return errOver
	}
	return nil
}

// ErrUnwritten is a destination that cannot be written.
var ErrUnwritten = errors.New("it can't be written")

// begin has the script make room for the copy: the way, the checksum and where it will be.
func (i *upload) begin(t *talk, rest string) error {
	w := strings.SplitN(rest, " ", 3)
	if len(w) != 3 || i.done.To != "" {
		return fmt.Errorf("%w: its script says %q", ErrBroken, rest)
	}
	i.done.To = w[2]
	var ok bool
	if i.sum, ok = newChecksum(w[1]); !ok {
		return i.fault(i.remote, ErrMissing, w[1])
	}
	i.progress(0, i.from.total)
	t.joined.Go(func() { _, _ = io.WriteString(t, "go\n") }) // a session that has ended says so to whoever reads it
	return nil
}

// start sends the copy.
func (i *upload) start(t *talk, way string) error {
	if i.done.To == "" || i.sent != nil {
		return fmt.Errorf("%w: its script starts twice, or too early", ErrBroken)
	}
	i.sent = make(chan error, 1)
	t.joined.Go(func() {
		var err error
		fenced(func() { err = i.send(t, way) }, func(defect error) { err = defect })()
		i.sent <- err
		if err != nil && !t.halted.Load() && !errors.Is(err, io.EOF) { // at the session's end whoever reads says how it ended
			t.leave(err)
		}
	})
	return nil
}

// blockCopied is how much a copy sends at once: nobody waits for less.
const blockCopied = 1536 * lineBytes

// send sends the file, or the tar of the folder.
func (i *upload) send(w io.Writer, way string) error {
	var source io.Reader
	var end func()
	if i.from.folder {
		r, pipe := io.Pipe()
		packed := make(chan struct{})
		go func() {
			defer close(packed)
			var err error
			fenced(func() { i.done.Files, i.done.Left, err = pack(pipe, i.from.path, i.count) }, func(defect error) { err = defect })()
			_ = pipe.CloseWithError(err)
		}()
		source, end = whole{r}, func() { _ = r.CloseWithError(errOver); <-packed }
	} else {
		f, err := os.Open(i.from.path)
		if err != nil {
			return err
		}
		i.done.Files = 1
		source, end = whole{f}, func() { _ = f.Close() }
	}
	defer end()
	return send(w, way, source, blockCopied, func(p []byte) {
		_, _ = i.sum.Write(p) // a checksum takes everything
		if !i.from.folder {
			i.count(len(p))
		}
	})
}

func (i *upload) count(n int) {
	i.done.Bytes += int64(n)
	i.progress(i.done.Bytes, max(i.from.total, i.done.Bytes))
}

// judge compares, and has the script put the copy in its place, or remove it.
func (i *upload) judge(t *talk, said string) error {
	if i.sent == nil {
		return fmt.Errorf("%w: its script ended before it began", ErrBroken)
	}
	answer := "yes\n"
	if i.said.wrong = i.compare(said); i.said.wrong != nil {
		answer = "no\n"
	}
	t.joined.Go(func() { _, _ = io.WriteString(t.wire, answer) }) // it waits while the sender, which nobody minds, is in the way
	return nil
}

func (i *upload) compare(said string) error {
	if i.said.bad != "" {
		return i.fault(i.remote, ErrUnwritten, said)
	}
	if err := <-i.sent; err != nil { // it has said the last of it, or the script would not have got it
		return err
	}
	if i.sum.String() != i.said.sum {
		return i.fault(i.remote, ErrChecksum, i.sum.name+" "+i.said.sum+" there, "+i.sum.String()+" here")
	}
	return nil
}

// whole reads as much as there is room for.
type whole struct{ io.Reader }

// Read reads until p is full or there is no more.
func (w whole) Read(p []byte) (int, error) {
	n, err := io.ReadFull(w.Reader, p)
	if err == io.ErrUnexpectedEOF {
		err = nil // the next time it says so
	}
	return n, err
}
