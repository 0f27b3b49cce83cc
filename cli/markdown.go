package cli

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// markdown is a case as a report to hand over. All times are in UTC.
func (c caseRow) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n%s\n\n", prose(c.name()), c.State, prose(c.Headline))
	c.summary(&b)
	c.Rollout.markdown(&b)
	section(&b, "Evidence", "time (UTC) | from | what", len(c.Evidence), func(i int) []string {
		f := c.Evidence[i]
		return []string{clock(f.Time), f.From, verbatim(f.Text)}
	})
	section(&b, "Timeline", "from (UTC) | to | × | what | text | meaning", len(c.Timeline), func(i int) []string {
		e := c.Timeline[i]
		until := clock(e.Until)
		if e.Until.Equal(e.Time.Time) {
			until = ""
		}
		return []string{clock(e.Time), until, fmt.Sprint(e.Times), e.From, verbatim(e.Text), prose(e.Meaning)}
	})
	section(&b, "Stopped tasks", "× | revision | code | container | exit | reason | kind | lived | last (UTC)", len(c.Stopped), func(i int) []string {
		g := c.Stopped[i]
		return []string{fmt.Sprint(g.Count), prose(g.Revision), g.StopCode, prose(cmp.Or(g.Container, "-")), g.exit(), verbatim(g.Reason),
			g.Kind, g.lived(), clock(g.Last)}
	})
	section(&b, "Containers", "container | status | health | exit | reason | image", len(c.Containers), func(i int) []string {
		k := c.Containers[i]
		return []string{prose(k.Name), k.Status, k.Health, groupRow{ExitCode: k.ExitCode}.exit(), verbatim(k.Reason), verbatim(k.Image)}
	})
	c.prescription(&b)
	fmt.Fprintf(&b, "Made by `ecscope why %s` at %s UTC.\n", c.name(), clock(c.Made))
	return b.String()
}

// summary is the verdict as a list.
func (c caseRow) summary(b *strings.Builder) {
	item := func(name, text string) {
		if text != "" {
			fmt.Fprintf(b, "- **%s**: %s\n", name, text)
		}
	}
	if c.Service != "" {
		item("service", prose(c.Cluster+"/"+c.Service))
	}
	item("task", prose(c.Task))
	item("region", c.Region)
	item("revision", prose(c.Revision))
	if c.Task == "" {
		item("tasks", fmt.Sprintf("%d running, %d pending, %d desired", c.Running, c.Pending, c.Desired))
	}
	if !c.Since.IsZero() {
		item("since", clock(c.Since)+" UTC")
	}
	if d := c.Diagnosis; d != nil {
		item("AWS says", verbatim(d.Text))
		item("container", prose(d.Container))
		item("cause", prose(unsure(d.Cause, d.Evidence)))
		item("fix", prose(d.Fix))
		if d.Rule != triage.Unknown {
			item("rule", prose(d.Rule+" ("+d.Source+")"))
		}
	}
	item("what still works", prose(c.Serves))
	for _, m := range c.Missing {
		item("not read", prose(m))
	}
	b.WriteString("\n")
}

// prescription is what to do, with the commands.
func (c caseRow) prescription(b *strings.Builder) {
	if len(c.Remedies) == 0 {
		return
	}
	b.WriteString("## What to do\n\n")
	for _, r := range c.Remedies {
		fmt.Fprintf(b, "%s: %s\n\n", prose(r.name()), prose(r.Text))
		if len(r.Commands) > 0 {
			fmt.Fprintf(b, "```sh\n%s\n```\n\n", strings.Join(r.Commands, "\n"))
		}
	}
}

// section is a table under a heading, and nothing where there are no rows.
func section(b *strings.Builder, title, head string, rows int, row func(i int) []string) {
	if rows == 0 {
		return
	}
	fmt.Fprintf(b, "## %s\n\n| %s |\n|%s\n", title, head, strings.Repeat("---|", strings.Count(head, "|")+1))
	for i := range rows {
		fmt.Fprintf(b, "| %s |\n", strings.Join(row(i), " | "))
	}
	b.WriteString("\n")
}

// clock is a time in UTC, to the second.
func clock(m moment) string {
	if m.IsZero() {
		return ""
	}
	return m.UTC().Format(time.DateTime)
}

// prose is text in which nothing is taken for markdown.
func prose(s string) string { return words.Prose(line(s)) }

// verbatim is text as it was read, as code in a cell of a table.
func verbatim(s string) string { return strings.ReplaceAll(words.Verbatim(line(s)), "|", `\|`) }
