package aws

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// Choice is a profile as somebody sees it who is to choose one. Nothing was asked of AWS for it.
type Choice struct {
	// Region is empty where neither the profile nor the environment names one.
	Profile, Region string
	// Kind is what gives the credentials, in a word or two; Role says that a role is assumed with them, for which the device
	// Serial is needed where it is not empty.
	Kind, Serial string
	Role         bool
	// Login is the session of IAM Identity Center, empty for other profiles, Until when the login ends, zero where there is
	// none, and Renewed that it is renewed without anybody's doing.
	Login   string
	Until   time.Time
	Renewed bool
	// Err says why the profile cannot be used.
	Err error
}

// LoggedIn says whether the profile needs no login now.
func (c Choice) LoggedIn(now time.Time) bool { return c.Login == "" || c.Renewed || c.Until.After(now) }

// Choices are the profiles of the configuration, with what is said of each there. Profiles that name no credentials are left
// out: they are there for their settings.
func Choices(ctx context.Context, o Options) ([]Choice, error) {
	names, err := Profiles(o)
	var all []Choice
	for _, name := range names {
		if ctx.Err() != nil {
			return all, ctx.Err()
		}
		o.Profile = name
		if c := choice(ctx, o); c.Kind != "" || c.Err != nil {
			all = append(all, c)
		}
	}
	return all, err
}

func choice(ctx context.Context, o Options) Choice {
	c := Choice{Profile: o.Profile}
	road, err := newAccount(o).load(ctx)
	if err != nil {
		c.Err = opened(err)
		return c
	}
	c.Region = road.Region()
	origin := road.Origin()
	c.Kind, c.Role, c.Serial = kinds()[origin.Source], origin.Role, clean.Text(origin.Serial)
	if origin.Source != call.FromSSO {
		return c
	}
	session, err := road.SSO(ctx)
	if err != nil {
		c.Err = call.NewError(call.Invalid, "read profile "+c.Profile, "check ~/.aws/config", call.Plainly(err))
		return c
	}
	standing := session.Standing(ctx)
	c.Login, c.Until, c.Renewed = clean.Text(session.Name()), standing.Until, standing.Renewed
	return c
}

// kinds are the sources that a profile has of its own.
func kinds() map[call.Source]string {
	return map[call.Source]string{call.FromSSO: "IAM Identity Center", call.FromLogin: "aws login", call.FromKeys: "keys",
		call.FromProcess: "credential_process", call.FromToken: "web identity", call.FromVariables: "environment"}
}

// Trial is a place that was looked at for credentials or a region, and why there are none.
type Trial struct{ Place, Found string }

// Lack is what is missing to open an account.
type Lack struct {
	Region, Credentials bool
	// Profile is the profile that was asked for by name, empty for none.
	Profile string
	Tried   []Trial
}

// Missing says whether something is.
func (l Lack) Missing() bool { return l.Region || l.Credentials }

// Lacking finds out what is missing to open an account. AWS is asked for nothing; where nothing names credentials, the
// metadata service of an EC2 instance is.
func Lacking(ctx context.Context, o Options) (Lack, error) {
	a := newAccount(o)
	road, err := a.load(ctx)
	if call.KindOf(err) == call.NotFound {
		return a.unknown(), nil
	}
	if err != nil {
		return Lack{}, opened(err)
	}
	l := Lack{Region: road.Region() == "", Profile: o.Profile}
	profile, _ := a.profile() // load has looked at the error
	source := road.Origin().Source
	if source == call.FromNowhere || source == call.FromInstance && !named(ctx, o, profile) {
		p, err := road.Credentials(ctx)
		if err == nil {
			_, err = p.Retrieve(ctx)
		}
		l.Credentials = err != nil
	}
	if !l.Missing() {
		return l, nil
	}
	if l.Credentials {
		l.Tried = tried(a, profile, source)
	}
	if l.Region {
		l.Tried = append(l.Tried, Trial{"region", "none set: --region, AWS_REGION or region in a profile"})
	}
	return l, ctx.Err()
}

// unknown is what is missing where the profile that was asked for does not exist. Whatever else there may be is not what
// was asked for.
func (a account) unknown() Lack {
	name, found := cmp.Or(a.options.Profile, a.environ.Profile()), "no such profile"
	known, _ := Profiles(a.options) // that no such profile is known from reading the same files
	if near := words.Nearest(name, known); len(near) > 0 {
		found += ": did you mean " + call.Either(near) + "?"
	}
	return Lack{Region: cmp.Or(a.options.Region, a.environ.Region()) == "", Credentials: true, Tried: []Trial{{"profile " + clean.Text(name), found}, {"files", clean.Text(files(a.environ))}}}
}

// named says whether the profile itself names the instance's role.
func named(ctx context.Context, o Options, profile string) bool {
	if profile == "" {
		return false
	}
	o.Profile = profile
	road, err := newAccount(o).load(ctx)
	return err == nil && road.Origin().Role
}

func tried(a account, profile string, source call.Source) []Trial {
	known, _ := Profiles(a.options)
	of := Trial{"profile default", fmt.Sprintf("none in %s", clean.Text(a.environ.ConfigFile()))}
	if profile != "" {
		of = Trial{"profile " + profile, "it has no credentials"}
	} else if a.environ.ConfigFile() == "" {
		of.Found = "no home directory to look in"
	} else if slices.Contains(known, "default") {
		of.Found = "it has no credentials"
	}
	machine := Trial{"container, EC2", "the metadata service did not answer"}
	if source == call.FromNowhere {
		machine.Found = "not asked: AWS_EC2_METADATA_DISABLED is set"
	}
	return []Trial{{"environment", "AWS_ACCESS_KEY_ID is not set"}, of, machine}
}
