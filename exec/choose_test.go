package exec

import (
	"slices"
	"testing"
	"time"

	"github.com/google/shlex"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/aws"
)

func TestNewest(t *testing.T) {
	t.Parallel()
	at := func(id string, minutes int, change func(*aws.Task)) aws.Task {
		task := aws.Task{ID: id, Status: "RUNNING", Desired: "RUNNING", Exec: true, Started: time.Unix(int64(60*minutes), 0)}
		if change != nil {
			change(&task)
		}
		return task
	}
	healthy := func(t *aws.Task) { t.Health = "HEALTHY" }
	for name, c := range map[string]struct {
		tasks []aws.Task
		want  string
	}{
		"none runs":               {[]aws.Task{at("a", 1, func(t *aws.Task) { t.Status = "STOPPED" }), at("b", 1, func(t *aws.Task) { t.Status = "PENDING" })}, ""},
		"the newest":              {[]aws.Task{at("a", 1, nil), at("b", 3, nil), at("c", 2, nil)}, "b"},
		"a healthy one":           {[]aws.Task{at("a", 1, healthy), at("b", 3, nil)}, "a"},
		"not an unhealthy one":    {[]aws.Task{at("a", 1, nil), at("b", 3, func(t *aws.Task) { t.Health = "UNHEALTHY" })}, "a"},
		"not one about to stop":   {[]aws.Task{at("a", 1, nil), at("b", 3, func(t *aws.Task) { t.Desired = "STOPPED" })}, "a"},
		"not one without exec":    {[]aws.Task{at("a", 1, nil), at("b", 3, func(t *aws.Task) { t.Exec = false })}, "a"},
		"but if there is no else": {[]aws.Task{at("b", 3, func(t *aws.Task) { t.Exec = false })}, "b"},
	} {
		if got, ok := Newest(c.tasks); got.ID != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q %v, want %q", name, got.ID, ok, c.want)
		}
	}
}

func TestContainers(t *testing.T) {
	t.Parallel()
	task := aws.Task{Containers: []aws.Container{{Name: "log_router"}, {Name: "envoy"}, {Name: "worker"}, {Name: "app"},
		{Name: "trace", Image: "public.ecr.aws/xray/aws-xray-daemon:3"}, {Name: "shipper"}}}
	of := aws.Revision{Containers: []aws.ContainerDefinition{{Name: "app"}, {Name: "worker"}, {Name: "shipper", Router: "fluentbit"}}}
	if got := Containers(task, of); !slices.Equal(got, []string{"app", "worker"}) {
		t.Errorf("%v", got)
	}
	alone := aws.Task{Containers: []aws.Container{{Name: "envoy"}}}
	if got := Containers(alone, aws.Revision{}); !slices.Equal(got, []string{"envoy"}) {
		t.Errorf("%v", got)
	}
}

// The agent's own splitter reads back what was quoted.
func TestQuote(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[^\x00]{0,12}`), 1, 6).Draw(t, "words")
		if got, err := shlex.Split(Quote(words)); err != nil || !slices.Equal(got, words) {
			t.Fatalf("%q became %q, %v: %s", words, got, err, Quote(words))
		}
	})
}
