package reason

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// Whatever a tool wraps around a message, the innermost line is the message, and the wrapping is the context.
func TestEnvelopes(t *testing.T) {
	t.Parallel()
	const gone = "ClusterNotFoundException: Cluster not found."
	r := New()
	for _, c := range []struct {
		text, inner string
		want        Context
	}{
		{"An error occurred (ClusterNotFoundException) when calling the UpdateService operation: Cluster not found.", gone,
			Context{Tool: "AWS CLI", Operation: "UpdateService", Code: "ClusterNotFoundException"}},
		{"botocore.errorfactory.ClusterNotFoundException: An error occurred (ClusterNotFoundException) when calling the RunTask operation (reached max retries: 4): Cluster not found.", gone,
			Context{Tool: "AWS CLI", Operation: "RunTask", Code: "ClusterNotFoundException"}},
		{"2026-03-04T02:14:07.123Z ERROR deploy failed: operation error ECS: UpdateService, https response error StatusCode: 400, RequestID: 6f1b2c3d-0000, ClusterNotFoundException: Cluster not found.", gone,
			Context{Tool: "AWS SDK for Go", Service: "ECS", Operation: "UpdateService", Code: "ClusterNotFoundException", Status: 400, Request: "6f1b2c3d-0000"}},
		{"ClusterNotFoundException: Cluster not found.\n\tstatus code: 400, request id: 6f1b2c3d-0000", gone,
			Context{Tool: "AWS SDK for Go", Code: "ClusterNotFoundException", Status: 400, Request: "6f1b2c3d-0000"}},
		{"software.amazon.awssdk.services.ecs.model.ClusterNotFoundException: Cluster not found. (Service: Ecs, Status Code: 400, Request ID: 6f1b2c3d-0000) (SDK Attempt Count: 1)", gone,
			Context{Tool: "AWS SDK for Java", Service: "Ecs", Code: "ClusterNotFoundException", Status: 400, Request: "6f1b2c3d-0000"}},
		{"ClusterNotFoundException: Cluster not found.\n    at throwDefaultError (/srv/node_modules/@smithy/smithy-client/dist-cjs/index.js:388:20)\n  '$metadata': { httpStatusCode: 400 }", gone,
			Context{Tool: "AWS SDK for JavaScript", Code: "ClusterNotFoundException", Status: 400}},
		{"╷\n│ Error: creating ECS Service (api): operation error ECS: CreateService, https response error StatusCode: 400, RequestID: 6f1b2c3d-0000, ClusterNotFoundException: Cluster not found.\n│ \n│   with aws_ecs_service.api,\n│   on main.tf line 12, in resource \"aws_ecs_service\" \"api\":\n│   12: resource \"aws_ecs_service\" \"api\" {\n│ \n╵", gone,
			Context{Tool: "Terraform", Service: "ECS", Operation: "CreateService", Code: "ClusterNotFoundException", Status: 400, Request: "6f1b2c3d-0000", Thing: "aws_ecs_service.api"}},
		{"❌  Prod failed: Error: The stack named Prod failed to deploy: UPDATE_ROLLBACK_COMPLETE: Resource handler returned message: \"Cluster not found. (Service: AmazonECS; Status Code: 400; Error Code: ClusterNotFoundException; Request ID: 6f1b2c3d-0000; Proxy: null)\" (RequestToken: ab34b83e-964b, HandlerErrorCode: NotFound)", gone,
			Context{Service: "AmazonECS", Code: "ClusterNotFoundException", Status: 400, Tool: "*", Request: "*", Handler: "*", Thing: "*"}},
		{"Traceback (most recent call last):\n  File \"deploy.py\", line 3, in <module>\nbotocore.exceptions.ClientError: An error occurred (ClusterNotFoundException) when calling the UpdateService operation: Cluster not found.", gone,
			Context{Tool: "AWS CLI", Operation: "UpdateService", Code: "ClusterNotFoundException"}},
		{"The ECS service cannot be updated due to an unexpected error: The container app did not have a container port 443 defined. (Service: AmazonECS; Status Code: 400; Error Code: InvalidParameterException; Request ID: adb7f821; Proxy: null). Check your ECS service status.",
			"InvalidParameterException: The container app did not have a container port 443 defined.", Context{Tool: "CodeDeploy", Service: "AmazonECS", Code: "InvalidParameterException", Status: 400, Request: "adb7f821"}},
		{`level=error time=2024-02-06T22:35:29Z msg="Unable to register as a container instance with ECS" error="ClientException: Cluster not found."`,
			"Unable to register as a container instance with ECS: ClientException: Cluster not found.", Context{}},
		{"aws_ecs_service.web: InvalidParameterException: Something new.", "InvalidParameterException: Something new.", Context{Tool: "Terraform", Code: "InvalidParameterException", Thing: "aws_ecs_service.web"}},
		{"Something new. (Aws::ECS::Errors::ClientException)", "ClientException: Something new.", Context{Tool: "AWS SDK for Ruby", Service: "ECS", Code: "ClientException"}},
		// what ECS itself quotes is its own
		{"ResourceInitializationError: failed to validate logger args: operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, RequestID: 7c8b, api error AccessDeniedException: no",
			"ResourceInitializationError: failed to validate logger args: operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, RequestID: 7c8b, api error AccessDeniedException: no", Context{}},
	} {
		p := r.Read(c.text)
		if len(p) != 1 || p[0].Lines[0] != c.inner {
			t.Errorf("%q: %q", c.text, p[0].Lines)
			continue
		}
		got := p[0].Context
		for _, m := range []struct{ got, want *string }{{&got.Tool, &c.want.Tool}, {&got.Request, &c.want.Request}, {&got.Handler, &c.want.Handler}, {&got.Thing, &c.want.Thing}} {
			if *m.want == "*" && *m.got != "" {
				*m.want = *m.got
			}
		}
		if got != c.want {
			t.Errorf("%q: %+v", c.text, got)
		}
		if last := p[0].Lines[len(p[0].Lines)-1]; last != Line(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(c.text)) {
			t.Errorf("%q: the whole is %q", c.text, last)
		}
	}
}

// What a text names is taken out under its name.
func TestValues(t *testing.T) {
	t.Parallel()
	r := New()
	for _, c := range []struct {
		text string
		want Values
	}{
		{"failed to resolve ref 111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api:sha-9f3a21: 111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api:sha-9f3a21: not found",
			Values{{Account, "111122223333"}, {Region, "us-east-1"}, {Repository, "shop/api"}, {Tag, "sha-9f3a21"}}},
		{"Error response from daemon: manifest for nginx:1.99 not found: manifest unknown", Values{{Repository, "nginx"}, {Tag, "1.99"}, {Image, "nginx:1.99"}}},
		{"failed to resolve ref ghcr.io/example/shop@sha256:0123456789abcdef: 401", Values{{Registry, "ghcr.io"}, {Repository, "example/shop"}, {Digest, "sha256:0123456789abcdef"}}},
		{"unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/sha256:0123456789abcdef: 429 Too Many Requests", Values{{Repository, "library/nginx"}, {Digest, "sha256:0123456789abcdef"}}},
		{"unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/1.27: 429 Too Many Requests", Values{{Repository, "library/nginx"}, {Tag, "1.27"}}},
		{"failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf:PASSWORD:: from secrets manager", Values{{Secret, "prod/db-AbCdEf"}, {Key, "PASSWORD"}, {Region, "eu-west-1"}}},
		{"invalid ssm parameters: /prod/api/DATABASE_URL", Values{{Parameter, "/prod/api/DATABASE_URL"}}},
		{"User: arn:aws:sts::111122223333:assumed-role/ecsTaskExecutionRole/7f00 is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/1234", Values{{Caller, "ecsTaskExecutionRole"}, {Action, "kms:Decrypt"}, {KMSKey, "key/1234"}}},
		{"(service api) (task 0668979337dc48ebb791640cd1162053) (port 8080) is unhealthy in (target-group arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef) due to (reason Health checks failed with these codes: [503])",
			Values{{Service, "api"}, {Task, "0668979337dc48ebb791640cd1162053"}, {Port, "8080"}, {TargetGroup, "web"}, {Codes, "503"}}},
		{"Security group sg-0a1b2c3d4e5f60718 does not belong to the VPC of subnet-0a1b2c3d4e5f60718 in us-east-1c", Values{{SecurityGroup, "sg-0a1b2c3d4e5f60718"}, {Subnet, "subnet-0a1b2c3d4e5f60718"}, {Zone, "us-east-1c"}, {Region, "us-east-1"}}},
		{"dial tcp 10.0.3.17:443: i/o timeout", Values{{Address, "10.0.3.17:443"}}},
		{"everything is fine", nil},
	} {
		got := r.Facts(c.text)
		for _, v := range c.want {
			if got.First(v.Name) != v.Text {
				t.Errorf("%q: %s is %q, not %q", c.text, v.Name, got.First(v.Name), v.Text)
			}
		}
		if c.want == nil && len(got) > 0 {
			t.Errorf("%q: %v", c.text, got)
		}
	}
	v := Values{{Port, "8080"}, {Subnet, "subnet-1"}, {Subnet, "subnet-2"}, {Tag, "12"}}
	text, err := json.Marshal(v)
	if err != nil || string(text) != `{"port":8080,"subnet":["subnet-1","subnet-2"],"tag":"12"}` {
		t.Errorf("%s %v", text, err)
	}
	var back Values
	if err := json.Unmarshal(text, &back); err != nil || len(back) != 4 {
		t.Errorf("%v %v", back, err)
	}
}

// A stream is cut into texts: a document, a box and a trace are one each, all else is a text a line.
func TestBlocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"a\nb\n", []string{"a", "b"}},
		{"a\n  with b\nc\n", []string{"a\n  with b", "c"}},
		{"{\n \"a\": 1\n}\nb\n", []string{"{\n \"a\": 1\n}", "b"}},
		{"{\"a\": [1,\nxx\n", []string{"{\"a\": [1,", "xx"}},
		{"{\"a\": [1,\n", []string{"{\"a\": [1,"}},
		{"╷\n│ Error: x\n│ \n╵\nb\n", []string{"╷\n│ Error: x\n│ \n╵", "b"}},
		{"Traceback (most recent call last):\n  File \"a\"\nValueError: x\nb\n", []string{"Traceback (most recent call last):\n  File \"a\"\nValueError: x", "b"}},
	} {
		var b Blocks
		var got []string
		lines := strings.SplitAfter(strings.TrimSuffix(c.in, "\n"), "\n")
		for i, l := range lines {
			got = append(got, b.Add(l, i < len(lines)-1)...)
		}
		if got = append(got, b.Flush()...); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q", c.in, got)
		}
	}
}

// Whatever comes in, there is a part, and every line of it is one line.
func FuzzRead(f *testing.F) {
	r := New()
	for _, s := range []string{"", "{", "[{}]", "│\n╵", "msg=\"a\" error=\"b\"", "An error occurred (", "Error: \n\n", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts := r.Read(text)
		if len(parts) == 0 {
			t.Fatal("no part")
		}
		for _, p := range parts {
			for _, l := range p.Lines {
				if strings.ContainsAny(l, "\n\t") {
					t.Errorf("%q", l)
				}
				r.Facts(l)
			}
		}
	})
}
