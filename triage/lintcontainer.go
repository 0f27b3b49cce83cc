package triage

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/secret"
)

func (l *lint) container(k aws.ContainerDefinition) {
	l.image(k)
	l.environment(k)
	l.logging(k)
	l.health(k)
	l.rights(k)
	l.stopping(k)
	for _, d := range k.DependsOn {
		i := slices.IndexFunc(l.of.Containers, func(o aws.ContainerDefinition) bool { return o.Name == d.Container })
		if d.Condition == "HEALTHY" && i >= 0 && len(l.of.Containers[i].Health.Command) == 0 {
			l.add("dep-unhealthy", k.Name, "it waits for %s to be HEALTHY, which has no health check", d.Container)
		}
	}
	if k.Restart.Enabled {
		severity := Severity("")
		if a := k.Restart.Attempt; a != 0 && (a < time.Minute || a > 30*time.Minute) || len(k.Restart.Ignored) > 50 {
			severity = Error
		}
		l.addAs("restart-policy", severity, k.Name, "it is started again within its task when it exits")
	}
	if !l.fargate() && len(l.of.Compatibilities) > 0 && k.Memory == 0 && k.Reservation == 0 && l.of.Memory == "" {
		l.add("no-mem-limit-ec2", k.Name, "neither it nor the task says how much memory it may use")
	}
}

func (l *lint) image(k aws.ContainerDefinition) {
	name := k.Image[strings.LastIndexByte(k.Image, '/')+1:]
	if _, tag, tagged := strings.Cut(name, ":"); !strings.Contains(k.Image, "@") && (!tagged || tag == "latest") {
		l.add("img-latest", k.Name, "image %s can change under the same name", k.Image)
	}
	if k.VersionConsistency == "disabled" {
		l.add("img-no-digest-consistency", k.Name, "tasks of one deployment may run different images")
	}
}

// environment looks for secrets in the clear: in variables, and in whatever else a container is given.
func (l *lint) environment(k aws.ContainerDefinition) {
	for _, v := range k.Environment {
		switch {
		case v.Name == "AWS_ACCESS_KEY_ID" || v.Name == "AWS_SECRET_ACCESS_KEY" || v.Name == "AWS_ACCESS_KEY":
			l.add("env-aws-keys", k.Name, "%s is in the environment", v.Name)
		case secret.Found(v.Name, v.Value):
			l.add("env-secret", k.Name, "%s looks like a secret in the clear", v.Name)
		}
	}
	l.exposed(k.Name, "log option", k.Log.Options)
	l.exposed(k.Name, "log router option", k.RouterOptions)
	l.exposed(k.Name, "label", k.Labels)
	for _, c := range []struct {
		what  string
		words []string
	}{{"entry point", k.Entrypoint}, {"command", k.Command}, {"health check", k.Health.Command}} {
		if _, n := secret.Args(c.words); n > 0 {
			l.add("env-secret", k.Name, "its %s holds what looks like a secret in the clear", c.what)
		}
	}
}

// exposed looks for secrets in the clear among labels, tags or options.
func (l *lint) exposed(where, what string, all []aws.Tag) {
	for _, o := range all {
		if secret.Found(o.Key, o.Value) {
			l.add("env-secret", where, "%s %s looks like a secret in the clear", what, o.Key)
		}
	}
}

func (l *lint) logging(k aws.ContainerDefinition) {
	if k.Log.Driver == "" {
		if k.Router == "" {
			l.add("no-logs", k.Name, "what it writes is lost")
		}
		return
	}
	mode, told := option(k.Log.Options, "mode")
	if mode == "non-blocking" || !told {
		l.add("logs-nonblocking", k.Name, "its log is non-blocking%s", map[bool]string{false: ", which is the default"}[told])
	}
	if k.Log.Driver != "awslogs" {
		return
	}
	if prefix, _ := option(k.Log.Options, "awslogs-stream-prefix"); prefix == "" {
		severity := Warn
		if l.fargate() {
			severity = Error
		}
		l.addAs("logs-no-prefix", severity, k.Name, "awslogs has no stream prefix")
	}
	if create, _ := option(k.Log.Options, "awslogs-create-group"); create != "true" {
		group, _ := option(k.Log.Options, "awslogs-group")
		l.add("logs-no-create-group", k.Name, "log group %s has to be there already", group)
	}
}

func (l *lint) health(k aws.ContainerDefinition) {
	h := k.Health
	if len(h.Command) == 0 || h.Command[0] == "NONE" {
		return
	}
	outside := func(d, least, most time.Duration) bool { return d != 0 && (d < least || d > most) }
	if outside(h.Interval, 5*time.Second, 300*time.Second) || outside(h.Timeout, 2*time.Second, time.Minute) ||
		outside(h.StartPeriod, 0, 300*time.Second) || h.Retries < 0 || h.Retries > 10 {
		l.add("health-range", k.Name, "its health check's times or retries are out of range")
	}
	interval, timeout := h.Interval, h.Timeout
	if interval == 0 {
		interval = 30 * time.Second
	}
	if timeout == 0 {
		timeout = 5 * time.Second
	}
	if timeout >= interval {
		l.add("health-timeout-ge-interval", k.Name, "its health check may take %s, and is due every %s", timeout, interval)
	}
	for _, program := range []string{"curl", "wget"} {
		if regexp.MustCompile(`\b` + program + `\b`).MatchString(strings.Join(h.Command, " ")) {
			l.add("health-curl", k.Name, "its health check needs %s in the image", program)
		}
	}
}

func (l *lint) rights(k aws.ContainerDefinition) {
	user, _, _ := strings.Cut(k.User, ":")
	root := user == "" || user == "0" || user == "root"
	if root && !l.windows() {
		l.add("root-user", k.Name, "it runs as root unless the image says otherwise")
	}
	if k.Privileged || root && user != "" && len(k.Capabilities) > 0 {
		l.add("privileged", k.Name, "it may do almost everything on its host")
	}
	if s := l.in.Service; s != nil && s.Exec {
		if !k.Init && !l.windows() {
			l.add("exec-init-process", k.Name, "ECS Exec is on, and there is no init process")
		}
		if k.ReadonlyRoot {
			l.add("exec-readonly-root", k.Name, "ECS Exec is on, and the root file system is read-only")
		}
	}
}

// stopping checks the time that a container has to end.
func (l *lint) stopping(k aws.ContainerDefinition) {
	if k.StopTimeout != 0 && l.fargate() && (k.StopTimeout < 2*time.Second || k.StopTimeout > 120*time.Second) {
		l.add("stop-timeout", k.Name, "its stop timeout is %s", k.StopTimeout)
		return
	}
	has := k.StopTimeout
	if has == 0 {
		has = patience
	}
	if l.spot() && has < 120*time.Second && k.Essential {
		l.add("stop-timeout-short", k.Name, "it gets %s to end when Spot takes its host back, of the 2m0s that there are", has)
		return
	}
	for _, g := range l.in.Targets {
		if balanced(l.in.Service, g, k.Name) && g.Deregistration > has {
			l.add("stop-timeout-short", k.Name, "it gets %s to end, and its targets drain for %s", has, g.Deregistration)
		}
	}
}

// balanced says whether a target group sends traffic to a container of a service.
func balanced(s *aws.Service, g aws.TargetGroup, container string) bool {
	return s != nil && slices.ContainsFunc(s.LoadBalancers, func(b aws.LoadBalancer) bool {
		return b.TargetGroup == g.ARN && b.Container == container
	})
}
