//go:build unix

package session_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/smithy-go/encoding/cbor"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/session"
)

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// on is a population in which sessions can be opened.
func on() sim.Population { return sim.Population{Exec: true} }

func TestExecuteCommandRefuses(t *testing.T) {
	t.Parallel()
	off := "execute command was not enabled when the task was run or the execute command agent isn’t running"
	x := newStage(t, sim.Population{}, sim.Options{})
	_, err := x.ecs.ExecuteCommand(t.Context(), x.input("sh"))
	wantCode(t, err, "InvalidParameterException", off)
	x = newStage(t, sim.Population{Exec: true, ReadOnly: true}, sim.Options{})
	_, err = x.ecs.ExecuteCommand(t.Context(), x.input("sh"))
	wantCode(t, err, "InvalidParameterException", off)
	if a := x.task.Containers[0].ManagedAgents[0]; *a.LastStatus != "STOPPED" || *a.Reason != "ExecuteCommandAgent process exited with exit code: 255" {
		t.Errorf("agent %s: %s", *a.LastStatus, *a.Reason)
	}
	x = newStage(t, sim.Population{Exec: true, Sidecars: []string{"envoy"}}, sim.Options{})
	for _, c := range []struct {
		change        func(*ecs.ExecuteCommandInput)
		code, message string
	}{
		{func(in *ecs.ExecuteCommandInput) {}, "InvalidParameterException", "Container name"},
		{func(in *ecs.ExecuteCommandInput) { in.Container = new("nginx") }, "InvalidParameterException", "nginx"},
		{func(in *ecs.ExecuteCommandInput) { in.Interactive = false }, "InvalidParameterException", "Interactive is the only mode supported currently."},
		{func(in *ecs.ExecuteCommandInput) { in.Cluster = new("moon") }, "ClusterNotFoundException", "Cluster not found."},
		{func(in *ecs.ExecuteCommandInput) { in.Task = new("0123") }, "InvalidParameterException", "task length should be one of [32,36]"},
		{func(in *ecs.ExecuteCommandInput) { in.Task = new(strings.Repeat("0123", 8)) }, "InvalidParameterException", "The referenced task was not found."},
		{func(in *ecs.ExecuteCommandInput) { in.Command = new("") }, "InvalidParameterException", "blank"},
	} {
		in := x.input("sh")
		c.change(in)
		_, err := x.ecs.ExecuteCommand(t.Context(), in)
		wantCode(t, err, c.code, c.message)
	}
	in := x.input("sh")
	in.Container = new("app")
	x.Sessions().Faults().Disconnect(true)
	_, err = x.ecs.ExecuteCommand(t.Context(), in)
	wantCode(t, err, "TargetNotConnectedException", "internal error")
	x.Sessions().Faults().Disconnect(false)
	x.Sessions().StopAgent(x.target(0), "ExecuteCommandAgent process exited with exit code: 1")
	_, err = x.ecs.ExecuteCommand(t.Context(), in)
	wantCode(t, err, "InvalidParameterException", off)
}

func TestStartSessionRefuses(t *testing.T) {
	t.Parallel()
	x := newStage(t, on(), sim.Options{})
	for _, c := range []struct {
		target, document string
		parameters       map[string][]string
		code, message    string
	}{
		{"ecs:cluster-1_0123_0123-45", "AWS-StartPortForwardingSession", map[string][]string{"portNumber": {"80"}}, "TargetNotConnected", "is not connected"},
		{"i-0123456789abcdef0", "AWS-StartPortForwardingSession", map[string][]string{"portNumber": {"80"}}, "TargetNotConnected", "i-0123456789abcdef0 is not connected."},
		{x.target(0), "AWS-Nonsense", nil, "InvalidDocument", "AWS-Nonsense"},
		{x.target(0), "AWS-StartPortForwardingSession", nil, "InvalidParameters", "portNumber"},
		{x.target(0), "AWS-StartPortForwardingSessionToRemoteHost", map[string][]string{"portNumber": {"80"}}, "InvalidParameters", "host"},
	} {
		_, err := x.ssm.StartSession(t.Context(), &ssm.StartSessionInput{Target: &c.target, DocumentName: &c.document, Parameters: c.parameters})
		wantCode(t, err, c.code, c.message)
	}
}

// The agent serves two sessions at a time; a third waits in silence until one
// of them ends.
func TestThirdSessionWaits(t *testing.T) {
	t.Parallel()
	x := newStage(t, on(), sim.Options{})
	first := x.run("sh -c 'echo first; read line'")
	second := x.run("sh -c 'echo second; sleep 1000'")
	first.await("first")
	second.await("second")
	third := x.run("echo third")
	gone := x.run("echo gone")
	x.connected(4)
	if _, err := x.ssm.TerminateSession(t.Context(), &ssm.TerminateSessionInput{SessionId: &gone.id}); err != nil {
		t.Fatal(err)
	}
	gone.end()
	if n := x.Sessions().Connected(); n != 3 || third.seen.Len() > 0 {
		t.Errorf("%d are connected; the third has %q", n, third.seen.String())
	}
	first.keys("\r")
	first.end()
	third.await("third")
	third.end()
}

func TestShell(t *testing.T) {
	t.Parallel()
	x := newStage(t, on(), sim.Options{})
	c := x.run(`sh -c "echo 'two  words' \"$0\"; tty; env; read line; echo got $line"`)
	c.await("two  words sh\r\n/dev/")
	c.send(3, []byte(`{"cols":132,"rows":43}`))
	c.keys("text\r")
	if said := c.end(); said != "" {
		t.Errorf("ended with %q", said)
	}
	env := c.await(`(?s)(FEATURE_A=.*)got text\r\n$`)[1]
	for line := range strings.Lines(env) {
		name, _, ok := strings.Cut(line, "=")
		if ok && !strings.Contains(" FEATURE_A FEATURE_B LOG_LEVEL HOSTNAME PATH HOME TERM LANG PWD SHLVL OLDPWD _ ", " "+name+" ") {
			t.Errorf("the container's environment has %s", line)
		}
	}
	if _, err := x.ssm.ResumeSession(t.Context(), &ssm.ResumeSessionInput{SessionId: &c.id}); err == nil {
		t.Error("a session that has ended is resumed")
	}
}

// A handshake works whatever the network does to its messages.
// Every byte that is typed on a raw terminal arrives, and every byte that is
// shown comes back, over a bad network that also breaks down.
// Who only knows where the simulator is opens nothing.
func TestStrangersOpenNothing(t *testing.T) {
	t.Parallel()
	x := newStage(t, on(), sim.Options{})
	stranger := func(o *ecs.Options) {
		o.Credentials = credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", "guessed")
	}
	_, err := x.ecs.ExecuteCommand(t.Context(), x.input("sh"), stranger)
	wantCode(t, err, "UnrecognizedClientException", "security token")
	_, err = x.ecs.ListClusters(t.Context(), nil, stranger)
	wantCode(t, err, "UnrecognizedClientException", "security token")
}

// Nor does one who asks in another of the protocols that the simulator speaks.
func TestStrangersOpenNothingOtherwise(t *testing.T) {
	t.Parallel()
	x := newStage(t, on(), sim.Options{})
	const service = "AmazonEC2ContainerServiceV20141113"
	in := x.input("sh")
	body := cbor.Map{"cluster": cbor.String(*in.Cluster), "task": cbor.String(*in.Task), "command": cbor.String("sh"), "interactive": cbor.Bool(true)}
	form := url.Values{"Version": {service}, "Action": {"ExecuteCommand"}, "Cluster": {*in.Cluster}, "Task": {*in.Task}, "Command": {"sh"}, "Interactive": {"true"}}
	for path, c := range map[string]struct{ header, value, body string }{
		"/": {"Content-Type", "application/x-www-form-urlencoded", form.Encode()},
		"/service/" + service + "/operation/ExecuteCommand": {"Smithy-Protocol", "rpc-v2-cbor", string(cbor.Encode(body))},
	} { // other protocols that the simulator speaks
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, x.URL()+path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(c.header, c.value)
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260102/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature="+strings.Repeat("0", 64))
		answer, err := x.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode < 400 || !strings.Contains(string(text), "UnrecognizedClient") && !strings.Contains(string(text), "InvalidClientTokenId") {
			t.Errorf("%s: %s %s", path, answer.Status, text)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	x := newStage(t, on(), sim.Options{})
	out, err := x.ecs.ExecuteCommand(t.Context(), x.input("cat"))
	if err != nil {
		t.Fatal(err)
	}
	s := out.Session
	for _, token := range []string{"", "nonsense"} {
		c := x.connect(*s.SessionId, *s.StreamUrl, token)
		c.until("refusal", func() bool { return c.lost })
	}
	x.Sessions().Faults().RefuseTokens(1)
	c := x.connect(*s.SessionId, *s.StreamUrl, *s.TokenValue)
	c.until("refusal", func() bool { return c.lost })
	again, err := x.ssm.ResumeSession(t.Context(), &ssm.ResumeSessionInput{SessionId: s.SessionId})
	if err != nil {
		t.Fatal(err)
	}
	c = x.connect(*s.SessionId, *s.StreamUrl, *s.TokenValue)
	c.until("refusal of the old token", func() bool { return c.lost })
	c = x.connect(*s.SessionId, *again.StreamUrl, *again.TokenValue)
	x.connected(1)
	x.Sessions().Faults().RefuseResumes(1)
	_, err = x.ssm.ResumeSession(t.Context(), &ssm.ResumeSessionInput{SessionId: s.SessionId})
	wantCode(t, err, "DoesNotExistException", *s.SessionId)
	if _, err := x.ssm.TerminateSession(t.Context(), &ssm.TerminateSessionInput{SessionId: s.SessionId}); err != nil {
		t.Fatal(err)
	}
	c.end()
	_, err = x.ssm.ResumeSession(t.Context(), &ssm.ResumeSessionInput{SessionId: s.SessionId})
	wantCode(t, err, "DoesNotExistException", *s.SessionId)
}

// Sessions end when nobody uses them, and when their task stops.
func TestClockEndsSessions(t *testing.T) {
	t.Parallel()
	clock := sim.NewManualClock(noon())
	x := newStage(t, on(), sim.Options{Clock: clock})
	idle := x.run("sh -c 'echo up; exec cat'")
	idle.await("up")
	clock.Advance(19 * time.Minute)
	idle.keys("still here\r")
	idle.await("still here\r\nstill here\r\n")
	clock.Advance(19 * time.Minute)
	busy := x.run("sh -c 'echo up; exec cat'")
	busy.await("up")
	clock.Advance(90 * time.Second)
	if said := idle.end(); said != "Your session timed out due to inactivity and has been terminated." {
		t.Errorf("idle session ended with %q", said)
	}
	if _, err := x.ecs.StopTask(t.Context(), &ecs.StopTaskInput{Cluster: new("cluster-1"), Task: x.task.TaskArn}); err != nil {
		t.Fatal(err)
	}
	clock.Advance(100 * time.Millisecond)
	busy.keys("while it stops\r")
	busy.await("while it stops\r\nwhile it stops\r\n")
	clock.Advance(5 * time.Minute)
	if said := busy.end(); !strings.Contains(said, "stopped") {
		t.Errorf("session of a stopped task ended with %q", said)
	}
}

// What is typed before the command runs is not acknowledged, and is typed
// when it runs.
// Keys are made for the clusters that encrypt their sessions, and for them
// alone.
func TestKeys(t *testing.T) {
	t.Parallel()
	id := "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	x := newStage(t, sim.Population{Exec: true, Key: id}, sim.Options{})
	keys := kms.New(kms.Options{Region: "us-east-1", BaseEndpoint: new(x.URL()), Retryer: aws.NopRetryer{}, HTTPClient: x.Client(),
		Credentials: credentials.NewStaticCredentialsProvider(x.Server.Keys().ID, x.Server.Keys().Secret, x.Server.Keys().Token)})
	_, err := keys.GenerateDataKey(t.Context(), &kms.GenerateDataKeyInput{KeyId: new("alias/other"), NumberOfBytes: new(int32(64))})
	wantCode(t, err, "NotFoundException", "alias/other")
	_, err = keys.GenerateDataKey(t.Context(), &kms.GenerateDataKeyInput{KeyId: &id})
	wantCode(t, err, "ValidationException", "number of bytes")
	one, err := keys.GenerateDataKey(t.Context(), &kms.GenerateDataKeyInput{KeyId: &id, NumberOfBytes: new(int32(64))})
	if err != nil || len(one.Plaintext) != 64 || bytes.Contains(one.CiphertextBlob, one.Plaintext) {
		t.Errorf("key %d bytes, %v", len(one.Plaintext), err)
	}
	c := x.run("sh") // by a client that makes no key
	if said := c.end(); !strings.Contains(said, "did not encrypt") {
		t.Errorf("ended with %q", said)
	}
}

// While the gateway has lost an agent nothing passes, and nothing is lost.
// A connection is cut after as many messages as was said, as often as was
// said.
// A paced agent waits before its first output, holds back half a character,
// and sends what is none as it is.
// What the far side has written arrives before the end, also when it is
// killed, and what stays behind in a container is there for its next session.
func TestEnds(t *testing.T) {
	t.Parallel()
	x := newStage(t, on(), sim.Options{})
	c := x.run("sh -c 'seq 1 20000; echo kept >file'")
	c.end()
	if text := c.seen.String(); !strings.HasPrefix(text, "1\r\n2\r\n") || !strings.HasSuffix(text, "19999\r\n20000\r\n") {
		t.Errorf("%d bytes of output, to %q", len(text), text[max(0, len(text)-20):])
	}
	c = x.run("cat file")
	c.await("kept")
	c.end()
	c = x.run("sh -c 'echo up; sleep 1000'")
	c.await("up")
	x.Sessions().Kill()
	if said := c.end(); said != "" {
		t.Errorf("ended with %q", said)
	}
	c = x.run("/bin/nonsense")
	if said := c.end(); !strings.Contains(said, "Unable to start command: Failed to start pty: fork/exec /bin/nonsense: no such file or directory") {
		t.Errorf("ended with %q", said)
	}
	c = x.run("nonsense")
	if said := c.end(); !strings.Contains(said, `exec: "nonsense": executable file not found in $PATH`) {
		t.Errorf("ended with %q", said)
	}
}

// After Close nothing of a simulator is left: no goroutine, no process, no
// open file, no directory.
func TestNothingIsLeft(t *testing.T) {
	before := files(t)
	var pids []string
	var scratch string
	t.Run("sessions", func(t *testing.T) {
		x := newStage(t, on(), sim.Options{Sessions: session.Options{Limit: 10}})
		for n := range 4 {
			c := x.run("sh -c 'trap \"\" HUP TERM; nohup sleep 1000 >/dev/null 2>&1 & setsid sleep 1001 & echo pids $$ $!; sleep 1002'")
			m := c.await(`pids (\d+) (\d+)`)
			pids = append(pids, m[1:]...)
			switch n {
			case 1:
				c.drop()
			case 2:
				if _, err := x.ssm.TerminateSession(t.Context(), &ssm.TerminateSessionInput{SessionId: &c.id}); err != nil {
					t.Error(err)
				}
				c.end()
			}
		}
		x.forward("AWS-StartPortForwardingSession", map[string][]string{"portNumber": {"8080"}}).until("handshake", func() bool { return true })
		scratch = x.Sessions().Scratch()
	})
	if _, err := os.Stat(scratch); !os.IsNotExist(err) {
		t.Errorf("%s is there still: %v", scratch, err)
	}
	eventually(t, "goroutine of a session", func() string { return goroutines("sim/session.") })
	eventually(t, "process", func() string { return running(pids) })
	eventually(t, "open file", func() string {
		if now := files(t); now > before {
			return fmt.Sprintf("%d files, %d before", now, before)
		}
		return ""
	})
}
