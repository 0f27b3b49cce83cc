package screens

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
)

// textBelow draws the text of a row's own screen below a list, as far as it has room; it asks for nothing.
func textBelow[T any](k browse.Kit, name func(T) string, opens string, lines func(row T, width, height int) []reader.Line) func([]T, int, int) []string {
	return func(rows []T, width, height int) []string {
		title := partTitle(k.Theme, strings.ToUpper(name(rows[0])), keymap.Does(k.Keys.Moving.Open, opens), width, false)
		text := reader.New(k.Theme)
		text.SetWrap(true)
		text.SetSize(width, max(0, height-2))
		text.SetLines(lines(rows[0], width, height-2))
		return append([]string{"", title}, strings.Split(text.View(), "\n")...)
	}
}

// below is the task under the cursor.
func (p *taskPage) below() func([]aws.Task, int, int) []string {
	return textBelow(p.Kit, func(t aws.Task) string { return "task " + aws.ShortID(t.ID) }, "opens it", func(t aws.Task, width, _ int) []reader.Line {
		if !t.Described {
			return []reader.Line{field("", "not read yet")}
		}
		return p.lines(t, width)
	})
}

// below is how the tasks of the group under the cursor ended, what the newest logged last, where and when, and what the cause stands on.
func (l *crashList) below(g triage.Group, width, height int) []reader.Line {
	const above, most = 6, 4 // the cause, the fix and the title; tasks that are named
	short := g.Diagnosis
	short.Cause = inspect.Shortened(short.Cause)
	lines := section(l.last.lines(causeLines(short), g.Tasks[0], g.Container, width, height-above), "TASKS")
	for i, t := range g.Tasks {
		if left := len(g.Tasks) - i; i == most-1 && left > 1 {
			lines = append(lines, field("", fmt.Sprintf("and %d more", left)))
			break
		}
		ran := lived(t)
		if !t.Started.IsZero() {
			ran = "ran " + ran
		}
		lines = append(lines, field(aws.ShortID(t.ID), fmt.Sprintf("%s  %4s ago  %s  %s", l.at(t.Stopped), nav.Ago(l.now(), t.Stopped), t.Zone, ran)))
	}
	return append(append(lines, nil), detailLines(g.Diagnosis)...)
}
