package exec

import (
	"bytes"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/exec/message"
)

// The handshake, too, may come out of order, doubled and damaged.
func TestMixedUp(t *testing.T) {
	t.Parallel()
	g := newGateway(t, func(p *peer) {
		ask, _ := json.Marshal(request("Port"))
		frames := []frame{dataFrame(message.OutputStreamMessage, 0, 1, message.HandshakeRequestPayloadType, ask),
			dataFrame(message.OutputStreamMessage, 1, 1, message.HandshakeCompletePayloadType, []byte("{}")),
			dataFrame(message.OutputStreamMessage, 2, 1, message.Output, []byte("one ")),
			dataFrame(message.OutputStreamMessage, 3, 1, message.StdErr, []byte("two ")),
			dataFrame(message.OutputStreamMessage, 4, 1, message.Flag, []byte{0, 0, 0, 3}),
			dataFrame(message.OutputStreamMessage, 5, 1, message.Output, []byte("three"))}
		damaged := frames[0].encode()
		damaged[prefix]++
		p.bytes(damaged)
		p.bytes([]byte("nonsense"))
		for _, i := range []int{3, 1, 1, 5, 0, 2, 0, 4} {
			p.raw(frames[i])
		}
		f, ok := p.take()
		p.acknowledge(f)
		if !ok || f.type_ != message.HandshakeResponsePayloadType {
			t.Errorf("%+v", f)
		}
		for p.acks[4] == 0 {
			if f, ok := p.take(); !ok || f.sequence > 1 { // 0 is the response again, where the acknowledgement was slow
				t.Errorf("%+v", f)
				return
			}
		}
		if p.acks[0] != 2 || p.acks[1] != 2 || p.acks[5] != 1 {
			t.Errorf("acknowledged %v", p.acks)
		}
		p.closed("")
		p.take()
	})
	c, err := g.open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := readAll(t, c, 13)
	if string(got) != "one two three" || c.Kind() != "Port" || <-c.Flags() != ConnectToPortError {
		t.Errorf("%q of %s", got, c.Kind())
	}
	if err := c.Resize(80, 24); err != nil && !errors.Is(err, io.EOF) { // lets the script's take end, if it has not
		t.Error(err)
	}
	if _, err := io.ReadAll(c); err != nil {
		t.Error(err)
	}
}

// Without a handshake the output is the beginning. What the far side sent before it closed is read, even if it comes
// after.
func TestNoHandshake(t *testing.T) {
	t.Parallel()
	g := newGateway(t, func(p *peer) {
		p.put(message.Output, []byte("# "))
		late := p.next
		p.next++
		p.put(message.Output, []byte("b"))
		p.closed("")
		p.next = late
		p.put(message.Output, []byte("a"))
		p.take()
	})
	c, err := g.open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(c); string(b) != "# ab" || err != nil || c.Kind() != "" || c.Agent() != "" {
		t.Errorf("%q %v", b, err)
	}
}

// While the gateway wants nothing, nothing is sent; afterwards all is.
func TestPause(t *testing.T) {
	t.Parallel()
	resumed := make(chan struct{})
	g := newGateway(t, func(p *peer) {
		if !p.handshake() {
			return
		}
		p.raw(frame{kind: message.PausePublicationMessage})
		p.put(message.Output, []byte("paused"))
		<-resumed
		p.raw(dataFrame(message.StartPublicationMessage, 0, 1, 0, nil))
		p.echo(1)
	})
	c, err := g.open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, c, len("paused"))
	data := noise(10 << 10)
	if _, err := c.Write(data); err != nil {
		t.Fatal(err)
	}
	close(resumed)
	if got := readAll(t, c, len(data)); !bytes.Equal(got, data) {
		t.Error("what came back is not what was sent")
	}
}

func TestEncrypted(t *testing.T) {
	t.Parallel()
	key, challenge := noise(64), []byte("prove it")
	g := newGateway(t, func(p *peer) { // the agent encrypts with the first half and decrypts with the second
		ours, theirs := aead(t, key[:32]), aead(t, key[32:])
		seal := func(b []byte) []byte { nonce := noise(12); return ours.Seal(nonce, nonce, b, nil) }
		open := func(b []byte) []byte {
			plain, err := theirs.Open(nil, b[:12], b[12:], nil)
			if err != nil {
				t.Error(err)
			}
			return plain
		}
		p.json(message.HandshakeRequestPayloadType, request("InteractiveCommands",
			message.RequestedClientAction{ActionType: message.KMSEncryption, ActionParameters: json.RawMessage(`{"KMSKeyId":"key"}`)}))
		f, _ := p.take()
		p.acknowledge(f)
		if !bytes.Contains(f.payload, []byte(`{"KMSCipherTextKey":"c2VhbGVk"`)) {
			t.Errorf("the response is %s", f.payload)
		}
		p.json(message.EncChallengeRequest, message.EncryptionChallengeRequest{Challenge: seal(challenge)})
		f, _ = p.take()
		p.acknowledge(f)
		var answer message.EncryptionChallengeResponse
		if err := json.Unmarshal(f.payload, &answer); err != nil || !bytes.Equal(open(answer.Challenge), challenge) {
			t.Errorf("%s %v", f.payload, err)
		}
		p.json(message.HandshakeCompletePayloadType, message.HandshakeCompletePayload{})
		expected := int64(2)
		for f, ok := p.take(); ok; f, ok = p.take() {
			p.acknowledge(f)
			if f.sequence != expected {
				continue
			}
			expected++
			if len(f.payload) > 1024 {
				t.Errorf("a frame of %d bytes", len(f.payload))
			}
			p.put(message.Output, seal(open(f.payload)))
		}
	})
	g.answer("GenerateDataKey", map[string]any{"CiphertextBlob": []byte("sealed"), "Plaintext": key})
	c, err := g.open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	data := noise(100 << 10)
	go func() { _, _ = c.Write(data) }()
	if got := readAll(t, c, len(data)); !bytes.Equal(got, data) {
		t.Error("what came back is not what was sent")
	}
}

func TestNoKey(t *testing.T) {
	t.Parallel()
	told := make(chan []byte, 1)
	g := newGateway(t, func(p *peer) {
		p.json(message.HandshakeRequestPayloadType, request("InteractiveCommands",
			message.RequestedClientAction{ActionType: message.KMSEncryption, ActionParameters: json.RawMessage(`{"KMSKeyId":"key"}`)}))
		f, _ := p.take()
		told <- f.payload
	})
	g.answer("GenerateDataKey", errors.New("AccessDeniedException"))
	if _, err := g.open(Options{}); call.KindOf(err) != call.Denied {
		t.Error(err)
	}
	if got := <-told; !bytes.Contains(got, []byte(`"ActionStatus":2`)) {
		t.Errorf("the agent is told %s", got)
	}
}

func aead(t *testing.T, key []byte) cipher.AEAD {
	g, err := gcm(key)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// hand is a clock that is moved by hand.
type hand struct {
	mutex sync.Mutex
	at    time.Time
	waits map[chan time.Time]time.Time
}

func newHand() *hand { return &hand{at: time.Unix(1e9, 0), waits: map[chan time.Time]time.Time{}} }

func (h *hand) clock() clock { return clock{h.now, h.after} }

func (h *hand) now() time.Time {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.at
}

func (h *hand) after(d time.Duration) <-chan time.Time {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	c := make(chan time.Time, 1)
	h.waits[c] = h.at.Add(d)
	return c
}

func (h *hand) move(d time.Duration) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.at = h.at.Add(d)
	for c, at := range h.waits {
		if !at.After(h.at) {
			delete(h.waits, c)
			c <- h.at
		}
	}
}

// A gateway that gives no sign of life is left; one that does, stays.
func TestLifeless(t *testing.T) {
	t.Parallel()
	h, told, silent := newHand(), &notices{}, make(chan struct{})
	g := newGateway(t, func(p *peer) {
		if p.number == 1 {
			p.handshake()
			p.put(message.Output, []byte("x"))
			<-silent // it reads nothing: answers no ping
			return
		}
		p.put(message.Output, []byte("y"))
		p.take()
	})
	c, err := g.open(Options{Notice: told.add, clock: h.clock()})
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, c, 1)
	soon(t, "that it waits", passing(h.move, time.Second, func() bool { return told.count() > 0 }))
	if gone := h.now().Sub(time.Unix(1e9, 0)); gone < quiet {
		t.Errorf("it was left after %v", gone)
	}
	close(silent)
	soon(t, "back", func() bool { h.move(time.Second / 10); return told.count() == 2 })
}
