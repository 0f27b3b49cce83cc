package cli

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// guardedVerbs are command lines of every verb; what is in reaching changes something or reaches into a container.
func guardedVerbs(file, task string) (looking, reaching map[string][]string) {
	looking = map[string][]string{"clusters": {"clusters"}, "services": {"services cluster-1"}, "tasks": {"tasks " + workplace}, "stopped": {"stopped cluster-1"},
		"events": {"events " + workplace}, "revisions": {"revisions service-0001"}, "deployments": {"deployments " + workplace}, "instances": {"instances cluster-1"}, "groups": {"groups"}, "schedules": {"schedules cluster-1"},
		"describe": {"describe " + workplace}, "logs": {"logs " + workplace}, "query": {"query " + workplace + " display(@message)"}, "why": {"why " + workplace}, "report": {"report " + workplace}, "problems": {"problems"}, "explain": {"explain x"},
		"lint": {"lint service-0001"}, "diff": {"diff service-0001:1 service-0001:1"}, "config": {"config"}, "doctor": {"doctor"}, "version": {"version"}, "help": {"help exec"},
		"targets": {"targets " + workplace}, "scaling": {"scaling cluster-1"}, "metrics": {"metrics " + workplace}, "recent": {"recent"},
		"changes": {"changes"}, "wait": {"wait " + workplace}, "completion": nil, "man": nil, "sim": nil, "login": {"login"}}
	return looking, map[string][]string{
		"exec": {"exec " + workplace + " -- true", "exec -i " + workplace + " -- cat"}, "forward": {"forward " + workplace + " :8080", "forward " + workplace + " :5432 --host db"},
		"cp":       {"cp " + file + " " + workplace + ":x", "cp " + workplace + ":x " + file + ".copy"},
		"redeploy": {"redeploy " + workplace + " --yes"}, "pin": {"pin " + workplace + " 1 --yes"},
		"scale": {"scale " + workplace + " 3 --yes"}, "stop": {"stop " + task + " --yes"}, "undo": {"undo --yes"}, "register": {"register " + workplace + " --env A=b --yes"}, "run": {"run " + workplace + " --yes --detach -- true"},
		"task-protection": {"task-protection on " + task + " --yes"}, "configure": {"configure " + workplace + " --min 50 --yes"}, "drain": {"drain cluster-1/i-1 --yes"},
		"schedules enable": {"schedules enable nightly --yes", "schedules disable nightly --yes", "schedules run nightly --yes"},
		"rollback":         {"rollback " + workplace + " --yes"}, "continue": {"continue " + workplace + " --yes"},
	}
}

// firstTask is a task of the first service, as cluster/id.
func firstTask(t *testing.T, s *sim.Server) string {
	t.Helper()
	out, err := s.World().ListTasks(&ecs.ListTasksInput{Cluster: new("cluster-1"), ServiceName: new("service-0001")})
	if err != nil || len(out.TaskArns) == 0 {
		t.Fatal(err, out)
	}
	arn := out.TaskArns[0]
	return "cluster-1/" + arn[strings.LastIndexByte(arn, '/')+1:]
}

func sentTo(s *sim.Server) []string {
	var all []string
	for _, c := range s.Calls().All() {
		if !slices.ContainsFunc([]string{"List", "Describe", "Get", "Filter", "StartQuery", "StopQuery"}, func(p string) bool { return strings.HasPrefix(c.Action, p) }) {
			all = append(all, c.Action)
		}
	}
	return all
}

// Every verb is guarded: in read-only mode nothing is sent and nothing opened, and what is protected takes its name.
func TestEveryVerbIsGuarded(t *testing.T) {
	t.Parallel()
	needs.Shell(t)
	needs.Time(t, "hundreds of command lines")
	s := start(t, sim.Options{Population: &sim.Population{Clusters: 1, ServicesPerCluster: 2, TasksPerService: 1, Revisions: 2, Exec: true}})
	file := filepath.Join(t.TempDir(), "guarded")
	if err := writePrivate(file, "x"); err != nil {
		t.Fatal(err)
	}
	looking, reaching := guardedVerbs(file, firstTask(t, s))
	root, err := newProgram(Streams{}, Screen{}).root()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range root.Commands() {
		_, looks := looking[c.Name()]
		if _, reaches := reaching[c.Name()]; looks == reaches {
			t.Errorf("is %s guarded?", c.Name())
		}
	}
	for _, lines := range looking {
		for _, args := range lines {
			execute(t, s, "", strings.Fields("--read-only "+args)...)
		}
	}
	const arn = "arn:aws:ecs:us-east-1:111122223333:"
	for name, lines := range reaching {
		for _, args := range lines {
			modes := []string{"--read-only", "--read-only=true"}
			if name != "forward" {
				modes = append(modes, "--read-only=allow-forwards")
			}
			for _, mode := range modes {
				if r := execute(t, s, "", strings.Fields(mode+" "+args)...); r.code != denied || !strings.Contains(r.err, "read-only mode") {
					t.Errorf("%s %s: code %d\n%s", mode, args, r.code, r.err)
				}
			}
			if name == "drain" || name == "schedules enable" {
				continue // an instance is of its cluster alone, and there is no schedule
			}
			if name == "rollback" || name == "continue" || name == "undo" {
				continue // there is nothing to take back or to go on with here, and that is said before anything is asked
			}
			for _, pattern := range []string{"cluster-1", "service-0001", workplace, "*", arn + "cluster/cluster-1", arn + "service/" + workplace, arn + "task-definition/service-0001"} {
				for _, confirm := range []string{"", "--confirm cluster-1 "} {
					r := execute(t, s, "", strings.Fields("--protect "+pattern+" "+confirm+args)...)
					if confirm != "" {
						r = execute(t, s, "", strings.Fields("--protect "+pattern+" "+strings.Replace(args, name, name+" --confirm cluster-1", 1))...)
					}
					if r.code != denied || !strings.Contains(r.err, "not confirmed") || !strings.Contains(r.err, "service-0001") {
						t.Errorf("--protect %s %s%s: code %d\n%s", pattern, confirm, args, r.code, r.err)
					}
				}
			}
		}
	}
	if all := sentTo(s); len(all) > 0 {
		t.Fatalf("sent %q", all)
	}
	if r := execute(t, s, "", strings.Fields("exec --protect * --confirm service-0001 "+workplace+" -- true")...); r.code != done || !slices.Contains(sentTo(s), "ExecuteCommand") {
		t.Errorf("code %d after %q\n%s", r.code, sentTo(s), r.err)
	}
	if r := execute(t, s, "", strings.Fields("exec --protect service-0001 cluster-1/service-0002 -- true")...); r.code != done {
		t.Errorf("the other service: code %d\n%s", r.code, r.err)
	}
	if r := execute(t, s, "", "exec", "--protect", "prod.eu", workplace, "--", "true"); r.code != misused || !strings.Contains(r.err, "can't match anything") {
		t.Errorf("code %d\n%s", r.code, r.err)
	}
}

// What no service started takes the name of its family, never an id.
func TestStandaloneTaskIsGuarded(t *testing.T) {
	t.Parallel()
	s := start(t, sim.Options{Population: &sim.Population{Clusters: 1, ServicesPerCluster: 1, TasksPerService: 1, Revisions: 1, Exec: true}})
	out, err := s.World().RunTask(&ecs.RunTaskInput{Cluster: new("cluster-1"), TaskDefinition: new("service-0001"), EnableExecuteCommand: true, LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}})
	if err != nil || len(out.Tasks) != 1 {
		t.Fatal(err, out)
	}
	arn := *out.Tasks[0].TaskArn
	task := "cluster-1/" + arn[strings.LastIndexByte(arn, '/')+1:]
	for _, pattern := range []string{"cluster-1", "service-0001", arn, task, "arn:aws:ecs:us-east-1:111122223333:task-definition/service-0001:1"} {
		r := execute(t, s, "", "exec", "--protect", pattern, task, "--", "true")
		if r.code != denied || !strings.Contains(r.err, "pass --confirm service-0001\n") {
			t.Errorf("--protect %s: code %d\n%s", pattern, r.code, r.err)
		}
	}
	if r := execute(t, s, "", "exec", "--protect", arn, "--confirm", task[len("cluster-1/"):], task, "--", "true"); r.code != denied {
		t.Errorf("an id confirms: code %d\n%s", r.code, r.err)
	}
}
