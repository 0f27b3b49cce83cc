// Package vault is what task definitions name outside ECS: roles, secrets and parameters, and who may log in to the
// registry of images. What a task definition of the account names is there; all else has to be made.
//
// The values are invented. No policy is evaluated: a role can be assumed where its trust policy names the account or the
// caller, and not where it trusts a service only.
package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ecscope/ecscope/sim/wire"
)

// Options are what the vault needs to know; all of them are needed.
type Options struct {
	Region, Account string
	Caller          string // ARN of whoever calls
	Now             func() time.Time
	// Named are the role ARNs and the valueFrom of the secrets that the task definitions of the account name.
	Named func() (roles, secrets []string)
	Keys  wire.Keys // of those who have assumed a role: the ones that the server accepts
}

// Vault holds what was made, beside what task definitions name.
type Vault struct {
	options Options

	mu         sync.Mutex
	roles      map[string]role      // by name
	secrets    map[string]secret    // by name
	parameters map[string]parameter // by name
}

// New makes a vault that holds what the task definitions name.
func New(o Options) *Vault {
	return &Vault{options: o, roles: map[string]role{}, secrets: map[string]secret{}, parameters: map[string]parameter{}}
}

// arn begins an ARN of a service in the account's Region.
func (v *Vault) arn(service, rest string) string {
	return "arn:aws:" + service + ":" + v.options.Region + ":" + v.options.Account + ":" + rest
}

// digest is a text of hexadecimal digits that belongs to a name.
func digest(name string, n int) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:])[:n]
}

func refuse(code, format string, args ...any) error {
	return &wire.Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// value is what p points to, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// named is the part of an ARN behind its kind: the name of a role, or of a secret with its six characters.
func named(arn, kind string) string {
	_, name, _ := strings.Cut(arn, kind)
	return name[strings.LastIndexByte(name, '/')+1:]
}

// has says whether a task definition names a thing; match tells which.
func has(all []string, match func(string) bool) bool { return slices.ContainsFunc(all, match) }
