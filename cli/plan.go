package cli

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// show prints the plan: to standard output, or where that is to hold an object, to whoever is going to be asked.
func (a *changeRun) show() error {
	if a.output == asJSON && (!a.streams.Interactive || a.consent.dry) {
		return nil
	}
	_, err := fmt.Fprint(a.people(), strings.Join(a.planLines(a.plan), "\n")+"\n")
	return err
}

// planLines are a plan as people read it. The command stands alone in its line, as it is to be run.
func (o *choices) planLines(p change.Plan) []string {
	look := o.streams.look()
	at := p.Where
	var where []string
	for _, s := range []string{at.Profile, at.Account, at.Region, at.Cluster, at.Name} {
		if s != "" {
			where = append(where, s)
		}
	}
	lines := []string{line(p.Title), "  in " + line(strings.Join(where, " / "))}
	for _, l := range (comparison{look: look, width: o.streams.Width}).lines(p.Fields) {
		lines = append(lines, "  "+l)
	}
	if p.Same > 0 {
		lines = append(lines, "  = "+words.Count(p.Same, "value")+" unchanged")
	}
	for _, e := range p.Effects {
		lines = append(lines, "  * "+line(e))
	}
	for _, w := range p.Warnings {
		c := cell{text: "warning: " + line(w), state: warning}
		c.text = look.text(c)
		lines = append(lines, "  "+look.paint(c))
	}
	if p.NoUndo != "" {
		lines = append(lines, "  no undo: "+line(p.NoUndo))
	}
	return append(lines, "  "+p.Command)
}
