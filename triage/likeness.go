package triage

import "strings"

// An id is a run of so many hexadecimal digits or more; a group of a UUID has less, and the next one after a dash.
const (
	idDigits    = 12
	groupDigits = 4
)

// likeness is a text without what differs between two tasks that died of the same thing in the same place: the ids of tasks,
// interfaces and requests, and how often ECS tried. Subnets, hosts, volumes and digests stay, as do
// codes: no rule tells two texts apart that are alike.
func likeness(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		end := i
		for end < len(s) && hexadecimal(s[end]) {
			end++
		}
		switch {
		case end == i:
			b.WriteByte(s[i])
			i++
			continue
		case bare(s, i, end, strings.HasSuffix(b.String(), "#-")) || tries(s, i, end):
			b.WriteByte('#')
		default:
			b.WriteString(s[i:end])
		}
		i = end
	}
	return b.String()
}

func hexadecimal(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' }

func letter(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '.'
}

// bare says that s[from:to] is an id of its own, or goes on with one: not a part of a word, no digest, and no id with the name of
// its sort before it, but for an interface.
func bare(s string, from, to int, on bool) bool {
	if from > 0 && letter(s[from-1]) || to < len(s) && letter(s[to]) && s[to] != '.' || strings.HasSuffix(s[:from], "sha256:") {
		return false
	}
	if from > 0 && s[from-1] == '-' {
		return on && to-from >= groupDigits || strings.HasSuffix(s[:from], "eni-")
	}
	return to-from >= idDigits || to-from == 8 && to+groupDigits+1 < len(s) && s[to] == '-' && s[to+groupDigits+1] == '-'
}

// tries says that s[from:to] is how often something was retried.
func tries(s string, from, to int) bool {
	return strings.HasSuffix(s[:from], "retried ") && strings.HasPrefix(s[to:], " time")
}
