package call

import (
	"cmp"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

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
	expires, err := time.Parse(time.RFC3339, strings.Replace(c.Expiration, "UTC", "Z", 1))
	return awssdk.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken, AccountID: c.AccountID,
		CanExpire: true, Expires: expires, Source: "AssumeRole"}, err
}

// load reads what is still good for a while. The CLI rewrites its files in place: half a file is read once more.
func (s saved) load(ctx context.Context) (awssdk.Credentials, bool) {
	for attempt := range 2 {
		var r savedRole
		text, err := os.ReadFile(s.path)
		if s.path == "" || err != nil {
			return awssdk.Credentials{}, false
		}
		if json.Unmarshal(text, &r) == nil {
			c, err := r.credentials()
			return c, err == nil && c.HasKeys() && c.Expires.Sub(s.now()) > margin
		}
		if attempt == 0 {
			select {
			case <-ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
	return awssdk.Credentials{}, false
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
	if text, err := json.Marshal(r); err == nil && s.path != "" {
		_ = replace(s.path, text)
	}
	return r.credentials()
}

// replace writes a file that only its owner may read, at once.
func replace(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".ecscope-*") // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = cmp.Or(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
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

// python is a string as Python writes it in JSON: in ASCII.
func python(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch at := strings.IndexRune("\"\\\n\r\t\b\f", r); {
		case at >= 0:
			b.WriteString([]string{`\"`, `\\`, `\n`, `\r`, `\t`, `\b`, `\f`}[strings.IndexRune("\"\\\n\r\t\b\f", r)])
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		case r < ' ' || r > 0x7e && r != 0x7f:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func digest(s string) string {
	sum := sha1.Sum([]byte(s)) // a file's name, as the AWS CLI makes it
	return hex.EncodeToString(sum[:])
}
