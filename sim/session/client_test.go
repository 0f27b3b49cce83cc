package session_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/smithy-go"
	"github.com/gorilla/websocket"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/session"
	"github.com/ecscope/ecscope/sim/simtest"
)

// deadline is how long a test waits for what has to come.
const deadline = 30 * time.Second

// stage is a simulator with one service of ECS Exec and its task.
type stage struct {
	*sim.Server
	t    *testing.T
	ecs  *ecs.Client
	ssm  *ssm.Client
	task types.Task
}

func newStage(t *testing.T, p sim.Population, o sim.Options) *stage {
	t.Helper()
	o.Sessions.Fast = true
	return stageOf(t, p, o)
}

// newPacedStage is one whose agents take their time.
func newPacedStage(t *testing.T) *stage {
	t.Helper()
	return stageOf(t, on(), sim.Options{})
}

func stageOf(t *testing.T, p sim.Population, o sim.Options) *stage {
	t.Helper()
	p.ServicesPerCluster, p.TasksPerService = 1, 1
	o.Population = &p
	s := simtest.Start(t, o)
	k := s.Keys()
	keys := credentials.NewStaticCredentialsProvider(k.ID, k.Secret, k.Token)
	x := &stage{Server: s, t: t,
		ecs: ecs.New(ecs.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, HTTPClient: s.Client(), Credentials: keys}),
		ssm: ssm.New(ssm.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, HTTPClient: s.Client(), Credentials: keys})}
	list, err := x.ecs.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: new("cluster-1")})
	if err != nil || len(list.TaskArns) != 1 {
		t.Fatalf("tasks %v, %v", list, err)
	}
	x.task = x.describe(list.TaskArns[0])
	return x
}

func (x *stage) describe(arn string) types.Task {
	x.t.Helper()
	out, err := x.ecs.DescribeTasks(x.t.Context(), &ecs.DescribeTasksInput{Cluster: new("cluster-1"), Tasks: []string{arn}})
	if err != nil || len(out.Tasks) != 1 {
		x.t.Fatalf("task %v, %v", out, err)
	}
	return out.Tasks[0]
}

// target is a container of the task as Systems Manager calls it.
func (x *stage) target(container int) string {
	arn := *x.task.TaskArn
	return "ecs:cluster-1_" + arn[strings.LastIndex(arn, "/")+1:] + "_" + *x.task.Containers[container].RuntimeId
}

// input asks for a command in the task.
func (x *stage) input(command string) *ecs.ExecuteCommandInput {
	return &ecs.ExecuteCommandInput{Cluster: new("cluster-1"), Task: x.task.TaskArn, Command: &command, Interactive: true}
}

// run opens a session that runs a command, and connects to it.
func (x *stage) run(command string) *client {
	x.t.Helper()
	out, err := x.ecs.ExecuteCommand(x.t.Context(), x.input(command))
	if err != nil {
		x.t.Fatal(err)
	}
	s := out.Session
	return x.connect(*s.SessionId, *s.StreamUrl, *s.TokenValue)
}

// forward opens a session with a port.
func (x *stage) forward(document string, parameters map[string][]string) *client {
	x.t.Helper()
	out, err := x.ssm.StartSession(x.t.Context(), &ssm.StartSessionInput{Target: new(x.target(0)), DocumentName: &document, Parameters: parameters})
	if err != nil {
		x.t.Fatal(err)
	}
	return x.connect(*out.SessionId, *out.StreamUrl, *out.TokenValue)
}

// connected waits until so many clients are.
func (x *stage) connected(clients int) {
	x.t.Helper()
	eventually(x.t, "clients that are missing", func() string {
		if n := x.Sessions().Connected(); n != clients {
			return fmt.Sprintf("%d of %d are connected", n, clients)
		}
		return ""
	})
}

func wantCode(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || !strings.Contains(api.ErrorMessage(), message) {
		t.Errorf("error is %v, want %s: %s", err, code, message)
	}
}

// client is a client of a session that does its part: it acknowledges,
// sorts, sends again, and resumes when it is told to.
type client struct {
	t       *testing.T
	id, url string

	mu      sync.Mutex
	ws      *websocket.Conn
	next    int64
	unheard map[int64][]byte // sent and not acknowledged
	wanted  int64
	early   map[int64]session.Message
	seen    bytes.Buffer
	request map[string]any
	told    []string // messages of the gateway
	kinds   []uint32 // payloads of what was taken, but for data
	closed  *string  // what channel_closed said
	lost    bool     // the websocket ended
	news    chan struct{}
	agent   string // version of the client that the agent is told
}

func (x *stage) connect(id, url, token string) *client {
	x.t.Helper()
	c := &client{t: x.t, id: id, url: url, unheard: map[int64][]byte{}, early: map[int64]session.Message{}, news: make(chan struct{}, 1), agent: "1.3.0.0"}
	if err := c.dial(token); err != nil {
		x.t.Fatal(err)
	}
	stop := make(chan struct{})
	go c.resend(stop)
	x.t.Cleanup(func() { close(stop); c.drop() })
	return c
}

// dial opens a websocket with a token.
func (c *client) dial(token string) error {
	ws, answer, err := websocket.DefaultDialer.DialContext(c.t.Context(), c.url, nil)
	if err != nil {
		return err
	}
	answer.Body.Close()
	first, _ := json.Marshal(map[string]string{"MessageSchemaVersion": "1.0", "RequestId": "1", "TokenValue": token, "ClientId": "2", "ClientVersion": "1.3.0.0"})
	if err := ws.WriteMessage(websocket.TextMessage, first); err != nil {
		return err
	}
	c.mu.Lock()
	c.ws, c.lost = ws, false
	c.mu.Unlock()
	go func() {
		for {
			_, raw, err := ws.ReadMessage()
			c.mu.Lock()
			if err != nil {
				c.lost = c.lost || c.ws == ws
			} else {
				c.receive(raw)
			}
			c.mu.Unlock()
			c.notify()
			if err != nil {
				return
			}
		}
	}()
	return nil
}

func (c *client) notify() {
	select {
	case c.news <- struct{}{}:
	default:
	}
}

// drop ends the websocket.
func (c *client) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ws.Close()
}

// resend sends again what was not acknowledged, until stop.
func (c *client) resend(stop chan struct{}) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			c.mu.Lock()
			for _, raw := range c.unheard {
				_ = c.ws.WriteMessage(websocket.BinaryMessage, raw)
			}
			c.mu.Unlock()
		}
	}
}

// send sends a message of a payload; the caller holds the lock or not.
func (c *client) send(kind uint32, body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(kind, body)
}

func (c *client) put(kind uint32, body []byte) {
	raw := session.Input(c.next, kind, body)
	c.unheard[c.next] = raw
	c.next++
	_ = c.ws.WriteMessage(websocket.BinaryMessage, raw)
}

func (c *client) keys(text string) {
	for part := []byte(text); len(part) > 0; {
		n := min(1024, len(part))
		c.send(1, part[:n])
		part = part[n:]
	}
}

// receive takes one message.
func (c *client) receive(raw []byte) {
	m, err := session.Read(raw)
	if err != nil {
		c.t.Errorf("the agent sent %q: %v", raw, err)
		return
	}
	switch m.Kind {
	case "acknowledge":
		var r struct{ AcknowledgedMessageSequenceNumber int64 }
		_ = json.Unmarshal(m.Body, &r)
		delete(c.unheard, r.AcknowledgedMessageSequenceNumber)
	case "pause_publication", "start_publication":
		c.told = append(c.told, m.Kind)
	case "channel_closed":
		var r struct{ Output string }
		_ = json.Unmarshal(m.Body, &r)
		c.closed = &r.Output
	case "output_stream_data":
		_ = c.ws.WriteMessage(websocket.BinaryMessage, m.Acknowledge())
		if m.Number >= c.wanted {
			c.early[m.Number] = m
		}
		for next, ok := c.early[c.wanted]; ok; next, ok = c.early[c.wanted] {
			delete(c.early, c.wanted)
			c.wanted++
			c.take(next)
		}
	}
}

func (c *client) take(m session.Message) {
	if m.Payload == 1 {
		c.seen.Write(m.Body)
		return
	}
	c.kinds = append(c.kinds, m.Payload)
	if m.Payload == 5 {
		_ = json.Unmarshal(m.Body, &c.request)
		c.put(6, []byte(`{"ClientVersion":"`+c.agent+`","ProcessedClientActions":[{"ActionType":"SessionType","ActionStatus":1,"ActionResult":null,"Error":""}],"Errors":null}`))
	}
}

// until waits until something is so, and fails the test when that is late.
func (c *client) until(what string, so func() bool) {
	c.t.Helper()
	for late := time.After(deadline); ; {
		c.mu.Lock()
		done := so()
		c.mu.Unlock()
		if done {
			return
		}
		select {
		case <-c.news:
		case <-late:
			c.t.Fatalf("no %s in %v after\n%q", what, deadline, c.seen.String())
		}
	}
}

// await waits for output that matches.
func (c *client) await(pattern string) []string {
	c.t.Helper()
	re := regexp.MustCompile(pattern)
	var m []string
	c.until(pattern, func() bool { m = re.FindStringSubmatch(c.seen.String()); return m != nil })
	return m
}

// end waits for the channel to be closed, and returns what was said then.
func (c *client) end() string {
	c.t.Helper()
	c.until("end", func() bool { return c.closed != nil })
	return *c.closed
}
