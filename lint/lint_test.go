package lint

import (
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/accept/tree"
)

func rules(t testing.TB) *Rules {
	t.Helper()
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// found are the findings of a text as "severity id", those of the checks named.
func found(t *testing.T, file, text string, checks ...string) []string {
	t.Helper()
	r := rules(t)
	all, err := r.Read(file, text)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var out []string
	list, _ := r.Check(all, Ask{Checks: checks})
	for _, f := range list {
		out = append(out, string(f.Severity)+" "+f.Rule.ID)
	}
	return out
}

const container = `"name": "app", "image": "nginx:1.27", "memory": 128`

// A definition reads the same in every shape that people keep it in.
func TestShapes(t *testing.T) {
	t.Parallel()
	for file, text := range map[string]string{
		"input.json":    `{"family": "web", "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "memory": 128, "essential": false}]}`,
		"wrapped.json":  `{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:us-east-1:1:task-definition/web:1", "revision": 1, "status": "ACTIVE", "family": "web", "containerDefinitions": [{` + container + `, "essential": false}]}, "tags": []}`,
		"cfn.json":      `{"Resources": {"Web": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": {"Ref": "F"}, "Cpu": 256, "ContainerDefinitions": [{"Name": "app", "Image": {"Fn::Sub": "${R}:1"}, "Memory": "128", "Essential": "false"}]}}}}`,
		"cfn.yaml":      "Resources:\n  Web:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - {Name: app, Image: !Sub '${R}:1', Memory: 128, Essential: false}\n",
		"loop.yaml":     "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Tasks:\n    - Name\n    - [a, b]\n    - Web${Name}:\n        Type: AWS::ECS::TaskDefinition\n        Properties:\n          ContainerDefinitions:\n            - {Name: app, Image: 'nginx:1', Memory: 128, Essential: false}\n",
		"upper.json":    `{"Family": "web", "ContainerDefinitions": [{"Name": "app", "Image": "nginx:1.27", "Memory": 128, "Essential": false}]}`,
		"web.tf.json":   `{"resource": {"aws_ecs_task_definition": {"web": {"family": "web", "network_mode": "bridge", "container_definitions": "[{\"name\": \"app\", \"image\": \"nginx:1.27\", \"memory\": 128, \"essential\": false}]"}}}}`,
		"web2.tf.json":  `{"resource": [{"aws_ecs_task_definition": [{"web": [{"family": "web", "network_mode": "bridge", "runtime_platform": [{"cpu_architecture": "ARM64"}], "volume": [{"name": "v", "efs_volume_configuration": [{"file_system_id": "fs-1"}]}], "container_definitions": "[{\"name\": \"app\", \"image\": \"nginx:1.27\", \"memory\": 128, \"essential\": false, \"mountPoints\": [{\"sourceVolume\": \"v\", \"containerPath\": \"/v\"}]}]"}]}]}]}`,
		"plan.json":     `{"planned_values": {"root_module": {"child_modules": [{"resources": [{"type": "aws_ecs_task_definition", "values": {"family": "web", "network_mode": "bridge", "container_definitions": "[{\"name\": \"app\", \"image\": \"nginx:1.27\", \"memory\": 128, \"essential\": false}]"}}]}]}}}`,
		"cdk.json":      `{"Resources": {"Web": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": "web", "ContainerDefinitions": [{"Name": "app", "Image": "nginx:1.27", "Memory": 128, "Essential": false, "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": {"Ref": "Group"}, "awslogs-region": {"Ref": "AWS::Region"}}}}]}}}}`,
		"list.json":     `[{"name": "app", "image": "nginx:1.27", "memory": 128, "essential": false}]`,
		"comments.json": "// the web\n{\"family\": \"web\", /* one */ \"containerDefinitions\": [{" + container + ", \"essential\": false,}], # end\n}",
		"web.yaml":      "family: web\ncontainerDefinitions:\n  - name: app\n    image: nginx:1.27\n    memory: 128\n    essential: false\n",
		"web.jsonnet":   "local x = std.extVar('x');\n{family: 'web', containerDefinitions: [{name: 'app', image: x.image, memory: 128, essential: false}]}",
	} {
		if got := found(t, file, text, Correct); !slices.Equal(got, []string{"error essential-none"}) {
			t.Errorf("%s: %v", file, got)
		}
	}
}

// A described service of an EXTERNAL controller shows what its primary task set has; create-service refuses that.
func TestExternalServiceAsDescribed(t *testing.T) {
	t.Parallel()
	const svc = `{"serviceArn": "a", "serviceName": "web", "status": "ACTIVE", "desiredCount": 2, "runningCount": 2, "deploymentController": {"type": "EXTERNAL"}, "launchType": "FARGATE",
		"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-a"]}}, "events": [], "deployments": []}`
	if got := found(t, "describe.json", `{"services": [`+svc+`], "failures": []}`, Correct); len(got) != 0 {
		t.Errorf("described: %v", got)
	}
	const create = `{"serviceName": "web", "desiredCount": 2, "deploymentController": {"type": "EXTERNAL"}, "launchType": "FARGATE"}`
	if got := found(t, "create.json", create, Correct); !slices.Equal(got, []string{"error external-members"}) {
		t.Errorf("to be created: %v", got)
	}
}

// Services are read as they are created, as they are described, and as deploy tools keep them without a name.
func TestServices(t *testing.T) {
	t.Parallel()
	const lb = `"loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef", "containerName": "app", "containerPort": 80}]`
	const net = `"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-a", "subnet-b"], "assignPublicIp": "DISABLED"}}`
	for file, text := range map[string]string{
		"create.json":   `{"serviceName": "web", "taskDefinition": "web:1", "desiredCount": 2, "launchType": "FARGATE", "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}, ` + net + `, ` + lb + `}`,
		"describe.json": `{"services": [{"serviceArn": "a", "serviceName": "web", "status": "ACTIVE", "taskDefinition": "web:1", "desiredCount": 2, "runningCount": 2, "launchType": "FARGATE", "events": [], "deployments": [], "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}, ` + net + `, ` + lb + `}], "failures": []}`,
		"tool.json":     `{"desiredCount": 2, "launchType": "FARGATE", "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}, ` + net + `, ` + lb + `}`,
		"cfn.yaml":      "Resources:\n  S:\n    Type: AWS::ECS::Service\n    Properties:\n      TaskDefinition: !Ref T\n      LaunchType: FARGATE\n      DeploymentConfiguration: {MinimumHealthyPercent: 100, MaximumPercent: 100}\n      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: !Ref Subnets}}\n",
	} {
		if got := found(t, file, text, Correct); !slices.Equal(got, []string{"error percent-min-max-100"}) {
			t.Errorf("%s: %v", file, got)
		}
	}
	daemon := `{"services": [{"serviceArn": "a", "serviceName": "agent", "taskDefinition": "agent:1", "schedulingStrategy": "DAEMON", "desiredCount": 3, "launchType": "EC2", "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0}}]}`
	if got := found(t, "daemon.json", daemon, Correct); len(got) > 0 {
		t.Errorf("a described daemon: %v", got)
	}
}

// A service is checked against the task definition that it names, where both are given.
func TestLinked(t *testing.T) {
	t.Parallel()
	r := rules(t)
	td, err := r.Read("td.json", `{"family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "readonlyRootFilesystem": true}]}`)
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Read("svc.json", `{"serviceName": "web", "taskDefinition": "arn:aws:ecs:us-east-1:111122223333:task-definition/web:7", "desiredCount": 2, "launchType": "FARGATE", "enableExecuteCommand": true,
		"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["a"]}}, "loadBalancers": [{"targetGroupArn": "t", "containerName": "web", "containerPort": 80}]}`)
	if err != nil {
		t.Fatal(err)
	}
	all, _ := r.Check(append(td, s...), Ask{})
	ids := map[string]Finding{}
	for _, f := range all {
		ids[f.Rule.ID] = f
	}
	if ids["lb-container-unknown"].Fix != "Name one of app." || ids["exec-task-role"].Rule == nil || ids["exec-readonly-root"].Rule == nil || ids["readonly-root"].Rule != nil {
		t.Errorf("%+v", ids)
	}
}

// A service that names a family is checked with the definition beside it: of several that are as near, none is taken for it.
func TestLinkedToTheNearest(t *testing.T) {
	t.Parallel()
	r := rules(t)
	read := func(file, text string) *Subject {
		found, err := r.Read(file, text)
		if err != nil || len(found) != 1 {
			t.Fatal(file, len(found), err)
		}
		return found[0]
	}
	definition := func(file, container string) *Subject {
		return read(file, `{"family": "web", "networkMode": "bridge", "containerDefinitions": [{"name": "`+container+`", "image": "nginx:1.27", "memory": 128, "portMappings": [{"containerPort": 80}]}]}`)
	}
	service := func(file, task string) *Subject {
		return read(file, `{"serviceName": "web", "taskDefinition": "`+task+`", "desiredCount": 2, "launchType": "EC2", "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/a/0123456789abcdef", "containerName": "app", "containerPort": 80}]}`)
	}
	revision := read("now.json", `{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/web:6", "revision": 6, "status": "ACTIVE", "family": "web", "networkMode": "bridge", "containerDefinitions": [{"name": "old", "image": "nginx:1.27", "memory": 128}]}}`)
	for name, c := range map[string]struct {
		subjects []*Subject
		unknown  bool
	}{
		"one":                        {[]*Subject{service("svc.json", "web"), definition("other/td.json", "api")}, true},
		"two folders":                {[]*Subject{service("svc.json", "web"), definition("dev/td.json", "api"), definition("prod/td.json", "app")}, false},
		"its own folder, the other":  {[]*Subject{service("prod/svc.json", "web"), definition("dev/td.json", "api"), definition("prod/td.json", "app")}, false},
		"its own folder, the wrong":  {[]*Subject{service("dev/svc.json", "web"), definition("dev/td.json", "api"), definition("prod/td.json", "app")}, true},
		"two in its folder":          {[]*Subject{service("svc.json", "web"), definition("a.json", "api"), definition("b.json", "api")}, false},
		"another revision than this": {[]*Subject{service("svc.json", "web:7"), revision}, false},
		"this revision":              {[]*Subject{service("svc.json", "web:6"), revision}, true},
	} {
		found, _ := r.Check(c.subjects, Ask{Checks: []string{Correct}})
		if got := slices.ContainsFunc(found, func(f Finding) bool { return f.Rule.ID == "lb-container-unknown" }); got != c.unknown {
			t.Errorf("%s: %v, want %v", name, got, c.unknown)
		}
	}
}

// ECS Exec works with a read-only root file system where there are writable mounts for its agent; the nearest one decides.
func TestExecMounts(t *testing.T) {
	t.Parallel()
	r := rules(t)
	for mounts, want := range map[string]bool{
		``: true,
		`{"containerPath": "/var/lib/amazon"}, {"containerPath": "/var/log/amazon/"}`: false,
		`{"containerPath": "/var/lib/"}, {"containerPath": "/var/log"}`:               false,
		`{"containerPath": "/var"}`:             false,
		`{"containerPath": "/"}`:                false,
		`{"containerPath": "/var/lib/amazon"}`:  true,
		`{"containerPath": "/var/log/amazon"}`:  true,
		`{"containerPath": "/var/lib/amazonx"}`: true,
		`{"containerPath": "/var/lib/amazon/ssm"}, {"containerPath": "/var/log/amazon/ssm"}`:                                           true,
		`{"containerPath": "/var", "readOnly": true}`:                                                                                  true,
		`{"containerPath": "/var"}, {"containerPath": "/var/log", "readOnly": true}`:                                                   true,
		`{"containerPath": "/var", "readOnly": true}, {"containerPath": "/var/lib"}, {"containerPath": "/var/log", "readOnly": false}`: false,
		`{"containerPath": "${STATE}"}`: false, // it is not known
	} {
		td, err := r.Read("td.json", `{"family": "web", "containerDefinitions": [{"name": "app", "image": "a:1", "memory": 64, "readonlyRootFilesystem": true, "mountPoints": [`+mounts+`]}, {"name": "open", "image": "a:1", "memory": 64}]}`)
		if err != nil {
			t.Fatal(err)
		}
		s, err := r.Read("svc.json", `{"serviceName": "web", "taskDefinition": "web", "desiredCount": 2, "enableExecuteCommand": true}`)
		if err != nil {
			t.Fatal(err)
		}
		all, _ := r.Check(append(td, s...), Ask{})
		got, open := false, false
		for _, f := range all {
			got = got || f.Rule.ID == "exec-readonly-root" && strings.Contains(f.Says, "of app is read-only")
			open = open || f.Rule.ID == "readonly-root" && f.Places[0].Container == "open"
		}
		if got != want {
			t.Errorf("%s: found %v, want %v", mounts, got, want)
		}
		if !open {
			t.Errorf("%s: a root file system that is not read-only is excused by ECS Exec", mounts)
		}
	}
}

// Findings of a rule are one, with all their places; what looks like a secret and is none is no finding.
func TestFolded(t *testing.T) {
	t.Parallel()
	r := rules(t)
	all, err := r.Read("web.json", "{\"family\": \"web\", \"containerDefinitions\": [\n{"+container+", \"hostname\": \"a\"},\n{\"name\": \"b\", \"image\": \"b:1\", \"memory\": 64, \"environment\": [{\"name\": \"SECRETS_PREFIX\", \"value\": \"/prod/app\"}, {\"name\": \"DB_PASSWORD\", \"value\": \"hunter2-swordfish\"}, {\"name\": \"API_TOKEN\", \"value\": \"${TOKEN}\"}]}]}")
	if err != nil {
		t.Fatal(err)
	}
	list, _ := r.Check(all, Ask{Checks: []string{Security}})
	for _, f := range list {
		switch f.Rule.ID {
		case "root-user":
			if len(f.Places) != 2 || f.Places[0].At.Line != 2 || f.Places[1].Container != "b" {
				t.Errorf("%+v", f.Places)
			}
		case "env-secret":
			if len(f.Places) != 1 || f.Places[0].Path != "containerDefinitions[1].environment[1].value" || strings.Contains(f.Says, "hunter2") {
				t.Errorf("%+v", f)
			}
		}
	}
	if n := len(list); n < 3 {
		t.Errorf("%d findings", n)
	}
}

// Each place has its own way out.
func TestFixes(t *testing.T) {
	t.Parallel()
	r := rules(t)
	all, err := r.Read("web.json", `{"family": "web", "cpu": 256, "memory": 512, "requiresCompatibilities": "EC2", "containerDefinitions": [{"name": "app", "image": "a:1", "memory": "64"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	list, _ := r.Check(all, Ask{Checks: []string{Correct}})
	for _, f := range list {
		for _, p := range f.Places {
			got[p.Path] = p.Fix
		}
	}
	if got["memory"] != `Write it in quotes: "512".` || got["requiresCompatibilities"] != "Make it a list." || got["containerDefinitions[0].memory"] != "Write it without quotes." {
		t.Errorf("%v", got)
	}
}

func TestPlaceholders(t *testing.T) {
	t.Parallel()
	for file, text := range map[string]string{
		"a.json":    `{"family": "${NAME}", "cpu": "{{ cpu }}", "networkMode": "<MODE>", "taskRoleArn": "${role}", "containerDefinitions": [{"name": "app", "image": "<IMAGE1_NAME>", "memory": ${MEMORY}, "portMappings": [{"containerPort": {{ port }}}]}]}`,
		"b.json":    "{\"family\": \"web\", \"containerDefinitions\": [{\"name\": \"app\", \"image\": \"{{ must_env `IMAGE` }}\", \"memory\": 128, \"healthCheck\": {\"command\": [\"${CMD}\"], \"interval\": \"{{ .Interval }}\"}}]}",
		"c.jsonnet": `{family: 'web', containerDefinitions: [{name: 'app', image: image, memory: mem, dependsOn: deps, environment: env(x)}] + sidecars, volumes: volumes}`,
		"e.json":    `{"family": "web", "ipcMode": "", "pidMode": "", "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "memory": 128, "portMappings": [{"containerPort": 80, "appProtocol": ""}]}]}`,
		"d.yaml":    "family: {{ .Values.name }}\ncontainerDefinitions:\n  - name: app\n    image: \"{{ .Values.image }}\"\n    memory: {{ .Values.memory }}\n",
	} {
		if got := found(t, file, text, Correct); len(got) > 0 {
			t.Errorf("%s: %v", file, got)
		}
	}
}

func TestSuppressions(t *testing.T) {
	t.Parallel()
	r := rules(t)
	const text = `{
  "family": "web",
  "containerDefinitions": [
    // ecscope: ignore root-user,ECS.5 -- the agent needs it
    {"name": "app", "image": "nginx:1.27", "memory": 128},
    {"name": "b", "image": "b:1", "memory": 64,
      "hostname": "b"} // ecscope: ignore root-user
  ]
}`
	all, err := r.Read("deploy/web.json", text)
	if err != nil {
		t.Fatal(err)
	}
	ignore, err := ParseIgnore("no-logs@deploy/*=the platform adds them")
	if err != nil {
		t.Fatal(err)
	}
	list, held := r.Check(all, Ask{Checks: []string{Security}, Ignore: []Ignore{ignore}})
	ids := map[string]Finding{}
	for _, f := range list {
		ids[f.Rule.ID] = f
	}
	if f := ids["root-user"]; len(f.Places) != 1 || f.Places[0].Container != "b" {
		t.Errorf("%+v", f)
	}
	if f := ids["readonly-root"]; len(f.Places) != 1 || f.Places[0].Container != "b" {
		t.Errorf("%+v", f)
	}
	if ids["suppression-without-reason"].Places[0].At.Line != 7 || ids["no-logs"].Rule != nil {
		t.Errorf("%+v", list)
	}
	if len(held) != 4 || held[0].Reason == "" {
		t.Errorf("%+v", held)
	}
	for _, bad := range []string{"no-logs", "=x", "a@b", "a@[=x"} {
		if _, err := ParseIgnore(bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

func TestNothing(t *testing.T) {
	t.Parallel()
	r := rules(t)
	for file, text := range map[string]string{
		"package.json": `{"name": "x", "version": "1.0.0", "scripts": {}}`, "compose.yaml": "services:\n  web:\n    image: nginx\n", "list.json": `[1, 2]`,
		"policy.json": `{"Version": "2012-10-17", "Statement": []}`, "empty.yaml": "", "stack.yaml": "Resources:\n  B:\n    Type: AWS::S3::Bucket\n",
	} {
		if all, err := r.Read(file, text); err != ErrNothing {
			t.Errorf("%s: %v, %+v", file, err, all)
		}
	}
	if _, err := r.Read("a.json", "{\n\"a\": tru}"); err == nil || !strings.HasPrefix(err.Error(), "line 2:") {
		t.Error(err)
	}
}

// Every check of ours fires on what it is for, and carries what it takes to act on it.
func TestChecks(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, text := range []string{
		`{"family": "web", "networkMode": "host", "pidMode": "host", "ipcMode": "host", "taskRoleArn": "arn:aws:iam::1:role/r", "executionRoleArn": "arn:aws:iam::1:role/r", "containerDefinitions": [
			{"name": "app", "image": "nginx", "memoryReservation": 128, "essential": false, "privileged": true, "versionConsistency": "disabled", "portMappings": [{"containerPort": 80}],
			 "environment": [{"name": "DB_PASSWORD", "value": "hunter2-swordfish"}, {"name": "AWS_SECRET_ACCESS_KEY", "value": "abcdefghij"}], "command": ["app", "--password=hunter2-swordfish"],
			 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g", "awslogs-region": "r", "mode": "blocking"}}, "restartPolicy": {"enabled": true},
			 "healthCheck": {"command": ["CMD-SHELL", "curl localhost"], "interval": 5, "timeout": 10}, "linuxParameters": {"capabilities": {"add": ["SYS_ADMIN"]}}, "mountPoints": [{"sourceVolume": "s", "containerPath": "/s"}, {"sourceVolume": "e", "containerPath": "/e"}]},
			{"name": "b", "image": "b:1", "logConfiguration": {"logDriver": "splunk", "options": {"splunk-url": "https://x", "splunk-token": "B5A79AAD-D822-46CC-80D1-819F80D7BFB0"}}}, {"name": "c", "image": "c:1"}],
			"volumes": [{"name": "s", "host": {"sourcePath": "/var/run/docker.sock"}}, {"name": "e", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}]}`,
		`{"family": "names", "containerDefinitions": [{"name": "app", "image": "https://registry.example.com/web:1", "memory": 512}]}`,
		`{"family": "win", "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}, "containerDefinitions": [{"name": "app", "image": "w:1", "memory": 512}]}`,
		`{"serviceName": "web", "taskDefinition": "win", "desiredCount": 1, "platformVersion": "1.3.0", "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}], "availabilityZoneRebalancing": "DISABLED",
			"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-a", "subnet-b"], "assignPublicIp": "ENABLED"}}, "loadBalancers": [{"targetGroupArn": "t", "containerName": "app", "containerPort": 80}]}`,
		`{"serviceName": "two", "taskDefinition": "ro", "desiredCount": 2, "enableExecuteCommand": true, "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": false}}, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["a"]}}}`,
		`{"serviceName": "three", "taskDefinition": "ro", "desiredCount": 1, "enableExecuteCommand": true, "deploymentConfiguration": {"minimumHealthyPercent": 50, "maximumPercent": 100}, "tags": [{"key": "db-password", "value": "hunter2-swordfish"}]}`,
		`{"serviceName": "spot", "taskDefinition": "ro", "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}`,
		`{"family": "tmp", "family": "tmp", "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{"name": "app", "image": "a:1", "linuxParameters": {"tmpfs": [{"containerPath": "/t", "size": 64}]}}]}`,
	} {
		r := rules(t)
		all, err := r.Read("x.json", text)
		if err != nil {
			t.Fatal(err)
		}
		ro, _ := r.Read("ro.json", `{"family": "ro", "pidMode": "task", "containerDefinitions": [{"name": "app", "image": "a:1", "readonlyRootFilesystem": true}, {"name": "b", "image": "a:1",
			"dockerLabels": {"password": "hunter2-swordfish"}, "firelensConfiguration": {"type": "fluentbit", "options": {"password": "hunter2-swordfish"}}}]}`)
		list, _ := r.Check(append(all, ro...), Ask{})
		for _, f := range list {
			seen[f.Rule.ID] = true
			if f.Says == "" || f.Fix == "" || strings.Contains(f.Says+f.Fix, "hunter2") || strings.Contains(f.Says, "{") {
				t.Errorf("%s: %q %q", f.Rule.ID, f.Says, f.Fix)
			}
		}
	}
	for _, rule := range rules(t).All() {
		if len(rule.Checks) > 0 && !seen[rule.ID] && rule.ID != "task-set-public-ip" && rule.ID != "deprecated-pv" && !strings.Contains(rule.Refuse, "scaling.") && !strings.Contains(rule.Refuse, "cluster.") {
			t.Errorf("%s is not found", rule.ID)
		}
	}
}

// What only the account has counts where it is known.
func TestAccount(t *testing.T) {
	t.Parallel()
	r := rules(t)
	node := func(text string) *tree.Node {
		n, err := tree.JSON(text, false)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	q := accept.Request{Operation: "CreateService", Root: node(`{"serviceName": "web", "taskDefinition": "web:1", "desiredCount": 4, "launchType": "EC2", "enableExecuteCommand": true,
		"loadBalancers": [{"targetGroupArn": "t", "containerName": "app", "containerPort": 80}]}`)}
	task := accept.Request{Operation: "RegisterTaskDefinition", Root: node(`{"family": "web", "containerDefinitions": [{"name": "app", "image": "a:1", "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": 80}]}]}`)}
	ids := func() (all []string) {
		list, _ := r.Check([]*Subject{r.Subject("prod/web", task), r.Subject("prod/web", q)}, Ask{Checks: []string{Production}})
		for _, f := range list {
			all = append(all, f.Rule.ID)
		}
		return all
	}
	own := []string{"host-port-static", "container-insights-off", "managed-scaling-off", "scaling-min-1"}
	for _, id := range ids() {
		if slices.Contains(own, id) {
			t.Errorf("%s without an account", id)
		}
	}
	q.Cluster = node(`{"registeredContainerInstancesCount": 3, "settings": [{"name": "containerInsights", "value": "disabled"}]}`)
	q.Scaling = node(`{"registered": false, "minCapacity": 0, "maxCapacity": 0}`)
	first := ids()
	q.Scaling = node(`{"registered": true, "minCapacity": 1, "maxCapacity": 9}`)
	if second := ids(); !slices.Contains(first, own[0]) || !slices.Contains(first, own[1]) || !slices.Contains(first, own[2]) || !slices.Contains(second, own[3]) {
		t.Errorf("%v, %v", first, second)
	}
}

// Whatever a file holds, reading and checking it ends, and every place is one of the file.
func FuzzRead(f *testing.F) {
	f.Add("a.json", `{"taskDefinition": {"containerDefinitions": [null, {}]}, "tags": null}`)
	f.Add("a.json", `{"Resources": {"a": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "x"}, "DesiredCount": {}}}}}`)
	f.Add("a.yaml", "family: x\ncontainerDefinitions: [{name: a}]\n")
	r := rules(f)
	f.Fuzz(func(t *testing.T, file, text string) {
		all, err := r.Read(file, text)
		if err != nil {
			return
		}
		list, _ := r.Check(all, Ask{})
		for _, found := range list {
			for _, p := range found.Places {
				if p.At.Line < 1 || p.At.Line > 1+strings.Count(text, "\n") {
					t.Errorf("line %d", p.At.Line)
				}
			}
		}
	})
}

// References are what a registry takes: a host with a port, a repository in lower case, one tag, a digest.
func TestReferences(t *testing.T) {
	t.Parallel()
	r := rules(t)
	for image, wrong := range map[string]bool{
		"web": false, "web:V1.2_b": false, "localhost:5000/team/web": false, "Registry.example.com:5000/web:1": false, "web:1@sha256:" + strings.Repeat("0a", 32): false,
		"111122223333.dkr.ecr.us-east-1.amazonaws.com/web@sha256:" + strings.Repeat("0A", 32): false, "registry.example.com:5000/web:Latest": false,
		"http://registry.example.com/web:1": true, "Web:1": true, "team/Web": true, "registry.example.com/Team/web:1": true, "web:1:2": true, "registry.example.com:5000/web:1:2": true,
	} {
		all, err := r.Read("a.json", `{"family": "a", "containerDefinitions": [{"name": "app", "image": "`+image+`", "memory": 64}]}`)
		if err != nil {
			t.Fatal(err)
		}
		list, _ := r.Check(all, Ask{})
		if slices.ContainsFunc(list, func(f Finding) bool { return f.Rule.ID == "img-reference" }) != wrong {
			t.Errorf("%s: wrong should be %v", image, wrong)
		}
	}
}

// A name that is written more than once is said: which value counts, and which doesn't.
func TestRepeatedMembers(t *testing.T) {
	t.Parallel()
	r := rules(t)
	for _, c := range []struct {
		file, text string
		says       []string
	}{
		{"web.json", "{\"family\": \"web\",\n\"family\": \"api\",\n\"containerDefinitions\": [{" + container + ", \"image\": \"nginx:1.28\"}]}",
			[]string{"family is written more than once: the value at line 2 counts, the one at line 1 doesn't", "image is written more than once: the value at column 89 counts, the one at column 51 doesn't"}},
		{"web.yaml", "family: web\ncontainerDefinitions:\n  - name: app\n    image: nginx:1.27\n    memory: 128\n    memory: 256\n",
			[]string{"memory is written more than once: the value at line 6 counts, the one at line 5 doesn't"}},
		{"merged.yaml", "family: web\ncontainerDefinitions:\n  - <<: {name: app, image: 'nginx:1', memory: 128}\n    image: nginx:1.27\n", nil},
		{"web.json.tpl", "{\"family\": \"web\", \"containerDefinitions\": [{" + container + ", {{ if .Prod }} \"cpu\": 512, {{ else }} \"cpu\": 256 {{ end }}}]}", nil},
	} {
		all, err := r.Read(c.file, c.text)
		if err != nil {
			t.Fatalf("%s: %v", c.file, err)
		}
		list, _ := r.Check(all, Ask{Checks: []string{Correct}})
		var says []string
		for _, f := range list {
			for _, p := range f.Places {
				says = append(says, p.Says)
			}
			if f.Severity != accept.Warn || f.Rule.ID != "duplicate-member" {
				t.Errorf("%s: %s %s", c.file, f.Severity, f.Says)
			}
		}
		if !slices.Equal(says, c.says) {
			t.Errorf("%s: %q", c.file, says)
		}
	}
	if all, _ := r.Read("web.json", `{"family": "a", "family": "b", "containerDefinitions": [{`+container+`}]}`); all[0].Name != "b" {
		t.Errorf("the last family counts, not %s", all[0].Name)
	}
}
