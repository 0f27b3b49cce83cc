package call

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/ecscope/ecscope/lock"
)

// readCached reads a file that the AWS CLI keeps, and says whether there was a whole one. The CLI rewrites its files in
// place: half a file is read once more.
func readCached(ctx context.Context, path string, into any) bool {
	for attempt := range 2 {
		text, err := os.ReadFile(path)
		if path == "" || err != nil {
			return false
		}
		if json.Unmarshal(text, into) == nil {
			return true
		}
		if attempt == 0 {
			select {
			case <-ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
	return false
}

// writeCached writes such a file, which only its owner may read, at once.
func writeCached(path string, content any) error {
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	return lock.Replace(path, text)
}

// cachedTime is a moment in such a file. The CLI has written UTC and Z in its time.
func cachedTime(text string) (time.Time, error) {
	return time.Parse(time.RFC3339, strings.Replace(text, "UTC", "Z", 1))
}

// python is a string as Python writes it in JSON: in ASCII.
func python(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch at := strings.IndexRune("\"\\\n\r\t\b\f", r); {
		case at >= 0:
			b.WriteString([]string{`\"`, `\\`, `\n`, `\r`, `\t`, `\b`, `\f`}[strings.IndexRune("\"\\\n\r\t\b\f", r)])
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		case r < ' ' || r > 0x7e && r != 0x7f:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func digest(s string) string {
	sum := sha1.Sum([]byte(s)) // a file's name, as the AWS CLI makes it
	return hex.EncodeToString(sum[:])
}
