package session

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// The kinds of message that pass through a data channel.
const (
	input       = "input_stream_data"
	output      = "output_stream_data"
	acknowledge = "acknowledge"
	closing     = "channel_closed"
	pausing     = "pause_publication"
	starting    = "start_publication"
)

// payload says what the body of an input or output message is.
type payload uint32

const (
	data              payload = 1
	size              payload = 3
	handshakeRequest  payload = 5
	handshakeResponse payload = 6
	handshakeComplete payload = 7
	challengeRequest  payload = 8
	challengeResponse payload = 9
	flag              payload = 10
)

// The flags that a message of payload flag carries.
const (
	disconnectPort uint32 = 1
	terminate      uint32 = 2
	connectError   uint32 = 3
)

// A message is a header of headerLength bytes, the length of the body in
// four, and the body. All numbers are big-endian.
const (
	headerLength = 116
	kindLength   = 32
	bodyLength   = 1024 // the longest body of data that an agent sends
)

// frame is one binary message of a data channel.
type frame struct {
	kind    string
	schema  uint32
	created uint64 // milliseconds of Unix time
	number  int64  // in the sequence of its direction
	flags   uint64
	id      [16]byte
	payload payload
	body    []byte
}

// newFrame makes a message with an id of its own.
func newFrame(kind string, number int64, flags uint64, p payload, body []byte) frame {
	f := frame{kind: kind, schema: 1, created: uint64(time.Now().UnixMilli()), number: number, flags: flags, payload: p, body: body}
	rand.Read(f.id[:])
	f.id[6], f.id[8] = f.id[6]&0x0f|0x40, f.id[8]&0x3f|0x80
	return f
}

// encode writes the message. The id goes with its halves exchanged.
func (f frame) encode() []byte {
	b := make([]byte, 0, headerLength+4+len(f.body))
	b = binary.BigEndian.AppendUint32(b, headerLength)
	b = append(b, fmt.Sprintf("%-*s", kindLength, f.kind)...)
	b = binary.BigEndian.AppendUint32(b, f.schema)
	b = binary.BigEndian.AppendUint64(b, f.created)
	b = binary.BigEndian.AppendUint64(b, uint64(f.number))
	b = binary.BigEndian.AppendUint64(b, f.flags)
	b = append(append(b, f.id[8:]...), f.id[:8]...)
	digest := sha256.Sum256(f.body)
	b = append(b, digest[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(f.payload))
	b = binary.BigEndian.AppendUint32(b, uint32(len(f.body)))
	return append(b, f.body...)
}

// decode reads a message and checks its lengths and its digest.
func decode(b []byte) (frame, error) {
	if len(b) < headerLength+4 {
		return frame{}, fmt.Errorf("message of %d bytes", len(b))
	}
	if n := binary.BigEndian.Uint32(b); n != headerLength {
		return frame{}, fmt.Errorf("header of %d bytes", n)
	}
	f := frame{
		kind:    strings.Trim(string(b[4:36]), "\x00 \t\r\n"),
		schema:  binary.BigEndian.Uint32(b[36:]),
		created: binary.BigEndian.Uint64(b[40:]),
		number:  int64(binary.BigEndian.Uint64(b[48:])),
		flags:   binary.BigEndian.Uint64(b[56:]),
		payload: payload(binary.BigEndian.Uint32(b[112:])),
		body:    b[headerLength+4:],
	}
	copy(f.id[8:], b[64:72])
	copy(f.id[:8], b[72:80])
	if n := binary.BigEndian.Uint32(b[116:]); int64(n) != int64(len(f.body)) {
		return frame{}, fmt.Errorf("body of %d bytes, said to have %d", len(f.body), n)
	}
	if digest := sha256.Sum256(f.body); len(f.body) > 0 && !bytes.Equal(digest[:], b[80:112]) {
		return frame{}, errors.New("body does not match its digest")
	}
	if f.kind == "" || f.created == 0 && f.kind != starting && f.kind != pausing {
		return frame{}, errors.New("message without a type or a date")
	}
	return f, nil
}

// uuid is the message's id as acknowledges spell it.
func (f frame) uuid() string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", f.id[:4], f.id[4:6], f.id[6:8], f.id[8:10], f.id[10:])
}

// receipt is the body of an acknowledge.
type receipt struct {
	Kind       string `json:"AcknowledgedMessageType"`
	ID         string `json:"AcknowledgedMessageId"`
	Number     int64  `json:"AcknowledgedMessageSequenceNumber"`
	Sequential bool   `json:"IsSequentialMessage"`
}

// acknowledged is the answer to a message.
func (f frame) acknowledged() frame {
	return newFrame(acknowledge, 0, 3, 0, marshal(receipt{f.kind, f.uuid(), f.number, true}))
}

// farewell is the body of a channel_closed.
type farewell struct {
	MessageID     string `json:"MessageId"`
	CreatedDate   string
	DestinationID string `json:"DestinationId"`
	SessionID     string `json:"SessionId"`
	MessageType   string
	SchemaVersion int
	Output        string
}

// marshal is JSON of what always has some.
func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte("null")
	}
	return b
}
