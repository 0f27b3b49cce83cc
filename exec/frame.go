package exec

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"github.com/ecscope/ecscope/exec/message"
)

// frame is one message of a session's websocket: a header of fixed length, then the payload. session-manager-plugin has
// a codec for it, over reflection, which takes more than twice the time and panics at a header that is too long; this one
// writes and reads the same bytes.
type frame struct {
	kind     string   // message.OutputStreamMessage and others
	id       [16]byte // a UUID
	created  uint64   // in milliseconds since 1970
	sequence int64
	flags    uint64
	type_    message.PayloadType
	payload  []byte
}

// Where a frame's header has what, and prefix, the length of what is before its payload.
const (
	atHeaderLength  = 0
	atKind          = atHeaderLength + 4
	atSchema        = atKind + 32
	atCreated       = atSchema + 4
	atSequence      = atCreated + 8
	atFlags         = atSequence + 8
	atID            = atFlags + 8
	atDigest        = atID + 16
	atType          = atDigest + sha256.Size
	atPayloadLength = atType + 4
	prefix          = atPayloadLength + 4
)

// dataFrame is a frame that carries data in a sequence; created is in milliseconds since 1970.
func dataFrame(kind string, sequence int64, created uint64, t message.PayloadType, payload []byte) frame {
	f := frame{kind: kind, sequence: sequence, created: created, type_: t, payload: payload}
	_, _ = rand.Read(f.id[:]) // never fails
	f.id[6], f.id[8] = f.id[6]&0x0f|0x40, f.id[8]&0x3f|0x80
	return f
}

// receipt is the frame that acknowledges another.
func receipt(of frame, created uint64) frame {
	f := dataFrame(message.AcknowledgeMessage, 0, created, 0, nil)
	f.flags = 3
	f.payload, _ = json.Marshal(message.AcknowledgeContent{MessageType: of.kind, MessageId: of.uuid(), SequenceNumber: of.sequence,
		IsSequentialMessage: true}) // a struct of strings and numbers
	return f
}

// uuid is the frame's id as it is written.
func (f frame) uuid() string {
	var b [36]byte
	hex.Encode(b[:8], f.id[:4])
	for i, at := range [...]int{8, 13, 18, 23} {
		b[at] = '-'
		end := [...]int{6, 8, 10, 16}[i]
		hex.Encode(b[at+1:], f.id[[...]int{4, 6, 8, 10}[i]:end])
	}
	return string(b[:])
}

// encode is the frame as it is sent.
func (f frame) encode() []byte {
	b := make([]byte, prefix+len(f.payload))
	order := binary.BigEndian
	order.PutUint32(b[atHeaderLength:], atPayloadLength)
	kind := b[atKind:atSchema]
	for i := copy(kind, f.kind); i < len(kind); i++ {
		kind[i] = ' '
	}
	order.PutUint32(b[atSchema:], 1)
	order.PutUint64(b[atCreated:], f.created)
	order.PutUint64(b[atSequence:], uint64(f.sequence))
	order.PutUint64(b[atFlags:], f.flags)
	copy(b[atID:], f.id[8:]) // its halves change places
	copy(b[atID+8:], f.id[:8])
	digest := sha256.Sum256(f.payload)
	copy(b[atDigest:], digest[:])
	order.PutUint32(b[atType:], uint32(f.type_))
	order.PutUint32(b[atPayloadLength:], uint32(len(f.payload)))
	copy(b[prefix:], f.payload)
	return b
}

// decode reads a frame; its payload is part of b.
func decode(b []byte) (frame, error) {
	if len(b) < prefix {
		return frame{}, errors.New("a frame is too short")
	}
	order := binary.BigEndian
	kind := bytes.Trim(b[atKind:atSchema], "\x00")
	f := frame{kind: strings.TrimSpace(string(kind))}
	if f.kind == message.StartPublicationMessage || f.kind == message.PausePublicationMessage {
		return f, nil
	}
	f.created = order.Uint64(b[atCreated:])
	f.sequence = int64(order.Uint64(b[atSequence:]))
	f.flags = order.Uint64(b[atFlags:])
	copy(f.id[8:], b[atID:])
	copy(f.id[:8], b[atID+8:])
	f.type_ = message.PayloadType(order.Uint32(b[atType:]))
	header := uint64(order.Uint32(b[atHeaderLength:])) + prefix - atPayloadLength
	if header < prefix || header > uint64(len(b)) {
		return f, errors.New("a frame's header has an invalid length")
	}
	f.payload = b[header:]
	if int64(order.Uint32(b[atPayloadLength:])) != int64(len(f.payload)) {
		return f, errors.New("a frame is cut off")
	}
	digest := sha256.Sum256(f.payload)
	if len(f.payload) > 0 && !bytes.Equal(digest[:], b[atDigest:atType]) {
		return f, errors.New("a frame's digest is wrong")
	}
	if f.kind == "" || f.created == 0 {
		return f, errors.New("a frame has no type or no date")
	}
	return f, nil
}
