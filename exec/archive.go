package exec

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/clean"
)

// unpacking takes a tar apart below a root, which nothing in it can leave: neither by its name nor over a link. What would
// lead out is an error; what is neither file, folder nor link within is left out.
type unpacking struct {
	root     *os.Root
	limits   Limits
	progress func(bytes int64)

	entries int
	files   int
	bytes   int64
	left    []string
	dropped int
	modes   []entry // of folders, from the outermost
	links   []entry
}

// entry is what is put right when all files are there.
type entry struct {
	name, to string
	mode     fs.FileMode
	hard     bool
}

// run unpacks.
func (u *unpacking) run(r io.Reader) error {
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if err == io.EOF {
			return u.complete()
		}
		if err != nil {
			return fmt.Errorf("unpack: %w", err)
		}
		if err := u.entry(h, t); err != nil {
			return err
		}
	}
}

// entry makes one file or folder. Links are made last, so that nothing is written over one.
func (u *unpacking) entry(h *tar.Header, content io.Reader) error {
	u.entries++
	if err := u.limits.admits(u.entries, h.Name); err != nil {
		return err
	}
	name := path.Clean(h.Name)
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("the container's tar names %q, which is outside the folder: nothing was copied", clean.Text(h.Name))
	}
	mode := fs.FileMode(h.Mode).Perm()
	if name == "." {
		return nil
	}
	if err := u.root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	switch h.Typeflag {
	case tar.TypeDir:
		u.modes = append(u.modes, entry{name: name, mode: mode})
		return u.root.MkdirAll(name, 0o700)
	case tar.TypeReg:
		for record := range h.PAXRecords {
			if strings.HasPrefix(record, "GNU.sparse.") { // nobody asked tar for these: a few bytes would fill the disk
				u.leave(name, "a file with holes")
				return nil
			}
		}
		return u.file(name, mode, content)
	case tar.TypeSymlink:
		u.links = append(u.links, entry{name: name, to: h.Linkname})
	case tar.TypeLink:
		u.links = append(u.links, entry{name: name, to: path.Clean(h.Linkname), hard: true})
	default:
		u.leave(name, "neither a file, a folder nor a link")
	}
	return nil
}

// leave notes what is left out; of many only the first are named.
func (u *unpacking) leave(name, why string) {
	if u.dropped++; u.dropped <= mostLeft {
		u.left = append(u.left, clean.Text(name)+": "+why)
	}
}

func (u *unpacking) file(name string, mode fs.FileMode, content io.Reader) error {
	_ = u.root.Remove(name) // a tar may hold a file twice; the last one counts
	f, err := u.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // a second time where all is well
	if _, err := io.Copy(io.MultiWriter(u, f), content); err != nil {
		return err
	}
	if err := f.Chmod(mode); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	u.files++
	return f.Close()
}

// Write counts bytes, up to the limit.
func (u *unpacking) Write(p []byte) (int, error) {
	if err := u.limits.holds(u.bytes + int64(len(p))); err != nil {
		return 0, err
	}
	u.bytes += int64(len(p))
	u.progress(u.bytes)
	return len(p), nil
}

// complete makes the links, and gives the folders their modes.
func (u *unpacking) complete() error {
	for _, l := range u.links {
		var err error
		switch {
		case !within(l):
			u.leave(l.name, "a link that points outside the folder, to "+clean.Text(l.to))
			continue
		case l.hard:
			err = u.root.Link(filepath.FromSlash(l.to), l.name)
		default:
			err = u.root.Symlink(l.to, l.name)
		}
		if err != nil {
			u.leave(l.name, "a link that can't be created: "+clean.Text(err.Error()))
		}
	}
	for _, d := range slices.Backward(u.modes) {
		if err := u.root.Chmod(d.name, d.mode); err != nil {
			return err
		}
	}
	if n := u.dropped - len(u.left); n > 0 {
		u.left = append(u.left, fmt.Sprintf("%d more", n))
	}
	return nil
}

// within says whether a link leads to something below the root. Its own folder is a real one, and ".." stands only at the
// beginning, so that the text tells.
func within(l entry) bool {
	to := l.to
	if !l.hard {
		if strings.TrimSuffix(to, "/") != path.Clean(to) || path.IsAbs(to) {
			return false
		}
		to = path.Join(path.Dir(l.name), to)
	}
	return filepath.IsLocal(filepath.FromSlash(to))
}

// merge moves what a folder has into another one, file by file; what is there too is replaced. Both names are below root.
func merge(root *os.Root, from, to string) error {
	var made []entry // folders that were not there
	err := fs.WalkDir(root.FS(), filepath.ToSlash(from), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rest := strings.TrimPrefix(strings.TrimPrefix(name, filepath.ToSlash(from)), "/")
		target := filepath.Join(to, filepath.FromSlash(rest))
		at, err := root.Lstat(target)
		switch {
		case err == nil && at.IsDir() != d.IsDir():
			return fmt.Errorf("%s: %w", clean.Text(target), ErrKind)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return err
		case d.IsDir():
			of, err2 := d.Info()
			if err2 == nil && err != nil {
				made = append(made, entry{name: target, mode: of.Mode().Perm()})
				err2 = root.Mkdir(target, 0o700)
			}
			return errors.Join(err2, root.Chmod(filepath.FromSlash(name), 0o700)) // or nothing could be moved out of it
		}
		return root.Rename(filepath.FromSlash(name), target)
	})
	for _, d := range slices.Backward(made) {
		err = errors.Join(err, root.Chmod(d.name, d.mode))
	}
	return err
}

// discard removes a folder, also where its modes stand against that.
func discard(dir string) {
	if os.RemoveAll(dir) == nil {
		return
	}
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			_ = os.Chmod(name, 0o700) // before it is read
		}
		return nil
	})
	_ = os.RemoveAll(dir) // what then is left cannot be helped
}

// pack makes a tar of what is in a folder. Everything is root's, whose it is in a container; what is neither file, folder
// nor link is left out.
func pack(w io.Writer, dir string, count func(int)) (files int, left []string, err error) {
	t := tar.NewWriter(w)
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rest, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		if kind := d.Type(); !kind.IsRegular() && !kind.IsDir() && kind != fs.ModeSymlink {
			left = append(left, clean.Text(rest)+": neither a file, a folder nor a link")
			return nil
		}
		if d.Type().IsRegular() {
			files++
		}
		return packEntry(t, name, "./"+filepath.ToSlash(rest), d, count)
	})
	if err != nil {
		return files, left, err
	}
	return files, left, t.Close()
}

func packEntry(t *tar.Writer, name, inside string, d fs.DirEntry, count func(int)) error {
	at, err := d.Info()
	if err != nil {
		return err
	}
	link := ""
	if d.Type() == fs.ModeSymlink {
		if link, err = os.Readlink(name); err != nil {
			return err
		}
	}
	h, err := tar.FileInfoHeader(at, filepath.ToSlash(link))
	if err != nil {
		return err
	}
	h.Name, h.Mode, h.Uid, h.Gid, h.Uname, h.Gname = inside, h.Mode&0o777, 0, 0, "", ""
	h.Format = tar.FormatGNU                              // busybox knows long names in this format only,
	h.AccessTime, h.ChangeTime = time.Time{}, time.Time{} // and takes these for a part of the name
	if err := t.WriteHeader(h); err != nil || !d.Type().IsRegular() {
		return err
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	// A file that grows is copied as long as it was; one that shrinks is an error.
	if _, err = io.Copy(t, io.TeeReader(io.LimitReader(f, h.Size), counting(count))); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// counting counts the bytes that are written to it.
type counting func(int)

// Write counts.
func (c counting) Write(p []byte) (int, error) {
	c(len(p))
	return len(p), nil
}
