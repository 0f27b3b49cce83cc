//go:build unix

package sim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/creack/pty"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/session"
)

// deadline is how long a test waits for what has to come.
const deadline = 30 * time.Second

// TestPlugin judges the sessions by the official plugin: it is built from the
// module and used as the AWS CLI uses it.
func TestPlugin(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the plugin is built")
	dir := t.TempDir()
	plugin := filepath.Join(dir, "session-manager-plugin")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", plugin, "github.com/aws/session-manager-plugin/src/sessionmanagerplugin-main").CombinedOutput()
	if err != nil {
		t.Fatalf("build the plugin: %v\n%s", err, out)
	}
	for name, judge := range map[string]func(*testing.T, string){
		"shell": judgeShell, "ends from afar": judgeEnd, "encrypted": judgeEncrypted, "ports": judgePorts,
		"cut": judgeCut, "bad network": judgeBadNetwork, "CLI": judgeCLI, "no shell": judgeNoShell,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); judge(t, plugin) })
	}
}

// exectable is a simulator with a running task, of whose service ECS Exec is
// on.
func executable(t *testing.T, p sim.Population, o sim.Options) (*sim.Server, *ecs.Client, types.Task) {
	t.Helper()
	p.ServicesPerCluster, p.TasksPerService, p.Exec = 1, 1, true
	o.Population = &p
	s, c := start(t, o)
	list, err := c.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: new("cluster-1")})
	if err != nil || len(list.TaskArns) != 1 {
		t.Fatalf("tasks %v, %v", list, err)
	}
	tasks, err := c.DescribeTasks(t.Context(), &ecs.DescribeTasksInput{Cluster: new("cluster-1"), Tasks: list.TaskArns})
	if err != nil {
		t.Fatal(err)
	}
	return s, c, tasks.Tasks[0]
}

// target is a container as Systems Manager calls it.
func target(task types.Task, container int) string {
	arn := *task.TaskArn
	return "ecs:cluster-1_" + arn[strings.LastIndex(arn, "/")+1:] + "_" + *task.Containers[container].RuntimeId
}

func manager(s *sim.Server) *ssm.Client {
	return ssm.New(ssm.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, HTTPClient: s.Client(), Credentials: keys(s)})
}

// opened runs the plugin on a session, on a terminal.
func opened(t *testing.T, plugin string, s *sim.Server, session any, target string) *terminal {
	t.Helper()
	response, err := json.Marshal(session)
	if err != nil {
		t.Fatal(err)
	}
	request, _ := json.Marshal(map[string]string{"Target": target})
	cmd := exec.CommandContext(t.Context(), plugin, "AWS_SSM_START_SESSION_RESPONSE_TEST", "us-east-1", "StartSession", "", string(request), s.URL())
	cmd.Env = append(environment(t, s), "AWS_SSM_START_SESSION_RESPONSE_TEST="+string(response))
	return onTerminal(t, cmd)
}

func environment(t *testing.T, s *sim.Server) []string {
	return append(append(sim.Without(os.Environ()), s.Env()...), "HOME="+t.TempDir())
}

// terminal is a program on a terminal, and what it has shown so far.
type terminal struct {
	*os.File
	t     *testing.T
	ended chan struct{} // it has shown all
	mu    sync.Mutex
	seen  bytes.Buffer
	news  chan struct{}
}

func onTerminal(t *testing.T, cmd *exec.Cmd) *terminal {
	t.Helper()
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{File: f, t: t, ended: make(chan struct{}), news: make(chan struct{}, 1)}
	go func() {
		defer close(x.ended)
		buf := make([]byte, 4096)
		for {
			n, err := f.Read(buf)
			x.mu.Lock()
			x.seen.Write(buf[:n])
			x.mu.Unlock()
			select {
			case x.news <- struct{}{}:
			default:
			}
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		<-x.ended
		f.Close()
	})
	return x
}

func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.seen.String()
}

func (x *terminal) keys(text string) {
	x.t.Helper()
	if _, err := io.WriteString(x.File, text); err != nil {
		x.t.Fatal(err)
	}
}

// await waits until the program has shown what matches, and returns that.
func (x *terminal) await(pattern string) []string {
	x.t.Helper()
	late := time.After(deadline)
	for re := regexp.MustCompile(pattern); ; {
		if m := re.FindStringSubmatch(x.text()); m != nil {
			return m
		}
		select {
		case <-x.news:
		case <-x.ended:
			if m := re.FindStringSubmatch(x.text()); m != nil {
				return m
			}
			x.t.Fatalf("no %q before the end of\n%s", pattern, x.text())
		case <-late:
			x.t.Fatalf("no %q in\n%s", pattern, x.text())
		}
	}
}

// end waits until the program ends.
func (x *terminal) end() {
	x.t.Helper()
	select {
	case <-x.ended:
	case <-time.After(deadline):
		x.t.Fatalf("no end after\n%s", x.text())
	}
}

func shellOn(t *testing.T, c *ecs.Client, task types.Task, command string) *types.Session {
	t.Helper()
	out, err := c.ExecuteCommand(t.Context(), &ecs.ExecuteCommandInput{Cluster: new("cluster-1"), Task: task.TaskArn, Command: &command, Interactive: true})
	if err != nil {
		t.Fatal(err)
	}
	return out.Session
}

// login is a shell that greets once it has the terminal's size. What is typed
// before that the plugin may lose: it numbers a key and a size alike when both
// are sent at the same time. It says something first: without encryption there
// is no handshake, and the plugin sends no size before there is output.
const login = `sh -c 'echo hello; until [ "$(stty size)" = "24 80" ]; do sleep 0.02; done; echo wel""come; exec /bin/sh'`

func judgeShell(t *testing.T, plugin string) {
	s, c, task := executable(t, sim.Population{}, sim.Options{})
	x := opened(t, plugin, s, shellOn(t, c, task, login), target(task, 0))
	x.await("Starting session with SessionId: ecs-execute-command-[0-9a-f]{17}")
	x.await(`welcome\s+[$#] `)
	x.keys("echo $((6*7)) $(printenv FEATURE_A) $TERM; stty size; pwd; env | grep -c AWS_\r")
	x.await(`42 1 xterm-256color\s+24 80\s+/\S+\s+0\s`)
	if err := pty.Setsize(x.File, &pty.Winsize{Rows: 50, Cols: 132}); err != nil {
		t.Fatal(err)
	}
	x.keys("until [ \"$(stty size)\" = '50 132' ]; do sleep 0.1; done; echo now wi''de\r")
	x.await("now wide")
	x.keys("sed -u s/^/cat:/\r")
	x.keys("miaow\r")
	x.await(`cat:miaow`)
	x.keys("\x03")
	x.await(`\^C\s+[$#] `)
	x.keys("echo inter''rupted; exit\r")
	x.await("interrupted")
	x.await("Exiting session with sessionId: ecs-execute-command-")
	x.end()
	if live := s.Sessions().Live(); len(live) != 0 {
		t.Errorf("sessions %v live", live)
	}
}

func judgeEnd(t *testing.T, plugin string) {
	s, c, task := executable(t, sim.Population{}, sim.Options{})
	one := shellOn(t, c, task, "sh -c 'echo here; sleep 1000'")
	x := opened(t, plugin, s, one, target(task, 0))
	x.await("here")
	if _, err := manager(s).TerminateSession(t.Context(), &ssm.TerminateSessionInput{SessionId: one.SessionId}); err != nil {
		t.Fatal(err)
	}
	x.await("Exiting session with sessionId: ecs-execute-command-")
	x.end()
	two := opened(t, plugin, s, shellOn(t, c, task, "sh -c 'echo here; sleep 1000'"), target(task, 0))
	two.await("here")
	s.Sessions().StopAgent(target(task, 0), "ExecuteCommandAgent process exited with exit code: 1")
	two.await("SessionId: ecs-execute-command-[0-9a-f]+ : The agent in the container has stopped")
	two.end()
}

func judgeEncrypted(t *testing.T, plugin string) {
	key := "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	s, c, task := executable(t, sim.Population{Key: key}, sim.Options{})
	x := opened(t, plugin, s, shellOn(t, c, task, login), target(task, 0))
	x.await("This session is encrypted using AWS KMS.")
	x.await(`welcome\s+[$#] `)
	x.keys("echo sec''ret; exit\r")
	x.await("secret")
	x.end()
}

func judgeNoShell(t *testing.T, plugin string) {
	s, c, task := executable(t, sim.Population{}, sim.Options{})
	s.Sessions().Faults().NoShell(true)
	x := opened(t, plugin, s, shellOn(t, c, task, "/bin/sh"), target(task, 0))
	x.await("Unable to start command: Failed to start pty: fork/exec /bin/sh: no such file or directory")
	x.end()
}

func judgeCut(t *testing.T, plugin string) {
	s, c, task := executable(t, sim.Population{}, sim.Options{})
	x := opened(t, plugin, s, shellOn(t, c, task, login), target(task, 0))
	x.await(`welcome\s+[$#] `)
	x.keys("echo be''fore\r")
	x.await("before")
	s.Sessions().Cut()
	resumed(t, s) // keys on a broken connection end the plugin
	x.keys("echo af''ter; exit\r")
	x.await("after")
	x.end()
}

func judgeBadNetwork(t *testing.T, plugin string) {
	s, c, task := executable(t, sim.Population{}, sim.Options{})
	x := opened(t, plugin, s, shellOn(t, c, task, login), target(task, 0))
	x.await(`welcome\s+[$#] `)
	bad := session.Trouble{Loss: 0.03, Twice: 0.1, Late: 0.1}
	s.Sessions().Faults().ToClient(bad)
	s.Sessions().Faults().ToAgent(bad)
	x.keys("seq 1 3000; echo do''ne; exit\r")
	x.await(`2999\s+3000\s+done\s`)
	x.end()
}

// resumed waits until a session has another connection.
func resumed(t *testing.T, s *sim.Server) {
	t.Helper()
	for late := time.Now().Add(deadline); s.Sessions().Connected() == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("no session is connected")
		}
	}
}

// forwarded runs the plugin on a port session, and returns where it listens.
func forwarded(t *testing.T, plugin string, s *sim.Server, task types.Task, document string, parameters map[string][]string) string {
	t.Helper()
	out, err := manager(s).StartSession(t.Context(), &ssm.StartSessionInput{Target: new(target(task, 0)), DocumentName: &document, Parameters: parameters})
	if err != nil {
		t.Fatal(err)
	}
	x := opened(t, plugin, s, map[string]*string{"SessionId": out.SessionId, "StreamUrl": out.StreamUrl, "TokenValue": out.TokenValue}, target(task, 0))
	return "127.0.0.1:" + x.await(`Port (\d+) opened for sessionId`)[1]
}

func get(t *testing.T, url string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	r.Close = true
	a, err := (&http.Client{Transport: &http.Transport{}}).Do(r)
	if err != nil {
		return "", err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	return string(b), err
}

func judgePorts(t *testing.T, plugin string) {
	s, _, task := executable(t, sim.Population{}, sim.Options{Sessions: session.Options{Limit: 5}})
	at := forwarded(t, plugin, s, task, "AWS-StartPortForwardingSession", map[string][]string{"portNumber": {"8080"}, "localPortNumber": {"0"}})
	var busy sync.WaitGroup
	for n := range 5 {
		busy.Go(func() {
			body, err := get(t, fmt.Sprintf("http://%s/bytes/%d", at, n*100_000))
			if err != nil || len(body) != n*100_000 {
				t.Errorf("%d bytes: %d, %v", n*100_000, len(body), err)
			}
		})
	}
	busy.Wait()
	if body, err := get(t, "http://"+at+"/hello"); err != nil || !strings.HasPrefix(body, "container app\n") {
		t.Errorf("%q, %v", body, err)
	}
	echoes(t, forwarded(t, plugin, s, task, "AWS-StartPortForwardingSessionToRemoteHost",
		map[string][]string{"host": {"db.internal"}, "portNumber": {"5432"}}))
	nowhere := forwarded(t, plugin, s, task, "AWS-StartPortForwardingSession", map[string][]string{"portNumber": {"81"}})
	if body, err := get(t, "http://"+nowhere); err == nil {
		t.Errorf("port 81 answers %q", body)
	}
}

// echoes makes sure that an address says back what it hears.
func echoes(t *testing.T, at string) {
	t.Helper()
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(deadline))
	said := bytes.Repeat([]byte("0123456789abcdef"), 4000)
	go func() { _, _ = c.Write(said) }()
	heard := make([]byte, len(said))
	if _, err := io.ReadFull(c, heard); err != nil || !bytes.Equal(said, heard) {
		t.Errorf("echo of %d bytes: %v", len(said), err)
	}
}

// judgeCLI uses the AWS CLI, which finds the plugin in the search path.
func judgeCLI(t *testing.T, plugin string) {
	aws := needs.AWSCLI(t)
	s, _, task := executable(t, sim.Population{}, sim.Options{})
	cmd := exec.CommandContext(t.Context(), aws, "ecs", "execute-command", "--cluster", "cluster-1", "--task", *task.TaskArn,
		"--interactive", "--command", "/bin/sh -c 'echo from '$((20+3))'; stty size'")
	cmd.Env = append(environment(t, s), "PATH="+filepath.Dir(plugin)+":"+os.Getenv("PATH"))
	x := onTerminal(t, cmd)
	x.await(`from 23\s`)
	x.end()
}
