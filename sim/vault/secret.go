package vault

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// secret is a secret of Secrets Manager.
type secret struct {
	arn, text string
	made      time.Time
}

type (
	// SecretInput is what DescribeSecret and GetSecretValue take.
	SecretInput struct{ SecretId, VersionId, VersionStage *string } //nolint:revive // as on the wire
	// CreateSecretInput is what CreateSecret takes.
	CreateSecretInput struct{ Name, SecretString, ClientRequestToken, Description *string }
	// CreateSecretOutput is what CreateSecret answers.
	CreateSecretOutput struct{ ARN, Name, VersionId *string } //nolint:revive // as on the wire
	// SecretValueOutput is what GetSecretValue answers.
	SecretValueOutput struct {
		ARN, Name, SecretString, VersionId *string //nolint:revive // as on the wire
		VersionStages                      []string
		CreatedDate                        *time.Time
	}
	// DescribeSecretOutput is what DescribeSecret answers.
	DescribeSecretOutput struct {
		ARN, Name   *string
		CreatedDate *time.Time
	}
)

// CreateSecret makes a secret.
func (v *Vault) CreateSecret(in *CreateSecretInput) (*CreateSecretOutput, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	name := value(in.Name)
	if _, known := v.secret(name); known {
		return nil, refuse("ResourceExistsException", "The operation failed because the secret %s already exists.", name)
	}
	s := secret{v.arn("secretsmanager", "secret:"+name+"-"+digest(name, 6)), value(in.SecretString), v.options.Now()}
	v.secrets[name] = s
	return &CreateSecretOutput{&s.arn, &name, new(version(s.arn))}, nil
}

// GetSecretValue gives a secret that was made, or that a task definition names: of that the value is invented, with the keys
// that task definitions ask for.
func (v *Vault) GetSecretValue(in *SecretInput) (*SecretValueOutput, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s, ok := v.secret(value(in.SecretId))
	if !ok {
		return nil, refuse("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
	}
	return &SecretValueOutput{ARN: &s.arn, Name: new(s.name()), SecretString: &s.text, VersionId: new(version(s.arn)),
		VersionStages: []string{"AWSCURRENT"}, CreatedDate: &s.made}, nil
}

// DescribeSecret describes a secret, without its value.
func (v *Vault) DescribeSecret(in *SecretInput) (*DescribeSecretOutput, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s, ok := v.secret(value(in.SecretId))
	if !ok {
		return nil, refuse("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
	}
	return &DescribeSecretOutput{&s.arn, new(s.name()), &s.made}, nil
}

// name is that in the ARN, without the six characters behind it.
func (s secret) name() string {
	_, name, _ := strings.Cut(s.arn, ":secret:")
	if i := strings.LastIndexByte(name, '-'); i > 0 && len(name)-i == 7 {
		return name[:i]
	}
	return name
}

// version is the id of the one version of a secret.
func version(arn string) string {
	d := digest(arn, 32)
	return d[:8] + "-" + d[8:12] + "-4" + d[13:16] + "-8" + d[17:20] + "-" + d[20:]
}

// secret finds one by name or ARN.
func (v *Vault) secret(id string) (secret, bool) {
	for name, s := range v.secrets {
		if id == name || id == s.arn {
			return s, true
		}
	}
	_, all := v.options.Named()
	keys, found := map[string]string{}, secret{}
	for _, from := range all {
		parts := strings.Split(from, ":")
		if len(parts) < 7 || parts[2] != "secretsmanager" {
			continue
		}
		s := secret{arn: strings.Join(parts[:7], ":")}
		if id != s.arn && id != s.name() {
			continue
		}
		found = s
		if len(parts) > 7 && parts[7] != "" {
			keys[parts[7]] = "simulated"
		}
	}
	if found.arn == "" {
		return secret{}, false
	}
	found.text, found.made = "simulated", v.options.Now().Truncate(24*time.Hour).AddDate(-1, 0, 0)
	if len(keys) > 0 {
		text, err := json.Marshal(keys)
		if err != nil { // strings always marshal
			return secret{}, false
		}
		found.text = string(text)
	}
	return found, true
}

// parameter is a parameter of Systems Manager.
type parameter struct {
	text    string
	kind    types.ParameterType
	version int64
	changed time.Time
}

// PutParameter makes a parameter, or changes it where that is allowed.
func (v *Vault) PutParameter(in *ssm.PutParameterInput) (*ssm.PutParameterOutput, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	name := value(in.Name)
	old, known := v.parameters[name]
	if known && !value(in.Overwrite) {
		return nil, refuse("ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.")
	}
	kind := in.Type
	if kind == "" {
		kind = old.kind
	}
	if kind == "" {
		return nil, refuse("ValidationException", "A parameter type is required when you create a parameter.")
	}
	v.parameters[name] = parameter{value(in.Value), kind, old.version + 1, v.options.Now()}
	return &ssm.PutParameterOutput{Version: old.version + 1, Tier: types.ParameterTierStandard}, nil
}

// GetParameter gives a parameter.
func (v *Vault) GetParameter(in *ssm.GetParameterInput) (*ssm.GetParameterOutput, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	p, ok := v.parameter(value(in.Name), value(in.WithDecryption))
	if !ok {
		return nil, refuse("ParameterNotFound", "")
	}
	return &ssm.GetParameterOutput{Parameter: &p}, nil
}

// GetParameters gives up to ten parameters, and names those that are not there.
func (v *Vault) GetParameters(in *ssm.GetParametersInput) (*ssm.GetParametersOutput, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(in.Names) > 10 {
		return nil, refuse("ValidationException", "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to 10")
	}
	out := &ssm.GetParametersOutput{Parameters: []types.Parameter{}, InvalidParameters: []string{}}
	for _, name := range in.Names {
		if p, ok := v.parameter(name, value(in.WithDecryption)); ok {
			out.Parameters = append(out.Parameters, p)
		} else {
			out.InvalidParameters = append(out.InvalidParameters, name)
		}
	}
	return out, nil
}

// parameter finds one by name or ARN: one that was made, or that a task definition names.
func (v *Vault) parameter(id string, decrypted bool) (types.Parameter, bool) {
	name := strings.TrimPrefix(id, v.arn("ssm", "parameter"))
	p, ok := v.parameters[name]
	if !ok {
		p, ok = v.parameters[strings.TrimPrefix(name, "/")]
	}
	if !ok {
		_, all := v.options.Named()
		ok = has(all, func(from string) bool {
			return !strings.HasPrefix(from, "arn:aws:secretsmanager:") && (from == name || from == id || from == v.arn("ssm", "parameter/"+strings.TrimPrefix(name, "/")))
		})
		p = parameter{"simulated", types.ParameterTypeSecureString, 1, v.options.Now().Truncate(24*time.Hour).AddDate(-1, 0, 0)}
	}
	text := p.text
	if p.kind == types.ParameterTypeSecureString && !decrypted {
		text = base64.StdEncoding.EncodeToString([]byte(digest(name, 48)))
	}
	return types.Parameter{Name: &name, ARN: new(v.arn("ssm", "parameter/"+strings.TrimPrefix(name, "/"))), Type: p.kind, Value: &text, Version: p.version,
		DataType: new("text"), LastModifiedDate: &p.changed}, ok
}
