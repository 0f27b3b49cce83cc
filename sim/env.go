package sim

import (
	"os"
	"path/filepath"
)

// Credentials that are obviously not real; the key is the one of AWS's own
// documentation.
const (
	accessKey = "AKIAIOSFODNN7EXAMPLE"
	secretKey = "simulated/not/a/secret"
)

// Env is the environment, as NAME=value, that points any AWS SDK and the AWS
// CLI at this server and at nothing else. It takes precedence over whatever
// profile, role, proxy or endpoint the environment names otherwise, so append
// it to os.Environ. The first call writes a configuration file with an empty
// default profile, for AWS_PROFILE to name; Close removes it.
func (s *Server) Env() []string {
	env := []string{
		"AWS_REGION=" + region,
		"AWS_DEFAULT_REGION=" + region,
		"AWS_ACCESS_KEY_ID=" + accessKey,
		"AWS_SECRET_ACCESS_KEY=" + secretKey,
		"AWS_SESSION_TOKEN=",
		"AWS_SECURITY_TOKEN=",
		"AWS_CONFIG_FILE=" + s.profile(),
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false",
		"AWS_USE_FIPS_ENDPOINT=false",
		"AWS_USE_DUALSTACK_ENDPOINT=false",
		"AWS_PAGER=",
		"NO_PROXY=127.0.0.1,localhost",
		"no_proxy=127.0.0.1,localhost",
		"AWS_ENDPOINT_URL=" + s.URL(),
	}
	if s.dir != "" {
		env = append(env, "AWS_PROFILE=default", "AWS_DEFAULT_PROFILE=default")
	}
	for _, service := range []string{"ECS", "STS", "SSM", "CLOUDWATCH", "CLOUDWATCH_LOGS",
		"ELASTIC_LOAD_BALANCING_V2", "APPLICATION_AUTO_SCALING"} {
		env = append(env, "AWS_ENDPOINT_URL_"+service+"="+s.URL())
	}
	return env
}

// profile is the path of a configuration file whose default profile says
// nothing. An environment cannot unset AWS_PROFILE, and both the SDKs and the
// CLI refuse to start when it names a profile that does not exist.
func (s *Server) profile() string {
	s.configured.Do(func() {
		dir, err := os.MkdirTemp("", "ecscope-sim-")
		if err != nil {
			return
		}
		s.dir = dir
		if os.WriteFile(filepath.Join(dir, "config"), []byte("[default]\n"), 0o600) != nil {
			s.dir = ""
		}
	})
	if s.dir == "" {
		return os.DevNull // without AWS_PROFILE in the environment this works as well
	}
	return filepath.Join(s.dir, "config")
}
