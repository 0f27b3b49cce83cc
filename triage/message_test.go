package triage

import (
	"bufio"
	_ "embed"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

//go:embed testdata/messages.yaml
var messageFile []byte

//go:embed testdata/neutral.txt
var neutralFile string

// What operators meet around ECS is explained with its cause.
func TestMessages(t *testing.T) {
	t.Parallel()
	var file struct {
		Messages []struct {
			Text, StopCode, Expect string
			Exit                   *int
			Mention                []string
		}
	}
	if err := yaml.Unmarshal(messageFile, &file); err != nil || len(file.Messages) < 70 {
		t.Fatal(err, len(file.Messages))
	}
	r := open(t)
	for _, m := range file.Messages {
		in := Message{Text: m.Text, StopCode: m.StopCode}
		if m.Exit != nil {
			in.Exit, in.Exited = *m.Exit, true
		}
		d := r.Explain(in)
		said := strings.ToLower(strings.Join(append([]string{d.Cause, d.Fix}, d.Facts...), " "))
		for _, want := range m.Mention {
			if !d.Known() || !regexp.MustCompile(want).MatchString(said) {
				t.Errorf("%q is %s: %q does not mention %q (%s)", m.Text, d.Rule, said, want, m.Expect)
			}
		}
		if strings.Contains(d.Cause+d.Fix, "$") && !strings.Contains(d.Cause+d.Fix, "$PATH") || strings.Contains(d.Cause, "  ") {
			t.Errorf("%s: %q %q", d.Rule, d.Cause, d.Fix)
		}
	}
}

// Texts of a healthy day, and texts that only sound like reasons, are no failure.
func TestNeutral(t *testing.T) {
	t.Parallel()
	r := open(t)
	n := 0
	for s := bufio.NewScanner(strings.NewReader(neutralFile)); s.Scan(); {
		text := s.Text()
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		n++
		if d := r.Explain(Message{Text: text}); d.Known() && d.Severity != Info {
			t.Errorf("%q is taken for %s (%s)", text, d.Rule, d.Severity)
		}
	}
	if n < 80 {
		t.Errorf("only %d texts", n)
	}
}

// A sentence has no place that nobody filled, and no command a value that the text gives.
func TestFacts(t *testing.T) {
	t.Parallel()
	r := open(t)
	for _, c := range []struct{ text, cause, command string }{
		{"CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/api:sha-9f3a21: not found",
			"tag sha-9f3a21 doesn't exist in the repository shop/api", "--registry-id 111122223333 --repository-name shop/api --image-ids imageTag=sha-9f3a21"},
		{"An error occurred (AccessDeniedException) when calling the UpdateService operation: User: arn:aws:sts::111122223333:assumed-role/ci/run-7 is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/api-task because no identity-based policy allows the iam:PassRole action",
			"ci may not pass the role api-task", ""},
		{"Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-0a1b2c3d4e5f60718': InsufficientFreeAddressesInSubnet", "subnet-0a1b2c3d4e5f60718", "--subnet-ids subnet-0a1b2c3d4e5f60718"},
		{"ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key DB_PASSWORD", "DB_PASSWORD", "--task-definition <taskDefinition>"},
		{"(service api) (task 0668979337dc48ebb791640cd1162053) (port 8080) is unhealthy in (target-group arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api/0123456789abcdef) due to (reason Health checks failed with these codes: [503]).",
			"HTTP 503", "targetgroup/api/0123456789abcdef"},
		{"-1073741819", "access violation", ""},
		{"exit code 141", "SIGPIPE", ""},
		{"exit code 151", "SIGURG", ""},
	} {
		d := r.Explain(Message{Text: c.text})
		var commands []string
		for _, words := range d.Commands {
			commands = append(commands, strings.Join(words, " "))
		}
		if !strings.Contains(d.Cause, c.cause) || !strings.Contains(strings.Join(commands, "\n"), c.command) {
			t.Errorf("%s: %q\n%q", d.Rule, d.Cause, commands)
		}
	}
}

// A text that tells several causes has all of them, the worst first, whichever way it is written.
func TestSeveralCauses(t *testing.T) {
	t.Parallel()
	r := open(t)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"(service api) has reached a steady state.\n(service api) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.", []string{"place-capacity", "steady"}},
		{"Your Spot Task was interrupted.\nOutOfMemoryError: Container killed due to memory usage", []string{"oom-killed", "fargate-spot-interruption"}},
		{`{"tasks": [{"taskArn": "arn:aws:ecs:us-east-1:111122223333:task/prod/1", "lastStatus": "STOPPED", "stopCode": "EssentialContainerExited", "stoppedReason": "Essential container in task exited", "containers": [{"name": "app", "exitCode": 139}]},
		{"taskArn": "arn:aws:ecs:us-east-1:111122223333:task/prod/2", "lastStatus": "RUNNING", "desiredStatus": "RUNNING", "containers": [{"name": "app", "lastStatus": "RUNNING"}]},
		{"taskArn": "arn:aws:ecs:us-east-1:111122223333:task/prod/3", "lastStatus": "STOPPED", "stopCode": "UserInitiated", "stoppedReason": "OutOfMemoryError, says Bob", "containers": []}]}`, []string{"exit-139", "code-user-initiated"}},
		{`{"detail-type": "ECS Service Action", "region": "us-west-2", "detail": {"eventType": "ERROR", "eventName": "SERVICE_TASK_PLACEMENT_FAILURE", "capacityProviderArns": ["arn:aws:ecs:us-west-2:111122223333:capacity-provider/FARGATE_SPOT"], "reason": "RESOURCE:FARGATE"}}`, []string{"placement-fargate"}},
		{`{"failures": [{"arn": "arn:aws:ecs:us-east-1:111122223333:task/prod/1", "reason": "MISSING"}]}`, []string{"api-missing"}},
		{`{"__type":"ClusterNotFoundException","message":"Cluster not found."}`, []string{"cluster-not-found"}},
		{`{"TargetHealthDescriptions": [{"Target": {"Id": "10.0.0.1"}, "TargetHealth": {"State": "unhealthy", "Reason": "Target.Timeout", "Description": "Request timed out"}}]}`, []string{"target-timeout"}},
		{`{"detail": {"eventSource": "ecs.amazonaws.com", "eventName": "UpdateService", "errorCode": "ServiceNotActiveException", "errorMessage": "Service was not ACTIVE."}}`, []string{"service-not-active"}},
	} {
		d := r.Explain(Message{Text: c.text})
		got := []string{d.Rule}
		for _, o := range d.Others {
			got = append(got, o.Rule)
		}
		if strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%.80q: %q, not %q", c.text, got, c.want)
		}
	}
}

// What no rule knows is said to be so, with what the text names.
func TestUnknownNames(t *testing.T) {
	t.Parallel()
	r := open(t)
	d := r.Explain(Message{Text: "An error occurred (TotallyNewException) when calling the UpdateService operation: The frobnicator of arn:aws:ecs:eu-west-1:111122223333:service/prod/api is upset"})
	if d.Known() || !strings.Contains(d.Cause, "UpdateService with TotallyNewException") || !strings.Contains(d.Cause, "service api") || d.Context.Code != "TotallyNewException" {
		t.Errorf("%+v", d)
	}
	d = r.Explain(Message{Text: "the moon of subnet-0a1b2c3d4e5f60718 is blue"})
	if d.Known() || !strings.Contains(d.Cause, "subnet-0a1b2c3d4e5f60718") {
		t.Errorf("%+v", d)
	}
}

// No command asks ECR for an image of another registry, or IAM for a policy of what is no identity.
func TestCommandsFitWhatIsNamed(t *testing.T) {
	t.Parallel()
	r := open(t)
	for text, want := range map[string]string{
		"CannotPullContainerError: Tag latest not found in repository docker.io/library/owncloud":                                                       "",
		"CannotPullContainerError: Error: image my-app:my-docker-tag not found":                                                                         "",
		"CannotPullContainerError: Error: image 111122223333.dkr.ecr.us-east-1.amazonaws.com/shop:v1 not found":                                         "--repository-name shop --image-ids imageTag=v1",
		"User: arn:aws:sts::111122223333:assumed-role/ci/run-7 is not authorized to perform: ecs:UpdateService because no identity-based policy allows": "--policy-source-arn arn:aws:iam::111122223333:role/ci",
		"User: arn:aws:iam::111122223333:user/ann is not authorized to perform: ecs:UpdateService because no identity-based policy allows":              "--policy-source-arn arn:aws:iam::111122223333:user/ann",
		"User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0f/ann is not authorized to perform: ecs:UpdateService with an explicit deny":  "--policy-source-arn <principal>",
	} {
		d := r.Explain(Message{Text: text})
		var all []string
		for _, words := range d.Commands {
			all = append(all, strings.Join(words, " "))
		}
		if got := strings.Join(all, "\n"); !d.Known() || want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q: %s %q", text, d.Rule, got)
		}
	}
}
