package call

import (
	"context"
	"errors"
	"sync"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
)

// credentialCache hands out credentials and gets new ones: by itself when they cannot be had or AWS calls them expired, so that
// a login elsewhere is noticed, but at most once in pause.
type credentialCache struct {
	load  func(context.Context) (awssdk.CredentialsProvider, error)
	clock Clock

	mu         sync.Mutex
	provider   awssdk.CredentialsProvider
	generation int
	loaded     time.Time
	failed     time.Time
	failure    error
}

// Pause is the least time between two readings of credentials that do not work.
const Pause = 3 * time.Second

// NoCredentials is why there are no credentials to sign with.
type NoCredentials struct{ Err error }

func (e *NoCredentials) Error() string { return e.Err.Error() }

func (e *NoCredentials) Unwrap() error { return e.Err }

// Retrieve is the SDK's interface to credentials. The provider inside caches them.
func (w *credentialCache) Retrieve(ctx context.Context) (awssdk.Credentials, error) {
	p, err := w.current(ctx)
	if err != nil {
		return awssdk.Credentials{}, err
	}
	creds, err := p.Retrieve(ctx)
	if err == nil && creds.HasKeys() {
		return creds, nil
	}
	if ctx.Err() != nil {
		return awssdk.Credentials{}, ctx.Err()
	}
	if err == nil {
		err = ErrNone
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.provider == p {
		w.provider, w.failed, w.failure = nil, w.clock.Now(), &NoCredentials{err}
	}
	return awssdk.Credentials{}, &NoCredentials{err}
}

// current is the provider in use, read from the configuration where there is none.
func (w *credentialCache) current(ctx context.Context) (awssdk.CredentialsProvider, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.clock.Now()
	if w.failure != nil && (now.Sub(w.failed) < Pause || errors.Is(w.failure, ErrDeclined)) {
		return nil, w.failure
	}
	if w.provider != nil {
		return w.provider, nil
	}
	p, err := w.load(ctx)
	if err != nil {
		w.failed, w.failure = now, &NoCredentials{err}
		return nil, w.failure
	}
	w.provider, w.failure, w.loaded = p, nil, now
	w.generation++
	return p, nil
}

// count tells which reading of the credentials is in use.
func (w *credentialCache) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.generation
}

// refused notes that AWS did not accept the credentials of a reading, and says whether there may be better ones now.
func (w *credentialCache) refused(generation int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if generation < w.generation {
		return true
	}
	if w.clock.Now().Sub(w.loaded) < Pause {
		return false
	}
	w.provider = nil
	return true
}

// renew forgets everything.
func (w *credentialCache) renew() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.provider, w.failure = nil, nil
}
