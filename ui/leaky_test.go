package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/secret"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/leaky"
)

// leak opens an account whose only service, and a task beside it, are full of secrets in the clear.
func leak(t *testing.T) *harness {
	t.Helper()
	return start(t, sim.Options{Population: &sim.Population{Clusters: 1}}, "cluster-1", "", func(s *Start) {})
}

func (d *harness) leak() {
	d.t.Helper()
	w, net := d.sim.World(), &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}
	for _, in := range []*ecs.RegisterTaskDefinitionInput{leaky.Plain("leaky"), leaky.Definition("leaky")} {
		if _, err := w.SeedRevisions(in, 1, 0, nil); err != nil { // as it was once accepted
			d.t.Fatal(err)
		}
	}
	if _, err := w.CreateService(&ecs.CreateServiceInput{Cluster: new("cluster-1"), ServiceName: new("leaky"), TaskDefinition: new("leaky:2"), DesiredCount: new(int32(1)),
		LaunchType: types.LaunchTypeFargate, NetworkConfiguration: net, Tags: leaky.Tags()}); err != nil {
		d.t.Fatal(err)
	}
	if _, err := w.RunTask(&ecs.RunTaskInput{Cluster: new("cluster-1"), TaskDefinition: new("leaky:2"), LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: net, Overrides: leaky.Overrides(), Tags: leaky.Tags()}); err != nil {
		d.t.Fatal(err)
	}
}

// flat is a text without what lays it out: lines wrap on a screen.
func flat(s string) string {
	return strings.NewReplacer(" ", "", "\n", "", `\n`, "", `\"`, `"`, `\\`, `\`, "│", "").Replace(s)
}

// safe makes sure that no secret is on the screen or was copied.
func (d *harness) safe(at string) string {
	d.t.Helper()
	text := flat(d.screen()) + flat(d.copied)
	for _, v := range leaky.Secrets() {
		if strings.Contains(text, flat(v.Core)) {
			d.t.Errorf("%s shows %s of %s %s", at, v.Core, v.Name, v.Text)
		}
	}
	return text
}

// walk goes from the first screen to the cluster and on.
func (d *harness) walk(keys string) {
	d.t.Helper()
	home(d)
	d.settle()
	for _, k := range append([]string{"enter"}, strings.Fields(keys)...) {
		d.press(k)
		d.settle()
	}
}

// copies copies everything that the copy menus of screens offer, makes sure that no secret is in it, and that no command
// has a hole where one was; it returns how many texts that were.
func (d *harness) copies(paths ...string) (texts int) {
	d.t.Helper()
	for _, keys := range paths {
		seen := map[string]bool{}
		for item := 0; ; item++ {
			d.walk(keys)
			d.copied = ""
			d.press(append(append([]string{"Y"}, slices.Repeat([]string{"down"}, item)...), "enter")...)
			d.settle()
			if d.copied == "" || seen[d.copied] {
				break
			}
			seen[d.copied] = true
			d.safe("the copy of " + keys)
			for line := range strings.Lines(d.copied) {
				if strings.Contains(line, "aws ecs ") && strings.Contains(line, secret.Hidden) {
					d.t.Errorf("%s copies a command that cannot be run: %s", keys, line)
				}
			}
		}
		texts += len(seen)
	}
	return texts
}

// saved writes the logs of screens to files, and makes sure that no secret is in them.
func (d *harness) saved(paths ...string) {
	d.t.Helper()
	for n, keys := range paths {
		d.walk(keys)
		file := filepath.Join(d.t.TempDir(), fmt.Sprint(n))
		d.press("W", "ctrl+u")
		d.typed(file)
		d.press("enter")
		d.settle()
		text, err := os.ReadFile(file)
		if err != nil {
			d.t.Errorf("%s: %v\n%s", keys, err, d.screen())
		}
		for _, v := range leaky.Secrets() {
			if strings.Contains(flat(string(text)), flat(v.Core)) {
				d.t.Errorf("the log of %s holds %s of %s %s", keys, v.Core, v.Name, v.Text)
			}
		}
	}
}

// No screen, dialog or copy holds a secret of a definition until it is asked for.
func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many screens")
	d := leak(t)
	d.leak()
	all := []leaky.Place{leaky.Variable, leaky.Word, leaky.Inline, leaky.Entry, leaky.Check, leaky.LogOption}
	described := append([]leaky.Place{leaky.Label, leaky.Tag, leaky.RouterOption}, all...)
	for _, c := range []struct {
		keys   string
		see    string
		places []leaky.Place
	}{
		{"", "leaky", nil},
		{"Y", "Copy", nil},
		{"enter", "leaky", nil},
		{"d y", "serviceName", []leaky.Place{leaky.Tag}},
		{"enter b y", "leaky", nil},
		{"t", "leaky:2", nil},
		{"t Y", "Copy", nil},
		{"t enter y", "DB_PASSWORD", all},
		{"t enter Y", "Copy", nil},
		{"t d y", "containerDefinitions", described},
		{"t down =", "leaky:1", nil},
		{"t down = y", "DB_PASSWORD", described},
		{"t down P", "Pin leaky", nil},
		{"t down P y", "Pin leaky", nil},
		{"t down enter P", "leaky", nil},
		{"h r down d y", "taskArn", []leaky.Place{leaky.Tag}},
		{"R", "Redeploy leaky", nil},
		{"! ", "problems", nil},
	} {
		home(d)
		d.settle()
		d.copied = ""
		for _, k := range append([]string{"enter"}, strings.Fields(c.keys)...) {
			d.press(k)
			d.settle()
			d.safe(c.keys)
		}
		text := d.safe(c.keys)
		if !strings.Contains(text, flat(c.see)) {
			t.Errorf("%s shows no %q:\n%s", c.keys, c.see, d.screen())
		}
		for _, v := range leaky.LookAlikes() {
			for _, p := range c.places {
				if v.Place == p && !strings.Contains(text, flat(v.Text)) {
					t.Errorf("%s masks %s %s", c.keys, v.Name, v.Text)
				}
			}
		}
	}
	if n := d.copies("", "enter", "enter b", "t", "t enter", "t d", "t down =", "h", "h r down", "x", "e", "v", "!", "n"); n < 20 {
		t.Errorf("only %d texts were copied", n)
	}
	d.saved("enter l", "l")
	home(d)
	for _, k := range []string{"enter", "t", "d", "v", "y"} {
		d.press(k)
		d.settle()
	}
	for _, v := range leaky.All(described...) {
		if !strings.Contains(flat(d.copied), flat(v.Text)) {
			t.Errorf("unmasked, it lacks %s %s", v.Name, v.Text)
		}
	}
}
