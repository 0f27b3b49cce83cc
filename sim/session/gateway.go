package session

import (
	"crypto/subtle"
	"encoding/json"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// path is where the gateway has its websockets.
const path = "/v1/data-channel/"

// Route is the pattern that Gateway serves, as http.ServeMux has it.
const Route = path + "{session}"

// How long the gateway waits for a client's token, and for its goodbye.
const (
	tokenTime   = 15 * time.Second
	goodbyeTime = time.Second
)

// connection is a websocket of a session.
type connection struct {
	ws      *websocket.Conn
	session *session
	out, in *lane
	write   sync.Mutex
	leaving sync.Once
}

// Gateway answers the websockets of sessions. Those of another origin are
// refused, so that no web page can open a shell.
func (h *Host) Gateway() http.Handler {
	upgrader := websocket.Upgrader{HandshakeTimeout: tokenTime}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.faults.refuses((*refusals).all) {
			http.Error(w, "the gateway is away", http.StatusServiceUnavailable)
			return
		}
		s, open := h.visit(r.PathValue("session"), func() { h.running.Add(1) })
		if !open {
			http.Error(w, "the simulator is ending", http.StatusServiceUnavailable)
			return
		}
		defer h.running.Done()
		if s == nil || s.over() {
			http.Error(w, "no such session", http.StatusBadRequest)
			return
		}
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return // the upgrader has answered
		}
		serve(s, ws)
	})
}

// serve looks after a websocket until it ends.
func serve(s *session, ws *websocket.Conn) {
	stop := make(chan struct{})
	defer close(stop)
	s.host.running.Go(func() { // a host that closes does not wait for clients
		select {
		case <-stop:
			return
		case <-s.host.ctx.Done():
		}
		select {
		case <-stop:
		case <-time.After(goodbyeTime / 10):
			_ = ws.Close()
		}
	})
	defer func() { _ = ws.Close() }()
	if !admit(s, ws) {
		text := websocket.FormatCloseMessage(websocket.ClosePolicyViolation, "the token is not the session's")
		_ = ws.WriteControl(websocket.CloseMessage, text, time.Now().Add(goodbyeTime))
		return
	}
	c := &connection{ws: ws, session: s}
	c.out = newLane(s.host.faults, true, func(raw []byte) { c.send(raw) }, c.cut)
	c.in = newLane(s.host.faults, false, s.receive, c.cut)
	defer func() {
		_ = ws.Close() // or a lane may wait for it
		s.disconnect(c)
		c.out.close()
		c.in.close()
	}()
	if !s.connect(c) {
		return
	}
	for {
		kind, raw, err := ws.ReadMessage()
		if err != nil {
			return
		}
		if kind == websocket.BinaryMessage {
			c.in.send(raw)
		}
	}
}

// admit reads the first message, which has to hold the session's token.
func admit(s *session, ws *websocket.Conn) bool {
	ws.SetReadLimit(1 << 20)
	_ = ws.SetReadDeadline(time.Now().Add(tokenTime))
	kind, raw, err := ws.ReadMessage()
	var first struct{ MessageSchemaVersion, RequestID, TokenValue, ClientID, ClientVersion string }
	if err != nil || kind != websocket.TextMessage || json.Unmarshal(raw, &first) != nil {
		return false
	}
	_ = ws.SetReadDeadline(time.Time{})
	known := subtle.ConstantTimeCompare([]byte(first.TokenValue), []byte(s.token())) == 1
	return first.MessageSchemaVersion == "1.0" && known && !s.host.faults.refuses((*refusals).token)
}

// send sends a message. Where that fails the websocket's reader finds out.
func (c *connection) send(raw []byte) {
	c.write.Lock()
	defer c.write.Unlock()
	_ = c.ws.WriteMessage(websocket.BinaryMessage, raw)
}

// cut cuts the connection without a word.
func (c *connection) cut() {
	if tcp, ok := c.ws.UnderlyingConn().(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.ws.Close()
}

// farewell tells the client that the session has ended, and ends the
// connection.
func (c *connection) farewell(f farewell) {
	_ = c.ws.UnderlyingConn().SetWriteDeadline(time.Now().Add(goodbyeTime)) // a client that reads nothing is not waited for
	c.send(newFrame(closing, 0, 3, 0, marshal(f)).encode())
	c.close()
}

// close says goodbye and gives the client a moment to say so as well.
func (c *connection) close() {
	c.leaving.Do(func() {
		_ = c.ws.SetReadDeadline(time.Now().Add(goodbyeTime))
		_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(goodbyeTime))
	})
}
