package exec

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"
	"syscall"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/limit"
)

// Limits bound what a copy takes out of a container, which could send without end. A zero field is the default.
type Limits struct {
	Bytes   int64 // in all files
	Entries int   // files, folders and links
	Depth   int   // folders in one another
}

// DefaultLimits are the limits of a copy for which no others are set.
func DefaultLimits() Limits { return Limits{Bytes: 1 << 30, Entries: 100_000, Depth: 100} }

// mostName is how many bytes a path in a folder may have. No system of ours takes longer ones (PATH_MAX of Linux).
const mostName = 4096

// mostLeft is how many reasons are kept for what is left out of a copy.
const mostLeft = 100

// Why a copy out of a container stops.
var (
	// ErrTooLarge is a copy with more bytes than the limit.
	ErrTooLarge = errors.New("it is larger than the limit of a copy")
	// ErrTooMany is a folder with more entries than the limit.
	ErrTooMany = errors.New("it has more entries than the limit of a copy")
	// ErrTooDeep is a folder with more folders in one another than the limit.
	ErrTooDeep = errors.New("its folders are nested deeper than the limit of a copy")
	// ErrLongName is a path that is too long for any system.
	ErrLongName = errors.New("it has a path that is too long")
	// ErrFull is a disk here without room for the copy.
	ErrFull = errors.New("the disk is full")
)

func (l Limits) filled() Limits {
	d := DefaultLimits()
	return Limits{cmp.Or(l.Bytes, d.Bytes), cmp.Or(l.Entries, d.Entries), cmp.Or(l.Depth, d.Depth)}
}

// said is how many bytes a session may send for a copy within the limits: hexadecimal digits with spaces for all files and
// for the headers that a tar has for each entry and its name, and something for what else there is to say.
func (l Limits) said() int64 { return 4 * (l.Bytes + int64(l.Entries)*(2048+mostName) + spoken) }

// spoken is how many bytes a session may send beside the copy itself.
const spoken = 1 << 20

// admits says whether an entry of a folder is within the limits; n is its number, from 1.
func (l Limits) admits(n int, name string) error {
	switch {
	case n > l.Entries:
		return fmt.Errorf("%w, which is %d", ErrTooMany, l.Entries)
	case len(name) > mostName:
		return fmt.Errorf("%w: %d bytes, and the limit is %d", ErrLongName, len(name), mostName)
	case strings.Count(path.Clean(name), "/") >= l.Depth:
		return fmt.Errorf("%w, which is %d", ErrTooDeep, l.Depth)
	}
	return nil
}

// holds says whether so many bytes are within the limits.
func (l Limits) holds(n int64) error {
	if n > l.Bytes {
		return fmt.Errorf("%w, which is %s", ErrTooLarge, limit.Size(l.Bytes))
	}
	return nil
}

// stored words an error of the disk here: to is where the copy was to be.
func stored(err error, to string) error {
	number, ok := errors.AsType[syscall.Errno](err)
	switch {
	case !ok:
		return err
	case number == syscall.ENOSPC, number == syscall.EDQUOT, runtime.GOOS == "windows" && (number == 39 || number == 112):
		// ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL
		return fmt.Errorf("%s: %w: %w", clean.Text(to), ErrFull, number)
	}
	return err
}

// limited says whether an error is about a limit.
func limited(err error) bool {
	for _, cause := range []error{ErrTooLarge, ErrTooMany, ErrTooDeep, ErrLongName} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}
