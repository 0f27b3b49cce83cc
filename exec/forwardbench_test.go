package exec

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	osexec "os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
)

// BenchmarkForward measures how fast a megabyte comes through a forward, and beside it through the official plugin's. The
// simulated agent does not pause between messages, as the real one does.
func BenchmarkForward(b *testing.B) {
	s := simtest.Start(b, sim.Options{Population: &sim.Population{ServicesPerCluster: 1, TasksPerService: 1, Exec: true}})
	c, err := aws.Open(b.Context(), aws.Options{Environ: s.Env()})
	if err != nil {
		b.Fatal(err)
	}
	var target aws.ExecTarget
	for page, err := range c.Tasks(b.Context(), aws.TaskQuery{Cluster: "cluster-1", Service: "service-0001"}) {
		if err != nil {
			b.Fatal(err)
		}
		target, _ = page[0].ExecTarget("app")
	}
	for way, what := range map[string]struct {
		host string
		port int
		use  func(*testing.B, string)
	}{"from": {"", 8080, fetch}, "there and back": {"db.internal", 5432, bounce}} {
		b.Run(way+"/ours", func(b *testing.B) {
			f := NewForwards(b.Context(), Clock{})
			defer f.Close()
			d := Finder{Client: c, Cluster: target.Cluster, Task: target.Task, Container: "app"}
			at, err := f.Open(b.Context(), c, Spec{Host: what.host, Port: what.port, Find: d.Find})
			if err != nil {
				b.Fatal(err)
			}
			what.use(b, at.Local)
		})
		b.Run(way+"/plugin", func(b *testing.B) {
			session, err := c.ForwardPort(b.Context(), target, what.host, what.port)
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = c.TerminateSession(b.Context(), session) }()
			what.use(b, pluginForward(b, s, session, target))
		})
	}
}

// bounce sends 256 KiB to a server that sends them back, again and again.
func bounce(b *testing.B, local string) {
	c, err := net.Dial("tcp", local)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	b.SetBytes(256 << 10)
	for b.Loop() {
		if err := echoed(c, 256<<10); err != nil {
			b.Fatal(err)
		}
	}
}

// fetch gets a megabyte again and again.
func fetch(b *testing.B, local string) {
	b.SetBytes(1 << 20)
	for b.Loop() {
		r, err := http.Get("http://" + local + "/bytes/1048576")
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, r.Body); n != 1<<20 || err != nil {
			b.Fatal(n, err)
		}
		r.Body.Close()
	}
}

// pluginForward has the official plugin forward a session, and says where it listens.
func pluginForward(b *testing.B, s *sim.Server, session aws.Session, t aws.ExecTarget) string {
	plugin := filepath.Join(b.TempDir(), "session-manager-plugin")
	if out, err := osexec.Command("go", "build", "-o", plugin, "github.com/aws/session-manager-plugin/src/sessionmanagerplugin-main").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	url, token := session.Stream()
	response, _ := json.Marshal(map[string]string{"SessionId": session.ID, "StreamUrl": url, "TokenValue": token})
	request, _ := json.Marshal(map[string]string{"Target": t.String()})
	cmd := osexec.Command(plugin, "AWS_SSM_START_SESSION_RESPONSE_TEST", "us-east-1", "StartSession", "", string(request), s.URL())
	cmd.Env = append(append(sim.Without(os.Environ()), s.Env()...), "HOME="+b.TempDir(), "AWS_SSM_START_SESSION_RESPONSE_TEST="+string(response))
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := regexp.MustCompile(`Port (\d+) opened`).FindStringSubmatch(lines.Text()); m != nil {
			go func() {
				for lines.Scan() {
				}
			}()
			return "127.0.0.1:" + m[1]
		}
	}
	b.Fatal("it does not listen")
	return ""
}
