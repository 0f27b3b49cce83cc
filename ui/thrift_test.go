package ui

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
)

// What is not used is given back: the limit follows what lives, and ends with the program. It is not run beside other tests, since there is
// one limit for all.
func TestThrift(t *testing.T) {
	undo := thrifty()
	limit := func(so func(int64) bool) (is int64) {
		for range 100 { // a collection has its cleanups run, which may take another
			runtime.GC()
			if is = debug.SetMemoryLimit(-1); so(is) {
				break
			}
			runtime.Gosched()
		}
		return is
	}
	before := limit(func(is int64) bool { return is < math.MaxInt64 })
	held := make([]byte, 100<<20)
	with := limit(func(is int64) bool { return is > before+90<<20 })
	if before > 1<<30 || with < before+90<<20 || with > before+150<<20 {
		t.Errorf("%d MiB, and with 100 more %d MiB", before>>20, with>>20)
	}
	runtime.KeepAlive(held)
	undo()
	runtime.GC()
	if is := debug.SetMemoryLimit(-1); is != math.MaxInt64 {
		t.Errorf("%d MiB in the end", is>>20)
	}
	chosen := debug.SetGCPercent(77)
	thrifty()()
	if is := debug.SetGCPercent(chosen); is != 77 {
		t.Errorf("what somebody chose is %d %%", is)
	}
}
