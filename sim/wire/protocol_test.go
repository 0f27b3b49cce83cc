package wire_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecscope/ecscope/sim/wire"
)

func do(t testing.TB, r *http.Request) (*http.Response, string) {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func wantCode(t testing.TB, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || !strings.Contains(api.ErrorMessage(), message) {
		t.Errorf("error is %v, want %s: %s", err, code, message)
	}
}

// describe registers DescribeServices with a fixed answer or error.
func describe(out *ecs.DescribeServicesOutput, err error) func(*wire.Server) {
	return func(s *wire.Server) {
		wire.JSON11(s, ecsService(), "DescribeServices",
			func(*ecs.DescribeServicesInput) (*ecs.DescribeServicesOutput, error) { return out, err }, "services")
	}
}

func TestAnswerKeepsZeros(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1_700_000_000_120)
	_, _, url := serve(t, wire.Options{}, describe(&ecs.DescribeServicesOutput{Services: []types.Service{{
		ServiceName: awssdk.String("a\x1b[2J\u202e"), CreatedAt: &at, LoadBalancers: []types.LoadBalancer{},
	}}}, nil))
	resp, body := post(t, url, target+".DescribeServices", `{"services":["x"],"cluster":null}`)
	want := `{"failures":[],"services":[{"createdAt":1700000000.12,"desiredCount":0,"enableECSManagedTags":false,` +
		`"enableExecuteCommand":false,"loadBalancers":[],"pendingCount":0,"runningCount":0,"serviceName":"a\u001b[2J` + "\u202e" + `"}]}`
	if body != want {
		t.Errorf("answer\n%s, want\n%s", body, want)
	}
	if h := resp.Header; h.Get("Content-Type") != "application/x-amz-json-1.1" || len(h.Get("x-amzn-requestid")) != 36 {
		t.Errorf("headers %v", h)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	_, _, url := serve(t, wire.Options{}, func(s *wire.Server) {
		describe(nil, nil)(s)
		wire.JSON11(s, ecsService(), "ListServiceDeployments", func(*ecs.ListServiceDeploymentsInput) (*ecs.ListServiceDeploymentsOutput, error) {
			return nil, &types.ServiceNotFoundException{Message: awssdk.String("Service not found.")}
		}, "service")
		wire.JSON11(s, ecsService(), "StopTask", func(*ecs.StopTaskInput) (*ecs.StopTaskOutput, error) { return nil, io.ErrUnexpectedEOF })
		wire.JSON11(s, ecsService(), "RunTask", func(*ecs.RunTaskInput) (*ecs.RunTaskOutput, error) { panic("bug") })
	})
	for _, c := range []struct {
		action, body, code, message string
		status                      int
	}{
		{"DescribeServices", `{"services":["a"`, "SerializationException", "Unable to parse", 400},
		{"DescribeServices", `{"services":["a"]} x`, "SerializationException", "Unexpected text", 400},
		{"DescribeServices", `["a"]`, "SerializationException", "Start of list", 400},
		{"DescribeServices", `{"services":"a"}`, "SerializationException", "STRING_VALUE can not be converted to List (services)", 400},
		{"DescribeServices", `{"services":[1]}`, "SerializationException", "NUMBER_VALUE can not be converted to String (services[0])", 400},
		{"DescribeServices", `{"services":[null]}`, "SerializationException", "NULL_VALUE", 400},
		{"DescribeServices", `{"Services":["a"]}`, "SerializationException", `Unknown parameter in input: \"Services\"`, 400},
		{"DescribeServices", `{"cluster":"c"}`, "InvalidParameterException", "Services cannot be empty.", 400},
		{"DescribeServices", ``, "InvalidParameterException", "Services cannot be empty.", 400},
		{"ListServiceDeployments", `{"service":""}`, "InvalidParameterException", "Service can not be blank.", 400},
		{"ListServiceDeployments", `{"service":"a","maxResults":1.5}`, "SerializationException", "can not be converted to Integer", 400},
		{"ListServiceDeployments", `{"service":"a","maxResults":3000000000}`, "SerializationException", "can not be converted to Integer", 400},
		{"ListServiceDeployments", `{"service":"a","createdAt":{"after":"2024-01-01T00:00:00Z"}}`, "SerializationException", "Timestamp (createdAt.after)", 400},
		{"ListServiceDeployments", `{"service":"a"}`, "ServiceNotFoundException", "Service not found.", 400},
		{"StopTask", `{"task":"a"}`, "ServerException", "unexpected EOF", 500},
		{"RunTask", `{}`, "InternalFailure", "panic in RunTask: bug", 500},
		{"Nonsense", `{}`, "UnknownOperationException", "Nonsense is not recognized", 400},
	} {
		resp, body := post(t, url, target+"."+c.action, c.body)
		if resp.StatusCode != c.status || !strings.Contains(body, `"__type":"`+c.code+`"`) || !strings.Contains(body, c.message) {
			t.Errorf("%s %s: %d %s, want %d %s %s", c.action, c.body, resp.StatusCode, body, c.status, c.code, c.message)
		}
		if resp.Header.Get("x-amzn-ErrorType") != c.code {
			t.Errorf("%s: x-amzn-ErrorType %q", c.code, resp.Header.Get("x-amzn-ErrorType"))
		}
	}
}

func TestUnsignedAndUnrecognised(t *testing.T) {
	t.Parallel()
	_, _, url := serve(t, wire.Options{}, func(s *wire.Server) {
		describe(nil, nil)(s)
		s.Route("/data/{id}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.PathValue("id")) }))
	})
	for _, c := range []struct{ method, path, target, want string }{
		{"POST", "/", target + ".DescribeServices", "MissingAuthenticationTokenException"},
		{"GET", "/", "", "UnknownOperationException"},
		{"GET", "/data/7", "", "7"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, url+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", c.target)
		if _, body := do(t, r); !strings.Contains(body, c.want) {
			t.Errorf("%s %s: %s, want %s", c.method, c.path, body, c.want)
		}
	}
}

func FuzzBodies(f *testing.F) {
	s := wire.New(wire.Options{})
	wire.JSON11(s, ecsService(), "RegisterTaskDefinition",
		func(*ecs.RegisterTaskDefinitionInput) (*ecs.RegisterTaskDefinitionOutput, error) {
			return &ecs.RegisterTaskDefinitionOutput{}, nil
		}, "family", "containerDefinitions")
	wire.Query(s, wire.Service{Name: "ecs", Address: "1"}, "CreateService",
		func(*ecs.CreateServiceInput) (*ecs.CreateServiceOutput, error) { return nil, nil })
	f.Add(`{"family":"f","containerDefinitions":[{"name":"a","cpu":1,"environment":[{"name":"A","value":"B"}],"dockerLabels":{"a":"b"}}]}`)
	f.Add(`{"family":{"a":[[[{}]]]},"containerDefinitions":{"x":1}}`)
	f.Add(`Action=CreateService&Version=1&LoadBalancers.member.1.ContainerPort=80&Cluster=x&CapacityProviderStrategy.member.1.Base=1`)
	f.Fuzz(func(t *testing.T, body string) {
		for _, kind := range []string{"application/x-amz-json-1.1", "application/x-www-form-urlencoded"} {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
			r.Header.Set("Content-Type", kind)
			r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=A/20260102/us-east-1/ecs/aws4_request, x")
			if kind == "application/x-amz-json-1.1" {
				r.Header.Set("X-Amz-Target", target+".RegisterTaskDefinition")
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != 200 && w.Code != 400 {
				t.Errorf("%d %s for %s %q", w.Code, w.Body, kind, body)
			}
		}
	})
}
