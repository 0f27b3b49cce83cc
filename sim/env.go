package sim

import (
	"os"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/sim/wire"
)

// Keys are the credentials that every call has to be signed with.
func (s *Server) Keys() wire.Keys { return s.door.keys }

// Env is the environment, as NAME=value, that points any AWS SDK and the AWS
// CLI at this server and at nothing else. It takes precedence over whatever
// role, proxy or endpoint the environment names otherwise, so append it to
// what Without leaves of that. No file is written for it.
func (s *Server) Env() []string {
	env := []string{
		"AWS_REGION=" + s.home.region,
		"AWS_DEFAULT_REGION=" + s.home.region,
		"AWS_ACCESS_KEY_ID=" + s.door.keys.ID,
		"AWS_SECRET_ACCESS_KEY=" + s.door.keys.Secret,
		"AWS_SESSION_TOKEN=" + s.door.keys.Token,
		"AWS_SECURITY_TOKEN=",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false",
		"AWS_USE_FIPS_ENDPOINT=false",
		"AWS_USE_DUALSTACK_ENDPOINT=false",
		"AWS_PAGER=",
		"NO_PROXY=127.0.0.1,localhost",
		"no_proxy=127.0.0.1,localhost",
		"AWS_DISABLE_HOST_PREFIX_INJECTION=true", // StartLiveTail would ask stream-127.0.0.1
		"AWS_ENDPOINT_URL=" + s.URL(),
	}
	for _, service := range []string{"ECS", "STS", "SSO", "SSO_OIDC", "SSM", "KMS", "CLOUDWATCH", "CLOUDWATCH_LOGS",
		"ELASTIC_LOAD_BALANCING_V2", "APPLICATION_AUTO_SCALING", "IAM", "SECRETS_MANAGER", "ECR", "EVENTBRIDGE", "SCHEDULER"} {
		env = append(env, "AWS_ENDPOINT_URL_"+service+"="+s.URL())
	}
	return env
}

// Profiles are the variables that must not be set beside Env: an environment
// cannot take them back, and both the SDKs and the CLI refuse to start when
// they name a profile that does not exist.
func Profiles() []string { return []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} }

// Without is an environment without the variables that Profiles names.
func Without(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(Profiles(), name)
	})
}
