package cli

import (
	"encoding/json"

	"github.com/ecscope/ecscope/aws"
)

// tags are printed as one object, its members sorted by key.
type tags []aws.Tag

// MarshalJSON writes {"key": "value"}.
func (t tags) MarshalJSON() ([]byte, error) {
	m := make(map[string]string, len(t))
	for _, tag := range t {
		m[tag.Key] = tag.Value
	}
	return json.Marshal(m)
}
