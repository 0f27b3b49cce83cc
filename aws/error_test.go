package aws

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	const user = "User: arn:aws:sts::111122223333:assumed-role/dev/me is not authorized to perform: ecs:ListServices on resource: arn:aws:ecs:us-east-1:111122223333:cluster/prod"
	for _, x := range []struct {
		status        int
		code, message string
		kind          Kind
		text, hint    string
	}{
		{400, "AccessDeniedException", user + " because no identity-based policy allows the ecs:ListServices action", Denied,
			"not authorized to perform ecs:ListServices because no identity-based policy allows the ecs:ListServices action", "needs ecs:ListServices"},
		{400, "UnauthorizedOperation", "", Denied, "unauthorized operation", "needs ecs:ListServices"},
		{400, "ExpiredTokenException", "The security token included in the request is expired", Expired, "the credentials have expired", "AWS_* variables"},
		{400, "UnrecognizedClientException", "The security token included in the request is invalid.", Unsigned, "AWS rejected", "AWS_* variables"},
		{400, "InvalidSignatureException", "Signature expired: 1 is now earlier than 2", Unsigned, "AWS rejected", "clock"},
		{400, "ThrottlingException", "Rate exceeded", Throttled, "AWS is throttling", "quota"},
		{400, "ClusterNotFoundException", "Cluster not found.", NotFound, "Cluster not found", ""},
		{400, "com.amazonaws.ecs#ServiceNotFoundException", "", NotFound, "service not found", ""},
		{400, "InvalidParameterException", "bad \x1b[31m\nthing", Invalid, "bad thing", ""},
		{400, "UpdateInProgressException", "x", Conflict, "x", ""},
		{400, "UnknownOperationException", "", Unsupported, "doesn't support ListServices", ""},
		{404, "", "<html>nope</html>", Unsupported, "HTTP 404", ""},
		{501, "", "no", Unsupported, "HTTP 501", ""},
		{500, "ServerException", "Service Unavailable.", Server, "the server failed: Service Unavailable", ""},
		{502, "", "<html>bad gateway</html>", Server, "HTTP 502", ""},
		{200, "", "<html>log in to the wifi</html>", Server, "the response is invalid", ""},
		{200, "", `{"serviceArns": [`, Server, "", ""},
		{400, "SomethingNewException", "new words", Unknown, "new words", ""},
	} {
		t.Run(x.code+x.message, func(t *testing.T) {
			t.Parallel()
			c, _ := client(t, refuses(t, x.status, x.code, x.message))
			_, err := collect(c.Services(t.Context(), "prod", nil))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%T %v is no *Error", err, err)
			}
			if KindOf(e) != x.kind && !(x.text == "" && KindOf(e) == Offline) {
				t.Errorf("kind %q, want %q", KindOf(e), x.kind)
			}
			if !strings.HasPrefix(err.Error(), "list services of prod: ") || !strings.Contains(err.Error(), x.text) || !strings.Contains(e.Hint(), x.hint) {
				t.Errorf("%v | %s", err, e.Hint())
			}
			for _, noise := range []string{"operation error", "RequestID", "StatusCode", "\n", "\x1b", "arn:"} {
				if strings.Contains(err.Error(), noise) {
					t.Errorf("%q in %v", noise, err)
				}
			}
		})
	}
}

func TestOffline(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"http://127.0.0.1:9":         "list clusters: nothing listens at 127.0.0.1:9",
		"http://ecs.nowhere.invalid": "list clusters: cannot find ecs.nowhere.invalid",
		hangup(t):                    "list clusters: the connection was cut",
	} {
		c, h := client(t, url)
		_, err := collect(c.Clusters(t.Context()))
		if KindOf(err) != Offline || err.Error() != want {
			t.Errorf("%v (%s), want %s", err, KindOf(err), want)
		}
		if h.slept == 0 {
			t.Error("did not try again")
		}
	}
}

// hangup closes every connection without an answer.
func hangup(t *testing.T) string {
	return server(t, func(http.ResponseWriter, *http.Request, string, string) { panic(http.ErrAbortHandler) })
}

func TestLoginTexts(t *testing.T) {
	t.Parallel()
	c, _ := opening(t, Options{Environ: home(t), Profile: "sso"})
	for text, want := range map[string]Kind{
		"login session has expired, please reauthenticate": Expired,
		"token file not found, please reauthenticate":      Expired,
		"failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, exceeded maximum number of attempts, 3, dial tcp 169.254.169.254:80: i/o timeout": Unsigned,
		"no credentials found": Unsigned,
	} {
		e := c.fault(t.Context(), Op("ListClusters", "list clusters"), &credentialsError{errors.New(text)})
		if KindOf(e) != want || !strings.Contains(e.Hint(), "ecscope login --profile sso") {
			t.Errorf("%s: %s, %v | %s", text, KindOf(e), e, e.Hint())
		}
	}
}
