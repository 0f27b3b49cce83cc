package exec

import (
	"bytes"
	"testing"

	library "github.com/aws/session-manager-plugin/src/message"
	"github.com/twinj/uuid"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/exec/message"
)

// What is written is what session-manager-plugin writes, byte for byte, and what it reads back is the same.
func TestFrameIsTheLibrarys(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := frame{kind: rapid.SampledFrom([]string{message.InputStreamMessage, message.OutputStreamMessage, message.AcknowledgeMessage,
			message.ChannelClosedMessage, "x"}).Draw(t, "kind"), created: rapid.Uint64Min(1).Draw(t, "created"),
			sequence: rapid.Int64().Draw(t, "sequence"), flags: rapid.Uint64().Draw(t, "flags"),
			type_:   message.PayloadType(rapid.Uint32().Draw(t, "type")),
			payload: rapid.SliceOfN(rapid.Byte(), 1, 2000).Draw(t, "payload")}
		copy(f.id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		theirs := library.ClientMessage{MessageType: f.kind, SchemaVersion: 1, CreatedDate: f.created, SequenceNumber: f.sequence, Flags: f.flags,
			MessageId: uuid.New(f.id[:]), PayloadType: uint32(f.type_), Payload: f.payload}
		want, err := theirs.SerializeClientMessage(silentLog{})
		if got := f.encode(); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%x\n%x %v", got, want, err)
		}
		if got, err := decode(want); err != nil || !same(got, f) {
			t.Fatalf("%+v %v", got, err)
		}
	})
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	f := dataFrame(message.OutputStreamMessage, 42, 1, message.Output, []byte("x"))
	var m library.ClientMessage
	if err := m.DeserializeClientMessage(silentLog{}, receipt(f, 7).encode()); err != nil || m.Validate() != nil {
		t.Fatal(err, m.Validate())
	}
	content, err := m.DeserializeDataStreamAcknowledgeContent(silentLog{})
	uuid.SwitchFormat(uuid.CleanHyphen)
	want := library.AcknowledgeContent{MessageType: f.kind, MessageId: uuid.New(f.id[:]).String(), SequenceNumber: 42, IsSequentialMessage: true}
	if err != nil || content != want || m.Flags != 3 {
		t.Errorf("%+v %v, want %+v", content, err, want)
	}
}

// FuzzDecode holds the decoder against the library's: what one accepts, the other reads alike. Ours alone refuses a payload
// that is not as long as it says, and does not panic.
func FuzzDecode(f *testing.F) {
	whole := dataFrame(message.OutputStreamMessage, 3, 9, message.Output, []byte("hello")).encode()
	for _, b := range [][]byte{whole, whole[:119], whole[:prefix], append(bytes.Clone(whole), 1), nil,
		receipt(frame{sequence: 4}, 1).encode(), dataFrame(message.PausePublicationMessage, 0, 0, 0, nil).encode()} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := decode(b)
		theirs, valid := parsed(b)
		if err == nil && !valid {
			t.Fatalf("only we accept %x", b)
		}
		if err != nil {
			if valid && int(theirs.PayloadLength) == len(theirs.Payload) && theirs.HeaderLength >= library.ClientMessage_PayloadLengthOffset {
				t.Fatalf("only they accept %x: %v", b, err)
			}
			return
		}
		if got.kind == message.StartPublicationMessage || got.kind == message.PausePublicationMessage {
			return
		}
		want := frame{kind: theirs.MessageType, created: theirs.CreatedDate, sequence: theirs.SequenceNumber, flags: theirs.Flags,
			type_: message.PayloadType(theirs.PayloadType), payload: theirs.Payload}
		copy(want.id[:], theirs.MessageId.Bytes())
		if !same(got, want) {
			t.Fatalf("%+v, they read %+v", got, want)
		}
	})
}

// parsed is what the library makes of a frame; it panics at headers that are too long.
func parsed(b []byte) (m library.ClientMessage, valid bool) {
	defer func() {
		if recover() != nil {
			valid = false
		}
	}()
	err := m.DeserializeClientMessage(silentLog{}, b)
	return m, err == nil && m.Validate() == nil
}

func same(a, b frame) bool {
	if !bytes.Equal(a.payload, b.payload) {
		return false
	}
	a.payload, b.payload = nil, nil
	return a.kind == b.kind && a.id == b.id && a.created == b.created && a.sequence == b.sequence && a.flags == b.flags && a.type_ == b.type_
}

func BenchmarkFrame(b *testing.B) {
	payload := noise(1024)
	f := dataFrame(message.OutputStreamMessage, 3, 9, message.Output, payload)
	whole := f.encode()
	theirs := library.ClientMessage{MessageType: f.kind, SchemaVersion: 1, CreatedDate: 1, MessageId: uuid.New(f.id[:]), PayloadType: 1, Payload: payload}
	b.Run("encode/ours", func(b *testing.B) {
		for b.Loop() {
			f.encode()
		}
	})
	b.Run("encode/library", func(b *testing.B) {
		for b.Loop() {
			_, _ = theirs.SerializeClientMessage(silentLog{})
		}
	})
	b.Run("decode/ours", func(b *testing.B) {
		for b.Loop() {
			_, _ = decode(whole)
		}
	})
	b.Run("decode/library", func(b *testing.B) {
		var m library.ClientMessage
		for b.Loop() {
			_ = m.DeserializeClientMessage(silentLog{}, whole)
			_ = m.Validate()
		}
	})
}
