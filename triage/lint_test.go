package triage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// flawless is a task definition and a service that nothing can be said against, but for what is merely good to know.
func flawless() (aws.Revision, Setting) {
	of := aws.Revision{Family: "api", Number: 1, CPU: "256", Memory: "512", NetworkMode: "awsvpc", TaskRole: "role", ExecutionRole: "role",
		Compatibilities: []string{"EC2", "FARGATE"}, OS: "LINUX", Architecture: "X86_64", Described: true,
		Containers: []aws.ContainerDefinition{{Name: "app", Image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/api:sha-1", Essential: true, User: "1000", Init: true,
			Ports: []aws.Port{{Container: 8080}}, StopTimeout: 120 * time.Second,
			Environment: []aws.Variable{{Name: "PORT", Value: "8080"}, {Name: "TOKEN_TTL", Value: "3600"}, {Name: "GIT_SHA", Value: "9f3a21b4c5d6e7f8091a2b3c4d5e6f7081920a1b"}, {Name: "DB_SECRET_ARN", Value: "arn:aws:secretsmanager:x"}},
			Log: aws.LogConfiguration{Driver: "awslogs", Options: []aws.Tag{{Key: "awslogs-group", Value: "/ecs/api"}, {Key: "awslogs-stream-prefix", Value: "api"},
				{Key: "mode", Value: "blocking"}, {Key: "awslogs-create-group", Value: "true"}}}}}}
	s := aws.Service{Name: "api", Cluster: "prod", Desired: 2, LaunchType: "FARGATE", Controller: "ECS", Scheduling: "REPLICA", Exec: true, Platform: "LATEST",
		Rollout: aws.RolloutConfiguration{Strategy: "ROLLING", MinHealthy: 100, Max: 200, Breaker: true, Rollback: true}, Grace: time.Minute,
		LoadBalancers: []aws.LoadBalancer{{TargetGroup: "tg", Container: "app", Port: 8080}}, AZRebalancing: "ENABLED",
		Network: aws.Network{Subnets: []string{"a", "b"}, PublicIP: "DISABLED"}, Tags: []aws.Tag{{Key: "team", Value: "x"}}, Propagate: "SERVICE"}
	return of, Setting{Service: &s, Cluster: &aws.Cluster{Name: "prod", Insights: "enabled"}, Scaling: &aws.Scaling{Min: 2, Max: 8},
		Targets: []aws.TargetGroup{{ARN: "tg", Name: "tg", Type: "ip", Deregistration: 30 * time.Second}}}
}

// Every finding of the rules is found in what has just this flaw, and in nothing without it.
func TestLint(t *testing.T) {
	t.Parallel()
	r := open(t)
	type of = *aws.Revision
	type in = *Setting
	app := func(change func(*aws.ContainerDefinition)) func(of, in) {
		return func(o of, _ in) { change(&o.Containers[0]) }
	}
	service := func(change func(*aws.Service)) func(of, in) { return func(_ of, i in) { change(i.Service) } }
	ec2 := func(o of, i in) {
		i.Service.LaunchType, o.NetworkMode, i.Service.Network = "EC2", "bridge", aws.Network{}
		i.Targets[0].Type = "instance"
	}
	flaws := map[string]func(of, in){
		"img-latest":                app(func(k *aws.ContainerDefinition) { k.Image = "registry:5000/team/api" }),
		"img-no-digest-consistency": app(func(k *aws.ContainerDefinition) { k.VersionConsistency = "disabled" }),
		"breaker-off":               service(func(s *aws.Service) { s.Rollout.Breaker = false }),
		"breaker-no-rollback":       service(func(s *aws.Service) { s.Rollout.Rollback = false }),
		"no-health":                 service(func(s *aws.Service) { s.LoadBalancers = nil }),
		"health-range": app(func(k *aws.ContainerDefinition) {
			k.Health = aws.HealthCheck{Command: []string{"CMD", "x"}, Retries: 11}
		}),
		"health-timeout-ge-interval": app(func(k *aws.ContainerDefinition) {
			k.Health = aws.HealthCheck{Command: []string{"CMD", "x"}, Interval: 5 * time.Second}
		}),
		"health-curl": app(func(k *aws.ContainerDefinition) {
			k.Health = aws.HealthCheck{Command: []string{"CMD-SHELL", "curl -f localhost"}}
		}),
		"lb-grace-0":   service(func(s *aws.Service) { s.Grace = 0 }),
		"minmax-stuck": service(func(s *aws.Service) { s.Rollout.MinHealthy, s.Rollout.Max = 75, 100 }),
		"env-secret": app(func(k *aws.ContainerDefinition) {
			k.Environment = []aws.Variable{{Name: "DB_PASSWORD", Value: "hunter2!"}}
		}),
		"env-aws-keys": app(func(k *aws.ContainerDefinition) {
			k.Environment = []aws.Variable{{Name: "AWS_ACCESS_KEY_ID", Value: "AKIAIOSFODNN7EXAMPLE"}}
		}),
		"secrets-no-exec-role": func(o of, _ in) { o.ExecutionRole = "" },
		"exec-no-task-role":    func(o of, _ in) { o.TaskRole = "" },
		"no-task-role":         func(o of, i in) { o.TaskRole, i.Service.Exec = "", false },
		"exec-init-process":    app(func(k *aws.ContainerDefinition) { k.Init = false }),
		"exec-readonly-root":   app(func(k *aws.ContainerDefinition) { k.ReadonlyRoot = true }),
		"exec-pidmode-task": func(o of, _ in) {
			side := o.Containers[0]
			side.Name, side.Ports = "side", nil
			o.PID, o.Containers = "task", append(o.Containers, side)
		},
		"desired-lt-2":     service(func(s *aws.Service) { s.Desired = 1 }),
		"single-subnet":    service(func(s *aws.Service) { s.Network.Subnets = []string{"a"} }),
		"az-rebalance-off": service(func(s *aws.Service) { s.AZRebalancing = "DISABLED" }),
		"public-ip":        service(func(s *aws.Service) { s.Network.PublicIP = "ENABLED" }),
		"fargate-combo":    func(o of, _ in) { o.CPU, o.Memory = "1024", "1024" },
		"fargate-netmode":  func(o of, _ in) { o.NetworkMode = "bridge" },
		"no-mem-limit-ec2": func(o of, i in) { ec2(o, i); o.Memory = "" },
		"no-logs":          app(func(k *aws.ContainerDefinition) { k.Log = aws.LogConfiguration{} }),
		"logs-no-prefix": app(func(k *aws.ContainerDefinition) {
			k.Log.Options = []aws.Tag{{Key: "mode", Value: "blocking"}, {Key: "awslogs-create-group", Value: "true"}}
		}),
		"logs-nonblocking":     app(func(k *aws.ContainerDefinition) { k.Log.Options[2].Value = "non-blocking" }),
		"logs-no-create-group": app(func(k *aws.ContainerDefinition) { k.Log.Options[3].Value = "false" }),
		"stop-timeout":         app(func(k *aws.ContainerDefinition) { k.StopTimeout = 10 * time.Minute }),
		"stop-timeout-short":   func(_ of, i in) { i.Targets[0].Deregistration = 5 * time.Minute },
		"spot-only": service(func(s *aws.Service) {
			s.LaunchType, s.Capacity = "", []aws.CapacityShare{{Provider: "FARGATE_SPOT", Weight: 1}}
		}),
		"spot-arm-windows": func(o of, i in) {
			o.Architecture, i.Service.Capacity = "ARM64", []aws.CapacityShare{{Provider: "FARGATE", Base: 1}, {Provider: "FARGATE_SPOT"}}
		},
		"deprecated-pv":   service(func(s *aws.Service) { s.Platform = "1.3.0" }),
		"privileged":      app(func(k *aws.ContainerDefinition) { k.Privileged = true }),
		"host-ns":         func(o of, _ in) { o.IPC = "host" },
		"root-user":       app(func(k *aws.ContainerDefinition) { k.User = "0:0" }),
		"ephemeral-range": func(o of, _ in) { o.EphemeralGiB = 20 },
		"host-port-static": func(o of, i in) {
			ec2(o, i)
			o.Containers[0].Ports[0].Host, i.Instances = 80, 1
		},
		"dep-unhealthy": app(func(k *aws.ContainerDefinition) {
			k.DependsOn = []aws.Dependency{{Container: "app", Condition: "HEALTHY"}}
		}),
		"essential-none": func(o of, _ in) {
			side := o.Containers[0]
			side.Name, side.Ports = "side", nil
			o.Containers[0].Essential = false
			o.Containers = append(o.Containers, side)
		},
		"restart-policy":         app(func(k *aws.ContainerDefinition) { k.Restart = aws.Restart{Enabled: true} }),
		"container-insights-off": func(_ of, i in) { i.Cluster.Insights = "disabled" },
		"tg-type":                func(_ of, i in) { i.Targets[0].Type = "instance" },
		"container-port":         service(func(s *aws.Service) { s.LoadBalancers[0].Port = 80 }),
		"managed-scaling-off":    func(_ of, i in) { i.Scaling = &aws.Scaling{} },
		"tags":                   service(func(s *aws.Service) { s.Propagate = "NONE" }),
	}
	if found := r.Lint(flawless()); len(found) > 0 {
		t.Errorf("flawless: %+v", found)
	}
	for id := range r.lint {
		if flaws[id] == nil {
			t.Errorf("%s is not tested", id)
		}
	}
	for id, flaw := range flaws {
		o, i := flawless()
		flaw(&o, &i)
		found := r.Lint(o, i)
		also := map[string]string{"exec-no-task-role": "no-task-role"}[id]
		for _, f := range found {
			if f.ID != id && f.ID != also || f.Text == "" || f.Fix == "" || f.Where == "" || strings.Contains(fmt.Sprint(f), "hunter2") {
				t.Errorf("%s: %+v", id, f)
			}
		}
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.ID == id }) {
			t.Errorf("%s is not found", id)
		}
	}
}

func TestFargateSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cpu, memory string
		windows, ok bool
	}{
		{"256", "512", false, true}, {"256", "2048", false, true}, {"256", "3072", false, false}, {".25 vCPU", "1 GB", false, true}, {"0.5vCPU", "4GB", false, true},
		{"512", "512", false, false}, {"1024", "8192", false, true}, {"1024", "2500", false, false}, {"2048", "16384", false, true}, {"4096", "30720", false, true},
		{"4096", "31744", false, false}, {"8192", "16384", false, true}, {"8192", "17408", false, false}, {"16384", "122880", false, true}, {"16384", "40960", false, true},
		{"16384", "36864", false, false}, {"300", "512", false, false}, {"", "512", false, false}, {"256", "", false, false}, {"512", "1024", true, false}, {"1024", "2048", true, true},
	} {
		if why := fargateSize(c.cpu, c.memory, c.windows); (why == "") != c.ok {
			t.Errorf("%q %q: %q", c.cpu, c.memory, why)
		}
	}
}
