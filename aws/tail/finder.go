package tail

// finder finds sightings by their ids: a table of their places in the ring, in which those that belong to one slot stand behind one
// another. It takes a third of the memory of a map.
type finder struct {
	slots []uint32 // a place and 1; 0 for none
	n     int
}

// home is the slot that an id belongs to. Ids are digests, and any of their bits are as good as others.
func (f *finder) home(id digest) int { return int(id[0] & uint64(len(f.slots)-1)) }

func (f *finder) has(ring []sighting, id digest) bool {
	if f.n == 0 {
		return false
	}
	for i := f.home(id); f.slots[i] != 0; i = f.after(i) {
		if ring[f.slots[i]-1].id == id {
			return true
		}
	}
	return false
}

func (f *finder) after(i int) int { return (i + 1) & (len(f.slots) - 1) }

// add takes up the sighting at a place, whose id is not there yet.
func (f *finder) add(ring []sighting, place int) {
	if f.n++; f.n > len(f.slots)/4*3 {
		before := f.slots
		f.slots = make([]uint32, max(1024, 2*len(before)))
		for _, p := range before {
			if p != 0 {
				f.put(ring, p)
			}
		}
	}
	f.put(ring, uint32(place)+1)
}

func (f *finder) put(ring []sighting, p uint32) {
	i := f.home(ring[p-1].id)
	for f.slots[i] != 0 {
		i = f.after(i)
	}
	f.slots[i] = p
}

// remove forgets the sighting at a place, and moves up those behind it that would not be found any more.
func (f *finder) remove(ring []sighting, place int) {
	i := f.home(ring[place].id)
	for f.slots[i] != uint32(place)+1 {
		i = f.after(i)
	}
	f.n--
	f.slots[i] = 0
	for j := f.after(i); f.slots[j] != 0; j = f.after(j) {
		way := (j - f.home(ring[f.slots[j]-1].id)) & (len(f.slots) - 1) // how far it stands from where it belongs
		if way >= (j-i)&(len(f.slots)-1) {
			f.slots[i], f.slots[j] = f.slots[j], 0
			i = j
		}
	}
}
