package world

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/accept"
)

// cpuUnits turns "1 vCPU" into "1024" and leaves units alone.
func cpuUnits(s *string) *string { return scaled(s, "vcpu") }

// mebibytes turns "2 GB" into "2048" and leaves MiB alone.
func mebibytes(s *string) *string { return scaled(s, "gb") }

func scaled(s *string, unit string) *string {
	if s == nil {
		return nil
	}
	number, ok := strings.CutSuffix(strings.ToLower(strings.TrimSpace(*s)), unit)
	if !ok {
		return s
	}
	number = strings.TrimSuffix(number, " ")
	if strings.Trim(number, "0123456789.") != "" {
		return s
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return s
	}
	return new(strconv.Itoa(int(n * 1024)))
}

// fitsFargate says whether Fargate can run a definition.
func fitsFargate(d *types.TaskDefinition) bool {
	cpu, wrong := strconv.Atoi(value(d.Cpu))
	memory, odd := strconv.Atoi(value(d.Memory))
	return d.NetworkMode == types.NetworkModeAwsvpc && wrong == nil && odd == nil && slices.Contains(accept.FargateMemory(cpu), memory)
}
