package call

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// saved is the file in which the AWS CLI keeps the credentials of an assumed role (~/.aws/cli/cache), so that a code
// typed for one serves the other. The format is botocore's.
type saved struct {
	path string // empty where there is no home
	now  func() time.Time
}

type savedRole struct {
	Credentials struct {
		AccessKeyID     string `json:"AccessKeyId"`
		SecretAccessKey string `json:"SecretAccessKey"`
		SessionToken    string `json:"SessionToken"`
		Expiration      string `json:"Expiration"`
		AccountID       string `json:"AccountId,omitempty"`
	} `json:"Credentials"`
	AssumedRoleUser struct {
		AssumedRoleID string `json:"AssumedRoleId"`
		ARN           string `json:"Arn"`
	} `json:"AssumedRoleUser"`
	ResponseMetadata struct {
		HTTPStatusCode int `json:"HTTPStatusCode"`
	} `json:"ResponseMetadata"`
}

func (s savedRole) credentials() (awssdk.Credentials, error) {
	c := s.Credentials
	expires, err := cachedTime(c.Expiration)
	return awssdk.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken, AccountID: c.AccountID,
		CanExpire: true, Expires: expires, Source: "AssumeRole"}, err
}

// load reads what is still good for a while.
func (s saved) load(ctx context.Context) (awssdk.Credentials, bool) {
	var r savedRole
	if !readCached(ctx, s.path, &r) {
		return awssdk.Credentials{}, false
	}
	c, err := r.credentials()
	return c, err == nil && c.HasKeys() && c.Expires.Sub(s.now()) > margin
}

// store keeps an answer of AWS. Where the file cannot be written, the credentials are good all the same.
func (s saved) store(out *sts.AssumeRoleOutput) (awssdk.Credentials, error) {
	if out.Credentials == nil || out.Credentials.Expiration == nil {
		return awssdk.Credentials{}, fmt.Errorf("AWS assumed the role but sent no credentials")
	}
	var r savedRole
	c := out.Credentials
	r.Credentials.AccessKeyID, r.Credentials.SecretAccessKey = awssdk.ToString(c.AccessKeyId), awssdk.ToString(c.SecretAccessKey)
	r.Credentials.SessionToken = awssdk.ToString(c.SessionToken)
	r.Credentials.Expiration = c.Expiration.UTC().Format("2006-01-02T15:04:05UTC")
	if u := out.AssumedRoleUser; u != nil {
		r.AssumedRoleUser.ARN, r.AssumedRoleUser.AssumedRoleID = awssdk.ToString(u.Arn), awssdk.ToString(u.AssumedRoleId)
		r.Credentials.AccountID = account(u.Arn)
	}
	r.ResponseMetadata.HTTPStatusCode = 200
	if s.path != "" {
		_ = writeCached(s.path, r)
	}
	return r.credentials()
}

// key is the name that botocore gives the file: the SHA-1 of the call's parameters as Python's json.dumps writes them.
func key(in sts.AssumeRoleInput) string {
	fields := map[string]string{}
	for name, v := range map[string]*string{"RoleArn": in.RoleArn, "RoleSessionName": in.RoleSessionName, "ExternalId": in.ExternalId, "SerialNumber": in.SerialNumber} {
		if v != nil {
			fields[name] = python(*v)
		}
	}
	if in.DurationSeconds != nil {
		fields["DurationSeconds"] = fmt.Sprint(*in.DurationSeconds)
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, python(name)+": "+fields[name])
	}
	return digest("{" + strings.Join(parts, ", ") + "}")
}

// ssoKey is the name that botocore gives the file of a role of IAM Identity Center: the SHA-1 of what makes it, as Python
// writes it without spaces.
func ssoKey(session *SSO, account, role string) string {
	name, value := "startUrl", session.Start
	if session.Session != "" {
		name, value = "sessionName", session.Session
	}
	text := `{"accountId":` + python(account) + `,"roleName":` + python(role)
	return digest(text + "," + python(name) + ":" + python(value) + "}")
}
