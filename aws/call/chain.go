package call

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/credentials/endpointcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/logincreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/signin"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// metadataTimeout is how long the instance metadata service may take: it is not there on most machines.
const metadataTimeout = 2 * time.Second

// ErrNone says that there are no credentials anywhere.
var ErrNone = errors.New("no credentials found")

// Credentials is where the credentials come from, in the order of the SDKs: the profile that was asked for, else keys in
// the environment, else its web identity, else the profile that the environment names, else the machine.
func (r *Road) Credentials(ctx context.Context) (awssdk.CredentialsProvider, error) {
	e := r.options.Environ
	if !r.options.Explicit {
		if k := e.keys(); k != nil {
			return k, nil
		}
		if file := e.Value("AWS_WEB_IDENTITY_TOKEN_FILE"); file != "" {
			return r.webIdentity(ctx, file, e.Value("AWS_ROLE_ARN"), e.Value("AWS_ROLE_SESSION_NAME")), nil
		}
	}
	p, err := r.from(ctx, &r.shared)
	if err != nil {
		return nil, err
	}
	return awssdk.NewCredentialsCache(p), nil
}

// keys are the keys in the environment, or nil.
func (e Environ) keys() awssdk.CredentialsProvider {
	id, secret := e.Value("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"), e.Value("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY")
	if id == "" || secret == "" {
		return nil
	}
	return credentials.NewStaticCredentialsProvider(id, secret, e.Value("AWS_SESSION_TOKEN"))
}

// from is where the credentials of a profile come from, roles on the way there assumed in turn.
func (r *Road) from(ctx context.Context, s *config.SharedConfig) (awssdk.CredentialsProvider, error) {
	var p awssdk.CredentialsProvider
	var err error
	switch source := r.source(s); {
	case s.Source != nil:
		p, err = r.from(ctx, s.Source)
	case source == FromKeys:
		p = credentials.StaticCredentialsProvider{Value: s.Credentials}
	case s.CredentialSource != "":
		p, err = r.named(s.CredentialSource)
	case source == FromToken:
		return r.webIdentity(ctx, s.WebIdentityTokenFile, s.RoleARN, s.RoleSessionName), nil
	case source == FromSSO:
		p, err = newSSORole(ctx, r, s)
	case source == FromLogin:
		p, err = leftByLogin(ctx, r, s.LoginSession)
	case source == FromProcess:
		p = process{s.CredentialProcess, r.options.Environ.List}
	case source == FromContainer:
		p, err = r.container()
	case source == FromInstance:
		p = r.instance()
	default:
		p = nothing{}
	}
	if err != nil || s.RoleARN == "" {
		return p, err
	}
	return r.role(ctx, s, awssdk.NewCredentialsCache(p)), nil
}

// named is what a credential_source names.
func (r *Road) named(source string) (awssdk.CredentialsProvider, error) {
	switch source {
	case "Environment":
		if k := r.options.Environ.keys(); k != nil {
			return k, nil
		}
		return nil, errors.New("credential_source is Environment, but the environment has no keys")
	case "EcsContainer":
		if p, err := r.container(); p != nil || err != nil {
			return p, err
		}
		return nil, errors.New("credential_source is EcsContainer, but this is not an ECS container")
	case "Ec2InstanceMetadata":
		return r.instance(), nil
	}
	return nil, fmt.Errorf("credential_source must be Environment, EcsContainer or Ec2InstanceMetadata, not %q", source)
}

// container is the role of the container that this program runs in; nil where it runs in none.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
func (r *Road) container() (awssdk.CredentialsProvider, error) {
	e := r.options.Environ
	address := e.container()
	if address == "" {
		return nil, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, errors.New("AWS_CONTAINER_CREDENTIALS_FULL_URI is not a URL")
	}
	ip := net.ParseIP(u.Hostname())
	allowed := u.Hostname() == "localhost" || ip != nil && (ip.IsLoopback() || u.Hostname() == "169.254.170.2" || u.Hostname() == "169.254.170.23" || u.Hostname() == "fd00:ec2::23")
	if u.Scheme != "https" && !allowed {
		return nil, errors.New("AWS_CONTAINER_CREDENTIALS_FULL_URI is neither encrypted nor on this machine")
	}
	return endpointcreds.New(address, func(o *endpointcreds.Options) {
		o.AuthorizationToken = e.Value("AWS_CONTAINER_AUTHORIZATION_TOKEN")
		if u.Scheme == "https" {
			o.HTTPClient = r.line.Client
		}
		if file := e.Value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); file != "" {
			o.AuthorizationTokenProvider = endpointcreds.TokenProviderFunc(func() (string, error) {
				text, err := os.ReadFile(file)
				return string(text), err
			})
		}
	}), nil
}

// instance is the role of the EC2 instance that this program runs on.
func (r *Road) instance() awssdk.CredentialsProvider {
	return metadata{ec2rolecreds.New(func(o *ec2rolecreds.Options) {
		m := imds.Options{Endpoint: r.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", r.shared.EC2IMDSEndpoint), EndpointMode: r.shared.EC2IMDSEndpointMode}
		if r.options.Environ.on("AWS_EC2_METADATA_DISABLED") {
			m.ClientEnableState = imds.ClientDisabled
		}
		o.Client = imds.New(m)
	})}
}

// metadata gives the instance metadata service its time.
type metadata struct{ awssdk.CredentialsProvider }

func (m metadata) Retrieve(ctx context.Context) (awssdk.Credentials, error) {
	limited, cancel := context.WithTimeout(ctx, metadataTimeout)
	defer cancel()
	c, err := m.CredentialsProvider.Retrieve(limited)
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		err = ErrNone
	}
	return c, err
}

// webIdentity assumes a role with a token in a file.
func (r *Road) webIdentity(ctx context.Context, file, role, session string) awssdk.CredentialsProvider {
	return awssdk.NewCredentialsCache(stscreds.NewWebIdentityRoleProvider(r.sts(ctx, awssdk.AnonymousCredentials{}), role,
		stscreds.IdentityTokenFile(r.options.Environ.expand(file)), func(o *stscreds.WebIdentityRoleOptions) { o.RoleSessionName = session }))
}

// sts is a client that signs with credentials.
func (r *Road) sts(ctx context.Context, p awssdk.CredentialsProvider) *sts.Client {
	cfg := r.Config()
	cfg.Credentials = p
	return sts.NewFromConfig(cfg, func(o *sts.Options) { o.BaseEndpoint = r.Endpoint(ctx, "STS") })
}

// leftByLogin is what `aws login` left in its cache.
func leftByLogin(ctx context.Context, r *Road, session string) (awssdk.CredentialsProvider, error) {
	dir := r.options.Environ.Value("AWS_LOGIN_CACHE_DIRECTORY")
	if dir == "" {
		dir = r.options.Environ.below("login", "cache")
	}
	path, err := logincreds.StandardCachedTokenFilepath(session, dir)
	if err != nil {
		return nil, err
	}
	client := signin.NewFromConfig(r.Config(), func(o *signin.Options) { o.BaseEndpoint = r.Endpoint(ctx, "SIGNIN") })
	return logincreds.New(client, path, func(o *logincreds.Options) { o.RestrictPermissions = true }), nil
}

// nothing is the provider of no credentials.
type nothing struct{}

func (nothing) Retrieve(context.Context) (awssdk.Credentials, error) {
	return awssdk.Credentials{}, ErrNone
}
