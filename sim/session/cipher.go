package session

import (
	"crypto/aes"
	gcm "crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
)

// cipher encrypts what an agent sends and decrypts what it takes, each with
// AES-GCM under its half of the session's key. A text begins with its nonce.
type cipher struct{ out, in gcm.AEAD }

const nonceLength = 12

// newCipher takes the key apart: the first half is for what the agent sends.
func newCipher(key []byte) (*cipher, error) {
	half := len(key) / 2
	out, err := newGCM(key[:half])
	if err != nil {
		return nil, err
	}
	in, err := newGCM(key[half:])
	if err != nil {
		return nil, err
	}
	return &cipher{out, in}, nil
}

func newGCM(key []byte) (gcm.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("session key: %w", err)
	}
	return gcm.NewGCM(block)
}

func (c *cipher) seal(text []byte) ([]byte, error) {
	nonce := make([]byte, nonceLength, nonceLength+len(text)+c.out.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("nonce: %w", err)
	}
	return c.out.Seal(nonce, nonce, text, nil), nil
}

func (c *cipher) open(text []byte) ([]byte, error) {
	if len(text) < nonceLength {
		return nil, errors.New("encrypted text without a nonce")
	}
	return c.in.Open(nil, text[:nonceLength], text[nonceLength:], nil)
}
