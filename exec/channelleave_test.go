package exec

import (
	"testing"

	"github.com/gorilla/websocket"
)

// Who leaves says goodbye to the gateway.
func TestGoodbye(t *testing.T) {
	t.Parallel()
	left := make(chan error, 1)
	g := newGateway(t, func(p *peer) {
		if p.handshake() {
			for {
				if _, _, err := p.conn.ReadMessage(); err != nil {
					left <- err
					return
				}
			}
		}
	})
	c, err := g.open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := <-left; !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("the connection ends with: %v", err)
	}
}
