package wire

import (
	"context"
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	t.Parallel()
	p := NewPace(3600)
	wall, before := time.Now(), p.Now()
	for p.Now().Sub(before) < time.Minute { // a minute of it takes a sixtieth of a second
		if time.Since(wall) > 10*time.Second {
			t.Fatal("it does not run faster than the clock on the wall")
		}
	}
	p = NewPace(1)
	done := make(chan error, 1)
	go func() { done <- p.Sleep(context.Background(), time.Hour) }()
	p.Advance(2 * time.Hour)
	for waiting := true; waiting; { // it may have begun to sleep after the clock was put on
		select {
		case err := <-done:
			if waiting = false; err != nil {
				t.Error(err)
			}
		default:
			p.Advance(time.Hour)
		}
	}
	if ahead := time.Until(p.Now()); ahead < 2*time.Hour-time.Second {
		t.Errorf("%s ahead", ahead)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if p.Sleep(ctx, time.Hour) == nil {
		t.Error("slept on after its context ended")
	}
}
