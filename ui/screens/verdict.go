package screens

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
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
	panel     *servicePanel
	width     int
	tall      bool
}

func (d *cockpitHead) resize(width, height int) {
	d.width, d.tall, d.panel.width = width, height >= 30, width
}

// want reads the load of the service.
func (d *cockpitHead) want(h nav.Host) tea.Cmd { return d.panel.load.want(h) }

func (d *cockpitHead) take(m tea.Msg) (tea.Cmd, bool) { return d.panel.load.take(m) }

func (d *cockpitHead) paint(tone theme.Tone, text string) string {
	text, _ = theme.Cut(text, d.width)
	return d.theme.Paint(tone, text)
}

// lines are what stands above the parts: the verdict with what makes it, what can be done, what is followed, what is wrong.
func (d *cockpitHead) lines() []string {
	if !d.of.known {
		if d.of.last.err != nil {
			return []string{d.paint(theme.Bad, " ✗ "+nav.Line(d.of.last.err)), d.paint(theme.Dim, "   "+nav.HintOf(d.of.last.err))}
		}
		return []string{d.paint(theme.Dim, "   reading "+d.of.where.Thing+"…")}
	}
	lines := d.verdictLines()
	lines = append(lines, d.rolloutLines()...)
	if d.panel.columns() == 1 {
		lines = append(lines, d.aroundLines()...)
	}
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
		return nav.Line(err) + " · " + hint
	}
	return nav.Line(err)
}

// verdictLines are the verdict, with the text of AWS, the cause and the way out when all is not well. They wrap: what
// decides stands at the end of a sentence as often as at its beginning.
func (d *cockpitHead) verdictLines() []string {
	v, most := d.around.verdict, 2
	if d.tall {
		most = 3
	}
	lines := d.headline(v)
	found := v.Diagnosis
	lines = append(lines, d.wrapped(theme.Plain, inspect.Shortened(found.Text), most)...)
	if found.Cause != "" {
		lines = append(lines, d.wrapped(theme.Strong, found.Cause+found.Evidence.Doubt(), most)...)
	}
	lines = append(lines, d.wrapped(theme.Plain, v.Serves, most)...)
	return append(lines, d.wrapped(theme.Accent, fitting(remedies(d.keys, v), d.width-4), most)...)
}

// headline is how the service is, and since when.
func (d *cockpitHead) headline(v inspect.Verdict) []string {
	tone, since := LevelTone(v.Level()), ""
	if !v.Since.IsZero() && v.State != triage.Healthy {
		since = "  since " + d.dates.at(v.Since) + " "
		if d.width < 100 {
			since = "  " + d.dates.ago(v.Since) + " "
		}
	}
	room := max(10, d.width-4-theme.Width(since))
	lines := theme.Wrap(v.Headline, room, 3)
	for i, line := range lines {
		if i == 0 {
			lines[i] = d.paint(tone, " "+theme.Glyph(tone)+" "+theme.Fit(line, room+1)+since)
		} else {
			lines[i] = d.paint(tone, "   "+line)
		}
	}
	return lines
}

func (d *cockpitHead) wrapped(tone theme.Tone, text string, most int) []string {
	lines := theme.Wrap(strings.TrimSpace(text), max(10, d.width-4), most)
	for i, line := range lines {
		lines[i] = d.theme.Paint(tone, "   "+line)
	}
	return lines
}

// fitting are as many of the remedies, from the first, as have room in a line; the first always.
func fitting(all []string, w int) string {
	line := ""
	for i, one := range all {
		if i > 0 && theme.Width(line)+5+theme.Width(one) > w {
			break
		}
		if i > 0 {
			line += "     "
		}
		line += one
	}
	return line
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

// aroundLines are targets, scaling and load in a line each, where there are any, and what of them could not be read.
func (d *cockpitHead) aroundLines() []string {
	var lines []string
	for _, g := range d.around.known.Targets.Value {
		tone := theme.Plain
		if slices.ContainsFunc(g.Targets, aws.Target.Fails) {
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
	if s.Err != nil && call.KindOf(s.Err) != call.Unsupported { // an extra, which is nothing to miss where it is not offered
		lines = append(lines, d.unread("SCALING", s.Value.Registered, s.Err))
	}
	return append(lines, d.loadLine()...)
}

// loadLine is what the service uses and answers, as much of it as has room in a line.
func (d *cockpitHead) loadLine() []string {
	if err := d.panel.load.err; err != nil && !d.panel.load.known {
		return []string{d.unread("LOAD", false, err)}
	}
	line, cells := "", 3
	for _, f := range d.panel.figures() {
		one := f.spark(d.theme.Paint, 8)
		if cells += theme.Width(one) + 3; cells > d.width {
			break
		}
		line += one + "   "
	}
	if line == "" {
		return nil
	}
	return []string{"   " + strings.TrimRight(line, " ")}
}

// unread says why something, or the rest of it, is not known.
func (d *cockpitHead) unread(name string, some bool, err error) string {
	word := "not known: "
	if some {
		word = "not all known: "
	}
	return d.paint(theme.Warn, "   "+name+"  "+word+hinted(err))
}
