package ui

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim"
)

// heads is the line of column names.
func heads(d *harness) string { return lineWith(d.screen(), "SERVICE") }

// Columns, tags among them, sort and filters are chosen with keys and words, and are there after a restart.
func TestColumnsAreKept(t *testing.T) {
	t.Parallel()
	views := filepath.Join(t.TempDir(), "views.json")
	d := start(t, sim.Options{Seed: 1}, "prod", "", func(s *Start) { s.Views = views })
	for service, team := range map[string]string{"checkout": "pay", "api": "payments", "cart": "pay"} {
		arn := "arn:aws:ecs:us-east-1:111122223333:service/prod/" + service
		if _, err := d.sim.World().TagResource(&ecs.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{{Key: new("squad"), Value: &team}, {Key: new("api_token"), Value: new("hunter2")}}}); err != nil {
			t.Fatal(err)
		}
	}
	d.settle()
	d.press("ctrl+r")
	d.settle()
	d.press("|")
	d.see("Columns", "✓ SERVICE", "✓ CAUSE", "  ARN", "  tag:squad", "space show or hide")
	d.press("down", "space", "G", "k", "k", "space", "K")
	d.see("✓ tag:squad")
	d.press("enter")
	if line := heads(d); strings.Contains(line, "TASKS") || !strings.Contains(line, "tag:squad") {
		t.Errorf("the columns are %q", line)
	}
	d.see("payments")
	d.typed(":columns cause,service,tag:squad,tag:api_token")
	d.press("enter")
	if line := heads(d); !strings.HasPrefix(strings.TrimLeft(line, "▌ "), "CAUSE") || strings.Contains(line, "FOR") {
		t.Errorf("the columns are %q", line)
	}
	d.unseen("hunter2")
	d.typed(":columns nonsense")
	d.press("enter")
	d.see(`services have no column "nonsense"`)
	d.typed(":sort tag:squad")
	d.press("enter")
	d.typed("/tag:squad=pay")
	d.see("2 of 27", "checkout", "cart")
	d.press("enter")
	d.settle()

	again := start(t, sim.Options{Seed: 1}, "prod", "", func(s *Start) { s.Views = views })
	again.settle()
	again.see("/tag:squad=pay", "0 of 27") // the other account has no such tags
	again.press("esc")
	if line := heads(again); !strings.HasPrefix(strings.TrimLeft(line, "▌ "), "CAUSE") || !strings.Contains(line, "tag:squad▴") {
		t.Errorf("after a restart the columns are %q", line)
	}
}

// What a filter says of tags: that there is one, or its value; * stands for any text.
func TestTagFilters(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	for service, team := range map[string]string{"checkout": "pay", "api": "payments", "cart": "Pay"} {
		arn := "arn:aws:ecs:us-east-1:111122223333:service/prod/" + service
		if _, err := d.sim.World().TagResource(&ecs.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{{Key: new("squad"), Value: &team}}}); err != nil {
			t.Fatal(err)
		}
	}
	d.settle()
	d.press("ctrl+r")
	d.settle()
	for filter, n := range map[string]string{"tag:squad": "3", "tag:squad=pay": "2", "tag:squad=pay*": "3", "!tag:squad": "24", "tag:squa": "0", "tag:squad=": "0", "squad=pay": "0", `tag:"squad=pay"`: "2", "tag:re:squad=pay.+": "1"} {
		d.typed("/" + filter)
		d.see(n + " of 27")
		d.press("esc")
	}
	d.press("!") // problems have the tags of their services
	d.settle()
	d.typed("/tag:squad")
	d.see("1 of ", "checkout")
}
