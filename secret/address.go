package secret

import (
	"net/url"
	"strings"

	"github.com/ecscope/ecscope/words"
)

var located = words.Pattern(`[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]+`)

// addresses marks the passwords in URLs.
func (m *marks) addresses() {
	if !strings.Contains(m.text, "://") {
		return
	}
	for _, loc := range located().FindAllStringIndex(m.text, -1) {
		from := loc[0] + strings.Index(m.text[loc[0]:], "://") + 3
		rest := m.text[from:loc[1]]
		authority := rest
		if i := strings.IndexAny(rest, "/?#"); i >= 0 {
			authority = rest[:i]
		}
		at := strings.LastIndexByte(authority, '@')
		if at < 0 {
			if _, err := url.Parse(m.text[loc[0]:loc[1]]); err == nil || !strings.Contains(authority, ":") {
				continue
			}
			if at = strings.IndexByte(rest, '@'); at < 0 || port(authority) { // a password with a slash in it
				continue
			}
		}
		if colon := strings.IndexByte(rest[:at], ':'); colon >= 0 {
			m.add(from+colon+1, from+at)
		} else if strings.HasSuffix(m.text[loc[0]:from], "git+https://") || random(rest[:at]) {
			m.add(from, from+at)
		}
	}
}

// port says whether an authority ends in a port's number.
func port(authority string) bool { return digits(authority[strings.LastIndexByte(authority, ':')+1:]) }

// segments marks the parts of a URL's path that look like keys.
func (m *marks) segments() {
	for _, loc := range located().FindAllStringIndex(m.text, -1) {
		from := loc[0] + strings.Index(m.text[loc[0]:], "://") + 3
		for at := from; at < loc[1]; {
			end := at + strings.IndexAny(m.text[at:loc[1]]+"/", "/?#&=")
			if part := m.text[at:end]; at > from && opaque(part) {
				m.add(at, end)
			}
			at = end + 1
		}
	}
}
