package tail

import (
	"testing"

	"pgregory.net/rapid"
)

// A finder knows what a map would, also where many ids belong to one slot.
func TestFinder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var f finder
		ring := make([]sighting, 3000)
		places := map[digest]int{}
		free := rapid.SampledFrom([]uint64{1, 7, 1 << 40}).Draw(t, "homes")
		for range rapid.IntRange(0, 3000).Draw(t, "steps") {
			id := digest{rapid.Uint64().Draw(t, "id") % free, rapid.Uint64Range(0, 400).Draw(t, "rest")}
			at, known := places[id]
			if f.has(ring, id) != known {
				t.Fatalf("has %v is %v", id, !known)
			}
			if known {
				f.remove(ring, at)
				delete(places, id)
				continue
			}
			for at = 0; ring[at].rest != 0; at++ {
			}
			ring[at] = sighting{id: id, rest: 1}
			f.add(ring, at)
			places[id] = at
		}
		for id := range places {
			if !f.has(ring, id) {
				t.Fatalf("%v is lost", id)
			}
		}
		if f.n != len(places) {
			t.Fatalf("%d of %d", f.n, len(places))
		}
	})
}
