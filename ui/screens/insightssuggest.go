package screens

import (
	"slices"
	"strings"

	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
)

// suggest completes the last word of a query: a command, a function, a field.
func (a *insightsHands) suggest(typed string) []nav.Suggestion {
	at := strings.LastIndexAny(typed, " |(,=<>!~") + 1
	word := strings.ToLower(typed[at:])
	if word == "" {
		return nil
	}
	names := append(slices.Clone(a.asking.fields), "@timestamp", "@message", "@logStream", "@log", "@ingestionTime")
	for _, c := range a.found.answer.Columns {
		if !strings.ContainsAny(c, "( ") {
			names = append(names, c)
		}
	}
	var all []nav.Suggestion
	add := func(hint string, list []string) {
		for _, n := range list {
			text := typed[:at] + n
			if strings.HasPrefix(strings.ToLower(n), word) && !slices.ContainsFunc(all, func(s nav.Suggestion) bool { return s.Text == text }) {
				all = append(all, nav.Suggestion{Text: text, Hint: hint})
			}
		}
	}
	add("field", names)
	if before := strings.TrimSpace(typed[:at]); before == "" || strings.HasSuffix(before, "|") {
		add("command", []string{"fields ", "filter ", "stats ", "sort ", "limit ", "parse ", "display ", "dedup "})
	}
	add("function", []string{"count(*)", "count_distinct(", "avg(", "sum(", "min(", "max(", "pct(", "earliest(", "latest(", "bin(5m)", "strlen(", "ispresent(", "concat(", "replace("})
	add("word", []string{"by ", "as ", "like ", "and ", "or ", "not ", "in ", "desc", "asc"})
	return all
}

// fieldsOn are the fields of the lines that a log shows.
func fieldsOn(p *logview.Pane) []string {
	var names []string
	for _, e := range p.Visible() {
		logline.Fields(e.Text, func(name, _ string) {
			if !slices.Contains(names, name) && name != "" && len(names) < 200 {
				names = append(names, name)
			}
		})
	}
	return names
}
