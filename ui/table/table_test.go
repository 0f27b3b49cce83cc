package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/ui/theme"
)

type service struct {
	name, status, event string
	tasks               int
}

func ofServices() []Column[service] {
	return []Column[service]{
		{Cell: func(s service) Cell {
			if s.status == "bad" {
				return Cell{theme.Glyph(theme.Bad), theme.Bad}
			}
			return Cell{theme.Glyph(theme.Good), theme.Good}
		}},
		{Name: "SERVICE", Cell: func(s service) Cell { return Cell{Text: s.name} }, Min: 6},
		{Name: "TASKS", Cell: func(s service) Cell { return Cell{Text: fmt.Sprint(s.tasks)} }, Right: true,
			Less: func(a, b service) bool { return a.tasks < b.tasks }, Drop: 1},
		{Name: "STATUS", Cell: func(s service) Cell { return Cell{Text: s.status} }, Wide: true},
		{Name: "LAST EVENT", Cell: func(s service) Cell { return Cell{s.event, theme.Dim} }, Flex: true, Drop: 2},
	}
}

func services() *Table[service] {
	return New(theme.New(true), func(s service) string { return s.name }, ofServices())
}

// plain is the frame as it looks without colour, its lines without spaces at their ends.
func plain(view string) string {
	lines := strings.Split(ansi.Strip(view), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func names(rows []service) string {
	var all []string
	for _, r := range rows {
		all = append(all, r.name)
	}
	return strings.Join(all, " ")
}

func expect[V comparable](t *testing.T, what string, got, want V) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%v\nwant:\n%v", what, got, want)
	}
}

func TestView(t *testing.T) {
	t.Parallel()
	table := services()
	table.SortBy("service")
	table.Merge([]service{
		{"web-10", "good", "has started 3 tasks", 12},
		{"web-2", "bad", "unable to consistently start tasks", 4},
		{"数据库", "good", "has reached a steady state", 1},
	})
	for _, c := range []struct {
		w, h int
		want string
	}{
		{60, 5, "   SERVICE▴ TASKS  LAST EVENT\n" +
			"▌✗ web-2        4  unable to consistently start tasks\n" +
			" ● web-10      12  has started 3 tasks\n" +
			" ● 数据库       1  has reached a steady state\n"},
		{40, 3, "   SERVICE▴ TASKS  LAST EVENT\n" +
			"▌✗ web-2        4  unable to consistent…\n" +
			" ● web-10      12  has started 3 tasks"},
		{24, 3, "   SERVICE▴ TASKS\n▌✗ web-2        4\n ● web-10      12"},
		{12, 4, "   SERVICE▴\n▌✗ web-2\n ● web-10\n ● 数据库"},
		{8, 4, "   SERV…\n▌✗ web-2\n ● web-…\n ● 数据…"},
		{2, 2, "\n▌✗"},
		{60, 1, "   SERVICE▴ TASKS  LAST EVENT"},
		{0, 5, ""}, {5, 0, ""},
	} {
		table.SetSize(c.w, c.h)
		expect(t, fmt.Sprintf("%d×%d", c.w, c.h), plain(table.View()), c.want)
	}
}

func TestViewFitsEverySize(t *testing.T) {
	t.Parallel()
	table := services()
	var many []service
	for i := range 90 {
		many = append(many, service{strings.Repeat("名e\u0301n", i*2), "bad", strings.Repeat("event ", i), i})
	}
	table.Merge(many)
	table.ToggleMark()
	for _, filter := range []string{"", "n ev"} {
		if err := table.SetFilter(filter); err != nil {
			t.Fatal(err)
		}
		for w := 0; w < 210; w += 1 + w/9 {
			for h := range 12 {
				table.SetWide(w%2 == 0)
				table.SetSize(w, h)
				checkSize(t, table.View(), w, h)
			}
		}
	}
}

func checkSize(t interface {
	Helper()
	Fatalf(string, ...any)
}, view string, w, h int) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if w == 0 || h == 0 {
		h = 1
	}
	if len(lines) != h {
		t.Fatalf("%d lines at %d×%d", len(lines), w, h)
	}
	for _, l := range lines {
		if n := ansi.StringWidth(l); n > w {
			t.Fatalf("%d cells at width %d: %q", n, w, l)
		}
	}
}

func TestSelectionShowsWithoutColour(t *testing.T) {
	t.Parallel()
	table := services()
	table.painter.theme.SetProfile(colorprofile.ASCII)
	table.SetSize(30, 4)
	table.Merge([]service{{name: "a"}, {name: "b"}})
	table.Down()
	lines := strings.Split(table.View(), "\n")
	if strings.Contains(lines[1], "▌") || !strings.Contains(lines[2], "▌") {
		t.Errorf("the marker is not on the second row:\n%s", table.View())
	}
	if !strings.Contains(lines[2], "\x1b[7m") && !strings.Contains(lines[2], ";7m") {
		t.Errorf("the row is not reversed: %q", lines[2])
	}
	expect(t, "width of the selected row", ansi.StringWidth(lines[2]), 30)
}

func TestRefreshKeepsPlaces(t *testing.T) {
	t.Parallel()
	table := services()
	table.SetSize(60, 10)
	table.SortBy("tasks")
	table.Begin()
	table.Merge([]service{{name: "b", tasks: 2}, {name: "c", tasks: 3}})
	table.Merge([]service{{name: "a", tasks: 1}, {name: "c", tasks: 0}})
	expect(t, "order while loading", names(table.All()), "c a b")
	expect(t, "untouched cursor", selected(table), "c")
	table.End()
	table.Down()
	table.Begin()
	table.Merge([]service{{name: "a", tasks: 9}, {name: "b", tasks: 2}, {name: "d", tasks: 1}})
	expect(t, "order while refreshing", names(table.All()), "c d a b")
	expect(t, "order is stale", table.Unsorted(), true)
	expect(t, "hollow arrow", strings.Contains(table.View(), "▵"), true)
	table.End()
	expect(t, "order after the refresh", names(table.All()), "d a b")
	expect(t, "cursor", selected(table), "a")
	table.Resort()
	expect(t, "order after sorting", names(table.All()), "d b a")
	expect(t, "order is stale", table.Unsorted(), false)
	table.Begin()
	table.Merge([]service{{name: "b"}})
	table.Abort()
	expect(t, "order after a failed load", names(table.All()), "d b a")
	table.Invert()
	expect(t, "inverted", names(table.All()), "a d b")
	expect(t, "cursor", selected(table), "a")
}

func selected(table *Table[service]) string {
	s, _ := table.Selected()
	return s.name
}

func TestKeepAndFind(t *testing.T) {
	t.Parallel()
	table := services()
	table.Keep = func(old, fresh service) service {
		if fresh.event == "" {
			fresh.event = old.event
		}
		return fresh
	}
	table.Merge([]service{{name: "a", event: "steady"}})
	table.Merge([]service{{name: "a", tasks: 5}})
	got, ok := table.Find("a")
	expect(t, "found", ok, true)
	expect(t, "row", got, service{name: "a", event: "steady", tasks: 5})
	_, ok = table.Find("b")
	expect(t, "found", ok, false)
}

func TestSortColumns(t *testing.T) {
	t.Parallel()
	table := services()
	table.Merge([]service{{name: "web-10", tasks: 1}, {name: "Web-2", tasks: 2}})
	var seen []string
	for range 4 {
		table.SortNext(1)
		name, _ := table.Sorted()
		seen = append(seen, name+": "+names(table.All()))
	}
	expect(t, "columns", strings.Join(seen, "; "),
		"SERVICE: Web-2 web-10; TASKS: web-10 Web-2; LAST EVENT: Web-2 web-10; SERVICE: Web-2 web-10")
	table.SortNext(-1)
	name, _ := table.Sorted()
	expect(t, "column", name, "LAST EVENT")
	expect(t, "no such column", table.SortBy("nonsense"), false)
	expect(t, "order of arrival", table.SortBy(""), true)
	expect(t, "rows", names(table.All()), "web-10 Web-2")
}

func TestColumnsGiveWay(t *testing.T) {
	t.Parallel()
	text := func(n int) func(int) Cell { return func(int) Cell { return Cell{Text: strings.Repeat("x", n)} } }
	for _, c := range []struct {
		name    string
		columns []Column[int]
		want    map[int]string // by width: the widths of the columns shown
	}{
		{"drop, then shrink", []Column[int]{{Name: "A", Cell: text(10), Min: 5}, {Name: "B", Cell: text(10), Drop: 1},
			{Name: "C", Cell: text(10), Drop: 2}, {Name: "D", Cell: text(10)}},
			map[int]string{46: "A10 B10 C10 D10", 35: "A10 B10 D10", 33: "A10 D10", 22: "A10 D10", 20: "A9 D9", 10: "A5 D3", 4: "A1 D1"}},
		{"flexible", []Column[int]{{Name: "A", Cell: text(10)}, {Name: "B", Cell: text(50), Flex: true, Min: 8},
			{Name: "C", Cell: text(5), Flex: true, Max: 12}},
			map[int]string{100: "A10 B74 C12", 40: "A10 B17 C9", 20: "A7 B8 C1"}},
		{"one long text", []Column[int]{{Name: "A", Cell: text(200)}, {Name: "B", Cell: text(9), Drop: 1}},
			map[int]string{80: "A69 B9", 20: "A20"}},
		{"most and least", []Column[int]{{Name: "A", Cell: text(20), Max: 8}, {Name: "B", Cell: text(2), Min: 6}},
			map[int]string{80: "A8 B6"}},
	} {
		table := New(theme.New(true), func(int) string { return "" }, c.columns)
		table.Merge([]int{1})
		for w, want := range c.want {
			var got []string
			for _, s := range table.layout(w, table.widths) {
				got = append(got, fmt.Sprint(c.columns[s.column].Name, s.width))
			}
			expect(t, fmt.Sprintf("%s in %d", c.name, w), strings.Join(got, " "), want)
		}
	}
}

func TestColumnsDoNotTremble(t *testing.T) {
	t.Parallel()
	table := services()
	widths := func(name string) int {
		table.Begin()
		table.Merge([]service{{name: name}})
		during := table.widths[1]
		table.End()
		return during*100 + table.widths[1]
	}
	for i, c := range []struct {
		name string
		want int // hundreds: during the load; ones: after it
	}{{"123456789", 909}, {"1234567", 909}, {"12345678901", 1111}, {"12345", 1105}, {"1234567", 707}} {
		expect(t, fmt.Sprintf("load %d", i), widths(c.name), c.want)
	}
}
