package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/lint"
	"github.com/ecscope/ecscope/words"
)

// findingRow is something about a definition, as `ecscope lint` prints it. Line and column are those of the first place.
type findingRow struct {
	ID       string         `json:"id"`
	Severity string         `json:"severity"`
	Checks   list[string]   `json:"checks"`
	Of       string         `json:"of"`
	Where    string         `json:"where"`
	Line     int            `json:"line"`
	Column   int            `json:"column"`
	Text     string         `json:"text"`
	Fix      string         `json:"fix"`
	Answer   string         `json:"answer"`
	Wording  string         `json:"wording"`
	Source   string         `json:"source"`
	Aliases  list[string]   `json:"aliases"`
	Places   list[placeRow] `json:"places"`

	// file is what it was read from, empty for the account; owner the family or service; about what the rule is, in words.
	file, owner, about string
}

// placeRow is one place that a finding is about.
type placeRow struct {
	Path      string `json:"path"`
	Container string `json:"container"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	Text      string `json:"text"`
	Fix       string `json:"fix"`
}

// places are those in what a rule says that hold values of a file.
var places = words.Pattern(`\{[^}]*\}`)

// rowOf is a finding as a row. filed says that it is about a file.
func rowOf(f lint.Finding, filed bool) findingRow {
	r := findingRow{ID: f.Rule.ID, Severity: string(f.Severity), Checks: lint.ChecksOf(f.Rule), Of: clean.Text(f.Subject.File), Text: clean.Text(f.Says), Fix: clean.Text(f.Fix),
		Source: f.Rule.Source, Aliases: f.Rule.Aliases, owner: clean.Text(f.Subject.Name), about: cmp.Or(f.Rule.Condition, places().ReplaceAllString(f.Rule.Says, "…"))}
	if filed {
		r.file = f.Subject.File
	}
	if f.Rule.Wording != "" && f.Rule.Wording != accept.Unsourced {
		r.Answer, r.Wording = clean.Text(f.Answer), string(f.Rule.Wording)
	}
	var where []string
	for _, p := range f.Places {
		r.Places = append(r.Places, placeRow{clean.Text(p.Path), clean.Text(p.Container), p.At.Line, p.At.Column, p.End.Line, p.End.Column, clean.Text(p.Says), clean.Text(p.Fix)})
		name := clean.Text(cmp.Or(p.Container, strings.TrimSuffix(f.Subject.Kind(), " definition")))
		if !slices.Contains(where, name) {
			where = append(where, name)
		}
	}
	r.Where, r.Line, r.Column = strings.Join(where, ", "), f.Places[0].At.Line, f.Places[0].At.Column
	return r
}

// lines are the places of a finding, as compilers write theirs.
func (r findingRow) lines() (out []string) {
	for _, p := range r.Places {
		text := p.Text
		if p.Container != "" {
			text = p.Container + ": " + text
		}
		out = append(out, fmt.Sprintf("%s:%d:%d: %s: %s. %s [%s]", r.Of, p.Line, p.Column, r.Severity, text, p.Fix, r.ID))
	}
	return out
}

func findingColumns() []column[findingRow] {
	grave := map[string]state{string(accept.Error): failing, string(accept.Warn): warning, string(accept.Info): idle}
	return []column[findingRow]{
		{head: "SEVERITY", cell: func(r findingRow, _ look) cell { return cell{r.Severity, grave[r.Severity]} }},
		{head: "FINDING", cell: func(r findingRow, _ look) cell { return cell{text: r.ID} }},
		{head: "AT", cell: func(r findingRow, _ look) cell {
			if r.file == "" {
				return cell{text: r.Of}
			}
			return cell{text: fmt.Sprintf("%s:%d", r.Of, r.Line)}
		}},
		{head: "WHERE", cell: func(r findingRow, _ look) cell { return cell{text: r.Where} }},
		{head: "WHAT", cell: func(r findingRow, _ look) cell {
			if n := len(r.Places); n > 1 {
				return cell{text: fmt.Sprintf("%s (%d places)", r.Text, n)}
			}
			return cell{text: r.Text}
		}},
		{head: "FIX", cell: func(r findingRow, _ look) cell { return cell{text: r.Fix} }},
	}
}
