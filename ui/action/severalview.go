package action

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// severalFace draws a plan of several changes.
type severalFace struct {
	flow   *Flow
	title  string
	batch  *change.Batch
	steps  []change.Step
	table  *table.Table[int]
	detail *reader.Reader
	cut    error // the plans were not all made
	halted bool  // nothing more is sent

	width, height int
}

func newSeveralFace(f *Flow, title string, b *change.Batch) *severalFace {
	v := &severalFace{flow: f, title: strings.ToUpper(title[:1]) + title[1:], batch: b, detail: reader.New(f.Theme)}
	v.detail.SetWrap(true)
	v.forget()
	what := table.Column[int]{Name: "WHAT HAPPENS", Flex: true, Min: 24, Cell: v.says}
	v.table = table.New(f.Theme, strconv.Itoa, []table.Column[int]{
		{Name: "#", Right: true, Cell: func(i int) table.Cell { return table.Cell{Text: strconv.Itoa(i + 1), Tone: theme.Dim} }},
		{Cell: func(i int) table.Cell { return planSign(v.tone(i)) }},
		{Name: "WHAT", Min: 12, Cell: func(i int) table.Cell { return table.Cell{Text: b.Parts[i].Label()} }},
		{Name: "CHANGE", Min: 8, Max: 40, Drop: 1, Cell: v.difference},
		{Name: "TASKS", Right: true, Drop: 2, Cell: func(i int) table.Cell {
			return table.Cell{Text: some(b.Parts[i].Plan.Load.Tasks > 0, strconv.Itoa(b.Parts[i].Plan.Load.Tasks))}
		}},
		{Name: "TAKES ABOUT", Drop: 3, Cell: func(i int) table.Cell {
			l := b.Parts[i].Plan.Load
			return table.Cell{Text: some(l.Takes > 0, words.Span(l.Takes))}
		}}, what})
	v.fill()
	return v
}

// some is a text where there is something to say.
func some(known bool, text string) string {
	if !known {
		return ""
	}
	return text
}

// forget takes away how the changes stand.
func (v *severalFace) forget() {
	v.steps = make([]change.Step, len(v.batch.Parts))
	for i := range v.steps {
		v.steps[i].Part = i
	}
}

// fill shows the changes as they are now.
func (v *severalFace) fill() {
	rows := make([]int, len(v.batch.Parts))
	for i := range rows {
		rows[i] = i
	}
	v.table.Begin()
	v.table.Merge(rows)
	v.table.End()
}

// count is how many changes stand so.
func (v *severalFace) count(as ...change.Standing) (n int) {
	for _, s := range v.steps {
		if slices.Contains(as, s.Standing) {
			n++
		}
	}
	return n
}

// verb is the word on the button.
func (v *severalFace) verb() string {
	for _, p := range v.batch.Parts {
		if p.In() {
			return p.Plan.Verb
		}
	}
	return v.title
}

// commands are those of the AWS CLI, of the changes that are in.
func (v *severalFace) commands() (all []string) {
	for _, p := range v.batch.Parts {
		if p.In() && p.Plan.Command != "" {
			all = append(all, p.Plan.Command)
		}
	}
	return all
}

// tone is how one change stands.
func (v *severalFace) tone(i int) theme.Tone {
	switch v.steps[i].Standing {
	case change.Underway, change.Begun:
		return theme.Busy
	case change.Done:
		return theme.Good
	case change.Broken:
		return theme.Bad
	case change.Lost:
		return theme.Unknown
	case change.Unsent:
		return theme.Idle
	}
	switch p := v.batch.Parts[i]; {
	case p.Out != nil:
		return theme.Bad
	case p.Held || !p.Planned:
		return theme.Idle
	case len(p.Plan.Warnings) > 0:
		return theme.Warn
	}
	return theme.Accent
}

// planSign is how one change stands, in a cell; one that is to be made has the mark of a marked row, as it says nothing of health.
func planSign(tone theme.Tone) table.Cell {
	if tone == theme.Accent {
		return table.Cell{Text: "✓", Tone: tone}
	}
	return table.Cell{Text: theme.Glyph(tone), Tone: tone}
}

// difference is what the change sets.
func (v *severalFace) difference(i int) table.Cell {
	p := v.batch.Parts[i].Plan
	if len(p.Fields) == 0 {
		return table.Cell{Text: p.Where.Revision, Tone: theme.Dim}
	}
	f := p.Fields[0]
	switch {
	case f.Before == "":
		return table.Cell{Text: f.Path + " + " + f.After}
	case f.After == "":
		return table.Cell{Text: f.Path + " - " + f.Before}
	}
	return table.Cell{Text: f.Before + " → " + f.After}
}

// says is what happens with one change, or why nothing does.
func (v *severalFace) says(i int) table.Cell {
	p, s := v.batch.Parts[i], v.steps[i]
	tone := theme.Plain
	if s.Standing == change.Broken || s.Standing == "" && p.Out != nil {
		tone = theme.Bad
	}
	return table.Cell{Text: v.sayStep(p, s), Tone: tone}
}

// sayStep is how one change of several stands, or what it would do.
func (v *severalFace) sayStep(p change.Part, s change.Step) string {
	switch {
	case s.Standing == change.LeftOut || s.Standing == "" && p.Out != nil:
		return "left out: " + p.Why()
	case s.Standing == "" && p.Held && p.Plan.Hold != "":
		return "left out: " + p.Plan.Hold + " · " + keymap.Does(v.flow.Keys.Tables.Mark, "adds it")
	case s.Standing == "" && p.Held:
		return "left out · " + keymap.Does(v.flow.Keys.Tables.Mark, "adds it")
	case s.Standing == "" && !p.Planned:
		return "reading…"
	case s.Standing == "":
		return strings.Join(append(slices.Clone(p.Plan.Warnings), p.Plan.Effects...), "; ")
	}
	text := string(s.Standing)
	if s.Err != nil && s.Standing != change.Begun {
		text += ": " + s.Err.Error()
	}
	if s.Progress.Outcome != "" {
		text += ": " + string(s.Progress.Outcome)
	}
	if s.Progress.Text != "" {
		text += ", " + s.Progress.Text
	}
	return text + unfollowed(s)
}

// status is how far all of it has come.
func (v *severalFace) status() string {
	n := v.batch.Count()
	if v.count("") == len(v.steps) {
		planned := 0
		for _, p := range v.batch.Parts {
			if p.Planned || p.Out != nil {
				planned++
			}
		}
		if planned < len(v.batch.Parts) {
			return fmt.Sprintf("reading the account, %d of %d", planned, len(v.batch.Parts))
		}
		return fmt.Sprintf("%d of %d; nothing has been sent yet", n, len(v.batch.Parts))
	}
	var parts []string
	for _, s := range []change.Standing{change.Done, change.Begun, change.Underway, change.Broken, change.Lost, change.Unsent, change.LeftOut} {
		if k := v.count(s); k > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", k, s))
		}
	}
	return strings.Join(parts, ", ")
}

// about is all there is to know of the change under the cursor.
func (v *severalFace) about() []reader.Line {
	i, ok := v.table.Selected()
	if !ok {
		return nil
	}
	p, s := v.batch.Parts[i], v.steps[i]
	lines := []reader.Line{{{Text: " " + cmp.Or(p.Plan.Title, p.Name), Tone: theme.Title}}}
	if why := p.Why(); why != "" {
		lines = append(lines, mark(theme.Bad, "left out: "+why))
	} else if s.Standing != "" {
		lines = append(lines, mark(v.tone(i), v.sayStep(p, s)))
	}
	for _, w := range p.Plan.Warnings {
		lines = append(lines, mark(theme.Warn, w))
	}
	for _, f := range p.Plan.Fields {
		lines = append(lines, fieldLine(f))
	}
	for _, e := range p.Plan.Effects {
		lines = append(lines, reader.Line{{Text: "  ", Hang: true}, {Text: e}})
	}
	if p.Plan.Command != "" {
		lines = append(lines, reader.Line{{Text: "  ", Hang: true}, {Text: p.Plan.Command, Tone: theme.Accent}})
	}
	return lines
}

// order is how the changes are made.
func (v *severalFace) order() string {
	if v.halted {
		return "nothing more is sent; " + keymap.Does(v.flow.Keys.Everywhere.Back, "again stops following what was sent")
	}
	if v.batch.Together {
		return "each is sent as soon as the previous one is accepted; stops at the first refusal"
	}
	return "one after the other, each to its end; stops at the first failure"
}

// load is what the deployments come to: tasks, and time as the last ones took it.
func (v *severalFace) load() (text string) {
	load, known := v.batch.Sum()
	if load.Tasks > 0 {
		text += ", " + words.Count(load.Tasks, "task") + " replaced"
	}
	if load.Extra > 0 {
		text += fmt.Sprintf(", up to %d more at a time", load.Extra)
	}
	switch {
	case known == 0:
	case known < v.batch.Count():
		text += ", more than " + words.Span(load.Takes)
	default:
		text += ", about " + words.Span(load.Takes)
	}
	return text
}

// sum is what the plan comes to.
func (v *severalFace) sum() string {
	warned := 0
	for _, p := range v.batch.Parts {
		if p.In() && len(p.Plan.Warnings) > 0 {
			warned++
		}
	}
	text := fmt.Sprintf("%s to make", words.Count(v.batch.Count(), "change"))
	if warned > 0 {
		text += fmt.Sprintf(", %d with warnings", warned)
	}
	text += v.load()
	if out := len(v.batch.Parts) - v.batch.Count(); out > 0 {
		text += fmt.Sprintf(", %d left out", out)
	}
	return text
}
