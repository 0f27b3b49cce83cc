package vault

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/ecscope/ecscope/sim/wire"
)

func filled() *Vault {
	return New(Options{Region: "us-east-1", Account: "111122223333", Caller: "arn:aws:sts::111122223333:assumed-role/operator/x",
		Now: func() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }, Keys: wire.Keys{ID: "AKIA", Secret: "s", Token: "t"},
		Named: func() ([]string, []string) {
			return []string{"arn:aws:iam::111122223333:role/team/api-task", "arn:aws:iam::444455556666:role/foreign"},
				[]string{"arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-a1b2c3:URL::", "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-a1b2c3:KEY::", "/prod/flag"}
		}})
}

func code(t *testing.T, err error, want string) {
	t.Helper()
	var e *wire.Error
	if !errors.As(err, &e) || e.Code != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	v := filled()
	r, err := v.GetRole(&GetRoleInput{new("api-task")})
	if err != nil || *r.Role.Arn != "arn:aws:iam::111122223333:role/team/api-task" || *r.Role.Path != "/team/" || !strings.Contains(*r.Role.AssumeRolePolicyDocument, "ecs-tasks.amazonaws.com") {
		t.Errorf("%+v, %v", r, err)
	}
	for _, name := range []string{"foreign", "nobody"} {
		_, err := v.GetRole(&GetRoleInput{&name})
		code(t, err, "NoSuchEntity")
	}
	assume := &sts.AssumeRoleInput{RoleArn: r.Role.Arn, RoleSessionName: new("me")}
	_, err = v.AssumeRole(assume)
	code(t, err, "AccessDenied") // it trusts tasks, and not whoever calls
	trust := `{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root"]},"Action":"sts:AssumeRole"}]}`
	made, err := v.CreateRole(&CreateRoleInput{RoleName: new("deployer"), AssumeRolePolicyDocument: &trust})
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.CreateRole(&CreateRoleInput{RoleName: new("deployer"), AssumeRolePolicyDocument: &trust})
	code(t, err, "EntityAlreadyExists")
	_, err = v.CreateRole(&CreateRoleInput{RoleName: new("other"), AssumeRolePolicyDocument: new("{")})
	code(t, err, "MalformedPolicyDocument")
	assume.RoleArn = made.Role.Arn
	out, err := v.AssumeRole(assume)
	if err != nil || *out.Credentials.SecretAccessKey != "s" || *out.AssumedRoleUser.Arn != "arn:aws:sts::111122223333:assumed-role/deployer/me" {
		t.Errorf("%+v, %v", out, err)
	}
	assume.DurationSeconds = new(int32(60))
	_, err = v.AssumeRole(assume)
	code(t, err, "ValidationError")
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	v := filled()
	for _, id := range []string{"prod/db", "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-a1b2c3"} {
		s, err := v.GetSecretValue(&SecretInput{SecretId: &id})
		if err != nil || *s.SecretString != `{"KEY":"simulated","URL":"simulated"}` || *s.Name != "prod/db" {
			t.Errorf("%s: %+v, %v", id, s, err)
		}
	}
	_, err := v.DescribeSecret(&SecretInput{SecretId: new("prod/none")})
	code(t, err, "ResourceNotFoundException")
	if _, err := v.CreateSecret(&CreateSecretInput{Name: new("own"), SecretString: new("v")}); err != nil {
		t.Fatal(err)
	}
	_, err = v.CreateSecret(&CreateSecretInput{Name: new("own")})
	code(t, err, "ResourceExistsException")
	if s, err := v.GetSecretValue(&SecretInput{SecretId: new("own")}); err != nil || *s.SecretString != "v" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestParameters(t *testing.T) {
	t.Parallel()
	v := filled()
	put := &ssm.PutParameterInput{Name: new("/own"), Value: new("1"), Type: "SecureString"}
	for range 2 {
		if _, err := v.PutParameter(put); err != nil {
			t.Fatal(err)
		}
		put.Value, put.Overwrite = new("2"), new(true)
	}
	put.Overwrite = nil
	_, err := v.PutParameter(put)
	code(t, err, "ParameterAlreadyExists")
	for _, c := range []struct {
		name, value string
		decrypted   bool
	}{{"/own", "2", true}, {"arn:aws:ssm:us-east-1:111122223333:parameter/own", "2", true}, {"/prod/flag", "simulated", true}} {
		p, err := v.GetParameter(&ssm.GetParameterInput{Name: &c.name, WithDecryption: &c.decrypted})
		if err != nil || *p.Parameter.Value != c.value {
			t.Errorf("%s: %+v, %v", c.name, p, err)
		}
	}
	if p, err := v.GetParameter(&ssm.GetParameterInput{Name: new("/own")}); err != nil || *p.Parameter.Value == "2" {
		t.Errorf("a secure string is shown in the clear: %v, %v", p, err)
	}
	_, err = v.PutParameter(&ssm.PutParameterInput{Name: new("/new"), Value: new("1")})
	code(t, err, "ValidationException")
}
