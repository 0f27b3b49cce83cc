package exec

import "bytes"

// Leave is what ends a session from this side, whatever its far side does: at the beginning of a line, typed and not pasted.
// As in ssh, ~~ there sends one ~, and ~? tells of it.
const Leave = "enter ~ ."

// pasted is the number of bytes at once, from which on they were not typed.
const pasted = 16

// escapes finds in what is typed what is meant for this side.
type escapes struct {
	begun bool // something was typed
	line  bool // the last byte ended a line
	tilde bool // a ~ is held back
	paste bool // between the marks of a bracketed paste
	tail  []byte
}

// order is what is meant for this side.
type order int

const (
	nothing order = iota
	leave
	help
)

// filter is what to send of the bytes of one read, and what else they mean: after an order nothing more is sent.
func (e *escapes) filter(p []byte) (send []byte, o order) {
	if !e.begun {
		e.begun, e.line = true, true
	}
	if e.marks(p) || len(p) >= pasted {
		if e.tilde {
			p = append([]byte{'~'}, p...)
		}
		e.line, e.tilde = !e.paste && (bytes.HasSuffix(p, []byte("\r")) || bytes.HasSuffix(p, []byte("\n"))), false
		return p, nothing
	}
	for _, b := range p {
		switch {
		case e.tilde:
			e.tilde = false
			switch b {
			case '.':
				return send, leave
			case '?':
				e.line = true
				return send, help
			case '~':
				send = append(send, b)
			default:
				send = append(send, '~', b)
			}
			e.line = b == '\r' || b == '\n'
		case e.line && b == '~':
			e.tilde = true
		default:
			send = append(send, b)
			e.line = b == '\r' || b == '\n'
		}
	}
	return send, nothing
}

// marks follows the marks of bracketed pastes, which may come in parts, and says whether p is part of one.
func (e *escapes) marks(p []byte) bool {
	const start, end = "\x1b[200~", "\x1b[201~"
	was := e.paste
	all := append(e.tail, p...)
	i, j := bytes.LastIndex(all, []byte(start)), bytes.LastIndex(all, []byte(end))
	if i >= 0 || j >= 0 {
		e.paste = i > j
	}
	e.tail = append([]byte(nil), all[max(0, len(all)-len(start)+1):]...)
	return was || e.paste || i >= 0
}
