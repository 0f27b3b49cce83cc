package table

import (
	"fmt"
	"testing"
)

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
