package cli

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// logFlagError is flagError, which for the flags that other programs have for the same (the AWS CLI, stern, kubectl, docker) says how it is
// done here.
func logFlagError(c *cobra.Command, err error) error {
	missing, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return flagError(c, err)
	}
	name := missing.GetSpecifiedName()
	dashes := "--"
	if missing.GetSpecifiedShortnames() != "" {
		dashes = "-"
	}
	for here, theirs := range map[string][]string{
		"--limit or -n is how many of the last lines":              {"tail", "lines"},
		"-o raw prints only messages, -o json an object per line":  {"format", "template", "timestamps"},
		"without --follow or -f it prints what there is, and ends": {"no-follow"},
		"--pattern is a CloudWatch filter pattern":                 {"filter-pattern"},
		"--since is where it starts":                               {"start-time", "since-time"},
		"--until is where it ends":                                 {"end-time"},
		"--grep keeps the events that match":                       {"include", "i"},
		"--container is only one container":                        {"c"},
		"a log group is a place: ecscope logs /ecs/name":           {"log-group-name", "log-group"},
		"a stream is its task: ecscope logs CLUSTER/TASK":          {"log-stream-names", "log-stream-name-prefix"},
	} {
		for _, their := range theirs {
			if their == name {
				return &usage{"unknown flag " + dashes + name, here}
			}
		}
	}
	return flagError(c, err)
}
