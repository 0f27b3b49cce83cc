package sim

import "net"

// pair is a connection within this process: both its ends.
func pair() (near, far net.Conn, err error) {
	near, far = net.Pipe()
	return near, far, nil
}
