package lint

import (
	"fmt"
	"strings"
	"testing"
)

// large is a definition on one line; with ten containers it is near the 64 KiB that ECS takes.
func large(n int) string {
	var containers []string
	for i := range n {
		var variables []string
		for j := range 80 {
			variables = append(variables, fmt.Sprintf(`{"name": "V%d", "value": "%s"}`, j, strings.Repeat("x", 40)))
		}
		containers = append(containers, fmt.Sprintf(`{"name": "c%d", "image": "nginx:1.27", "memory": 64, "environment": [%s], "portMappings": [{"containerPort": %d}]}`, i, strings.Join(variables, ", "), 8000+i))
	}
	return `{"family": "big", "networkMode": "awsvpc", "cpu": "1024", "memory": "2048", "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [` + strings.Join(containers, ", ") + `]}`
}

func BenchmarkLarge(b *testing.B) { check(b, large(10)) }

// BenchmarkManyMembers checks an object of 20,000 labels, each of which is a number where a text is asked for.
func BenchmarkManyMembers(b *testing.B) {
	var labels strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&labels, `"l%d": 1, `, i)
	}
	check(b, `{"family": "many", "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "memory": 64, "dockerLabels": {`+
		labels.String()+`"last": 1}}]}`)
}

func check(b *testing.B, text string) {
	r := rules(b)
	for b.Loop() {
		all, err := r.Read("big.json", text)
		if err != nil {
			b.Fatal(err)
		}
		r.Check(all, Ask{})
	}
}

// The work grows with the size of a definition and not faster: twice as many containers cost about twice as much.
func TestWorkGrowsWithTheSize(t *testing.T) {
	r := rules(t)
	work := func(containers int) float64 {
		text := large(containers)
		return testing.AllocsPerRun(3, func() {
			all, err := r.Read("big.json", text)
			if err != nil {
				t.Fatal(err)
			}
			r.Check(all, Ask{})
		})
	}
	if half, whole := work(5), work(10); half == 0 || whole > 2.5*half {
		t.Errorf("5 containers take %.0f allocations, 10 take %.0f", half, whole)
	}
}
