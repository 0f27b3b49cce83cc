//go:build unix

package sim

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// pair is a connection within this process: both its ends. Unlike a net.Pipe
// it has buffers, without which two that write at the same time wait for each
// other.
func pair() (near, far net.Conn, err error) {
	syscall.ForkLock.RLock()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fds[0])
		syscall.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, fmt.Errorf("connect to the simulator: %w", err)
	}
	near, first := end(fds[0])
	far, second := end(fds[1])
	if err := errors.Join(first, second); err != nil {
		return nil, nil, fmt.Errorf("connect to the simulator: %w", err)
	}
	return near, far, nil
}

// end is one end, of which net takes a copy.
func end(fd int) (net.Conn, error) {
	f := os.NewFile(uintptr(fd), "simulator")
	defer func() { _ = f.Close() }()
	return net.FileConn(f)
}
