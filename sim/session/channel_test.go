package session

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/needs"
)

// wordsOf are numbered messages of a client.
func wordsOf(n int) []frame {
	all := make([]frame, n)
	for i := range all {
		all[i] = newFrame(input, int64(i), 0, data, fmt.Append(nil, i))
	}
	return all
}

// Whatever order messages arrive in, and however often, the agent takes each
// once and in order, and only when it is ready.
func TestInputIsTakenOnceAndInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sent := wordsOf(rapid.IntRange(1, 30).Draw(t, "messages"))
		var taken []string
		ready := false
		c := newChannel(func(f frame) bool {
			if ready {
				taken = append(taken, string(f.body))
			}
			return ready
		})
		for _, f := range rapid.Permutation(append(slices.Clone(sent), sent...)).Draw(t, "arrivals") {
			ready = ready || rapid.Bool().Draw(t, "ready")
			c.receive(f.encode())
		}
		ready = true
		c.wake()
		for _, f := range sent { // the client sends again what was not acknowledged
			c.receive(f.encode())
		}
		var want []string
		for _, f := range sent {
			want = append(want, string(f.body))
		}
		if !slices.Equal(taken, want) {
			t.Fatalf("took %v", taken)
		}
	})
}

// A client that the network loses, doubles and shuffles messages for gets all
// output once and in order, over several connections.
func TestOutputArrives(t *testing.T) {
	t.Parallel()
	needs.Time(t, "a network that loses every fifth message")
	f := newFaults(3)
	f.ToClient(Trouble{Loss: 0.2, Twice: 0.2, Late: 0.3})
	f.ToAgent(Trouble{Loss: 0.2, Twice: 0.2, Late: 0.3})
	c := newChannel(func(frame) bool { return false })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go c.resend(ctx)
	var got []string
	early := map[int64]string{}
	full := make(chan struct{})
	const messages = 120
	for connection := range 3 {
		up := newLane(f, false, c.receive, func() {})
		down := newLane(f, true, func(raw []byte) {
			m, err := decode(raw)
			if err != nil || m.kind != output {
				return
			}
			up.send(m.acknowledged().encode())
			if early[m.number] = string(m.body); m.number < int64(len(got)) {
				return
			}
			for next, ok := early[int64(len(got))]; ok; next, ok = early[int64(len(got))] {
				if got = append(got, next); len(got) == messages {
					close(full)
				}
			}
		}, func() {})
		c.attach(down)
		for n := range messages / 3 {
			if err := c.send(data, fmt.Append(nil, connection*messages/3+n)); err != nil {
				t.Fatal(err)
			}
		}
		if connection == 2 {
			select {
			case <-full:
			case <-time.After(30 * time.Second):
				t.Error("not everything arrived")
			}
			c.drain(30 * time.Second)
		}
		c.detach(down)
		down.close()
		up.close()
	}
	for n, text := range got {
		if text != fmt.Sprint(n) {
			t.Fatalf("message %d is %s", n, text)
		}
	}
	if len(c.pending) > 0 {
		t.Errorf("%d messages are not acknowledged", len(c.pending))
	}
}

// What a paced agent holds back is exactly what may become a character yet.
func TestHalfACharacterIsHeldBack(t *testing.T) {
	t.Parallel()
	for text, held := range map[string]int{"": 0, "a": 0, "é": 0, "a\xc3": 1, "a\xe2\x82": 2, "\xf0\x9f\x92": 3, "\xff": 0, "\x80\x80": 0, "\xe2a": 0} {
		if n := half([]byte(text)); n != held {
			t.Errorf("%q: %d bytes are held back", text, n)
		}
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		a, b  string
		older bool
	}{{"1.1.69.0", muxClient, true},
		{"1.3.0.0", muxClient, false}, {"", muxClient, true}, {quietClient, "1.3.0.0", true}, {quietClient, "1.2.331", false}} {
		if older(v.a, v.b) != v.older {
			t.Errorf("%q is older than %q: %v", v.a, v.b, !v.older)
		}
	}
}
