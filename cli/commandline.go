package cli

import (
	"strings"

	"github.com/ecscope/ecscope/aws"
)

// own is a command line of this program, in the account that this run is about.
func (o *choices) own(words ...string) string {
	words = append([]string{"ecscope"}, words...)
	if o.demo {
		words = append(words, "--demo")
	}
	for _, flag := range [][2]string{{"--profile", o.profile}, {"--region", o.region}} {
		if flag[1] != "" {
			words = append(words, flag[:]...)
		}
	}
	return shell(words)
}

// theirs is a command line of the AWS CLI in the place that was read.
func theirs(at aws.Place, words ...string) string {
	words = append([]string{"aws"}, words...)
	if at.Profile != "" {
		words = append(words, "--profile", at.Profile)
	}
	if at.Region != "" {
		words = append(words, "--region", at.Region)
	}
	return shell(words)
}

// shell writes words for a POSIX shell.
func shell(words []string) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = quoted(w)
	}
	return strings.Join(all, " ")
}
