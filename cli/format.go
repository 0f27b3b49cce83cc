package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// Formats of --output that only some commands have.
const (
	asMarkdown = "markdown"
	asSARIF    = "sarif"
	asJUnit    = "junit"
)

// formatted marks the annotation of a command that says which formats it has, where those are not the usual ones.
const formatted = "formats"

// formats are those that a command has.
func formats(c *cobra.Command) []string {
	if own := c.Annotations[formatted]; own != "" {
		return strings.Fields(own)
	}
	return []string{asTable, asJSON, asTSV}
}

// checkFormat refuses a form that the command has not. Commands which have less than the usual ones say so themselves.
func (o *choices) checkFormat(c *cobra.Command) error {
	has := formats(c)
	switch {
	case o.output == "" || slices.Contains(has, o.output):
		return nil
	case slices.Contains([]string{asTable, asJSON, asTSV, asMarkdown, asSARIF, asText, asJUnit}, o.output):
		return &usage{c.Name() + " has no " + o.output + " output", "use " + strings.Join(has, ", ")}
	}
	return misuse("unknown output format %q: use %s", o.output, strings.Join(has, ", "))
}
