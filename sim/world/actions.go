package world

import "sync"

// do runs one action as one step: on a copy of its input, under the lock, with an answer that shares nothing with the
// account. Every error is a *Fault.
func do[I, O any](lock sync.Locker, in *I, act func(*I) (*O, error)) (*O, error) {
	lock.Lock()
	defer lock.Unlock()
	if in == nil {
		in = new(I)
	}
	if err := enumerated(in); err != nil {
		return nil, err
	}
	return act(arrive(lock, in))
}
