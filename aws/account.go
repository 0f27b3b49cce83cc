package aws

import (
	"cmp"
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
	options := call.Options{Environ: a.environ, Explicit: o.Profile != "", Region: o.Region, Ask: o.Ask, LogIn: o.LogIn, LoginKey: o.LoginKey,
		Now: o.Now, Sleep: o.Sleep, Transport: o.Transport, Dial: o.Dial}
	if profile != "" {
		spelled, _ := written(a.environ) // trouble with the files has been told of
		options.Profile = spelled[profile]
	}
	return call.Open(ctx, options)
}

// named is the profile that was asked for; empty where none was.
func (a account) named() string { return cmp.Or(a.options.Profile, a.environ.Profile()) }

// profile is the profile to read, which has to exist where one was asked for; empty for none. The default one need not.
func (a account) profile() (string, error) {
	name := a.named()
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

// SourceOf is where the credentials of a profile come from. No account is opened and no region is needed.
func SourceOf(ctx context.Context, o Options) (call.Provider, error) {
	road, err := newAccount(o).load(ctx)
	if err != nil {
		return call.Provider{}, opened(err)
	}
	return call.NewProvider(road), nil
}
