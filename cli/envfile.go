package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// writePrivate makes a file that only its owner can read, whole or not at all. It replaces a regular file, whoever could
// read that, and refuses anything else that stands at the path: a symbolic link there may be somebody else's.
func writePrivate(path, text string) (err error) {
	switch i, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("write the environment: %w", err)
	case !i.Mode().IsRegular():
		return fmt.Errorf("write the environment: %s is not a regular file; remove it or choose another name", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".ecscope-env-*") // mode 0600, and never a file that was there
	if err != nil {
		return fmt.Errorf("write the environment: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write the environment: %w", err)
	}
	return nil
}

// exposed reports whether other computers can reach an address to listen on.
func exposed(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil || host == "localhost" {
		return false // what is no address is refused when it is listened on
	}
	ip := net.ParseIP(host)
	return ip == nil || !ip.IsLoopback()
}
