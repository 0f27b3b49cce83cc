package triage

import (
	"strings"
	"testing"
)

// What a message means does not depend on what a tool wrapped around it.
func TestEnvelopes(t *testing.T) {
	t.Parallel()
	r := open(t)
	for _, m := range []struct{ code, operation, text, rule string }{
		{"InvalidParameterException", "CreateService", "Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being passed has the proper permissions.", "service-role"},
		{"InvalidParameterException", "CreateService", "A role was passed, but no load balancers were present.", "service-role"},
		{"PlatformTaskDefinitionIncompatibilityException", "RunTask", "One or more of the requested capabilities are not supported.", "platform-lacks"},
		{"ClientException", "RegisterTaskDefinition", "The Systems Manager parameter name specified for secret DB_PASS is invalid. The parameter name can be up to 2048 characters.", "register-secrets"},
		{"ObjectNotFoundException", "PutScalingPolicy", "No scalable target registered for service namespace: ecs, resource ID: service/prod/web, scalable dimension: ecs:service:DesiredCount", "scaling-target-unknown"},
		{"TooManyTargets", "RegisterTargets", "The maximum number of targets for the target group 'web' has been reached", "elb-too-many-targets"},
		{"AttachmentLimitExceeded", "AttachVolume", "AttachmentLimitExceeded: The maximum number of attachments for the instance i-0123456789abcdef0 has been reached.", "ebs-quota"},
	} {
		for _, text := range []string{
			m.text,
			"An error occurred (" + m.code + ") when calling the " + m.operation + " operation: " + m.text,
			"╷\n│ Error: creating ECS Service (web): operation error ECS: " + m.operation + ", https response error StatusCode: 400, RequestID: 3f0c2f0e-6a0e-4a58-9f2c-0d6a3e9b1111, " + m.code + ": " + m.text + "\n│ \n│   with aws_ecs_service.web,\n╵",
		} {
			if d := r.Explain(Message{Text: text}); d.Rule != m.rule {
				t.Errorf("%s is explained as %s, not %s", text, d.Rule, m.rule)
			}
		}
		event := r.Explain(Message{Text: "(service web) failed to launch a task with (error " + m.text + ")."})
		if bare := r.Explain(Message{Text: m.text}); !strings.Contains(event.Cause, bare.Cause) {
			t.Errorf("the event tells %q, the message %q", event.Cause, bare.Cause)
		}
	}
}

// What a message does not tell is not told.
func TestNotTold(t *testing.T) {
	t.Parallel()
	r := open(t)
	for _, m := range []struct{ text, not string }{
		{"Service Connect TLS: unable to issue certificate from arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/0a1b: AccessDeniedException: not authorized to perform: acm-pca:IssueCertificate", "proxy"},
		{"VolumeLimitExceeded: You have exceeded your maximum gp3 storage limit of 50 TiB in this region.", "(50)"},
		{"CannotPullContainerError: no matching manifest for windows/amd64 10.0.17763 in the manifest list entries", "version"},
		{"The deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment", "ECS tells"},
	} {
		d := r.Explain(Message{Text: m.text})
		if strings.Contains(d.Cause, m.not) || len(d.Values.All("repository")) > 0 {
			t.Errorf("%s: %s %v", m.text, d.Cause, d.Values)
		}
	}
}
