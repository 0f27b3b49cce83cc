package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/clean"
)

// Out copies a file or folder of the container to a path here; into a folder that exists under its own name. Until it is
// complete and its checksum is right it has another name.
func (c *Copy) Out(ctx context.Context, remote, local string) (Copied, error) {
	if err := nameable(remote); err != nil {
		return Copied{}, err
	}
	to, err := destination(remote, local)
	if err != nil {
		return Copied{}, err
	}
	bounded := *c
	bounded.Limits = c.Limits.filled()
	o := &download{Copy: &bounded, from: source{path: remote}, done: Copied{To: to}}
	defer o.clear()
	if err := c.talk(ctx, role{copyOut, []string{remote}, o.take, o.word, o.Limits.said()}); err != nil {
		return Copied{}, stored(err, to)
	}
	o.done.Checksum = o.sum.name
	return o.done, nil
}

// destination is where a copy goes here.
func destination(remote, local string) (string, error) {
	wrong := func(cause error) error { return fmt.Errorf("%s: %w", local, cause) }
	at, err := os.Stat(local)
	switch name := path.Base(path.Clean(remote)); {
	case err == nil && at.IsDir() && (name == "." || name == ".." || name == "/"):
		return "", fmt.Errorf("%s is a folder, and %s has no name to use in it: name the copy", local, remote)
	case err == nil && at.IsDir():
		return filepath.Join(local, filepath.FromSlash(name)), nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	local = filepath.Clean(local)
	if at, err := os.Stat(filepath.Dir(local)); errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s: %w", filepath.Dir(local), ErrNoFolder)
	} else if err != nil {
		return "", err
	} else if !at.IsDir() {
		return "", wrong(ErrNoFolder)
	}
	return local, nil
}

// download is one copy out of a container.
type download struct {
	*Copy
	from source
	done Copied
	temp string // what there is of it so far
	text *decoded
	sum  checksum
	said outcome
	file *os.File
	tar  unpacker
}

// unpacker takes a folder's tar apart as it comes.
type unpacker struct {
	pipe *io.PipeWriter
	over chan error
}

// clear removes what is not complete.
func (o *download) clear() {
	if o.file != nil {
		_ = o.file.Close()
	}
	if o.tar.pipe != nil {
		_ = o.tar.pipe.CloseWithError(errOver)
		for range o.tar.over {
			// until it has ended; why is known
		}
	}
	if o.temp != "" {
		discard(o.temp)
	}
}

// take takes text.
func (o *download) take(p []byte) error {
	if o.text == nil {
		return nil // what is said before the copy begins is not of it
	}
	_, err := o.text.Write(p)
	return err
}

// Write takes bytes.
func (o *download) Write(p []byte) (int, error) {
	_, _ = o.sum.Write(p) // a checksum takes everything
	if o.from.folder {
		return o.tar.pipe.Write(p)
	}
	if err := o.Limits.holds(o.done.Bytes + int64(len(p))); err != nil {
		return 0, o.fault(o.from.path, err, "")
	}
	n, err := o.file.Write(p)
	o.done.Bytes += int64(n)
	o.progress(o.done.Bytes, max(o.from.total, o.done.Bytes))
	return n, err
}

// word takes what the script says to us.
func (o *download) word(_ *talk, sort, rest string) error {
	switch sort {
	case "absent":
		return o.fault(o.from.path, ErrNoFile, "")
	case "odd":
		return o.fault(o.from.path, ErrOddFile, "")
	case "dangling":
		return o.fault(o.from.path, ErrNoFile, "it is a dangling link")
	case "missing":
		return o.fault(o.from.path, ErrMissing, rest)
	case "begin":
		return o.begin(strings.Fields(rest))
	case "made":
		o.said.bad = strings.TrimPrefix(rest, "0")
	case "sum":
		o.said.sum = rest
	case "end":
		if err := o.finish(rest); err != nil {
			return err
		}
		return errOver
	}
	return nil
}

// begin makes room for the copy: kind, way, checksum, mode and size.
func (o *download) begin(w []string) (err error) {
	if len(w) != 5 || o.text != nil {
		return fmt.Errorf("%w: its script says %q", ErrBroken, strings.Join(w, " "))
	}
	o.from.folder, o.from.mode = w[0] == "dir", mode(w[3])
	o.from.total, _ = strconv.ParseInt(w[4], 10, 64) // of no consequence but for the progress, and for one that is too large
	var ok bool
	if o.sum, ok = newChecksum(w[2]); !ok {
		return o.fault(o.from.path, ErrMissing, w[2])
	}
	if err := o.Limits.holds(o.from.total); err != nil {
		return o.fault(o.from.path, err, "")
	}
	if err := o.vacant(); err != nil {
		return err
	}
	o.progress(0, o.from.total)
	o.text = &decoded{w: o, way: w[1]}
	pattern := "." + filepath.Base(o.done.To) + ".ecscope-*"
	if !o.from.folder {
		if o.file, err = os.CreateTemp(filepath.Dir(o.done.To), pattern); err == nil {
			o.temp = o.file.Name()
		}
		return err
	}
	if o.temp, err = os.MkdirTemp(filepath.Dir(o.done.To), pattern); err != nil {
		return err
	}
	return o.unpack()
}

// unpack takes a folder's tar apart as it comes.
func (o *download) unpack() error {
	root, err := os.OpenRoot(o.temp)
	if err != nil {
		return err
	}
	r, w := io.Pipe()
	o.tar.pipe, o.tar.over = w, make(chan error, 1)
	u := &unpacking{root: root, limits: o.Limits, progress: func(bytes int64) { o.progress(bytes, 0) }}
	go func() {
		var err error
		fenced(func() { err = u.run(r) }, func(defect error) { err = defect })()
		if err == nil {
			_, err = io.Copy(io.Discard, r) // what follows the end of a tar
		} else if limited(err) {
			err = o.fault(o.from.path, err, "")
		}
		_ = root.Close()
		o.done.Files, o.done.Bytes, o.done.Left = u.files, u.bytes, u.left
		_ = r.CloseWithError(err)
		o.tar.over <- err
		close(o.tar.over)
	}()
	return nil
}

// vacant says whether the copy may have its name.
func (o *download) vacant() error {
	at, err := os.Lstat(o.done.To)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !o.Force:
		return fmt.Errorf("%s: %w", o.done.To, ErrExists)
	case at.IsDir() != o.from.folder:
		return fmt.Errorf("%s: %w", o.done.To, ErrKind)
	}
	return nil
}

// finish compares, and gives the copy its name.
func (o *download) finish(said string) error {
	if o.text == nil {
		return fmt.Errorf("%w: its script ended before it began", ErrBroken)
	}
	err := o.text.Close()
	if o.from.folder {
		_ = o.tar.pipe.Close()
		if err2 := <-o.tar.over; err == nil {
			err = err2
		}
	}
	o.changing(said)
	switch {
	case o.said.bad != "":
		return o.fault(o.from.path, ErrUnread, said)
	case err != nil:
		return err
	case o.sum.String() != o.said.sum:
		return o.fault(o.from.path, ErrChecksum, o.sum.name+" "+o.said.sum+" there, "+o.sum.String()+" here")
	}
	if err := o.vacant(); err != nil {
		return err
	}
	if o.from.folder {
		return o.merge()
	}
	o.done.Files = 1
	if err := o.file.Chmod(o.from.mode); err != nil {
		return err
	}
	if err := errors.Join(o.file.Sync(), o.file.Close()); err != nil { // some file systems tell only then that they are full
		return err
	}
	return os.Rename(o.temp, o.done.To)
}

// ErrUnread is a source that could not be read.
var ErrUnread = errors.New("it can't be read")

// changing forgives tar for files that changed while it read them: they are told of.
func (o *download) changing(errors string) {
	var changed []string
	for l := range strings.Lines(errors) {
		l = strings.TrimSpace(l)
		if !strings.HasSuffix(l, "file changed as we read it") && !strings.HasSuffix(l, "File removed before we read it") {
			return
		}
		changed = append(changed, strings.TrimPrefix(clean.Text(l), "tar: "))
	}
	if o.from.folder && o.said.bad == "1" && len(changed) > 0 {
		o.said.bad, o.done.Left = "", append(o.done.Left, changed...)
	}
}

// merge gives a folder its name, or moves what it has into the one of that name.
func (o *download) merge() error {
	if _, err := os.Lstat(o.done.To); errors.Is(err, fs.ErrNotExist) {
		if err := os.Chmod(o.temp, o.from.mode); err != nil {
			return err
		}
		return os.Rename(o.temp, o.done.To)
	}
	root, err := os.OpenRoot(filepath.Dir(o.done.To))
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // there is nothing in it that could fail to be written
	return merge(root, filepath.Base(o.temp), filepath.Base(o.done.To))
}
