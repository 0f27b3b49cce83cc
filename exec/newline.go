package exec

import "io"

// newlines takes back what a terminal does to line feeds (onlcr): the carriage return before each of them goes, any other
// stays. So what a command wrote is what arrives.
type newlines struct {
	w    io.Writer
	held bool // a carriage return, of which it is not known what follows
}

// Write writes p without those carriage returns.
func (n *newlines) Write(p []byte) (int, error) {
	out := make([]byte, 0, len(p)+1)
	for _, b := range p {
		if n.held && b != '\n' {
			out = append(out, '\r')
		}
		n.held = b == '\r'
		if !n.held {
			out = append(out, b)
		}
	}
	if len(out) == 0 {
		return len(p), nil
	}
	if _, err := n.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close writes the carriage return that nothing followed. It leaves the writer open.
func (n *newlines) Close() error {
	if !n.held {
		return nil
	}
	n.held = false
	_, err := n.w.Write([]byte{'\r'})
	return err
}
