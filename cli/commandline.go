package cli

import (
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/words"
)

// own is a command line of this program, in the account that this run is about.
func (o *choices) own(words ...string) string {
	words = append([]string{"ecscope"}, words...)
	if o.demo {
		words = append(words, "--demo")
	}
	return shell(in(o.profile, o.region, words...))
}

// theirs is a command line of the AWS CLI in the place that was read.
func theirs(at call.Place, words ...string) string {
	return shell(in(at.Profile, at.Region, append([]string{"aws"}, words...)...))
}

// in adds the account and the region to the words of a command line, as far as they are named.
func in(profile, region string, words ...string) []string {
	for _, flag := range [][2]string{{"--profile", profile}, {"--region", region}} {
		if flag[1] != "" {
			words = append(words, flag[:]...)
		}
	}
	return words
}

// shell writes words for a POSIX shell.
func shell(all []string) string { return words.Shell(all...) }

// quoted is text as one word of a POSIX shell.
func quoted(s string) string { return words.Shell(s) }
