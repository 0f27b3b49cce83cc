package index

import (
	"fmt"
	"slices"
)

// mostBookmarks is how many places can be kept in an account and region: all of them are offered at once.
const mostBookmarks = 40

// Bookmark keeps a place by what is typed to go there ("logs prod/checkout"), or lets go of it, and says whether it is kept now.
func (x *Index) Bookmark(place string) (kept bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if at := slices.Index(x.bookmarks, place); at >= 0 {
		x.bookmarks, x.changed = slices.Delete(slices.Clone(x.bookmarks), at, at+1), true
		return false, nil
	}
	if len(x.bookmarks) >= mostBookmarks {
		return false, fmt.Errorf("you already have %d bookmarks, the maximum", mostBookmarks)
	}
	x.keep(place)
	x.changed = true
	return true, nil
}

// Bookmarks are the places that are kept, in the order in which they came.
func (x *Index) Bookmarks() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Clone(x.bookmarks)
}

// keep adds a place, as long as there is room. The lock is held.
func (x *Index) keep(place string) {
	if place != "" && printable(place) && len(x.bookmarks) < mostBookmarks && !slices.Contains(x.bookmarks, place) {
		x.bookmarks = append(x.bookmarks, place)
	}
}
