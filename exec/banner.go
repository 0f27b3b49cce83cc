package exec

import (
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/clean"
)

// Banner says where a session is, before it begins.
type Banner struct {
	Profile, Region, Cluster, Service, Task, Container, Revision string
	Protected                                                    bool // said in red
	Note                                                         string
}

// text is the banner on a terminal in raw mode, with or without colours.
func (b Banner) text(colours bool) string {
	tidy := func(s string) string { return strings.TrimSpace(clean.Text(s)) }
	where := join("/", tidy(b.Cluster), tidy(b.Service))
	task := aws.ShortID(tidy(b.Task))
	lines := []string{join("  ", join(" ", tidy(b.Profile), tidy(b.Region)), where, labelled("container ", tidy(b.Container)), labelled("task ", task),
		labelled("revision ", tidy(b.Revision)))}
	red, plain := "", ""
	if colours {
		red, plain = "\x1b[1;97;41m", "\x1b[0m"
	}
	if b.Protected {
		lines = append([]string{red + " " + strings.ToUpper(tidy(b.Cluster)) + " IS PROTECTED: what you do in this container has real effects " + plain}, lines...)
	}
	if note := tidy(b.Note); note != "" {
		lines = append(lines, note)
	}
	lines = append(lines, "to leave: exit, or ~. at the beginning of a line (~? for help)")
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
