package cli

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/edit"
	"github.com/ecscope/ecscope/change"
)

// settingFlag is a flag that sets one of a service's settings.
type settingFlag struct {
	to   *edit.Settings
	name string
	text string
}

func (s *settingFlag) String() string { return s.text }

func (s *settingFlag) Set(text string) error {
	s.text = text
	return s.to.Set(s.name, text)
}

// Type is what the help calls the value.
func (s *settingFlag) Type() string { return "value" }

func configureCommand(p *program) *cobra.Command {
	var to edit.Settings
	return alter(p, alteration{
		use: "configure [cluster/]service... --setting value", short: "Change how services run: ECS Exec, deployment settings, capacity, network",
		long: `Change how services run. Only settings that differ are sent. Changing the network or the capacity starts a deployment. Other settings apply to
tasks that start from now on; --replace on replaces the running tasks at once. --min and --max are the minimum healthy percent and
the maximum percent of a deployment; --breaker and --rollback are its circuit breaker.`,
		each: every,
		flags: func(f *pflag.FlagSet) {
			for _, flag := range [][2]string{{"exec", "ECS Exec: on or off"}, {"min", "minimum healthy percent"}, {"max", "maximum percent"},
				{"breaker", "deployment circuit breaker: on or off"}, {"rollback", "roll back when the breaker stops a deployment: on or off"},
				{"grace", "health check grace period, such as 60s"},
				{"capacity", "capacity provider strategy: provider:weight:base, separated by commas"},
				{"subnets", "subnets, separated by commas"}, {"security-groups", "security groups, separated by commas"}, {"public-ip", "public IP address: on or off"},
				{"replace", "replace the running tasks at once: on or off"}} {
				f.Var(&settingFlag{to: &to, name: flag[0]}, flag[0], flag[1])
			}
		},
		make: onService(func(_ context.Context, r *reader, s aws.Service, _ []string) (change.Change, []string, error) {
			return r.edit.Configure(s, to), nil, nil
		}),
	})
}
