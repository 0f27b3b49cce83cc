package exec

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/exec/message"
)

// receiver reads what comes from a session, over all its connections, on a goroutine of its own: no other one uses it.
type receiver struct {
	*Channel
	inbox     inbox
	receipts  receipts
	outage    outage
	handshake handshake
	spoken    bool // output has come
	leaving   bool // the far side has closed the session
}

func newReceiver(c *Channel) *receiver {
	return &receiver{Channel: c, handshake: handshake{facts: c.facts, input: c.input, connector: c.connector, ctx: c.fate.ctx}}
}

// run reads until the session ends.
func (r *receiver) run(k *socket) {
	defer close(r.fate.done)
	defer r.fate.cancel()
	fenced(func() { r.connections(k) }, r.end)()
}

// connections reads one connection after the other.
func (r *receiver) connections(k *socket) {
	for {
		r.use(k)
		err := r.listen(k)
		k.close()
		if r.leaving {
			r.flush()
			r.end(nil)
		}
		if r.over() {
			return
		}
		r.input.detach()
		if r.outage.refused(r.options.clock.now(), err) {
			r.end(ended(ErrRefused, r.connector.target(), r.connector.failure(err)))
			return
		}
		if k = r.again(r.connector.failure(err)); k == nil {
			return
		}
	}
}

// use makes a connection the one to send on. The agent sends again only what it takes for lost, one frame after the other:
// so it gets the last acknowledgements once more.
func (r *receiver) use(k *socket) {
	r.health.connected() // before anybody sees the connection
	r.input.attach(k)
	now := r.options.clock.now()
	r.outage.connected(now)
	k.conn.SetPongHandler(func(string) error {
		r.noteActivity()
		return nil
	})
	k.ping()
	for _, b := range r.receipts.since(now.Add(-recent)) {
		_ = k.frame(b)
	}
	r.input.signal()
}

// noteActivity notes a sign of life.
func (r *receiver) noteActivity() {
	r.health.refresh()
	if gone, back := r.outage.alive(r.options.clock.now()); back {
		r.notice(Notice{Gone: gone})
	}
}

// again resumes the session on another connection. It is nil where the session has ended.
func (r *receiver) again(why string) *socket {
	if r.outage.lost.IsZero() {
		r.outage.lost = r.options.clock.now()
		r.notice(Notice{Lost: true, Why: why})
	}
	for wait, delay := r.outage.delays(); r.rest(wait); wait, delay = delay, min(2*delay, 5*time.Second) {
		k, err := r.connector.resume(r.fate.ctx)
		if err == nil {
			return k
		}
		if r.over() || r.hopeless(err, delay) {
			return nil
		}
	}
	return nil
}

// hopeless ends the session where an error says that it does not come back, or it has not for too long.
func (r *receiver) hopeless(err error, delay time.Duration) bool {
	refused, target := (*refusal)(nil), r.connector.target()
	switch kind := call.KindOf(err); {
	case kind == call.NotFound:
		r.fate.vanish()
		r.flush()
		r.end(ended(ErrGone, target, ""))
	case kind == call.Denied, kind == call.Invalid, kind == call.Unsupported:
		r.end(err)
	case errors.As(err, &refused) && refused.final:
		r.end(ended(ErrRefused, target, refused.text))
	case r.options.clock.now().Sub(r.outage.lost)+delay > r.options.Resume:
		r.fate.vanish() // what runs in it may go on
		r.flush()
		r.end(ended(ErrLost, target, fmt.Sprintf("it did not come back within %s: %s", r.options.Resume, r.connector.failure(err))))
	default:
		return false
	}
	return true
}

// lastOutput is how long to wait, after the far side closed the session, for what is missing of its output.
const lastOutput = 2 * time.Second

// listen takes what comes on a connection until it is lost or the session has ended.
func (r *receiver) listen(k *socket) error {
	for {
		_, b, err := k.conn.ReadMessage()
		if err != nil {
			return err
		}
		r.noteActivity()
		f, err := decode(b)
		if err != nil {
			continue // its sender does so again
		}
		r.outage.useful = true
		r.receive(k, f)
		if r.over() {
			return nil
		}
	}
}

// receive takes a frame.
func (r *receiver) receive(k *socket, f frame) {
	switch f.kind {
	case message.OutputStreamMessage:
		if !r.inbox.accept(f) {
			return
		}
		now := r.options.clock.now()
		b := receipt(f, millis(now)).encode()
		r.receipts.add(b, now)
		_ = k.frame(b)
		r.takeReady()
		r.health.gap(r.inbox.next, r.inbox.last, r.inbox.missing())
	case message.AcknowledgeMessage:
		var content message.AcknowledgeContent
		if json.Unmarshal(f.payload, &content) == nil {
			r.input.acknowledged(content.SequenceNumber)
		}
	case message.PausePublicationMessage, message.StartPublicationMessage:
		r.input.pause(f.kind == message.PausePublicationMessage)
	case message.ChannelClosedMessage:
		var content message.ChannelClosed
		_ = json.Unmarshal(f.payload, &content) // it is closed, whatever it says
		r.set(func(f *facts) { f.said = clean.Text(content.Output) })
		r.fate.vanish()
		r.leaving = true
		_ = k.conn.SetReadDeadline(time.Now().Add(lastOutput))
	}
	if r.leaving && !r.inbox.gap() {
		r.end(nil)
	}
}

// takeReady takes all frames that are next in order.
func (r *receiver) takeReady() {
	for f, ok := r.inbox.pop(); ok; f, ok = r.inbox.pop() {
		if err := r.take(f); err != nil {
			r.end(err)
		}
	}
}

// flush gives out what came after a gap, once the gap cannot be filled any more.
func (r *receiver) flush() {
	for r.inbox.gap() {
		r.output.miss(r.inbox.skip() * frameBytes)
		r.takeReady()
	}
}

// take takes the next frame of the far side's, in order.
func (r *receiver) take(f frame) error {
	switch f.type_ {
	case message.HandshakeRequestPayloadType:
		return r.handshake.answer(f.payload)
	case message.EncChallengeRequest:
		return r.handshake.prove(f.payload)
	case message.HandshakeCompletePayloadType:
		r.handshake.complete(f.payload)
	case message.Output, message.StdErr:
		text, err := r.handshake.plain(f.payload)
		if err != nil {
			return err
		}
		r.input.begin() // without encryption there is no handshake
		if !r.spoken {  // before, the command was not there, and its agent took no input
			r.spoken = true
			r.input.again()
		}
		r.output.store(text)
	case message.Flag:
		if len(f.payload) == 4 {
			select {
			case r.flags <- Flag(binary.BigEndian.Uint32(f.payload)):
			default:
			}
		}
	}
	return nil
}
