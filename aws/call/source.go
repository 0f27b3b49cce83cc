package call

import (
	"context"
	"errors"
	"fmt"

	"github.com/ecscope/ecscope/clean"
)

// setup is the hint where nothing gives credentials.
const setup = "set up a profile with `aws configure sso` or `aws configure`, or try ecscope --demo"

// Provider is where credentials come from, and how they are renewed.
type Provider struct{ road *Road }

// NewProvider is where the credentials of a way to AWS come from.
func NewProvider(road *Road) Provider { return Provider{road} }

// Source is where the client's credentials come from.
func (c *Caller) Source() Provider { return Provider{c.Way()} }

// SSO says whether they come from a login to IAM Identity Center.
func (s Provider) SSO() bool { return s.road.Origin().Source == FromSSO }

// LogIn logs in to IAM Identity Center and leaves the token in the AWS CLI's cache. After it, call Renew of the clients
// that use it.
func (s Provider) LogIn(ctx context.Context, l Login) error {
	session, err := s.road.SSO(ctx)
	if err != nil {
		return NewError(Invalid, "log in", s.Hint(), Plainly(err))
	}
	return LogIn(ctx, session, l)
}

// LogIn logs in to a session, with errors as everywhere in this package.
func LogIn(ctx context.Context, session *SSO, l Login) error {
	err := session.LogIn(ctx, l)
	if err == nil {
		return nil
	}
	op := Op("CreateToken", "log in to "+clean.Text(session.Name()))
	switch {
	case errors.Is(err, ErrLoginDenied):
		return NewError(Denied, op.Words, "", err)
	case errors.Is(err, ErrLoginLate):
		return NewError(Expired, op.Words, "try again", err)
	}
	e := judge{session.Road()}.fault(ctx, op, err)
	if e.kind == Expired || e.kind == Unsigned || e.hint == "" {
		e.hint = fmt.Sprintf("check sso_start_url (%s) and sso_region (%s)", clean.Text(session.Start), clean.Text(session.Region))
	}
	return e
}

// Login is the session of IAM Identity Center that they come from: its name or start URL.
func (s Provider) Login(ctx context.Context) string {
	session, err := s.road.SSO(ctx)
	if err != nil {
		return ""
	}
	return clean.Text(session.Name())
}

// Command is the command, and its arguments, that renews them where ecscope cannot: that of `aws login`, with the profile
// that holds the login, which a role may have as its source. It is nil where there is none.
func (s Provider) Command() []string {
	o := s.road.Origin()
	if o.Source != FromLogin {
		return nil
	}
	return withProfile([]string{"aws", "login"}, o.Profile)
}

func withProfile(command []string, profile string) []string {
	if profile != "" {
		command = append(command, "--profile", profile)
	}
	return command
}

// Words says where they come from: "the keys of profile prod".
func (s Provider) Words() string {
	o := s.road.Origin()
	profile := "profile " + clean.Text(o.Profile)
	switch o.Source {
	case FromSSO:
		return "IAM Identity Center, through " + profile
	case FromLogin:
		return "`aws login`, through " + profile
	case FromVariables:
		return "the AWS_* variables"
	case FromKeys:
		return "the keys of " + profile
	case FromProcess:
		return "the credential_process of " + profile
	case FromToken:
		return "a web identity token"
	case FromContainer:
		return "the role of the container"
	case FromInstance:
		return "the role of the EC2 instance"
	}
	return ""
}

// Renewal says what renews them, or what to do where there are none.
func (s Provider) Renewal() string {
	o := s.road.Origin()
	switch o.Source {
	case FromSSO:
		return s.pressing() + "run `" + clean.Text(Shell(withProfile([]string{"ecscope", "login"}, o.Profile))) + "`"
	case FromLogin:
		return s.pressing() + "run `" + clean.Text(Shell(s.Command())) + "`"
	case FromVariables:
		return "set new ones, or unset them to use a profile"
	case FromKeys:
		return "put new ones in the AWS credentials file"
	case FromProcess:
		return "run it by hand to see why"
	case FromToken:
		return "renew it in the tool that writes its file"
	case FromContainer:
		return "check its task or pod"
	case FromInstance:
		return "check the instance"
	}
	return setup
}

// pressing is the first half of what renews them, where there is a key for it.
func (s Provider) pressing() string {
	if k := s.road.options.LoginKey; k != "" {
		return "press " + k + ", or "
	}
	return ""
}

// Hint is what to do about credentials that no longer work, or that cannot be had.
func (s Provider) Hint() string {
	switch s.road.Origin().Source {
	case FromSSO, FromLogin, FromNowhere:
		return s.Renewal()
	}
	return "the credentials come from " + s.Words() + ": " + s.Renewal()
}
