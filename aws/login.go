package aws

import (
	"strings"

	"github.com/ecscope/ecscope/aws/call"
)

// setup is the hint where nothing gives credentials.
const setup = "set up a profile with `aws configure sso` or `aws configure`, or try ecscope --demo"

// Login is the command, and its arguments, that logs in again where the credentials come from a login (IAM Identity
// Center or `aws login`); nil where they come from elsewhere. The profile is the one that holds the login, which a role
// may have as its source: `aws sso login` knows no other. After it, call Renew.
func (c *Client) Login() []string {
	var command []string
	o := c.way().Origin()
	switch o.Source {
	case call.FromSSO:
		command = []string{"aws", "sso", "login"}
	case call.FromLogin:
		command = []string{"aws", "login"}
	default:
		return nil
	}
	if o.Profile != "" {
		command = append(command, "--profile", o.Profile)
	}
	return command
}

// relogin is the hint for credentials that no longer work, or that cannot be had: what to do about their source.
func (c *Client) relogin() string {
	o := c.way().Origin()
	profile := Clean(o.Profile)
	switch o.Source {
	case call.FromSSO, call.FromLogin:
		return "L on the screen logs in; elsewhere run `" + Clean(strings.Join(c.Login(), " ")) + "`"
	case call.FromVariables:
		return "the credentials come from the AWS_* variables: set fresh ones, or unset them to use a profile"
	case call.FromKeys:
		return "the credentials are keys of profile " + profile + ": put fresh ones into the AWS credentials file"
	case call.FromProcess:
		return "the credentials come from the credential_process of profile " + profile + ": run it by hand to see why"
	case call.FromToken:
		return "the credentials come from a web identity token: whatever writes its file has to renew it"
	case call.FromContainer:
		return "the credentials come from the role of the container: look at its task or pod"
	case call.FromInstance:
		return "the credentials come from the role of the instance: look at the instance"
	}
	return setup
}
