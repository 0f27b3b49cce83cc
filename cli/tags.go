package cli

import (
	"encoding/json"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/secret"
)

// tags are printed as one object, its members sorted by key, without what looks like a secret.
type tags []aws.Tag

// MarshalJSON writes {"key": "value"}.
func (t tags) MarshalJSON() ([]byte, error) {
	m := make(map[string]string, len(t))
	for _, tag := range t {
		m[tag.Key], _ = secret.Mask(tag.Key, tag.Value)
	}
	return json.Marshal(m)
}
