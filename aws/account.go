package aws

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/smithy-go/logging"
)

// account finds region, endpoints and credentials in environment and files, the way the AWS CLI does.
type account struct {
	options Options
	environ environ
	http    *awshttp.BuildableClient
}

func newAccount(o Options) account {
	h := awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = 5 * time.Second }).
		WithTransportOptions(func(t *http.Transport) { t.MaxIdleConnsPerHost = 2 * crew })
	return account{options: o, environ: environ{o.Environ}, http: h}
}

// load reads environment and files. It makes no call. The second result is the profile in use, zero where there is none.
func (a account) load(ctx context.Context) (awssdk.Config, config.SharedConfig, error) {
	profile, err := a.profile()
	if err != nil {
		return awssdk.Config{}, config.SharedConfig{}, err
	}
	if profile == "" && (a.environ.list != nil || a.environ.profile() != "") {
		cfg := awssdk.Config{HTTPClient: a.http, Logger: logging.Nop{}, Credentials: nothing{}}
		if p := a.static(); p != nil {
			cfg.Credentials = p
		}
		return cfg, config.SharedConfig{}, nil
	}
	cfg, err := config.LoadDefaultConfig(ctx, a.choices(profile)...)
	if err != nil {
		return awssdk.Config{}, config.SharedConfig{}, err
	}
	var shared config.SharedConfig
	for _, s := range cfg.ConfigSources {
		if s, ok := s.(config.SharedConfig); ok {
			shared = s
		}
	}
	if a.options.Profile != "" || a.static() == nil {
		if p := a.quiet(cfg, &shared); p != nil {
			cfg.Credentials = awssdk.NewCredentialsCache(p)
		}
	}
	return cfg, shared, nil
}

// profile is the profile to read, which has to exist where one was asked for; empty for none. The default one need not.
func (a account) profile() (string, error) {
	name := a.options.Profile
	if name == "" {
		name = a.environ.profile()
	}
	known, err := Profiles(a.options)
	if err != nil && name != "" && !slices.Contains(known, name) {
		return "", err
	}
	switch {
	case slices.Contains(known, name):
		return name, nil
	case name == "" && a.environ.list != nil && slices.Contains(known, "default"):
		return "default", nil
	case name == "" || name == "default":
		return "", nil
	}
	return "", noProfile(name, known)
}

// choices are what the SDK is told rather than left to find out.
func (a account) choices(profile string) []func(*config.LoadOptions) error {
	files := func(path string) []string {
		return slices.DeleteFunc([]string{path}, func(s string) bool { return s == "" })
	}
	choices := []func(*config.LoadOptions) error{
		config.WithHTTPClient(a.http),
		config.WithLogger(logging.Nop{}),
		config.WithSharedConfigFiles(files(a.environ.configFile())),
		config.WithSharedCredentialsFiles(files(a.environ.credentialsFile())),
		config.WithAssumeRoleCredentialOptions(func(o *stscreds.AssumeRoleOptions) { o.TokenProvider = a.token }),
	}
	if profile != "" && (a.options.Profile != "" || a.environ.value("AWS_WEB_IDENTITY_TOKEN_FILE") == "") {
		spelled, _ := written(a.environ) // trouble with the files has been told of
		choices = append(choices, config.WithSharedConfigProfile(spelled[profile]))
	}
	if p := a.static(); p != nil && a.options.Profile == "" {
		choices = append(choices, config.WithCredentialsProvider(p))
	}
	if r := a.region(); r != "" {
		choices = append(choices, config.WithRegion(r))
	}
	return choices
}

func (a account) region() string {
	if a.options.Region != "" {
		return a.options.Region
	}
	return a.environ.region()
}

// static is the provider for keys in the environment, or nil.
func (a account) static() awssdk.CredentialsProvider {
	id := a.environ.value("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY")
	secret := a.environ.value("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY")
	if id == "" || secret == "" {
		return nil
	}
	return credentials.NewStaticCredentialsProvider(id, secret, a.environ.value("AWS_SESSION_TOKEN"))
}

// endpoint is the address configured for a service ("ECS"), or nil for AWS's own.
func (a account) endpoint(ctx context.Context, shared config.SharedConfig, service string) *string {
	if ignore := shared.IgnoreConfiguredEndpoints; a.environ.value("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == "true" ||
		ignore != nil && *ignore {
		return nil
	}
	url := a.environ.value("AWS_ENDPOINT_URL_"+service, "AWS_ENDPOINT_URL")
	if own, ok, err := shared.GetServiceBaseEndpoint(ctx, service); url == "" && ok && err == nil {
		url = own
	}
	if url == "" {
		url = shared.BaseEndpoint
	}
	if url == "" {
		return nil
	}
	return &url
}

// token asks for the code of an MFA device.
func (a account) token() (string, error) {
	if a.options.Token == nil {
		return "", errors.New("the role needs the code of an MFA device")
	}
	return a.options.Token()
}

// nothing is the provider of no credentials.
type nothing struct{}

func (nothing) Retrieve(context.Context) (awssdk.Credentials, error) {
	return awssdk.Credentials{}, errors.New("no credentials found")
}
