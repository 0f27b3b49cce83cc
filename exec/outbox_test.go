package exec

import (
	"bytes"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/exec/message"
)

// Whatever the network loses, doubles, delays and mixes up, each byte arrives once and in order.
func TestBoxes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		out, in, now := outbox{}, inbox{}, time.Unix(1, 0)
		var want, got, wire, acks []int64
		for step, left := 0, rapid.IntRange(1, 60).Draw(t, "frames"); left > 0 || len(out.pending) > 0; step++ {
			if step > 100_000 {
				t.Fatal("it never ends")
			}
			if left > 0 && !out.full() && rapid.Bool().Draw(t, "send") {
				wire, want = append(wire, out.next), append(want, out.next)
				out.add(make([]byte, prefix), now)
				left--
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "ms")) * time.Millisecond)
			frames, _ := out.due(now)
			for _, s := range out.pending {
				if s.tries > 1 && s.last.Equal(now) && len(frames) > 0 {
					wire = append(wire, s.sequence)
				}
			}
			if n, ok := pick(t, &wire); ok {
				if in.accept(frame{sequence: n}) {
					acks = append(acks, n)
				}
				for f, ok := in.pop(); ok; f, ok = in.pop() {
					got = append(got, f.sequence)
				}
			}
			if n, ok := pick(t, &acks); ok {
				out.acknowledged(n, now)
			}
		}
		if len(got) != len(want) || out.bytes != 0 || in.held != 0 {
			t.Fatalf("%v came of %v; %d, %d bytes left", got, want, out.bytes, in.held)
		}
		for i, n := range got {
			if n != int64(i) {
				t.Fatalf("in the order %v", got)
			}
		}
	})
}

// pick takes one of what is under way, or loses it, or doubles it, or waits.
func pick(t *rapid.T, under *[]int64) (int64, bool) {
	if len(*under) == 0 {
		return 0, false
	}
	i := rapid.IntRange(0, len(*under)-1).Draw(t, "which")
	n := (*under)[i]
	fate := rapid.IntRange(0, 5).Draw(t, "fate")
	if fate == 0 {
		return 0, false
	}
	if fate > 1 {
		*under = append((*under)[:i:i], (*under)[i+1:]...)
	}
	return n, fate > 2 || fate == 1
}

func TestOutboxTimes(t *testing.T) {
	t.Parallel()
	o, now := outbox{}, time.Unix(1, 0)
	o.add(make([]byte, prefix+10), now)
	if frames, later := o.due(now.Add(199 * time.Millisecond)); len(frames) != 0 || !later.Equal(now.Add(200*time.Millisecond)) {
		t.Errorf("%d frames, then at %v", len(frames), later.Sub(now))
	}
	if frames, later := o.due(now.Add(200 * time.Millisecond)); len(frames) != 1 || !later.Equal(now.Add(600*time.Millisecond)) {
		t.Errorf("%d frames, then at %v", len(frames), later.Sub(now))
	}
	o.acknowledged(0, now.Add(time.Second))
	if o.trip != 0 {
		t.Error("it measured a frame that was sent twice")
	}
	for range 30 {
		o.add(nil, now)
		o.acknowledged(o.next-1, now.Add(600*time.Millisecond))
	}
	if at := o.timeout(1); at < 600*time.Millisecond || at > 700*time.Millisecond || o.timeout(9) != time.Second {
		t.Errorf("with round trips of 600 ms it sends again after %v, then %v", at, o.timeout(9))
	}
	o = outbox{window: windowFrames}
	for !o.full() {
		o.add(make([]byte, prefix+2048), now)
	}
	if len(o.pending) != 128 || o.waiting(now.Add(time.Minute)) != time.Minute {
		t.Errorf("%d frames are under way", len(o.pending))
	}
	o.again(now.Add(time.Hour))
	if frames, _ := o.due(now.Add(time.Hour)); len(frames) != burst || o.waiting(now.Add(time.Hour)) != 0 {
		t.Errorf("%d frames again", len(frames))
	}
}

func TestInboxHasAnEnd(t *testing.T) {
	t.Parallel()
	in, big := inbox{}, bytes.Repeat([]byte{1}, 1<<20)
	n := int64(1)
	for ; in.accept(dataFrame(message.OutputStreamMessage, n, 1, message.Output, big)); n++ {
	}
	if n != 33 {
		t.Errorf("it holds %d MiB", n-1)
	}
	if !in.accept(frame{sequence: 0, payload: big}) {
		t.Error("it does not take what it waits for")
	}
	for _, ok := in.pop(); ok; _, ok = in.pop() {
	}
	if in.gap() || in.held != 0 || in.next != 33 {
		t.Errorf("%d bytes are left, next is %d", in.held, in.next)
	}
}

// What has to be sent again slows the input down; what is acknowledged at once lets it be faster.
func TestOutboxPace(t *testing.T) {
	t.Parallel()
	o, now := outbox{}, time.Unix(1, 0)
	for range windowFirst {
		o.add(nil, now)
	}
	if !o.full() {
		t.Error("more than the first window is allowed")
	}
	o.due(now.Add(time.Second))
	if o.window != windowFirst/2 {
		t.Errorf("%d frames are allowed after a loss", o.window)
	}
	for n := range int64(windowFirst) {
		o.acknowledged(n, now.Add(time.Second))
	}
	for range 2 * windowFrames {
		o.add(nil, now)
		o.acknowledged(o.next-1, now)
	}
	if o.window != windowFrames {
		t.Errorf("%d frames are allowed where all goes well", o.window)
	}
}

// What is announced is what this package can do: several connections, without keep-alives. Another version of the library
// changes nothing.
func TestClientVersion(t *testing.T) {
	t.Parallel()
	g := newGateway(t, func(p *peer) {
		if p.opening["ClientVersion"] != "1.2.650.0" {
			t.Errorf("it opens as %q", p.opening["ClientVersion"])
		}
		p.json(message.HandshakeRequestPayloadType, request("Port"))
		if f, _ := p.take(); !bytes.Contains(f.payload, []byte(`"ClientVersion":"1.2.650.0"`)) {
			t.Errorf("it answers %s", f.payload)
		}
		p.closed("")
	})
	_, _ = g.open(Options{})
	for version, quiet := range map[string]bool{"3.1.1511.0": true, "3.1.1510.9": false, "3.3.1.0": true, "4.0.0": true, "3.0.9999.0": false, "": false, "3.x": false} {
		if quietAgent(version) != quiet {
			t.Errorf("%q is quiet: %v", version, !quiet)
		}
	}
}
