package lint

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// large is a definition on one line, near the 64 KiB that ECS takes.
func large() string {
	var containers []string
	for i := range 10 {
		var variables []string
		for j := range 80 {
			variables = append(variables, fmt.Sprintf(`{"name": "V%d", "value": "%s"}`, j, strings.Repeat("x", 40)))
		}
		containers = append(containers, fmt.Sprintf(`{"name": "c%d", "image": "nginx:1.27", "memory": 64, "environment": [%s], "portMappings": [{"containerPort": %d}]}`, i, strings.Join(variables, ", "), 8000+i))
	}
	return `{"family": "big", "networkMode": "awsvpc", "cpu": "1024", "memory": "2048", "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [` + strings.Join(containers, ", ") + `]}`
}

func BenchmarkLarge(b *testing.B) {
	r, text := rules(b), large()
	for b.Loop() {
		all, err := r.Read("big.json", text)
		if err != nil {
			b.Fatal(err)
		}
		r.Check(all, Ask{})
	}
}

// A thousand files take less than two seconds: a file has 2 ms, and a large one a few more. The limits here leave room for
// a machine that does other things as well.
func TestSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures time")
	}
	r := rules(t)
	text := large()
	fastest := time.Hour
	for range 5 {
		begin := time.Now()
		all, err := r.Read("big.json", text)
		if err != nil {
			t.Fatal(err)
		}
		r.Check(all, Ask{})
		fastest = min(fastest, time.Since(begin))
	}
	if fastest > 60*time.Millisecond {
		t.Errorf("a definition of %d bytes takes %s", len(text), fastest)
	}
}
