package exec

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec/message"
)

// eventually is how long anything may take, on a machine that has other things to do.
const eventually = time.Minute

// gateway is a Systems Manager made to measure: a script for each connection says what the far side does, frame by frame.
type gateway struct {
	t       *testing.T
	url     string
	script  func(*peer)
	answers map[string]any // instead of the usual answers, by action
	mutex   sync.Mutex
	calls   []string
	dials   atomic.Int32
	scripts sync.WaitGroup
}

func newGateway(t *testing.T, script func(*peer)) *gateway {
	t.Helper()
	g := &gateway{t: t, script: script, answers: map[string]any{}}
	s := httptest.NewServer(g)
	g.url = s.URL
	t.Cleanup(func() {
		s.CloseClientConnections()
		g.scripts.Wait()
		s.Close()
	})
	return g
}

func (g *gateway) stream() string {
	return "ws" + strings.TrimPrefix(g.url, "http") + "/v1/data-channel/s-1"
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if websocket.IsWebSocketUpgrade(r) {
		g.connection(w, r)
		return
	}
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	g.mutex.Lock()
	g.calls = append(g.calls, action)
	answer, ok := g.answers[action]
	g.mutex.Unlock()
	session := map[string]any{"sessionId": "s-1", "streamUrl": g.stream(), "tokenValue": "secret-token"}
	switch {
	case ok:
	case action == "ExecuteCommand":
		answer = map[string]any{"session": session}
	case action == "ResumeSession", action == "StartSession":
		answer = map[string]any{"SessionId": "s-1", "StreamUrl": g.stream(), "TokenValue": "secret-token-again"}
	default:
		answer = map[string]any{}
	}
	if refused, ok := answer.(error); ok {
		w.WriteHeader(http.StatusBadRequest)
		answer = map[string]any{"__type": refused.Error(), "message": "no"}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func (g *gateway) connection(w http.ResponseWriter, r *http.Request) {
	g.scripts.Add(1)
	defer g.scripts.Done()
	up := websocket.Upgrader{}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		g.t.Error(err)
		return
	}
	defer conn.Close()
	p := &peer{g: g, conn: conn, number: int(g.dials.Add(1)), acks: map[int64]int{}}
	_, b, err := conn.ReadMessage()
	if err != nil || json.Unmarshal(b, &p.opening) != nil {
		g.t.Errorf("the first message: %v %s", err, b)
		return
	}
	g.script(p)
}

// said says whether a call was made.
func (g *gateway) called(action string) int {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	n := 0
	for _, c := range g.calls {
		if c == action {
			n++
		}
	}
	return n
}

func (g *gateway) answer(action string, value any) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.answers[action] = value
}

// open opens a session there.
func (g *gateway) open(o Options) (*Channel, error) {
	g.t.Helper()
	client := g.client()
	s, err := client.ExecuteCommand(g.t.Context(), target(), "sh")
	if err != nil {
		g.t.Fatal(err)
	}
	o.Handshake = true
	c, err := Dial(g.t.Context(), client, s, o)
	if err == nil {
		g.t.Cleanup(func() { _ = c.Close() })
	}
	return c, err
}

func (g *gateway) client() *aws.Client {
	c, err := aws.Open(g.t.Context(), aws.Options{Environ: environment(g.url)})
	if err != nil {
		g.t.Fatal(err)
	}
	return c
}

func environment(url string) []string {
	return []string{"AWS_ENDPOINT_URL=" + url, "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=x",
		"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null"}
}

func target() aws.ExecTarget {
	return aws.ExecTarget{Cluster: "prod", Task: "0f3c2b1a99", Container: "app", Runtime: "0f3c2b1a99-1"}
}

// peer is one connection of a gateway's, seen from the far side.
type peer struct {
	g       *gateway
	conn    *websocket.Conn
	number  int // the first is 1
	opening map[string]string
	next    int64
	acks    map[int64]int // how often each frame was acknowledged
}

// put sends data with the next number.
func (p *peer) put(t message.PayloadType, payload []byte) {
	p.raw(dataFrame(message.OutputStreamMessage, p.next, 1, t, payload))
	p.next++
}

func (p *peer) json(t message.PayloadType, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		p.g.t.Error(err)
	}
	p.put(t, b)
}

func (p *peer) raw(f frame) { p.bytes(f.encode()) }

func (p *peer) bytes(b []byte) { _ = p.conn.WriteMessage(websocket.BinaryMessage, b) }

func (p *peer) closed(output string) {
	b, _ := json.Marshal(message.ChannelClosed{Output: output, SessionId: "s-1"})
	p.raw(dataFrame(message.ChannelClosedMessage, 0, 1, 0, b))
}

// take is the next frame of the client's, acknowledgements noted; ok is false at the end.
func (p *peer) take() (f frame, ok bool) {
	for {
		_, b, err := p.conn.ReadMessage()
		if err != nil {
			return frame{}, false
		}
		f, err := decode(b)
		if err != nil {
			p.g.t.Errorf("the client sent %x: %v", b, err)
			return f, false
		}
		if f.kind != message.AcknowledgeMessage {
			return f, true
		}
		var content message.AcknowledgeContent
		if err := json.Unmarshal(f.payload, &content); err != nil || content.MessageType != message.OutputStreamMessage || f.flags != 3 {
			p.g.t.Errorf("acknowledgement %+v %v", content, err)
		}
		p.acks[content.SequenceNumber]++
	}
}

func (p *peer) acknowledge(f frame) { p.raw(receipt(f, 1)) }

// handshake does what an agent does first.
func (p *peer) handshake() bool {
	p.json(message.HandshakeRequestPayloadType, request("InteractiveCommands"))
	f, ok := p.take()
	if !ok || f.type_ != message.HandshakeResponsePayloadType || f.sequence != 0 {
		p.g.t.Errorf("instead of a response: %+v", f)
		return false
	}
	p.acknowledge(f)
	p.json(message.HandshakeCompletePayloadType, message.HandshakeCompletePayload{CustomerMessage: "hello\x1b[31m"})
	return true
}

func request(kind string, more ...message.RequestedClientAction) message.HandshakeRequestPayload {
	b, _ := json.Marshal(message.SessionTypeRequest{SessionType: kind, Properties: map[string]string{"commands": "sh"}})
	return message.HandshakeRequestPayload{AgentVersion: "3.3.1611.0", RequestedClientActions: append(more,
		message.RequestedClientAction{ActionType: message.SessionType, ActionParameters: b})}
}

// echo is a far side that sends back what it gets, until the connection is gone.
func (p *peer) echo(expected int64) {
	for f, ok := p.take(); ok; f, ok = p.take() {
		p.acknowledge(f)
		if f.type_ == message.Output && f.sequence == expected {
			p.put(message.Output, bytes.Clone(f.payload))
			expected++
		}
	}
}

// readAll reads n bytes of a channel.
func readAll(t *testing.T, c *Channel, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if k, err := io.ReadFull(c, b); err != nil {
		t.Fatalf("after %d of %d bytes: %v", k, n, err)
	}
	return b
}
