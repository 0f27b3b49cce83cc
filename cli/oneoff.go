package cli

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/edit"
	"github.com/ecscope/ecscope/change"
)

const useRun = "run [cluster/]service | cluster [-- command words]"

const aboutRun = `Run a task once, with the settings of a service: its revision, network, launch type or capacity providers, platform version,
placement, volumes and tags. The words after -- replace the container's command:

  ecscope run prod/checkout -- rake db:migrate
  ecscope run prod/checkout --env RAILS_ENV=staging --memory 4096 -- sh -c 'rake db:seed && rake stats'
  ecscope run prod --revision report:12 --subnet subnet-0a1b --security-group sg-0c2f

The container's log goes to standard output; everything else goes to standard error. With -o json, the log also goes to standard
error, and standard output gets one object. The service's tasks, deployments and scaling are not touched. Its load balancer,
service discovery and Service Connect don't know the task.

--env NAME takes the value from the environment, which keeps secrets out of the argument list. Overrides are stored with the task,
and anyone who may describe the task can read them.

ecscope follows the task until it stops, unless you pass --detach. ctrl-c stops following: the task keeps running, and ecscope
prints the commands that stop and follow it. RunTask is sent with a client token, so it starts one task even if the connection
fails.

The exit code is the container's, once the task has stopped. If there is none, because the task did not start, was stopped, or
couldn't be followed, the exit code is 1 and a line on standard error begins with "ecscope:"; with -o json, exit_code is null.`

// oneOffRun is one run of run: what was asked for.
type oneOffRun struct {
	task   edit.OneOff
	env    []string
	public bool
	detach bool
}

func runCommand(p *program) *cobra.Command {
	o := &oneOffRun{}
	return alter(p, alteration{
		use: useRun, short: "Run a task once with a service's settings, and exit with its exit code", long: aboutRun,
		flags: o.flags, takes: o.split, follow: o.follow,
		make: func(ctx context.Context, r *reader, words []string) (change.Change, []string, error) {
			return o.make(ctx, p, r, words[0])
		},
	})
}

func (o *oneOffRun) flags(f *pflag.FlagSet) {
	f.StringVar(&o.task.Revision, "revision", "", "the revision to run: a number, family:number or an ARN (default the one the service runs)")
	f.StringVar(&o.task.Container, "container", "", "the container that gets the command and whose exit code is used")
	f.StringArrayVarP(&o.env, "env", "e", nil, "set a variable of the container: NAME=value, or NAME to take the value from the environment (repeatable)")
	f.StringVar(&o.task.CPU, "cpu", "", "CPU units of the task, 1024 for a vCPU")
	f.StringVar(&o.task.Memory, "memory", "", "memory of the task in MiB")
	f.StringVar(&o.task.LaunchType, "launch-type", "", "FARGATE, EC2 or EXTERNAL, instead of the service's launch type or capacity providers")
	f.StringArrayVar(&o.task.Subnets, "subnet", nil, "a subnet, instead of the service's (repeatable)")
	f.StringArrayVar(&o.task.SecurityGroups, "security-group", nil, "a security group, instead of the service's (repeatable)")
	f.BoolVar(&o.public, "public-ip", false, "give the task a public IP address")
	f.BoolVar(&o.detach, "detach", false, "start the task and leave it running")
}

// split parts the place from the command.
func (o *oneOffRun) split(args []string, dash int) ([]string, error) {
	place := args
	if dash >= 0 {
		place, o.task.Command = args[:dash], args[dash:]
		if len(o.task.Command) == 0 {
			return nil, &usage{"run: no command after --", "usage: ecscope " + useRun}
		}
	}
	if len(place) > 1 {
		return nil, &usage{fmt.Sprintf("run: unexpected argument %q", place[1]),
			"put the command after --: " + shell(append([]string{"ecscope", "run", place[0], "--"}, place[1:]...))}
	}
	for name, n := range map[string]string{"cpu": o.task.CPU, "memory": o.task.Memory} {
		if _, err := strconv.ParseUint(n, 10, 31); n != "" && err != nil {
			return nil, &usage{fmt.Sprintf("--%s %s is not a number", name, n), "CPU is in units (1024 for a vCPU), memory in MiB"}
		}
	}
	return place, nil
}

// make is the change.
func (o *oneOffRun) make(ctx context.Context, p *program, r *reader, text string) (change.Change, []string, error) {
	at, err := r.somewhere(ctx, text)
	if err != nil {
		return nil, nil, err
	}
	task := o.task
	task.Cluster, task.Service = at.cluster, at.service
	if at.service == "" && task.Revision == "" {
		return nil, nil, &usage{"run: " + at.cluster + " is a cluster", "name a service, or pass --revision"}
	}
	if task.Revision != "" {
		if task.Revision, err = r.named(task.Revision); err != nil {
			return nil, nil, err
		}
	}
	if task.Env, err = variables(p.streams, o.env); err != nil {
		return nil, nil, err
	}
	if o.public {
		task.PublicIP = "ENABLED"
	}
	return r.edit.RunTask(task), nil, nil
}

// variables reads NAME=value, and NAME alone from the environment.
func variables(s Streams, given []string) (all []aws.Tag, err error) {
	for _, text := range given {
		name, value, ok := strings.Cut(text, "=")
		if name == "" {
			return nil, &usage{fmt.Sprintf("--env %s has no variable name", text), "write NAME=value, or NAME to take the value from the environment"}
		}
		if !ok {
			if value, ok = s.lookup(name); !ok {
				return nil, misuse("--env %s: the environment has no %s", name, name)
			}
		}
		all = append(all, aws.Tag{Key: name, Value: value})
	}
	return all, nil
}

// lookup is a variable of the environment, and whether it is there.
func (s Streams) lookup(name string) (string, bool) {
	for i := len(s.Environ) - 1; i >= 0; i-- {
		if n, value, _ := strings.Cut(s.Environ[i], "="); n == name {
			return value, true
		}
	}
	return "", false
}

// startedTask is the cluster and the id of the task that was started.
func startedTask(at change.Where, r change.Receipt) string {
	return at.Cluster + "/" + cmp.Or(strings.Fields(r.After+" ")...)
}
