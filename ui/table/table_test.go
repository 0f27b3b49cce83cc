package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/ui/theme"
)

type service struct {
	name, status, event string
	tasks               int
}

func columns() []Column[service] {
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
	return New(theme.New(true), func(s service) string { return s.name }, columns())
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

func TestCursorAndFilter(t *testing.T) {
	t.Parallel()
	table := services()
	table.Fault = func(s service) bool { return s.status == "bad" }
	table.SetSize(60, 4)
	table.Begin()
	table.Merge([]service{{name: "a"}, {name: "b"}, {name: "c", status: "bad"}, {name: "d"}, {name: "e"}})
	table.End()
	table.SelectID("b")
	_ = table.SetFilter("c")
	expect(t, "next row takes the cursor", selected(table), "c")
	_ = table.SetFilter("")
	expect(t, "cursor returns", selected(table), "b")
	table.SetFaults(true)
	expect(t, "rows", table.Len(), 1)
	expect(t, "cursor", selected(table), "c")
	table.Merge([]service{{name: "b", status: "bad"}})
	expect(t, "a refresh does not take the cursor back", selected(table), "c")
	table.SetFaults(false)
	expect(t, "cursor returns", selected(table), "b")
	table.Bottom()
	_ = table.SetFilter("nothing")
	_, ok := table.Selected()
	expect(t, "selected", ok, false)
	expect(t, "rows", table.Len(), 0)
	_ = table.SetFilter("")
	expect(t, "cursor returns", selected(table), "e")
	table.Begin()
	table.Merge([]service{{name: "a"}, {name: "d"}})
	table.End()
	expect(t, "the row before takes the cursor of the last", selected(table), "d")
	first, last, total := table.Position()
	expect(t, "position", [3]int{first, last, total}, [3]int{1, 2, 2})
}

func TestMoving(t *testing.T) {
	t.Parallel()
	table := services()
	table.SetSize(60, 11)
	var many []service
	for i := range 100 {
		many = append(many, service{name: fmt.Sprint(i)})
	}
	table.Merge(many)
	for i, step := range []struct {
		move        func()
		name        string
		first, last int
	}{
		{table.Up, "0", 1, 10}, {table.Down, "1", 1, 10}, {table.PageDown, "11", 11, 20}, {table.HalfDown, "16", 16, 25},
		{table.PageUp, "6", 6, 15}, {table.HalfUp, "1", 1, 10}, {table.Bottom, "99", 91, 100}, {table.PageDown, "99", 91, 100},
		{table.Up, "98", 91, 100}, {table.Top, "0", 1, 10}, {func() { table.SelectID("50") }, "50", 42, 51},
		{func() { table.SetSize(60, 6) }, "50", 47, 51}, {func() { table.SetSize(60, 200) }, "50", 1, 100},
	} {
		step.move()
		first, last, _ := table.Position()
		expect(t, fmt.Sprintf("step %d", i), fmt.Sprint(selected(table), first, last), fmt.Sprint(step.name, step.first, step.last))
	}
	table.SetSize(60, 11)
	table.Top()
	expect(t, "visible", len(table.Visible()), 15)
}

func TestMarks(t *testing.T) {
	t.Parallel()
	table := services()
	table.SetSize(20, 4)
	table.Begin()
	table.Merge([]service{{name: "a"}, {name: "b"}, {name: "c"}})
	table.End()
	table.ToggleMark()
	table.Bottom()
	table.ToggleMark()
	expect(t, "marked", names(table.Marked()), "a c")
	expect(t, "view", plain(table.View()), "    SERVICE  TASKS\n ✓● a            0\n  ● b            0\n▌✓● c            0")
	table.ToggleMark()
	expect(t, "marked", names(table.Marked()), "a")
	table.Begin()
	table.Merge([]service{{name: "b"}})
	table.End()
	expect(t, "marked", names(table.Marked()), "")
	table.ToggleMark()
	table.ClearMarks()
	expect(t, "marked", names(table.Marked()), "")
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
