package call

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/ecscope/ecscope/aws/plain"
)

// margin is how long before their end the credentials of a role are replaced.
const margin = 5 * time.Minute

// Question asks the operator for the code of an MFA device. Complaint is what is wrong with the answer before; empty at
// first. Its texts come from the configuration and from AWS, as they are.
type Question struct{ Profile, Serial, Complaint string }

// Ask puts a question and waits for the answer. ErrDeclined says that the operator does not want to answer.
type Ask func(context.Context, Question) (string, error)

// ErrDeclined says that the operator did not give what was asked for.
var ErrDeclined = errors.New("no MFA code was given")

// ErrUnasked says that there is no terminal to ask on.
var ErrUnasked = errors.New("no terminal to ask on")

// CodeError says that a role needs the code of an MFA device, and that nobody can be asked for it.
type CodeError struct{ Profile, Serial string }

func (e *CodeError) Error() string {
	return "the role of profile " + e.Profile + " needs a code from the MFA device " + e.Serial
}

// role is a role that is assumed with the credentials of another provider.
type role struct {
	profile string
	in      sts.AssumeRoleInput
	base    awssdk.CredentialsProvider
	client  *sts.Client
	saved   saved
	options Options
}

// role is the provider for the role of a profile.
func (r *Road) role(ctx context.Context, s *config.SharedConfig, base awssdk.CredentialsProvider) awssdk.CredentialsProvider {
	in := sts.AssumeRoleInput{RoleArn: &s.RoleARN, ExternalId: plain.Optional(s.ExternalID), SerialNumber: plain.Optional(s.MFASerial),
		RoleSessionName: plain.Optional(s.RoleSessionName)}
	if d := s.RoleDurationSeconds; d != nil {
		in.DurationSeconds = new(int32(*d / time.Second))
	}
	p := role{s.Profile, in, base, r.sts(ctx, base), saved{path: r.options.Environ.below("cli", "cache", key(in)+".json"), now: r.options.Now}, r.options}
	return awssdk.NewCredentialsCache(p, func(o *awssdk.CredentialsCacheOptions) { o.ExpiryWindow = margin })
}

// Retrieve takes what the AWS CLI or an earlier run left, or assumes the role. The code of a device is asked for until
// AWS accepts it or the operator declines.
func (p role) Retrieve(ctx context.Context) (awssdk.Credentials, error) {
	if c, ok := p.saved.load(ctx); ok {
		return c, nil
	}
	if _, err := p.base.Retrieve(ctx); err != nil {
		return awssdk.Credentials{}, err
	}
	in := p.in
	if in.RoleSessionName == nil {
		in.RoleSessionName = new(fmt.Sprintf("ecscope-%d", p.options.Now().Unix()))
	}
	q := Question{Profile: p.profile, Serial: awssdk.ToString(in.SerialNumber)}
	for {
		if q.Serial != "" {
			code, err := p.code(ctx, q)
			if err != nil {
				return awssdk.Credentials{}, err
			}
			in.TokenCode = &code
		}
		out, err := p.client.AssumeRole(ctx, &in, func(o *sts.Options) {
			if q.Serial != "" {
				o.Retryer = awssdk.NopRetryer{} // a code is good for one call
			}
		})
		if q.Complaint = complaint(err); q.Serial != "" && q.Complaint != "" {
			continue
		}
		if err != nil {
			return awssdk.Credentials{}, &RoleError{err}
		}
		return p.saved.store(out)
	}
}

// code asks until the answer has the form of a code.
func (p role) code(ctx context.Context, q Question) (string, error) {
	if p.options.Ask == nil {
		return "", &CodeError{q.Profile, q.Serial}
	}
	for {
		code, err := p.options.Ask(ctx, q)
		if errors.Is(err, ErrUnasked) {
			return "", &CodeError{q.Profile, q.Serial}
		}
		if err != nil {
			return "", err
		}
		if code = strings.TrimSpace(code); regexp.MustCompile(`^[0-9]{6}$`).MatchString(code) {
			return code, nil
		}
		q.Complaint = "the code must have six digits"
	}
}

// complaint is what AWS says of a code that it does not accept; empty where something else is wrong.
func complaint(err error) string {
	api, ok := errors.AsType[smithy.APIError](err)
	if ok && strings.Contains(api.ErrorMessage(), "MultiFactorAuthentication failed") && strings.Contains(api.ErrorMessage(), "pass code") {
		return api.ErrorMessage()
	}
	return ""
}

// RoleError is why a role could not be assumed.
type RoleError struct{ err error }

func (e *RoleError) Error() string { return e.err.Error() }

// Unwrap is the cause.
func (e *RoleError) Unwrap() error { return e.err }

// account is the number in an ARN.
func account(of *string) string {
	a, err := arn.Parse(awssdk.ToString(of))
	if err != nil {
		return ""
	}
	return a.AccountID
}
