package exec

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// Trouble with a connection is worded without what opens the session.
func TestFailureKeepsSecrets(t *testing.T) {
	t.Parallel()
	const stream, token = "wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/s-1?role=x", "AAEAAsecret"
	for want, err := range map[string]error{
		"cannot find ssmmessages.example": fmt.Errorf("dial: %w", &net.DNSError{Name: "ssmmessages.example"}),
		"timed out":                       fmt.Errorf("dial: %w", context.DeadlineExceeded),
		"timed out ":                      &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded},
		"the token is not right":          &websocket.CloseError{Code: 1008, Text: "the token is not right\x1b[31m"},
		"the connection failed  ":         &websocket.CloseError{Code: 1008, Text: token + " is not right"},
		"gateway closed the connection":   &websocket.CloseError{Code: 1011},
		"the connection was cut":          &websocket.CloseError{Code: 1006},
		"the connection failed":           errors.New("malformed " + stream),
		"the connection failed ":          fmt.Errorf("sent: %w", errors.New("{TokenValue: "+token+"}")),
		"Proxy Authentication Required":   errors.New("Proxy Authentication Required"),
		"connection refused":              &url.Error{Op: "dial", URL: stream, Err: errors.New("connection refused")},
	} {
		got := failure(err, stream, token)
		if !strings.Contains(got, strings.TrimSpace(want)) || strings.Contains(got, stream) || strings.Contains(got, token) {
			t.Errorf("%v became %q, want %q", err, got, want)
		}
	}
}
