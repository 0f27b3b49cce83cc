package call

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
)

// The names are those that botocore computes.
func TestKey(t *testing.T) {
	t.Parallel()
	in := sts.AssumeRoleInput{RoleArn: new("arn:aws:iam::123456789012:role/ops"), SerialNumber: new("arn:aws:iam::111122223333:mfa/ana")}
	if got := key(in); got != "e89f672b7caa1478b4e2dc7eabba40efa1f121d2" {
		t.Error(got)
	}
	in.DurationSeconds = new(int32(3600))
	if got := key(in); got != "dfb7c458447761ea73ef9392e82fddfafefd9cae" {
		t.Error(got)
	}
	if got := python("é\"😀\x7f"); got != "\"\\u00e9\\\"\\ud83d\\ude00\x7f\"" {
		t.Error(got)
	}
}

func TestSaved(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC)
	s := saved{filepath.Join(t.TempDir(), "cache", "k.json"), func() time.Time { return now }}
	if _, ok := s.load(t.Context()); ok {
		t.Error("loaded from nothing")
	}
	expires := now.Add(time.Hour)
	if _, err := s.store(&sts.AssumeRoleOutput{Credentials: &types.Credentials{AccessKeyId: new("A"), SecretAccessKey: new("S"),
		SessionToken: new("T"), Expiration: &expires}, AssumedRoleUser: &types.AssumedRoleUser{Arn: new("arn:aws:sts::123456789012:assumed-role/a/b")}}); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Stat(s.path); err != nil || f.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", f, err)
	}
	if c, ok := s.load(t.Context()); !ok || c.AccessKeyID != "A" || c.AccountID != "123456789012" || !c.Expires.Equal(expires) {
		t.Errorf("%+v %v", c, ok)
	}
	now = now.Add(56 * time.Minute)
	if _, ok := s.load(t.Context()); ok {
		t.Error("loaded what is about to expire")
	}
}

// Those for roles of IAM Identity Center are read, too, in the form that the AWS CLI gives them.
func TestSavedLogin(t *testing.T) {
	t.Parallel()
	if got := ssoKey(&SSO{Session: "corp", Start: "https://x.awsapps.com/start"}, "111122223333", "operator"); got != "4221fb27d2276a6435afec03c113650b83c2ab0d" {
		t.Error(got)
	}
	if got := ssoKey(&SSO{Start: "https://x.awsapps.com/start"}, "111122223333", "operator"); got != "758f7c8aa6405a5ac57f7f490a7da22228d81aa5" {
		t.Error(got)
	}
	now := time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC)
	s := saved{filepath.Join(t.TempDir(), "cache", "k.json"), func() time.Time { return now }}
	const text = `{"ProviderType":"sso","Credentials":{"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"T","Expiration":"2026-11-27T03:00:00Z","AccountId":"111122223333"}}`
	if err := errors.Join(os.MkdirAll(filepath.Dir(s.path), 0o700), os.WriteFile(s.path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
	if c, ok := s.load(t.Context()); !ok || c.SessionToken != "T" || !c.Expires.Equal(now.Add(time.Hour)) {
		t.Errorf("%+v %v", c, ok)
	}
}
