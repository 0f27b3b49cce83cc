package accept

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/words"

	"github.com/ecscope/ecscope/accept/tree"
)

var written = words.Pattern(`^\s*([0-9]*\.?[0-9]+)\s*([a-z]*)\s*$`)

// amount reads a number of CPU units or MiB that may be written in a unit of 1024: "1 vCPU", "0.5GB". Nothing where it is
// neither.
func amount(s, unit string) value {
	m := written().FindStringSubmatch(strings.ToLower(s))
	if m == nil || m[2] != "" && m[2] != unit {
		return value{}
	}
	f, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return value{}
	}
	if m[2] != "" {
		f *= 1024
	}
	return number(math.Trunc(f))
}

// bound is the first or the second number of a range of ports.
func bound(s string, which int) value {
	parts := strings.Split(s, "-")
	if len(parts) != 2 {
		return value{}
	}
	n, err := strconv.Atoi(strings.TrimSpace(parts[which]))
	if err != nil {
		return value{}
	}
	return number(float64(n))
}

// FargateMemory is the memory in MiB that Fargate has for so many CPU units, in order; empty where it has no such size.
func FargateMemory(cpu int) []int {
	span := func(from, to, by int) (all []int) {
		for n := from; n <= to; n += by {
			all = append(all, n)
		}
		return all
	}
	switch cpu {
	case 256:
		return []int{512, 1024, 2048}
	case 512:
		return span(1024, 4096, 1024)
	case 1024:
		return span(2048, 8192, 1024)
	case 2048:
		return span(4096, 16384, 1024)
	case 4096:
		return span(8192, 30720, 1024)
	case 8192:
		return span(16384, 61440, 4096)
	case 16384:
		return span(32768, 122880, 8192)
	case 32768:
		return []int{61440, 122880, 249856}
	}
	return nil
}

// sized says whether Fargate has tasks of so many CPU units and so much memory.
func sized(cpu, memory value) truth {
	c, first, sure := cpu.float()
	m, second, certain := memory.float()
	if !sure || !certain {
		return maybe
	}
	return truthOf(first && second && slices.Contains(FargateMemory(int(c)), int(m)))
}

// older says whether a platform version comes before another. LATEST and what is no version does not.
func older(version, than value) truth {
	if len(version.nodes) == 0 {
		return min(version.exists(), maybe)
	}
	if !version.nodes[0].Known() {
		return maybe
	}
	a, b := strings.Split(version.nodes[0].Text, "."), strings.Split(than.nodes[0].Text, ".")
	for i := range min(len(a), len(b)) {
		x, err := strconv.Atoi(a[i])
		y, _ := strconv.Atoi(b[i])
		if err != nil || x > y {
			return no
		}
		if x < y {
			return yes
		}
	}
	return no
}

// cyclic says whether containers depend on each other in a circle, but for those that depend on themselves.
func cyclic(containers value) truth {
	edges := map[string][]string{}
	for _, c := range containers.nodes {
		name := c.Value("name")
		for _, d := range (value{nodes: []*tree.Node{c}}).step("dependsOn").items().nodes {
			if on := d.Value("containerName"); on != name {
				edges[name] = append(edges[name], on)
			}
		}
	}
	const entered, left = 1, 2
	state := map[string]int{}
	var visit func(string) bool
	visit = func(name string) bool {
		if state[name] != 0 {
			return state[name] == entered
		}
		state[name] = entered
		if slices.ContainsFunc(edges[name], visit) {
			return true
		}
		state[name] = left
		return false
	}
	for name := range edges {
		if visit(name) {
			return yes
		}
	}
	return no
}

// sizes says which memory Fargate has for so many CPU units.
func sizes(cpu value) value {
	f, _, _ := cpu.float()
	all := FargateMemory(int(f))
	if len(all) == 0 {
		return text("Fargate has 256, 512, 1024, 2048, 4096, 8192, 16384 and 32768 CPU units.")
	}
	if len(all) <= 3 {
		return text(fmt.Sprintf("With %d CPU units Fargate has %d, %d or %d MiB.", int(f), all[0], all[1], all[2]))
	}
	return text(fmt.Sprintf("With %d CPU units Fargate has %d to %d MiB in steps of %d.", int(f), all[0], all[len(all)-1], all[1]-all[0]))
}
