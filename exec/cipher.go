package exec

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
)

// The data key of an encrypted session is two keys of AES-256.
const (
	keyBytes   = 32
	nonceBytes = 12
	tagBytes   = 16
	sealed     = nonceBytes + tagBytes // how much longer data is encrypted than plain
)

// sealer encrypts and decrypts a session's data: AES-GCM, with a random nonce in front.
type sealer struct {
	out, in cipher.AEAD
}

// newSealer splits a data key: the far side encrypts with its first half, this side with its second.
func newSealer(key []byte) (*sealer, error) {
	if len(key) != 2*keyBytes {
		return nil, errors.New("the session's key has the wrong length")
	}
	in, err := gcm(key[:keyBytes])
	if err != nil {
		return nil, err
	}
	out, err := gcm(key[keyBytes:])
	if err != nil {
		return nil, err
	}
	return &sealer{out: out, in: in}, nil
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// seal encrypts.
func (s *sealer) seal(plain []byte) []byte {
	nonce := make([]byte, nonceBytes, sealed+len(plain))
	_, _ = rand.Read(nonce) // never fails
	return s.out.Seal(nonce, nonce, plain, nil)
}

// open decrypts.
func (s *sealer) open(b []byte) ([]byte, error) {
	if len(b) < sealed {
		return nil, errors.New("encrypted data is cut off")
	}
	return s.in.Open(nil, b[:nonceBytes], b[nonceBytes:], nil)
}
