package edit

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
)

// Settings are what is to be changed of how a service runs: what is nil stays.
type Settings struct {
	Exec              *bool
	MinHealthy, Max   *int
	Breaker, Rollback *bool
	Grace             *time.Duration
	Capacity          []aws.CapacityShare
	NetworkSettings
	// Replace has the tasks replaced although what is changed needs no deployment, so that they get it.
	Replace bool
}

// NetworkSettings are what is to be changed of a service's network: what is nil stays.
type NetworkSettings struct {
	Subnets        []string
	SecurityGroups []string
	PublicIP       *bool
}

// setting is one field of a service's settings: what it is called, what it is, what it is to be, and how it is sent.
type setting struct {
	path          string
	before, after string
	// deploys says that a deployment begins with it; replaced that tasks get it only by being replaced.
	deploys, replaced bool
	send              func(*ecs.UpdateServiceInput)
}

// Configure changes how a service runs: ECS Exec, deployment settings, the health check grace period, its capacity provider
// strategy and its network. Only what differs is sent. Plan refuses, with a *change.Refused, what ECS would.
// Source: the documentation of UpdateService in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *serviceEditor) Configure(s aws.Service, to Settings) change.Change {
	differing := func(at *planContext) []setting {
		return slices.DeleteFunc(to.of(at), func(f setting) bool { return f.before == f.after })
	}
	deploys := func(at *planContext) bool {
		return to.Replace || slices.ContainsFunc(differing(at), func(f setting) bool { return f.deploys })
	}
	set := func(at *planContext, now aws.Service) bool {
		after := *at
		after.service = now
		return len(differing(&after)) == 0
	}
	return c.change(s, serviceEdit{
		title: "Change the settings of " + called(s), verb: "Change",
		checks: []func(*planContext) *change.Refused{inactive, to.refused, func(at *planContext) *change.Refused {
			if len(differing(at)) > 0 {
				return nil
			}
			return &change.Refused{Reason: at.service.Name + " already has these settings"}
		}},
		request: func(at *planContext) request {
			k := at.update(func(in *ecs.UpdateServiceInput) {
				for _, f := range differing(at) {
					f.send(in)
				}
				in.ForceNewDeployment = in.ForceNewDeployment || to.Replace
			})
			k.words = append(k.words, optionsOfUpdate(k.input)...)
			k.deploys = deploys(at)
			k.back = to.back(at).command(at.service)
			k.before, k.after = inWords(differing(at), false), inWords(differing(at), true)
			return k
		},
		tell: func(at *planContext, p *change.Plan) { tellSettings(at, p, differing(at), deploys(at)) },
		undo: func(at *planContext) (change.Change, string) { return c.Configure(at.service, to.back(at)), "" },
		done: set,
		follow: func(ctx context.Context, at *planContext, r change.Receipt) iter.Seq2[[]change.Progress, error] {
			if deploys(at) {
				return c.Follow(ctx, at.service.Cluster, at.service.Name, r)
			}
			return settled(ctx, at, func(now aws.Service) bool { return set(at, now) })
		},
	})
}

// settled looks at the service until it is set as it was asked for.
func settled(ctx context.Context, s *planContext, set func(aws.Service) bool) iter.Seq2[[]change.Progress, error] {
	return s.editor.watch(ctx, call.Of("follow "+s.service.Name, s.service.Cluster), func(ctx context.Context) (change.Progress, error) {
		now, _, err := s.editor.account.DescribeService(ctx, s.service.Cluster, s.service.Name)
		p := change.Progress{Outcome: change.Replaced, Running: now.Running, Desired: now.Desired, Revision: now.Revision, Seen: now.Seen,
			Text: "the service has been changed again in the meantime"}
		if err == nil && set(now) {
			p.Outcome, p.Text = change.Succeeded, "the service has the new settings"
		}
		return p, err
	})
}

// inWords are the fields in a line, as they were or as they are to be.
func inWords(fields []setting, after bool) string {
	var parts []string
	for _, f := range fields {
		value := f.before
		if after {
			value = f.after
		}
		parts = append(parts, f.path+" "+value)
	}
	return strings.Join(parts, ", ")
}

// of are the fields that the settings name, with what they are now.
func (to Settings) of(at *planContext) (all []setting) {
	s := at.service
	if to.Exec != nil {
		all = append(all, setting{path: "enableExecuteCommand", before: fmt.Sprint(s.Exec), after: fmt.Sprint(*to.Exec), replaced: true,
			send: func(in *ecs.UpdateServiceInput) { in.EnableExecuteCommand = to.Exec }})
	}
	all = append(all, to.deployment(at)...)
	if to.Grace != nil {
		all = append(all, setting{path: "healthCheckGracePeriodSeconds", before: strconv.Itoa(int(s.Grace.Seconds())), after: strconv.Itoa(int(to.Grace.Seconds())),
			send: func(in *ecs.UpdateServiceInput) { in.HealthCheckGracePeriodSeconds = new(int32(to.Grace.Seconds())) }})
	}
	if to.Capacity != nil {
		all = append(all, setting{path: "capacityProviderStrategy", before: aws.CapacityText(s.Capacity), after: aws.CapacityText(to.Capacity), deploys: true,
			send: func(in *ecs.UpdateServiceInput) {
				in.CapacityProviderStrategy, in.ForceNewDeployment = items(to.Capacity), true // ECS refuses it without
			}})
	}
	return append(all, to.network(at)...)
}

// deployment are the fields of the deployment configuration. It is sent as it was read, with the change: whether ECS merges a
// part of it is not documented.
func (to Settings) deployment(at *planContext) (all []setting) {
	s := at.service
	least, most := percents(s)
	edit := func(path, before, after string, set func(*types.DeploymentConfiguration)) {
		all = append(all, setting{path: path, before: before, after: after, send: func(in *ecs.UpdateServiceInput) {
			if in.DeploymentConfiguration == nil {
				in.DeploymentConfiguration = new(types.DeploymentConfiguration)
				if raw := at.raw.DeploymentConfiguration; raw != nil {
					*in.DeploymentConfiguration = *raw
				}
			}
			set(in.DeploymentConfiguration)
		}})
	}
	if to.MinHealthy != nil {
		edit("minimumHealthyPercent", strconv.Itoa(least), strconv.Itoa(*to.MinHealthy), func(d *types.DeploymentConfiguration) { d.MinimumHealthyPercent = new(int32(*to.MinHealthy)) })
	}
	if to.Max != nil {
		edit("maximumPercent", strconv.Itoa(most), strconv.Itoa(*to.Max), func(d *types.DeploymentConfiguration) { d.MaximumPercent = new(int32(*to.Max)) })
	}
	breaker := func(set func(*types.DeploymentCircuitBreaker)) func(*types.DeploymentConfiguration) {
		return func(d *types.DeploymentConfiguration) {
			k := types.DeploymentCircuitBreaker{}
			if d.DeploymentCircuitBreaker != nil {
				k = *d.DeploymentCircuitBreaker
			}
			set(&k)
			d.DeploymentCircuitBreaker = &k
		}
	}
	if to.Breaker != nil {
		edit("deploymentCircuitBreaker", fmt.Sprint(s.Rollout.Breaker), fmt.Sprint(*to.Breaker), breaker(func(k *types.DeploymentCircuitBreaker) { k.Enable = *to.Breaker }))
	}
	if to.Rollback != nil {
		edit("deploymentCircuitBreaker.rollback", fmt.Sprint(s.Rollout.Rollback), fmt.Sprint(*to.Rollback), breaker(func(k *types.DeploymentCircuitBreaker) { k.Rollback = *to.Rollback }))
	}
	return all
}

// network are the fields of the network configuration, which is sent as a whole.
func (to Settings) network(at *planContext) (all []setting) {
	s := at.service.Network
	edit := func(path, before, after string, set func(*types.AwsVpcConfiguration)) {
		all = append(all, setting{path: path, before: before, after: after, deploys: true, send: func(in *ecs.UpdateServiceInput) {
			if in.NetworkConfiguration == nil {
				vpc := types.AwsVpcConfiguration{}
				if raw := at.raw.NetworkConfiguration; raw != nil && raw.AwsvpcConfiguration != nil {
					vpc = *raw.AwsvpcConfiguration
				}
				in.NetworkConfiguration = &types.NetworkConfiguration{AwsvpcConfiguration: &vpc}
			}
			set(in.NetworkConfiguration.AwsvpcConfiguration)
		}})
	}
	sorted := func(list []string) string { return strings.Join(slices.Sorted(slices.Values(list)), " ") }
	if to.Subnets != nil {
		edit("subnets", sorted(s.Subnets), sorted(to.Subnets), func(v *types.AwsVpcConfiguration) { v.Subnets = to.Subnets })
	}
	if to.SecurityGroups != nil {
		edit("securityGroups", sorted(s.SecurityGroups), sorted(to.SecurityGroups), func(v *types.AwsVpcConfiguration) { v.SecurityGroups = to.SecurityGroups })
	}
	if to.PublicIP != nil {
		word := map[bool]types.AssignPublicIp{true: types.AssignPublicIpEnabled, false: types.AssignPublicIpDisabled}[*to.PublicIP]
		edit("assignPublicIp", s.PublicIP, string(word), func(v *types.AwsVpcConfiguration) { v.AssignPublicIp = word })
	}
	return all
}

// back are the settings as they are before the change.
func (to Settings) back(at *planContext) Settings {
	s, was := at.service, Settings{Replace: to.Replace}
	least, most := percents(s)
	if to.Exec != nil {
		was.Exec = &s.Exec
	}
	if to.MinHealthy != nil {
		was.MinHealthy = &least
	}
	if to.Max != nil {
		was.Max = &most
	}
	if to.Breaker != nil {
		was.Breaker = &s.Rollout.Breaker
	}
	if to.Rollback != nil {
		was.Rollback = &s.Rollout.Rollback
	}
	if to.Grace != nil {
		was.Grace = &s.Grace
	}
	if to.Capacity != nil {
		was.Capacity = append([]aws.CapacityShare{}, s.Capacity...)
	}
	if to.Subnets != nil {
		was.Subnets = s.Network.Subnets
	}
	if to.SecurityGroups != nil {
		was.SecurityGroups = append([]string{}, s.Network.SecurityGroups...)
	}
	if to.PublicIP != nil {
		was.PublicIP = new(s.Network.PublicIP == string(types.AssignPublicIpEnabled))
	}
	return was
}
