package screens

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// actions are those of every service, with the evidence of the verdict in front.
func (c *Cockpit) actions() []action.Action[aws.Service] {
	because := action.Action[aws.Service]{Key: c.Kit.Keys.Service.Because, Run: func(h nav.Host, _ aws.Service) tea.Cmd {
		h.Push(c.because.screen(c.cluster, c.name, c.situation.verdict))
		return nil
	}}
	return append([]action.Action[aws.Service]{because}, c.views...)
}

// top is what stands above the parts: the verdict with what makes it, what can be done, what is followed, what is wrong.
func (c *Cockpit) top() []string {
	if !c.known {
		if c.err != nil {
			return []string{c.paint(theme.Bad, " ✗ "+c.err.Error()), c.paint(theme.Dim, "   "+nav.HintOf(c.err))}
		}
		return []string{c.paint(theme.Dim, "   reading "+c.name+"…")}
	}
	lines := c.verdictLines()
	lines = append(lines, c.aroundLines()...)
	if text, tone := c.following.line(); text != "" {
		lines = append(lines, c.paint(tone, " "+theme.Glyph(tone)+" "+text))
	}
	if c.err != nil {
		lines = append(lines, c.paint(theme.Warn, " ▲ "+hinted(c.err)))
	}
	return lines
}

// hinted is what is wrong and, where somebody knows, what to do.
func hinted(err error) string {
	if hint := nav.HintOf(err); hint != "" {
		return err.Error() + " · " + hint
	}
	return err.Error()
}

// verdictLines are the verdict in one line when all is well, and with the text of AWS, the cause and the way out when it
// is not.
func (c *Cockpit) verdictLines() []string {
	v := c.situation.verdict
	tone := levelTone(v.Level())
	head := " " + theme.Glyph(tone) + " " + v.Headline
	if !v.Since.IsZero() && v.State != triage.Healthy {
		since := "  since " + c.at(v.Since) + " "
		head = theme.Fit(head, max(0, c.width-theme.Width(since))) + since
	}
	lines := []string{c.paint(tone, head)}
	d := v.Diagnosis
	if d.Text != "" {
		lines = append(lines, c.paint(theme.Plain, "   "+d.Text))
	}
	if d.Cause != "" {
		lines = append(lines, c.paint(theme.Strong, "   "+d.Cause+unsure(d)))
	}
	if v.Serves != "" {
		lines = append(lines, c.paint(theme.Plain, "   "+v.Serves))
	}
	if keys := c.remedies(v); keys != "" {
		lines = append(lines, c.paint(theme.Accent, "   "+keys))
	}
	return lines
}

// unsure says that a rule's wording is from memory.
func unsure(d triage.Diagnosis) string {
	if d.Evidence == triage.Unsourced {
		return " (unsourced)"
	}
	return ""
}

// remedies are what the verdict advises, each with its key; what has no key here is not offered.
func (c *Cockpit) remedies(v inspect.Verdict) string {
	var parts []string
	seen := map[string]bool{}
	for _, r := range v.Remedies {
		k, ok := c.remedyKey(r)
		if !ok || seen[k.Help().Key] {
			continue
		}
		seen[k.Help().Key] = true
		parts = append(parts, k.Help().Key+"  "+r.Text)
	}
	return strings.Join(parts, "     ")
}

func (c *Cockpit) remedyKey(r triage.Remedy) (key.Binding, bool) {
	k := c.Kit.Keys
	switch {
	case r.Action == triage.RollBack, r.Action == triage.Pin && r.Revision != "":
		return k.Changes.Back, true
	case r.Action == triage.Scale:
		return k.Changes.Scale, true
	case r.Action == triage.Continue:
		return k.Changes.Continue, true
	case r.Action == triage.Pin:
		return k.Changes.Pin, true
	case r.Action == triage.Redeploy:
		return k.Changes.Redeploy, true
	}
	b, ok := map[string]key.Binding{"stopped": k.Service.Stopped, "events": k.Service.Events, "deployments": k.Service.Deployments,
		"revisions": k.Service.Revisions, "tasks": k.Service.Tasks, "targets": k.Service.Scaling, "scaling": k.Service.Scaling, "logs": k.Service.Logs, "last-logs": k.Service.LastWords}[r.Screen]
	return b, ok && r.Action == triage.Show
}
