package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/words"
)

// logGroupRow is a log group as `ecscope groups` prints it. What the listing does not tell is null.
type logGroupRow struct {
	Name      string `json:"name"`
	ARN       string `json:"arn"`
	Class     string `json:"class"`
	Stored    *int64 `json:"stored_bytes"`
	Retention *int   `json:"retention_days"`
	Created   moment `json:"created"`
}

const aboutGroups = `List the CloudWatch Logs groups of the region, or those whose name contains a text (case-sensitive). Size, class and retention
appear in the full list only: CloudWatch answers a search with names alone.

On a terminal without a text, it opens the screen, which also shows when each group in view got its newest line, and opens its log.`

func groupsCommand(p *program) *cobra.Command {
	c := command(p, groupVerb())
	c.Long = aboutGroups
	c.ValidArgsFunction = cobra.NoFileCompletions
	return c
}

func groupVerb() verb[logGroupRow] {
	return verb[logGroupRow]{
		use: "groups [text]", short: "List the log groups", nouns: "log groups",
		prints: func(text string) bool { return text != "" },
		read: func(ctx context.Context, r *reader, text string) ([]logGroupRow, error) {
			all, err := gather(r, "log groups", r.LogGroups(ctx, text), func(g tail.Group) string { return g.Name })
			return rows(all, newLogGroupRow), err
		},
		order: func(a, b logGroupRow) int { return words.Natural(a.Name, b.Name) },
		columns: []column[logGroupRow]{
			{head: "GROUP", cell: func(r logGroupRow, _ look) cell { return cell{text: r.Name} }},
			{head: "STORED", right: true, cell: func(r logGroupRow, _ look) cell {
				if r.Stored == nil {
					return cell{text: "-"}
				}
				return cell{text: words.Bytes(*r.Stored)}
			}},
			{head: "KEPT", right: true, cell: func(r logGroupRow, _ look) cell {
				if r.Retention == nil {
					return cell{text: "-"}
				}
				return cell{text: tail.KeptFor(*r.Retention)}
			}},
			{head: "CLASS", cell: func(r logGroupRow, _ look) cell { return cell{text: r.Class} }},
			{head: "CREATED", right: true, cell: func(r logGroupRow, l look) cell { return cell{text: l.age(r.Created)} }},
		},
	}
}

func newLogGroupRow(g tail.Group) (logGroupRow, bool) {
	r := logGroupRow{Name: g.Name, ARN: g.ARN, Class: g.Class, Created: moment{g.Created}}
	if g.Described {
		r.Stored, r.Retention = &g.Stored, &g.Retention
	}
	return r, true
}
