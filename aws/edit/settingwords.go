package edit

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/plain"
)

// command are the words of ecscope's command line that set a service so, parted by spaces; empty where a value has no word,
// such as the strategy of a service that had none.
func (to Settings) command(s aws.Service) string {
	words := []string{"configure", s.Cluster + "/" + s.Name}
	whole := true
	add := func(name string, set bool, value string) {
		if set {
			words, whole = append(words, "--"+name, value), whole && value != ""
		}
	}
	flag := func(name string, on *bool) {
		if on != nil {
			add(name, true, map[bool]string{true: "on", false: "off"}[*on])
		}
	}
	number := func(name string, n *int) {
		if n != nil {
			add(name, true, strconv.Itoa(*n))
		}
	}
	flag("exec", to.Exec)
	number("min", to.MinHealthy)
	number("max", to.Max)
	flag("breaker", to.Breaker)
	flag("rollback", to.Rollback)
	if to.Grace != nil {
		add("grace", true, to.Grace.String())
	}
	shares := plain.Each(to.Capacity, func(k aws.CapacityShare) string { return fmt.Sprintf("%s:%d:%d", k.Provider, k.Weight, k.Base) })
	add("capacity", to.Capacity != nil, strings.Join(shares, ","))
	add("subnets", to.Subnets != nil, strings.Join(to.Subnets, ","))
	add("security-groups", to.SecurityGroups != nil, strings.Join(to.SecurityGroups, ","))
	flag("public-ip", to.PublicIP)
	add("replace", to.Replace, "on")
	if !whole {
		return ""
	}
	return strings.Join(words, " ")
}
