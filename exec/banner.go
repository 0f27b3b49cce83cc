package exec

import (
	"strings"

	"github.com/ecscope/ecscope/aws"
)

// Banner says where a session is, before it begins.
type Banner struct {
	Profile, Region, Cluster, Service, Task, Container, Revision string
	Protected                                                    bool // said in red
	Note                                                         string
}

// text is the banner on a terminal in raw mode, with or without colours.
func (b Banner) text(colours bool) string {
	clean := func(s string) string { return strings.TrimSpace(aws.Clean(s)) }
	where := join("/", clean(b.Cluster), clean(b.Service))
	task := aws.ShortID(clean(b.Task))
	lines := []string{join("  ", join(" ", clean(b.Profile), clean(b.Region)), where, labelled("container ", clean(b.Container)), labelled("task ", task),
		labelled("revision ", clean(b.Revision)))}
	red, plain := "", ""
	if colours {
		red, plain = "\x1b[1;97;41m", "\x1b[0m"
	}
	if b.Protected {
		lines = append([]string{red + " " + strings.ToUpper(clean(b.Cluster)) + " IS PROTECTED: what you do in this container is done for real " + plain}, lines...)
	}
	if note := clean(b.Note); note != "" {
		lines = append(lines, note)
	}
	lines = append(lines, "leave: exit, or at the beginning of a line ~. (~? tells more)")
	return strings.Join(lines, "\r\n") + "\r\n"
}

// join joins what is not empty.
func join(by string, parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, by)
}

func labelled(label, s string) string {
	if s == "" {
		return ""
	}
	return label + s
}
