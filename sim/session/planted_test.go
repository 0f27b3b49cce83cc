//go:build unix

package session_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecscope/ecscope/sim"
)

// What a task definition plants in the environment does not act on a shell, on what is started from it, or on a command.
func TestPlantedVariablesDoNotAct(t *testing.T) {
	t.Parallel()
	clock := sim.NewManualClock(noon())
	x := newStage(t, on(), sim.Options{Clock: clock})
	trap := filepath.Join(t.TempDir(), "acted")
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("touch "+trap+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	var planted []types.KeyValuePair
	for name, text := range map[string]string{"LD_PRELOAD": "/nowhere/evil.so", "LD_AUDIT": "/nowhere/evil.so", "PROMPT_COMMAND": "touch " + trap,
		"ENV": script, "BASH_ENV": script, "PS1": "$(touch " + trap + ")", "PS4": "$(touch " + trap + ")", "SHELLOPTS": "xtrace", "PYTHONSTARTUP": script,
		"GIT_SSH_COMMAND": script, "EDITOR": script, "PAGER": script, "LESSOPEN": "|" + script, "BASH_FUNC_ls%%": "() { touch " + trap + "; }",
		"IFS": "/", "NODE_OPTIONS": "--require " + script, "PERL5OPT": "-Mevil", "PATH": filepath.Dir(script), "HOME": filepath.Dir(script), "PLAIN": "seen"} {
		planted = append(planted, types.KeyValuePair{Name: new(name), Value: new(text)})
	}
	definition, err := x.ecs.DescribeTaskDefinition(t.Context(), &ecs.DescribeTaskDefinitionInput{TaskDefinition: x.task.TaskDefinitionArn})
	if err != nil {
		t.Fatal(err)
	}
	d := definition.TaskDefinition
	d.ContainerDefinitions[0].Environment = planted
	made, err := x.ecs.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{Family: new("planted"), ContainerDefinitions: d.ContainerDefinitions,
		NetworkMode: d.NetworkMode, Cpu: d.Cpu, Memory: d.Memory, RequiresCompatibilities: d.RequiresCompatibilities, TaskRoleArn: d.TaskRoleArn, ExecutionRoleArn: d.ExecutionRoleArn})
	if err != nil {
		t.Fatal(err)
	}
	arn := made.TaskDefinition.TaskDefinitionArn
	run, err := x.ecs.RunTask(t.Context(), &ecs.RunTaskInput{Cluster: new("cluster-1"), TaskDefinition: arn, EnableExecuteCommand: true, LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-0a1b2c3d"}}},
		Overrides:            &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: d.ContainerDefinitions[0].Name, Environment: planted}}}})
	if err != nil || len(run.Tasks) != 1 {
		t.Fatalf("run: %+v, %v", run, err)
	}
	running := func() string {
		clock.Advance(30 * time.Second)
		x.task = x.describe(*run.Tasks[0].TaskArn)
		if a := x.task.Containers[0].ManagedAgents; len(a) == 1 && *a[0].LastStatus == "RUNNING" {
			return ""
		}
		return *x.task.LastStatus
	}
	eventually(t, "starting task", running)
	for _, command := range []string{`sh -c "cat /proc/$$/environ | tr '\\0' '\\n' | sed 's/^/real /'; ls; printenv PLAIN; env; echo over"`,
		"bash -ic 'ls; set -x; echo over'", "env"} {
		c := x.run(command)
		c.end()
		all := c.await(`(?s)(.*)$`)[1]
		for line := range strings.Lines(all) {
			name, _, _ := strings.Cut(strings.TrimPrefix(line, "real "), "=")
			if strings.HasPrefix(line, "real ") && !strings.Contains(" HOSTNAME PATH HOME TERM LANG PWD SHLVL OLDPWD _ ", " "+name+" ") {
				t.Errorf("%s has %s", command, line)
			}
		}
		if strings.Contains(all, "ld.so") || command == "env" && !strings.Contains(all, "PLAIN=seen") {
			t.Errorf("%s: %s", command, all)
		}
		if _, err := os.Stat(trap); err == nil {
			t.Fatalf("%s sprang the trap: %s", command, all)
		}
	}
}
