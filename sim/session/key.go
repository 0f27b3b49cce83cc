package session

import (
	gcm "crypto/cipher"
	"crypto/rand"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/service/kms"
)

// vault is the key management: it knows the keys of the clusters that encrypt their sessions.
type vault struct {
	encrypts func(key string) bool // a cluster its sessions
	seal     gcm.AEAD
}

// newVault makes a vault with a key of its own.
func newVault(encrypts func(key string) bool) *vault {
	key := make([]byte, 32)
	rand.Read(key)
	seal, err := newGCM(key)
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	return &vault{encrypts, seal}
}

// GenerateDataKey makes a key for a session of a cluster that encrypts its
// sessions with that KMS key. Plaintext is what the client uses; only this
// vault can get it back from CiphertextBlob, in the same context.
func (v *vault) GenerateDataKey(in *kms.GenerateDataKeyInput) (*kms.GenerateDataKeyOutput, error) {
	id := value(in.KeyId)
	if !v.encrypts(id) {
		return nil, refuse("NotFoundException", "Key '%s' does not exist", id)
	}
	length := value(in.NumberOfBytes)
	switch {
	case in.KeySpec == "AES_256" && length == 0:
		length = 32
	case in.KeySpec == "AES_128" && length == 0:
		length = 16
	}
	if length < 1 || length > 1024 {
		return nil, refuse("ValidationException", "Please specify either number of bytes or key spec.")
	}
	key := make([]byte, length)
	nonce := make([]byte, nonceLength)
	rand.Read(key)
	rand.Read(nonce)
	sealed := v.seal.Seal(nonce, nonce, key, keyContext(id, in.EncryptionContext))
	return &kms.GenerateDataKeyOutput{KeyId: in.KeyId, Plaintext: key, CiphertextBlob: sealed}, nil
}

// unseal is what an agent asks KMS for: the key behind a CiphertextBlob.
func (v *vault) unseal(id string, sealed []byte, context map[string]string) ([]byte, error) {
	if len(sealed) > nonceLength {
		if key, err := v.seal.Open(nil, sealed[:nonceLength], sealed[nonceLength:], keyContext(id, context)); err == nil {
			return key, nil
		}
	}
	return nil, refuse("InvalidCiphertextException", "the key is not of this session")
}

// keyContext is what a sealed key is bound to: the KMS key and the encryption
// context.
func keyContext(id string, context map[string]string) []byte {
	b, err := json.Marshal([]any{id, context})
	if err != nil {
		return nil
	}
	return b
}
