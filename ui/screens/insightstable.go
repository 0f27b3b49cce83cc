package screens

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// insightsAnswer is what a query has found, and its text.
type insightsAnswer struct {
	text string
	tail.Answer
}

// insightsTable is the table of an answer.
type insightsTable struct {
	browse.Kit
	answer *insightsAnswer
}

// insightsRow is a row of an answer.
type insightsRow struct {
	n      int
	values []*string
}

func insightsRows(a tail.Answer) []insightsRow {
	rows := make([]insightsRow, len(a.Rows))
	for i, r := range a.Rows {
		rows[i] = insightsRow{i + 1, r}
	}
	return rows
}

// shown are the columns of the table: those that the query names, without those that are asked for so that lines have a place.
func (a *insightsAnswer) shown() []string {
	named := strings.FieldsFunc(strings.ToLower(a.text), func(r rune) bool { return r != '@' && (r < 'a' || r > 'z') })
	return slices.DeleteFunc(slices.Clone(a.Columns), func(c string) bool {
		return (c == "@log" || c == "@logStream") && !slices.Contains(named, strings.ToLower(c))
	})
}

// list is the list of the rows; it begins in the order in which they were found.
func (f insightsTable) list(shown []string) *browse.List[insightsRow] {
	columns := []table.Column[insightsRow]{{Name: "#", Right: true, Drop: 2,
		Cell: func(r insightsRow) table.Cell { return table.Cell{Text: strconv.Itoa(r.n), Tone: theme.Dim} },
		Less: func(a, b insightsRow) bool { return a.n < b.n }}}
	widest := slices.Index(shown, "@message")
	for k, name := range shown {
		columns = append(columns, f.column(name, k == widest))
	}
	if bars, ok := f.bars(); ok {
		columns = append(columns, bars)
	}
	return browse.New(f.Kit, browse.Resource[insightsRow]{Title: "insights", Noun: "rows", Sort: "#",
		ID: func(r insightsRow) string { return strconv.Itoa(r.n) }, Columns: columns,
		Copies: func(r insightsRow) []browse.Copy {
			return []browse.Copy{{Name: "row", Text: f.answer.tabbed(r)}, {Name: "JSON", Text: f.answer.object(r)}}
		}})
}

// at is the place of a column in the answer.
func (a *insightsAnswer) at(name string) int { return slices.Index(a.Columns, name) }

func (f insightsTable) column(name string, flex bool) table.Column[insightsRow] {
	numeric, least, drop := f.answer.numeric(name), min(theme.Width(name), 12), 0
	switch {
	case flex:
		least = 40
	case name == "@log":
		drop = 3
	case name == "@logStream" && f.answer.at("@message") >= 0:
		drop = 1
	}
	return table.Column[insightsRow]{Name: name, Right: numeric, Flex: flex, Min: least, Drop: drop,
		Cell: func(r insightsRow) table.Cell {
			i := f.answer.at(name)
			if i < 0 || i >= len(r.values) || r.values[i] == nil {
				return table.Cell{Text: theme.Dash, Tone: theme.Dim}
			}
			return table.Cell{Text: strings.ReplaceAll(*r.values[i], "\n", " ")}
		},
		Less: func(a, b insightsRow) bool {
			i := f.answer.at(name)
			if numeric {
				return number64(a.values[i]) > number64(b.values[i])
			}
			return words.Natural(valueOr(a.values[i]), valueOr(b.values[i])) < 0
		}}
}

// numeric says whether all values of a column are numbers.
func (a *insightsAnswer) numeric(name string) bool {
	i, any := a.at(name), false
	for _, r := range a.Rows {
		if r[i] != nil {
			if math.IsNaN(number64(r[i])) {
				return false
			}
			any = true
		}
	}
	return any
}

// bars are the column that draws the first number of each row, where rows are counts of something.
func (f insightsTable) bars() (table.Column[insightsRow], bool) {
	if slices.Contains(f.answer.Columns, "@message") {
		return table.Column[insightsRow]{}, false
	}
	i := slices.IndexFunc(f.answer.Columns, f.answer.numeric)
	if i < 0 {
		return table.Column[insightsRow]{}, false
	}
	most := func() (n float64) {
		for _, r := range f.answer.Rows {
			if v := number64(r[i]); v > n {
				n = v
			}
		}
		return n
	}
	return table.Column[insightsRow]{Name: "BAR", Drop: 3, Min: barCells, ByName: true,
		Less: func(a, b insightsRow) bool { return number64(a.values[i]) > number64(b.values[i]) },
		Cell: func(r insightsRow) table.Cell {
			return table.Cell{Text: chart.Eighths(number64(r.values[i]), most(), barCells), Tone: theme.Accent}
		}}, true
}

// barCells is how long a bar is at most.
const barCells = 24

// number64 is a value as a number; NaN where it is none.
func number64(v *string) float64 {
	if v == nil {
		return math.NaN()
	}
	n, err := strconv.ParseFloat(*v, 64)
	if err != nil {
		return math.NaN()
	}
	return n
}

func valueOr(v *string) string {
	if v == nil {
		return ""
	}
	return *v
}

// tabbed is a row as text, with tabs between the values.
func (a *insightsAnswer) tabbed(r insightsRow) string {
	var all []string
	for _, c := range a.shown() {
		all = append(all, strings.ReplaceAll(valueOr(r.values[a.at(c)]), "\n", " "))
	}
	return strings.Join(all, "\t")
}

// object is a row as JSON.
func (a *insightsAnswer) object(r insightsRow) string {
	row := map[string]string{}
	for i, c := range a.Columns {
		if r.values[i] != nil {
			row[c] = *r.values[i]
		}
	}
	text, _ := json.Marshal(row) // texts are never refused
	return string(text)
}

// writeCSV writes an answer to a new file.
func writeCSV(file string, a tail.Answer) error {
	return writeNew(file, "the rows", func(out io.Writer) error {
		w := csv.NewWriter(out)
		_ = w.Write(a.Columns) // an error stays until Flush
		for _, r := range a.Rows {
			line := make([]string, len(r))
			for i, v := range r {
				line[i] = valueOr(v)
			}
			_ = w.Write(line)
		}
		w.Flush()
		return w.Error()
	})
}

func plural(n int, noun string) string { return words.Count(n, noun) }
