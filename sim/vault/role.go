package vault

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
)

// role is an IAM role: its trust policy and when it was made.
type role struct {
	path, trust string
	made        time.Time
}

// tasksTrust is the trust policy of roles that nobody made here: those of ECS tasks.
// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
const tasksTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// Role is a role as IAM shows it. The trust policy is URL-encoded.
type Role struct {
	Path, RoleName, RoleId, Arn *string //nolint:revive // as on the wire
	CreateDate                  *time.Time
	AssumeRolePolicyDocument    *string
	MaxSessionDuration          *int32
}

type (
	// GetRoleInput is what GetRole takes.
	GetRoleInput struct{ RoleName *string }
	// GetRoleOutput is what GetRole answers.
	GetRoleOutput struct{ Role *Role }
	// CreateRoleOutput is what CreateRole answers.
	CreateRoleOutput struct{ Role *Role }
	// CreateRoleInput is what CreateRole takes.
	CreateRoleInput struct{ RoleName, Path, AssumeRolePolicyDocument, Description *string }
)

// GetRole describes a role that was made, or that a task definition names.
func (v *Vault) GetRole(in *GetRoleInput) (*GetRoleOutput, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	name := value(in.RoleName)
	r, ok := findRole(v, name)
	if !ok {
		return nil, refuse("NoSuchEntity", "The role with name %s cannot be found.", name)
	}
	return &GetRoleOutput{roleView(v, name, r)}, nil
}

// CreateRole makes a role.
func (v *Vault) CreateRole(in *CreateRoleInput) (*CreateRoleOutput, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	name, trust := value(in.RoleName), value(in.AssumeRolePolicyDocument)
	switch _, known := findRole(v, name); {
	case known:
		return nil, refuse("EntityAlreadyExists", "Role with name %s already exists.", name)
	case !json.Valid([]byte(trust)):
		return nil, refuse("MalformedPolicyDocument", "This policy contains invalid Json")
	}
	r := role{path: value(in.Path), trust: trust, made: v.options.Now()}
	if r.path == "" {
		r.path = "/"
	}
	v.roles[name] = r
	return &CreateRoleOutput{roleView(v, name, r)}, nil
}

func findRole(v *Vault, name string) (role, bool) {
	if r, ok := v.roles[name]; ok {
		return r, true
	}
	roles, _ := v.options.Named()
	i := slices.IndexFunc(roles, func(arn string) bool {
		return strings.HasPrefix(arn, "arn:aws:iam::"+v.options.Account+":role/") && named(arn, ":role/") == name
	})
	if i < 0 {
		return role{}, false
	}
	_, path, _ := strings.Cut(roles[i], ":role")
	return role{path: strings.TrimSuffix(path, name), trust: tasksTrust, made: v.options.Now().Truncate(24*time.Hour).AddDate(-1, 0, 0)}, true
}

func roleView(v *Vault, name string, r role) *Role {
	return &Role{Path: &r.path, RoleName: &name, RoleId: new("AROA" + strings.ToUpper(digest(name, 17))), Arn: new("arn:aws:iam::" + v.options.Account + ":role" + r.path + name),
		CreateDate: &r.made, AssumeRolePolicyDocument: new(url.QueryEscape(r.trust)), MaxSessionDuration: new(int32(3600))}
}

// GetCallerIdentity answers who calls: an operator's role session.
func (v *Vault) GetCallerIdentity(*sts.GetCallerIdentityInput) (*sts.GetCallerIdentityOutput, error) {
	return &sts.GetCallerIdentityOutput{Account: new(v.options.Account), Arn: new(v.options.Caller), UserId: new("AROAEXAMPLEID:ecscope")}, nil
}

// AssumeRole gives credentials of a role that trusts the caller. They are the server's own: it has no others.
func (v *Vault) AssumeRole(in *sts.AssumeRoleInput) (*sts.AssumeRoleOutput, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	arn, session := value(in.RoleArn), value(in.RoleSessionName)
	length := max(value(in.DurationSeconds), 0)
	switch {
	case in.DurationSeconds != nil && (length < 900 || length > 43200):
		return nil, refuse("ValidationError", "1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: "+
			"Member must have value between 900 and 43200", length)
	case !strings.HasPrefix(arn, "arn:") || !strings.Contains(arn, ":role/"):
		return nil, refuse("ValidationError", "%s is invalid", arn)
	}
	name := named(arn, ":role/")
	r, ok := findRole(v, name)
	if !ok || !strings.HasPrefix(arn, "arn:aws:iam::"+v.options.Account+":") || !trusts(v, r) {
		return nil, refuse("AccessDenied", "User: %s is not authorized to perform: sts:AssumeRole on resource: %s", v.options.Caller, arn)
	}
	if length == 0 {
		length = 3600
	}
	k := v.options.Keys
	return &sts.AssumeRoleOutput{
		AssumedRoleUser: &ststypes.AssumedRoleUser{AssumedRoleId: new("AROA" + strings.ToUpper(digest(name, 17)) + ":" + session),
			Arn: new("arn:aws:sts::" + v.options.Account + ":assumed-role/" + name + "/" + session)},
		Credentials: &ststypes.Credentials{AccessKeyId: &k.ID, SecretAccessKey: &k.Secret, SessionToken: &k.Token,
			Expiration: new(v.options.Now().Add(time.Duration(length) * time.Second))},
	}, nil
}

// trusts says whether a role lets the caller assume it: its trust policy names the account, its root, or the caller's role.
func trusts(v *Vault, r role) bool {
	var policy struct {
		Statement []struct {
			Effect    string
			Principal struct{ AWS any }
		}
	}
	if json.Unmarshal([]byte(r.trust), &policy) != nil {
		return false
	}
	for _, s := range policy.Statement {
		principals, _ := s.Principal.AWS.([]any)
		for _, p := range append(principals, s.Principal.AWS) {
			text, _ := p.(string)
			if s.Effect == "Allow" && slices.Contains([]string{"*", v.options.Account, "arn:aws:iam::" + v.options.Account + ":root", v.options.Caller,
				"arn:aws:iam::" + v.options.Account + ":role/operator"}, text) {
				return true
			}
		}
	}
	return false
}
