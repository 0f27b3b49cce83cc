package screens

import (
	"strings"

	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// becausePage is a verdict with everything that it stands on, as it was when it was asked for.
type becausePage struct {
	browse.Kit
	calendar
}

// screen shows a verdict on a service.
func (p *becausePage) screen(cluster, service string, v inspect.Verdict) nav.Screen {
	return browse.NewPage(p.Kit, browse.Text[inspect.Verdict]{
		At: nav.Location{Cluster: cluster, Thing: service, View: "because"}, Title: "because", Noun: "verdict of " + cluster + "/" + service, First: v, Known: true, Fixed: true,
		Lines: func(v inspect.Verdict, _ int) []reader.Line { return p.lines(cluster, service, v) },
	})
}

func (p *becausePage) lines(cluster, service string, v inspect.Verdict) []reader.Line {
	tone := LevelTone(v.Level())
	lines := []reader.Line{{{Text: " " + theme.Glyph(tone) + " ", Tone: tone, Hang: true}, {Text: v.Headline, Tone: tone}}}
	if !v.Since.IsZero() {
		lines = append(lines, field("since", p.when(v.Since)))
	}
	lines = optional(lines, "still works", v.Serves)
	lines = append(lines, diagnosisLines(v.Diagnosis)...)
	if len(v.Evidence) > 0 {
		lines = section(lines, "EVIDENCE")
	}
	for _, f := range v.Evidence {
		at := ""
		if !f.Time.IsZero() {
			at = p.at(f.Time)
		}
		lines = append(lines, reader.Line{{Text: "   " + theme.Fit(at, 14) + theme.Fit(f.From, 12), Tone: theme.Dim, Hang: true}, {Text: f.Text}})
	}
	if len(v.Remedies) > 0 {
		lines = section(lines, "WHAT TO DO")
	}
	for _, r := range v.Remedies {
		name := strings.TrimSpace(string(r.Action) + " " + r.Screen)
		if k, ok := p.Keys.Named(r.Name()); ok {
			name = k.Help().Key + "  " + name
		}
		lines = append(lines, field(name, r.Text))
		if command := r.Words(cluster, service); command != nil {
			lines = append(lines, toned("", strings.Join(append([]string{"ecscope"}, command...), " "), theme.Dim))
		}
	}
	if len(v.Missing) > 0 {
		lines = section(lines, "NOT KNOWN")
		for _, m := range v.Missing {
			part, why, _ := strings.Cut(m, ": ")
			lines = append(lines, field(part, why))
		}
	}
	return lines
}

// diagnosisLines say why, what to do about it, and how sure that is; the text of AWS always stands beside it.
func diagnosisLines(d triage.Diagnosis) []reader.Line {
	if d.Rule == "" {
		return nil
	}
	lines := append(section([]reader.Line{nil}, "DIAGNOSIS")[1:], causeLines(d)...)
	return append(lines, detailLines(d)...)
}

// causeLines say why, and what to do about it.
func causeLines(d triage.Diagnosis) []reader.Line {
	if d.Known() {
		return []reader.Line{toned("cause", d.Cause, theme.Strong), field("fix", d.Fix)}
	}
	return []reader.Line{toned("cause", "no rule matches this text", theme.Warn)}
}

// detailLines are what a diagnosis stands on.
func detailLines(d triage.Diagnosis) (lines []reader.Line) {
	lines = optional(lines, "kind of stop", string(d.Kind))
	lines = optional(lines, "died in", string(d.Phase))
	lines = optional(lines, "container", d.Container)
	lines = optional(lines, "text", d.Text)
	for _, f := range d.Facts {
		lines = append(lines, field("", f))
	}
	for _, c := range d.Commands {
		lines = append(lines, field("try", strings.Join(c, " ")))
	}
	if d.Known() {
		lines = append(lines, toned("rule", d.Rule+"  "+d.Source+d.Evidence.Doubt(), theme.Dim))
	}
	return lines
}
