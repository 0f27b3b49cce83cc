package exec

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// poll is how often the terminal's size is looked at.
const poll = 500 * time.Millisecond

// signals are those that end the program; there is none for another size, which is therefore looked at.
func signals() (resized, ending chan os.Signal, stop func()) {
	resized, ending = make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(ending, syscall.SIGTERM, os.Interrupt)
	tick, done := time.NewTicker(poll), make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		for {
			select {
			case <-tick.C:
				select {
				case resized <- nil:
				default:
				}
			case <-done:
				return
			}
		}
	})
	return resized, ending, func() {
		signal.Stop(ending)
		tick.Stop()
		close(done)
		work.Wait()
	}
}
