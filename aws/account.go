package aws

import (
	"context"
	"slices"

	"github.com/ecscope/ecscope/aws/call"
)

// account finds the way to AWS in environment and files, as the AWS CLI does.
type account struct {
	options Options
	environ call.Environ
}

func newAccount(o Options) account {
	return account{options: o, environ: call.Environ{List: o.Environ}}
}

// load reads environment and files. It makes no call.
func (a account) load(ctx context.Context) (*call.Road, error) {
	profile, err := a.profile()
	if err != nil {
		return nil, err
	}
	o := a.options
	options := call.Options{Environ: a.environ, Explicit: o.Profile != "", Region: o.Region, Ask: o.Ask, LogIn: o.LogIn,
		Now: o.Now, Sleep: o.Sleep, Transport: o.Transport, Dial: o.Dial}
	if profile != "" {
		spelled, _ := written(a.environ) // trouble with the files has been told of
		options.Profile = spelled[profile]
	}
	return call.Open(ctx, options)
}

// profile is the profile to read, which has to exist where one was asked for; empty for none. The default one need not.
func (a account) profile() (string, error) {
	name := a.options.Profile
	if name == "" {
		name = a.environ.Profile()
	}
	known, err := Profiles(a.options)
	if err != nil && name != "" && !slices.Contains(known, name) {
		return "", err
	}
	switch {
	case slices.Contains(known, name):
		return name, nil
	case name == "" && slices.Contains(known, "default"):
		return "default", nil
	case name == "" || name == "default":
		return "", nil
	}
	return "", noProfile(a.environ, name, known)
}
