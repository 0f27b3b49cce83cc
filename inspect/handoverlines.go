package inspect

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// HandOverLines is how many lines a hand-over has at most.
const HandOverLines = 10

// handOverLine is one line: a label, words, text as somebody else wrote it or a command, and words after it.
type handOverLine struct{ label, text, code, rest string }

// Text is a hand-over as plain text.
func (h HandOver) Text() string {
	return h.format(func(l handOverLine) string {
		return strings.Join(strings.Fields(strings.Join([]string{l.label, l.text, l.code, l.rest}, " ")), " ")
	})
}

// Markdown is a hand-over as a sentence and a list. It has no emphasis and no tables, so that what takes only some of
// Markdown, as chats do, shows nothing odd.
func (h HandOver) Markdown() string {
	return h.format(func(l handOverLine) string {
		parts := []string{l.label, words.Prose(l.text), words.Verbatim(l.code), words.Prose(l.rest)}
		if l.label != "" {
			parts = append([]string{"-"}, parts...)
		}
		return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
	})
}

func (h HandOver) format(line func(handOverLine) string) string {
	var b strings.Builder
	for _, l := range h.lines() {
		b.WriteString(line(l) + "\n")
	}
	return b.String()
}

// lines are what a hand-over says. The log gives way to everything else, but for its last line.
func (h HandOver) lines() []handOverLine {
	before, after := h.before(), h.after()
	log := h.Output.lines()
	room := max(1, HandOverLines-len(before)-len(after))
	log = log[max(0, len(log)-room):]
	return append(append(before, log...), after...)
}

// Title is what a hand-over says first.
func (h HandOver) Title() string {
	name := h.Service.Cluster + "/" + h.Service.Name
	if h.Verdict.State == triage.Unclear {
		return "The state of " + name + " is unknown: " + h.Verdict.Headline
	}
	return name + " is " + string(h.Verdict.State) + ": " + h.Verdict.Headline
}

func (h HandOver) before() []handOverLine {
	v := h.Verdict
	all := []handOverLine{{text: h.Title()}, {label: "Where:", text: h.where(), rest: h.Link}, {label: "Impact:", text: h.Impact}}
	switch {
	case !v.Since.IsZero():
		all = append(all, handOverLine{label: "Since:", text: v.Since.UTC().Format(time.DateTime) + " UTC (" + words.Ago(h.Made.Sub(v.Since)) + ")"})
	case v.State.Bad():
		all = append(all, handOverLine{label: "Since:", text: "not known"})
	}
	if d := v.Diagnosis; d.Known() && d.Cause != "" {
		all = append(all, handOverLine{label: "Cause:", text: v.Cause(), code: Cut(Shortened(d.Text), 200)})
	} else if d.Text != "" {
		all = append(all, handOverLine{label: "AWS says:", code: Cut(Shortened(d.Text), 200)})
	}
	return append(all, handOverLine{label: "Changed:", text: strings.Join(h.Changed, "; ")})
}

// where is the place of the service, and why there is no link to it.
func (h HandOver) where() string {
	s := h.Service
	parts := slices.DeleteFunc([]string{"account " + h.Account(), h.Place.Region, s.Cluster + "/" + s.Name, s.Revision}, func(part string) bool { return part == "" })
	text := strings.Join(parts, ", ")
	if note := cmp.Or(h.NoLink, h.Place.Elsewhere()); note != "" {
		text += " (" + note + ")"
	}
	return text
}

func (h HandOver) after() []handOverLine {
	var all []handOverLine
	if h.Next.Text != "" {
		all = append(all, handOverLine{label: "Next:", text: h.Next.Text, code: h.Command()})
	}
	if h.Next.Fix != "" {
		all = append(all, handOverLine{label: "Fix:", text: h.Next.Fix})
	}
	if len(h.Verdict.Missing) > 0 {
		all = append(all, handOverLine{label: "Not read:", text: strings.Join(h.Verdict.Missing, "; ")})
	}
	return all
}

// Command is the command line that does what is to be done next; empty where there is none.
func (h HandOver) Command() string {
	if len(h.Next.Words) == 0 {
		return ""
	}
	all := append([]string{"ecscope"}, h.Next.Words...)
	return words.Shell(append(all, "--region", h.Place.Region)...)
}

// lines are the output, each with the time, the task and the container that wrote it.
func (o Output) lines() []handOverLine {
	if len(o.Lines) == 0 {
		return []handOverLine{{label: "Log:", text: strings.TrimSpace(o.Task + " " + o.None)}}
	}
	var all []handOverLine
	for _, l := range o.Lines {
		all = append(all, handOverLine{label: "Log:", text: l.Time.UTC().Format(time.TimeOnly) + " " + o.Task + " " + l.Container, code: l.Text})
	}
	return all
}
