package exec

import (
	"bytes"
	"crypto/rand"
	"strconv"
)

// markers finds in what a session says the words that our own scripts put there: ESC ] ecscope; nonce ; word BEL, which a
// terminal would not show either. The nonce is random, so that no output has it by chance; a command that reads the
// arguments of its script can say what it likes, as it can end with any exit code. What may be the beginning of a marker is
// held back until more comes, and nothing else is.
type markers struct {
	nonce string
	held  []byte
}

// exitCode reads what a script says of its command's end.
func exitCode(text string) (code int, ok bool) {
	n, err := strconv.ParseUint(text, 10, 8)
	return int(n), err == nil
}

// longestWord is how many bytes a marker's word may have; what is longer is none.
const longestWord = 4096

// newNonce is 26 letters and digits of 128 random bits.
func newNonce() string { return rand.Text() }

func (m *markers) prefix() string { return "\x1b]ecscope;" + m.nonce + ";" }

// feed takes what was said and gives it back piece by piece, in order: text of others to out, our own words to word. The
// pieces are valid during the call. It ends at the first error.
func (m *markers) feed(p []byte, out func([]byte) error, word func(string) error) error {
	all, prefix := p, m.prefix()
	if len(m.held) > 0 {
		all = append(m.held, p...)
	}
	for len(all) > 0 {
		at := begin(all, prefix)
		if at > 0 {
			if err := out(all[:at]); err != nil {
				return err
			}
			all = all[at:]
			continue
		}
		length, complete := markerLength(all, len(prefix))
		switch {
		case complete:
			if err := word(string(all[len(prefix) : length-1])); err != nil {
				return err
			}
		case length == 0:
			m.held = append([]byte{}, all...)
			return nil
		default:
			if err := out(all[:length]); err != nil {
				return err
			}
		}
		all = all[length:]
	}
	m.held = nil
	return nil
}

// rest is what was held back and is no marker, as there is no more.
func (m *markers) rest() []byte {
	held := m.held
	m.held = nil
	return held
}

// begin is where a marker, or what may be one, begins.
func begin(p []byte, prefix string) int {
	for at := 0; at < len(p); at++ {
		next := bytes.IndexByte(p[at:], prefix[0])
		if next < 0 {
			return len(p)
		}
		at += next
		if n := min(len(prefix), len(p)-at); string(p[at:at+n]) == prefix[:n] {
			return at
		}
	}
	return len(p)
}

// markerLength is the length of the marker that p begins with, if it is complete; else how much of p is none for sure, or 0
// where more has to come.
func markerLength(p []byte, prefix int) (length int, complete bool) {
	if len(p) < prefix {
		return 0, false
	}
	word := p[prefix:]
	end := bytes.IndexAny(word[:min(len(word), longestWord+1)], "\a\x1b")
	switch {
	case end >= 0 && word[end] == '\a':
		return prefix + end + 1, true
	case end >= 0 || len(word) > longestWord:
		return 1, false
	}
	return 0, false
}
