package aws

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/smithy-go"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/needs"
)

// sources are profiles of every kind, and what the hint for credentials that do not work says.
func sources() map[string]struct{ profile, environ, hint string } {
	const role = "\nrole_arn = arn:aws:iam::111122223333:role/ops"
	return map[string]struct{ profile, environ, hint string }{
		"sso":              {"sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = dev", "", "press ctrl+l, or run `ecscope login --profile p`"},
		"sso of old":       {"sso_region = us-east-1\nsso_start_url = https://corp.example/start\nsso_account_id = 111122223333\nsso_role_name = dev", "", "ecscope login --profile p"},
		"role on sso":      {"source_profile = base-sso" + role, "", "ecscope login --profile base-sso"},
		"login":            {"login_session = arn:aws:iam::111122223333:user/ana", "", "press ctrl+l, or run `aws login --profile p`"},
		"keys":             {"aws_access_key_id = A\naws_secret_access_key = S", "", "keys of profile p"},
		"role on keys":     {"source_profile = base-keys" + role, "", "keys of profile base-keys"},
		"process":          {"credential_process = false", "", "credential_process of profile p"},
		"talking process":  {"credential_process = echo run aws sso login >&2; exit 1", "", "credential_process of profile p"},
		"role on process":  {"source_profile = base-process" + role, "", "credential_process of profile base-process"},
		"web identity":     {"web_identity_token_file = /nowhere/token" + role, "", "web identity token"},
		"container":        {"credential_source = EcsContainer" + role, "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9/", "role of the container"},
		"container itself": {"", "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9/", "role of the container"},
		"instance":         {"credential_source = Ec2InstanceMetadata" + role, "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:9", "instance"},
		"environment":      {"credential_source = Environment" + role, "AWS_ACCESS_KEY_ID=A,AWS_SECRET_ACCESS_KEY=S", "AWS_* variables"},
		"nothing":          {"", "AWS_EC2_METADATA_DISABLED=true", "aws configure"},
	}
}

// A hint tells to log in where the credentials come from a login, and nowhere else.
func TestHintsFollowTheSource(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	refused := awstest.Refuses(t, 400, "ExpiredTokenException", "The security token included in the request is expired")
	for name, x := range sources() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "config")
			write(t, path, "[profile p]\nregion = us-east-1\n"+x.profile+"\n[profile base-keys]\naws_access_key_id = A\naws_secret_access_key = S\n"+
				"[profile base-process]\ncredential_process = false\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example/start\n"+
				"[profile base-sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = dev\n")
			environ := append([]string{"AWS_CONFIG_FILE=" + path, "HOME=" + filepath.Dir(path), "PATH=/usr/bin:/bin", "AWS_ENDPOINT_URL=" + refused}, strings.Split(x.environ, ",")...)
			c, _ := opening(t, Options{Profile: "p", Environ: environ, LoginKey: "ctrl+l"})
			expired := &smithy.GenericAPIError{Code: "ExpiredTokenException", Message: "The security token is expired"}
			op := call.Op("ListClusters", "list clusters")
			for what, err := range map[string]error{"expired": expired, "renewal expired": &call.NoCredentials{Err: expired}, "none": &call.NoCredentials{Err: call.ErrNone},
				"refused": &smithy.GenericAPIError{Code: "UnrecognizedClientException", Message: "The security token is invalid."}} {
				if e := c.Fault(t.Context(), op, err); call.KindOf(e) != call.Expired && call.KindOf(e) != call.Unsigned || !strings.Contains(e.Hint(), x.hint) {
					t.Errorf("%s: %s, %v | %s, want %s", what, call.KindOf(e), e, e.Hint(), x.hint)
				}
			}
			login := strings.Contains(x.hint, "login")
			_, failed := awstest.Collect(c.Clusters(t.Context()))
			tried, _ := failed.(*call.Error)
			if tried == nil {
				t.Fatalf("%v", failed)
			}
			denied := &smithy.GenericAPIError{Code: "AccessDenied", Message: "not authorized to perform: sts:AssumeRole"}
			for what, e := range map[string]*call.Error{"denied": c.Fault(t.Context(), op, denied), "role denied": c.Fault(t.Context(), op, &call.NoCredentials{Err: denied}), "tried": tried} {
				if strings.Contains(e.Hint(), " login") && !login || e.Hint() == "" && call.KindOf(e) != call.Offline && call.KindOf(e) != call.Unknown {
					t.Errorf("%s: %v | %s", what, e, e.Hint())
				}
				if what != "tried" && call.KindOf(e) != call.Denied {
					t.Errorf("%s: %s, %v", what, call.KindOf(e), e)
				}
			}
			if s := c.Source(); login != (s.SSO() || s.Command() != nil) {
				t.Errorf("login: %v, %v", s.SSO(), s.Command())
			}
		})
	}
}

// Credentials that the container's endpoint refuses are told of without what the endpoint wrote, and an endpoint URL without a scheme is
// refused before anything is called.
func TestWhatIsConfiguredWrongly(t *testing.T) {
	t.Parallel()
	page := awstest.Refuses(t, 400, "InvalidAction", "<html>a page of a proxy</html>")
	nowhere := []string{"AWS_CONFIG_FILE=/nowhere", "AWS_SHARED_CREDENTIALS_FILE=/nowhere", "AWS_REGION=us-east-1"}
	c, err := Open(t.Context(), Options{Environ: append(nowhere, "AWS_CONTAINER_CREDENTIALS_FULL_URI="+page, "AWS_ENDPOINT_URL="+page)})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range c.Clusters(t.Context()) {
		if err == nil || call.KindOf(err) != call.Unsigned || strings.Contains(err.Error(), "html") || !strings.Contains(err.Error(), "endpoint of the container's credentials") {
			t.Errorf("%v", err)
		}
	}
	if _, err := Open(t.Context(), Options{Environ: append(nowhere, "AWS_ENDPOINT_URL=localhost:4566")}); err == nil || !strings.Contains(err.Error(), `not "localhost:4566"`) {
		t.Errorf("%v", err)
	}
}
