package secret

import (
	"math"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/words"
)

var (
	settled   = words.Pattern(`(?i)^(true|false|yes|no|on|off|enabled|disabled|none|null|nil|optional|required|auto|default)$`)
	quantity  = words.Pattern(`(?i)^[0-9][0-9_.,]*(ms|s|m|h|d|k|kb|mb|min|sec)?$`)
	pathlike  = words.Pattern(`^(/|\./|\.\./|~/|[A-Za-z]:\\|file:/)[^\s:;=]*$`)
	resource  = words.Pattern(`^arn:[a-z-]+:[a-z0-9-]+:`)
	addressed = words.Pattern(`^[A-Za-z][A-Za-z0-9+.-]*://\S*$`)
	uuid      = words.Pattern(`(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	referring = words.Pattern(`^(\$[A-Z_][A-Z0-9_]*|\$?\$\{[^}]*\}|\$\([^)]*\)?|\{\{[^}]*\}?\}?|%[A-Z_]+%|%s|%v|<[A-Za-z _-]*>|\*+|x{4,}|-)$`)
	composed  = words.Pattern(`^([A-Z]?[a-z]+[0-9]{0,3}[-_/.]?)+$`)
	// generated is a name that CloudFormation made: words, the CDK's hash of a path, and twelve or thirteen letters and digits.
	generated = words.Pattern(`^((([A-Z]{1,5}[a-z]+)+[A-Z]{0,5}|[a-z]+|[A-Z]{2,6})([0-9A-F]{8})?[0-9]{0,3}-)+[A-Za-z0-9]{12,13}$`)
	wordy     = words.Pattern(`^([a-z]{1,24}|[A-Z][a-z]*|[A-Z]{1,24}|[0-9]{1,8}|[vV]?[0-9]{1,4}|[a-z]{1,12}[0-9]{1,3}|[0-9]{1,2}[a-z]{1,8}|([A-Z][a-z]+)+|[a-z]+([A-Z][a-z]+)*)$`)
)

// reference says that a text names a value that is put in later, or was taken out.
func reference(s string) bool { return referring().MatchString(s) }

// harmless says that what is kept under a secret's name is none: a switch, a path, an ARN, an address without credentials.
func harmless(name, v string) bool {
	v = strings.TrimSpace(v)
	words := split(name)
	switch {
	case v == "", settled().MatchString(v), reference(v), resource().MatchString(v):
		return true
	case quantity().MatchString(v):
		return slices.ContainsFunc(words, func(w string) bool {
			return listed(w, "tokens max min num count total limit per passes secrets size timeout ttl")
		})
	case pathlike().MatchString(v):
		return !random(v)
	case addressed().MatchString(v):
		m := &marks{text: v}
		m.find()
		m.segments()
		return len(m.spans) == 0
	}
	return false
}

// opaque says that a value looks like a key: not made of words and numbers.
func opaque(v string) bool {
	v = strings.TrimPrefix(strings.TrimSpace(v), "base64:")
	if len(v) < 12 || strings.ContainsAny(v, " \t\n") || resource().MatchString(v) || addressed().MatchString(v) || pathlike().MatchString(v) && !random(v) || reference(v) {
		return false
	}
	if uuid().MatchString(v) || random(v) || len(v) >= 16 && hexadecimal(v) && entropy(v) > 2.5 {
		return true
	}
	parts := strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune("-_./:,@|", r) })
	return strings.ContainsAny(v, "0123456789!#$%^&*+=~") && slices.ContainsFunc(parts, func(p string) bool { return !wordy().MatchString(p) })
}

// random recognises a long string without structure by itself: 24 letters and digits in both cases that change often.
// Hexadecimal digits alone are more often a checksum than a key.
func random(v string) bool {
	if len(v) < 24 || hexadecimal(v) || composed().MatchString(v) || generated().MatchString(v) {
		return false
	}
	var seen [4]int
	changes, before := 0, -1
	for _, r := range v {
		kind := kindOf(r)
		if kind < 0 {
			return false
		}
		seen[kind]++
		if kind != before {
			changes++
		}
		before = kind
	}
	return seen[0] > 0 && seen[1] > 0 && seen[2] > 0 && seen[3]*4 < len(v) && entropy(v) >= 3.8 && changes*100 >= len(v)*40 && !strings.HasPrefix(v, "AAAA")
}

func kindOf(r rune) int {
	switch {
	case r >= 'A' && r <= 'Z':
		return 0
	case r >= 'a' && r <= 'z':
		return 1
	case r >= '0' && r <= '9':
		return 2
	case strings.ContainsRune("+/_-=", r):
		return 3
	}
	return -1
}

func hexadecimal(v string) bool { return v != "" && strings.Trim(v, "0123456789abcdefABCDEF") == "" }

// entropy is the information in a string, in bits for each of its bytes.
func entropy(s string) float64 {
	var count [256]float64
	for i := range len(s) {
		count[s[i]]++
	}
	bits := 0.0
	for _, n := range count {
		if n > 0 {
			p := n / float64(len(s))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}
