package aws

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// process gets credentials from a profile's credential_process. The SDK's own would write the command's complaints over
// the screen and let it read the keyboard.
type process struct {
	command string
	environ []string
}

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
		c.Env, c.Stderr, c.WaitDelay = p.environ, &complaint, time.Second
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
		return creds, fmt.Errorf("credential_process: %s", Clean(said))
	case strings.Contains(err.Error(), "process output"):
		return creds, fmt.Errorf("credential_process printed no usable credentials")
	}
	return creds, fmt.Errorf("credential_process: %w", err)
}

// quiet is the provider for a profile whose credentials come from a process in the end, roles on the way there assumed
// in turn; nil for other profiles.
func (a account) quiet(cfg awssdk.Config, s *config.SharedConfig) awssdk.CredentialsProvider {
	var p awssdk.CredentialsProvider
	switch {
	case s.Source != nil:
		if p = a.quiet(cfg, s.Source); p == nil {
			return nil
		}
	case s.CredentialProcess != "" && !s.Credentials.HasKeys() && s.CredentialSource == "" && s.WebIdentityTokenFile == "" &&
		s.SSOSession == nil && s.SSOStartURL == "" && s.LoginSession == "":
		p = process{s.CredentialProcess, a.environ.list}
	default:
		return nil
	}
	if s.RoleARN == "" {
		return p
	}
	cfg.Credentials = awssdk.NewCredentialsCache(p)
	return stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), s.RoleARN, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName, o.TokenProvider = s.RoleSessionName, a.token
		if s.RoleDurationSeconds != nil {
			o.Duration = *s.RoleDurationSeconds
		}
		if s.ExternalID != "" {
			o.ExternalID = &s.ExternalID
		}
		if s.MFASerial != "" {
			o.SerialNumber = &s.MFASerial
		}
	})
}
