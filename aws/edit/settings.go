package edit

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

// SettingNames are what Set takes.
func SettingNames() []string {
	return []string{"exec", "min", "max", "breaker", "rollback", "grace", "capacity", "subnets", "security-groups", "public-ip", "replace"}
}

// Set sets one of the settings by its name, from a text.
func (to *Settings) Set(name, value string) (err error) {
	switch name {
	case "exec":
		to.Exec, err = onOrOff(value)
	case "min":
		to.MinHealthy, err = percent(value)
	case "max":
		to.Max, err = percent(value)
	case "breaker":
		to.Breaker, err = onOrOff(value)
	case "rollback":
		to.Rollback, err = onOrOff(value)
	case "grace":
		to.Grace, err = gracePeriod(value)
	case "capacity":
		to.Capacity, err = ReadCapacity(value)
	case "subnets":
		to.Subnets = parts(value)
	case "security-groups":
		to.SecurityGroups = parts(value)
	case "public-ip":
		to.PublicIP, err = onOrOff(value)
	case "replace":
		var on *bool
		if on, err = onOrOff(value); err == nil {
			to.Replace = *on
		}
	default:
		return fmt.Errorf("unknown setting %q: use %s", name, strings.Join(SettingNames(), ", "))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// ReadSettings reads settings as one types them: min=50 grace=60s exec=on.
func ReadSettings(text string) (to Settings, err error) {
	for _, word := range strings.Fields(text) {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return to, fmt.Errorf("%q: write name=value", word)
		}
		if err := to.Set(name, value); err != nil {
			return to, err
		}
	}
	return to, nil
}

// Typed are the settings of a service as one types them.
func Typed(s aws.Service) string {
	word := map[bool]string{true: "on", false: "off"}
	least, most := percents(s)
	text := fmt.Sprintf("exec=%s min=%d max=%d breaker=%s rollback=%s", word[s.Exec], least, most, word[s.Rollout.Breaker], word[s.Rollout.Rollback])
	if len(s.LoadBalancers) > 0 {
		text += " grace=" + s.Grace.String()
	}
	return text
}

func onOrOff(text string) (*bool, error) {
	switch text {
	case "on", "true":
		return new(true), nil
	case "off", "false":
		return new(false), nil
	}
	return nil, fmt.Errorf("use on or off, not %q", text)
}

func percent(text string) (*int, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(text, "%"))
	if err != nil || n < 0 || n > 10000 {
		return nil, fmt.Errorf("use a percentage, 0 or more, not %q", text)
	}
	return &n, nil
}

func gracePeriod(text string) (*time.Duration, error) {
	if n, err := strconv.Atoi(text); err == nil && n >= 0 && n < 1<<31 {
		return new(time.Duration(n) * time.Second), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return nil, fmt.Errorf("use a duration such as 60s, not %q", text)
	}
	return &d, nil
}

// parts are the names in a text, apart by commas.
func parts(text string) []string {
	all := []string{}
	for _, p := range strings.Split(text, ",") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

// ReadCapacity reads a capacity provider strategy: provider, or provider:weight, or provider:weight:base, apart by commas.
func ReadCapacity(text string) ([]aws.CapacityShare, error) {
	all := []aws.CapacityShare{}
	for _, p := range parts(text) {
		words := strings.Split(p, ":")
		share := aws.CapacityShare{Provider: words[0], Weight: 1}
		for i, n := range words[1:] {
			v, err := strconv.Atoi(n)
			if err != nil || v < 0 || i > 1 || v > 100000 {
				return nil, fmt.Errorf("write provider:weight:base, not %q", p)
			}
			if i == 0 {
				share.Weight = v
			} else {
				share.Base = v
			}
		}
		all = append(all, share)
	}
	return all, nil
}

func items(shares []aws.CapacityShare) []types.CapacityProviderStrategyItem {
	out := []types.CapacityProviderStrategyItem{}
	for _, k := range shares {
		out = append(out, types.CapacityProviderStrategyItem{CapacityProvider: &k.Provider, Base: int32(k.Base), Weight: int32(k.Weight)})
	}
	return out
}

// refused refuses settings that ECS would refuse of this service.
func (to Settings) refused(at *planContext) *change.Refused {
	s := at.service
	moves := to.Subnets != nil || to.SecurityGroups != nil || to.PublicIP != nil || to.Replace || to.Capacity != nil
	if moves {
		if refused := refuseController("Cannot change this", " or task set that has it")(at); refused != nil {
			return refused
		}
	}
	switch {
	case (to.Subnets != nil || to.SecurityGroups != nil || to.PublicIP != nil) && len(s.Network.Subnets) == 0:
		return &change.Refused{Reason: s.Name + " has no network configuration: its tasks don't use the network mode awsvpc"}
	case to.Subnets != nil && len(to.Subnets) == 0:
		return &change.Refused{Reason: "a service needs at least one subnet"}
	case to.Grace != nil && len(s.LoadBalancers) == 0:
		return &change.Refused{Reason: s.Name + " has no load balancer, so a health check grace period doesn't apply"}
	case to.Grace != nil && *to.Grace < 0:
		return &change.Refused{Reason: "a grace period can't be negative"}
	case to.MinHealthy != nil && *to.MinHealthy < 0 || to.Max != nil && *to.Max < 0:
		return &change.Refused{Reason: "a percentage can't be negative"}
	case to.Max != nil && s.Scheduling == "DAEMON" && *to.Max != 100:
		return &change.Refused{Reason: s.Name + " is a DAEMON service: its maximum percent is 100"}
	case to.Exec != nil && *to.Exec && at.running != nil && at.running.TaskRole == "":
		return &change.Refused{Reason: at.running.Name() + " has no task role, which ECS Exec needs", Way: "register a revision with a task role, and pin it"}
	}
	return nil
}

// optionsOfUpdate are the AWS CLI's options for what an update sends besides the service.
func optionsOfUpdate(in *ecs.UpdateServiceInput) (words []string) {
	if in.EnableExecuteCommand != nil {
		words = append(words, map[bool]string{true: "--enable-execute-command", false: "--disable-execute-command"}[*in.EnableExecuteCommand])
	}
	if in.HealthCheckGracePeriodSeconds != nil {
		words = append(words, "--health-check-grace-period-seconds", strconv.Itoa(int(*in.HealthCheckGracePeriodSeconds)))
	}
	for _, part := range []struct {
		option string
		value  any
	}{{"--deployment-configuration", in.DeploymentConfiguration}, {"--capacity-provider-strategy", in.CapacityProviderStrategy},
		{"--network-configuration", in.NetworkConfiguration}} {
		sent := members(reflect.ValueOf(part.value), lower)
		if sent == nil {
			continue
		}
		required(sent)
		if text, err := json.Marshal(sent); err == nil {
			words = append(words, part.option, string(text))
		}
	}
	if in.ForceNewDeployment {
		words = append(words, "--force-new-deployment")
	}
	return words
}

// required adds to a deployment configuration the members that are always sent, and that members leaves out where they are false.
func required(sent any) {
	all, _ := sent.(map[string]any)
	for _, name := range []string{"deploymentCircuitBreaker", "alarms"} {
		part, ok := all[name].(map[string]any)
		for _, flag := range []string{"enable", "rollback"} {
			if _, has := part[flag]; ok && !has {
				part[flag] = false
			}
		}
	}
}

// tellSettings says what differs, and when the tasks get it.
func tellSettings(at *planContext, p *change.Plan, fields []setting, deploys bool) {
	waits := false
	for _, f := range fields {
		p.Fields = append(p.Fields, change.Field{Path: f.path, Before: f.before, After: f.after})
		waits = waits || f.replaced
	}
	s := at.service
	changed := func(path string) bool {
		return slices.ContainsFunc(fields, func(f setting) bool { return f.path == path })
	}
	switch {
	case deploys:
		p.Effects = append(p.Effects, replacing(at))
		caution(at, p)
	case waits:
		p.Warnings = append(p.Warnings, "running tasks keep their settings until they are replaced")
	default:
		p.Effects = append(p.Effects, "this starts no deployment: it applies from the next one on")
	}
	if d, ok := s.Primary(); ok && d.Rollout == "IN_PROGRESS" && !deploys {
		p.Warnings = append(p.Warnings, "a rollout of "+d.Revision+" is in progress: it may continue with the old settings")
	}
	if changed("enableExecuteCommand") && !s.Exec {
		p.Warnings = append(p.Warnings, "not checked: the task role needs ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel")
	}
	if changed("capacityProviderStrategy") {
		for _, f := range fields {
			if f.path == "capacityProviderStrategy" && strings.Contains(f.after, "SPOT") && !strings.Contains(f.before, "SPOT") {
				p.Warnings = append(p.Warnings, "Spot capacity can be reclaimed with two minutes' notice")
			}
		}
	}
	if changed("deploymentCircuitBreaker") && s.Rollout.Breaker {
		p.Warnings = append(p.Warnings, "without the circuit breaker, a failing rollout keeps trying")
	}
	if changed("subnets") || changed("securityGroups") || changed("assignPublicIp") {
		p.Warnings = append(p.Warnings, "not checked: whether the new tasks can reach the registry, their secrets and their targets from there")
	}
}
