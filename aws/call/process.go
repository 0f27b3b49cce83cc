package call

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
)

// process gets credentials from a profile's credential_process. The SDK's own would write the command's complaints over
// the screen and let it read the keyboard.
type process struct {
	command string
	environ []string
}

// heldOpen is how long what a command wrote is waited for once it has ended: something it left behind may hold its output open, and a
// machine that has other things to do may be late with it.
const heldOpen = 10 * time.Second

// Retrieve runs the command, for at most a minute. What it wrote to standard error is the error's text; what it wrote
// to standard output never is, since that may be a secret.
func (p process) Retrieve(ctx context.Context) (awssdk.Credentials, error) {
	var complaint bytes.Buffer
	build := func(ctx context.Context) (*exec.Cmd, error) {
		shell := []string{"sh", "-c"}
		if runtime.GOOS == "windows" {
			shell = []string{"cmd.exe", "/C"}
		}
		c := exec.CommandContext(ctx, shell[0], shell[1], p.command)
		c.Env, c.Stderr, c.WaitDelay = p.environ, &complaint, heldOpen
		if c.Env == nil {
			c.Env = os.Environ()
		}
		return c, nil
	}
	creds, err := processcreds.NewProviderCommand(processcreds.NewCommandBuilderFunc(build)).Retrieve(ctx)
	if err == nil {
		return creds, nil
	}
	said := strings.TrimSpace(complaint.String())
	said = said[strings.LastIndexByte(said, '\n')+1:]
	switch {
	case said != "":
		return creds, &ProcessError{said}
	case strings.Contains(err.Error(), "process output"):
		return creds, &ProcessError{}
	}
	return creds, &ProcessError{err.Error()}
}

// ProcessError is why a credential_process gave no credentials: what it said on standard error, as it is.
type ProcessError struct{ Said string }

func (e *ProcessError) Error() string {
	if e.Said == "" {
		return "credential_process printed no usable credentials"
	}
	return "credential_process: " + e.Said
}
