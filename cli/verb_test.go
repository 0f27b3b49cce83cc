package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// names are the values of a member in printed JSON.
func names(t *testing.T, out, member string) []string {
	t.Helper()
	var rows []map[string]any
	if err := json.Unmarshal([]byte(out), &rows); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	var all []string
	for _, r := range rows {
		all = append(all, fmt.Sprint(r[member]))
	}
	return all
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	environ := start(t, small()).Env()
	const arn = "arn:aws:ecs:us-east-1:111122223333:"
	for _, c := range []struct {
		args   string
		member string
		want   string
	}{
		{"", "name", "cluster-1 cluster-2"},
		{"cluster-2", "cluster", "cluster-2 cluster-2 cluster-2 cluster-2"},
		{"cluster-1/service-0003", "service", "service-0003 service-0003"},
		{"services " + arn + "cluster/cluster-1", "name", "service-0001 service-0002 service-0003 service-0004"},
		{"services cluster-2/service-0001", "name", "service-0001"},
		{"services", "name", "service-0001 service-0001 service-0002 service-0002 service-0003 service-0003 service-0004 service-0004"},
		{"tasks " + arn + "service/cluster-2/service-0001", "cluster", "cluster-2 cluster-2"},
		{"revisions service-0001 -n 2", "revision", "service-0001:12 service-0001:11"},
		{"revisions cluster-2/service-0001 -n 1", "number", "12"},
		{"instances cluster-1", "cluster", "cluster-1 cluster-1"},
		{"describe cluster-1", "clusterName", "cluster-1"},
		{"describe cluster-1/service-0002", "serviceName", "service-0002"},
		{"describe service-0002:3", "family", "service-0002"},
		{"describe " + arn + "task-definition/service-0002:3", "revision", "3"},
		{"stopped", "id", ""},
	} {
		r := succeed(t, environ, append(strings.Fields(c.args), "-o", "json")...)
		if got := strings.Join(names(t, r.out, c.member), " "); got != c.want {
			t.Errorf("ecscope %s: %s, want %s", c.args, got, c.want)
		}
	}
}

func TestDescribeTask(t *testing.T) {
	t.Parallel()
	environ := start(t, small()).Env()
	id := names(t, succeed(t, environ, "tasks", "cluster-1", "-o", "json").out, "id")[0]
	for _, name := range []string{"cluster-1/" + id, "cluster-1/" + id[:12], "arn:aws:ecs:us-east-1:111122223333:task/cluster-1/" + id} {
		r := succeed(t, environ, "describe", name)
		var document struct{ TaskArn string }
		if err := json.Unmarshal([]byte(r.out), &document); err != nil || !strings.HasSuffix(document.TaskArn, id) {
			t.Errorf("describe %s: %v\n%s", name, err, r.out)
		}
	}
}

func TestAllServices(t *testing.T) {
	t.Parallel()
	needs.Time(t, "2,000 services")
	s, out, stderr := ends(start(t, sim.Options{Population: &sim.Population{Clusters: 2, ServicesPerCluster: 1000}}).Env())
	p := newProgram(s, Screen{})
	p.share = 100 // this account has no quota
	if err := p.run(t.Context(), []string{"services", "-o", "json"}); err != nil {
		t.Fatal(err, stderr)
	}
	all := names(t, out.String(), "arn")
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != 2000 {
		t.Errorf("%d services", n)
	}
}

func TestOrderIsStable(t *testing.T) {
	t.Parallel()
	environ := start(t, small()).Env()
	for command, args := range commands() {
		first := succeed(t, environ, append(args, "-o", "json")...)
		if again := succeed(t, environ, append(args, "-o", "json")...); again.out != first.out {
			t.Errorf("%s prints something else the second time", command)
		}
	}
}

func TestTableInPipe(t *testing.T) {
	t.Parallel()
	r := succeed(t, start(t, small()).Env(), "services", "cluster-1")
	if strings.ContainsAny(r.out, "\x1b●◐✗▲○") || len(r.lines()) != 5 || !strings.HasPrefix(r.out, "SERVICE ") {
		t.Errorf("printed:\n%s", r.out)
	}
}

func TestNothingToList(t *testing.T) {
	t.Parallel()
	environ := start(t, sim.Options{Account: "empty"}).Env()
	if r := succeed(t, environ, "services", "-o", "json"); r.out != "[]\n" {
		t.Errorf("json: %q", r.out)
	}
	if r := succeed(t, environ, "clusters"); r.out != "" || r.err != "no clusters\n" {
		t.Errorf("table: %q, %q", r.out, r.err)
	}
}

func TestPartOfTheAccount(t *testing.T) {
	t.Parallel()
	server := start(t, small())
	server.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ListTasks", Count: 1})
	r := run(t, server.Env(), "tasks", "-o", "json")
	if got := names(t, r.out, "cluster"); r.code != failed || len(got) != 8 || got[0] != "cluster-2" {
		t.Errorf("code %d, tasks of %q", r.code, got)
	}
	if !strings.HasPrefix(r.err, "ecscope: list tasks of cluster-1: ") {
		t.Errorf("error: %s", r.err)
	}
	server.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ListClusters"})
	if r := run(t, server.Env(), "tasks", "-o", "json"); r.code != failed || r.out != "" {
		t.Errorf("with nothing read: code %d, output %q", r.code, r.out)
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	server := start(t, small())
	home := t.TempDir()
	environ := append(server.Env(), "XDG_STATE_HOME="+home)
	complete := func(typed string) string {
		r := succeed(t, environ, "__complete", "tasks", typed)
		return r.out[:strings.LastIndexByte(r.out, ':')]
	}
	for typed, want := range map[string]string{
		"clus": "cluster-1\ncluster-2\n", "cluster-2/service-0003": "cluster-2/service-0003\n", "x": "",
	} {
		if got := complete(typed); got != want {
			t.Errorf("%s<tab>: %q, want %q", typed, got, want)
		}
	}
	var tasks []struct{ ID string }
	if err := json.Unmarshal([]byte(succeed(t, environ, "tasks", "cluster-2", "-o", "json").out), &tasks); err != nil || len(tasks) == 0 {
		t.Fatal(err)
	}
	if got, want := complete("cluster-2/"+tasks[0].ID[:6]), "cluster-2/"+tasks[0].ID+"\n"; got != want {
		t.Errorf("a task: %q, want %q", got, want)
	}
	names := filepath.Join(home, "ecscope", "names")
	file, ok := index.File(names, "111122223333", "us-east-1")
	if err := errors.Join(os.MkdirAll(names, 0o700), os.WriteFile(file, []byte(`{"clusters":["cluster-2","kept"],"services":["cluster-2/kept","kept/api"]}`), 0o600)); err != nil || !ok {
		t.Fatal(err, ok)
	}
	if got := complete("k"); got != "" {
		t.Errorf("what the account does not have any more is completed: %q", got)
	}
	for _, kind := range []wire.Kind{wire.Deny, wire.Expire} { // the account tells nothing: what was seen is completed
		remove := server.Faults().Add(wire.Fault{Kind: kind, Action: "ListClusters"})
		more := server.Faults().Add(wire.Fault{Kind: kind, Action: "DescribeClusters"})
		whose := server.Faults().Add(wire.Fault{Kind: kind, Action: "GetCallerIdentity"})
		for typed, want := range map[string]string{"": "cluster-2\nkept\n", "cluster-2/": "cluster-2/kept\n", "kept/a": "kept/api\n"} {
			if got := complete(typed); got != want {
				t.Errorf("%v, %q<tab>: %q, want %q", kind, typed, got, want)
			}
		}
		remove()
		more()
		whose()
	}
}

// Pin completes the revisions of the service, the newest first, and drain the instances of a cluster.
func TestCompletionOfChanges(t *testing.T) {
	t.Parallel()
	server := start(t, sim.Options{Seed: 1})
	complete := func(words ...string) string {
		r := succeed(t, server.Env(), append([]string{"__complete"}, words...)...)
		return r.out[:strings.LastIndexByte(r.out, ':')]
	}
	if got := complete("pin", "prod/checkout", "4"); !strings.HasPrefix(got, "43\n42\n41\n") {
		t.Errorf("revisions: %q", got)
	}
	all := strings.Fields(complete("drain", "batch/"))
	if len(all) < 2 || !strings.HasPrefix(all[0], "batch/i-") {
		t.Fatalf("instances: %q", all)
	}
	if got := complete("drain", all[0], all[0][:8]); strings.Contains(got, all[0]) || !strings.Contains(got, "batch/i-") {
		t.Errorf("the instance that stands there already: %q", got)
	}
	if got := complete("drain", "ba"); got != "batch\n" {
		t.Errorf("%q", got)
	}
}

func TestRowsWithoutDetails(t *testing.T) {
	t.Parallel()
	server := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 25}})
	server.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeServices", Holding: "service-0021"}) // the others are under way by then
	r := run(t, server.Env(), "services", "-o", "json")
	if n := len(names(t, r.out, "name")); r.code != failed || n != 20 {
		t.Errorf("code %d, %d rows: %s", r.code, n, r.err)
	}
}

func TestEveryClusterThatFailsIsNamed(t *testing.T) {
	t.Parallel()
	server := start(t, small())
	server.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ListServices"})
	r := run(t, server.Env(), "services")
	if r.code != failed || r.out != "" || strings.Count(r.err, "list services of cluster-1") != 1 || strings.Count(r.err, "list services of cluster-2") != 1 ||
		strings.Count(r.err, "ecscope: ") != 1 {
		t.Errorf("code %d, output %q, error %s", r.code, r.out, r.err)
	}
}

func TestHostileText(t *testing.T) {
	t.Parallel()
	environ := start(t, sim.Options{Account: "hostile"}).Env()
	for _, format := range []string{asTable, asTSV, asJSON} {
		for _, verb := range []string{"clusters", "services", "tasks"} {
			r := succeed(t, environ, verb, "-o", format)
			if strings.ContainsFunc(r.out, func(c rune) bool { return c < ' ' && c != '\n' && c != '\t' || c == 0x7f || c == 0x202e }) {
				t.Errorf("%s as %s lets control characters through", verb, format)
			}
			if format == asTSV && len(r.lines()) < 4 {
				t.Errorf("%s: %d lines", verb, len(r.lines()))
			}
		}
	}
}
