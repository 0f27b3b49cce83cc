package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/ui/theme"
)

func TestFilter(t *testing.T) {
	t.Parallel()
	table := services()
	table.Merge([]service{
		{"checkout", "bad", "unable to start", 2},
		{"Payments", "good", "steady", 6},
		{"api:v2", "good", "has started 3 tasks", 12},
	})
	for _, c := range []struct{ expr, want string }{
		{"", "checkout Payments api:v2"},
		{"PAY", "Payments"},
		{"good", "Payments api:v2"}, // in a hidden column
		{"good !steady", "api:v2"},
		{"start 1", "api:v2"},
		{"start service:check", "checkout"},
		{"service:check good", ""},
		{"last-event:STEADY", "Payments"},
		{`"last event":"has started"`, "api:v2"},
		{`"unable to`, "checkout"},
		{"tasks:2", "checkout api:v2"},
		{"api:v", "api:v2"}, // no such column: a text
		{`"service:check"`, ""},
		{`"!good"`, ""},
		{"re:^p", "Payments"},
		{"service:re:^(api|check)", "checkout api:v2"},
		{"!re:^p", "checkout api:v2"},
		{"!status:good", "checkout"},
		{`re:"has started \d"`, "api:v2"},
		{"status: ! re: service:re: !service:", "checkout Payments api:v2"},
		{"a.i", ""},
	} {
		if err := table.SetFilter(c.expr); err != nil {
			t.Errorf("%q: %v", c.expr, err)
		}
		var shown []service
		for _, r := range table.shown {
			shown = append(shown, r.item)
		}
		expect(t, c.expr, names(shown), c.want)
	}
}

func TestFilterLooksIntoSomeColumnsByNameOnly(t *testing.T) {
	t.Parallel()
	all := ofServices()
	all = append(all, Column[service]{Name: "ARN", Wide: true, ByName: true, Cell: func(s service) Cell { return Cell{Text: "arn:aws:ecs:us-east-1:34:service/prod/" + s.name} }})
	table := New(theme.New(true), func(s service) string { return s.name }, all)
	table.Merge([]service{{name: "web"}, {name: "api"}})
	for expr, want := range map[string]string{"!prod": "web api", "us": "", "re:east": "", "34": "", "arn:prod": "web api", "arn:/web": "web", "!arn:web": "api"} {
		if err := table.SetFilter(expr); err != nil {
			t.Fatal(err)
		}
		var shown []service
		for _, r := range table.shown {
			shown = append(shown, r.item)
		}
		expect(t, expr, names(shown), want)
	}
}

func TestBadFilterKeepsTheOldOne(t *testing.T) {
	t.Parallel()
	table := services()
	table.Merge([]service{{name: "a"}, {name: "b"}})
	if err := table.SetFilter("a"); err != nil {
		t.Fatal(err)
	}
	err := table.SetFilter("b service:re:x(")
	expect(t, "error", fmt.Sprint(err), `pattern "x(": missing closing )`)
	expect(t, "filter", table.Filter(), "a")
	expect(t, "rows", table.Len(), 1)
}

func TestFilterFollowsRefreshedRows(t *testing.T) {
	t.Parallel()
	table := services()
	table.Begin()
	table.Merge([]service{{name: "a", event: "old"}, {name: "b", event: "old"}})
	table.End()
	_ = table.SetFilter("new")
	expect(t, "rows", table.Len(), 0)
	table.Merge([]service{{name: "b", event: "new"}, {name: "c", event: "new"}, {name: "d"}})
	expect(t, "rows", table.Len(), 2)
	table.Merge([]service{{name: "b", event: "old"}})
	expect(t, "cursor", selected(table), "c")
	expect(t, "total", table.Total(), 4)
}

func TestMatchesAreHighlighted(t *testing.T) {
	t.Parallel()
	th := theme.New(true)
	table := services()
	table.SetSize(32, 4)
	table.Merge([]service{{name: "needle 1"}, {name: "Checkout", event: "it is a long way to the needle"}})
	match := func(s string) string { return th.Paint(theme.Match, s) }
	for _, c := range []struct{ expr, want string }{
		{"needle", match("…")},
		{"re:NE+", match("nee") + "dle 1"},
		{"check", match("Check") + "out"},
		{"check ckou", match("Checkou") + "t"},
		{"service:re:[o]ut", "Check" + match("out")},
		{"event", "Checkout"},
	} {
		table.filter, _ = parse(c.expr, table.keys)
		table.cursor = 0
		if c.want == match("nee")+"dle 1" {
			table.cursor = 1
		}
		if !strings.Contains(table.View(), c.want) {
			t.Errorf("%s: no %q in %q", c.expr, c.want, table.View())
		}
	}
	_ = table.SetFilter("check")
	if want := th.PaintSelected(theme.Match, "Check"); !strings.Contains(table.View(), want) {
		t.Errorf("no %q in %q", want, table.View())
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "a b", `"a b`, "!service:re:^a", "re:(", "x:y:z", `!"`, "数据 re:\\p{Han}"} {
		f.Add(s)
	}
	keys := []string{"", "service", "last-event"}
	f.Fuzz(func(t *testing.T, expr string) {
		if len(expr) > 300 {
			t.Skip("longer than what a prompt takes")
		}
		filter, err := parse(expr, keys)
		if err != nil {
			if filter != nil || strings.ContainsAny(err.Error(), "\r\n") {
				t.Fatalf("%q: %v with %v", expr, err, filter)
			}
			return
		}
		texts := []string{"●", "checkout", strings.ToLower(expr)}
		text := func(i int) string { return texts[i] }
		once := filter.matches(len(texts), text)
		again, err := parse(expr+" ", keys)
		if err != nil || again.matches(len(texts), text) != once && !strings.Contains(expr, `"`) {
			t.Fatalf("%q matches differently with a space behind it: %v", expr, err)
		}
		for i := range filter {
			end := 0
			for _, s := range filter.spans(i%len(keys), expr, strings.ToLower(expr)) {
				if s[0] < end || s[1] < s[0] || s[1] > len(expr) {
					t.Fatalf("%q: span %v after %d", expr, s, end)
				}
				end = s[1]
			}
		}
		if quoted, err := parse(`"`+strings.ReplaceAll(expr, `"`, "")+`"`, keys); err != nil || len(quoted) > 1 {
			t.Fatalf("%q quoted is %d words: %v", expr, len(quoted), err)
		}
	})
}
