package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ecscope/ecscope/sim/wire"
)

func TestBadUsage(t *testing.T) {
	t.Parallel()
	environ := start(t, small()).Env()
	for args, says := range map[string]string{
		"services clustr-1":                        `unknown cluster "clustr-1": nearest is cluster-1`,
		"clustr-1":                                 `unknown cluster "clustr-1": nearest is cluster-1`,
		"servces":                                  "or did you mean the command services?",
		"tasks cluster-1/servce-0001":              `unknown service "servce-0001": nearest is cluster-1/service-0001`,
		"events srvice-0002":                       `unknown service "srvice-0002": nearest is cluster-1/service-0002`,
		"events service-0002":                      `service "service-0002" is in 2 clusters: cluster-1/service-0002, cluster-2/service-0002`,
		"events cluster-1":                         `"cluster-1" is a cluster`,
		"revisions servic-0001":                    `unknown family "servic-0001": nearest is service-0001`,
		"describe servic-0001:3":                   `unknown family "servic-0001": nearest is service-0001`,
		"describe service-0001:99":                 `unknown revision "service-0001:99"`,
		"describe cluster-1/00000000":              `unknown service "00000000"`,
		"describe cluster-1 -o tsv":                "describe has no tsv output",
		"describe arn:aws:s3:::bucket":             "is not the ARN of an ECS resource",
		"tasks arn:aws:ecs:eu-west-1:1:cluster/a":  "try again with --region eu-west-1",
		"instances cluster-1/service-0001":         "cluster-1/service-0001 is a service, not a cluster",
		"services a/b/c":                           `"a/b/c" is not a place`,
		"servics cluster-1":                        `unknown command "servics": nearest is services`,
		"services cluster-1 x":                     `services: unexpected argument "x"`,
		"events":                                   "events: no cluster or service given",
		"services --regoin x":                      "unknown flag --regoin: nearest is --region",
		"logs a/b --tail 5":                        "--limit or -n is how many of the last lines",
		"logs a/b -f --no-follow":                  "unknown flag --no-follow\nwithout --follow",
		"logs a/b -c app":                          "unknown flag -c\n--container",
		"services -z":                              "unknown flag -z",
		"services -o xml":                          `unknown output format "xml"`,
		"services --timeout soon":                  `--timeout "soon" is not a duration such as 30s or 5m`,
		"changes --limit x":                        `--limit "x" is not a whole number`,
		"scale cluster-1/service-0001 99999999999": "use a number of tasks, 0 to 2147483647",
		"configure cluster-1/service-0001 --max x": `use a percentage, 0 or more, not "x"`,
		"--demo --profile x":                       "--demo and --profile can't be combined",
		"help servics":                             `unknown command "servics": nearest is services`,
		"completion fsh":                           `unknown shell "fsh": nearest is fish`,
		"version x":                                `unknown command "x"`,
		"sim --scenario s1-bad-image-tag":          `unknown scenario "s1-bad-image-tag": nearest is s01-bad-image-tag`,
		"sim --speed NaN":                          "speed NaN: use a number",
		"sim --speed -1":                           "speed -1: use a number",
		"sim --speed fast":                         `--speed "fast" is not a number`,
		"sim --latency -1s":                        "latency -1s: use 0 or more",
		"sim --account-id 12":                      "use twelve digits",
		"sim --listen nowhere":                     "write host:port",
		"sim --lines =3":                           "write cluster/service=lines",
		"sim --lines prod=3":                       "write cluster/service=lines",
		"sim --lines prod/auth=-3":                 "write cluster/service=lines",
		"sim --lines prod/auth=99999999999":        "write cluster/service=lines",
		"sim --lines prod/auth=x":                  "is not name=number",
		"services " + strings.Repeat("a", 9000):    "unknown cluster",
		"sim --account dmo":                        `unknown account "dmo": nearest is demo`,
	} {
		r := run(t, environ, strings.Fields(args)...)
		if r.code != misused || r.out != "" || !strings.HasPrefix(r.err, "ecscope: ") ||
			!strings.Contains(r.err, says) || strings.Count(r.err, "\n") > 2 || len(r.err) > 2*mostSaid || strings.Contains(r.err, "use use") {
			t.Errorf("ecscope %s: code %d, output %q, error %s", args, r.code, r.out, r.err)
		}
	}
}

func TestUnknownProfile(t *testing.T) {
	t.Parallel()
	config := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(config, []byte("[default]\nregion=us-east-1\n[profile production]\nregion=us-east-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, []string{"AWS_CONFIG_FILE=" + config}, "clusters", "--profile", "prodction")
	if r.code != misused || !strings.Contains(r.err, "prodction") || !strings.Contains(r.err, "production") {
		t.Errorf("code %d: %s", r.code, r.err)
	}
}

func TestNothingConfigured(t *testing.T) {
	t.Parallel()
	home := "HOME=" + t.TempDir()
	if r := run(t, []string{home}, "clusters"); r.code != misused || !strings.Contains(r.err, "region") || !strings.Contains(r.err, "--demo") {
		t.Errorf("no region: code %d: %s", r.code, r.err)
	}
	if r := run(t, []string{home}, "clusters", "-r", "us-est-1"); r.code != misused ||
		!strings.Contains(r.err, "us-est-1 ") || !strings.Contains(r.err, "us-east-1") {
		t.Errorf("unknown region: code %d: %s", r.code, r.err)
	}
	off := []string{home, "AWS_EC2_METADATA_DISABLED=true", "AWS_ENDPOINT_URL=http://127.0.0.1:9"}
	if r := run(t, off, "clusters", "-r", "us-east-1"); r.code != failed || !strings.Contains(r.err, "--demo") {
		t.Errorf("no credentials: code %d: %s", r.code, r.err)
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	server := start(t, small())
	server.Faults().Add(wire.Fault{Kind: wire.Delay, Delay: 1 << 40})
	if r := run(t, server.Env(), "clusters", "--timeout", "50ms"); r.code != failed ||
		r.err != "ecscope: timed out: no complete answer within 50ms\n" {
		t.Errorf("code %d: %s", r.code, r.err)
	}
}

func TestOutputThatFails(t *testing.T) {
	t.Parallel()
	environ := start(t, small()).Env()
	for cause, want := range map[error]result{
		syscall.EPIPE:           {code: done},
		errors.New("disk full"): {code: failed, err: "ecscope: write the output: disk full\n"},
	} {
		s, _, stderr := ends(environ)
		s.Out = broken{cause}
		if code := Run(t.Context(), s, []string{"clusters"}, Screen{}); code != want.code || stderr.String() != want.err {
			t.Errorf("%v: code %d: %s", cause, code, stderr)
		}
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	s, stdout, stderr := ends(start(t, small()).Env())
	code := Run(canceled(t), s, []string{"services"}, Screen{})
	if code != interrupted || stdout.Len()+stderr.Len() > 0 {
		t.Errorf("code %d: %s%s", code, stdout, stderr)
	}
}

func TestSimulatorAlone(t *testing.T) {
	t.Parallel()
	printed := make(written)
	s, _, _ := ends(nil)
	s.Out = printed
	ctx, stop := cancelable(t)
	code := make(chan int)
	go func() { code <- Run(ctx, s, []string{"sim", "--scenario", "s01", "--seed", "7"}, Screen{}) }()
	var environ []string
	for l := range strings.Lines(<-printed) {
		v, ok := strings.CutPrefix(strings.TrimSpace(l), "export ")
		if !ok {
			if !strings.HasPrefix(l, "unset AWS_PROFILE") {
				t.Errorf("not for a shell: %q", l)
			}
			continue
		}
		environ = append(environ, strings.ReplaceAll(v, "'", ""))
	}
	if r := succeed(t, environ, "clusters", "-o", "json"); names(t, r.out, "name")[0] != "prod" {
		t.Errorf("clusters: %s", r.out)
	}
	stop()
	if c := <-code; c != done {
		t.Errorf("exit code %d", c)
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	if r := succeed(t, nil, "--demo", "-o", "json"); len(names(t, r.out, "name")) == 0 {
		t.Errorf("clusters: %s", r.out)
	}
}

// What errors and notes say is a line, and harmless on a terminal.
func TestLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"a\n\n b\t c ": "a b c", "a\x1b]0;title\ab\x1b[2J\u009b31m\x00c": "abc", "a\xffb": "a\ufffdb"} {
		if got := line(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
