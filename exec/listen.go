package exec

import (
	"context"
	"fmt"
	"net"
	"strconv"
)

// loopback is where forwards listen unless told otherwise.
const loopback = "127.0.0.1"

// above is how much higher the next port is that is tried where the wanted one is taken: 15432 for 5432.
const above = 10_000

// listener is where a forward listens. wanted is the port that could not be had instead; 0 for none.
type listener struct {
	net.Listener
	wanted int
}

// listen listens on the port that is wanted; where that is taken or not allowed, on the one 10,000 above, else on any.
func listen(ctx context.Context, s Spec) (*listener, error) {
	host := s.Listen
	if host == "" {
		host = loopback
	}
	ports := []int{s.Local}
	if s.Local != 0 {
		if s.Local+above < 1<<16 {
			ports = append(ports, s.Local+above)
		}
		ports = append(ports, 0)
	}
	var trouble error
	for _, port := range ports {
		var config net.ListenConfig
		l, err := config.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err == nil && port == s.Local {
			return &listener{Listener: l}, nil
		}
		if err == nil {
			return &listener{l, s.Local}, nil
		}
		trouble = err
	}
	return nil, fmt.Errorf("forward port %d: %w; choose another address with --listen", s.Port, trouble)
}
