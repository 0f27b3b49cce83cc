package wire

import (
	"bytes"
	"testing"

	"github.com/aws/smithy-go/eventstream"
)

// FuzzMessage encodes any name and payload, and has the SDK's decoder read them back.
func FuzzMessage(f *testing.F) {
	f.Add("sessionUpdate", []byte(`{"sessionResults":[]}`))
	f.Add("SessionTimeoutException", []byte{})
	f.Add("", []byte("\x00\xff"))
	f.Fuzz(func(t *testing.T, name string, payload []byte) {
		var b bytes.Buffer
		if err := eventstream.NewEncoder().Encode(&b, message(name, payload)); err != nil {
			return // a name or payload longer than the format has room for
		}
		m, err := eventstream.NewDecoder().Decode(&b, nil)
		if err != nil || !bytes.Equal(m.Payload, payload) || b.Len() > 0 {
			t.Fatalf("%v: %q", err, m.Payload)
		}
		title := m.Headers.Get(":event-type")
		if title == nil {
			title = m.Headers.Get(":exception-type")
		}
		if title.String() != name {
			t.Errorf("%s, want %s", title, name)
		}
	})
}
