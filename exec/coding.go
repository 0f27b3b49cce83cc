package exec

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// Sizes of what is sent as text. A terminal takes lines of up to 4,096 bytes (Linux, N_TTY_BUF_SIZE) or 1,024 (macOS,
// MAX_CANON): 675 bytes are 900 letters.
const (
	lineBytes  = 675
	blockBytes = 48 * lineBytes
	endOfFile  = "\x04"
)

// Ways in which bytes are sent to a script.
const (
	inBase64 = "base64"
	inOctal  = "octal"
)

// encode makes a block of lines of bytes.
func encode(way string, p []byte) []byte {
	if way == inOctal {
		return octal(p)
	}
	out := append(make([]byte, 0, len(p)*3/2+8), "+\n"...)
	for len(p) > 0 {
		n := min(len(p), lineBytes)
		out = append(base64.StdEncoding.AppendEncode(out, p[:n]), '\n')
		p = p[n:]
	}
	return append(out, endOfFile...)
}

// octal makes lines for printf %b: bytes that a terminal or printf would take for something else are \0 and three digits.
func octal(p []byte) []byte {
	out := []byte{'+'}
	length := 0
	for _, b := range p {
		if length > lineBytes {
			out, length = append(out, "\n+"...), 0
		}
		before := len(out)
		if b < ' ' || b >= 0x7f || b == '\\' {
			out = fmt.Appendf(out, `\0%03o`, b)
		} else {
			out = append(out, b)
		}
		length += len(out) - before
	}
	return append(out, '\n')
}

// send encodes what a reader has, to its end, as it comes, in blocks of at most so many bytes. sent is told of every block
// that went out, and may be nil.
func send(w io.Writer, way string, r io.Reader, block int, sent func([]byte)) error {
	buffer := make([]byte, block)
	for {
		n, err := r.Read(buffer)
		if n > 0 {
			if _, err := w.Write(encode(way, buffer[:n])); err != nil {
				return err
			}
			if sent != nil {
				sent(buffer[:n])
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			_, err = io.WriteString(w, ".\n")
			return err
		case err != nil:
			return fmt.Errorf("read the input: %w", err)
		}
	}
}

// inHex is how a script says bytes where it has no base64.
const inHex = "hex"

// decoded writes the bytes of text: base64 or pairs of hexadecimal digits, with whitespace anywhere.
type decoded struct {
	w    io.Writer
	way  string
	held []byte // what is less than a group of 4 letters, or 2 digits
}

// Write takes text.
func (d *decoded) Write(p []byte) (int, error) {
	for _, b := range p {
		if b != '\r' && b != '\n' && b != ' ' {
			d.held = append(d.held, b)
		}
	}
	group := 4
	if d.way == inHex {
		group = 2
	}
	ready := len(d.held) / group * group
	out := make([]byte, ready)
	var n int
	var err error
	if d.way == inHex {
		n, err = hex.Decode(out, d.held[:ready])
	} else {
		n, err = base64.StdEncoding.Decode(out, d.held[:ready])
	}
	if err != nil {
		return 0, fmt.Errorf("the container's data is garbled: %w", err)
	}
	d.held = append(d.held[:0], d.held[ready:]...)
	if n == 0 {
		return len(p), nil
	}
	if _, err := d.w.Write(out[:n]); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close says whether the text was whole.
func (d *decoded) Close() error {
	if len(d.held) > 0 {
		return errors.New("the container's data is garbled: it ends within a group")
	}
	return nil
}
