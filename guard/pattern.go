package guard

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// PatternHint says how patterns are written.
const PatternHint = "write a pattern as prod*, checkout, prod/checkout, team-?/[a-m]* or the ARN of a cluster, service, task or task definition"

// What the parts of a pattern can be made of.
const (
	digits = "0123456789"
	lower  = "abcdefghijklmnopqrstuvwxyz" + digits + "-"
	ids    = "0123456789abcdef-"
	letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_" + lower
)

var region = words.Pattern(`^[a-z]{2,5}(-[a-z]+)+-[0-9]+$`)

// CheckPattern refuses a pattern that can match nothing: it would protect nothing. A pattern is the name of a cluster, a
// service or a family, cluster/name, family:number or the ARN of a cluster, service, task or task definition, with *, ? and
// [a-z] in it.
func CheckPattern(text string) error {
	if _, err := path.Match(text, ""); err != nil || text == "" {
		return fmt.Errorf("%q is not a pattern", text)
	}
	if strings.Contains(text, "[!") {
		return fmt.Errorf("%q: to exclude letters, write [^a], not [!a]", text)
	}
	if strings.HasPrefix(strings.ToLower(text), "arn:") {
		return checkARN(text)
	}
	parts := strings.Split(text, "/")
	last := len(parts) - 1
	named := revision(parts[last]) && len(parts) <= 2
	for _, p := range parts[:last] {
		named = named && fits(p, letter, 1, 255)
	}
	if !named {
		return fmt.Errorf("%q can't match anything: it is not the name of a cluster, service or family, cluster/service or an ARN", text)
	}
	return nil
}

// checkARN refuses an ARN that can match nothing.
func checkARN(text string) error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("%q can't match anything: "+format, append([]any{text}, args...)...)
	}
	a, ok := split(text)
	switch {
	case !ok:
		return wrong("an ARN has six parts, arn:aws:ecs:region:account:resource")
	case !fits(a.partition, lower, 1, 0) || !slices.ContainsFunc([]string{"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e",
		"aws-iso-f", "aws-eusc"}, func(p string) bool { return match(a.partition, p) }):
		return wrong("%q is not an AWS partition", a.partition)
	case !match(a.vendor, "ecs"):
		return wrong("it is not an ECS ARN")
	case !fits(a.region, lower, 1, 0) || !globbed(a.region) && !region().MatchString(a.region):
		return wrong("%q is not an AWS region", a.region)
	case !fits(a.account, digits, 12, 12):
		return wrong("%q is not an account id", a.account)
	case a.kind == "*" && len(a.parts) == 0:
		return nil
	}
	for _, kind := range []string{"cluster", "service", "task", "task-definition"} {
		if match(a.kind, kind) && possible(kind, a.parts) {
			return nil
		}
	}
	return wrong("%q is not a cluster, service, task or task definition", a.resource)
}

// possible says whether what follows the kind in an ARN can be of that kind.
func possible(kind string, parts []string) bool {
	n := len(parts)
	switch {
	case n == 0:
		return false
	case kind == "task-definition":
		return n == 1 && revision(parts[0])
	case kind == "cluster":
		return n == 1 && fits(parts[0], letter, 1, 255)
	case n > 2 || n == 2 && !fits(parts[0], letter, 1, 255):
		return false
	case kind == "task":
		return fits(parts[n-1], ids, 32, 32) || fits(parts[n-1], ids, 36, 36)
	}
	return fits(parts[n-1], letter, 1, 255)
}

// revision says whether a part can be a name or family:number.
func revision(part string) bool {
	name, number, numbered := strings.Cut(part, ":")
	return fits(name, letter, 1, 255) && (!numbered || fits(number, digits, 1, 10))
}

// fits says whether a part can match a text of these characters that has so many; most 0 is any number.
func fits(part, of string, least, most int) bool {
	if _, err := path.Match(part, ""); err != nil {
		return false
	}
	fixed, open := 0, false
	for _, e := range elements(part) {
		if e == "*" {
			open = true
			continue
		}
		fixed++
		if !strings.ContainsFunc(of, func(r rune) bool { return match(e, string(r)) }) {
			return false
		}
	}
	return (most == 0 || fixed <= most) && (open || fixed >= least)
}

// elements takes a well-formed pattern apart: what stands for a character each, and stars.
func elements(p string) []string {
	var all []string
	for rest := []rune(p); len(rest) > 0; {
		n := 1
		switch rest[0] {
		case '\\':
			n = min(2, len(rest))
		case '[':
			for n < len(rest) && rest[n] != ']' {
				if rest[n] == '\\' {
					n++
				}
				n++
			}
			n = min(n+1, len(rest))
		}
		all = append(all, string(rest[:n]))
		rest = rest[n:]
	}
	return all
}

func globbed(p string) bool { return strings.ContainsAny(p, `*?[\`) }

// match says whether a part of a pattern matches a text.
func match(part, text string) bool {
	ok, err := path.Match(part, text)
	return ok && err == nil
}

// arn is the pattern of an ARN, taken apart. Parts are what follows the kind of the resource.
type arn struct {
	partition, vendor, region, account, resource string
	kind                                         string
	parts                                        []string
}

func split(text string) (arn, bool) {
	f := strings.SplitN(text, ":", 6)
	if len(f) < 6 || f[0] != "arn" {
		return arn{}, false
	}
	resource := strings.Split(f[5], "/")
	return arn{f[1], f[2], f[3], f[4], f[5], resource[0], resource[1:]}, true
}

// matches says whether a pattern protects a thing. What is not known of the thing is taken to match.
func matches(pattern string, t Thing) bool {
	if CheckPattern(pattern) != nil {
		return false
	}
	if a, ok := split(pattern); ok {
		return a.matches(t)
	}
	parts := strings.Split(pattern, "/")
	last := parts[len(parts)-1]
	if len(parts) == 2 {
		return t.Cluster != "" && match(parts[0], t.Cluster) && (known(last, t.Name()) || known(last, t.Task) || runs(last, t, true))
	}
	return known(last, t.Cluster) || known(last, t.Service) || known(last, t.Task) || runs(last, t, false)
}

// matches says whether the ARN is that of the thing or of what it is in. The partition follows from the region. A service has
// tasks that are not known here: the ARN of a task protects the services of its cluster, too, whose changes may replace it.
func (a arn) matches(t Thing) bool {
	if t.Region != "" && !match(a.region, t.Region) || t.Account != "" && !match(a.account, t.Account) {
		return false
	}
	n := len(a.parts)
	if n == 0 {
		return a.kind == "*"
	}
	in, last := n == 1 || match(a.parts[0], t.Cluster), a.parts[n-1]
	return match(a.kind, "cluster") && n == 1 && known(last, t.Cluster) ||
		match(a.kind, "service") && in && known(last, t.Service) ||
		match(a.kind, "task") && in && t.Cluster != "" && (t.Task == "" || match(last, t.Task)) ||
		match(a.kind, "task-definition") && n == 1 && runs(last, t, false)
}

// runs says whether a pattern matches the task definition of a thing, by its family or by family:number.
func runs(pattern string, t Thing, numbered bool) bool {
	if strings.Contains(pattern, ":") {
		return known(pattern, t.Revision)
	}
	return !numbered && known(pattern, t.family())
}

func known(pattern, text string) bool { return text != "" && match(pattern, text) }
