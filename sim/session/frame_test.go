package session

import (
	"bytes"
	"testing"

	plugin "github.com/aws/session-manager-plugin/src/message"
	"github.com/twinj/uuid"
	"pgregory.net/rapid"
)

// anyFrame draws a message.
func anyFrame(t *rapid.T) frame {
	f := newFrame(rapid.SampledFrom([]string{input, output, acknowledge, closing, pausing, starting}).Draw(t, "kind"),
		rapid.Int64Min(0).Draw(t, "number"), rapid.Uint64().Draw(t, "flags"), payload(rapid.Uint32().Draw(t, "payload")),
		rapid.SliceOfN(rapid.Byte(), 1, 2000).Draw(t, "body"))
	f.schema = rapid.Uint32().Draw(t, "schema")
	return f
}

// The plugin reads what is written here as it was meant, and what it writes
// is read here as it was meant.
func TestFramesAreThoseOfThePlugin(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := anyFrame(t)
		var theirs plugin.ClientMessage
		if err := theirs.DeserializeClientMessage(nil, f.encode()); err != nil {
			t.Fatal(err)
		}
		if err := theirs.Validate(); err != nil {
			t.Fatal(err)
		}
		if theirs.MessageType != f.kind || theirs.SchemaVersion != f.schema || theirs.CreatedDate != f.created || theirs.SequenceNumber != f.number ||
			theirs.Flags != f.flags || theirs.PayloadType != uint32(f.payload) || !bytes.Equal(theirs.Payload, f.body) {
			t.Fatalf("the plugin reads %+v as %+v", f, theirs)
		}
		if id := uuid.Formatter(theirs.MessageId, uuid.CleanHyphen); id != f.uuid() {
			t.Fatalf("the plugin reads id %s as %s", f.uuid(), id)
		}
		raw, err := theirs.SerializeClientMessage(nil)
		if err != nil {
			t.Fatal(err)
		}
		ours, err := decode(raw)
		if err != nil || !bytes.Equal(ours.encode(), f.encode()) {
			t.Fatalf("%+v comes back from the plugin as %+v, %v", f, ours, err)
		}
	})
}

// A message that was damaged on its way is refused, wherever that happened
// in its body.
func TestDamageIsSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := newFrame(input, 1, 0, data, rapid.SliceOfN(rapid.Byte(), 1, 100).Draw(t, "body"))
		raw := f.encode()
		at := rapid.IntRange(headerLength, len(raw)-1).Draw(t, "at")
		raw[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "change"))
		if got, err := decode(raw); err == nil {
			t.Fatalf("read as %+v", got)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{})
	f.Add(newFrame(input, 7, 0, data, []byte("ls\r")).encode())
	f.Add(newFrame(input, 7, 0, size, []byte(`{"cols":80,"rows":24}`)).acknowledged().encode())
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := decode(raw)
		if err != nil {
			return
		}
		again, err := decode(m.encode())
		if err != nil || again.kind != m.kind || again.number != m.number || again.id != m.id || !bytes.Equal(again.body, m.body) {
			t.Errorf("%+v comes back as %+v, %v", m, again, err)
		}
	})
}
