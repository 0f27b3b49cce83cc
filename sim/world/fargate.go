package world

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// cpuUnits turns "1 vCPU" into "1024" and leaves units alone.
func cpuUnits(s *string) *string { return scaled(s, `(?i)^([0-9.]+) ?vcpu$`) }

// mebibytes turns "2 GB" into "2048" and leaves MiB alone.
func mebibytes(s *string) *string { return scaled(s, `(?i)^([0-9.]+) ?gb$`) }

func scaled(s *string, unit string) *string {
	if s == nil {
		return nil
	}
	m := regexp.MustCompile(unit).FindStringSubmatch(strings.TrimSpace(*s))
	if m == nil {
		return s
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return s
	}
	return new(strconv.Itoa(int(n * 1024)))
}

// checkFargate says why a definition cannot run on Fargate.
func checkFargate(d *types.TaskDefinition) error {
	switch {
	case d.NetworkMode != types.NetworkModeAwsvpc:
		return refused("Fargate only supports network mode ‘awsvpc’.")
	case d.Cpu == nil:
		return refused("Fargate requires that 'cpu' be defined at the task level.")
	case d.Memory == nil:
		return refused("Fargate requires that 'memory' be defined at the task level.")
	}
	cpu, err := strconv.Atoi(*d.Cpu)
	if err != nil {
		return refused("Invalid 'cpu' setting for task.")
	}
	memory, err := strconv.Atoi(*d.Memory)
	if err != nil {
		return refused("Invalid 'memory' setting for task.")
	}
	if !fargateSize(cpu, memory) {
		return refused("No Fargate configuration exists for given values: %d CPU, %d memory. "+
			"See the Amazon ECS documentation for the valid values.", cpu, memory)
	}
	return nil
}

// fargateSize reports whether Fargate offers that many CPU units with that many MiB.
func fargateSize(cpu, memory int) bool {
	within := func(least, most, step int) bool { return memory >= least && memory <= most && memory%step == 0 }
	switch cpu {
	case 256:
		return memory == 512 || memory == 1024 || memory == 2048
	case 512:
		return within(1024, 4096, 1024)
	case 1024:
		return within(2048, 8192, 1024)
	case 2048:
		return within(4096, 16384, 1024)
	case 4096:
		return within(8192, 30720, 1024)
	case 8192:
		return within(16384, 61440, 4096)
	case 16384:
		return within(32768, 122880, 8192)
	}
	return false
}
