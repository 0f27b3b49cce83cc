//go:build !windows

package exec

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
)

// flow is a terminal with a shell on it, in a program of its own: ours or the official plugin's.
type flow struct {
	b      *testing.B
	master *os.File
	buffer []byte
}

func newFlow(b *testing.B, ours bool, command string) *flow {
	b.Helper()
	s, c, at := container(b, sessions.Options{Fast: true}, sim.Population{})
	master, slave, err := pty.Open()
	if err != nil {
		b.Fatal(err)
	}
	_ = pty.Setsize(master, &pty.Winsize{Cols: 80, Rows: 24})
	cmd := child(b, s, at, command, slave)
	if !ours {
		session, err := c.ExecuteCommand(b.Context(), at, command)
		if err != nil {
			b.Fatal(err)
		}
		url, token := session.Stream()
		response, _ := json.Marshal(map[string]string{"SessionId": session.ID, "StreamUrl": url, "TokenValue": token})
		request, _ := json.Marshal(map[string]string{"Target": at.String()})
		cmd = exec.Command(plugin(b), "AWS_SSM_START_SESSION_RESPONSE_TEST", "us-east-1", "StartSession", "", string(request), s.URL())
		cmd.Env = append(append(sim.Without(os.Environ()), s.Env()...), "HOME="+b.TempDir(), "AWS_SSM_START_SESSION_RESPONSE_TEST="+string(response))
		cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	_ = slave.Close()
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = master.Close()
	})
	f := &flow{b, master, make([]byte, 64<<10)}
	f.until("ready")
	return f
}

// plugin is the official plugin, built from its module.
func plugin(b *testing.B) string {
	b.Helper()
	file := filepath.Join(b.TempDir(), "session-manager-plugin")
	out, err := exec.Command("go", "build", "-o", file, "github.com/aws/session-manager-plugin/src/sessionmanagerplugin-main").CombinedOutput()
	if err != nil {
		b.Fatalf("build the plugin: %v\n%s", err, out)
	}
	return file
}

// until reads until a text has come, and is how much that was.
func (f *flow) until(text string) (n int) {
	f.b.Helper()
	for end := []byte{}; !bytes.Contains(end, []byte(text)); {
		k, err := f.master.Read(f.buffer)
		if err != nil {
			f.b.Fatalf("no %q: %v", text, err)
		}
		n += k
		end = append(end[max(0, len(end)-len(text)):], f.buffer[:k]...)
	}
	return n
}

func (f *flow) press(key string) {
	if _, err := f.master.WriteString(key); err != nil {
		f.b.Fatal(err)
	}
}

// BenchmarkThroughput is 4 MiB of output at the press of a key.
func BenchmarkThroughput(b *testing.B) {
	const much = `sh -c 'stty raw -echo; echo ready; while head -c 1 >/dev/null; do head -c 4194304 /dev/zero | tr "\000" x; echo END; done'`
	for _, name := range []string{"ours", "plugin"} {
		b.Run(name, func(b *testing.B) {
			f := newFlow(b, name == "ours", much)
			b.SetBytes(4 << 20)
			for b.Loop() {
				f.press("x")
				f.until("END")
			}
		})
	}
}

// BenchmarkKey is the time from a key to its echo.
func BenchmarkKey(b *testing.B) {
	for _, name := range []string{"ours", "plugin"} {
		b.Run(name, func(b *testing.B) {
			f := newFlow(b, name == "ours", mirror)
			for b.Loop() {
				f.press("k")
				f.until("k")
			}
		})
	}
}
