package aws

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	const user = "User: arn:aws:sts::111122223333:assumed-role/dev/me is not authorized to perform: ecs:ListServices on resource: arn:aws:ecs:us-east-1:111122223333:cluster/prod"
	for _, x := range []struct {
		status        int
		code, message string
		kind          call.Kind
		text, hint    string
	}{
		{400, "AccessDeniedException", user + " because no identity-based policy allows the ecs:ListServices action", call.Denied,
			"not authorized to perform ecs:ListServices because no identity-based policy allows the ecs:ListServices action", "needs ecs:ListServices"},
		{400, "UnauthorizedOperation", "", call.Denied, "unauthorized operation", "needs ecs:ListServices"},
		{400, "ExpiredTokenException", "The security token included in the request is expired", call.Expired, "the credentials have expired", "AWS_* variables"},
		{400, "UnrecognizedClientException", "The security token included in the request is invalid.", call.Unsigned, "AWS rejected", "AWS_* variables"},
		{400, "InvalidSignatureException", "Signature expired: 1 is now earlier than 2", call.Unsigned, "AWS rejected", "clock"},
		{400, "ThrottlingException", "Rate exceeded", call.Throttled, "AWS is throttling", "quota"},
		{400, "ClusterNotFoundException", "Cluster not found.", call.NotFound, "Cluster not found", ""},
		{400, "com.amazonaws.ecs#ServiceNotFoundException", "", call.NotFound, "service not found", ""},
		{400, "InvalidParameterException", "bad \x1b[31m\nthing", call.Invalid, "bad thing", ""},
		{400, "UpdateInProgressException", "x", call.Conflict, "x", ""},
		{400, "UnknownOperationException", "", call.Unsupported, "doesn't support ListServices", ""},
		{404, "", "<html>nope</html>", call.Unsupported, "HTTP 404", ""},
		{501, "", "no", call.Unsupported, "HTTP 501", ""},
		{500, "ServerException", "Service Unavailable.", call.Server, "the server failed: Service Unavailable", ""},
		{502, "", "<html>bad gateway</html>", call.Server, "HTTP 502", ""},
		{200, "", "<html>log in to the wifi</html>", call.Server, "the response is invalid", ""},
		{200, "", `{"serviceArns": [`, call.Server, "", ""},
		{400, "SomethingNewException", "new words", call.Unknown, "new words", ""},
	} {
		t.Run(x.code+x.message, func(t *testing.T) {
			t.Parallel()
			c, _ := client(t, awstest.Refuses(t, x.status, x.code, x.message))
			_, err := awstest.Collect(c.Services(t.Context(), "prod", nil))
			var e *call.Error
			if !errors.As(err, &e) {
				t.Fatalf("%T %v is no *Error", err, err)
			}
			if call.KindOf(e) != x.kind && !(x.text == "" && call.KindOf(e) == call.Offline) {
				t.Errorf("kind %q, want %q", call.KindOf(e), x.kind)
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
		_, err := awstest.Collect(c.Clusters(t.Context()))
		if call.KindOf(err) != call.Offline || err.Error() != want {
			t.Errorf("%v (%s), want %s", err, call.KindOf(err), want)
		}
		if h.Slept == 0 {
			t.Error("did not try again")
		}
	}
}

// hangup closes every connection without an answer.
func hangup(t *testing.T) string {
	return awstest.Server(t, func(http.ResponseWriter, *http.Request, string, string) { panic(http.ErrAbortHandler) })
}

func TestLoginTexts(t *testing.T) {
	t.Parallel()
	c, _ := opening(t, Options{Environ: home(t), Profile: "sso"})
	for text, want := range map[string]call.Kind{
		"login session has expired, please reauthenticate": call.Expired,
		"token file not found, please reauthenticate":      call.Expired,
		"failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, exceeded maximum number of attempts, 3, dial tcp 169.254.169.254:80: i/o timeout": call.Unsigned,
		"no credentials found": call.Unsigned,
	} {
		e := c.Fault(t.Context(), call.Op("ListClusters", "list clusters"), &call.NoCredentials{Err: errors.New(text)})
		if call.KindOf(e) != want || !strings.Contains(e.Hint(), "ecscope login --profile sso") {
			t.Errorf("%s: %s, %v | %s", text, call.KindOf(e), e, e.Hint())
		}
	}
}

// A server that speaks another protocol than a call's does not support the call: it is no answer that makes no sense.
func TestAnotherProtocol(t *testing.T) {
	t.Parallel()
	url := awstest.Server(t, func(w http.ResponseWriter, _ *http.Request, _, _ string) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, "<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>")
	})
	c, _ := client(t, url)
	_, err := c.Metrics(t.Context(), []Service{{Name: "api", Cluster: "prod"}}, time.Hour)
	if call.KindOf(err) != call.Unsupported {
		t.Errorf("%s: %v", call.KindOf(err), err)
	}
}
