package screens

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// rolloutHead says above the lists how a rollout stands.
type rolloutHead struct {
	*cockpitHead
	changed *changedFields
	load    *loadFeed
	height  int
}

// tall says that there is room for empty lines, and for what is good to know.
func (d *rolloutHead) tall() bool { return d.height >= 30 }

func (d *rolloutHead) resize(width, height int) {
	d.width, d.height = width, height
}

// lines are the sections of a rollout, from how it stands to the way back.
func (d *rolloutHead) lines() []string {
	if !d.of.known {
		return d.cockpitHead.lines()
	}
	r := d.around.rollout
	lines := d.headLines(r)
	add := func(section ...string) {
		if len(section) > 0 && d.tall() {
			lines = append(lines, "")
		}
		lines = append(lines, section...)
	}
	if len(r.Stages.Stages) > 0 || r.Stages.Note != "" { // also of one that was watched to its end
		add(d.stages(r.Stages)...)
	}
	add(d.traffic(r)...)
	add(d.sides(r)...)
	add(d.holds(r)...)
	if d.tall() {
		add(d.beside(r)...)
	}
	if text, tone := d.following.line(); text != "" && (d.tall() || !d.following.moving()) { // else it says what the rest does
		lines = append(lines, d.paint(tone, " "+theme.Glyph(tone)+" "+text))
	}
	if d.of.last.err != nil {
		lines = append(lines, d.paint(theme.Warn, " ▲ "+hinted(d.of.last.err)))
	}
	return lines
}

// headLines are what moves how, since when, and the first thing to know.
func (d *rolloutHead) headLines(r triage.Rollout) []string {
	tone := LevelTone(inspect.RolloutLevel(r))
	family := familyOf(cmp.Or(r.To, r.From, d.of.service.Revision))
	head := " " + theme.Glyph(tone) + " "
	switch {
	case r.Status == triage.Unsure:
		head += cmp.Or(r.To, d.of.where.Thing)
	case !r.Moving():
		head += cmp.Or(d.of.service.Revision, d.of.where.Thing) + "   no rollout is in progress"
	case r.From != "" && r.From != r.To:
		head += family + " " + revisionNumber(r.From) + " → " + revisionNumber(r.To)
	default:
		head += cmp.Or(r.To, d.of.where.Thing)
	}
	if r.Strategy != "" {
		head += "   " + r.Strategy
	}
	since := ""
	if !r.Since.IsZero() && r.Moving() {
		since = "  " + nav.Ago(d.dates.now(), r.Since) + " · " + d.dates.at(r.Since) + " "
	}
	second := r.Headline()
	if r.Status == triage.BeingStopped || r.Status == triage.Unsure {
		second = string(r.Status) + ": " + second
	} else if !r.Moving() && !r.Deployment.Finished.IsZero() {
		second = "the last one, of " + cmp.Or(r.Deployment.Revision, "an unknown revision") + ", ended " + nav.Ago(d.dates.now(), r.Deployment.Finished) + " ago: " + second
	}
	first := d.paint(tone, theme.Fit(head, max(0, d.width-theme.Width(since)))+since)
	return append([]string{first}, indented(d.theme.Paint, tone, second, d.width, 2)...)
}

// revisionNumber is a revision without its family: ":42".
func revisionNumber(revision string) string {
	return cmp.Or(inspect.RevisionNumber(revision), revision, "?")
}

func familyOf(revision string) string {
	family, _, _ := strings.Cut(revision, ":")
	return family
}

func (d *rolloutHead) rule(title, right string) string {
	return ruled(d.theme.Paint, theme.Strong, title, right, d.width)
}

func (d *rolloutHead) stages(b triage.StageBar) []string {
	right := strings.Trim(b.Place+" · "+b.At, " ·")
	if b.Step != "" {
		right += " · " + b.Step
	}
	lines := []string{d.rule("STAGE", right)}
	if len(b.Stages) > 0 {
		lines = append(lines, stageLine(d.theme.Paint, b, d.width))
	}
	if b.Note != "" {
		lines = append(lines, d.paint(theme.Warn, " ▲ "+b.Note))
	}
	return lines
}

// beside are what changed and the way back, side by side where there is room.
func (d *rolloutHead) beside(r triage.Rollout) []string {
	const most = 5
	back := append([]string{}, r.Back.Effects...)
	back = append(back, r.Back.Warnings...)
	if r.Back.Call != "" {
		back = append(back, "by "+r.Back.Call)
	} else {
		back = []string{cmp.Or(r.Back.Reason, "not known"), r.Back.Way}
	}
	title := strings.TrimSpace(d.keys.Changes.Back.Help().Key + " " + cmp.Or(r.Back.To, ""))
	same := r.To
	if r.From != "" && r.From != r.To || !r.Moving() {
		same = ""
	}
	changed, right := d.changed.text(same), ""
	if d.changed.known != nil {
		right = keyWord(d.keys.Revisions.Diff, "whole diff")
	}
	if d.width < 110 {
		lines := append([]string{d.rule("WAY BACK", title)}, d.wrapped(back, d.width, most)...)
		if len(changed) == 0 {
			return lines
		}
		return append(append(lines, d.rule("WHAT CHANGED", right)), d.wrapped(changed, d.width, 3)...)
	}
	half := d.width / 2
	left := append([]string{ruled(d.theme.Paint, theme.Strong, "WHAT CHANGED", right, half)}, d.wrapped(changed, half, most)...)
	other := append([]string{ruled(d.theme.Paint, theme.Strong, "WAY BACK", title, d.width-half)}, d.wrapped(back, d.width-half, most)...)
	return beside(left, other, half)
}

// indented is a text in at most so many lines of a width.
func indented(paint func(theme.Tone, string) string, tone theme.Tone, text string, width, most int) []string {
	lines := theme.Wrap(text, max(10, width-4), most)
	for i, line := range lines {
		lines[i] = paint(tone, "   "+line)
	}
	return lines
}

// wrapped are texts in at most so many lines of a width.
func (d *rolloutHead) wrapped(texts []string, width, most int) []string {
	var lines []string
	for _, text := range texts {
		lines = append(lines, indented(d.theme.Paint, theme.Dim, text, width, most+1)...)
	}
	if len(lines) > most {
		lines = append(lines[:most-1], d.theme.Paint(theme.Dim, "   …"))
	}
	return lines
}

// want reads what differs between the revisions of the rollout and, where they have target groups of their own, what these
// answer.
func (d *rolloutHead) want(h nav.Host) tea.Cmd {
	differ := d.changed.want(h, d.around.rollout.From, d.around.rollout.To)
	if !apart(d.around.rollout) {
		return differ
	}
	return tea.Batch(differ, d.load.want(h))
}

func (d *rolloutHead) take(m tea.Msg) (tea.Cmd, bool) {
	if next, ok := d.load.take(m); ok {
		return next, true
	}
	return d.changed.take(m)
}

// apart says whether each revision of a rollout has target groups of its own, so that CloudWatch tells them apart.
func apart(r triage.Rollout) bool {
	if !r.Moving() || len(r.Sides) < 2 {
		return false
	}
	seen := map[string]bool{}
	for _, s := range r.Sides {
		for _, g := range s.Groups {
			if seen[g] {
				return false
			}
			seen[g] = true
		}
		if len(s.Groups) == 0 {
			return false
		}
	}
	return true
}
