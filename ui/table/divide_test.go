package table

import "testing"

// Rows that stand back are below a line, which is always on screen; a row that would not stand back any more stays below it
// until rows are sorted, and is counted.
func TestDivider(t *testing.T) {
	t.Parallel()
	table := services()
	table.Recede("status", func(s service) bool { return s.status == "good" })
	table.SetRule(func(rows, restless int) (string, string) {
		if restless > 0 {
			return "some moved", ""
		}
		return "good", "z"
	})
	table.SetSize(20, 7)
	table.SortBy("status")
	table.Begin()
	table.Merge([]service{{name: "a", status: "bad"}, {name: "b", status: "good"}, {name: "c", status: "good"}})
	table.End()
	expect(t, "view", plain(table.View()), "   SERVICE  TASKS\n▌✗ a            0\n good ─────────── z\n ● b            0\n ● c            0\n\n")
	table.Merge([]service{{name: "c", status: "bad"}})
	expect(t, "view", plain(table.View()), "   SERVICE  TASKS\n▌✗ a            0\n some moved ───────\n ● b            0\n ✗ c            0\n\n")
	table.Resort()
	expect(t, "view", plain(table.View()), "   SERVICE  TASKS\n▌✗ a            0\n ✗ c            0\n good ─────────── z\n ● b            0\n\n")
	table.SortBy("service")
	expect(t, "view", plain(table.View()), "   SERVICE▴ TASKS\n▌✗ a            0\n ● b            0\n ✗ c            0\n\n\n")
	table.SortBy("status")
	table.SetSize(20, 6)
	table.Bottom()
	expect(t, "last", selected(table), "b")
}
