package table

import (
	"fmt"
	"testing"

	"github.com/ecscope/ecscope/ui/theme"
)

func large() ([]service, *Table[service]) {
	var rows []service
	for i := range 5000 {
		rows = append(rows, service{fmt.Sprintf("Service-%d", i*7919%5000), []string{"good", "bad"}[i%7/6],
			fmt.Sprintf("(service %d) has started 3 tasks", i), i % 40})
	}
	more := ofServices()
	for _, name := range []string{"CPU", "MEM", "REVISION"} {
		more = append(more, Column[service]{Name: name, Cell: func(s service) Cell { return Cell{"▁▂▃▄▅ " + s.status, theme.Busy} }})
	}
	table := New(theme.New(true), func(s service) string { return s.name }, more)
	table.SetSize(200, 60)
	table.SetWide(true)
	table.SortBy("service")
	table.Begin()
	table.Merge(rows)
	table.End()
	return rows, table
}

func BenchmarkView(b *testing.B) {
	_, table := large()
	b.ReportAllocs()
	for b.Loop() {
		_ = table.View()
	}
}

func BenchmarkMoveAndView(b *testing.B) {
	_, table := large()
	b.ReportAllocs()
	for b.Loop() {
		table.Down()
		_ = table.View()
	}
}

func BenchmarkMove(b *testing.B) {
	_, table := large()
	b.ReportAllocs()
	for b.Loop() {
		table.Down()
		table.PageDown()
		table.Up()
		table.PageUp()
	}
}

func BenchmarkFilter(b *testing.B) {
	_, table := large()
	b.ReportAllocs()
	for b.Loop() {
		_ = table.SetFilter("started 12")
		_ = table.SetFilter("")
	}
}

func BenchmarkFilteredView(b *testing.B) {
	_, table := large()
	_ = table.SetFilter("started")
	b.ReportAllocs()
	for b.Loop() {
		_ = table.View()
	}
}

func BenchmarkSort(b *testing.B) {
	_, table := large()
	b.ReportAllocs()
	for b.Loop() {
		table.Invert()
	}
}

// BenchmarkLoad is a first load of 5,000 rows in 500 pages of 10.
func BenchmarkLoad(b *testing.B) {
	rows, _ := large()
	b.ReportAllocs()
	for b.Loop() {
		table := services()
		table.SortBy("service")
		table.Begin()
		for i := 0; i < len(rows); i += 10 {
			table.Merge(rows[i : i+10])
		}
		table.End()
	}
}

// BenchmarkRefresh replaces 5,000 rows in 500 pages of 10.
func BenchmarkRefresh(b *testing.B) {
	rows, table := large()
	b.ReportAllocs()
	for b.Loop() {
		table.Begin()
		for i := 0; i < len(rows); i += 10 {
			table.Merge(rows[i : i+10])
		}
		table.End()
	}
}
