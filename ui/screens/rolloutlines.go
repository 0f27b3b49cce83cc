package screens

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/theme"
)

// rolloutLines are the short form of a rollout on the service's screen: how far it is, its traffic, and what it waits for
// where the verdict does not say so.
func (d *cockpitHead) rolloutLines() []string {
	r := d.around.rollout
	if !r.Moving() {
		return nil
	}
	var parts []string
	for _, part := range []string{r.Strategy, strings.Trim(r.Stages.Place+" "+r.Stages.At, " "), r.Stages.Step, breakerCells(r.Deployment.Breaker)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	lines := []string{d.paint(theme.Plain, "   ROLLOUT  "+strings.Join(append(parts, keyWord(d.keys.Service.Deployments, "all of it")), " · "))}
	traffic, from := "", 0.0
	for _, s := range r.Sides {
		if s.Production.Known {
			traffic += fmt.Sprintf("  %s %s %g %%", revisionNumber(s.Revision), chart.Between(from, from+s.Production.Percent, 100, 20), s.Production.Percent)
			from += s.Production.Percent
		}
	}
	if traffic != "" {
		lines = append(lines, d.paint(theme.Plain, "   TRAFFIC"+traffic))
	}
	for _, h := range r.Holds {
		if h.Kind != "died" && h.Kind != "capacity" {
			tone := LevelTone(inspect.LevelOf(h.State))
			return append(lines, d.paint(tone, "   "+theme.Glyph(tone)+" "+h.Text))
		}
	}
	return lines
}

// breakerCells are the failures that a circuit breaker counts, a cell each; a long one is only told.
func breakerCells(b aws.Breaker) string {
	if b.Threshold <= 0 || b.Status == "DISABLED" {
		return ""
	}
	n := min(max(b.Count, 0), b.Threshold)
	cells := ""
	if b.Threshold <= 20 {
		cells = strings.Repeat("✗", n) + strings.Repeat("·", b.Threshold-n) + " "
	}
	return fmt.Sprintf("breaker %s%d of %d", cells, b.Count, b.Threshold)
}
