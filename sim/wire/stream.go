package wire

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/smithy-go/eventstream"
)

// Stream is an answer that goes on: Run sends its members, one after the other, until it returns or the caller leaves.
// A member whose name ends in Exception ends the stream on the caller's side.
type Stream struct {
	Run func(ctx context.Context, send func(name string, member any) error) error
}

// stream writes an answer as an event stream: an empty initial response, as RPC protocols have it, then the members.
func (r *request) stream(w http.ResponseWriter, ctx context.Context, s *Stream) {
	h := w.Header()
	h.Set("Content-Type", "application/vnd.amazon.eventstream")
	h.Set("x-amzn-requestid", r.id)
	w.WriteHeader(http.StatusOK)
	encoder, flush := eventstream.NewEncoder(), http.NewResponseController(w)
	write := func(name string, payload []byte) error {
		if err := encoder.Encode(w, message(name, payload)); err != nil {
			return fmt.Errorf("send %s: %w", name, err)
		}
		return flush.Flush()
	}
	err := write("initial-response", []byte("{}"))
	if err == nil {
		err = s.Run(ctx, func(name string, member any) error {
			payload, err := r.action.codec.encode(member)
			if err != nil {
				return err
			}
			return write(name, payload)
		})
	}
	if err != nil {
		panic(http.ErrAbortHandler) // the caller left, or is to see a cut connection
	}
}

// message is one message of an event stream.
func message(name string, payload []byte) eventstream.Message {
	var m eventstream.Message
	kind, title := "event", ":event-type"
	if strings.HasSuffix(name, "Exception") {
		kind, title = "exception", ":exception-type"
	}
	m.Headers.Set(":message-type", eventstream.StringValue(kind))
	m.Headers.Set(title, eventstream.StringValue(name))
	m.Headers.Set(":content-type", eventstream.StringValue("application/json"))
	m.Payload = payload
	return m
}
