package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/needs"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	var rows []fieldRow
	if err := json.Unmarshal([]byte(s.expect("diff checkout:2 checkout:5 -o json", done).out), &rows); err != nil || len(rows) == 0 || rows[0].Path != "app.image" {
		t.Fatalf("%v, %+v", err, rows)
	}
	s.expect("diff checkout:2 5", done, "checkout:2 → checkout:5: ", "\n~ app.image  ", " the same\n")
	s.expect("diff checkout:5 checkout:5", done, ": 0 different")
	if r := s.expect("diff checkout:5 checkout:5 -o json", done); r.out != "[]\n" {
		t.Errorf("printed %q", r.out)
	}
	s.expect("diff prod/checkout", done, "checkout:4 → checkout:5: ")
	s.elsewhere(func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:2") })
	s.expect("diff checkout", done, "checkout:5 → checkout:2: ")
	for args, says := range map[string]string{"diff": "not 0 words", "diff 3 4": "has no family", "diff checkot:1 checkot:2": "nearest is checkout",
		"diff checkout:1 checkout:77": `unknown revision "checkout:77"`, "diff checkout:1 latest": "write 41, family:41 or an ARN"} {
		s.expect(args, misused, says)
	}
	s.unsent()
}

// A value is broken where a part of a name ends, so that a tag stays whole.
func TestFoldedKeepsATag(t *testing.T) {
	t.Parallel()
	got := folded("111122223333.dkr.ecr.us-east-1.amazonaws.com/checkout:sha-9f3a21", 50)
	if want := []string{"111122223333.dkr.ecr.us-east-1.amazonaws.com/", "checkout:sha-9f3a21"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if all := folded("", 50); len(all) > 0 {
		t.Errorf("%q", all)
	}
}

// Two revisions of six containers and eighty variables fit on the terminals there are, and say what changed.
func TestDiffFits(t *testing.T) {
	t.Parallel()
	needs.Time(t, "large task definitions at many widths")
	s := staged(t, shop())
	for n := range 2 {
		in := &ecs.RegisterTaskDefinitionInput{Family: new("wide")}
		for c := range 6 {
			k := types.ContainerDefinition{Name: new(fmt.Sprintf("container-%d", c)), Image: new(fmt.Sprintf("registry/app:%d", n)), Memory: new(int32(64))}
			for v := range 80 {
				k.Environment = append(k.Environment, types.KeyValuePair{Name: new(fmt.Sprintf("SETTING_%02d", v)),
					Value: new(strings.Repeat("long ", 18) + fmt.Sprint(n*(v%8)))})
			}
			in.ContainerDefinitions = append(in.ContainerDefinitions, k)
		}
		if _, err := s.World().RegisterTaskDefinition(in); err != nil {
			t.Fatal(err)
		}
	}
	for _, width := range []int{120, 80} {
		e, out, stderr := ends(s.Env())
		e.Width, e.Colored = width, true
		if code := Run(t.Context(), e, []string{"diff", "wide:1", "wide:2"}, Screen{}); code != done {
			t.Fatal(stderr)
		}
		for l := range strings.Lines(out.String()) {
			if n := ansi.StringWidth(strings.TrimSuffix(l, "\n")); n > width {
				t.Errorf("%d columns on %d: %q", n, width, l)
			}
		}
		text := ansi.Strip(out.String())
		for _, want := range []string{"container-5", "SETTING_79", "app:0", "app:1"} {
			if !strings.Contains(text, want) {
				t.Errorf("%d columns: no %s", width, want)
			}
		}
		if strings.Contains(text, "SETTING_08") {
			t.Errorf("%d columns: what did not change is listed", width)
		}
	}
}

func TestRevisionsOfAService(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.elsewhere(func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:2") })
	s.clock.Advance(5 * time.Second)
	read := func(args string) map[string]revisionRow {
		var rows []struct {
			Revision string
			Running  []string
			Steady   *time.Time
			LastGood bool `json:"last_good"`
		}
		if err := json.Unmarshal([]byte(s.expect(args+" -o json", done).out), &rows); err != nil {
			t.Fatal(err)
		}
		all := map[string]revisionRow{}
		for _, r := range rows {
			row := revisionRow{Running: r.Running, LastGood: r.LastGood}
			if r.Steady != nil {
				row.Steady = moment{*r.Steady}
			}
			all[r.Revision] = row
		}
		return all
	}
	all := read("revisions prod/checkout")
	if r := all["checkout:5"]; !r.LastGood || r.Steady.IsZero() || len(r.Running) != 1 || r.Running[0] != "prod/checkout" {
		t.Errorf("checkout:5 is %+v", r)
	}
	if r := all["checkout:2"]; r.LastGood || len(r.Running) != 1 {
		t.Errorf("checkout:2 is %+v", r)
	}
	if r := all["checkout:1"]; r.LastGood || len(r.Running) != 0 {
		t.Errorf("checkout:1 is %+v", r)
	}
	if r := read("revisions checkout")["checkout:5"]; r.LastGood || len(r.Running) > 0 || !r.Steady.IsZero() {
		t.Errorf("of the family alone: %+v", r)
	}
	s.expect("revisions prod/checkout", done, "RUNNING", "last good")
}
