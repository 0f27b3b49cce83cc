package logline

import (
	"regexp"
	"strings"
)

// RequestIDs are the ids of requests that a text names, in JSON, logfmt or in words, each once: the values of what is called request id,
// trace id, correlation id or the like, of at least six letters and digits. AWS's trace id comes without its Root=.
func RequestIDs(text string) (ids []Field) {
	re := regexp.MustCompile(`(?i)([\w.@-]*(?:request|req|trace|correlation|operation|invocation|transaction)[-_. ]?id|\brid)\\?["']?\s*[:=]\s*\\?["']?(?:Root=)?([0-9a-z][0-9a-z_-]{5,})`)
	known := map[string]bool{}
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		if value := m[2]; !known[value] && strings.ContainsAny(value, "0123456789") {
			known[value] = true
			ids = append(ids, Field{m[1], value})
		}
	}
	return ids
}
