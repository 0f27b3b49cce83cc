package triage

import "testing"

// held are texts as they occur in the wild, in wordings that the rule files do not have.
func held() []struct{ text, rule string } {
	const pull = "CannotPullContainerError: "
	const secret = "ResourceInitializationError: unable to pull secrets or registry auth: "
	const daemon = "CannotStartContainerError: Error response from daemon: "
	return []struct{ text, rule string }{
		{pull + `pull image manifest has been retried 5 time(s): failed to resolve ref "123456789012.dkr.ecr.us-east-1.amazonaws.com/api:v42": failed to do request: Head "https://123456789012.dkr.ecr.us-east-1.amazonaws.com/v2/api/manifests/v42": dial tcp 10.0.3.17:443: i/o timeout`, "pull-network"},
		{pull + "ref pull has been retried 1 time(s): failed to pull\nand unpack image \"123456789012.dkr.ecr.us-east-1.amazonaws.com/myapp:latest\":\nfailed to resolve reference: unexpected status code 403 Forbidden", "pull-403"},
		{`CANNOTPULLCONTAINERERROR: PULL IMAGE MANIFEST HAS BEEN RETRIED 1 TIME(S): FAILED TO RESOLVE REF DOCKER.IO/LIBRARY/NGINX:NOPE: DOCKER.IO/LIBRARY/NGINX:NOPE: NOT FOUND`, "pull-tag-not-found"},
		{pull + "image Manifest does not contain descriptor matching platform ‘linux/arm64/v8’", "pull-platform-mismatch"},
		{pull + "inspect image has been retried 5 time(s): httpReaderSeeker: failed open: unexpected status code Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.", "pull-rate-limit"},
		{pull + "ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/1a: dial tcp 52.218.1.2:443: i/o timeout", "pull-network"},
		{pull + "containerd: pull command failed: time=\"2021-08-20T13:58:49Z\" level=info msg=\"apply failure, attempting cleanup\" error=\"failed to extract layer sha256:e246d4: write /var", "pull-unpack-failed"},
		{pull + "containerd: pull command failed: time=\"2021-08-20T13:58:49Z\" level=info msg=\"apply failure\" error=\"failed to extract layer sha256:e246d4: write /var/lib/x: no space left on device\"", "pull-no-space"},
		{pull + "Error response from daemon: Get \"https://111122223333.dkr.ecr.us-west-2.amazonaws.commmm/v2/\": dial tcp: lookup 111122223333.dkr.ecr.us-west-2.amazonaws.commmm on 10.0.0.2:53: no such host", "pull-dns"},
		{pull + "Error response from daemon: manifest for 111122223333.dkr.ecr.us-east-1.amazonaws.com/a:b not found: manifest unknown: Requested image not found", "pull-tag-not-found"},
		{pull + "API error (500): Get https://111222333444.dkr.ecr.eu-west-1.amazonaws.com/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)", "pull-network"},
		{pull + "The task cannot pull '111122223333.dkr.ecr.eu-north-1.amazonaws.com/certificates:7' from the Amazon ECR repository. failed to resolve ref x/certificates:7: x/certificates:7: not found", "pull-tag-not-found"},
		{"STOPPED (" + pull + "Error response from daemon: pull access denied for shop, repository does not exist or may require 'docker login')", "pull-access-denied"},
		{pull + "Error response from daemon: unauthorized: authentication required", "pull-unauthorized-credentials"},
		{"Task failed to start: " + pull + "no basic auth credentials", "pull-unauthorized-credentials"},
		{pull + "pull image manifest has been retried 7 time(s): failed to resolve ref docker.io/u/r:l: failed to do request: Head https://registry-1.docker.io/v2/u/r/manifests/l: net/http: TLS handshake timeout", "pull-network"},
		{pull + "pull image manifest has been retried 1 time(s): failed to resolve ref 111122223333.dkr.ecr.us-east-1.amazonaws.com/api:v2.3", "pull-manifest-retried"},
		{pull + "something that nobody has seen", "pull-generic"},
		{secret + "execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task network configuration.", "secret-network"},
		{secret + "execution resource retrieval failed: unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret arn:aws:secretsmanager:sa-east-1:999988887777:secret:x from secrets manager: RequestCanceled: request context canceled", "secret-network"},
		{secret + "execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: User: ....", "init-generic"},
		{"service backend-flask-service-eqwx9jnl was unable to place a task. Reason: " + secret + "execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, RequestID: 415e6826-9d7a-4ef1-8eea-8eec9105a1a8, api error AccessDeniedException: User: arn:aws:sts::1936543", "place-init-error"},
		{secret + "execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3, https response error StatusCode: 400, api error AccessDeniedException: User: arn:aws:sts::1936", "ecr-auth-denied"},
		{secret + "execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:1234", "init-generic"},
		{secret + "execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key UI_USERNAME", "secret-json-key-missing"},
		{secret + "execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:us-east-1:1:secret:kms-prod-AbC from secrets manager: AccessDeniedException: User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: secretsmanager:GetSecretValue on resource: kms-prod", "secret-access-denied"},
		{secret + "pull command failed: : signal: killed", "init-generic"},
		{"ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: operation error CloudWatch Logs: CreateLogStream, exceeded maximum number of attempts, 5, https response error StatusCode: 400, api error ThrottlingException: Rate exceeded", "logs-driver-generic"},
		{daemon + "failed to initialize logging driver: dial tcp 127.0.0.1:24224: connect: connection refused", "logs-driver-generic"},
		{"CannotStartContainerError: API error (500): failed to initialize logging driver: ResourceNotFoundException: The specified log group does not exist.\n\tstatus code: 400, request id: 904a550f-206b-11e8-8e20-1363f96a7838\n", "loggroup-missing"},
		{"Resourceinitializationerror: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve \"fs-06642d00e4ec726.efs.ap-northeast-1.amazonaws.com\" - check that your file system ID is correct. Attempting to lookup mount target ip address using botocore. : unsuccessful EFS utils command execution; code: 1", "efs-dns"},
		{"failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: mounting fs-0124b682.efs.us-east-1.amazonaws.com:/var/jenkins_home failed, reason given by server: No such file or directory", "efs-path-missing"},
		{"ResourceInitializationError: failed to download env files: file download command: non empty error stream: RequestCanceled: request context canceled caused by: context deadline exceeded", "envfile-download"},
		{daemon + `failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/etc/x" to rootfs at "/etc/x": not a directory: permission denied: unknown`, "start-mount-error"},
		{daemon + `OCI runtime create failed: container_linux.go:380: starting container process caused: exec: \"./run.sh\": permission denied: unknown`, "start-permission-denied"},
		{daemon + `OCI runtime create failed: container_linux.go:367: starting container process caused: exec: \"/bin/app\": stat /bin/app: no such file or directory: unknown`, "start-exec-not-found"},
		{"CannotStartContainerError: API error (404): invalid header field value \"oci runtime error: container_linux.go:247: ", "start-oci-generic"},
		{"CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s", "transition-timeout"},
		{"Essential container in task exited OutOfMemoryError: Container killed due to memory usage", "oom-killed"},
		{"outofmemoryerror: container killed due to mem", "oom-killed"},
		{"Essential container in task exited (exit code: 139)", "exit-139"},
		{"Essential container in task exited. Exit code 1", "exit-1"},
		{"exit code 143", "exit-143"},
		{"Essential container exited", essentialExited},
		{"Task failed to start", "code-failed-to-start"},
		{"ELB healthcheck failed", "elb-health-checks-failed"},
		{"Task failed container health checks", "container-health-checks-failed"},
		{"Host EC2 (instance i-0f00) stopped/terminated.", "host-ec2-terminated"},
		{"Scaling activity initiated by deployment ecs-svc/123", "scaling-activity"},
		{"Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-0123': UnauthorizedOperation: You are not authorized to perform this operation.", "eni-auth-failure"},
		{"service [web](https://console.aws.amazon.com/x) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 333ba941 is missing an attribute required by your task.", "place-no-instance"},
		{"2026-03-04T12:00:00Z service web has reached a steady state.", "steady"},
		{"(service my-svc) (port 80) is unhealthy in (target-group 1234) due to (reason Request timed out).", "target-unhealthy"},
		{"(service my-svc) deployment ecs-svc/0205655736282798388 deployment failed: alarm detected.", "deployment-failed-alarm"},
		{"(service my-svc) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.", "place-vcpu-limit"},
		{"ECS was unable to assume the configured ECS Infrastructure Role 'arn:aws:iam::111122223333:role/ecsInfrastructureRole'. Please verify that the role being passed has the proper trust relationship with Amazon ECS", "ebs-role"},
		{pull + "Error response from daemon: Get https://registry-1.docker.io/v2/: dial tcp 34.205.13.154:443: connect: connection timed out", "pull-network"},
		{pull + "API error (404): repository foo not found: does not exist or no pull access", "pull-repo-not-found"},
		{pull + "pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/x/y:z: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed", "pull-access-denied"},
		{pull + "pull image manifest has been retried 5 time(s): failed to resolve ref public.ecr.aws/x/y:z: unexpected status from HEAD request to https://public.ecr.aws/v2/x/y/manifests/z: 404 Not Found", "pull-tag-not-found"},
		{pull + "failed to register layer: write /usr/lib/x: no space left on device", "pull-no-space"},
		{pull + "context deadline exceeded", "pull-network"},
		{pull + "The task cannot pull 'web:2' from the Amazon ECR repository '1.dkr.ecr.eu-west-3.amazonaws.com/web'. There is a connection issue between the task and Amazon ECR.", "ecr-auth-network"},
		{pull + "Error response from daemon: toomanyrequests: Rate exceeded", "pull-rate-limit"},
		{secret + "execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): fetching secret data from SSM Parameter Store in eu-west-1: AccessDeniedException: User: arn:aws:sts::9:assumed-role/r/s is not authorized to perform: ssm:GetParameters on resource: x", "ssm-param-access-denied"},
		{secret + "execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 2 time(s): ParameterNotFound", "ssm-param-not-found"},
		{secret + "unable to retrieve secret from asm: ResourceNotFoundException: Secrets Manager can’t find the specified secret value for staging label: AWSCURRENT", "secret-not-found"},
		{secret + "unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed", "kms-decrypt-denied"},
		{"ResourceInitializationError: failed to download env files: There is a connection issue between the task and Amazon S3. Check your task network configuration.", "envfile-download"},
		{"Task failed to start: " + daemon + `failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "uvicorn": executable file not found in $PATH`, "start-exec-not-found"},
		{"CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/start.sh\": stat /start.sh: no such file or directory: unknown", "start-exec-not-found"},
		{daemon + `OCI runtime create failed: container_linux.go:348: starting container process caused "process_linux.go:402: container init caused \"process_linux.go:385: running prestart hook 0 caused \\"error runni`, "start-gpu-hook"},
		{daemon + `OCI runtime create failed: starting container process caused "process_linux.go:449: container init caused \"rootfs_linux.go:58: mounting \\"/a\\" to rootfs caused: no such file or directory"`, "start-mount-error"},
		{"CannotCreateContainerError: Error response from daemon: Conflict. The container name \"/ecs-a\" is already in use", "start-name-taken"},
		{"DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s", "transition-timeout"},
		{"unable to generate firelens config file: open /x: error", "firelens-init"},
		{"ECS was unable to complete the EBS volume attachment to your Task.", "ebs-volume"},
		{"(service x) was unable to place a task. Reason: TaskFailedToStart: RESOURCE:GPU.", "placement-resource-gpu"},
		{"(service x) was unable to place a task. Reason: Martians.", "place-other"},
		{"service ecs-control was unable to place a task. Reason: ResourceInitializationError: Unable to launch instance(s) for capacity provider test-managed. UnauthorizedOperation: You are not authorized to perform this operation.", "place-init-error"},
		{"Service scheduler initiated action by (deployment ecs-svc/123)", "scaling-activity"},
		{pull + "image 111122223333.dkr.ecr.us-west-2.amazonaws.com/web:9 not found", "pull-tag-not-found"},
		{pull + "ref pull has been retried: not found: manifest unknown", "pull-tag-not-found"},
		{"CannotCreateContainerError: failed to copy file info for /var/lib/ecs/volumes/x: failed to chown: operation not permitted", "start-generic"},
		{"Fargate Spot capacity reclaimed", "fargate-spot-interruption"},
		{"Task stopped due to AZ rebalancing", "az-rebalance"},
		{"Container app exited with code 1", "exit-1"},
		{"Task exited with exit code: 143", "exit-143"},
		{"exit status 2", "exit-2"},
		{"(service api) (instance i-0ab12) (port 32768) is unhealthy in (target-group arn:aws:elasticloadbalancing:x) due to (reason Health checks failed)", "target-unhealthy"},
		{"service api, taskSet ecs-svc/1675294001379389663 has begun draining connections on 2 tasks.", "draining"},
		{"(service api, taskSet ecs-svc/6) registered 1 targets in (target-group arn:x)", "registered"},
		{"Amazon ECS replaced 2 tasks due to an unhealthy status.", "started-unhealthy"},
		{"Service deployment rolled back because the circuit breaker threshold was exceeded.", "rolled-back"},
		{"service (api) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) encountered error \"AGENT\". For more information, see the Troubleshooting section.", "place-agent"},
	}
}

func TestHeldOut(t *testing.T) {
	t.Parallel()
	r := open(t)
	for _, h := range held() {
		if d := r.Explain(Message{Text: h.text}); d.Rule != h.rule {
			t.Errorf("%s: %q is explained as %s", h.rule, h.text, d.Rule)
		}
	}
}

// Texts that have words in common with reasons, and are none.
func TestHonestlyUnknown(t *testing.T) {
	t.Parallel()
	r := open(t)
	for _, s := range []string{
		"", " ", "hello", "everything is fine", "kubelet has insufficient memory available",
		"the agent said the location attribute is unknown", "panic: runtime error: invalid memory address or nil pointer dereference",
		"GET /healthz 429 in 3 ms", "order 403 Forbidden Planet was shipped", "task 12", "the container 7", "resource: not found", "process exited with status 1: foo", "the firelens works", "connection refused", "i/o timeout", "AccessDeniedException",
		"user is not authorized to perform: s3:GetObject", "the record was marked for deletion", "unexpected EOF", "permission denied",
		"service call has been retried, resource inactive", "file not found", "certificate", "Internal error", "parameter invalid: x",
		"listen tcp :8080: bind: address already in use", "no such file or directory", "context deadline exceeded", "12 monkeys", "1234567",
		"the executor had its permission denied by HR", "dial tcp 10.1.2.3:5432: connect: connection refused", "503", "999",
	} {
		if d := r.Explain(Message{Text: s}); d.Known() && s != "503" && s != "999" {
			t.Errorf("%q is taken for %s", s, d.Rule)
		} else if d.Text != s || d.Cause == "" || d.Fix == "" {
			t.Errorf("%q: %+v", s, d)
		}
	}
	if d := r.Explain(Message{Text: "OutOfMemoryError: exit 1 CannotPullContainerError", StopCode: byUser}); d.Rule != "code-user-initiated" || d.Kind != Operator {
		t.Errorf("an operator's own words are taken for %s", d.Rule)
	}
}
