package triage

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/ecscope/ecscope/needs"
)

// specimen is a text whose rule is known.
type specimen struct{ text, rule string }

// specimens are all samples and held-out texts that are longer than a word.
func (r *Rules) specimens() []specimen {
	var out []specimen
	short := func(rule string) bool { return strings.HasPrefix(rule, "code-") || strings.HasPrefix(rule, "exit-") }
	for _, one := range append(r.book().stopped[:len(r.book().stopped):len(r.book().stopped)], r.book().events...) {
		for _, s := range one.Samples {
			rule := one.ID
			if one.Same != "" {
				rule = one.Same
			}
			if len(s) > 24 && !short(rule) {
				out = append(out, specimen{s, rule})
			}
		}
	}
	for _, h := range held() {
		if len(h.text) > 24 && !short(h.rule) {
			out = append(out, specimen{h.text, h.rule})
		}
	}
	return out
}

// digits replaces each digit of the ids in a text: accounts, addresses and tags of somebody else.
func digits(text string, random *rand.Rand) string {
	ids := regexp.MustCompile(`\b\d{12}\b|[0-9a-f]{16,}|\d+\.\d+\.\d+\.\d+`)
	return ids.ReplaceAllStringFunc(text, func(id string) string {
		return strings.Map(func(c rune) rune {
			if c >= '1' && c <= '9' {
				return rune('1' + random.IntN(9))
			}
			return c
		}, id)
	})
}

// mutations keep what a text says.
func mutations() []func(string, *rand.Rand) string {
	return []func(string, *rand.Rand) string{
		digits,
		func(s string, _ *rand.Rand) string { return strings.ToLower(s) },
		func(s string, _ *rand.Rand) string {
			return strings.NewReplacer("us-east-1", "ap-southeast-4", "us-west-2", "eu-central-2", "eu-west-1", "mx-central-1").Replace(s)
		},
		func(s string, _ *rand.Rand) string {
			return strings.NewReplacer(`"`, "“", "'", "’").Replace(s)
		},
		func(s string, _ *rand.Rand) string { return strings.ReplaceAll(s, `"`, `\"`) },
		func(s string, _ *rand.Rand) string { return "TaskFailedToStart: " + s },
		func(s string, _ *rand.Rand) string { return "2026-03-04T02:14:07.123Z  " + s + "  " },
		func(s string, _ *rand.Rand) string { return "STOPPED (" + s + ")" },
		func(s string, _ *rand.Rand) string { return strings.ReplaceAll(s, ": ", ":\n\t") },
		func(s string, _ *rand.Rand) string { return strings.ReplaceAll(s, ": ", ":  ") },
		func(s string, _ *rand.Rand) string { return s + " " + s },
	}
}

// Texts of another account, in other letters, quotes and lines, with something in front, mean what they meant.
func TestMutations(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every sample many times")
	r := open(t)
	random := rand.New(rand.NewPCG(7, 1))
	check := func(s specimen, text string) {
		if d := r.Explain(Message{Text: text}); d.Rule != s.rule {
			t.Errorf("%s: %q is explained as %s", s.rule, text, d.Rule)
		}
	}
	all := mutations()
	for _, s := range r.specimens() {
		for _, one := range all {
			check(s, one(s.text, random))
		}
		one, other := all[random.IntN(len(all))], all[random.IntN(len(all))]
		check(s, other(one(s.text, random), random))
	}
}

// A text that was cut off may lose its meaning, but gets no other: its rule, a generic one, or none.
func TestTruncations(t *testing.T) {
	t.Parallel()
	needs.Time(t, "every sample at every length")
	r := open(t)
	wrong := map[string]bool{}
	for _, s := range r.specimens() {
		if r.book().named[s.rule].Field == fieldEvent {
			continue // ECS never cuts an event
		}
		for cut := 25; cut < len(s.text); cut += 5 {
			if !utf8.RuneStart(s.text[cut]) || !unicode.IsLetter(rune(s.text[cut])) {
				continue
			}
			d := r.Explain(Message{Text: s.text[:cut]})
			if d.Rule == s.rule || !d.Known() || d.Generic || sound(s.rule, d.Rule) || wrong[s.rule+d.Rule] {
				continue
			}
			wrong[s.rule+d.Rule] = true
			t.Errorf("%s: cut off as %q it is explained as %s", s.rule, s.text[:cut], d.Rule)
		}
	}
}

// sound says that a rule says less than another one and is right all the same.
func sound(full, cut string) bool {
	wider := map[string][]string{
		"network-gone":                      {"ec2-launch-template", "eni-subnet-gone", "eni-group-gone"},
		"ebs-volume":                        {"ebs-kms", "ebs-file-system", "ebs-not-on-host", "ebs-role", "ebs-quota", "ebs-denied", "ebs-zone", "ebs-snapshot-size"},
		"client-parameters":                 {"tool-too-old"},
		"register-volumes":                  {"ebs-type-zone"},
		"connect-stream":                    {"connect-poll"},
		"codedeploy-role":                   {"codedeploy-role-lambda"},
		"rolled-back":                       {"deployment-hook", "deployment-listener-rules", "deployment-user-rollback"},
		"target-not-in-use":                 {"target-no-listener", "target-zone-off"},
		"deployment-not-stable":             {"waiter-service-gone"},
		"rolling-back":                      {"deployment-hook", "deployment-listener-rules", "deployment-user-rollback"},
		"placement-resource-other":          {"placement-resource-cpu", "placement-resource-memory", "placement-fargate"},
		"denied-action":                     {"ssm-param-access-denied", "denied-explicit", "denied-boundary", "denied-pass-role", "denied-linked-role", "denied-exec", "assume-role-denied"},
		"denied-other":                      {"simulator-refuses", "assume-role-denied"},
		"credentials-missing":               {"client-session-expired"},
		"assume-role-failed":                {"service-role"},
		"call-conflict":                     {"deployment-over"},
		"placement-empty-capacity-provider": {"call-no-instances"},
		"compute-incompatible":              {"launch-type-unfit"},
		"eni-create-generic":                {"eni-auth-failure", "eni-tag-policy", "eni-attach-failed", "eni-instance-full", "eni-subnet-no-free-ip", "eni-quota", "eni-subnet-gone", "eni-group-gone"},
		"eni-attach-failed":                 {"eni-instance-full"},
		"identifier-invalid":                {"identifier-other-cluster", "identifier-other-account"},
		"eni-subnet-no-free-ip":             {"eni-auth-failure", "eni-create-generic", "eni-quota", "eni-subnet-gone", "eni-group-gone", "ec2-subnet-no-free-ip"}, // the documentation gives the text up to the subnet this cause
		"logs-driver-generic":               {"logs-network", "logs-create-denied", "loggroup-missing", "logs-driver-credentials"},
		"efs-generic":                       {"efs-dns", "efs-access-denied", "efs-path-missing", "efs-network", "efs-access-point", "efs-ports"},
		"start-oci-generic":                 {"start-exec-format", "start-permission-denied", "start-exec-not-found", "start-gpu-hook", "start-mount-error", "start-environment", "start-memory-limit", "start-cgroup-full"},
		"pull-copy-failed":                  {"pull-rate-limit", "pull-network"},
		"pull-access-denied":                {"pull-ecr-batchgetimage-denied"},
		"pull-ecr-batchgetimage-denied":     {"pull-access-denied"},
		"pull-unpack-failed":                {"pull-no-space"},
		"loggroup-missing":                  {"logs-network"},
		"pull-network":                      {"ecr-auth-network"},
		"start-external-connectivity":       {"start-port-allocated"},
		"inspect-failed":                    {"transition-timeout"},
	}
	for _, f := range wider[cut] {
		if f == full {
			return true
		}
	}
	return false
}

// Two reasons in a row mean one of the two, and no third thing.
func TestConcatenations(t *testing.T) {
	t.Parallel()
	needs.Time(t, "more than half a second")
	r := open(t)
	random := rand.New(rand.NewPCG(13, 1))
	specimens := slices.DeleteFunc(r.specimens(), func(s specimen) bool { return r.book().named[s.rule].set == ofCalls }) // an answer to a call stands alone
	for range 1200 {
		a, b := specimens[random.IntN(len(specimens))], specimens[random.IntN(len(specimens))]
		d := r.Explain(Message{Text: a.text + " " + b.text})
		if d.Rule == a.rule || d.Rule == b.rule || d.Generic || slices.Contains(d.Also, a.rule) || slices.Contains(d.Also, b.rule) || sound(a.rule, d.Rule) || sound(b.rule, d.Rule) {
			continue
		}
		t.Errorf("%s and %s: %q and %q are explained as %s", a.rule, b.rule, a.text, b.text, d.Rule)
	}
}

// Whatever is thrown at it, an explanation has all its parts, and keeps the text.
func FuzzExplain(f *testing.F) {
	r := open(f)
	for _, s := range r.specimens() {
		f.Add(s.text, 1, "")
	}
	f.Add("\xff\\\"", 137, byScheduler)
	f.Fuzz(func(t *testing.T, text string, exit int, code string) {
		for _, exited := range []bool{true, false} {
			d := r.Explain(Message{Text: text, Exit: exit, Exited: exited, StopCode: code})
			if len(d.Others) == 0 && !strings.ContainsAny(text, "{[\n") && d.Text != text || d.Rule == "" || d.Cause == "" || d.Fix == "" || d.Source == "" || d.Severity == "" || d.Known() && d.Kind == "" {
				t.Errorf("%+v", d)
			}
		}
		if x := read(text); strings.ContainsAny(x.line, "\n\t") || len(x.line) > 8<<10+4 {
			t.Errorf("%q", x.line)
		}
	})
}
