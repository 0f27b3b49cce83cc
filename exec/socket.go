package exec

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/aws/session-manager-plugin/src/config"
	"github.com/gorilla/websocket"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

const (
	// connectTime is how long a connection may take to come about.
	connectTime = 20 * time.Second
	// sendTime is how long one frame may take to leave; then the connection is as good as lost.
	sendTime = 30 * time.Second
	// frameLimit is the length in bytes that no sensible frame has.
	frameLimit = 1 << 20
)

// socket is one connection to a session's gateway.
type socket struct {
	conn  *websocket.Conn
	mutex sync.Mutex // one frame is written at a time
}

// connect opens a session's websocket and shows the token. No error holds it or the URL.
func connect(ctx context.Context, c *aws.Client, s aws.Session, client string) (*socket, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	header, err := c.SignStream(ctx, s)
	if err != nil {
		return nil, err
	}
	url, token := s.Stream()
	conn, response, err := c.Dial(ctx, url, header)
	if response != nil && response.Body != nil {
		_ = response.Body.Close()
	}
	switch {
	case err != nil && response != nil && response.StatusCode >= 300:
		return nil, &refusal{fmt.Sprintf("the gateway answers HTTP %d", response.StatusCode), response.StatusCode < 500}
	case err != nil:
		return nil, &refusal{text: failure(err, url, token)}
	}
	conn.SetReadLimit(frameLimit)
	opening, err := json.Marshal(map[string]string{"MessageSchemaVersion": config.MessageSchemaVersion, "RequestId": newID(), "TokenValue": token,
		"ClientId": client, "ClientVersion": clientVersion})
	k := &socket{conn: conn}
	if err == nil {
		err = k.write(websocket.TextMessage, opening)
	}
	if err != nil {
		k.close()
		return nil, &refusal{text: failure(err, url, token)}
	}
	return k, nil
}

// newID is a random UUID.
func newID() string { return dataFrame("", 0, 0, 0, nil).uuid() }

// write sends a message.
func (k *socket) write(kind int, b []byte) error {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if err := k.conn.SetWriteDeadline(time.Now().Add(sendTime)); err != nil {
		return err
	}
	if err := k.conn.WriteMessage(kind, b); err != nil {
		_ = k.conn.Close() // so that whoever reads knows
		return err
	}
	return nil
}

func (k *socket) frame(b []byte) error { return k.write(websocket.BinaryMessage, b) }

// ping asks the gateway for a sign of life.
func (k *socket) ping() {
	token := make([]byte, 4)
	_, _ = rand.Read(token)
	_ = k.conn.WriteControl(websocket.PingMessage, []byte(hex.EncodeToString(token)), time.Now().Add(sendTime))
}

func (k *socket) close() { _ = k.conn.Close() }

// goodbye closes the connection as the protocol wants it.
func (k *socket) goodbye() {
	_ = k.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second))
	k.close()
}

// refusal is a connection that did not come about; final where trying again is useless.
type refusal struct {
	text  string
	final bool
}

func (r *refusal) Error() string { return r.text }

// failure words trouble with a connection, without its secrets.
func failure(err error, secrets ...string) string {
	text := trouble(err)
	for _, s := range secrets {
		if s != "" && strings.Contains(text, s) {
			return "the connection failed"
		}
	}
	return text
}

func trouble(err error) string {
	var closed *websocket.CloseError
	var own *refusal
	switch {
	case errors.As(err, &own):
		return own.text
	case errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure:
		return cmp.Or(clean.Text(closed.Text), fmt.Sprintf("the gateway closed the connection (%d)", closed.Code))
	case errors.As(err, &closed), errors.Is(err, net.ErrClosed):
		return "the connection was cut"
	}
	return call.Network(err)
}
