package world

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"sort"
)

// list is a query whose answer is paged. Its items are in ascending order of key (descending when desc), so that a
// page goes on behind the last item seen whatever was removed meanwhile.
type list[T any] struct {
	query    string // everything but token and size: a token of another query is refused
	token    *string
	size     *int32
	def, max int32
	desc     bool
	items    []T
	key      func(T) string
}

// page is the wanted part of the list and the token of the next one, nil behind the last page.
func (l list[T]) page() ([]T, *string, error) {
	n := l.def
	if l.size != nil {
		if n = *l.size; n < 1 || n > l.max {
			return nil, nil, invalid("MaxResults must be between 1 and %d.", l.max)
		}
	}
	from := 0
	if value(l.token) != "" {
		last, ok := l.open(*l.token)
		if !ok {
			return nil, nil, invalid("Invalid token.")
		}
		from = sort.Search(len(l.items), func(i int) bool {
			if l.desc {
				return l.key(l.items[i]) < last
			}
			return l.key(l.items[i]) > last
		})
	}
	rest := l.items[from:]
	if len(rest) <= int(n) {
		return rest, nil, nil
	}
	rest = rest[:n]
	return rest, new(l.seal(l.key(rest[n-1]))), nil
}

func (l list[T]) sum() []byte {
	h := fnv.New64a()
	fmt.Fprint(h, l.query, l.desc)
	return binary.BigEndian.AppendUint64(nil, h.Sum64())
}

func (l list[T]) seal(key string) string {
	return base64.StdEncoding.EncodeToString(append(l.sum(), key...))
}

func (l list[T]) open(token string) (string, bool) {
	raw, err := base64.StdEncoding.DecodeString(token)
	if err != nil || len(raw) < 8 || string(raw[:8]) != string(l.sum()) {
		return "", false
	}
	return string(raw[8:]), true
}

// ordinal is a list key for things in the order of their creation.
func ordinal(n uint64) string { return fmt.Sprintf("%016x", n) }
