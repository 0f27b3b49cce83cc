package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

func (l *lint) task() {
	of := l.of
	l.roles()
	if l.fargate() {
		l.fargateTask()
	}
	for _, n := range []struct{ what, mode string }{{"pidMode", of.PID}, {"ipcMode", of.IPC}, {"networkMode", of.NetworkMode}} {
		if n.mode == "host" {
			l.add("host-ns", "task", "%s is host", n.what)
		}
	}
	if s := l.in.Service; s != nil && s.Exec && of.PID == "task" && len(of.Containers) > 1 {
		l.add("exec-pidmode-task", "task", "ECS Exec is on, and the containers share their processes")
	}
	if main, ok := l.main(); ok && !main.Essential && len(of.Containers) > 1 {
		l.add("essential-none", main.Name, "it takes the traffic, and its end does not end the task")
	}
	l.exposed("task", "tag", of.Tags)
	if l.in.Service == nil && len(of.Tags) == 0 {
		l.add("tags", "task", "the task definition has no tags")
	}
}

// main is the container that a load balancer names, else the first with a port.
func (l *lint) main() (aws.ContainerDefinition, bool) {
	named := func(k aws.ContainerDefinition) bool {
		return l.in.Service != nil && slices.ContainsFunc(l.in.Service.LoadBalancers, func(b aws.LoadBalancer) bool { return b.Container == k.Name })
	}
	open := func(k aws.ContainerDefinition) bool { return len(k.Ports) > 0 }
	for _, is := range []func(aws.ContainerDefinition) bool{named, open} {
		if i := slices.IndexFunc(l.of.Containers, is); i >= 0 {
			return l.of.Containers[i], true
		}
	}
	return aws.ContainerDefinition{}, false
}

func (l *lint) roles() {
	of := l.of
	if of.TaskRole == "" {
		l.add("no-task-role", "task", "there is no task role")
		if s := l.in.Service; s != nil && s.Exec && l.fargate() {
			l.add("exec-no-task-role", "task", "ECS Exec is on, and there is no task role")
		}
	}
	if of.ExecutionRole != "" {
		return
	}
	var why []string
	for _, k := range of.Containers {
		if len(k.Secrets)+len(k.Log.Secrets) > 0 {
			why = append(why, k.Name+" has secrets")
		}
		if l.fargate() && k.Log.Driver == "awslogs" {
			why = append(why, k.Name+" logs to CloudWatch")
		}
		if l.fargate() && strings.Contains(k.Image, ".dkr.ecr.") {
			why = append(why, k.Name+"'s image is in ECR")
		}
	}
	if len(why) > 0 {
		l.add("secrets-no-exec-role", "task", "there is no execution role, and %s", words.List(why))
	}
}

// fargateTask checks what only Fargate demands.
func (l *lint) fargateTask() {
	of := l.of
	if of.NetworkMode != "awsvpc" {
		l.add("fargate-netmode", "task", "networkMode is %q", of.NetworkMode)
	}
	if why := fargateSize(of.CPU, of.Memory, l.windows()); why != "" {
		l.add("fargate-combo", "task", "%s", why)
	}
	if of.EphemeralGiB != 0 && (of.EphemeralGiB < 21 || of.EphemeralGiB > 200) {
		l.add("ephemeral-range", "task", "the ephemeral storage is %d GiB", of.EphemeralGiB)
	}
	if l.spot() && (strings.EqualFold(of.Architecture, "ARM64") || l.windows()) {
		l.add("spot-arm-windows", "task", "Fargate Spot is to run %s %s", of.OS, of.Architecture)
	}
}

// fargateSize says what is wrong with a size; empty if nothing is. cpu is in units (1024 a vCPU) or vCPU, memory in MiB or
// GB, as ECS takes them.
func fargateSize(cpu, memory string, windows bool) string {
	units, okCPU := amount(cpu, "vcpu", 1024)
	mib, okMemory := amount(memory, "gb", 1024)
	if !okCPU || !okMemory {
		return fmt.Sprintf("cpu %q and memory %q are no size: Fargate needs both for the task", cpu, memory)
	}
	sizes := map[int][3]int{ // least, most, step in MiB
		256: {512, 2048, 0}, 512: {1024, 4096, 1024}, 1024: {2048, 8192, 1024}, 2048: {4096, 16384, 1024},
		4096: {8192, 30720, 1024}, 8192: {16384, 61440, 4096}, 16384: {32768, 122880, 8192},
	}
	size, ok := sizes[units]
	switch {
	case !ok:
		return fmt.Sprintf("Fargate has no tasks with %d CPU units; it has 256, 512, 1024, 2048, 4096, 8192 and 16384", units)
	case windows && (units < 1024 || units > 4096):
		return fmt.Sprintf("Fargate has no Windows tasks with %d CPU units", units)
	case units == 256 && !slices.Contains([]int{512, 1024, 2048}, mib):
		return fmt.Sprintf("with 256 CPU units Fargate has 512, 1024 or 2048 MiB, not %d", mib)
	case units > 256 && (mib < size[0] || mib > size[1] || mib%size[2] != 0):
		return fmt.Sprintf("with %d CPU units Fargate has %d to %d MiB in steps of %d, not %d", units, size[0], size[1], size[2], mib)
	}
	return ""
}

// amount reads a number that may have a unit, which is worth so many.
func amount(s, unit string, worth float64) (int, bool) {
	s = strings.ToLower(strings.ReplaceAll(s, " ", ""))
	factor := 1.0
	if rest, ok := strings.CutSuffix(s, unit); ok {
		s, factor = rest, worth
	}
	n, err := strconv.ParseFloat(s, 64)
	return int(n * factor), err == nil && n > 0
}
