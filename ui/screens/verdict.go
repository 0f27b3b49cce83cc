package screens

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// cockpitHead says above the lists how a service is: the verdict, what surrounds the service, what is followed.
type cockpitHead struct {
	keys      keymap.Map
	theme     *theme.Theme
	dates     calendar
	of        *serviceFeed
	around    *serviceSnapshot
	following *following
	width     int
}

func (d *cockpitHead) resize(width, _ int) { d.width = width }

func (d *cockpitHead) want(nav.Host) tea.Cmd { return nil }

func (d *cockpitHead) take(tea.Msg) (tea.Cmd, bool) { return nil, false }

func (d *cockpitHead) paint(tone theme.Tone, text string) string {
	text, _ = theme.Cut(text, d.width)
	return d.theme.Paint(tone, text)
}

// lines are what stands above the parts: the verdict with what makes it, what can be done, what is followed, what is wrong.
func (d *cockpitHead) lines() []string {
	if !d.of.known {
		if d.of.last.err != nil {
			return []string{d.paint(theme.Bad, " ✗ "+d.of.last.err.Error()), d.paint(theme.Dim, "   "+nav.HintOf(d.of.last.err))}
		}
		return []string{d.paint(theme.Dim, "   reading "+d.of.where.Thing+"…")}
	}
	lines := d.verdictLines()
	lines = append(lines, d.rolloutLines()...)
	lines = append(lines, d.aroundLines()...)
	if text, tone := d.following.line(); text != "" {
		lines = append(lines, d.paint(tone, " "+theme.Glyph(tone)+" "+text))
	}
	if d.of.last.err != nil {
		lines = append(lines, d.paint(theme.Warn, " ▲ "+hinted(d.of.last.err)))
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
func (d *cockpitHead) verdictLines() []string {
	v := d.around.verdict
	tone := levelTone(v.Level())
	head := " " + theme.Glyph(tone) + " " + v.Headline
	if !v.Since.IsZero() && v.State != triage.Healthy {
		since := "  since " + d.dates.at(v.Since) + " "
		head = theme.Fit(head, max(0, d.width-theme.Width(since))) + since
	}
	lines := []string{d.paint(tone, head)}
	found := v.Diagnosis
	if found.Text != "" {
		lines = append(lines, d.paint(theme.Plain, "   "+found.Text))
	}
	if found.Cause != "" {
		lines = append(lines, d.paint(theme.Strong, "   "+found.Cause+unsure(found)))
	}
	if v.Serves != "" {
		lines = append(lines, d.paint(theme.Plain, "   "+v.Serves))
	}
	if keys := strings.Join(remedies(d.keys, v), "     "); keys != "" {
		lines = append(lines, d.paint(theme.Accent, "   "+keys))
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

// remedies are what a verdict advises, each with its key; what has no key is not offered.
func remedies(keys keymap.Map, v inspect.Verdict) []string {
	var parts []string
	seen := map[string]bool{}
	for _, r := range v.Remedies {
		k, ok := keys.Named(r.Name())
		if !ok || seen[k.Help().Key] {
			continue
		}
		seen[k.Help().Key] = true
		parts = append(parts, k.Help().Key+"  "+r.Text)
	}
	return parts
}

// aroundLines are targets and scaling in a line each, where there are any, and what of them could not be read.
func (d *cockpitHead) aroundLines() []string {
	var lines []string
	for _, g := range d.around.known.Targets.Value {
		tone := theme.Plain
		if counts(g)["unhealthy"] > 0 {
			tone = theme.Bad
		}
		lines = append(lines, d.paint(tone, "   TARGETS  "+g.Name+"  "+targetCounts(g)))
	}
	if t := d.around.known.Targets; t.Err != nil {
		lines = append(lines, d.unread("TARGETS", len(t.Value) > 0, t.Err))
	}
	s := d.around.known.Scaling
	if s.Value.Registered {
		lines = append(lines, d.paint(theme.Plain, "   SCALING  "+d.dates.scaling(s)))
	}
	if s.Err != nil && aws.KindOf(s.Err) != aws.Unsupported { // an extra, which is nothing to miss where it is not offered
		lines = append(lines, d.unread("SCALING", s.Value.Registered, s.Err))
	}
	return lines
}

// unread says why something, or the rest of it, is not known.
func (d *cockpitHead) unread(name string, some bool, err error) string {
	word := "not known: "
	if some {
		word = "not all known: "
	}
	return d.paint(theme.Warn, "   "+name+"  "+word+hinted(err))
}
