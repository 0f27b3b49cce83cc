package sim

import (
	"regexp"
	"strings"
)

// AWS allows only letters, digits, - and _ in names, so the world holds the
// names of a hostile account marked, and on the wire each mark becomes what
// no program should see in a name.
const (
	hostileMark = "hostile_"
	hostileName = "\u65e5\u672c\u8a9e\x1b[31m\u202e\U0001f469\u200d\U0001f4bb\u0301_"
)

// hostileText is appended to every text that is neither an identifier nor a
// constant: clear screen, a title, a hyperlink, C1 controls, bidi controls,
// a carriage return, a NUL, wide and combining characters.
const hostileText = " \x1b[2J\x1b]0;owned\x07\x1b]8;;http://example.invalid\x1b\\\u009b31m\u202egnp.exe\u2066" +
	"\r\n\t\x00\x7f \u7d75\u6587\u5b57\U0001f3f3\ufe0f\u200d\U0001f308 e\u0301\u0323 \ufeff\u2028"

// hostile spoils the strings of answers and restores those of requests.
type hostile struct{ constant, name *regexp.Regexp }

func newHostile() hostile {
	return hostile{
		constant: regexp.MustCompile(`^([A-Z_0-9.]+|[0-9a-f-]{8,})$`),
		name:     regexp.MustCompile(`[^/:]*?((?:cluster|service)-\d+)`),
	}
}

// write spoils one string of an answer.
func (h hostile) write(member, text string) string {
	text = strings.ReplaceAll(text, hostileMark, hostileName)
	if h.identifies(member, text) {
		return text
	}
	return text + hostileText
}

// identifies tells whether a string is one that AWS alone makes up or that
// must come back unchanged: ARNs, ids, tokens, constants and numbers.
func (h hostile) identifies(member, text string) bool {
	if strings.HasPrefix(text, "arn:") || strings.HasPrefix(text, "ecs-svc/") {
		return true
	}
	for _, suffix := range []string{"id", "Id", "Ids", "Token", "token", "okenValue", "treamUrl", "Name", "name", "family", "subnets", "securityGroups", "group", "region", "prefix", "logDriver", "startedBy"} {
		if strings.HasSuffix(member, suffix) {
			return true
		}
	}
	return h.constant.MatchString(text)
}

// restore restores the names in a string of a request, whether or not the
// client has cleaned them: what stands before the plain part of a name, up to
// the separator of an ARN, is the mark.
func (h hostile) restore(text string) string {
	return h.name.ReplaceAllString(text, hostileMark+"$1")
}
