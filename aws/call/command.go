package call

import (
	"strings"

	"github.com/ecscope/ecscope/aws/plain"
)

// Command is a shell command that makes the same call with the AWS CLI, in the same region and as the same profile.
func (c *Caller) Command(words ...string) string {
	return c.CommandOf(append([]string{"ecs"}, words...)...)
}

// CommandOf is command of any service of AWS.
func (c *Caller) CommandOf(words ...string) string {
	return Shell(append(withProfile(append([]string{"aws"}, words...), c.place.Profile), "--region", c.place.Region))
}

// Shell writes words for a POSIX shell.
func Shell(words []string) string { return strings.Join(plain.Each(words, ShellWord), " ") }

// ShellWord quotes a word for a POSIX shell where it needs it. One that is to be expanded by the shell begins with "$(.
func ShellWord(s string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@,+%"
	if strings.HasPrefix(s, `"$(`) || s != "" && strings.Trim(s, plain) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
