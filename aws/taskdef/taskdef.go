// Package taskdef takes a task definition apart: its fields, what differs between two, a form to edit, and what looks like a secret in
// it. It reads the members as AWS answered them, those that the SDK doesn't know included.
package taskdef

import (
	"encoding/json"
	"slices"

	"github.com/ecscope/ecscope/accept/tree"
)

// Members are the members of a task definition as they came: uncleaned. Its tags are a member as well.
type Members map[string]json.RawMessage

// added are the members that ECS adds to what was registered, and that no registration may carry.
func added() []string {
	return []string{"taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities", "registeredAt",
		"registeredBy", "deregisteredAt", "deleteRequestedAt"}
}

// Registered are the members that a registration of the same contents sends, as they came.
func (m Members) Registered() Members {
	out := Members{}
	for name, value := range m {
		if !slices.Contains(added(), name) && string(value) != "null" {
			out[name] = value
		}
	}
	return out
}

// JSON is the members as one object.
func (m Members) JSON() ([]byte, error) { return json.Marshal(m) }

// Plain is what a registration of the same contents sends, decoded and without empty members.
func (m Members) Plain() (any, error) {
	body, err := m.Registered().JSON()
	if err != nil {
		return nil, err
	}
	doc, err := Decode(body)
	return Pruned(doc), err
}

// Bare are the members without what ECS adds to what was registered, and without empty ones.
func (m Members) Bare() Members {
	doc, err := m.Plain()
	if err != nil {
		return m
	}
	out := Members{}
	for name, value := range doc.(map[string]any) {
		if raw, err := json.Marshal(value); err == nil {
			out[name] = raw
		}
	}
	return out
}

// Document is the members as a document, nil where they make no sense.
func (m Members) Document() *tree.Node {
	body, err := m.JSON()
	if err != nil {
		return nil
	}
	n, err := tree.JSON(string(body), false)
	if err != nil {
		return nil
	}
	return n
}
