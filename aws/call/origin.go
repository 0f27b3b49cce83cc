package call

import (
	"github.com/aws/aws-sdk-go-v2/config"
)

// Source is what sort of thing gives credentials.
type Source string

// The sources.
const (
	FromNowhere   Source = ""
	FromVariables Source = "environment"
	FromKeys      Source = "profile"
	FromProcess   Source = "credential_process"
	FromSSO       Source = "sso"
	FromLogin     Source = "login"
	FromToken     Source = "web identity"
	FromContainer Source = "container"
	FromInstance  Source = "instance"
)

// Origin is where credentials begin. Roles may be assumed with what it gives.
type Origin struct {
	Source  Source
	Profile string // that says so; empty where none does
	// Role says that a role is assumed with them; Serial is the MFA device that the first such role needs, or empty.
	Role   bool
	Serial string
}

// Origin says where the credentials come from, in the order in which Credentials looks.
func (r *Road) Origin() Origin {
	if e := r.options.Environ; !r.options.Explicit {
		if e.keys() != nil {
			return Origin{Source: FromVariables}
		}
		if e.Value("AWS_WEB_IDENTITY_TOKEN_FILE") != "" {
			return Origin{Source: FromToken}
		}
	}
	s := &r.shared
	o := Origin{}
	for o.note(s); s.Source != nil; o.note(s) {
		s = s.Source
	}
	o.Source, o.Profile = r.source(s), plainName(s.Profile)
	return o
}

// note takes down the role of a profile.
func (o *Origin) note(s *config.SharedConfig) {
	o.Role = o.Role || s.RoleARN != ""
	if s.MFASerial != "" {
		o.Serial = s.MFASerial
	}
}

// source is what gives the credentials of a profile that has no source profile. An environment that was handed in, and
// that names neither a profile nor a home, is not this machine's.
func (r *Road) source(s *config.SharedConfig) Source {
	e := r.options.Environ
	switch {
	case s.Credentials.HasKeys():
		return FromKeys
	case s.CredentialSource != "":
		return map[string]Source{"Environment": FromVariables, "EcsContainer": FromContainer, "Ec2InstanceMetadata": FromInstance}[s.CredentialSource]
	case s.WebIdentityTokenFile != "":
		return FromToken
	case s.SSOSession != nil || s.SSOStartURL != "" || s.SSOAccountID != "":
		return FromSSO
	case s.LoginSession != "":
		return FromLogin
	case s.CredentialProcess != "":
		return FromProcess
	case e.container() != "":
		return FromContainer
	case e.on("AWS_EC2_METADATA_DISABLED") || r.options.Profile == "" && e.List != nil && e.home() == "":
		return FromNowhere
	}
	return FromInstance
}

// container is the address that gives the role of the container that this program runs in; empty where it runs in none.
func (e Environ) container() string {
	if path := e.Value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"); path != "" {
		return "http://169.254.170.2" + path
	}
	return e.Value("AWS_CONTAINER_CREDENTIALS_FULL_URI")
}
