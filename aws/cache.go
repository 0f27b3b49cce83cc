package aws

import "sync"

// cache keeps values that hardly change, at most a number of them; the oldest go first.
type cache[V any] struct {
	mu     sync.Mutex
	most   int
	values map[string]V
	order  []string
}

func newCache[V any](most int) *cache[V] { return &cache[V]{most: most, values: map[string]V{}} }

func (c *cache[V]) get(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.values[key]
	return v, ok
}

func (c *cache[V]) put(key string, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.values[key]; !known {
		c.order = append(c.order, key)
	}
	c.values[key] = v
	for len(c.order) > c.most {
		delete(c.values, c.order[0])
		c.order = c.order[1:]
	}
}
